"""The calls. Each returns as soon as the ledger has the capture; sending happens in the background."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from conspectus import _session
from conspectus._ledger import Ledger
from conspectus._results import Capture, Dataset, Document, Explanation, Figure, Model, Note, Profile
from conspectus.errors import InputError

# Spelt out, because importing typing would take a third of the time that importing this package takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from conspectus._native import Summary

    _Result = TypeVar("_Result", bound=Capture)
    _Target = Capture | str
    _Targets = _Target | Iterable[_Target] | None
    _Manner = tuple[str | None, float | None, float | None, dict[str, tuple[float, float]], str | None, list[str]]
    _Edge = tuple[str, str | None, str | None, str | None, int | None]


class Connection:
    """What connecting found."""

    __slots__ = ("offline", "server", "workspace")

    def __init__(self, server: str | None, workspace: str | None, offline: str | None) -> None:
        #: The server's address; None when none is configured.
        self.server = server
        #: The workspace's name, as far as known.
        self.workspace = workspace
        #: Why the server could not be asked; None when it answered.
        self.offline = offline

    def __repr__(self) -> str:
        if self.server is None:
            return "<Connection: no server is configured; captures wait in the ledger>"
        if self.offline is not None:
            return f"<Connection: {self.offline}; captures wait in the ledger>"
        return f"<Connection to {self.workspace!r} at {self.server}>"


def connect(
    url: str | None = None,
    token: str | None = None,
    project: str | None = None,
    phase: str | None = None,
    iteration: str | None = None,
    *,
    mode: str | None = None,
) -> Connection:
    """Says where captures go and how they are filed; every argument is optional, and so is the call.

    What is not given is looked up: `CONSPECTUS_URL`, `CONSPECTUS_TOKEN`, `CONSPECTUS_TOKEN_FILE` and
    `CONSPECTUS_PROJECT`, then the operating system's keyring, then the config file. Without a server everything works,
    and waits in the ledger. `mode` says how much may leave from now on: `schema` (names and types only), `dp` (figures
    with noise, paid from each dataset's budget), `standard`, or `exact` where the workspace allows it.
    """
    found = _session.connect(url=url, token=token, project=project, phase=phase, iteration=iteration, mode=mode)
    return Connection(*found)


def profile(
    frame: Any,
    *,
    name: str | None = None,
    reveal: Iterable[str] = (),
    mode: str | None = None,
    epsilon: float | None = None,
    delta: float | None = None,
    bounds: Mapping[str, tuple[float, float]] | None = None,
    reason: str | None = None,
    progress: bool | None = None,
) -> Profile:
    """What would leave of a table. Nothing is recorded, nothing is sent, nothing of a budget is spent.

    `frame` is a table in memory, the path of files or of a folder, a query of polars or DuckDB, a database's result, or
    a table of Spark, Dask or Ray. With `name`, it is what would leave as the next version of that dataset. `mode` and
    what follows are explained at `dataset`; `progress` shows or hides the bar that else appears after a second, where
    somebody looks.
    """
    session = _session.native()
    summary = _summary(frame, progress)
    asset = None if name is None else (_session.filing()[0], name)
    manner = _manner(summary, reveal, mode, epsilon, delta, bounds, reason)
    return Profile(session.profile(summary, asset, manner))


def explain(profile: Profile | Dataset, column: str | None = None) -> Explanation:
    """What was withheld or made less exact, why, by which rule, and what would change it.

    Of one column, or of the table as a whole.
    """
    told = profile.profile if isinstance(profile, Dataset) else profile
    if not isinstance(told, Profile):
        raise InputError(f"profile: what profile() or dataset() returned is needed, not {type(profile).__name__}")
    return told.explain(column)


def dataset(
    frame: Any,
    name: str,
    kind: str | None = None,
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
    derived_from: _Targets = None,
    reveal: Iterable[str] = (),
    *,
    mode: str | None = None,
    epsilon: float | None = None,
    delta: float | None = None,
    bounds: Mapping[str, tuple[float, float]] | None = None,
    reason: str | None = None,
    progress: bool | None = None,
) -> Dataset:
    """Records what may be said about a table, as the next version of the dataset `name`.

    `kind` is one of origin, cleaned, modeling, training, validation, test, scoring. `source` is a URL, a path, a
    table's name, a connection string or SQL, or several paths; credentials and literals in it are removed. It is known
    where `frame` is itself a path. What `frame` and `progress` may be, `profile` says.
    `derived_from` names what it was made from: results of earlier calls, or names. Labels of the text columns in
    `reveal` may leave.

    `mode` is one of schema, dp, standard, exact, for this table only. In the mode dp, `epsilon` (1 unless given) and
    `delta` (0.000001) are what the figures cost of the dataset's budget; `bounds` names the smallest and largest value
    of columns whose range is known anyway, which makes their figures better. The mode exact needs a `reason`, which is
    recorded, and a workspace that allows it.
    """
    location, query, files = _source(_origin(frame) if source is None else source)
    summary = _summary(frame, progress)
    capture, _ = _session.native().dataset(
        summary,
        filing=_session.filing(),
        name=_name(name),
        role=kind,
        location=location,
        query=query,
        files=files,
        manner=_manner(summary, reveal, mode, epsilon, delta, bounds, reason),
        lineage=_edges("derived_from", derived_from, "derived-from", "dataset"),
    )
    return _recorded(Dataset(capture, "dataset", name))


def model(
    estimator: Any,
    name: str,
    metrics: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Any] | None = None,
    derived_from: _Targets = None,
    evaluated_on: _Targets = None,
) -> Model:
    """Records what an estimator is, how it was set and how it performed, as the next version of the model `name`.

    `derived_from` names the datasets it was trained on, or the model it was made from; `evaluated_on` those it was
    judged on. `parameters` adds to what the estimator says, or goes before it.
    """
    from conspectus import _estimators

    library, version = _estimators.library(estimator)
    capture, _ = _session.native().model(
        filing=_session.filing(),
        name=_name(name),
        technique=_estimators.technique(estimator),
        library=library,
        library_version=version,
        parameters=_estimators.parameters(estimator, parameters),
        metrics=_estimators.metrics(metrics),
        lineage=[
            *_edges("derived_from", derived_from, "trained-on", "dataset"),
            *_edges("evaluated_on", evaluated_on, "evaluated-on", "dataset"),
        ],
    )
    return _recorded(Model(capture, "model", name))


def figure(fig: Any, name: str, caption: str | None = None, derived_from: _Targets = None) -> Figure:
    """Records a picture: a matplotlib figure or axes, a PIL image, PNG bytes, or the path of a PNG file."""
    from conspectus import _figures

    capture, _ = _session.native().figure(
        _figures.png(fig),
        filing=_session.filing(),
        name=_name(name),
        caption=caption,
        lineage=_edges("derived_from", derived_from, "derived-from", "dataset"),
    )
    return _recorded(Figure(capture, "figure", name))


def document(name: str, markdown: str, describes: _Targets = None, message: str | None = None) -> Document:
    """Records a document's whole text, as its next revision. `message` says why it was made."""
    if not isinstance(markdown, str):
        raise InputError(f"markdown: text is needed, not {type(markdown).__name__}")
    capture, _ = _session.native().document(
        markdown,
        filing=_session.filing(),
        name=_name(name),
        message=message,
        lineage=_edges("describes", describes, "describes", "dataset"),
    )
    return _recorded(Document(capture, "document", name))


def note(text: str) -> Note:
    """Records a remark, filed with the iteration."""
    if not isinstance(text, str) or not text.strip():
        raise InputError("text: a remark that is not empty is needed")
    capture, _ = _session.native().note(text, filing=_session.filing())
    return _recorded(Note(capture, "note", None))


def flush(timeout: float = 30.0) -> bool:
    """Sends what waits, for at most `timeout` seconds. False, with a warning that says why, if some still waits."""
    if not isinstance(timeout, (int, float)) or not timeout >= 0:
        raise InputError("timeout: a number of seconds is needed")
    waiting, reason = _session.native().flush(float(timeout))
    _session.tell_refusals()
    if waiting:
        _session.warn(f"{_session.count(waiting)} in the ledger: {reason}")
    return waiting == 0


def ledger() -> Ledger:
    """All that left this machine and what still waits, oldest first."""
    return Ledger(_session.native().entries())


def _summary(frame: Any, progress: bool | None) -> Summary:
    from conspectus import _sources

    return _sources.summary(frame, progress)


def _origin(frame: Any) -> Any:
    from conspectus import _sources

    return _sources.origin(frame)


def _recorded(result: _Result) -> _Result:
    _session.recorded(result.id)
    return result


def _name(name: str) -> str:
    if not isinstance(name, str):
        raise InputError(f"name: text is needed, not {type(name).__name__}")
    return name


def _reveal(columns: Iterable[str], summary: Summary) -> list[str]:
    if isinstance(columns, str):
        raise InputError("reveal: a list of column names is needed, not one name")
    revealed, known = [str(column) for column in columns], set(summary.columns)
    unknown = [column for column in revealed if column not in known]
    if unknown:
        raise InputError(f"reveal: {_unknown(unknown[0], summary.columns)}")
    return revealed


def _manner(
    summary: Summary,
    reveal: Iterable[str],
    mode: str | None,
    epsilon: float | None,
    delta: float | None,
    bounds: Mapping[str, tuple[float, float]] | None,
    reason: str | None,
) -> _Manner:
    """How a table is to be described."""
    known = set(summary.columns)
    for column in bounds or {}:
        if column not in known:
            raise InputError(f"bounds: {_unknown(str(column), summary.columns)}")
    try:
        limits = {str(name): (float(low), float(high)) for name, (low, high) in (bounds or {}).items()}
    except (TypeError, ValueError):
        raise InputError("bounds: a smaller and a larger number are needed for each column") from None
    for name, number in (("epsilon", epsilon), ("delta", delta)):
        if number is not None and (isinstance(number, bool) or not isinstance(number, (int, float))):
            raise InputError(f"{name}: a number is needed, not {type(number).__name__}")
    for name, text in (("mode", mode), ("reason", reason)):
        if text is not None and not isinstance(text, str):
            raise InputError(f"{name}: text is needed, not {type(text).__name__}")
    return mode, epsilon, delta, limits, reason, _reveal(reveal, summary)


def _unknown(column: str, columns: Iterable[str]) -> str:
    """That there is no such column, and which one may be meant."""
    from difflib import get_close_matches

    close = get_close_matches(column, list(columns), n=2)
    meant = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
    return f"the table has no column {column!r}{meant}"


def _source(source: Any) -> tuple[str | None, str | None, list[tuple[str, int | None]]]:
    """Location, query, files."""
    if source is None:
        return None, None, []
    if isinstance(source, (str, os.PathLike)):
        text = os.fspath(source)
        if text.lstrip().lower().startswith(("select ", "select\n", "with ", "with\n", "from ", "(select")):
            return None, text, []
        return _without_home(text), None, [(text, size)] if (size := _size(text)) is not None else []
    if not isinstance(source, Iterable):
        raise InputError("source: a URL, a path, a table's name or SQL is needed, or several paths")
    return None, None, [(os.fspath(path), _size(path)) for path in source]


def _without_home(text: str) -> str:
    """The user's own home folder as `~`, wherever it lies; the core knows the usual places only."""
    from pathlib import Path

    try:
        home = str(Path.home()).rstrip("/\\")
    except RuntimeError:  # no home is known
        return text
    for scheme in ("", "file://"):
        rest = text.removeprefix(scheme + home)
        if home and rest != text and (not rest or rest[0] in "/\\"):
            return f"{scheme}~{rest}"
    return text


def _size(path: str | os.PathLike[str]) -> int | None:
    """Of a file on this machine."""
    from pathlib import Path

    try:
        return Path(path).stat().st_size if Path(path).is_file() else None
    except (OSError, ValueError):
        return None


def _edges(argument: str, targets: _Targets, relation: str, default_kind: str) -> list[_Edge]:
    if targets is None:
        return []
    if isinstance(targets, (str, Capture)):
        targets = [targets]
    if not isinstance(targets, Iterable):
        raise InputError(f"{argument}: results of earlier calls or names are needed")
    return [_edge(argument, target, relation, default_kind) for target in targets]


def _edge(argument: str, target: Any, relation: str, default_kind: str) -> _Edge:
    if isinstance(target, str):
        return relation, None, default_kind, _name(target), None
    if not isinstance(target, Capture) or target.name is None:
        raise InputError(
            f"{argument}: what dataset(), model(), … returned is needed, or a name; not {type(target).__name__}"
        )
    # A model made from another model was not trained on it.
    trained_on_model = relation == "trained-on" and target.kind != "dataset"
    return "derived-from" if trained_on_model else relation, target.id, None, None, None
