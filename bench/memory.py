"""By how much this process grows. Needs nothing but Python, so that the peers' environment can use it too."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any


def status(line: str) -> float:
    """A line of this process's status in MiB."""
    rows = (row.split() for row in Path("/proc/self/status").read_text().splitlines())
    return next(int(words[1]) for words in rows if words[0] == line) / 1024


def rise(run: Callable[[], Any], fill: Callable[[], Any]) -> float:
    """The peak beyond what is held now, in MiB, while `run` runs.

    Loading the table left free memory behind in the allocators: `fill` is called until it is used up, so that only new
    memory counts.
    """
    gc.collect()
    loaded = status("VmRSS:")
    ballast: list[Any] = []
    while status("VmRSS:") < loaded + 16:
        ballast += [fill(), bytearray(b"1") * 2**17]
    Path("/proc/self/clear_refs").write_text("5")  # Forgets the peak so far.
    before = status("VmRSS:")
    run()
    return max(0.0, status("VmHWM:") - before)
