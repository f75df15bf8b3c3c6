//! One server for each test, on an engine of its choice, with a clock and ids that the test fixes.

mod app;
mod engines;
mod postgres;
mod samples;
mod together;

pub use app::{Answer, App, EMAIL, Fixed, ORIGIN, PASSWORD, Request};
pub use engines::{Database, Kind};
pub use samples::{capture, dataset, document, model, note, numbered};
pub use together::all_at_once;

/// Makes one test for each engine from an async function that takes an [`App`].
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: App) $body:block)*) => {
        $(mod $name {
            use super::*;

            $(#[$doc])*
            async fn claim($app: App) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                claim(App::start(Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                claim(App::start(Kind::Postgres).await).await;
            }
        })*
    };
}
pub(crate) use on_both_engines;
