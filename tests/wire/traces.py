"""Every trace by which a planted value could be recognised in bytes, and the search for them.

A trace is at least eight bytes, so that chance does not imitate one: the value as text or as a number in memory,
its unkeyed hashes, and each of these as hexadecimal, base64 at any offset, or percent-encoded.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from urllib.parse import quote_from_bytes

import numpy as np
import zstandard

from wire.hashes import fnv1a, xxh64

WIDTH = 8
HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

Value = str | bytes | int | float | Decimal | date | datetime | time | timedelta


class Search:
    """Looks for the same values in one place after the other."""

    def __init__(self, values: Iterable[Value]) -> None:
        self._sought = [(trace, value) for value in values for trace in traces(value)]
        self._beginnings = np.frombuffer(b"".join(trace[:WIDTH] for trace, _ in self._sought), dtype=np.uint64)

    def found(self, haystack: bytes) -> list[Value]:
        """The values of which any trace occurs in the bytes, or in what the bytes unpack to."""
        seen: list[Value] = []
        for place in [haystack, *unpacked(haystack)]:
            for at in np.flatnonzero(np.isin(self._beginnings, _windows(place))):
                trace, value = self._sought[at]
                if trace in place and value not in seen:
                    seen.append(value)
        return seen


def found(values: Iterable[Value], haystack: bytes) -> list[Value]:
    return Search(values).found(haystack)


def _windows(place: bytes) -> np.ndarray:
    """Every run of `WIDTH` bytes, as one number each."""
    if len(place) < WIDTH:
        return np.empty(0, dtype=np.uint64)
    bytes_of_it = np.frombuffer(place, dtype=np.uint8)
    runs = np.lib.stride_tricks.sliding_window_view(bytes_of_it, WIDTH)
    return np.ascontiguousarray(runs).view(np.uint64).ravel()


def unpacked(haystack: bytes) -> list[bytes]:
    """What each zstd frame, gzip member and zlib stream in the bytes holds, and what these hold in turn."""
    streams = []
    for magic, unpack in PACKERS:
        at = haystack.find(magic)
        while at >= 0:
            with contextlib.suppress(zstandard.ZstdError, zlib.error):  # the bytes by chance, inside of something else
                streams.append(unpack(haystack[at:]))
            at = haystack.find(magic, at + 1)
    filled = [stream for stream in streams if len(stream) >= WIDTH]
    return [*filled, *(inner for stream in filled for inner in unpacked(stream))]


def _inflate(packed: bytes) -> bytes:
    return zlib.decompressobj(wbits=47).decompress(packed)


def _unpack_zstd(packed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)


PACKERS = [
    (b"\x28\xb5\x2f\xfd", _unpack_zstd),
    *((magic, _inflate) for magic in (b"\x1f\x8b\x08", b"\x78\x9c", b"\x78\xda")),
]


def traces(value: Value) -> set[bytes]:
    """All byte strings that would give the value away."""
    plain = {trace for form in _forms(value) for trace in _encodings(form)}
    hashed = {trace for form in _hashed_forms(value) for digest in _digests(form) for trace in _codes(digest)}
    return {trace for trace in plain | hashed if len(trace) >= WIDTH}


def _hashed_forms(value: Value) -> Iterator[bytes]:
    """What a program would hash: the value's own bytes, its text, and numbers as they stand in memory."""
    yield value if isinstance(value, bytes) else str(value).encode()
    for number in _numbers(value):
        yield struct.pack("<d", number) if isinstance(number, float) else struct.pack("<q", number)


def _forms(value: Value) -> Iterator[bytes]:
    """The value as text and as it stands in memory."""
    if isinstance(value, bytes):
        yield value
        return
    for text in _texts(value):
        yield text.encode()
        yield text.encode("utf-16-le")
    for number in _numbers(value):
        if isinstance(number, float):
            yield struct.pack("<d", number)
            yield struct.pack(">d", number)
        elif 2**31 <= abs(number) < 2**63:
            yield struct.pack("<q", number)
            yield struct.pack(">q", number)


def _texts(value: Value) -> set[str]:
    texts = {str(value)}
    if isinstance(value, str):
        texts |= {value.lower(), value.upper(), value[::-1]}
    elif isinstance(value, (date, time)):
        texts.add(value.isoformat())
    if isinstance(value, datetime):
        texts.add(value.strftime("%Y-%m-%dT%H:%M:%S"))
    for number in _numbers(value):
        texts |= {repr(number), f"{number:,}", f"{number:e}", f"{number:.6f}"}
    return texts


def _numbers(value: Value) -> list[int | float]:
    """The numbers that a value is stored as, in each unit Arrow knows."""
    if isinstance(value, (int, float)):
        return [value, float(value)]
    if isinstance(value, Decimal):
        return [float(value), int(value.scaleb(4))]
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=timezone.utc)) - EPOCH
    elif isinstance(value, date):
        value = datetime(value.year, value.month, value.day, tzinfo=timezone.utc) - EPOCH
    elif isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, timedelta):
        micros = value // timedelta(microseconds=1)
        return [micros, micros * 1000, micros // 1000, micros // 1_000_000, micros / 1e6]
    return []


def _digests(form: bytes) -> Iterator[bytes]:
    """The first bytes of each hash, so that a cut-off hash is recognised too; short ones in either byte order."""
    for name in HASHES:
        yield hashlib.new(name, form).digest()[:WIDTH]
    for short in (xxh64(form), fnv1a(form)):
        yield struct.pack(">Q", short)
        yield struct.pack("<Q", short)


def _encodings(form: bytes) -> Iterator[bytes]:
    yield from _codes(form)
    yield quote_from_bytes(form, safe="").encode()
    yield quote_from_bytes(form).encode()
    yield form.decode("latin-1").encode("unicode_escape")


def _codes(form: bytes) -> Iterator[bytes]:
    yield form
    yield form.hex().encode()
    yield form.hex().upper().encode()
    yield from _base64(form)


def _base64(form: bytes) -> Iterator[bytes]:
    """The characters that the form alone decides, at each of the three offsets it can have in a longer text."""
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + form)
        first = (offset * 8 + 5) // 6
        last = (offset + len(form)) * 8 // 6
        inner = whole[first:last]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))
