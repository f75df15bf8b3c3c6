"""Two hashes without a key that programs like to use and the standard library lacks."""

from __future__ import annotations

import struct

MASK = 2**64 - 1
P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


def fnv1a(data: bytes) -> int:
    """FNV-1a, 64 bits."""
    state = 0xCBF29CE484222325
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & MASK
    return state


def xxh64(data: bytes) -> int:
    """XXH64 with seed 0."""
    at, size = 0, len(data)
    if size >= 32:
        lanes = [P1 + P2 & MASK, P2, 0, -P1 & MASK]
        while at + 32 <= size:
            words = struct.unpack_from("<4Q", data, at)
            lanes = [_round(lane, word) for lane, word in zip(lanes, words, strict=True)]
            at += 32
        state = sum(_turn(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18), strict=True)) & MASK
        for lane in lanes:
            state = ((state ^ _round(0, lane)) * P1 + P4) & MASK
    else:
        state = P5
    return _finish(state + size & MASK, data[at:])


def _finish(state: int, rest: bytes) -> int:
    at = 0
    while at + 8 <= len(rest):
        state = _turn(state ^ _round(0, *struct.unpack_from("<Q", rest, at)), 27) * P1 + P4 & MASK
        at += 8
    if at + 4 <= len(rest):
        state = _turn(state ^ struct.unpack_from("<I", rest, at)[0] * P1 & MASK, 23) * P2 + P3 & MASK
        at += 4
    for byte in rest[at:]:
        state = _turn(state ^ byte * P5 & MASK, 11) * P1 & MASK
    state = (state ^ state >> 33) * P2 & MASK
    state = (state ^ state >> 29) * P3 & MASK
    return state ^ state >> 32


def _round(lane: int, word: int) -> int:
    return _turn(lane + word * P2 & MASK, 31) * P1 & MASK


def _turn(word: int, bits: int) -> int:
    return (word << bits | word >> 64 - bits) & MASK
