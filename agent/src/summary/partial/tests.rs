use super::super::tests::sample;
use super::super::{FrameSummary, SummaryError, SummaryKey};
use super::{MAGIC, TAG, signature};

const KEY: SummaryKey = SummaryKey::new([7; 32]);

fn reason(bytes: &[u8], key: &SummaryKey) -> String {
    match FrameSummary::from_bytes(bytes, key) {
        Err(SummaryError::Foreign(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

/// As somebody would who knows the key.
fn signed(mut body: Vec<u8>) -> Vec<u8> {
    body.truncate(body.len() - TAG);
    let tag = signature(&KEY, &body);
    body.extend(tag);
    body
}

#[test]
fn bytes_bring_a_summary_back() {
    for rows in [0, 1, 50, 3_000, 40_000] {
        let summary = sample(0..rows, &KEY);
        let bytes = summary.to_bytes(&KEY);
        let read = FrameSummary::from_bytes(&bytes, &KEY).unwrap();
        assert!(format!("{read:?}") == format!("{summary:?}"), "{rows} rows");
        assert_eq!(read.to_bytes(&KEY), bytes);
    }
}

#[test]
fn parts_that_travelled_merge_into_the_whole() {
    let part = |rows| FrameSummary::from_bytes(&sample(rows, &KEY).to_bytes(&KEY), &KEY).unwrap();
    let merged = part(0..10_000).merge(part(10_000..10_000)).unwrap().merge(part(10_000..40_000)).unwrap();
    let local = sample(0..10_000, &KEY).merge(sample(10_000..40_000, &KEY)).unwrap();
    assert!(format!("{merged:?}") == format!("{local:?}"));
    assert_eq!(merged.fingerprint, sample(0..40_000, &KEY).fingerprint);
}

#[test]
fn another_ledger_another_version_and_other_bytes_are_refused() {
    let bytes = sample(0..300, &KEY).to_bytes(&KEY);
    assert!(reason(&bytes, &SummaryKey::new([8; 32])).contains("another ledger"));
    assert!(reason(&bytes[..bytes.len() - 1], &KEY).contains("damaged"));
    assert!(reason(b"", &KEY).contains("none"));
    assert!(reason(MAGIC, &KEY).contains("short"));
    let mut other = bytes.clone();
    other[MAGIC.len() + 1] = b'9';
    assert!(reason(&other, &KEY).contains("version 9"));
    let middle = bytes.len() / 2;
    let mut other = bytes.clone();
    other[middle] ^= 1;
    assert!(reason(&other, &KEY).contains("damaged"));
    let mut longer = bytes;
    longer.insert(longer.len() - TAG, 0);
    assert!(reason(&signed(longer), &KEY).contains("damaged"));
}

/// Even with the right signature, bytes that make no sense neither panic nor take much memory, and what can be read can
/// be merged and looked at.
#[test]
fn forged_bytes_are_harmless() {
    let own = sample(0..200, &KEY);
    for bytes in [own.to_bytes(&KEY), sample(0..9_000, &KEY).to_bytes(&KEY)] {
        let end = bytes.len() - TAG;
        let mut state = 1u64;
        for _ in 0..500 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut forged = bytes.clone();
            let at = 16 + (state >> 33) as usize % (end - 16);
            forged[at] = [0, 0xff, 0x80, 0x7f, (state >> 20) as u8][(state >> 28) as usize % 5];
            if state >> 63 == 1 {
                forged.truncate(at + TAG);
            }
            if let Ok(read) = FrameSummary::from_bytes(&signed(forged), &KEY) {
                for column in &read.columns {
                    look_at(column);
                }
                let _ = read.merge(own.clone());
            }
        }
    }
}

fn look_at(column: &super::super::ColumnSummary) {
    use super::super::Values;
    match &column.values {
        Values::Number(numbers) | Values::Binary(numbers) => {
            let _ = (numbers.mean(), numbers.variance(), numbers.frequent(), numbers.distinct());
            let _ = (numbers.distribution().quantile(0.3), numbers.distribution().rank(1.0));
        }
        Values::Text(texts) => {
            let _ = (texts.frequent(), texts.distinct(), texts.lengths.distribution().quantile(1.0));
        }
        Values::List { item, .. } => look_at(item),
        Values::Struct(fields) => fields.iter().for_each(look_at),
        Values::Uncounted | Values::Boolean { .. } => {}
    }
}
