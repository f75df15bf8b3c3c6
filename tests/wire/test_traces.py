"""The search finds what it looks for, else its silence would prove nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import struct
import zlib
from datetime import date, datetime, timezone
from decimal import Decimal
from urllib.parse import quote

import pytest
import zstandard

from wire.hashes import fnv1a, xxh64
from wire.traces import Value, found

SECRET = "Kanarienvogel 7b1f/ä"

HIDDEN = {
    "plain": SECRET.encode(),
    "upper case": SECRET.upper().encode(),
    "utf-16": SECRET.encode("utf-16"),
    "hexadecimal": SECRET.encode().hex().encode(),
    "percent-encoded": quote(SECRET).encode(),
    "base64": base64.b64encode(SECRET.encode()),
    "base64, shifted by one": base64.b64encode(b"x" + SECRET.encode() + b"yz"),
    "base64, shifted by two": base64.b64encode(b"xy" + SECRET.encode() + b"z"),
    "url-safe base64": base64.urlsafe_b64encode(b"??>" + SECRET.encode()),
    "sha256": hashlib.sha256(SECRET.encode()).hexdigest().encode(),
    "a cut-off md5 as bytes": hashlib.md5(SECRET.encode()).digest()[:8],
    "base64 of sha1": base64.b64encode(hashlib.sha1(SECRET.encode()).digest()),
    "xxh64": f"{xxh64(SECRET.encode()):016x}".encode(),
    "fnv-1a as bytes": struct.pack("<Q", fnv1a(SECRET.encode())),
    "gzip": gzip.compress(b"a header, " + SECRET.encode()),
    "zlib inside of zstd": zstandard.compress(zlib.compress(SECRET.encode())),
    "zstd": zstandard.compress(b"a header, " + SECRET.encode()),
}


@pytest.mark.parametrize("disguise", HIDDEN)
def test_a_text_is_found_in_each_disguise(disguise: str) -> None:
    assert found([SECRET], b"before " + HIDDEN[disguise] + b" after") == [SECRET]


@pytest.mark.parametrize(
    ("value", "bytes_of_it"),
    [
        (7391846205, b'{"max":7391846205}'),
        (7391846205, struct.pack("<q", 7391846205)),
        (48213.905771, b"[48213.905771]"),
        (48213.905771, struct.pack(">d", 48213.905771)),
        (Decimal("918273645.9183"), b"918273645.9183"),
        (date(1987, 3, 14), b"1987-03-14"),
        (datetime(1987, 3, 14, 15, 9, 26, 535897, tzinfo=timezone.utc), b"1987-03-14T15:09:26Z"),
        (datetime(1987, 3, 14, 15, 9, 26, 535897, tzinfo=timezone.utc), b"542732966535897"),
        (b"\x00\xfe\x10canary\x99", b"AP4QY2FuYXJ5mQ=="),
    ],
)
def test_numbers_dates_and_bytes_are_found(value: Value, bytes_of_it: bytes) -> None:
    assert found([value], b"before " + bytes_of_it + b" after") == [value]


def test_what_is_not_there_is_not_found() -> None:
    assert found([SECRET, 7391846205, b"eight or more"], b"nothing of that kind here, " * 100) == []


def test_short_hashes_are_computed_as_everybody_does() -> None:
    assert fnv1a(b"foobar") == 0x85944171F73967E8
    assert (xxh64(b""), xxh64(b"abc")) == (0xEF46DB3751D8E999, 0x44BC2CF5AD770999)
    assert xxh64(b"Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1
