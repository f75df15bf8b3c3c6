//! What rounding and merging by the disclosure policy cost.

use conspectus_agent::disclosure::{DisclosureRequest, History, disclose};
use conspectus_metadata::Policy;

use super::exact::Exact;
use super::hard_data::hard_data;
use super::{floats, summary};

#[test]
fn a_published_quantile_of_ten_thousand_rows_is_within_one_percent_of_rank() {
    let mut wrong = Vec::new();
    let mut published = 0;
    for rows in [10_000, 30_000, 100_000] {
        for (name, values) in hard_data(rows) {
            let summary = summary(&floats(&values), &[]);
            let profile = disclose(&summary, &Policy::STANDARD, &DisclosureRequest::default(), &History::default());
            let exact = Exact::of(&values);
            for quantile in &profile.columns[0].quantiles {
                published += 1;
                let error = exact.rank_error(quantile.q, quantile.value);
                if error > 0.01 {
                    wrong.push(format!("{rows} rows, {name}: {quantile:?} is {error:.3} of all rows away"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(published > 400, "only {published} quantiles are published");
}
