"""No failed call says what was in the table."""

from __future__ import annotations

import logging
import random
import warnings

import pytest

from attacks import error_text
from attacks.publishers import Conspectus
from wire.traces import Search


def test_no_error_quotes_a_cell(
    conspectus: Conspectus, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    del conspectus
    import conspectus as cs

    caplog.set_level(logging.DEBUG)
    failed, quoted = 0, []
    for name, cell, call in error_text.calls(cs, random.Random(7)):
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                call()
                left = ""
            except Exception as error:
                left = error_text.remains(error)
                failed += 1
        shown = capfd.readouterr()
        left += "\n".join([*(str(warning.message) for warning in warned), *caplog.messages, shown.out, shown.err])
        if Search([cell]).found(left.encode()):
            quoted.append(f"{name}: {left}")
    assert failed >= 10
    assert quoted == []
