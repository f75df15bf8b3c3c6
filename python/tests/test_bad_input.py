"""Whatever is wrong with a table, the exception says what to do, quotes no cell, and the process lives on."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import conspectus as cs
from conspectus import _session

SECRET = "canary-7391"
TABLE = pa.table({"fine": list(range(300)), "salary": [f"{SECRET}-{n}" for n in range(300)]})


@pytest.fixture(autouse=True)
def nothing_is_recorded_or_shown(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """After every test here."""
    yield
    assert len(cs.ledger()) == 0
    assert cs.profile(TABLE.slice(0, 100)).to_dict()["rows"] == 100
    out, err = capfd.readouterr()
    assert (out, err) == ("", ""), "a panic of the importer stays off the screen"


class CArray(ctypes.Structure):
    """As the Arrow C data interface lays it out."""


CArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(CArray))),
    ("dictionary", ctypes.POINTER(CArray)),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]


class CStream(ctypes.Structure):
    """As the Arrow C stream interface lays it out."""

    _fields_ = [(name, ctypes.c_void_p) for name in ("get_schema", "get_next", "get_last_error", "release", "private")]


GET_NEXT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(CArray))
pointer = ctypes.pythonapi.PyCapsule_GetPointer
pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


class Spoilt:
    """A table whose producer breaks its batches."""

    def __init__(self, spoil: Any, table: pa.Table = TABLE) -> None:
        self.spoil, self.table = spoil, table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        capsule = self.table.__arrow_c_stream__()
        stream = CStream.from_address(pointer(capsule, b"arrow_array_stream"))
        original = GET_NEXT(stream.get_next)

        def get_next(this: int, out: Any) -> int:
            status = original(this, out)
            if status == 0 and out.contents.release:
                self.spoil(out.contents)
            return status

        self.kept = GET_NEXT(get_next)
        stream.get_next = ctypes.cast(self.kept, ctypes.c_void_p)
        return capsule


def salary(batch: CArray) -> Any:
    return batch.children[1].contents


def of(column: str, value: Any) -> Any:
    return lambda batch: setattr(salary(batch), column, value)


def wild_offsets(batch: CArray) -> None:
    ctypes.memset(salary(batch).buffers[1], 0x7F, 40)


def falling_offsets(batch: CArray) -> None:
    ctypes.cast(salary(batch).buffers[1], ctypes.POINTER(ctypes.c_int32))[7] = -5


def no_buffer(batch: CArray) -> None:
    salary(batch).buffers[2] = None


BREAKS = {
    "negative length": of("length", -1),
    "too short": of("length", 5),
    "huge length": of("length", 1 << 60),
    "longer than memory": of("length", 1 << 39),
    "negative offset": of("offset", -1),
    "huge offset": of("offset", 1 << 62),
    "no buffers": of("n_buffers", 0),
    "a buffer too few": of("n_buffers", 2),
    "null buffers": of("buffers", ctypes.POINTER(ctypes.c_void_p)()),
    "a null buffer": no_buffer,
    "wild offsets": wild_offsets,
    "falling offsets": falling_offsets,
    "released": of("release", None),
}


@pytest.mark.parametrize("how", BREAKS)
def test_a_column_that_breaks_the_rules_of_arrow_is_named(how: str) -> None:
    own = pa.Table.from_batches([pa.RecordBatch.from_pydict(TABLE.to_pydict())])
    with pytest.raises(cs.InputError, match=r"^frame: the column \"salary\"") as caught:
        cs.dataset(Spoilt(BREAKS[how], own), "x")
    assert SECRET not in str(caught.value)


BATCHES = {
    "negative length": lambda batch: setattr(batch, "length", -1),
    "too few columns": lambda batch: setattr(batch, "n_children", 1),
    "longer than its columns": lambda batch: setattr(batch, "length", 301),
    "longer than memory": lambda batch: setattr(batch, "length", 1 << 62),
}


@pytest.mark.parametrize("how", BATCHES)
def test_a_batch_that_breaks_the_rules_of_arrow_is_refused(how: str) -> None:
    with pytest.raises(cs.InputError, match=r"^frame: "):
        cs.dataset(Spoilt(BATCHES[how]), "x")


@pytest.mark.parametrize("count", [0, -1, 300, 1 << 40])
def test_a_wrong_count_of_nulls_does_no_harm(count: int) -> None:
    profile = cs.profile(Spoilt(of("null_count", count))).to_dict()
    assert profile["rows"] == 300


def test_streams_that_were_read_or_are_none_are_refused() -> None:
    capsule = TABLE.__arrow_c_stream__()

    class Used:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return capsule

    assert cs.profile(Used()).to_dict()["rows"] == 300
    with pytest.raises(cs.InputError, match="read already"):
        cs.dataset(Used(), "x")


@pytest.mark.parametrize("what", [None, 7, "text", object(), pa.schema([]).__arrow_c_schema__()])
def test_what_is_no_stream_is_refused(what: object) -> None:
    class Wrong:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return what

    with pytest.raises((cs.InputError, TypeError, ValueError)) as caught:
        cs.dataset(Wrong(), "x")
    assert isinstance(caught.value, cs.InputError)


def test_columns_that_change_midway_are_named() -> None:
    key = _session.native().summariser()
    key.add(TABLE.__arrow_c_stream__(), None)
    with pytest.raises(cs.InputError, match='"salary"'):
        key.add(TABLE.set_column(1, "salary", [list(range(300))]).__arrow_c_stream__(), None)
    with pytest.raises(cs.InputError):
        key.finish()


class StubbornType(pd.api.extensions.ExtensionDtype):
    """The type of the column below."""

    name, type = "stubborn", object


class Stubborn(pd.api.extensions.ExtensionArray):
    """A column of some library that nothing can be done with."""

    dtype = StubbornType()

    def __len__(self) -> int:
        return 3

    def __getitem__(self, item: object) -> Any:
        return self if isinstance(item, slice) else 1

    def copy(self) -> Any:
        return self

    def isna(self) -> Any:
        raise RuntimeError(SECRET)

    def __arrow_array__(self, type: object = None) -> Any:
        raise RuntimeError(SECRET)

    def __array__(self, *_: object, **__: object) -> Any:
        raise RuntimeError(SECRET)


def test_a_column_that_raises_is_named_with_a_remedy() -> None:
    frame = pd.DataFrame({"fine": [1, 2, 3]})
    frame["salary"] = pd.Series(Stubborn())
    with pytest.raises(cs.SourceError, match=r"'salary'.*astype\(str\)") as caught:
        cs.dataset(frame, "x")
    assert SECRET not in str(caught.value)
    with pytest.raises(cs.InputError, match="'salary'") as caught_again:
        cs.dataset({"fine": [1], "salary": [object()]}, "x")
    assert SECRET not in str(caught_again.value)


class Hungry:
    """A library that finds no memory for its table."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise MemoryError(SECRET)


def hungry_batches() -> Iterator[Any]:
    yield TABLE.to_batches()[0]
    raise MemoryError(SECRET)


def test_a_lack_of_memory_is_an_error_of_its_own() -> None:
    for frame in (Hungry(), pa.RecordBatchReader.from_batches(TABLE.schema, hungry_batches())):
        with pytest.raises(cs.OutOfMemoryError, match="in parts") as caught:
            cs.dataset(frame, "x")
        assert isinstance(caught.value, MemoryError)
        assert SECRET not in str(caught.value)


def test_numbers_that_are_no_table_are_refused() -> None:
    with pytest.raises(cs.InputError):
        cs.dataset(np.zeros((2, 2, 2)), "x")
