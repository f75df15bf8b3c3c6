//! Two published histograms laid over each other.
//!
//! Both have their edges from one decimal grid, but rarely the same ones: small cells are merged where each has few
//! rows. On the edges they share, both are known exactly. Between them one is known and the other only bounded.

use conspectus_metadata::Histogram;

/// Edges of one grid that differ by less than this part of their distance are the same edge.
const SAME: f64 = 1e-9;

/// A distribution function known at some points.
struct Steps<'a> {
    edges: &'a [f64],
    /// Share of the values below each edge.
    below: Vec<f64>,
    size: f64,
}

impl<'a> Steps<'a> {
    fn of(histogram: &'a Histogram) -> Option<Self> {
        let size: f64 = histogram.counts.iter().map(|count| *count as f64).sum();
        let is_sound = histogram.counts.len() == histogram.edges.len() + 1
            && histogram.edges.windows(2).all(|pair| pair[0] < pair[1])
            && size > 0.0;
        is_sound.then(|| {
            let mut sum = 0.0;
            let cumulate = |count: &u64| {
                sum += *count as f64;
                sum / size
            };
            let below = histogram.counts[..histogram.edges.len()].iter().map(cumulate).collect();
            Self { edges: &histogram.edges, below, size }
        })
    }

    fn position(&self, point: f64) -> Result<usize, usize> {
        let after = self.edges.partition_point(|edge| *edge < point);
        let is_same = |index: &usize| self.edges.get(*index).is_some_and(|edge| same(*edge, point));
        [after, after.wrapping_sub(1)].into_iter().find(is_same).ok_or(after)
    }

    /// The least and the most that can lie below `point`.
    fn bounds(&self, point: f64) -> (f64, f64) {
        match self.position(point) {
            Ok(index) => (self.below[index], self.below[index]),
            Err(after) => {
                let low = after.checked_sub(1).map_or(0.0, |before| self.below[before]);
                (low, self.below.get(after).copied().unwrap_or(1.0))
            }
        }
    }

    /// The likeliest share below `point`: values lie evenly within a cell, those of an open tail at its edge.
    fn likely(&self, point: f64) -> f64 {
        match self.position(point) {
            Ok(index) => self.below[index],
            Err(0) => 0.0,
            Err(after) if after == self.edges.len() => 1.0,
            Err(after) => {
                let (left, right) = (self.edges[after - 1], self.edges[after]);
                let part = (point - left) / (right - left);
                self.below[after - 1] + part * (self.below[after] - self.below[after - 1])
            }
        }
    }
}

fn same(left: f64, right: f64) -> bool {
    (left - right).abs() <= SAME * left.abs().max(right.abs())
}

/// Two histograms on common points.
pub struct Overlay {
    /// Counts of both in the cells between the edges both have: exact.
    pub common: (Vec<f64>, Vec<f64>),
    /// Counts of both in the cells between the edges either has: partly interpolated.
    pub fine: (Vec<f64>, Vec<f64>),
    /// The likeliest distance of the two distribution functions, and the least and most it can be.
    pub distance: Bounded,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    pub least: f64,
    pub likely: f64,
    pub most: f64,
}

impl Overlay {
    /// None when one of the two is empty or malformed.
    pub fn of(from: &Histogram, to: &Histogram) -> Option<Self> {
        let (from, to) = (Steps::of(from)?, Steps::of(to)?);
        let points = union(from.edges, to.edges);
        let shared: Vec<f64> = points
            .iter()
            .copied()
            .filter(|point| from.position(*point).is_ok() && to.position(*point).is_ok())
            .collect();
        let counts = |steps: &Steps<'_>, points: &[f64]| -> Vec<f64> {
            let below = points.iter().map(|point| steps.likely(*point)).chain([1.0]);
            below.scan(0.0, |before, share| Some((share - std::mem::replace(before, share)) * steps.size)).collect()
        };
        Some(Self {
            common: (counts(&from, &shared), counts(&to, &shared)),
            fine: (counts(&from, &points), counts(&to, &points)),
            distance: distance(&from, &to, &points),
        })
    }
}

fn union(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut points: Vec<f64> = left.iter().chain(right).copied().collect();
    points.sort_by(f64::total_cmp);
    points.dedup_by(|next, kept| same(*next, *kept));
    points
}

