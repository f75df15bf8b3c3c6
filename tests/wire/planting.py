"""How a notebook tells the test what it planted: one canary a line, as JSON, on standard output."""

from __future__ import annotations

import json
import random

from wire.canaries import word

dice = random.Random(2026)


def plant(value: object) -> object:
    """Tells the test about a canary."""
    print(json.dumps(value), flush=True)
    return value


def planted_word() -> str:
    """A text that occurs nowhere else, and that the test knows about."""
    return str(plant(word(dice)))
