"""What the server must hold once the notebook has run, asked through its HTTP interface."""

from __future__ import annotations

from typing import Any

from harness import Api

PROJECT = "NYC flights"
DATASETS = {
    "flights": (336_776, 19),
    "weather": (26_115, 15),
    "planes": (3_322, 9),
    "flights that flew": None,
    "flights in weather": None,
    "flights ready": None,
    "flights for training": None,
    "flights for judging": None,
}
MODELS = ("late arrival, linear", "late arrival, trees")
FIGURE = "lateness by hour"
DOCUMENT = "Late arrivals: model report"
EDGES = {
    ("flights that flew", "flights"),
    ("flights in weather", "flights that flew"),
    ("flights in weather", "weather"),
    ("flights ready", "flights in weather"),
    ("flights ready", "planes"),
    ("flights for training", "flights ready"),
    ("late arrival, trees", "flights for training"),
}

Versions = dict[tuple[str, str], int]


def versions_of(reader: Api) -> Versions:
    """How many versions each asset of the project has, by kind and name."""
    return {(asset["kind"], asset["name"]): asset["versions"] for asset in _assets(reader)}


def problems_with(reader: Api, versions: Versions) -> list[str]:
    """Every way in which the recorded result differs from what the notebook says; empty when it is right."""
    wanted = {("dataset", name) for name in DATASETS} | {("model", name) for name in MODELS}
    wanted |= {("figure", FIGURE), ("document", DOCUMENT)}
    if missing := wanted - versions.keys():
        return [f"missing: {sorted(missing)}"]
    newest = {asset["name"]: reader.get(f"/api/v1/versions/{asset['newest']['id']}") for asset in _assets(reader)}
    return [*_shape_problems(newest), *_model_problems(newest), *_lineage_problems(reader, newest)]


def _shape_problems(newest: dict[str, Any]) -> list[str]:
    problems = []
    for name, shape in DATASETS.items():
        profile = newest[name]["body"]["profile"]
        found = (profile["rows"], len(profile["columns"]))
        if shape and found != shape:
            problems.append(f"{name} is {found}, not {shape}")
    return problems


def _model_problems(newest: dict[str, Any]) -> list[str]:
    linear, trees = (newest[name]["body"]["metrics"]["ROC AUC"] for name in MODELS)
    return [] if 0.6 < linear < trees < 0.9 else [f"ROC AUC of the linear model {linear}, of the trees {trees}"]


def _lineage_problems(reader: Api, newest: dict[str, Any]) -> list[str]:
    graph = reader.get(f"/api/v1/versions/{newest[MODELS[1]]['id']}/lineage?depth=10")
    names = {node["id"]: node["name"] for node in graph["nodes"]}
    found = {(names[edge["from"]], names[edge["to"]]) for edge in graph["edges"]}
    return [f"lineage lacks {missing}" for missing in sorted(EDGES - found)]


def _assets(reader: Api) -> list[dict[str, Any]]:
    project = next((item for item in reader.items("/api/v1/projects") if item["name"] == PROJECT), None)
    return list(reader.items(f"/api/v1/projects/{project['id']}/assets")) if project else []
