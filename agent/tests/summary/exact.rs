//! The exact answers, by sorting and by sums of doubled precision.

/// Finite values in ascending order.
pub struct Exact {
    pub sorted: Vec<f64>,
}

impl Exact {
    pub fn of(values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Self { sorted }
    }

    fn rows(&self) -> f64 {
        self.sorted.len() as f64
    }

    /// The shares of values below `x`, and up to it.
    pub fn ranks(&self, x: f64) -> (f64, f64) {
        let below = self.sorted.partition_point(|value| *value < x) as f64;
        (below / self.rows(), self.sorted.partition_point(|value| *value <= x) as f64 / self.rows())
    }

    pub fn quantile(&self, q: f64) -> f64 {
        self.sorted[((q * self.rows()) as usize).min(self.sorted.len() - 1)]
    }

    /// By how much of all rows `x` misses the quantile `q`; one row is no miss.
    pub fn rank_error(&self, q: f64, x: f64) -> f64 {
        let (below, up_to) = self.ranks(x);
        ((below - q).max(q - up_to) - 1.0 / self.rows()).max(0.0)
    }

    /// From the 5th to the 95th percentile.
    pub fn spread(&self) -> f64 {
        self.quantile(0.95) - self.quantile(0.05)
    }

    pub fn mean(&self) -> f64 {
        let scale = self.scale();
        let (sum, rest) = Scale::sum(self.sorted.iter().map(|x| scale.down(*x)));
        scale.up(sum / self.rows() + rest / self.rows())
    }

    /// Of the sample.
    pub fn deviation(&self) -> f64 {
        let scale = self.scale();
        let (sum, rest) = Scale::sum(self.sorted.iter().map(|x| scale.down(*x)));
        let mean = sum / self.rows();
        let below = (mean.mul_add(-self.rows(), sum) + rest) / self.rows();
        let from_mean = |x: &f64| {
            let (near, rest) = two_sum(scale.down(*x), -mean);
            near + (rest - below)
        };
        let (squares, rest) = Scale::sum(self.sorted.iter().map(from_mean).map(|x| x * x));
        scale.up(((squares + rest) / (self.rows() - 1.0)).sqrt())
    }

    /// So that squares neither overflow nor vanish.
    fn scale(&self) -> Scale {
        let largest = self.sorted.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
        Scale(if largest > 1e100 {
            -600
        } else if largest < 1e-100 {
            900
        } else {
            0
        })
    }

    pub fn distinct(&self) -> usize {
        let bits: std::collections::HashSet<u64> = self.sorted.iter().map(|x| (x + 0.0).to_bits()).collect();
        bits.len()
    }
}

/// A power of two.
struct Scale(i32);

impl Scale {
    fn down(&self, x: f64) -> f64 {
        x * 2_f64.powi(self.0)
    }

    fn up(&self, x: f64) -> f64 {
        x * 2_f64.powi(-self.0)
    }

    /// The sum, and what is missing from it.
    fn sum(values: impl Iterator<Item = f64>) -> (f64, f64) {
        values.fold((0.0, 0.0), |(sum, rest), x| {
            let (next, error) = two_sum(sum, x);
            (next, rest + error)
        })
    }
}

/// A sum and its rounding error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}
