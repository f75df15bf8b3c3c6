use super::Counted;

const BUCKETS: usize = 512;

/// Finds frequent values among many. A value that holds most of its bucket's occurrences ends up as the bucket's
/// candidate (a majority vote), whatever the order; its count is a lower bound.
#[derive(Debug, Clone)]
pub(in crate::summary) struct Candidates<T> {
    buckets: Vec<Bucket<T>>,
}

#[derive(Debug, Clone)]
struct Bucket<T> {
    votes: u64,
    counted: Option<Counted<T>>,
}

impl<T> Default for Candidates<T> {
    fn default() -> Self {
        Self { buckets: (0..BUCKETS).map(|_| Bucket { votes: 0, counted: None }).collect() }
    }
}

impl<T> Candidates<T> {
    /// Counts one occurrence; `value` is made only for a new candidate.
    #[inline]
    pub(in crate::summary) fn add(&mut self, hash: u64, weight: u64, value: impl FnOnce() -> T) {
        let bucket = &mut self.buckets[hash as usize >> 8 & (BUCKETS - 1)];
        match &mut bucket.counted {
            Some(counted) if counted.hash == hash => {
                counted.count += weight;
                bucket.votes += weight;
            }
            _ if bucket.votes >= weight => bucket.votes -= weight,
            _ => {
                bucket.votes = weight - bucket.votes;
                bucket.counted = Some(Counted { hash, count: weight, value: value() });
            }
        }
    }

    /// Those that were seen again.
    pub(in crate::summary) fn into_counted(self) -> Vec<Counted<T>> {
        let counted = self.buckets.into_iter().filter_map(|bucket| bucket.counted);
        counted.filter(|counted| counted.count > 1).collect()
    }
}
