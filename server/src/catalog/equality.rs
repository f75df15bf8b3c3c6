use conspectus_metadata::{Body, Dataset, Rule};

/// Whether a capture says what the asset's newest version says already, so that it makes no new version.
///
/// A profile that repeats the figures before it carries a mark of that; the mark alone is no difference. Nor is the
/// reason given for a document's revision, when the text is the same.
pub fn same_content(newest: &Body, incoming: &Body) -> bool {
    match (newest, incoming) {
        (Body::Dataset(newest), Body::Dataset(incoming)) => unmarked(newest) == unmarked(incoming),
        (Body::Document(newest), Body::Document(incoming)) => newest.markdown == incoming.markdown,
        _ => newest == incoming,
    }
}

fn unmarked(dataset: &Dataset) -> Dataset {
    let mut dataset = dataset.clone();
    dataset.profile.repeats_previous = false;
    dataset.profile.withheld.retain(|gap| gap.rule != Rule::Neighbours);
    dataset
}

#[cfg(test)]
mod tests {
    use conspectus_metadata::{Document, Fingerprint, Policy, Profile};

    use super::*;

    fn dataset(fingerprint: &str, repeats_previous: bool) -> Body {
        let fingerprint = Some(Fingerprint { keyed: true, value: fingerprint.into() });
        let (policy, columns, withheld) = (Policy::STANDARD, vec![], vec![]);
        let profile = Profile { policy, rows: 900, columns, fingerprint, repeats_previous, withheld };
        Body::Dataset(Dataset { role: None, source: None, profile })
    }

    #[test]
    fn the_same_table_profiled_again_is_no_new_version() {
        assert!(same_content(&dataset("aa", false), &dataset("aa", true)));
    }

    #[test]
    fn another_content_with_repeated_figures_is_a_new_version() {
        assert!(!same_content(&dataset("aa", false), &dataset("bb", true)));
    }

    #[test]
    fn the_same_text_with_another_message_is_no_new_revision() {
        let document =
            |message: &str| Body::Document(Document { markdown: "# Plan".into(), message: Some(message.into()) });
        assert!(same_content(&document("first"), &document("second")));
    }
}
