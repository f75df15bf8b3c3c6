"""Cards for notebooks: plain HTML and CSS, light and dark, nothing loaded from anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from conspectus import _session
from conspectus._across import across
from conspectus._bars import bars
from conspectus._ledger import state

if TYPE_CHECKING:
    from conspectus._native import Entry
    from conspectus._results import Capture

#: A card is an overview: what is left out is counted.
MOST_ROWS = 24
#: A card may wait this long for the server's answer, so that it can show the version.
ANSWER_WAIT = 0.3

_STYLE = """<style>
.conspectus{--ink:#1c2733;--soft:#5b6875;--line:#dde3e9;--fill:#f6f8fa;--bar:#4a7fb5;--warn:#9a5b00;--bad:#b3261e;
font:13px/1.45 system-ui,sans-serif;color:var(--ink);background:#fff;border:1px solid var(--line);border-radius:8px;
max-width:780px;margin:6px 0;overflow:hidden}
@media(prefers-color-scheme:dark){.conspectus:not([data-jp-theme-light=true] *){--ink:#e4e9ee;--soft:#98a5b3;
--line:#33404d;--fill:#1d262f;--bar:#6ba3dc;--warn:#e0a44c;--bad:#f2867e;background:#151c23}}
[data-jp-theme-light=false] .conspectus,.vscode-dark .conspectus{--ink:#e4e9ee;--soft:#98a5b3;--line:#33404d;
--fill:#1d262f;--bar:#6ba3dc;--warn:#e0a44c;--bad:#f2867e;background:#151c23}
.conspectus header{display:flex;gap:8px;align-items:baseline;padding:9px 14px;background:var(--fill)}
.conspectus b{font-weight:600}.conspectus header b{font-size:15px}
.conspectus .end{margin-left:auto;color:var(--soft);white-space:nowrap}.conspectus a{color:var(--bar)}
.conspectus table{border-collapse:collapse;width:100%;margin:0;font:inherit}
.conspectus td,.conspectus th{padding:3px 14px;text-align:left;border-top:1px solid var(--line);background:none;
color:inherit;font-weight:400;vertical-align:middle}
.conspectus th,.conspectus td.soft{color:var(--soft);font-size:12px}
.conspectus td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
.conspectus svg{display:block;fill:var(--bar)}.conspectus .soft{color:var(--soft)}.conspectus .warn{color:var(--warn)}
.conspectus .bad{color:var(--bad)}
.conspectus footer{padding:7px 14px;border-top:1px solid var(--line);color:var(--soft)}
</style>"""

#: Why a figure is missing or coarse, in a few words; docs/privacy.md explains each rule at length.
_RULES = {
    "rows": "too few rows",
    "cells": "small groups are merged",
    "extremes": "extremes stay here",
    "edges": "bins lie on a fixed grid",
    "quantiles": "too few rows between quantiles",
    "precision": "rounded",
    "dominance": "a few values make up most of it",
    "distinct": "an estimate",
    "text": "text stays here, lengths only",
    "labels": "labels are data: not revealed",
    "personal-data": "looks like personal data",
    "identifiers": "an identifier: counted only",
    "names": "the name looked like data",
    "neighbours": "nearly the same rows as before",
    "sources": "credentials and values removed",
    "parameters": "arrays become type and shape",
    "schema": "names and types only",
    "noise": "noise protects each row",
    "exact": "exact figures need a reason",
}

_MODEL_GAPS = {
    "parameters": "parameters that could hold data are described only",
    "metrics": "metrics that are no finite numbers are left out",
}


def capture_card(capture: Capture) -> str:
    """What was recorded, how it stands, and what was withheld."""
    session = _session.native()
    if session.server is not None and capture.state == "waiting":
        session.flush(ANSWER_WAIT)
    content = capture.to_dict()
    body, entry = content["body"], session.entry(capture.id)
    assert entry is not None
    filing = " / ".join(escape(part) for part in content["filing"].values())
    parts = {"dataset": _dataset, "model": _model, "figure": _figure, "document": _document, "note": _note}
    name = escape(capture.name) if capture.name is not None else "Note"
    return _card(capture.kind, name, _standing(capture, entry), parts[capture.kind](body), [filing, _left(entry)])


def profile_card(profile: dict[str, Any]) -> str:
    """What would leave."""
    title = f"{profile['rows']:,} rows, {len(profile['columns'])} columns"
    notes = ["exactly what would leave: .to_dict()", "what is missing and why: .explain()"]
    if (privacy := profile.get("privacy")) is not None:
        spent = f"{privacy['spent_epsilon']:g} of this dataset's budget is spent"
        notes.insert(0, f"noisy: ε = {privacy['epsilon']:g}, δ = {privacy['delta']:g}; ε = {spent}")
    elif profile["policy"]["mode"] != "standard":
        notes.insert(0, f"mode {escape(profile['policy']['mode'])}")
    return _card("profile", title, "nothing was recorded", _profile(profile), notes)


def ledger_card(entries: Sequence[Entry]) -> str:
    """The newest captures, newest first."""
    newest = list(entries)[-MOST_ROWS:][::-1]
    rows = [
        f"<tr><td class='n soft'>{escape(entry.captured_at[:19].replace('T', ' '))}</td><td>{escape(entry.kind)}</td>"
        f"<td><b>{escape(entry.name or '')}</b></td><td class=n>{entry.bytes:,}</td>"
        f"<td class='{_tone(entry)}'>{escape(state(entry))}</td></tr>"
        for entry in newest
    ]
    head = "<tr><th>captured (UTC)</th><th>kind</th><th>name</th><th>bytes</th><th>state</th></tr>"
    counts = Counter(entry.state for entry in entries)
    total = ", ".join(f"{count} {word}" for word, count in counts.items()) or "empty"
    older = len(entries) - len(newest)
    notes = [f"{older} older" if older else "", ".show(id): the exact bytes"]
    return _card("ledger", f"{len(entries)} captures", total, f"<table>{head}{''.join(rows)}</table>", notes)


def _card(kind: str, title: str, end: str, inside: str, notes: Iterable[str]) -> str:
    foot = " · ".join(filter(None, notes))
    return (
        f"{_STYLE}<div class=conspectus><header><span class=soft>{kind}</span><b>{title}</b>"
        f"<span class=end>{end}</span></header>{inside}<footer>{foot}</footer></div>"
    )


def _standing(capture: Capture, entry: Entry) -> str:
    if entry.state == "refused":
        return f"<span class=bad>refused: {escape(entry.problem or '')}</span>"
    if entry.version is not None:
        same = ", unchanged" if entry.outcome == "unchanged" else ""
        return f"<a href='{escape(capture.url or '', quote=True)}' target=_blank>version {entry.version}</a>{same}"
    return "recorded" if entry.state == "acknowledged" else "<span class=warn>waiting in the ledger</span>"


def _tone(entry: Entry) -> str:
    return {"waiting": "warn", "refused": "bad"}.get(entry.state, "")


def _left(entry: Entry) -> str:
    return f"{entry.bytes:,} bytes {'left' if entry.state == 'acknowledged' else 'will leave'}"


def _dataset(body: dict[str, Any]) -> str:
    return _profile(body["profile"])


def _profile(profile: dict[str, Any]) -> str:
    columns = profile["columns"]
    rows = "".join(_column(column, profile["rows"]) for column in columns[:MOST_ROWS])
    head = "<tr><th>column</th><th>type</th><th>missing</th><th>distribution</th><th>withheld</th></tr>"
    more = len(columns) - MOST_ROWS
    rest = f"<footer>and {more} more columns</footer>" if more > 0 else ""
    rest += across(profile)
    whole = _withheld(profile.get("withheld", []))
    note = f"<footer class=soft>{profile['rows']:,} rows{f' · {whole}' if whole else ''}</footer>"
    return f"<table>{head}{rows}</table>{rest}{note}" if columns else note


def _column(column: dict[str, Any], rows: int) -> str:
    nulls = column.get("nulls")
    return (
        f"<tr><td><b>{escape(column['name'])}</b></td><td class=soft>{escape(column['type']['arrow'])}</td>"
        f"<td class=n>{_share(nulls, rows)}</td><td>{bars(column)}</td>"
        f"<td class=soft>{_withheld(column.get('withheld', []), column.get('personal'))}</td></tr>"
    )


def _share(count: Any, rows: int) -> str:
    if count is None or rows == 0:
        return ""
    if isinstance(count, dict):
        return f"≤ {count['at_most']:,}"
    return "0" if count == 0 else f"{100 * count / rows:.1f} %"


def _withheld(gaps: list[dict[str, Any]], personal: str | None = None) -> str:
    """What is missing in words, and what is only less exact on pointing at it."""
    if personal is not None:
        return f"looks like personal data ({escape(personal)})"
    missing = dict.fromkeys(_RULES.get(gap["rule"], gap["rule"]) for gap in gaps if not gap.get("coarsened"))
    coarse = dict.fromkeys(_RULES.get(gap["rule"], gap["rule"]) for gap in gaps if gap.get("coarsened"))
    parts = [escape("; ".join(missing))] if missing else []
    if coarse:
        parts.append(f"<span title='less exact: {escape('; '.join(coarse), quote=True)}'>coarsened</span>")
    return ", ".join(parts)


def _model(body: dict[str, Any]) -> str:
    metrics = "".join(
        f"<tr><td>{escape(name)}</td><td class=n><b>{value:.6g}</b></td></tr>"
        for name, value in list(body.get("metrics", {}).items())[:MOST_ROWS]
    )
    library = " ".join(escape(body[key]) for key in ("library", "library_version") if key in body)
    gaps = "; ".join(dict.fromkeys(_MODEL_GAPS.get(gap["figure"], "") for gap in body.get("withheld", [])))
    settings = len(body.get("parameters", {}))
    foot = " · ".join(filter(None, [library, f"{settings} parameters", gaps]))
    return (
        f"<table><tr><td colspan=2><b>{escape(body['technique'])}</b></td></tr>{metrics}</table><footer>{foot}</footer>"
    )


def _figure(body: dict[str, Any]) -> str:
    caption = f"<footer>{escape(body['caption'])}</footer>" if body.get("caption") else ""
    size = f"width={body['width']} height={body['height']} style='max-width:100%;height:auto;display:block'"
    return f"<img {size} src='data:image/png;base64,{body['png']}'>{caption}"


def _document(body: dict[str, Any]) -> str:
    lines = body["markdown"].strip().splitlines()
    shown = "<br>".join(escape(line) for line in lines[:6])
    return f"<footer>{shown}</footer><footer>{len(lines)} lines</footer>"


def _note(body: dict[str, Any]) -> str:
    return f"<footer>{escape(body['text'])}</footer>"
