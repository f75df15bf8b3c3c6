use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_mins(2);
/// A server may ask for more patience than we have by ourselves, within reason.
const LONGEST_ASKED: Duration = Duration::from_hours(1);

/// How long to wait after the `failures`-th failure in a row: doubling, at least half of it random (`jitter` is between
/// 0 and 1), and never sooner than the server asked for.
pub(super) fn delay(failures: u32, retry_after: Option<Duration>, jitter: f64) -> Duration {
    let step = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST);
    let own = step.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    own.max(retry_after.unwrap_or_default().min(LONGEST_ASKED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_limit() {
        let waits: Vec<u128> = (1..=4).map(|failures| delay(failures, None, 1.0).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000]);
        assert_eq!(delay(u32::MAX, None, 1.0), LONGEST);
        assert_eq!(delay(1, None, 0.0).as_millis(), 250);
    }

    #[test]
    fn the_server_may_ask_for_more_patience_but_not_for_less() {
        assert_eq!(delay(1, Some(Duration::from_secs(30)), 0.5), Duration::from_secs(30));
        assert_eq!(delay(9, Some(Duration::ZERO), 1.0), LONGEST);
        assert_eq!(delay(1, Some(Duration::MAX), 0.5), LONGEST_ASKED);
    }
}
