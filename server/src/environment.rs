use uuid::Uuid;

use crate::moment::Moment;

/// The clock and the source of ids, as an argument: tests fix both and compare whole answers.
pub trait Environment: Send + Sync + 'static {
    fn now(&self) -> Moment;

    /// A new id that sorts after those made before.
    fn id(&self) -> Uuid;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Environment for System {
    #[expect(clippy::disallowed_methods, reason = "the one place of this binary that reads the clock")]
    fn now(&self) -> Moment {
        jiff::Timestamp::now().into()
    }

    #[expect(clippy::disallowed_methods, reason = "the one place of this binary that makes ids")]
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
