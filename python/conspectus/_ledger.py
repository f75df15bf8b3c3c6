"""The record of all that left this machine, and of what still waits."""

from __future__ import annotations

from conspectus import _session

# Spelt out, because importing typing would take a third of the time that importing this package takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conspectus._native import Entry


class Ledger:
    """Every capture made on this machine by this user, oldest first."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries

    def show(self, capture: str) -> bytes:
        """The exact bytes of one capture, as they left or will leave."""
        content = _session.native().bytes(capture)
        if content is None:
            raise KeyError(capture)
        return content

    def __getitem__(self, index: int) -> Entry:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __repr__(self) -> str:
        return "\n".join(table(self._entries)) if self._entries else "<Ledger: empty>"

    def _repr_html_(self) -> str:
        from conspectus._cards import ledger_card

        return ledger_card(self._entries)


def table(entries: Sequence[Entry]) -> list[str]:
    """One line a capture, for a terminal."""
    rows = [("captured", "kind", "name", "bytes", "state", "id")]
    rows += [(e.captured_at[:19], e.kind, e.name or "", f"{e.bytes:,}", state(e), e.id) for e in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def state(entry: Entry) -> str:
    """In one or two words."""
    if entry.state != "acknowledged":
        return entry.state
    return "sent" if entry.version is None else f"version {entry.version}"
