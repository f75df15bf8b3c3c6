"""Profiles one table with Conspectus and its peers, in paired runs: `make bench`.

Seconds differ from machine to machine; the ratios are what counts. Every round runs each contender once, in turn, so
that a slow moment of the machine hits all of them. Memory is the peak beyond the loaded table, one process a contender.
"""

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

sys.path.insert(0, str(Path(__file__).parent))
from frames import ROWS, mixed

Contender = Callable[[], Any]


def conspectus_profile(frame: pl.DataFrame) -> Contender:
    import conspectus

    return lambda: conspectus.profile(frame)


def polars_describe(frame: pl.DataFrame) -> Contender:
    return lambda: (frame.describe(), frame.select(pl.all().n_unique()))


def pandas_describe(frame: pl.DataFrame) -> Contender:
    import pandas as pd

    table = pd.DataFrame({name: frame[name].to_numpy(allow_copy=True) for name in frame.columns})
    return lambda: (table.describe(include="all"), table.nunique())


def duckdb_summarize(frame: pl.DataFrame) -> Contender:
    import duckdb

    connection = duckdb.connect()
    connection.register("mixed", frame.to_arrow())
    return lambda: connection.sql("SUMMARIZE mixed").fetchall()


def floor(frame: pl.DataFrame) -> Contender:
    sums = (selectors.numeric() | selectors.boolean()).sum()
    return lambda: frame.select(pl.all().null_count().name.prefix("nulls_"), sums)


# Each takes the table in the form it likes best; converting is not part of the time.
CONTENDERS: dict[str, Callable[[pl.DataFrame], Contender]] = {
    "conspectus.profile": conspectus_profile,
    "polars describe + n_unique": polars_describe,
    "pandas describe + nunique": pandas_describe,
    "duckdb SUMMARIZE": duckdb_summarize,
    "floor: null_count + sum": floor,
}


def seconds(contender: Contender) -> float:
    gc.collect()
    start = time.perf_counter()
    contender()
    return time.perf_counter() - start


def rise(name: str, table: Path) -> float:
    """By how many MiB a new process that has loaded the table grows, at its peak, while one contender runs."""
    command = [sys.executable, __file__, "--memory-of", name, "--table", str(table)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory(line: str) -> float:
    """A line of this process's status in MiB."""
    status = Path("/proc/self/status").read_text()
    return next(int(words[1]) for row in status.splitlines() if (words := row.split())[0] == line) / 1024


def measure_memory(name: str, table: Path) -> None:
    contender = CONTENDERS[name](pl.read_parquet(table).rechunk())
    gc.collect()
    # Loading left free memory behind in both allocators: fill it, so that only new memory counts.
    loaded = memory("VmRSS:")
    ballast: list[Any] = []
    while memory("VmRSS:") < loaded + 16:
        ballast += [pl.ones(2**17, eager=True), bytearray(b"1") * 2**17]
    Path("/proc/self/clear_refs").write_text("5")  # Forgets the peak so far.
    before = memory("VmRSS:")
    contender()
    print(max(0.0, memory("VmHWM:") - before))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory-of", metavar="CONTENDER", help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of:
        measure_memory(arguments.memory_of, arguments.table)
        return
    # Nothing of the benchmark enters the user's own ledger.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONSPECTUS_HOME"] = folder
        compare(mixed(arguments.rows), arguments.rounds, Path(folder))


def compare(frame: pl.DataFrame, count: int, folder: Path) -> None:
    entrants = {name: prepare(frame) for name, prepare in CONTENDERS.items()}
    for contender in entrants.values():
        contender()
    rounds = [{name: seconds(run) for name, run in entrants.items()} for _ in range(count)]
    table = folder / "mixed.parquet"
    frame.write_parquet(table)
    print(f"{frame.height:,} x {frame.width} mixed columns, median of {count} paired rounds")
    print(f"{'':28}{'seconds':>9}{'x conspectus':>14}{'MiB beyond':>12}")
    for name in entrants:
        ratio = statistics.median(times[name] / times["conspectus.profile"] for times in rounds)
        median = statistics.median(times[name] for times in rounds)
        print(f"{name:28}{median:9.3f}{ratio:14.2f}{rise(name, table):12.0f}")


if __name__ == "__main__":
    main()
