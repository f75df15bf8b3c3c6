"""Tables that live in a cluster are summarised there, and say what the same rows in memory say."""

from __future__ import annotations

import os
import pickle
import sys
import types
from collections.abc import Iterator
from typing import Any

import dask.dataframe as dd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import ray.data
from pyspark.sql import DataFrame, SparkSession, functions

import conspectus as cs
from conspectus import _session
from conspectus._native import Summariser, Summary, SummaryKey
from conspectus._sources import _worker

ROWS = 6_000
FRAME = pd.DataFrame(
    {
        "number": range(ROWS),
        "share": np.random.default_rng(1).normal(size=ROWS),
        "group": ["a", "b", None] * (ROWS // 3),
        "day": pd.date_range("2020-01-01", periods=ROWS, freq="h"),
    }
)
SECRET = "canary-7391"


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """One session for all tests, on loopback, without a page of its own."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master("local[2]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def distributed(spark: SparkSession) -> DataFrame:
    return spark.createDataFrame(pa.Table.from_pandas(FRAME)).repartition(3).cache()


def test_spark_says_what_the_table_in_memory_says(distributed: DataFrame) -> None:
    assert cs.profile(distributed).to_json() == cs.profile(distributed.toArrow()).to_json()
    nothing = distributed.filter("number < 0")
    assert cs.profile(nothing).to_json() == cs.profile(nothing.toArrow()).to_json()


def test_spark_shows_the_key_in_no_plan(distributed: DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    key = _session.native().summary_key()
    secret = key.__reduce__()[1][0]
    distributed.mapInArrow(lambda batches: _worker.part_of_batches(batches, None, key), "part binary").explain(True)
    shown = capsys.readouterr().out
    assert "MapInArrow" in shown
    assert secret.hex() not in shown.lower()
    assert repr(secret) not in shown


def test_a_spark_job_that_fails_names_the_remedy_and_no_cell(distributed: DataFrame) -> None:
    def fail(value: int) -> int:
        raise ValueError(f"{SECRET} {value}")

    failing = distributed.withColumn("broken", functions.udf(fail, "int")("number"))
    with pytest.raises(cs.SourceError, match="Spark") as caught:
        cs.dataset(failing, "x")
    assert SECRET not in str(caught.value)
    assert caught.value.__suppress_context__
    assert len(cs.ledger()) == 0


@pytest.mark.parametrize("partitions", [1, 3, 40])
def test_dask_says_what_the_table_in_memory_says(partitions: int) -> None:
    distributed = dd.from_pandas(FRAME, npartitions=partitions)
    assert cs.profile(distributed).to_json() == cs.profile(FRAME).to_json()
    assert cs.profile(distributed["share"]).to_json() == cs.profile(FRAME["share"]).to_json()
    nothing = distributed[distributed["number"] < 0]
    assert cs.profile(nothing).to_dict()["rows"] == 0


def test_a_dask_partition_that_fails_names_the_remedy_and_no_cell() -> None:
    def fail(_: pd.DataFrame) -> pd.DataFrame:
        raise ValueError(SECRET)

    failing = dd.from_pandas(FRAME, npartitions=2).map_partitions(fail, meta=FRAME.head(0))
    with pytest.raises(cs.SourceError, match="Dask") as caught:
        cs.dataset(failing, "x")
    assert SECRET not in str(caught.value)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    options: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False, "num_cpus": 1}
    ray.init(**options, configure_logging=False, _node_ip_address="127.0.0.1", object_store_memory=80 << 20)
    yield
    ray.shutdown()


@pytest.mark.usefixtures("cluster")
def test_ray_says_what_the_table_in_memory_says() -> None:
    table = pa.Table.from_pandas(FRAME)
    distributed = ray.data.from_arrow([table.slice(0, 1_000), table.slice(1_000)])
    assert cs.profile(distributed).to_json() == cs.profile(table).to_json()


def test_workers_without_the_package_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    class DataFrame:
        schema = None

        def mapInArrow(self, *_: object) -> Any:  # noqa: N802
            raise RuntimeError("PythonException: ModuleNotFoundError: No module named 'conspectus'")

    DataFrame.__module__ = "pyspark.sql.connect.dataframe"
    monkeypatch.setattr("conspectus._sources._clusters._arrow_schema", lambda _: pa.schema([]))
    with pytest.raises(cs.SourceError, match="install there"):
        cs.profile(DataFrame())


def part(key: SummaryKey, frame: pd.DataFrame = FRAME) -> bytes:
    return _worker.part_of_frame(frame, key)


def test_parts_of_another_ledger_or_build_are_refused() -> None:
    own, other = _session.native().summary_key(), SummaryKey(bytes(32))
    with pytest.raises(cs.InputError, match="another ledger"):
        Summary.merged([part(own), part(other)], own)
    newer = part(own).replace(b"+", b"9+", 1)
    with pytest.raises(cs.InputError, match="same version"):
        Summary.merged([newer], own)
    with pytest.raises(cs.InputError, match="cannot be read"):
        Summary.merged([b"nonsense"], own)


def test_parts_with_other_columns_are_refused() -> None:
    key = _session.native().summary_key()
    with pytest.raises(cs.InputError, match="columns"):
        Summary.merged([part(key), part(key, FRAME.drop(columns="share"))], key)
    assert Summary.merged([], key) is None


def test_a_key_travels_but_does_not_show_itself() -> None:
    key = _session.native().summary_key()
    copy = pickle.loads(pickle.dumps(key))
    assert Summary.merged([part(copy)], key) is not None
    assert repr(key) == "<SummaryKey>"


def test_a_summariser_is_used_once() -> None:
    summariser = Summariser(SummaryKey(bytes(32)))
    summariser.add(pa.table({"x": [1]}).__arrow_c_stream__(), None)
    assert summariser.finish().rows == 1
    with pytest.raises(cs.InputError):
        summariser.finish()


def test_frames_of_modin_and_cudf_come_in_by_their_protocol() -> None:
    """Both hand over Arrow; what they are is not asked."""
    table = pa.Table.from_pandas(FRAME)
    for module in ("cudf.core.dataframe", "modin.pandas.dataframe", "narwhals.dataframe"):
        members = {"__arrow_c_stream__": lambda *_: table.__arrow_c_stream__()}
        cls = types.new_class("DataFrame", (), {}, lambda body, members=members: body.update(members))
        cls.__module__ = module
        assert cs.profile(cls()).to_json() == cs.profile(table).to_json()
