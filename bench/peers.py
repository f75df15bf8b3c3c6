"""Profiles one table with one of the peers, for `bench/run.py`: `.venv-peers/bin/python bench/peers.py NAME TABLE`.

Prints seconds and MiB as JSON. Loading the table and importing the peer are not timed.
"""

import contextlib
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from memory import rise

Run = Callable[[], Any]


def whylogs(table: Any) -> Run:
    import whylogs as why

    return lambda: why.log(table).view().to_pandas()


def ydata(table: Any) -> Run:
    from ydata_profiling import ProfileReport

    return lambda: ProfileReport(table, minimal=True, progress_bar=False).get_description()


def dataprofiler(table: Any) -> Run:
    import dataprofiler

    options = dataprofiler.ProfilerOptions()
    options.set({"data_labeler.is_enabled": False, "multiprocess.is_enabled": True})
    return lambda: dataprofiler.Profiler(table, options=options).report()


PEERS = {"whylogs": whylogs, "ydata-profiling minimal": ydata, "DataProfiler": dataprofiler}


def main(name: str, path: str) -> None:
    for variable, value in (("WHYLOGS_NO_ANALYTICS", "True"), ("YDATA_PROFILING_NO_ANALYTICS", "True")):
        os.environ[variable] = value
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    import pandas as pd

    table = pd.read_parquet(path)
    with contextlib.redirect_stdout(sys.stderr):
        run = PEERS[name](table)
        start = time.perf_counter()
        mebibytes = rise(run, lambda: b"")
        seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "mebibytes": mebibytes}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
