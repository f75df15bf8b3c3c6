use conspectus_metadata::{Body, Dataset, Rule};

/// What two versions must have in common to be the same, as bytes that are equal exactly then.
///
/// A profile that repeats the figures before it carries a mark of that; the mark alone is no difference. Nor is the
/// reason given for a document's revision, when the text is the same.
pub fn content_of(body: &Body) -> Vec<u8> {
    let content = match body {
        Body::Dataset(dataset) => serde_json::to_vec(&unmarked(dataset)),
        Body::Document(document) => serde_json::to_vec(&document.markdown),
        _ => serde_json::to_vec(body),
    };
    // Maps with text for keys and finite numbers: all bodies serialise.
    content.unwrap_or_default()
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
        let profile = Profile { rows: 900, fingerprint, repeats_previous, ..Profile::empty(Policy::STANDARD) };
        Body::Dataset(Dataset { role: None, source: None, profile })
    }

    #[test]
    fn the_same_table_profiled_again_is_no_new_version() {
        assert_eq!(content_of(&dataset("aa", false)), content_of(&dataset("aa", true)));
    }

    #[test]
    fn another_content_with_repeated_figures_is_a_new_version() {
        assert_ne!(content_of(&dataset("aa", false)), content_of(&dataset("bb", true)));
    }

    #[test]
    fn the_same_text_with_another_message_is_no_new_revision() {
        let document =
            |message: &str| Body::Document(Document { markdown: "# Plan".into(), message: Some(message.into()) });
        assert_eq!(content_of(&document("first")), content_of(&document("second")));
    }
}
