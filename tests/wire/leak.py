"""A notebook that tries to leak: run as a program of its own, with the proxy between it and the server.

Prints each canary it planted outside of a frame's cells as one line of JSON, so that the test knows what to look for.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import duckdb
import matplotlib
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from PIL import Image, PngImagePlugin
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import conspectus as cs
from wire import hiding
from wire.canaries import card, every_type, personal, word
from wire.planting import dice, plant

matplotlib.use("agg")
REVEALED = "Allowed label north"


def frames() -> None:
    """Every type of column, through each library, at sizes where different rules apply."""
    for rows in (20_000, 1_000, 150, 40):
        cs.dataset(every_type(rows, seed=rows).table, f"every type, {rows} rows")
    every = every_type(1_000, seed=1_000).table.drop_columns(["string_view", "duration"])
    cs.dataset(pl.from_arrow(every), "through polars")
    cs.dataset(every.to_pandas(), "through pandas")
    cs.dataset(duckdb.sql("select * from every"), "through duckdb")


def personal_data() -> None:
    table = personal(3_000, seed=7).table
    cs.dataset(table, "personal")
    cs.dataset(table, "personal, on purpose", reveal=list(table.column_names))


def labels() -> None:
    """One label may leave because its column is revealed; the rarest and the longest may not."""
    rare = plant(word(dice))
    long = plant(word(dice) * 5)
    values = [REVEALED] * 500 + ["Allowed label south"] * 400 + [rare] * 3 + [long] * 97
    hidden = [plant(word(dice)) for _ in range(2)] * 500
    cs.dataset(pl.DataFrame({"region": values, "branch": hidden}), "labels", reveal=["region"])


def names() -> None:
    """Names that are data: contacts, cards, a first row taken for a header, a pivoted list of values."""
    rows = 300
    contacts = [plant(f"{dice.getrandbits(40):x}@example.org"), plant("+491705550147"), plant(card(dice))]
    cs.dataset(pl.DataFrame({name: range(rows) for name in contacts}), "contacts as names")
    first_row = [plant(str(value)) for value in (48213.905771, "1987-03-14", 8391846205, "4711.0815x9", 190823.55)]
    cs.dataset(pl.DataFrame({name: range(rows) for name in first_row}), "headerless")
    customers = [plant(dice.randrange(10**9, 10**10)) for _ in range(40)]
    wide = pd.DataFrame(np.ones((rows, 40)), columns=customers)
    cs.dataset(wide, "pivoted")


def surroundings() -> None:
    """What hangs on a frame besides its cells."""
    frame = pd.DataFrame({"amount": np.arange(500.0)}, index=[plant(word(dice)) for _ in range(500)])
    frame.index.name = plant(f"{dice.getrandbits(40):x}@example.org")
    frame.attrs["owner"] = plant(word(dice))
    cs.dataset(frame, "index and attributes")
    many = pd.MultiIndex.from_tuples([(plant(word(dice)), n) for n in range(300)], names=["who", "n"])
    cs.dataset(pd.DataFrame({"amount": np.arange(300)}, index=many), "index of two levels")
    field = pa.field("amount", pa.int64(), metadata={"remark": plant(word(dice))})
    schema = pa.schema([field], metadata={"remark": plant(word(dice)), plant(word(dice)): "key"})
    cs.dataset(pa.table([range(500)], schema=schema), "schema metadata")


def sources() -> None:
    """Where a table came from, with what must not be known about it."""
    secret, query, fragment, user = (plant(f"canary{dice.getrandbits(48):012x}") for _ in range(4))
    frame = pl.DataFrame({"amount": range(500)})
    url = f"postgresql://{user}:{secret}@db.example.org:5432/bank?sslpassword={query}#{fragment}"
    cs.dataset(frame, "from a database", source=url)
    home = plant(str(Path.home() / word(dice)).rpartition("/")[0] + "/")
    cs.dataset(frame, "from a file", source=f"{home}extract.csv")
    literal, number = plant(word(dice)), plant(dice.randrange(10**11, 10**12))
    sql = f"select amount from bank.accounts where holder = '{literal}' and number = {number} -- {plant(word(dice))}"
    cs.dataset(frame, "from a query", source=sql)


def models() -> None:
    """Parameters that carry data: arrays, vocabularies, weights by label, texts."""
    centres = np.array([[plant(dice.uniform(1e6, 9e6)), plant(dice.uniform(1e6, 9e6))] for _ in range(3)])
    cs.model(KMeans(n_clusters=3, init=centres, n_init=1), "centres")
    vocabulary = [plant(word(dice)) for _ in range(20)]
    weights = {plant(word(dice)): 1.0, plant(word(dice)): plant(dice.uniform(1e6, 9e6))}
    pipeline = make_pipeline(CountVectorizer(vocabulary=vocabulary), LogisticRegression(class_weight=weights))
    cs.model(pipeline, "pipeline", metrics={"auc": 0.75}, parameters={"remark": plant(word(dice) * 3)})


def figures() -> None:
    """What a picture carries besides its pixels."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", str(plant(word(dice))))
    info.add_itxt("Comment", str(plant(word(dice))), zip=True)
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "png", pnginfo=info)
    picture = file.getvalue() + str(plant(word(dice))).encode()
    cs.figure(picture, "metadata in a picture")


def mistakes() -> None:
    """Calls that fail leave nothing behind either."""
    markup = f"<svg xmlns='http://www.w3.org/2000/svg'><text>{plant(word(dice))}</text></svg>"
    for refused in (lambda: cs.figure(markup.encode(), "vector"), lambda: cs.dataset({word(dice): 1}, "no frame")):
        try:
            refused()
        except Exception as error:
            print(f"refused: {type(error).__name__}", file=sys.stderr)
        else:
            raise SystemExit("a call that must fail did not")


if __name__ == "__main__":
    cs.connect()
    for part in (frames, personal_data, labels, names, surroundings, sources, models, figures, mistakes, *hiding.PARTS):
        part()
    cs.flush(timeout=60)
    for entry in cs.ledger():
        assert entry.state == "acknowledged", entry