fn distance(from: &Steps<'_>, to: &Steps<'_>, points: &[f64]) -> Bounded {
    let mut distance = Bounded { least: 0.0, likely: 0.0, most: 0.0 };
    let (mut low_before, mut low_before_to) = (0.0, 0.0);
    for point in points.iter().map(Some).chain([None]) {
        let ends = (1.0, 1.0);
        let (low, high) = point.map_or(ends, |point| from.bounds(*point));
        let (low_to, high_to) = point.map_or(ends, |point| to.bounds(*point));
        distance.least = distance.least.max(low - high_to).max(low_to - high);
        // Within a cell each function rises from its lower bound at the left edge to its upper bound at the right one.
        distance.most = distance.most.max(high - low_before_to).max(high_to - low_before);
        let likely = point.map_or(0.0, |point| (from.likely(*point) - to.likely(*point)).abs());
        distance.likely = distance.likely.max(likely);
        (low_before, low_before_to) = (low, low_to);
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(edges: &[f64], counts: &[u64]) -> Histogram {
        Histogram { edges: edges.to_vec(), counts: counts.to_vec() }
    }

    #[test]
    fn on_shared_edges_the_counts_are_the_published_ones() {
        let left = histogram(&[0.0, 1.0, 2.0], &[20, 100, 200, 30]);
        let right = histogram(&[0.0, 2.0], &[40, 500, 60]);
        let overlay = Overlay::of(&left, &right).expect("comparable");
        let rounded = |counts: &[f64]| counts.iter().map(|count| count.round()).collect::<Vec<_>>();
        assert_eq!(rounded(&overlay.common.0), [20.0, 300.0, 30.0]);
        assert_eq!(rounded(&overlay.common.1), [40.0, 500.0, 60.0]);
        assert_eq!(rounded(&overlay.fine.1), [40.0, 250.0, 250.0, 60.0]);
    }

    #[test]
    fn edges_written_differently_by_floating_point_are_the_same() {
        let overlay = Overlay::of(&histogram(&[0.1 + 0.2], &[50, 50]), &histogram(&[0.3], &[50, 50])).expect("some");
        assert_eq!(overlay.common.0.len(), 2);
    }

    #[test]
    fn distributions_without_a_shared_edge_are_still_known_to_lie_apart() {
        let low = histogram(&[0.0, 1.0], &[11, 978, 11]);
        let high = histogram(&[100.0, 200.0], &[11, 978, 11]);
        let distance = Overlay::of(&low, &high).expect("comparable").distance;
        assert!(distance.least > 0.97 && distance.most <= 1.0, "{distance:?}");
    }

    #[test]
    fn the_likely_distance_lies_between_the_bounds() {
        let left = histogram(&[0.0, 1.0, 2.0, 3.0], &[20, 100, 200, 30, 11]);
        let right = histogram(&[0.5, 2.0, 2.5], &[90, 100, 300, 20]);
        let distance = Overlay::of(&left, &right).expect("comparable").distance;
        assert!(distance.least <= distance.likely && distance.likely <= distance.most, "{distance:?}");
    }

    /// Numbers that look random and are the same each time.
    fn numbers(seed: u64, many: usize, scale: f64) -> Vec<f64> {
        let next =
            |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        let states = std::iter::successors(Some(seed), next).skip(2).take(many);
        states.map(|state| ((state >> 33) as f64 / f64::from(u32::MAX) * 4.0).powi(2) * scale).collect()
    }

    fn binned(values: &[f64], edges: &[f64]) -> Histogram {
        let mut counts = vec![0; edges.len() + 1];
        for value in values {
            counts[edges.partition_point(|edge| edge <= value)] += 1;
        }
        histogram(edges, &counts)
    }

    fn true_distance(left: &[f64], right: &[f64]) -> f64 {
        let share = |values: &[f64], point: f64| {
            values.iter().filter(|value| **value <= point).count() as f64 / values.len() as f64
        };
        left.iter().chain(right).map(|point| (share(left, *point) - share(right, *point)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn the_distance_of_the_values_themselves_lies_between_the_bounds() {
        let edges: [&[f64]; 4] =
            [&[0.1, 0.2, 0.5, 1.0, 2.0], &[0.2, 0.4, 1.0, 3.0], &[0.5], &[0.0, 0.1, 0.3, 0.7, 0.9, 1.5, 3.5]];
        for round in 0..40u32 {
            let left = numbers(u64::from(round), 300, 1.0);
            let right = numbers(u64::from(round) + 99, 200, 0.5 + f64::from(round % 5) / 4.0);
            let (first, second) = (edges[round as usize % 4], edges[(round as usize / 4) % 4]);
            let distance = Overlay::of(&binned(&left, first), &binned(&right, second)).expect("comparable").distance;
            let truth = true_distance(&left, &right);
            assert!(distance.least <= truth + 1e-12 && truth <= distance.most + 1e-12, "{round}: {truth} {distance:?}");
        }
    }

    #[test]
    fn an_empty_or_broken_histogram_is_not_compared() {
        let sound = histogram(&[0.0], &[50, 50]);
        assert!(Overlay::of(&sound, &histogram(&[0.0], &[0, 0])).is_none());
        assert!(Overlay::of(&histogram(&[0.0, 1.0], &[50, 50]), &sound).is_none());
    }
}
