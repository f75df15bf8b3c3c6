"""The stubs tell the truth, and the golden samples of the wire are understood."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import conspectus as cs
from conspectus import _cards

SAMPLES = Path(__file__).parents[2] / "agent/metadata/samples"


def test_the_stubs_match_the_binary() -> None:
    command = [sys.executable, "-m", "mypy.stubtest", "conspectus", "--concise"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_golden_samples_are_plain_json_that_reads_back() -> None:
    for path in SAMPLES.glob("*.json"):
        content = json.loads(path.read_text())
        assert json.loads(json.dumps(content)) == content, path.name


def test_a_golden_profile_has_a_card() -> None:
    found: list[dict[str, Any]] = [
        content["profile"] for content in map(_sample, SAMPLES.glob("*.json")) if "profile" in content
    ]
    assert found, "the samples lie elsewhere"
    for profile in found:
        shown = cs.Profile(json.dumps(profile))
        assert f"{profile['rows']:,} rows" in repr(shown)
        assert _cards.profile_card(profile) == shown._repr_html_()


def _sample(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    body = content.get("body", content)
    return body if isinstance(body, dict) else content
