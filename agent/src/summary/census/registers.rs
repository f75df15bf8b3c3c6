/// 2^15 registers: a standard error of 0.58 %.
const BITS: u32 = 15;
pub(super) const M: usize = 1 << BITS;
/// The largest rank: the hash's other bits all zero.
const TOP: usize = 64 - BITS as usize + 1;

/// Counts different hashes (HyperLogLog with Ertl's estimator).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::summary) struct Registers(Box<[u8; M]>);

impl Default for Registers {
    fn default() -> Self {
        let registers = vec![0; M].into_boxed_slice();
        Self(registers.try_into().unwrap_or_else(|_| unreachable!("made of this length")))
    }
}

impl Registers {
    #[inline]
    pub(in crate::summary) fn add(&mut self, hash: u64) {
        let register = &mut self.0[(hash >> (64 - BITS)) as usize];
        *register = rank(hash).max(*register);
    }

    /// Adds many hashes, when no register holds less than `floor`.
    pub(in crate::summary) fn add_chunk(&mut self, hashes: &[u64], floor: u8) {
        if floor < 2 {
            for hash in hashes {
                self.add(*hash);
            }
            return;
        }
        // A rank above the floor begins with that many zeros: few of them.
        let limit = 1 << (64 - u32::from(floor));
        let (mut some, mut n) = ([0; 256], 0);
        for hashes in hashes.chunks(some.len()) {
            for &hash in hashes {
                some[n & 255] = hash;
                n += usize::from(hash << BITS < limit);
            }
            for hash in &some[..n] {
                self.add(*hash);
            }
            n = 0;
        }
    }

    /// The lowest rank of all registers.
    pub(in crate::summary) fn lowest(&self) -> u8 {
        self.0.iter().copied().min().unwrap_or(0)
    }

    pub(in crate::summary) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0.iter()) {
            *mine = (*mine).max(*theirs);
        }
    }

    pub(super) fn ranks(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// `None` unless each register has its rank.
    pub(super) fn from_ranks(ranks: Vec<u8>) -> Option<Self> {
        let possible = ranks.iter().all(|rank| usize::from(*rank) <= TOP);
        ranks.into_boxed_slice().try_into().ok().filter(|_| possible).map(Self)
    }

    /// See O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6.
    pub(in crate::summary) fn estimate(&self) -> u64 {
        // Four tables, so that equal ranks one after another need not wait for each other.
        let mut tables = [[0u32; TOP + 1]; 4];
        for ranks in self.0.as_chunks::<4>().0 {
            for (table, rank) in tables.iter_mut().zip(ranks) {
                table[usize::from(*rank).min(TOP)] += 1;
            }
        }
        let counts: [u32; TOP + 1] = std::array::from_fn(|rank| tables.iter().map(|table| table[rank]).sum());
        let m = M as f64;
        let mut z = m * tau(1.0 - f64::from(counts[TOP]) / m);
        for count in counts[1..TOP].iter().rev() {
            z = 0.5 * (z + f64::from(*count));
        }
        z += m * sigma(f64::from(counts[0]) / m);
        (m * m / (2.0 * std::f64::consts::LN_2 * z)).round() as u64
    }
}

/// The place of the first one among the bits that do not choose the register.
#[inline]
fn rank(hash: u64) -> u8 {
    ((hash << BITS) | (1 << (BITS - 1))).leading_zeros() as u8 + 1
}

fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z <= before {
            return z;
        }
    }
}

fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z >= before {
            return z / 3.0;
        }
    }
}
