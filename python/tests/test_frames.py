"""Every kind of table comes in, and says the same."""

from __future__ import annotations

import warnings
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import conspectus as cs
from conspectus._frames import unique_names

ROWS = 300
COLUMNS = {"number": list(range(ROWS)), "group": ["a", "b", "c"] * (ROWS // 3), "share": [n / 7 for n in range(ROWS)]}
TABLE = pa.table(COLUMNS)
in_memory = TABLE
FRAMES = {
    "pyarrow table": TABLE,
    "pyarrow record batch": TABLE.to_batches()[0],
    "record batch reader": lambda: TABLE.to_reader(),
    "polars": pl.DataFrame(COLUMNS),
    "polars, lazy": pl.DataFrame(COLUMNS).lazy(),
    "pandas": pd.DataFrame(COLUMNS),
    "duckdb": lambda: duckdb.sql("select * from in_memory"),
    "dict": COLUMNS,
    "dict of arrays": {name: np.array(values) for name, values in COLUMNS.items()},
}


def names(profile: cs.Profile) -> list[str]:
    return [column["name"] for column in profile.to_dict()["columns"]]


def families(profile: cs.Profile) -> list[str]:
    return [column["type"]["family"] for column in profile.to_dict()["columns"]]


@pytest.mark.parametrize("kind", FRAMES)
def test_every_kind_of_table_has_the_same_figures(kind: str) -> None:
    frame = FRAMES[kind]
    profile = cs.profile(frame() if callable(frame) else frame).to_dict()
    expected = cs.profile(TABLE).to_dict()
    for column in (*profile["columns"], *expected["columns"]):
        # Libraries hold text as string, large_string or string view: the figures are the same.
        column["type"].pop("arrow")
    assert profile["rows"] == ROWS
    assert profile["columns"] == expected["columns"]


@pytest.mark.parametrize(
    "series",
    [pl.Series("x", range(ROWS)), pl.Series(range(ROWS)), pd.Series(range(ROWS)), pa.chunked_array([range(ROWS)])],
    ids=["polars", "polars without a name", "pandas", "pyarrow"],
)
def test_a_series_is_one_column(series: Any) -> None:
    profile = cs.profile(series).to_dict()
    assert (profile["rows"], len(profile["columns"])) == (ROWS, 1)


def test_arrays_are_tables() -> None:
    assert names(cs.profile(np.zeros((ROWS, 2)))) == ["column_0", "column_1"]
    assert names(cs.profile(np.zeros(ROWS))) == ["values"]
    assert names(cs.profile(np.zeros(ROWS, dtype=[("a", "i4"), ("b", "f8")]))) == ["a", "b"]


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame(), pl.DataFrame(), pa.table({}), pd.DataFrame(index=range(5))],
    ids=["pandas", "polars", "pyarrow", "pandas with rows"],
)
def test_no_columns_are_no_problem(frame: Any) -> None:
    assert cs.profile(frame).to_dict()["columns"] == []


@pytest.mark.parametrize("frame", [TABLE.slice(0, 0), TABLE.slice(0, 0).to_pandas(), pl.DataFrame(COLUMNS).head(0)])
def test_no_rows_are_no_problem(frame: Any) -> None:
    profile = cs.profile(frame)
    assert (profile.to_dict()["rows"], len(names(profile))) == (0, 3)


def test_names_that_are_no_text_or_not_unique_are_made_so() -> None:
    assert unique_names(["x", "x", 7, ("a", "b"), None, "x"]) == ["x", "x (2)", "7", "a / b", "None", "x (3)"]
    frame = pd.DataFrame(np.zeros((ROWS, 4)), columns=["x", "x", 7, ("a", "b")])
    assert names(cs.profile(frame))[:2] == ["x", "x (2)"]
    twice = pa.table([pa.array(range(ROWS))] * 2, names=["x", "x"])
    assert names(cs.profile(twice)) == ["x", "x (2)"]


def test_an_index_that_says_something_is_a_column() -> None:
    frame = pd.DataFrame({"x": range(ROWS)})
    assert names(cs.profile(frame)) == ["x"]
    assert names(cs.profile(frame[frame["x"] % 2 == 0])) == ["x"], "row numbers that filtering left say nothing"
    assert names(cs.profile(frame.rename_axis("when"))) == ["when", "x"]
    days = pd.date_range("2020-01-01", periods=ROWS)
    assert families(cs.profile(frame.set_index(days))) == ["timestamp", "integer"]
    levels = pd.MultiIndex.from_product([range(ROWS // 2), ["a", "b"]], names=["n", None])
    assert names(cs.profile(frame.set_index(levels))) == ["n", "level_1", "x"]
    assert names(cs.profile(frame.rename_axis("x"))) == ["x", "x (2)"]


def test_mixed_objects_become_text_with_a_warning() -> None:
    frame = pd.DataFrame({"mixed": ["text", 1, 2.5, None, object, {"a": 1}] * 50, "fine": range(ROWS)})
    with pytest.warns(cs.ConspectusWarning, match="'mixed'"):
        profile = cs.profile(frame)
    assert families(profile) == ["text", "integer"]
    assert profile.to_dict()["columns"][0]["nulls"] == 50


def test_pandas_types_of_all_kinds_come_in() -> None:
    frame = pd.DataFrame(
        {
            "category": pd.Categorical(["a", "b", None] * 100),
            "nullable": pd.array([1, 2, None] * 100, dtype="Int64"),
            "boolean": pd.array([True, False, None] * 100, dtype="boolean"),
            "zoned": pd.date_range("2020-01-01", periods=ROWS, tz="Europe/Berlin"),
            "duration": pd.to_timedelta(range(ROWS), unit="s"),
            "period": pd.period_range("2000-01", periods=ROWS, freq="M"),
            "interval": pd.interval_range(0, ROWS),
            "sparse": pd.arrays.SparseArray([0, 0, 1] * 100),
            "complex": np.zeros(ROWS, dtype=complex),
        }
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        profile = cs.profile(frame)
    assert names(profile) == list(frame.columns)
    assert [str(warning.message).split("'")[1] for warning in caught] == ["complex"]


SECRET = "canary-7391"


class Broken:
    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise ValueError(SECRET)


@pytest.mark.parametrize(
    "frame",
    [SECRET, {"a": SECRET}, {"a": [SECRET, 1]}, {"a": [1], "b": [1, 2]}, Broken(), [SECRET], None, np.zeros((2, 2, 2))],
    ids=["text", "scalar", "mixed", "lengths", "broken", "list", "none", "three dimensions"],
)
def test_what_is_no_table_is_refused_without_quoting_it(frame: Any) -> None:
    with pytest.raises(cs.InputError, match=r"^frame: ") as caught:
        cs.dataset(frame, "x")
    assert SECRET not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert len(cs.ledger()) == 0


def test_a_stream_that_fails_half_way_is_refused_without_quoting_it() -> None:
    def batches() -> Any:
        yield TABLE.to_batches()[0]
        raise ValueError(SECRET)

    with pytest.raises(cs.InputError, match=r"^frame: ") as caught:
        cs.profile(pa.RecordBatchReader.from_batches(TABLE.schema, batches()))
    assert SECRET not in str(caught.value)
