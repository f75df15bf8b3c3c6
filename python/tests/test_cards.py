"""Cards in a notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import polars as pl
import pytest
from server_double import TOKEN, ServerDouble

import conspectus as cs

FRAME = pl.DataFrame({"x": range(300), "label": ["a", "b", "c"] * 100})
CALLS: dict[str, Callable[[], cs.Capture]] = {
    "dataset": lambda: cs.dataset(FRAME, "<b>numbers</b>"),
    "model": lambda: cs.model("forest", "<b>model</b>", metrics={"<b>auc</b>": 0.5}),
    "document": lambda: cs.document("<b>report</b>", "<b>bold</b>"),
    "note": lambda: cs.note("<b>note</b>"),
}


def card(shown: cs.Capture | cs.Profile | cs.Ledger) -> str:
    return shown._repr_html_()


@pytest.mark.parametrize("kind", CALLS)
def test_a_card_escapes_what_it_shows_and_loads_nothing(kind: str) -> None:
    html = card(CALLS[kind]())
    assert "<b>numbers" not in html and "&lt;b&gt;" in html
    assert "waiting in the ledger" in html
    assert not re.search(r"(src|href)='?(?!data:|')|@import|url\(|<script", html)


def test_a_card_says_what_was_withheld() -> None:
    html = card(cs.profile(FRAME))
    assert "labels are data: not revealed" in html
    assert html.count("<svg") == 1


def test_a_card_links_to_the_version(server: ServerDouble) -> None:
    cs.connect(server.url, TOKEN)
    capture = cs.dataset(FRAME, "numbers")
    cs.flush(timeout=60)
    html = card(capture)
    assert f"href='{capture.url}'" in html and ">version 1</a>" in html


def test_the_ledger_is_readable_in_a_notebook_and_in_a_terminal() -> None:
    cs.note("one")
    cs.dataset(FRAME, "numbers")
    assert "2 captures" in card(cs.ledger())
    head, first, second = repr(cs.ledger()).splitlines()
    assert head.split() == ["captured", "kind", "name", "bytes", "state", "id"]
    assert first.split()[1] == "note" and second.split()[2] == "numbers"


def test_a_card_tells_of_repeats_and_of_columns_that_go_together() -> None:
    kind = {"arrow": "double", "family": "float"}
    profile = {
        "policy": {"mode": "standard", "min_rows": 100, "min_cell": 11},
        "rows": 1000,
        "columns": [{"name": name, "type": kind} for name in ("<b>a", "b", "c")],
        "duplicate_rows": {"at_least": 0, "at_most": 90},
        "missing": {
            "columns": [0, 1],
            "patterns": [{"columns": [], "rows": 900}, {"columns": [0, 1], "rows": 100}],
        },
        "associations": {"rows": 1000, "pearson": {"columns": [0, 1, 2], "values": [0.1, -0.82, None]}},
    }
    shown = card(cs.Profile(json.dumps(profile)))
    assert "at most 90" in shown
    assert "10.0 %" in shown
    assert "-0.82" in shown
    assert "0.10" not in shown, "weak ties are left out"
    assert "<b>a" not in shown, "names are text"
