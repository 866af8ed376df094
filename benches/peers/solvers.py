"""One peer on one instance, in a process of its own: `python solvers.py SOLVER PREFIX`.

Only the call of the solver is timed; what its interface forces on the caller before (arc lists, integers, a square) is told
apart as `prepare`. Calls are repeated while they are short. Prints one line of JSON.
"""

import importlib
import json
import pathlib
import sys
import time

import numpy as np

CALLS = 5
SHORT = 1.0

# Packages of the solvers; what stands before the first dot of a name. Rust crates are called by the driver.
PACKAGES = {
    "scipy": "scipy",
    "lapx": "lap",
    "lapjv": "lapjv",
    "lapjv32": "lapjv",
    "laprust": "laprust",
    "laprust32": "laprust",
    "fastlap": "fastlap",
    "ortools": "ortools",
    "pylmcf": "pylmcf",
    "highs": "highspy",
}


class Unsuitable(Exception):
    """The solver cannot take this instance."""


def peak():
    """Bytes of memory this process took at most."""
    try:
        for line in pathlib.Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def integers(numbers):
    """Whole numbers and their scale: costs may be fractions of a power of two."""
    finite = numbers[np.isfinite(numbers)]
    for exponent in range(50):
        scale = float(2**exponent)
        scaled = finite * scale
        if np.all(scaled == np.rint(scaled)):
            return np.rint(numbers * scale).astype(np.int64)
    raise Unsuitable("numbers are not on a grid")


def square(costs):
    """The matrix with rows or columns of zeros, so that both sides are equal."""
    rows, columns = costs.shape
    if rows == columns:
        return costs
    size = max(rows, columns)
    padded = np.zeros((size, size), costs.dtype)
    padded[:rows, :columns] = costs
    return padded


# ---- matrices: each returns a call, and what makes rows and columns of its answer


def by_row(columns):
    columns = np.asarray([-1 if column is None else column for column in columns])
    return np.arange(len(columns)), columns


def matrix_scipy(costs, _variant):
    from scipy.optimize import linear_sum_assignment

    return lambda: linear_sum_assignment(costs), lambda answer: answer


def matrix_lapx(costs, variant):
    import lap

    name = variant.removesuffix("32")
    costs = costs.astype(np.float32) if variant.endswith("32") else costs
    call, extend = getattr(lap, name), costs.shape[0] != costs.shape[1]
    if name == "lapjv":
        return lambda: call(costs, extend_cost=extend), lambda answer: by_row(answer[1])
    return lambda: call(costs, extend_cost=extend), lambda answer: (answer[1], answer[2])


def matrix_lapjv(costs, _variant, kind=np.float64):
    from lapjv import lapjv

    rows, padded = costs.shape[0], square(costs.astype(kind))
    return lambda: lapjv(padded), lambda answer: by_row(answer[0][:rows])


def matrix_laprust(costs, _variant, kind=np.float64):
    import laprust

    costs, extend = costs.astype(kind), costs.shape[0] != costs.shape[1]
    return lambda: laprust.lapjv(costs, extend_cost=extend), lambda answer: (answer[1], answer[2])


def matrix_fastlap(costs, variant):
    import fastlap

    return lambda: fastlap.solve_lap(costs, algorithm=variant), lambda answer: by_row(answer[1])


def matrix_ortools(costs, variant):
    if variant != "lsa":
        raise Unsuitable("a matrix goes to the linear assignment of ortools")
    from ortools.graph.python import linear_sum_assignment

    rows, size = costs.shape[0], max(costs.shape)
    arcs = square(integers(costs)).ravel()
    index = np.arange(size, dtype=np.int32)
    tails, heads = np.repeat(index, size), np.tile(index, size)

    def call():
        solver = linear_sum_assignment.SimpleLinearSumAssignment()
        solver.add_arcs_with_cost(tails, heads, arcs)
        if solver.solve() != solver.OPTIMAL:
            raise Unsuitable("it is not solved to the optimum")
        return solver

    return call, lambda solver: by_row([solver.right_mate(row) for row in range(rows)])


MATRIX = {
    "scipy": matrix_scipy,
    "lapx": matrix_lapx,
    "lapjv": matrix_lapjv,
    "lapjv32": lambda costs, variant: matrix_lapjv(costs, variant, np.float32),
    "laprust": matrix_laprust,
    "laprust32": lambda costs, variant: matrix_laprust(costs, variant, np.float32),
    "fastlap": matrix_fastlap,
    "ortools": matrix_ortools,
}


