"""Profiles one table with Conspectus and its peers, in paired runs: `make bench`.

Seconds differ from machine to machine; the ratios are what counts. Every round runs each contender once, in turn, so
that a slow moment of the machine hits all of them. Memory is the rise of the process's peak over the loaded table, one
process a contender.
"""

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

sys.path.insert(0, str(Path(__file__).parent))
from frames import ROWS, mixed

Contender = Callable[[], Any]


def contenders(frame: pl.DataFrame) -> dict[str, Contender]:
    """Each on the same columns, in the form it likes best; converting is not part of the time."""
    import duckdb
    import pandas as pd

    import conspectus

    arrow = frame.to_arrow()
    as_pandas = pd.DataFrame({name: frame[name].to_numpy(allow_copy=True) for name in frame.columns})
    connection = duckdb.connect()
    connection.register("mixed", arrow)
    return {
        "conspectus.profile": lambda: conspectus.profile(frame),
        "polars describe + n_unique": lambda: (frame.describe(), frame.select(pl.all().n_unique())),
        "pandas describe + nunique": lambda: (as_pandas.describe(include="all"), as_pandas.nunique()),
        "duckdb SUMMARIZE": lambda: connection.sql("SUMMARIZE mixed").fetchall(),
        "floor: null_count + sum": lambda: frame.select(
            pl.all().null_count().name.prefix("nulls_"), (selectors.numeric() | selectors.boolean()).sum()
        ),
    }


def seconds(contender: Contender) -> float:
    gc.collect()
    start = time.perf_counter()
    contender()
    return time.perf_counter() - start


def peak() -> float:
    """This process's peak resident memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rise(name: str, rows: int) -> float:
    """The rise of a new process's peak while one contender runs; twice, so that what is allocated once counts once."""
    command = [sys.executable, __file__, "--rows", str(rows), "--memory-of", name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_memory(name: str, rows: int) -> None:
    contender = contenders(mixed(rows))[name]
    # What making the table took may be free again: fill it, so that only new memory counts.
    ballast = bytearray(max(0, int((peak() - resident()) * 1024 * 1024)))
    for at in range(0, len(ballast), 4096):
        ballast[at] = 1
    before = peak()
    contender()
    print(max(0.0, peak() - before))


def resident() -> float:
    """This process's resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory-of", metavar="CONTENDER", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of:
        measure_memory(arguments.memory_of, arguments.rows)
        return
    frame = mixed(arguments.rows)
    entrants = contenders(frame)
    for contender in entrants.values():
        contender()
    rounds = [{name: seconds(run) for name, run in entrants.items()} for _ in range(arguments.rounds)]
    print(f"{frame.height:,} x {frame.width} mixed columns, median of {arguments.rounds} paired rounds")
    print(f"{'':28}{'seconds':>9}{'x conspectus':>14}{'MiB beyond':>12}")
    for name in entrants:
        ratio = statistics.median(times[name] / times["conspectus.profile"] for times in rounds)
        median = statistics.median(times[name] for times in rounds)
        print(f"{name:28}{median:9.3f}{ratio:14.2f}{rise(name, arguments.rows):12.0f}")


if __name__ == "__main__":
    main()
