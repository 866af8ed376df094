#!/usr/bin/env bash
# Installs the peers, builds ours, the generator and the Rust peers, measures all beside each other and prints one table.
# What is given goes on to peers.py: `run.sh --quick`, `run.sh --classes d1,s1 --sizes 1000 --seed 7`, `run.sh --help`.
# Needs Rust, and Python 3.9 or newer with venv. Files that are made go to the target directory.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "$here/../.."

target_dir="${CARGO_TARGET_DIR:-target}"
mkdir -p "$target_dir/peers"
target_dir="$(cd "$target_dir" && pwd)"
venv="${PEERS_VENV:-$target_dir/peers/venv}"
packages=(numpy scipy lapx lapjv laprust fastlap ortools pylmcf highspy)

if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
fi
for package in "${packages[@]}"; do
    # One at a time: what does not build here must not keep the others out.
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check install "$package" > "$target_dir/peers/pip.log" 2>&1 ||
        echo "note: $package could not be installed and is left out ($(tail -n 1 "$target_dir/peers/pip.log"))" >&2
done
"$venv/bin/python" -c 'import numpy' || { echo "error: nothing goes without numpy" >&2; exit 1; }

cargo build --release --example assign_matrix --example make_instance
rust="$target_dir/peers/rust"
if ! CARGO_TARGET_DIR="$rust" cargo build --release --manifest-path "$here/rust/Cargo.toml"; then
    echo "note: the Rust peers could not be built and are left out" >&2
fi

# One thread each, whatever library works underneath.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 RAYON_NUM_THREADS=1
exec "$venv/bin/python" "$here/peers.py" \
    --ours "$target_dir/release/examples/assign_matrix" \
    --make "$target_dir/release/examples/make_instance" \
    --rust "$rust/release/tandems-peers" \
    --work "$target_dir/peers/instances" \
    --output "$here/RESULTS.md" "$@"
