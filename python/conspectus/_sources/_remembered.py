"""Summaries of tables that have not changed since: a second profile of the same frame costs about a millisecond.

No value is read again to find that out. A frame of polars, pyarrow or pandas (3 and newer) whose memory is held here
cannot be changed in place: these libraries copy what somebody else holds before they write to it. So a frame that lies
where it lay is the same. Where that cannot be shown, nothing is remembered: for memory that NumPy may share, for older
pandas, for whatever is read anew each time.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager

from conspectus import _session
from conspectus._sources import _witnesses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from conspectus._native import Session, Summary
    from conspectus._sources._witnesses import _Witness

#: Summaries that are kept; each takes a few megabytes at most, beside the memory of a frame that was changed since.
MOST = 4


class _Known:
    """One frame's summary. It is forgotten when the frame is gone."""

    __slots__ = ("frame", "session", "summary", "witness")

    def __init__(self, frame: Any, witness: _Witness, summary: Summary) -> None:
        self.frame = weakref.ref(frame, lambda _: _forget(self))
        self.witness = witness
        self.summary = summary
        #: Summaries are keyed by the ledger's secret.
        self.session: Session = _session.native()


_known: list[_Known] = []
# A frame may die, and so be forgotten, while the list is being looked at.
_lock = threading.RLock()


def look_up(frame: Any) -> Summary | None:
    """The summary of this very frame, if nothing of it has changed."""
    with _lock:
        found = next((known for known in _known if known.frame() is frame), None)
    if found is None:
        return None
    if found.session is _session.native() and found.witness.still_holds(frame):
        return found.summary
    _forget(found)
    return None


@contextmanager
def watched(frame: Any) -> Iterator[Callable[[Summary], None]]:
    """Takes hold of the frame before it is read; the summary is then handed to what this gives."""
    witness = _witnesses.of(frame)

    def remember(summary: Summary) -> None:
        if witness is None:
            return
        with _lock:
            _known.append(_Known(frame, witness, summary))
            forgotten = _known[:-MOST]
            del _known[:-MOST]
        # What they hold is released outside of the lock.
        del forgotten

    yield remember


def _forget(known: _Known) -> None:
    with _lock:
        if known in _known:
            _known.remove(known)
