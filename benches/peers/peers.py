"""Ours beside every peer on the same files in the same run; see run.sh, which builds what this needs.

Each call is a process of its own, in turns: ours, a peer, ours, the next peer. A short solve is repeated inside its process, and
the median of all counts. A peer that gives another objective is marked and is never the best one.
"""

import argparse
import datetime
import importlib.util
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from solvers import PACKAGES

HERE = pathlib.Path(__file__).resolve().parent

SIZES = {
    "d1": ["500", "1000", "2000", "5000"],
    "d2": ["500", "1000", "2000", "5000"],
    "d3": ["500", "1000", "2000", "1570x4000", "5000"],
    "d4-products": ["500", "1000", "2000"],
    "d4-rank4": ["500", "1000", "2000"],
    "d4-points": ["500", "1000", "2000", "5000"],
    "s1": ["10000", "100000"],
    "s2": ["10000", "100000"],
    "c1": ["4000", "40000"],
}
QUICK = {"d3": ["300", "157x400"], "s1": ["2000"], "s2": ["2000"], "c1": ["1000"]}

DENSE = [
    "scipy",
    "lapx.lapjv",
    "lapx.lapjvr32",
    "lapjv",
    "lapjv32",
    "laprust",
    "fastlap.auction",
    "ortools.lsa",
    "rust.pathfinding",
    "rust.lapjv",
    "rust.lsap",
]
FREE = ["ortools.mcf", "pylmcf", "scipy.sparse", "highs"]
PERFECT = ["ortools.lsa", "scipy.sparse"]

# Rows beyond which a solver is left out: it would only wait for the limit, or for memory.
LARGEST = {"highs": 5_000, "scipy.sparse": 20_000, "ortools.lsa": {"dense": 5_000}}

# A cost no assignment would take if it could do without; a power of two, so that sums stay exact in floats.
BIG = 2**34

LONG = 5.0


class Runs:
    """What is known of one solver on one instance."""

    def __init__(self):
        self.times, self.build, self.peaks = [], [], []
        self.objective = self.assigned = None
        self.error = None
        self.status = "optimal"

    def add(self, said):
        if "error" in said:
            self.error = said["error"]
            return
        self.times += said["times"]
        self.build += said.get("build", [])
        if isinstance(said.get("peak"), int):
            self.peaks.append(said["peak"])
        self.objective, self.assigned = said["objective"], said["assigned"]
        self.status = said.get("status", self.status)

    @property
    def time(self):
        return statistics.median(self.times) if self.times else None

    @property
    def built(self):
        return statistics.median(self.build) if self.build else 0.0

    @property
    def long(self):
        return bool(self.times) and self.time > LONG


