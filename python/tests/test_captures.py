"""What each call records."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import polars as pl
import pytest
from PIL import Image, PngImagePlugin
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import conspectus as cs

mpl.use("Agg")
FRAME = pl.DataFrame({"x": range(300)})


def body(capture: cs.Capture) -> dict[str, Any]:
    content: dict[str, Any] = capture.to_dict()["body"]
    return content


def lineage(capture: cs.Capture) -> list[tuple[str, str]]:
    edges = capture.to_dict().get("lineage", [])
    return [(edge["relation"], edge["target"].get("id") or edge["target"]["name"]) for edge in edges]


def test_what_the_profile_shows_is_what_leaves_byte_for_byte() -> None:
    shown = cs.profile(FRAME, name="numbers").to_json()
    capture = cs.dataset(FRAME, "numbers")
    assert capture.profile.to_json() == shown
    assert shown.encode() in cs.ledger().show(capture.id)
    assert json.loads(shown) == cs.profile(FRAME, name="numbers").to_dict()


def test_a_dataset_says_what_it_is_and_where_it_came_from(tmp_path: Path) -> None:
    file = tmp_path / "numbers.csv"
    file.write_text("x\n1\n")
    raw = cs.dataset(FRAME, "raw", kind="origin", source=file)
    clean = cs.dataset(FRAME, "clean", kind="cleaned", derived_from=[raw, "older"])
    assert (body(raw)["role"], body(clean)["role"]) == ("origin", "cleaned")
    assert body(raw)["source"]["files"] == [{"name": "numbers.csv", "bytes": 4}]
    assert lineage(clean) == [("derived-from", raw.id), ("derived-from", "older")]


def test_sql_as_a_source_keeps_no_literal() -> None:
    capture = cs.dataset(FRAME, "raw", source="select x from t where name = 'Ann Lee'")
    assert "Ann" not in capture.to_json()
    assert "from t" in body(capture)["source"]["query"]


def test_several_files_are_one_source() -> None:
    capture = cs.dataset(FRAME, "raw", source=["/data/a.parquet", Path("/data/b.parquet")])
    assert body(capture)["source"] == {"files": [{"name": "a.parquet"}, {"name": "b.parquet"}]}


def test_captures_are_filed_where_connect_says() -> None:
    cs.connect(project="Churn", phase="Data", iteration="first")
    assert cs.note("hello").to_dict()["filing"] == {"project": "Churn", "phase": "Data", "iteration": "first"}


def test_a_model_says_class_library_settings_and_scores() -> None:
    data = cs.dataset(FRAME, "training data", kind="training")
    judged = cs.dataset(FRAME, "test data", kind="test")
    capture = cs.model(
        RandomForestClassifier(n_estimators=10),
        "forest",
        metrics={"auc": np.float64(0.75), "n": np.int64(3), "broken": float("nan")},
        parameters={"n_estimators": 99, "seeds": np.zeros((2, 3)), "folds": 5},
        derived_from=data,
        evaluated_on=judged,
    )
    content = body(capture)
    assert (content["technique"], content["library"]) == ("RandomForestClassifier", "scikit-learn")
    assert content["metrics"] == {"auc": 0.75, "n": 3.0}
    assert {"figure": "metrics", "rule": "parameters"} in content["withheld"]
    settings = content["parameters"]
    assert (settings["n_estimators"], settings["folds"], settings["criterion"]) == (99, 5, "gini")
    assert settings["seeds"] == {"type": "ndarray", "shape": [2, 3]}
    assert lineage(capture) == [("trained-on", data.id), ("evaluated-on", judged.id)]


def test_a_model_made_from_a_model_was_not_trained_on_it() -> None:
    first = cs.model(LogisticRegression(), "first")
    assert lineage(cs.model(LogisticRegression(), "second", derived_from=first)) == [("derived-from", first.id)]


@pytest.mark.parametrize(
    ("estimator", "technique"),
    [
        (make_pipeline(StandardScaler(), LogisticRegression()), "Pipeline[StandardScaler, LogisticRegression]"),
        (GridSearchCV(LogisticRegression(), {"C": [1, 2]}), "GridSearchCV[LogisticRegression]"),
        (KMeans(init=np.ones((8, 2))), "KMeans"),
        (make_pipeline(FunctionTransformer(np.log1p), "passthrough"), "Pipeline[FunctionTransformer]"),
        ("prophet", "prophet"),
        (object(), "object"),
    ],
    ids=str,
)
def test_estimators_of_all_kinds_are_described(estimator: Any, technique: str) -> None:
    assert body(cs.model(estimator, "m"))["technique"] == technique


def test_arrays_and_functions_in_parameters_are_only_described() -> None:
    settings = body(cs.model(KMeans(init=np.full((8, 2), 7391.25)), "m"))["parameters"]
    assert settings["init"] == {"type": "ndarray", "shape": [8, 2]}
    settings = body(cs.model(FunctionTransformer(np.log1p), "m"))["parameters"]
    assert settings["func"] == {"type": "ufunc"}


def test_a_booster_without_scikit_learn_is_read_by_its_params() -> None:
    class Booster:
        def __init__(self) -> None:
            self.params = {"objective": "binary", "num_leaves": 31}

    content = body(cs.model(Booster(), "m"))
    assert content["parameters"] == {"objective": "binary", "num_leaves": 31}


def picture() -> Image.Image:
    return Image.new("RGB", (20, 10), "navy")


def png(**text: str) -> bytes:
    remarks = PngImagePlugin.PngInfo()
    for key, value in text.items():
        remarks.add_text(key, value)
    buffer = io.BytesIO()
    picture().save(buffer, format="PNG", pnginfo=remarks)
    return buffer.getvalue()


def test_figures_of_all_kinds_come_in(tmp_path: Path) -> None:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    file = tmp_path / "figure.png"
    file.write_bytes(png())
    for fig in (figure, axes, picture(), png(), bytearray(png()), file, str(file)):
        content = body(cs.figure(fig, "f", caption="What it shows"))
        assert base64.b64decode(content["png"]).startswith(b"\x89PNG")
        assert content["caption"] == "What it shows"


def test_only_the_pixels_of_a_figure_leave() -> None:
    content = body(cs.figure(png(Author="Ann Lee"), "f"))
    image = Image.open(io.BytesIO(base64.b64decode(content["png"])))
    assert (image.size, image.info) == ((20, 10), {})


@pytest.mark.parametrize(
    "fig", [b"<svg/>", object(), "/nowhere/figure.png", None], ids=["svg", "object", "path", "none"]
)
def test_what_is_no_figure_is_refused(fig: Any) -> None:
    with pytest.raises(cs.InputError, match=r"^fig: "):
        cs.figure(fig, "f")


def test_a_document_is_kept_to_the_letter() -> None:
    text = "# Größe\n\n```dataset\nnumbers\n```\n"
    capture = cs.document("report", text, describes="numbers", message="first draft")
    assert body(capture) == {"kind": "document", "markdown": text, "message": "first draft"}
    assert lineage(capture) == [("describes", "numbers")]


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: cs.dataset(FRAME, ""), "name"),
        (lambda: cs.dataset(FRAME, 7), "name"),  # type: ignore[arg-type]
        (lambda: cs.dataset(FRAME, "two\nlines"), "name"),
        (lambda: cs.dataset(FRAME, "x", kind="raw"), "kind"),
        (lambda: cs.dataset(FRAME, "x", source=7), "source"),  # type: ignore[arg-type]
        (lambda: cs.dataset(FRAME, "x", reveal="label"), "reveal"),
        (lambda: cs.dataset(FRAME, "x", reveal=["label"]), "reveal"),
        (lambda: cs.dataset(FRAME, "x", derived_from=[7]), "derived_from"),  # type: ignore[list-item]
        (lambda: cs.model("m", "x", metrics=[1]), "metrics"),  # type: ignore[arg-type]
        (lambda: cs.model("m", "x", metrics={"auc": "high"}), "metrics"),
        (lambda: cs.model("m", "x", parameters=[1]), "parameters"),  # type: ignore[arg-type]
        (lambda: cs.document("x", b"text"), "markdown"),  # type: ignore[arg-type]
        (lambda: cs.note("  "), "text"),
        (lambda: cs.flush(timeout=-1), "timeout"),
        (lambda: cs.connect(url="http://example.org"), "url"),
        (lambda: cs.connect(url="https://example.org"), "token"),
        (lambda: cs.connect(mode="loose"), "mode"),
        (lambda: cs.document("x", "y" * 9_000_000), None),
    ],
)
def test_errors_name_the_argument(call: Any, argument: str | None) -> None:
    with pytest.raises(cs.ConspectusError, match="too large" if argument is None else f"^{argument}: "):
        call()
    assert len(cs.ledger()) == 0
