//! Summaries that come back from a cluster: any bytes are refused or are a summary that merges and can be published.

use conspectus_agent::disclosure::{DisclosureRequest, History, disclose};
use conspectus_agent::summary::{ArrowStream, FrameSummary, SummaryKey, summarise};
use conspectus_metadata::Policy;
use polars_arrow::array::{BooleanArray, ListArray, PrimitiveArray, StructArray, Utf8Array};
use polars_arrow::datatypes::{ArrowDataType, Field};
use ring::hmac;

use super::bytes::Bytes;

const SECRET: [u8; 32] = [7; 32];

/// The bytes are changes of a summary's true bytes: places and what stands there.
pub fn run(bytes: &[u8]) {
    let key = SummaryKey::new(SECRET);
    let _ = FrameSummary::from_bytes(bytes, &key);
    let mut input = Bytes(bytes);
    let mut altered = small_summary(&mut input).to_bytes(&key);
    let signed = altered.len() - 32;
    while !input.is_empty() {
        let at = input.word() as usize % signed;
        altered[at] = input.byte();
    }
    let signature = sign(&sign(&SECRET, b"partial summaries"), &altered[..signed]);
    altered[signed..].copy_from_slice(&signature);
    let Ok(summary) = FrameSummary::from_bytes(&altered, &key) else { return };
    assert_eq!(summary.to_bytes(&key).len(), altered.len(), "what is read has the bytes it was read from");
    let twice = summary.clone().merge(summary).expect("the same columns");
    let _ = disclose(&twice, &Policy::STANDARD, &DisclosureRequest::default(), &History::default());
}

/// A worker with the key that went astray: the signature holds, the bytes do not.
fn sign(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

fn small_summary(input: &mut Bytes<'_>) -> FrameSummary {
    let rows = [1, 5, 120, 3_000][input.below(4)];
    let numbers = PrimitiveArray::from_vec((0..rows).map(|row| f64::from(row * row % 97)).collect::<Vec<f64>>());
    let texts: Vec<String> = (0..rows).map(|row| format!("t{}", row % 40)).collect();
    let flags: BooleanArray = (0..rows).map(|row| (row % 5 != 0).then_some(row % 2 == 0)).collect();
    let lists = {
        let offsets: Vec<i64> = (0..=i64::from(rows)).collect();
        let dtype = ListArray::<i64>::default_datatype(ArrowDataType::Float64);
        ListArray::new(dtype, offsets.try_into().expect("ascending"), numbers.clone().boxed(), None)
    };
    let columns = [numbers.boxed(), Utf8Array::<i64>::from_slice(texts).boxed(), flags.boxed(), lists.boxed()];
    let column = columns[input.below(4)].clone();
    let dtype = ArrowDataType::Struct(vec![Field::new("c".into(), column.dtype().clone(), true)]);
    let batch = StructArray::new(dtype.clone(), rows as usize, vec![column], None).boxed();
    summarise(ArrowStream::from_arrays(Field::new("".into(), dtype, false), vec![batch]), &SummaryKey::new(SECRET))
        .expect("a summary")
}
