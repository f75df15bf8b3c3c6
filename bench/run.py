"""Profiles tables of three shapes with Conspectus and its peers, in paired runs: `make bench`.

Seconds differ from machine to machine; the ratios are what counts. Every round runs each contender once, in turn, so
that a slow moment of the machine hits all of them. Memory is the peak beyond the loaded table, one process a contender.
Peers that need their own environment run once, in `.venv-peers` (made by `scripts/peers.sh`), and are cut after a
limit.
"""

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import measure
import report
from frames import SHAPES

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "build/bench.json"
NANOSECONDS = ["cargo", "run", "--quiet", "-p", "conspectus-agent", "--example", "ns_per_value"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, action="append", help="only this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="small tables and one round: shows that everything runs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--peers", type=float, default=300, metavar="SECONDS", help="a slow peer's limit; 0 leaves them out"
    )
    parser.add_argument(
        "--markdown", action="store_true", help="print the last results, and put them into docs/performance.md"
    )
    parser.add_argument("--memory-of", metavar="CONTENDER", help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    # Nothing of the benchmark enters the user's own ledger.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONSPECTUS_HOME"] = folder
        if chosen.memory_of:
            measure.print_memory(chosen.memory_of, chosen.table)
        elif chosen.markdown:
            tables = report.markdown(json.loads(RESULTS.read_text()))
            print(tables)
            report.replace_section(ROOT / "docs/performance.md", "results", tables)
        else:
            compare(chosen, Path(folder))


def compare(chosen: argparse.Namespace, folder: Path) -> None:
    results: dict[str, Any] = {"machine": machine(), "shapes": {}}
    for name in chosen.shape or SHAPES:
        shape = SHAPES[name]
        frame = shape.make(shape.few if chosen.quick else shape.rows)
        table = folder / f"{name}.parquet"
        frame.write_parquet(table)
        count = 1 if chosen.quick else chosen.rounds
        results["shapes"][name] = measure.shape(name, frame, table, count, chosen.peers)
        print(report.text(name, results["shapes"][name]), end="\n\n", flush=True)
        table.unlink()
        del frame
    if not chosen.quick and not chosen.shape:
        results |= nanoseconds()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))
    personal()


def machine() -> str:
    import polars as pl

    system = f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}, Python {platform.python_version()}, polars {pl.__version__}"


def nanoseconds() -> dict[str, Any]:
    """Where the time goes: what one value of each type costs."""
    done = subprocess.run(NANOSECONDS, cwd=ROOT, check=True, capture_output=True, text=True)
    print(done.stdout)
    first, *rest = done.stdout.strip().splitlines()
    costs = (line.removesuffix(" ns").rsplit(maxsplit=1) for line in rest if line.endswith(" ns"))
    return {"values": first, "nanoseconds": dict(costs)}


def personal() -> None:
    """How well personal data is told from other data, where that benchmark is present."""
    if importlib.util.find_spec("personal"):
        import personal

        personal.main()


if __name__ == "__main__":
    main()
