"""What a call returns: small objects that know what became of their capture."""

from __future__ import annotations

from conspectus import _session

# Spelt out, because importing typing would take a third of the time that importing this package takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from conspectus._native import Entry


class Profile:
    """A table's published summary: exactly what would leave, and nothing else."""

    __slots__ = ("_json",)

    def __init__(self, json: str) -> None:
        self._json = json

    def to_json(self) -> str:
        """The JSON, byte for byte as it would leave."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict."""
        import json

        content: dict[str, Any] = json.loads(self._json)
        return content

    def __repr__(self) -> str:
        content = self.to_dict()
        return f"<Profile: {content['rows']:,} rows, {len(content['columns'])} columns>"

    def _repr_html_(self) -> str:
        from conspectus._cards import profile_card

        return profile_card(self.to_dict())


class Capture:
    """One capture: a version of something, or a note."""

    __slots__ = ("_settled", "id", "kind", "name")

    def __init__(self, capture: str, kind: str, name: str | None) -> None:
        #: Made here, known to the server; also the key in the ledger.
        self.id = capture
        #: `dataset`, `model`, `figure`, `document` or `note`.
        self.kind = kind
        #: The asset's name; None for a note.
        self.name = name
        self._settled: Entry | None = None

    @property
    def state(self) -> str:
        """`waiting`, `acknowledged` or `refused`."""
        return self._entry().state

    @property
    def version(self) -> int | None:
        """The version's number; None until the server has answered. It never waits."""
        return self._entry().version

    @property
    def problem(self) -> str | None:
        """Why the server refused it."""
        return self._entry().problem

    @property
    def url(self) -> str | None:
        """Where a person can look at it; None until the server has answered."""
        entry = self._entry()
        if entry.server is None or entry.asset_id is None:
            return None
        return f"{entry.server}/assets/{entry.asset_id}?version={entry.version}"

    def to_json(self) -> str:
        """The whole capture, byte for byte as it leaves."""
        return (_session.native().bytes(self.id) or b"").decode()

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict."""
        import json

        content: dict[str, Any] = json.loads(self.to_json())
        return content

    def _entry(self) -> Entry:
        if self._settled is not None:
            return self._settled
        entry = _session.native().entry(self.id)
        if entry is None:
            raise LookupError(f"the capture {self.id} is in another ledger")
        if entry.state != "waiting":
            self._settled = entry
        return entry

    def __repr__(self) -> str:
        name = "" if self.name is None else f" {self.name!r}"
        version = f"version {self.version}" if self.version is not None else self.state
        return f"<{type(self).__name__}{name}, {version}>"

    def _repr_html_(self) -> str:
        from conspectus._cards import capture_card

        return capture_card(self)


class Dataset(Capture):
    """A version of a table's metadata."""

    __slots__ = ()

    @property
    def profile(self) -> Profile:
        """What left of the table, byte for byte."""
        text = self.to_json()
        # The profile is the last member of the body, and the body is followed by nothing but the lineage.
        start = text.index('"profile":') + len('"profile":')
        return Profile(_first_object(text, start))


class Model(Capture):
    """A version of a model's metadata."""

    __slots__ = ()


class Figure(Capture):
    """A version of a picture."""

    __slots__ = ()


class Document(Capture):
    """A revision of a document."""

    __slots__ = ()


class Note(Capture):
    """A remark, filed with its iteration."""

    __slots__ = ()


def _first_object(text: str, start: int) -> str:
    from json import JSONDecoder

    _, end = JSONDecoder().raw_decode(text, start)
    return text[start:end]
