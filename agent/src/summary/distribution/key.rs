//! Doubles as integers in the same order: a cell of the grid is a common prefix of such integers.

const SIGN: u64 = 1 << 63;

/// The place of a finite double in the order of all doubles; both zeros share one place.
#[inline]
pub(super) fn key(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    // All bits flip below zero, only the sign above.
    bits ^ (((bits as i64) >> 63) as u64 | SIGN)
}

/// The inverse of [`key`].
pub(super) fn value(key: u64) -> f64 {
    let bits = if key & SIGN == 0 { !key } else { key ^ SIGN };
    f64::from_bits(bits)
}

/// The first and the one-past-last value of a cell of `2^level` keys.
pub(super) fn bounds(cell: u64, level: u32) -> (f64, f64) {
    let first = cell << level;
    let (low, high) = (value(first), first.checked_add(1 << level).map_or(f64::MAX, value));
    // The doubles below zero end one step short of their cell's border.
    (low.max(f64::MIN), if high.is_finite() { high } else { f64::MAX })
}
