"""A progress bar for what takes longer than a second, where somebody looks."""

from __future__ import annotations

import sys
from importlib import import_module
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Sooner, nobody has begun to wait.
PATIENCE = 1.0


class Progress:
    """Called with the number of rows so far. `shown` is None for: where somebody looks."""

    def __init__(self, total: int | None, shown: bool | None) -> None:
        self._total = total
        self._shown = _is_watched() if shown is None else shown
        self._started = monotonic()
        self._bar: Any = None
        self._rows = 0

    def __enter__(self) -> Progress | None:
        return self if self._shown else None

    def __call__(self, rows: int) -> None:
        if self._bar is None:
            if monotonic() - self._started < PATIENCE:
                return
            self._bar = _bar(self._total)
        self._bar.update(rows - self._rows)
        self._rows = rows

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


class _Line:
    """One quiet line, where tqdm is not installed."""

    def __init__(self, total: int | None) -> None:
        self._of = "" if total is None else f" of {total:,}"
        self._rows = 0

    def update(self, rows: int) -> None:
        self._rows += rows
        _show(f"\rconspectus: {self._rows:,}{self._of} rows")

    def close(self) -> None:
        _show(f"\r{' ' * 60}\r")


def _show(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _bar(total: int | None) -> Any:
    try:
        # It comes without types.
        tqdm = import_module("tqdm.auto").tqdm
    except ImportError:
        return _Line(total)
    return tqdm(total=total, desc="conspectus", unit=" rows", unit_scale=True, leave=False)


def _is_watched() -> bool:
    """A terminal or a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and hasattr(shell, "kernel"):
        return True
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):  # replaced, or closed
        return False