# ---- edge lists: the weights are to be large; `perfect` asks to fill the smaller side


class Edges:
    """An edge list as it lies in its files."""

    def __init__(self, prefix, about):
        self.starts = np.load(f"{prefix}.indptr.npy")
        self.columns = np.load(f"{prefix}.indices.npy").astype(np.int32)
        self.weights = np.load(f"{prefix}.w.npy")
        self.n, self.m = about["n"], about["m"]
        path = pathlib.Path(f"{prefix}.cap.npy")
        self.capacities = np.load(path) if path.exists() else np.ones(self.m, np.int32)
        self.rows = np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.starts))

    def objective(self, rows, columns):
        """What the pairs add up to; every one has to be an edge, and no bound may be broken."""
        rows, columns = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        if len(np.unique(rows)) != len(rows):
            raise ValueError("a row is matched twice")
        if (np.bincount(columns, minlength=self.m) > self.capacities).any():
            raise ValueError("a capacity is exceeded")
        keys = self.rows.astype(np.int64) * self.m + self.columns
        order = np.argsort(keys, kind="stable")
        at = np.searchsorted(keys, rows * self.m + columns, sorter=order)
        at = order[np.minimum(at, len(order) - 1)]
        if (keys[at] != rows * self.m + columns).any():
            raise ValueError("a pair is no edge")
        return float(self.weights[at].sum())


def edges_ortools(edges, variant, perfect):
    weights = integers(edges.weights)
    if variant == "lsa":
        return edges_assignment(edges, weights, perfect)
    from ortools.graph.python import min_cost_flow

    tails, heads, room, costs, supplies = network(edges, weights, perfect)
    edge_arcs = np.arange(len(weights), dtype=np.int32)

    def call():
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(tails, heads, room, costs)
        flow.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
        if flow.solve() != flow.OPTIMAL:
            raise Unsuitable("it is not solved to the optimum")
        return flow

    def pairs(flow):
        used = flow.flows(edge_arcs) > 0
        return edges.rows[used], edges.columns[used]

    return call, pairs


def network(edges, weights, perfect):
    """Rows send a unit each, over an edge and a column or past them, to one sink."""
    n, m, sink = edges.n, edges.m, edges.n + edges.m
    rows, columns = np.arange(n, dtype=np.int32), np.arange(n, n + m, dtype=np.int32)
    tails = np.concatenate([edges.rows, rows, columns])
    heads = np.concatenate([n + edges.columns, np.full(n + m, sink)]).astype(np.int32)
    room = np.concatenate([np.ones(len(weights) + n), edges.capacities]).astype(np.int64)
    past = int(weights.max()) * (n + 1) if perfect else 0
    costs = np.concatenate([-weights, np.full(n, past), np.zeros(m)]).astype(np.int64)
    supplies = np.concatenate([np.ones(n), np.zeros(m), [-n]]).astype(np.int64)
    return tails, heads, room, costs, supplies


def edges_assignment(edges, weights, perfect):
    if not perfect or edges.n != edges.m or edges.capacities.max() > 1:
        raise Unsuitable("only what is to be filled wholly on both sides")
    from ortools.graph.python import linear_sum_assignment

    costs = int(weights.max()) - weights

    def call():
        solver = linear_sum_assignment.SimpleLinearSumAssignment()
        solver.add_arcs_with_cost(edges.rows, edges.columns, costs)
        if solver.solve() != solver.OPTIMAL:
            raise Unsuitable("it is not solved to the optimum")
        return solver

    return call, lambda solver: by_row([solver.right_mate(row) for row in range(edges.n)])


def edges_pylmcf(edges, _variant, perfect):
    import pylmcf

    weights = integers(edges.weights)
    tails, heads, room, costs, supplies = network(edges, weights, perfect)
    # It takes no costs below zero: every unit leaves its row once, so that a shift there changes no order.
    costs = np.where(tails < edges.n, costs + int(weights.max()), costs)
    order = np.lexsort((heads, tails))
    tails, heads, room, costs = tails[order], heads[order], room[order], costs[order]

    def call():
        graph = pylmcf.Graph(len(supplies), tails, heads)
        graph.set_node_supply(supplies)
        graph.set_edge_capacities(room)
        graph.set_edge_costs(costs)
        graph.solve()
        return np.asarray(graph.result())

    def pairs(flow):
        used = (flow > 0) & (tails < edges.n) & (heads < edges.n + edges.m)
        return tails[used], heads[used] - edges.n

    return call, pairs