def call(command, limit):
    """The line of JSON a command prints, or what went wrong."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return {"error": f"over {limit:.0f} s"}
    except OSError as error:
        return {"error": str(error)}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        last = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        return {"error": last[:200]}
    return json.loads(lines[-1])


def ours(options, prefix, dense, objective, repeat, limit):
    command = [options.ours, "--format", "npy" if dense else "edges-npy", "--threads", "1"]
    command += ["--objective", objective, "--repeat", str(repeat)]
    said = call(command + [f"{prefix}.npy" if dense else str(prefix)], limit)
    if "error" in said:
        return said
    # Floats beyond the grid of 62 bits are solved within a bound that is proved.
    if said["status"] not in ("optimal", "feasible") or not said["proved"]:
        return {"error": f"{said['status']}, proved: {said['proved']}"}
    # The median of `repeat` runs stands for all of them.
    return {
        "times": [said["seconds"]] * repeat,
        "build": [said["build_seconds"]] * repeat,
        "objective": said["objective"],
        "assigned": said["assigned"],
        "peak": said["peak_memory_bytes"],
        "status": said["status"],
    }


def peer(options, solver, prefix, perfect, limit):
    if solver.startswith("rust."):
        command = [options.rust, solver.removeprefix("rust."), f"{prefix}.npy"]
    else:
        command = [sys.executable, str(HERE / "solvers.py"), solver, str(prefix)]
        command += ["perfect"] if perfect else []
    return call(command, limit)


def agree(one, other):
    return one is not None and other is not None and math.isclose(one, other, rel_tol=1e-9)


def contest(options, name, size, prefix, about, objective, solvers):
    """Rounds of turns on one file; returns a line of the table."""
    dense, perfect = about["kind"] == "dense", objective == "perfect"
    us, peers = Runs(), {solver: Runs() for solver in solvers}
    repeat = 1

    def turn():
        nonlocal repeat
        us.add(ours(options, prefix, dense, objective, repeat, options.limit))
        if us.times:
            repeat = max(1, min(5, int(1.0 / max(us.time, 1e-4))))

    turn()
    if us.error is None and us.time < 1.0:
        # The first call is alone in its process and warms up nothing but the disk.
        us.times, us.build = [], []
        turn()
    for _ in range(options.rounds):
        for solver, runs in peers.items():
            if runs.error is not None or runs.long:
                continue
            limit = options.limit * (2 if runs.times else 1) + 60
            runs.add(peer(options, solver, prefix, perfect, limit))
            if runs.times and runs.time > options.limit:
                runs.error = f"over {options.limit:.0f} s"
            if us.error is None and not us.long:
                turn()
    print(f"{name} {size}: {us.time and round(us.time, 5)} s, {us.error or us.status}", flush=True)
    for solver, runs in peers.items():
        print(f"    {solver}: {runs.error or round(runs.time, 5)}", flush=True)
    return {"class": name, "size": size, "ours": us, "peers": peers}


def seconds(time):
    if time is None:
        return "–"
    if time < 1.0:
        return f"{1000 * time:.3g} ms"
    return f"{time:.3g} s"


def mebibytes(peaks):
    # Repeated runs keep copies: the least is what a solve needs.
    return f"{min(peaks) / 2**20:.0f}" if peaks else "–"


def short(error):
    return error if error.startswith("over ") else "no"


def line(result):
    us, peers = result["ours"], result["peers"]
    right = {
        solver: runs
        for solver, runs in peers.items()
        if runs.error is None and agree(us.objective, runs.objective)
    }
    best = min(right, key=lambda solver: right[solver].time, default=None)
    cells, wrong = [], []
    for solver, runs in peers.items():
        if runs.error is not None:
            cells.append(f"{solver} {short(runs.error)}")
        elif solver in right:
            cells.append(f"{solver} {seconds(runs.time)}")
        elif us.objective is None:
            cells.append(f"{solver} {seconds(runs.time)}")
        else:
            cells.append(f"{solver} {seconds(runs.time)} (wrong)")
            wrong.append(solver)
    whole = us.time + us.built if us.time is not None else None
    ratios = ["–", "–"]
    if best is not None and us.time:
        ratios = [f"{right[best].time / time:.2f}" for time in (us.time, whole)]
    if us.error is not None:
        agreed = us.error
    elif not peers:
        agreed = "alone"
    else:
        agreed = "yes" if not wrong else "not by " + ", ".join(wrong)
        if us.status != "optimal":
            agreed += " (within a bound)"
    return [
        result["class"],
        result["size"],
        seconds(us.time),
        seconds(us.built if us.times else None),
        f"{best} {seconds(right[best].time)}" if best else "–",
        *ratios,
        mebibytes(us.peaks),
        mebibytes(right[best].peaks) if best else "–",
        agreed,
        " · ".join(cells) or "–",
    ]


HEAD = [
    "class",
    "size",
    "ours: solve",
    "ours: view",
    "best peer",
    "best peer ÷ solve",
    "best peer ÷ (view + solve)",
    "MiB, ours",
    "MiB, best peer",
    "objective agreed",
    "every peer",
]


def table(results):
    lines = [line(result) for result in results]
    rows = [HEAD, ["---"] * len(HEAD), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def processor():
    try:
        for text in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if text.startswith("model name"):
                return text.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def page(options, results):
    """The table with what one has to know to believe it."""
    told = " ".join(options.told) or "(no options)"
    notes = sorted(
        f"- {result['class']} {result['size']}, {solver}: {runs.error}"
        for result in results
        for solver, runs in result["peers"].items()
        if runs.error is not None and not runs.error.startswith("over ")
    )
    return "\n".join(
        [
            "# Ours beside the peers",
            "",
            f"{datetime.date.today().isoformat()}, {processor()}, {os.cpu_count()} processors, "
            f"{platform.system()}, Python {platform.python_version()}. "
            f"`benches/peers/run.sh {told}`. Written by `peers.py`.",
            "",
            "One thread each. Times are medians of the call of the solver alone; ours is told apart as building the view "
            "(checking the numbers) and solving it, and every answer of ours is proved (floats beyond a grid of 62 bits within a bound, and it says so). Memory is that of the whole "
            "process at its peak, the instance included; peers in Python have the interpreter in theirs. "
            "`d3` is solved twice: with a big cost for incompatible pairs, as the peers need it, and (`no edge`) as it is. "
            "`(wrong)` marks an objective that differs, `no` a peer that cannot.",
            "",
            table(results),
            *(["Why not:", "", *notes, ""] if notes else []),
        ]
    )


def installed(options, solvers):
    def there(solver):
        if solver.startswith("rust."):
            return pathlib.Path(options.rust).exists()
        return importlib.util.find_spec(PACKAGES[solver.partition(".")[0]]) is not None

    return [solver for solver in solvers if there(solver)]


def fitting(options, solvers, about):
    """Without those that are hopeless at the size or cannot take the shape."""
    found = []
    for solver in installed(options, solvers):
        largest = LARGEST.get(solver, math.inf)
        if isinstance(largest, dict):
            largest = largest.get(about["kind"], math.inf)
        tall = about["kind"] == "dense" and about["n"] != about["m"]
        if max(about["n"], about["m"]) > largest or (tall and solver == "rust.lapjv"):
            continue
        # It was seen to hang on rectangles with a big cost.
        if tall and solver == "fastlap.auction":
            continue
        if not options.solvers or solver in options.solvers:
            found.append(solver)
    return found


def make(options, name, size, prefix, *more):
    rows, _, columns = size.partition("x")
    command = [options.make, name, rows, "--seed", str(options.seed), *more, str(prefix)]
    command += ["--columns", columns] if columns else []
    subprocess.run(command, check=True)
    about = json.loads(pathlib.Path(f"{prefix}.json").read_text())
    if options.float32 and about["kind"] == "dense":
        halve(f"{prefix}.npy")
    return about


def halve(path):
    """Writes a matrix as floats of 32 bits, where that changes no number."""
    import numpy as np

    numbers = np.load(path)
    halved = numbers.astype(np.float32)
    if np.array_equal(halved, numbers):
        np.save(path, halved)
    else:
        print(f"note: {path} stays as it is: its numbers need more than 32 bits", file=sys.stderr)


def remove(prefix):
    for path in prefix.parent.glob(f"{prefix.name}.*"):
        path.unlink()


def of_class(options, name, size):
    """The contests of one class at one size, on files that are made and removed again."""
    prefix = pathlib.Path(options.work) / f"{name}-{size}-{options.seed}"
    big = ["--big", str(BIG)] if name == "d3" else []
    about = make(options, name, size, prefix, *big)
    results = on_file(options, name, size, prefix, about)
    if name == "d3":
        about = make(options, name, size, prefix)
        results.append(contest(options, "d3, no edge", size, prefix, about, "most", []))
    remove(prefix)
    return results


def on_file(options, name, size, prefix, about):
    if about["kind"] == "dense":
        solvers = fitting(options, DENSE, about)
        return [contest(options, name, size, prefix, about, "perfect", solvers)]
    solvers = fitting(options, FREE, about)
    results = [contest(options, name, size, prefix, about, "best-total", solvers)]
    if name.lower().startswith("s1"):
        solvers = fitting(options, PERFECT, about)
        results.append(contest(options, f"{name}, perfect", size, prefix, about, "perfect", solvers))
    return results


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    listed = lambda text: [part for part in text.split(",") if part]
    parser.add_argument("--classes", type=listed, default=list(SIZES), help="d1,s1,…; all unless said")
    parser.add_argument("--sizes", type=listed, help="rows, or ROWSxCOLUMNS, for each of the classes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="small ones only")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each peer that is not long")
    parser.add_argument("--float32", action="store_true", help="matrices in 32 bits for ours, too, where that is exact")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds a call may take")
    parser.add_argument("--solvers", type=listed, help="these peers only")
    parser.add_argument("--files", nargs="*", metavar="PREFIX", help="instances that are there, instead")
    parser.add_argument("--ours", required=True, help="the example assign_matrix")
    parser.add_argument("--make", help="the example make_instance")
    parser.add_argument("--rust", default="", help="the Rust peers")
    parser.add_argument("--work", default=".", help="where instances are made")
    parser.add_argument("--output", help="where the table is written as Markdown")
    options = parser.parse_args()
    hidden = {"--ours", "--make", "--rust", "--work", "--output"}
    told, skip = [], False
    for word in sys.argv[1:]:
        if not skip and word not in hidden:
            told.append(pathlib.Path(word).name if os.sep in word else word)
        skip = not skip and word in hidden
    options.told = told
    unknown = [name for name in options.classes if name not in SIZES]
    if unknown:
        parser.error(f"no class `{unknown[0]}`; use {', '.join(SIZES)}")
    return options


def main():
    options = arguments()
    results = []
    if options.files:
        for prefix in map(pathlib.Path, options.files):
            about = json.loads(pathlib.Path(f"{prefix}.json").read_text())
            size = f"{about['n']}x{about['m']}"
            results += on_file(options, prefix.name, size, prefix, about)
    else:
        pathlib.Path(options.work).mkdir(parents=True, exist_ok=True)
        for name in options.classes:
            usual = QUICK.get(name, ["300"]) if options.quick else SIZES[name]
            for size in options.sizes or usual:
                results += of_class(options, name, size)
    print()
    print(table(results))
    if options.output:
        pathlib.Path(options.output).write_text(page(options, results), encoding="utf-8")
    return 0 if all(result["ours"].error is None for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
