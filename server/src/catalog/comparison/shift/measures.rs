//! Distances between two distributions given as counts in the same cells.

/// Of one sample: its size and the share of it in each cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    pub size: f64,
    pub shares: Vec<f64>,
}

impl Shares {
    /// None when the sample is empty.
    pub fn of(counts: &[f64]) -> Option<Self> {
        let size: f64 = counts.iter().sum();
        (size > 0.0).then(|| Self { size, shares: counts.iter().map(|count| count / size).collect() })
    }

    /// An empty cell counts as half a row: a logarithm needs something.
    fn floored(&self, cell: usize) -> f64 {
        self.shares[cell].max(0.5 / self.size)
    }
}

/// Population stability index.
pub fn psi(from: &Shares, to: &Shares) -> f64 {
    (0..from.shares.len())
        .filter(|&cell| from.shares[cell] > 0.0 || to.shares[cell] > 0.0)
        .map(|cell| (from.floored(cell), to.floored(cell)))
        .map(|(before, after)| (after - before) * (after / before).ln())
        .sum()
}

/// Jensen-Shannon divergence to base 2.
pub fn js(from: &Shares, to: &Shares) -> f64 {
    let towards = |share: f64, middle: f64| if share > 0.0 { share * (share / middle).log2() } else { 0.0 };
    let divergence: f64 = from
        .shares
        .iter()
        .zip(&to.shares)
        .map(|(&before, &after)| {
            let middle = f64::midpoint(before, after);
            f64::midpoint(towards(before, middle), towards(after, middle))
        })
        .sum();
    divergence.clamp(0.0, 1.0)
}

/// What each measure shows on average when both samples come from the same distribution.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    pub psi: f64,
    pub js: f64,
    pub ks: f64,
}

impl Noise {
    /// For two samples of these sizes over `cells` cells: the mean of the chi-square law for the divergences, of
    /// Kolmogorov's law for the distance.
    pub fn of(from: f64, to: f64, cells: usize) -> Self {
        let inverse_sizes = 1.0 / from + 1.0 / to;
        let psi = cells.saturating_sub(1) as f64 * inverse_sizes;
        Self { psi, js: psi / (8.0 * std::f64::consts::LN_2), ks: 0.8687 * inverse_sizes.sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(counts: &[f64]) -> Shares {
        Shares::of(counts).expect("not empty")
    }

    #[test]
    fn equal_shares_lie_no_way_apart_whatever_the_sizes() {
        let (small, large) = (shares(&[10.0, 30.0, 60.0]), shares(&[1000.0, 3000.0, 6000.0]));
        assert!(psi(&small, &large).abs() < 1e-12);
        assert!(js(&small, &large).abs() < 1e-12);
    }

    #[test]
    fn disjoint_distributions_have_the_largest_divergence() {
        let (left, right) = (shares(&[100.0, 0.0]), shares(&[0.0, 100.0]));
        assert!((js(&left, &right) - 1.0).abs() < 1e-12);
        assert!(psi(&left, &right) > 5.0);
    }

    #[test]
    fn the_index_has_its_textbook_value() {
        // 0.1 · ln(0.6 / 0.5) + (−0.1) · ln(0.4 / 0.5)
        let expected = 0.1 * (0.6f64 / 0.5).ln() - 0.1 * (0.4f64 / 0.5).ln();
        assert!((psi(&shares(&[50.0, 50.0]), &shares(&[60.0, 40.0])) - expected).abs() < 1e-12);
    }

    #[test]
    fn both_measures_are_symmetric() {
        let (left, right) = (shares(&[5.0, 20.0, 75.0]), shares(&[40.0, 40.0, 20.0]));
        assert!((js(&left, &right) - js(&right, &left)).abs() < 1e-12);
        assert!((psi(&left, &right) - psi(&right, &left)).abs() < 1e-12);
    }
}
