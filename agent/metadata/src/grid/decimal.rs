/// A step of 1, 2 or 5 times a power of ten. Values are made from decimal text, so that they print as they are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalStep {
    mantissa: i64,
    exponent: i32,
}

impl DecimalStep {
    pub(super) const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// The smallest step not below `width`.
    #[must_use]
    pub fn at_least(width: f64) -> Self {
        let exponent = width.abs().log10().floor().clamp(-300.0, 300.0) as i32;
        let candidates = [(1, exponent), (2, exponent), (5, exponent), (1, exponent + 1)];
        let step = candidates.into_iter().map(|(mantissa, exponent)| Self { mantissa, exponent });
        step.into_iter().find(|step| step.width() >= width).unwrap_or(Self { mantissa: 1, exponent: exponent + 1 })
    }

    /// The distance between two neighbouring values.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.at(1)
    }

    /// The value nearest to `x`, halves away from zero.
    #[must_use]
    pub fn round(&self, x: f64) -> f64 {
        self.value((x / self.width()).round(), x)
    }

    pub(super) fn floor(&self, x: f64) -> f64 {
        let index = (x / self.width()).round();
        let nearest = self.value(index, x);
        if nearest > x { self.value(index - 1.0, x) } else { nearest }
    }

    pub(super) fn next(&self, x: f64) -> f64 {
        let index = (x / self.width()).round();
        let nearest = self.value(index, x);
        if nearest > x { nearest } else { self.value(index + 1.0, x) }
    }

    /// Beyond 2^53 steps from zero neighbouring values are not told apart; there `x` stands for itself.
    fn value(&self, index: f64, x: f64) -> f64 {
        if index.abs() < 9_007_199_254_740_992.0 { self.at(index as i64) } else { x }
    }

    fn at(&self, index: i64) -> f64 {
        if index == 0 {
            return 0.0;
        }
        let digits = i128::from(index) * i128::from(self.mantissa);
        parse(&format!("{digits}e{}", self.exponent))
    }
}

/// `x` to `digits` significant digits.
#[must_use]
pub fn significant(x: f64, digits: usize) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return if x == 0.0 { 0.0 } else { x };
    }
    parse(&format!("{x:.*e}", digits.saturating_sub(1)))
}

/// The largest number of `digits` significant digits that is not above `x`.
#[must_use]
pub fn floor_significant(x: f64, digits: usize) -> f64 {
    let nearest = significant(x, digits);
    if nearest > x { significant(nearest - ulp(x, digits), digits) } else { nearest }
}

/// The smallest number of `digits` significant digits that is not below `x`.
#[must_use]
pub fn ceil_significant(x: f64, digits: usize) -> f64 {
    -floor_significant(-x, digits)
}

fn ulp(x: f64, digits: usize) -> f64 {
    let exponent = x.abs().log10().floor() as i32 - digits as i32 + 1;
    parse(&format!("1e{exponent}"))
}

fn parse(decimal: &str) -> f64 {
    decimal.parse().unwrap_or(f64::NAN)
}
