"""A second profile of the same frame is not computed again, and a changed frame is never taken for unchanged."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import conspectus as cs
from conspectus import _session
from conspectus._sources import _reading, _remembered

ROWS = 20_000


def columns() -> dict[str, list[Any]]:
    return {
        "whole": [n % 900 for n in range(ROWS)],
        "real": [n / 7 for n in range(ROWS)],
        "word": ["red", "green", "blue", None] * (ROWS // 4),
        "flag": [n % 3 == 0 for n in range(ROWS)],
    }


def in_pandas() -> pd.DataFrame:
    frame = pd.DataFrame(columns())
    frame["day"] = pd.date_range("2020-01-01", periods=ROWS, freq="h")
    frame["kind"] = pd.Categorical(["u", "v"] * (ROWS // 2))
    frame["count"] = pd.array([1, None] * (ROWS // 2), dtype="Int64")
    return frame


def in_polars() -> pl.DataFrame:
    frame = pl.DataFrame(columns())
    return frame.with_columns(
        day=pl.from_epoch("whole"), kind=pl.col("word").cast(pl.Categorical), pair=pl.struct("whole", "real")
    )


def in_arrow() -> pa.Table:
    return pa.table(columns())


FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": in_pandas,
    "polars": in_polars,
    "pyarrow": in_arrow,
    "pandas series": lambda: in_pandas()["real"].copy(),
    "polars series": lambda: in_polars()["real"],
    "record batch": lambda: in_arrow().to_batches()[0],
}


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One item for each table that was really read."""
    read: list[object] = []
    original = _reading.read

    def counting(reading: Any, progress: bool | None) -> Any:
        read.append(reading.what)
        return original(reading, progress)

    monkeypatch.setattr("conspectus._sources.read", counting)
    return read


@pytest.mark.parametrize("kind", FRAMES)
def test_an_unchanged_frame_is_read_once(kind: str, passes: list[object]) -> None:
    frame = FRAMES[kind]()
    first = cs.profile(frame)
    assert cs.profile(frame).to_json() == first.to_json()
    assert cs.profile(frame, reveal=()).to_json() == first.to_json()
    cs.dataset(frame, "x")
    assert len(passes) == 1


def set_block(frame: pd.DataFrame) -> None:
    frame.iloc[10:20, 0] = 5


def add_in_place(frame: pd.DataFrame) -> None:
    frame["real"] += 1


def set_through_array(frame: pd.DataFrame) -> None:
    frame["whole"].array[0] = 77


PANDAS: dict[str, Callable[[pd.DataFrame], object]] = {
    "iloc": set_block,
    "iat": lambda frame: frame.iat.__setitem__((3, 1), 1e6),
    "at": lambda frame: frame.at.__setitem__((ROWS - 1, "whole"), -1),
    "loc with a mask": lambda frame: frame.loc.__setitem__((frame["whole"] == 3, "real"), 0.0),
    "loc with a new row": lambda frame: frame.loc.__setitem__(ROWS, frame.loc[0]),
    "a column assigned": lambda frame: frame.__setitem__("whole", range(ROWS)),
    "text set": lambda frame: frame.loc.__setitem__((7, "word"), "black"),
    "a category set": lambda frame: frame.loc.__setitem__((8, "kind"), "v"),
    "a masked value set": lambda frame: frame.loc.__setitem__((8, "count"), 12),
    "a day set": lambda frame: frame.loc.__setitem__((8, "day"), pd.Timestamp("1999-01-01")),
    "a flag set": lambda frame: frame.iloc.__setitem__((0, 3), False),
    "an operator in place": add_in_place,
    "fillna in place": lambda frame: frame.fillna({"word": "none"}, inplace=True),
    "names assigned": lambda frame: setattr(frame, "columns", list("abcdefg")),
    "a column inserted": lambda frame: frame.insert(0, "new", 1),
    "a column popped": lambda frame: frame.pop("flag"),
    "an index assigned": lambda frame: setattr(frame, "index", pd.date_range("2001", periods=ROWS)),
    "an index named": lambda frame: setattr(frame.index, "name", "row"),
    "update": lambda frame: frame.update(pd.DataFrame({"whole": [4711]}, index=[5])),
    "past pandas' own copying": set_through_array,
    "memory made writeable": lambda frame: write(frame["real"].to_numpy()),
}


def write(array: np.ndarray[Any, Any]) -> None:
    array.flags.writeable = True
    array[:] = 3


def append_in_place(frame: pl.DataFrame) -> None:
    frame.extend(frame.head(200))


