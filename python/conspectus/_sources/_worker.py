"""What runs on a worker of the user's own cluster: no ledger, no server, only a key and some rows."""

from __future__ import annotations

from conspectus import _frames
from conspectus._native import Summariser, Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from conspectus._native import SummaryKey


def part_of_frame(frame: Any, key: SummaryKey) -> bytes:
    """The summary of one partition."""
    summariser = Summariser(key)
    summariser.add(_frames.stream(frame), None)
    return summariser.finish().to_bytes(key)


def part_of_batches(batches: Iterable[Any], schema: Any, key: SummaryKey) -> Iterator[Any]:
    """The summary of a partition that comes as record batches, as a table of one cell; nothing for no batches."""
    pa = _frames.pyarrow()
    summariser = None
    for batch in batches:
        summariser = summariser or Summariser(key)
        summariser.add(_frames.stream(pa.Table.from_batches([batch]).cast(schema)), None)
    if summariser is not None:
        yield table_of_part(summariser.finish().to_bytes(key)).to_batches()[0]


def merged(parts: Sequence[bytes], key: SummaryKey) -> bytes:
    """Several summaries as one."""
    together = Summary.merged(parts, key)
    return b"" if together is None else together.to_bytes(key)


def table_of_part(part: bytes) -> Any:
    """As clusters hand tables over."""
    pa = _frames.pyarrow()
    return pa.table({"part": pa.array([part], pa.binary())})