def edges_scipy(edges, _variant, perfect):
    """Full matchings only: a column for every seat, and for a free problem one of weight 0 for every row."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    seats = np.repeat(np.arange(edges.m), edges.capacities)
    first = np.concatenate([[0], np.cumsum(edges.capacities)])
    copies = edges.capacities[edges.columns]
    edge = np.repeat(np.arange(len(copies)), copies)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(copies) - copies, copies)
    rows, columns = edges.rows[edge], first[edges.columns[edge]] + nth
    dearest = float(edges.weights.max()) + 1.0
    costs, width = dearest - edges.weights[edge], len(seats)
    if not perfect:
        alone = np.arange(edges.n)
        rows = np.concatenate([rows, alone])
        columns = np.concatenate([columns, width + alone])
        costs = np.concatenate([costs, np.full(edges.n, dearest)])
        width += edges.n
    matrix = coo_array((costs, (rows, columns)), shape=(edges.n, width)).tocsr()

    def pairs(answer):
        real = answer[1] < len(seats)
        return answer[0][real], seats[answer[1][real]]

    return lambda: min_weight_full_bipartite_matching(matrix), pairs


def edges_highs(edges, _variant, perfect):
    import highspy

    rows, edge_count = edges.n + edges.m, len(edges.weights)
    fill = perfect and edges.n <= edges.capacities.sum()

    def call():
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = edge_count, rows
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = edges.weights
        model.col_lower_, model.col_upper_ = np.zeros(edge_count), np.ones(edge_count)
        least = np.zeros(rows)
        least[: edges.n] = 1.0 if fill else 0.0
        model.row_lower_ = least
        model.row_upper_ = np.concatenate([np.ones(edges.n), edges.capacities.astype(float)])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.arange(0, 2 * edge_count + 1, 2, dtype=np.int32)
        ends = np.stack([edges.rows, edges.columns + edges.n], axis=1).astype(np.int32)
        model.a_matrix_.index_ = ends.ravel()
        model.a_matrix_.value_ = np.ones(2 * edge_count)
        solver.passModel(model)
        solver.run()
        return np.array(solver.getSolution().col_value)

    return call, lambda share: (edges.rows[share > 0.5], edges.columns[share > 0.5])


EDGES = {
    "ortools": edges_ortools,
    "pylmcf": edges_pylmcf,
    "scipy": edges_scipy,
    "highs": edges_highs,
}


def fill_matrix(costs, rows, columns):
    """What the pairs add up to; they have to fill the smaller side."""
    rows, columns = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    real = (rows >= 0) & (columns >= 0) & (rows < costs.shape[0]) & (columns < costs.shape[1])
    rows, columns = rows[real], columns[real]
    if len(np.unique(rows)) != len(rows) or len(np.unique(columns)) != len(columns):
        raise ValueError("somebody is matched twice")
    if len(rows) != min(costs.shape):
        raise ValueError(f"only {len(rows)} pairs")
    return len(rows), float(costs[rows, columns].sum())


def main(solver, prefix, perfect):
    about = json.loads(pathlib.Path(f"{prefix}.json").read_text())
    package, _, variant = solver.partition(".")
    importlib.import_module(PACKAGES[package])
    if about["kind"] == "dense":
        costs = np.load(f"{prefix}.npy").astype(np.float64, copy=False)
        start = time.perf_counter()
        call, pairs = MATRIX[package](costs, variant)
    else:
        edges = Edges(prefix, about)
        start = time.perf_counter()
        call, pairs = EDGES[package](edges, variant, perfect)
    prepare, times = time.perf_counter() - start, []
    while len(times) < CALLS and sum(times) < SHORT:
        start = time.perf_counter()
        answer = call()
        times.append(time.perf_counter() - start)
    most = peak()
    rows, columns = pairs(answer)
    if about["kind"] == "dense":
        assigned, objective = fill_matrix(costs, rows, columns)
    else:
        rows, columns = np.asarray(rows), np.asarray(columns)
        assigned, objective = len(rows), edges.objective(rows, columns)
    return {"times": times, "prepare": prepare, "assigned": assigned, "objective": objective, "peak": most}


if __name__ == "__main__":
    try:
        said = main(sys.argv[1], sys.argv[2], sys.argv[3:] == ["perfect"])
    except Exception as error:  # whatever a peer throws is its result
        said = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(said))