def set_cell(frame: pl.DataFrame) -> None:
    frame[12, "whole"] = 4711


def set_column(frame: pl.DataFrame) -> None:
    frame["real"] = frame["real"] * 2


POLARS: dict[str, Callable[[pl.DataFrame], object]] = {
    "a cell set": set_cell,
    "extend": append_in_place,
    "insert_column": lambda frame: frame.insert_column(0, pl.Series("new", range(ROWS))),
    "replace_column": lambda frame: frame.replace_column(0, pl.Series("whole", range(ROWS))),
    "drop_in_place": lambda frame: frame.drop_in_place("flag"),
    "names assigned": lambda frame: setattr(frame, "columns", list("abcdefg")),
    "hstack in place": lambda frame: frame.hstack([pl.Series("new", range(ROWS))], in_place=True),
    "vstack in place": lambda frame: frame.vstack(frame.head(200), in_place=True),
}


@pytest.mark.parametrize("how", PANDAS)
def test_a_changed_pandas_frame_is_read_anew(how: str) -> None:
    frame = in_pandas()
    before = cs.profile(frame)
    PANDAS[how](frame)
    changed = cs.profile(frame)
    assert changed.to_dict() == cs.profile(frame.copy()).to_dict()
    assert changed.to_dict() != before.to_dict()


@pytest.mark.parametrize("how", POLARS)
def test_a_changed_polars_frame_is_read_anew(how: str) -> None:
    frame = in_polars()
    before = cs.profile(frame)
    POLARS[how](frame)
    changed = cs.profile(frame)
    assert changed.to_dict() == cs.profile(frame.clone()).to_dict()
    assert changed.to_dict() != before.to_dict()


@pytest.mark.parametrize("library", ["pyarrow", "polars", "pandas", "chunked array"])
@pytest.mark.parametrize("rows", [2_000, 1_000_000])
def test_memory_that_numpy_shares_is_read_anew(library: str, rows: int) -> None:
    values = np.arange(rows, dtype=float)
    frame: Any = {
        "pyarrow": lambda: pa.table({"x": values}),
        "polars": lambda: pl.DataFrame({"x": values}),
        "pandas": lambda: pd.DataFrame({"x": values}, copy=False),
        "chunked array": lambda: pa.chunked_array([values]),
    }[library]()
    before = cs.profile(frame).to_dict()
    for place in (rows // 3, slice(None)):
        values[place] = -1e9
        after = cs.profile(frame).to_dict()
        assert after["fingerprint"] != before["fingerprint"]
        before = after


def test_a_view_of_a_column_may_change_it() -> None:
    frame = in_pandas()
    view = frame["real"].to_numpy()
    view.flags.writeable = True
    before = cs.profile(frame).to_dict()
    view[ROWS // 2 + 1] = 1e9
    assert cs.profile(frame).to_dict()["fingerprint"] != before["fingerprint"]


def test_what_is_read_anew_each_time_is_not_remembered(passes: list[object]) -> None:
    table = in_arrow()
    relation = duckdb.from_arrow(table)
    lazy = in_polars().lazy()
    mixed = pd.DataFrame({"x": [[1], [2]] * 500})
    for frame in (relation, lazy, mixed, {"x": range(500)}):
        cs.profile(frame)
        cs.profile(frame)
    assert (len(passes), table.num_rows) == (8, ROWS)


def test_a_frame_that_is_gone_is_forgotten() -> None:
    frame = in_polars()
    cs.profile(frame)
    assert any(known.frame() is frame for known in _remembered._known)
    held = len(_remembered._known)
    del frame
    gc.collect()
    assert len(_remembered._known) < held


def test_only_a_few_summaries_are_kept() -> None:
    frames = [in_arrow() for _ in range(_remembered.MOST + 3)]
    for frame in frames:
        cs.profile(frame)
    assert len(_remembered._known) == _remembered.MOST


def test_another_ledger_has_other_summaries(
    passes: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = in_arrow()
    first = cs.profile(frame).to_dict()["fingerprint"]
    monkeypatch.setattr(_session, "_state", _session._State())
    monkeypatch.setenv("CONSPECTUS_HOME", str(tmp_path / "other"))
    assert cs.profile(frame).to_dict()["fingerprint"] != first
    assert len(passes) == 2


def test_columns_to_reveal_do_not_need_another_pass(passes: list[object]) -> None:
    frame = in_polars()
    plain, revealed = cs.profile(frame).to_dict(), cs.profile(frame, reveal=["word"]).to_dict()
    assert plain["fingerprint"] == revealed["fingerprint"]
    assert plain != revealed
    assert len(passes) == 1
