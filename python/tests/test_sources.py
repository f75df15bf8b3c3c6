"""Files, queries and results of databases say what the same rows in memory say, and are read once, in parts."""

from __future__ import annotations

import gzip
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import adbc_driver_sqlite.dbapi
import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet
import pytest
import sqlalchemy

import conspectus as cs
from conspectus._sources import _progress

ROWS = 200_000
TABLE = pa.table(
    {
        "number": pa.array(range(ROWS), pa.int64()),
        "share": [n / 7 for n in range(ROWS)],
        "group": ["a", "b", "c", None] * (ROWS // 4),
    }
)


def figures(profile: cs.Profile) -> dict[str, Any]:
    """Without the names of types: text may be string or large_string."""
    content = profile.to_dict()
    for column in content["columns"]:
        column["type"].pop("arrow")
    content.pop("fingerprint")
    return content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table in files of every kind, whole and in parts."""
    folder = tmp_path_factory.mktemp("files")
    pa.parquet.write_table(TABLE, folder / "table.parquet", row_group_size=30_000)
    pa.feather.write_feather(TABLE, str(folder / "table.feather"))
    pa.csv.write_csv(TABLE, folder / "table.csv")
    (folder / "table.csv.gz").write_bytes(gzip.compress((folder / "table.csv").read_bytes(), 1))
    semicolons = pa.csv.WriteOptions(delimiter=";")
    pa.csv.write_csv(TABLE, folder / "semicolons.csv", semicolons)
    pl.from_arrow(TABLE).write_ndjson(folder / "table.jsonl")  # type: ignore[union-attr]
    parts = folder / "parts"
    parts.mkdir()
    for number in range(4):
        part = TABLE.slice(number * ROWS // 4, ROWS // 4)
        pa.parquet.write_table(part, parts / f"part-{number}.parquet")
    (parts / "_SUCCESS").touch()
    return folder


def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("create table t (number integer, share real, [group] text)")
    connection.executemany("insert into t values (?, ?, ?)", zip(*TABLE.to_pydict().values(), strict=True))
    connection.commit()
    return connection


def through_adbc() -> Any:
    cursor = adbc_driver_sqlite.dbapi.connect().cursor()
    cursor.adbc_ingest("t", TABLE)
    cursor.execute("select * from t")
    return cursor


def through_sqlalchemy() -> Any:
    engine = sqlalchemy.create_engine("sqlite://", creator=database)
    return engine.connect().execute(sqlalchemy.text("select * from t"))


class Delta:
    """As deltalake's table."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def to_pyarrow_dataset(self) -> Any:
        return pyarrow.dataset.dataset(self.path)


class OneArray:
    """Of a library that knows only the protocol for one batch."""

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return TABLE.combine_chunks().to_batches()[0].__arrow_c_array__()


SOURCES: dict[str, Callable[[Path], Any]] = {
    "parquet": lambda folder: str(folder / "table.parquet"),
    "feather": lambda folder: folder / "table.feather",
    "csv": lambda folder: folder / "table.csv",
    "csv with semicolons": lambda folder: folder / "semicolons.csv",
    "csv, compressed": lambda folder: folder / "table.csv.gz",
    "json lines": lambda folder: folder / "table.jsonl",
    "pattern": lambda folder: str(folder / "parts" / "*.parquet"),
    "folder": lambda folder: folder / "parts",
    "pyarrow dataset": lambda folder: pyarrow.dataset.dataset(folder / "parts"),
    "pyarrow scanner": lambda folder: pyarrow.dataset.dataset(folder / "parts").scanner(),
    "delta table": lambda folder: Delta(folder / "table.parquet"),
    "record batch reader": lambda _: TABLE.to_reader(10_000),
    "duckdb relation": lambda folder: duckdb.sql(f"select * from '{folder}/table.parquet'"),
    "polars, lazy": lambda folder: pl.scan_parquet(folder / "table.parquet"),
    "db-api cursor": lambda _: database().execute("select * from t"),
    "sqlalchemy result": lambda _: through_sqlalchemy(),
    "adbc cursor": lambda _: through_adbc(),
    "one array": lambda _: OneArray(),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_every_source_says_what_the_table_in_memory_says(kind: str, folder: Path) -> None:
    assert figures(cs.profile(SOURCES[kind](folder))) == figures(cs.profile(TABLE))


def test_files_are_their_own_source(folder: Path) -> None:
    whole = cs.dataset(folder / "table.parquet", "whole").to_dict()["body"]["source"]
    size = (folder / "table.parquet").stat().st_size
    assert whole["files"] == [{"name": "table.parquet", "bytes": size}]
    parts = cs.dataset(folder / "parts", "parts").to_dict()["body"]["source"]
    assert [file["name"] for file in parts["files"]] == [f"part-{number}.parquet" for number in range(4)]
    named = cs.dataset(folder / "table.csv", "named", source="s3://bucket/table.csv").to_dict()["body"]["source"]
    assert named == {"location": "s3://bucket/table.csv"}


def test_sources_without_rows_have_columns(tmp_path: Path) -> None:
    pa.parquet.write_table(TABLE.slice(0, 0), tmp_path / "empty.parquet")
    for source in (
        tmp_path / "empty.parquet",
        TABLE.slice(0, 0).to_reader(),
        pl.scan_parquet(tmp_path / "empty.parquet"),
        duckdb.sql(f"select * from '{tmp_path}/empty.parquet'"),
        database().execute("select * from t where number < 0"),
    ):
        profile = cs.profile(source).to_dict()
        assert (profile["rows"], [column["name"] for column in profile["columns"]]) == (0, TABLE.column_names)


def test_columns_that_some_files_lack_are_missing_in_their_rows(tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"a": list(range(300))}), tmp_path / "1.parquet")
    pa.parquet.write_table(pa.table({"a": list(range(300)), "b": list(range(300))}), tmp_path / "2.parquet")
    profile = cs.profile(tmp_path).to_dict()
    assert profile["rows"] == 600
    assert [column.get("nulls") for column in profile["columns"]] == [0, 300]


