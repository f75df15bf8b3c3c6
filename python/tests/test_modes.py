"""Modes from strict to loose, their price, and what is said about what was withheld."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from server_double import TOKEN, ServerDouble

import conspectus as cs

ROWS = 4_000
FRAME = pl.DataFrame(
    {
        "salary": [40_000 + 1000 * math.sin(row) * (row % 17) for row in range(ROWS)],
        "branch": [f"b{row % 4}" for row in range(ROWS)],
        "email": [f"ann{row}@example.org" for row in range(ROWS)],
    }
)


def columns(profile: cs.Profile) -> dict[str, dict[str, Any]]:
    return {column["name"]: column for column in profile.to_dict()["columns"]}


def test_noisy_figures_tell_their_price_and_what_is_shown_is_what_leaves() -> None:
    shown = cs.profile(FRAME, name="staff", mode="dp", epsilon=2.0, delta=1e-6)
    capture = cs.dataset(FRAME, "staff", mode="dp", epsilon=2.0, delta=1e-6)
    assert capture.profile.to_json() == shown.to_json()
    content = shown.to_dict()
    assert content["privacy"] == {"epsilon": 2.0, "delta": 1e-6, "spent_epsilon": 2.0, "spent_delta": 1e-6}
    assert content["policy"]["mode"] == "dp" and "fingerprint" not in content
    assert abs(content["rows"] - ROWS) < 200
    assert set(columns(shown)["email"]) <= {"name", "type", "personal", "nulls", "withheld"}
    assert "ε = 2" in repr(shown)


def test_the_budget_is_kept_per_dataset_and_the_same_table_costs_nothing_again() -> None:
    for _ in range(3):
        cs.dataset(FRAME, "staff", mode="dp", epsilon=6.0)
    with pytest.raises(cs.BudgetError, match=r"spent ε = 6 of 10, and this profile would cost 6 more"):
        cs.dataset(FRAME.head(2_000), "staff", mode="dp", epsilon=6.0)
    assert len(cs.ledger()) == 3, "nothing of the refused one is kept"
    cheaper = cs.dataset(FRAME.head(2_000), "staff", mode="dp", epsilon=3.0)
    assert cheaper.profile.to_dict()["privacy"]["spent_epsilon"] == 9.0
    cs.dataset(FRAME.head(2_000), "other staff", mode="dp", epsilon=6.0)


def test_bounds_make_figures_better_and_have_to_name_a_column() -> None:
    profile = cs.profile(FRAME, mode="dp", bounds={"salary": (20_000, 60_000)})
    edges = columns(profile)["salary"]["histogram"]["edges"]
    assert edges[0] <= 20_000 and edges[-1] >= 60_000
    with pytest.raises(cs.InputError, match="no column 'salery'; did you mean 'salary'"):
        cs.profile(FRAME, mode="dp", bounds={"salery": (0, 1)})
    with pytest.raises(cs.InputError, match="a smaller and a larger number"):
        cs.profile(FRAME, mode="dp", bounds={"salary": (5, 1)})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"mode": "loose"}, "mode: schema, dp, standard or exact is possible"),
        ({"mode": "dp", "epsilon": 0}, "epsilon: a number above 0"),
        ({"mode": "dp", "epsilon": math.nan}, "epsilon: a number above 0"),
        ({"mode": "dp", "delta": 0.5}, "delta: a number from 0"),
        ({"epsilon": 1.0}, "epsilon: only the mode `dp`"),
        ({"reason": "because"}, "reason: only the mode `exact`"),
        ({"mode": "dp", "epsilon": "1"}, "epsilon: a number is needed, not str"),
    ],
)
def test_arguments_that_make_no_sense_say_what_would(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(cs.InputError, match=message):
        cs.profile(FRAME, **arguments)


def test_exact_figures_need_a_workspace_that_allows_them_and_a_reason() -> None:
    with pytest.raises(cs.PolicyError, match="allows `standard` at most, not `exact`"):
        cs.dataset(FRAME, "staff", mode="exact", reason="the regulator asks")
    with ServerDouble() as server:
        server.policy = {"mode": "exact", "min_rows": 100, "min_cell": 11}
        cs.connect(server.url, TOKEN)
        with pytest.raises(cs.InputError, match="exact figures need a reason"):
            cs.dataset(FRAME, "staff", mode="exact")
        capture = cs.dataset(FRAME, "staff", mode="exact", reason="the regulator asks")
        content = capture.profile.to_dict()
        assert content["reason"] == "the regulator asks" and content["rows"] == ROWS
        told = columns(capture.profile)
        assert told["salary"]["quantiles"][0]["q"] == 0 and told["salary"]["quantiles"][-1]["q"] == 1
        assert told["salary"]["quantiles"][0]["value"] == FRAME["salary"].min()
        assert "lengths" not in told["email"] and "label" not in told["branch"]["categories"]["items"][0]
        assert cs.dataset(FRAME, "staff").profile.to_dict()["policy"]["mode"] == "standard", "never by itself"
        assert cs.flush(10)


def test_a_stricter_policy_reaches_a_notebook_that_runs() -> None:
    with ServerDouble() as server:
        cs.connect(server.url, TOKEN)
        cs.dataset(FRAME, "staff")
        server.policy = {"mode": "schema", "min_rows": 100, "min_cell": 11}
        cs.note("the policy changes meanwhile")
        assert cs.flush(10)
        assert cs.dataset(FRAME.head(3_000), "staff").profile.to_dict()["policy"]["mode"] == "schema"
        with pytest.raises(cs.PolicyError, match="the workspace allows `schema` at most, not `standard`"):
            cs.profile(FRAME, mode="standard")


def test_an_explanation_says_what_why_by_which_rule_and_what_would_help() -> None:
    profile = cs.profile(FRAME, name="staff")
    told = str(cs.explain(profile, "salary"))
    assert "`salary` is a column of type" in told and "(R3 extremes)" in told and "What would change it:" in told
    assert "looks like personal data (email)" in cs.explain(profile, "email")
    assert 'reveal=["branch"]' in profile.explain("branch")
    assert "The mode is `standard`" in cs.explain(profile)
    assert "email: all figures, looks like personal data (email)" in repr(profile)
    assert "labels (labels)" in repr(profile)
    with pytest.raises(cs.InputError, match='no column "Salery"; did you mean "salary"'):
        cs.explain(profile, "Salery")
    assert "salary" in cs.explain(cs.dataset(FRAME, "staff"), "salary")
    with pytest.raises(cs.InputError, match="not str"):
        cs.explain("salary")  # type: ignore[arg-type]


def test_an_unknown_column_to_reveal_is_met_with_the_one_that_is_there() -> None:
    with pytest.raises(cs.InputError, match="no column 'brunch'; did you mean 'branch'"):
        cs.profile(FRAME, reveal=["brunch"])
