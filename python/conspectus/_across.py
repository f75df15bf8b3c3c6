"""What a card says of rows as wholes: repeats, what is missing together, how columns go together."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

#: The strongest of each; the page shows all.
MOST = 3
#: Columns that hardly go together are no news.
WEAK = 0.3


def across(profile: dict[str, Any]) -> str:
    """One line each, and none for what there is nothing to say about."""
    told = [
        ("repeated rows", _repeated(profile.get("duplicate_rows"))),
        ("missing together", _missing(profile)),
        ("going together", _associated(profile)),
    ]
    lines = "".join(f"<tr><td class='n soft'>{name}</td><td>{text}</td></tr>" for name, text in told if text)
    return f"<table>{lines}</table>" if lines else ""


def _repeated(count: Any) -> str:
    if count is None:
        return ""
    if isinstance(count, dict):
        least, most = count["at_least"], count["at_most"]
        return f"{least:,} to {most:,}" if least else f"at most {most:,}"
    return f"{count:,}" if count else "none"


def _missing(profile: dict[str, Any]) -> str:
    names, rows = [column["name"] for column in profile["columns"]], profile["rows"]
    patterns = (profile.get("missing") or {}).get("patterns", [])
    together = [pattern for pattern in patterns if len(pattern["columns"]) > 1][:MOST]
    return "; ".join(
        f"<b>{escape(', '.join(names[column] for column in pattern['columns']))}</b> "
        f"<span class=soft>{100 * pattern['rows'] / rows:.1f} %</span>"
        for pattern in together
    )


def _associated(profile: dict[str, Any]) -> str:
    names = [column["name"] for column in profile["columns"]]
    pairs = [pair for pair in _pairs(profile.get("associations") or {}) if abs(pair[2]) >= WEAK]
    strongest = sorted(pairs, key=lambda pair: -abs(pair[2]))[:MOST]
    return "; ".join(
        f"<b>{escape(names[first])}</b> and <b>{escape(names[second])}</b> <span class=soft>{value:.2f}</span>"
        for first, second, value in strongest
    )


def _pairs(associations: dict[str, Any]) -> Iterator[tuple[int, int, float]]:
    """Each figure with its two columns: the wire holds the part right of the diagonal, row by row."""
    for measure in ("pearson", "cramers_v"):
        matrix = associations.get(measure) or {"columns": [], "values": []}
        columns, values = matrix["columns"], iter(matrix["values"])
        for at, first in enumerate(columns):
            for second in columns[at + 1 :]:
                value = next(values)
                if value is not None:
                    yield first, second, value