def test_a_csv_column_that_turns_out_to_be_text_is_text(tmp_path: Path) -> None:
    numbers = "\n".join(str(n) for n in range(400_000))
    (tmp_path / "late.csv").write_text(f"code\n{numbers}\nunknown\n")
    with pytest.warns(cs.ConspectusWarning, match="'code'") as caught:
        profile = cs.profile(tmp_path / "late.csv").to_dict()
    assert "unknown" not in str(caught[0].message)
    assert (profile["rows"], profile["columns"][0]["type"]["family"]) == (400_001, "text")


def test_csv_files_of_other_encodings_and_with_equal_names_are_read(tmp_path: Path) -> None:
    rows = "".join(f"{n};Köln;{n}\n" for n in range(300))
    (tmp_path / "latin.csv").write_bytes(f"x;straße;x\n{rows}".encode("latin-1"))
    columns = cs.profile(tmp_path / "latin.csv").to_dict()["columns"]
    assert [column["name"] for column in columns] == ["x", "straße", "x (2)"]
    assert columns[1]["type"]["family"] == "text"


SECRET = "canary-7391"


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("table.xlsx", b"", "polars or pandas"),
        ("broken.parquet", SECRET.encode(), "without conspectus"),
        ("empty.csv", b"", "without conspectus"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, remedy: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(cs.InputError, match=remedy) as caught:
        cs.dataset(tmp_path / name, "x")
    assert SECRET not in str(caught.value)
    assert len(cs.ledger()) == 0


def test_folders_that_are_no_plain_files_are_refused(tmp_path: Path) -> None:
    tmp_path = tmp_path / "data"
    tmp_path.mkdir()
    with pytest.raises(cs.InputError, match="no data files"):
        cs.profile(tmp_path)
    (tmp_path / "a.csv").write_text("x\n1\n")
    pa.parquet.write_table(pa.table({"x": [1]}), tmp_path / "b.parquet")
    with pytest.raises(cs.InputError, match="several kinds"):
        cs.profile(tmp_path)
    (tmp_path / "_delta_log").mkdir()
    with pytest.raises(cs.InputError, match="Delta"):
        cs.profile(tmp_path)


@pytest.mark.parametrize("text", [SECRET, f"{SECRET}*.csv", SECRET * 1_000, f"select {SECRET}"])
def test_a_path_that_is_none_is_not_quoted(text: str) -> None:
    with pytest.raises(cs.InputError, match="no file") as caught:
        cs.profile(text)
    assert SECRET not in str(caught.value)


def test_a_query_whose_types_change_names_the_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conspectus._sources._databases.BATCH", 10)
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a integer, b)")
    connection.executemany("insert into t values (?, ?)", [(n, n if n < 15 else SECRET) for n in range(20)])
    with pytest.raises(cs.SourceError, match="'b'") as caught:
        cs.profile(connection.execute("select * from t"))
    assert SECRET not in str(caught.value)


