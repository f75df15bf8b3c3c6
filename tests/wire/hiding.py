"""Places where values hide beside the cells of a table: types, dictionaries, attributes, names in disguise."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import FunctionTransformer

import conspectus as cs
from wire.planting import dice, plant, planted_word

ROWS = 400


def dictionaries() -> None:
    """Entries that no row has, and ordinary ones, of every library's categories."""
    codes = [number % 3 for number in range(ROWS)]
    categories = [planted_word() for _ in range(5)]
    frame = pd.DataFrame({"ward": pd.Categorical.from_codes(codes, categories)})
    cs.dataset(frame, "pandas categories")
    words = [planted_word() for _ in range(5)]
    enum = pl.Enum(words)
    cs.dataset(pl.DataFrame({"ward": pl.Series([words[code] for code in codes], dtype=enum)}), "polars enumeration")
    entries = pa.array([planted_word() for _ in range(5)])
    cs.dataset(pa.table({"ward": pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), entries)}), "arrow")


class Secretive(pa.ExtensionType):  # type: ignore[misc]
    """An extension type whose name and whose metadata are canaries."""

    def __init__(self, name: str, serialized: str) -> None:
        self._serialized = serialized.encode()
        super().__init__(pa.int64(), name)

    def __arrow_ext_serialize__(self) -> bytes:
        return self._serialized

    @classmethod
    def __arrow_ext_deserialize__(cls, storage_type: Any, serialized: Any) -> Secretive:
        raise NotImplementedError


def types() -> None:
    """Time zones, extensions, fields of structs and keys of maps."""
    zoned = pa.array(range(ROWS), pa.timestamp("s", planted_word().replace(" ", "_")))
    cs.dataset(pa.table({"at": zoned}), "a zone that is none")
    nested = pa.array([[second] for second in range(ROWS)], pa.list_(pa.timestamp("s", planted_word())))
    cs.dataset(pa.table({"at": nested}), "a zone inside of a list")
    kind = Secretive(planted_word(), planted_word())
    amounts = pa.ExtensionArray.from_storage(kind, pa.array(range(ROWS), pa.int64()))
    cs.dataset(pa.table({"amount": amounts}), "an extension")
    contact = str(plant(f"{dice.getrandbits(40):x}@example.org"))
    fields = pa.StructArray.from_arrays([pa.array(range(ROWS))], names=[contact])
    keys = pa.array([[(planted_word(), 1)] for _ in range(ROWS)], pa.map_(pa.string(), pa.int64()))
    cs.dataset(pa.table({"contacts": fields, "ratings": keys}), "fields and keys")
    runs = pa.RunEndEncodedArray.from_arrays(pa.array([200, ROWS]), pa.array([planted_word(), planted_word()]))
    cs.dataset(pa.table({"runs": runs}), "runs")


def attributes() -> None:
    """What pandas keeps beside the cells."""
    frame = pd.DataFrame({"amount": np.arange(float(ROWS))})
    frame.attrs = {planted_word(): {"query": planted_word()}}
    frame["amount"].attrs["remark"] = planted_word()
    frame.columns.name = planted_word()
    cs.dataset(frame, "attributes")
    days = pd.PeriodIndex([pd.Period(year=1931, month=3, day=int(day) % 28 + 1, freq="D") for day in range(ROWS)])
    cs.dataset(frame.set_index(days.rename(str(plant("+491705550199")))), "periods")
    objects = pd.DataFrame({"mixed": [planted_word(), 3.5, datetime.date(1931, 5, 17), None] * (ROWS // 4)})
    cs.dataset(objects, "values of several types")


def disguised_names() -> None:
    """Contacts in a name, written so that a pattern might not see them; whatever the spelling, none may leave."""
    address = str(plant(f"{dice.getrandbits(40):x}"))
    full_width = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    card = "4111111111111111"
    names = [
        f"{address}\u200b@example.org",
        f"\u202e{address}@example\u2060.org",
        f"{address}@example.org".translate(full_width),
        str(plant(card.translate(full_width))),
        str(plant("".join(chr(0x0660 + int(digit)) for digit in card))),
        str(plant("4111\u200b1111\u200b1111\u200b1111")),
        f"mail of {address}@example.org",
    ]
    for number, name in enumerate(names):
        cs.dataset(pl.DataFrame({name: range(ROWS), "amount": range(ROWS)}), f"disguise {number}")


def reveals() -> None:
    """A reveal list that asks for everything: rare, personal, long and secret labels stay."""
    common = ["north", "south"]
    rare = [planted_word() for _ in range(10)]
    contacts = [str(plant(f"{dice.getrandbits(40):x}@example.org")) for _ in range(4)]
    hidden = [str(plant(f"{dice.getrandbits(40):x}\u200b@example.org")) for _ in range(2)]
    long = str(plant(f"{dice.getrandbits(96):x} " + "m" * 60))
    key = str(plant(f"ghp_{dice.getrandbits(120):030x}"))
    table = {
        "region": [*rare, *(common[number % 2] for number in range(ROWS - 10))],
        "owner": [contacts[number % 4] for number in range(ROWS)],
        "remark": [[long, key, hidden[0], "plain"][number % 4] for number in range(ROWS)],
        "invisible": [hidden[number % 2] for number in range(ROWS)],
        "number": list(range(ROWS)),
    }
    cs.dataset(pl.DataFrame(table), "everything revealed", reveal=list(table))


def fitted() -> None:
    """What estimators learned or wrap: names of features, weights, functions, frames."""
    names = [str(plant(f"{dice.getrandbits(40):x}@example.org")) for _ in range(2)]
    data = pd.DataFrame(np.random.default_rng(1).normal(size=(ROWS, 2)), columns=names)
    weights = LinearRegression().fit(data, data[names[0]] * float(str(plant(dice.uniform(1e6, 9e6)))))
    cs.model(weights, "fitted", parameters={"frame": data, "path": f"/data/{planted_word()}/train.csv"})
    secret = planted_word()
    cs.model(
        FunctionTransformer(lambda frame: frame.query(secret)), "function", parameters={str(plant("+491705550123")): 1}
    )


PARTS = (dictionaries, types, attributes, disguised_names, reveals, fitted)
