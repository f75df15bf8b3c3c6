"""Where tables come from: memory, files, databases, engines, clusters. Each ends as one summary of all rows."""

from __future__ import annotations

from conspectus import _frames, _session
from conspectus._sources import _clusters, _databases, _engines, _files, _remembered
from conspectus._sources._reading import Reading, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from conspectus._native import Summary


def summary(frame: Any, progress: bool | None = None) -> Summary:
    """What is known of a table, wherever it is. It is read once; what is not in memory, in bounded memory."""
    if (opened := _files.opened(frame)) is not None:
        return opened.read(progress)
    if (elsewhere := _clusters.summary(frame)) is not None:
        return elsewhere
    if (reading := _engines.reading(frame) or _databases.reading(frame)) is not None:
        return read(reading, progress)
    if (known := _remembered.look_up(frame)) is not None:
        return known
    with _remembered.watched(frame) as remember:
        found = read(Reading([_frames.table(frame)], _frames.rows(frame), type(frame).__name__), progress)
        remember(found)
    return found


def origin(frame: Any) -> Any:
    """What `source` says of a table by itself: the files it is read from."""
    return _files.origin(frame)


__all__ = ["_session", "origin", "summary"]