def test_decimals_with_more_digits_later_are_decimals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conspectus._sources._databases.BATCH", 100)

    class Cursor:
        description = (("price", None),)

        def __init__(self) -> None:
            self.left = [(Decimal(n) / 100,) for n in range(1_000)]

        def fetchmany(self, size: int) -> list[tuple[Decimal]]:
            rows, self.left = self.left[:size], self.left[size:]
            return rows

    column = cs.profile(Cursor()).to_dict()["columns"][0]
    assert column["type"]["family"] == "decimal"


def test_a_cursor_without_a_query_is_refused() -> None:
    with pytest.raises(cs.InputError, match="execute a query"):
        cs.profile(sqlite3.connect(":memory:").cursor())


def interrupted() -> Iterator[Any]:
    yield TABLE.to_batches()[0]
    signal.raise_signal(signal.SIGINT)
    yield TABLE.to_batches()[0]


def test_ctrl_c_ends_a_stream_and_leaves_nothing_behind() -> None:
    with pytest.raises(KeyboardInterrupt):
        cs.dataset(pa.RecordBatchReader.from_batches(TABLE.schema, interrupted()), "x")
    assert len(cs.ledger()) == 0
    assert cs.profile(TABLE).to_dict()["rows"] == ROWS, "the process lives on"


def test_ctrl_c_ends_a_table_in_memory_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress.Progress, "__call__", lambda *_: signal.raise_signal(signal.SIGINT))
    frame = pl.select(x=pl.int_range(20_000_000).shuffle(seed=1), y=pl.int_range(20_000_000))
    with pytest.raises(KeyboardInterrupt):
        cs.dataset(frame, "x", progress=True)
    assert len(cs.ledger()) == 0


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_progress, "monotonic", clock)
    return clock


@pytest.mark.parametrize("installed", [True, False])
def test_progress_is_shown_after_a_second(
    installed: bool, clock: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not installed:
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with _progress.Progress(1_000, True) as watch:
        assert watch is not None
        watch(100)
        assert capsys.readouterr().err == ""
        clock.now = 1.5
        watch(400)
        shown = capsys.readouterr().err
    assert "conspectus" in shown
    assert "1.00k" in shown if installed else "400 of 1,000 rows" in shown


@pytest.mark.usefixtures("clock")
def test_nobody_who_does_not_look_is_shown_anything(capsys: pytest.CaptureFixture[str]) -> None:
    for shown in (None, False):
        with _progress.Progress(None, shown) as watch:
            assert watch is None
    cs.profile(TABLE)
    assert capsys.readouterr() == ("", "")


BOUNDED = """
import resource, sys
import conspectus as cs
cs.profile(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cs.profile(sys.argv[1])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    wide = pa.table(
        {f"c{number}": pl.int_range(3_000_000, eager=True).shuffle(number).to_arrow() for number in range(8)}
    )
    pa.parquet.write_table(wide, tmp_path / "large.parquet", row_group_size=200_000, use_dictionary=False)
    pa.parquet.write_table(wide.slice(0, 1_000), tmp_path / "small.parquet")
    command = [sys.executable, "-c", BOUNDED, str(tmp_path / "large.parquet"), str(tmp_path / "small.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < wide.nbytes / 2 / 2**20, "megabytes beyond those for a small file"
