"""Times and memory of the contenders on one shape."""

import gc
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
from contenders import CONTENDERS, OURS, Contender, Run, profile_again
from memory import rise
from peers import PEERS

HERE = Path(__file__).parent
PEERS_PYTHON = HERE.parent / ".venv-peers/bin/python"

Row = dict[str, Any]


def seconds(run: Run) -> float:
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def rounds(frame: pl.DataFrame, shape: str, count: int) -> dict[str, Row]:
    """Every contender in turn, round by round, so that a slow moment of the machine hits all of them."""
    rows: dict[str, Row] = {name: {"skipped": c.skipped[shape]} for name, c in CONTENDERS.items() if shape in c.skipped}
    entrants = {name: c for name, c in CONTENDERS.items() if shape not in c.skipped}
    runs = {name: contender.prepare(frame) for name, contender in entrants.items()}
    for run in runs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in entrants}
    for at in range(count):
        for name in (name for name, contender in entrants.items() if takes_part(contender, at, count)):
            times[name].append(seconds(runs[name]))
    for name, found in times.items():
        ours = times[OURS][: len(found)]
        ratio = statistics.median(theirs / mine for theirs, mine in zip(found, ours, strict=True))
        rows[name] = {"seconds": statistics.median(found), "ratio": ratio, "rounds": len(found)}
    return rows


def takes_part(contender: Contender, at: int, count: int) -> bool:
    return at < min(count, contender.rounds)


def again(frame: pl.DataFrame, first: float) -> Row:
    """The second profile of a frame that did not change, beside the first."""
    run = profile_again(frame)
    found = statistics.median(seconds(run) for _ in range(5))
    return {"seconds": found, "share": found / first}


def peer(name: str, frame: pl.DataFrame, table: Path, limit: float) -> Row:
    """One run in the peers' environment between two of our own."""
    run = CONTENDERS[OURS].prepare(frame)
    before = seconds(run)
    command = [str(PEERS_PYTHON), str(HERE / "peers.py"), name, str(table)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        # Loading the table is in the limit, so the ratio is a lower bound of the right order.
        return {"over": limit, "ratio": limit / before, "rounds": 1}
    except subprocess.CalledProcessError as failed:
        return {"failed": failed.stderr.strip().splitlines()[-1][:200] if failed.stderr.strip() else "no reason given"}
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return {**found, "ratio": found["seconds"] / statistics.mean([before, seconds(run)]), "rounds": 1}


def memory(name: str, table: Path) -> float:
    """By how many MiB a new process that has loaded the table grows while one contender runs."""
    command = [sys.executable, str(HERE / "run.py"), "--memory-of", name, "--table", str(table)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_memory(name: str, table: Path) -> None:
    run = CONTENDERS[name].prepare(pl.read_parquet(table).rechunk())
    print(rise(run, lambda: pl.ones(2**17, eager=True)))


def shape(name: str, frame: pl.DataFrame, table: Path, count: int, limit: float) -> Row:
    """Everything about one shape."""
    rows = rounds(frame, name, count)
    for contender, row in rows.items():
        if "seconds" in row:
            row["mebibytes"] = memory(contender, table)
    second = again(frame, rows[OURS]["seconds"])
    if PEERS_PYTHON.exists() and limit > 0:
        for contender in PEERS:
            rows[contender] = peer(contender, frame, table, limit)
    return {"rows": frame.height, "columns": frame.width, "again": second, "contenders": rows}
