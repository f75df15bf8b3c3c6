"""What a call returns: small objects that know what became of their capture."""

from __future__ import annotations

from conspectus import _session
from conspectus.errors import InputError

# Spelt out, because importing typing would take a third of the time that importing this package takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from conspectus._native import Entry


#: So many columns are listed where a profile is printed.
_MOST_LINES = 20


class Explanation:
    """Sentences about what was withheld, for people to read."""

    __slots__ = ("sentences",)

    def __init__(self, sentences: list[str]) -> None:
        #: One after the other.
        self.sentences = sentences

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    __repr__ = __str__

    def __iter__(self) -> Iterator[str]:
        return iter(self.sentences)

    def __len__(self) -> int:
        return len(self.sentences)

    def __contains__(self, text: str) -> bool:
        return text in str(self)

    def _repr_html_(self) -> str:
        from html import escape

        return "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)


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

    def explain(self, column: str | None = None) -> Explanation:
        """What was withheld or made less exact, why, by which rule, and what would change it."""
        from conspectus._native import Session

        if column is not None and not isinstance(column, str):
            raise InputError(f"column: a name is needed, not {type(column).__name__}")
        return Explanation(Session.explain(self._json, column))

    def __repr__(self) -> str:
        content = self.to_dict()
        lines = [f"<Profile: {content['rows']:,} rows, {len(content['columns'])} columns, {_mode(content)}>"]
        gaps = [(column["name"], _gaps(column)) for column in content["columns"]]
        told = [f"  {name}: {gap}" for name, gap in gaps if gap]
        if told:
            lines[0] = lines[0][:-1] + "; withheld:"
            lines += told[:_MOST_LINES]
            if len(told) > _MOST_LINES:
                lines.append(f"  … and {len(told) - _MOST_LINES} columns more")
            lines[-1] += ">"
        return "\n".join(lines)

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


def _mode(content: dict[str, Any]) -> str:
    privacy, mode = content.get("privacy"), content["policy"]["mode"]
    if privacy is None:
        return f"mode {mode}"
    return f"mode {mode}, ε = {privacy['epsilon']:g}, δ = {privacy['delta']:g}, spent ε = {privacy['spent_epsilon']:g}"


def _gaps(column: dict[str, Any]) -> str:
    """What is missing of a column, and by which rule."""
    if column.get("personal"):
        return f"all figures, looks like personal data ({column['personal']})"
    rules: dict[str, list[str]] = {}
    for gap in column.get("withheld", []):
        if not gap.get("coarsened"):
            rules.setdefault(gap["rule"], []).append(gap["figure"].replace("-", " "))
    return "; ".join(f"{', '.join(dict.fromkeys(figures))} ({rule})" for rule, figures in rules.items())


def _first_object(text: str, start: int) -> str:
    from json import JSONDecoder

    _, end = JSONDecoder().raw_decode(text, start)
    return text[start:end]
