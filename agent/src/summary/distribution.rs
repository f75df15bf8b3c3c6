/// Counts of finite numbers on a grid whose edges do not depend on the data.
#[derive(Debug, Clone, Default)]
pub struct Distribution {
    count: u64,
}

impl Distribution {
    /// How many values it holds.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The value below which a share `q` of the values lies; zero when empty. Within half a percent of rank, or half a
    /// percent of the range from the 5th to the 95th percentile.
    pub fn quantile(&self, q: f64) -> f64 {
        let _ = q;
        0.0
    }

    /// How many values lie below `x`, interpolated within a cell of the grid.
    pub fn rank(&self, x: f64) -> u64 {
        let _ = x;
        0
    }

    /// The smallest and the largest value.
    pub fn range(&self) -> Option<(f64, f64)> {
        None
    }
}
