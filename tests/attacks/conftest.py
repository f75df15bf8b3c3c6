"""Attacks on the package in this process: its ledger lies in a folder of the test run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks.publishers import Conspectus


@pytest.fixture(scope="session")
def conspectus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conspectus]:
    """The publisher under attack."""
    home: Path = tmp_path_factory.mktemp("attacks") / "agent"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONSPECTUS_HOME", str(home))
        patch.setenv("CONSPECTUS_PROJECT", "Attacks")
        patch.delenv("CONSPECTUS_URL", raising=False)
        yield Conspectus()
