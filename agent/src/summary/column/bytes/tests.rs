use polars_arrow::array::Utf8ViewArray;

use super::super::super::SummaryKey;
use super::*;

type Value = (Option<usize>, Vec<u8>);

/// Hash of each row, and the characters and bytes of each value that is there.
fn read(array: &dyn Array) -> (Vec<u64>, Vec<Value>) {
    let keyed = Hasher::new(&SummaryKey::new([9; 32]));
    let (mut hashes, mut values) = (vec![0; array.len()], Vec::new());
    for_each_chunk(array, &keyed, &mut hashes, |chunk| {
        for (at, size) in chunk.sizes().enumerate() {
            values.push((size.characters(), chunk.with(at, <[u8]>::to_vec)));
            assert_eq!(chunk.hashes[at], keyed.bytes(&values[values.len() - 1].1));
        }
    });
    (hashes, values)
}

fn texts() -> Vec<Option<String>> {
    let text = |n: usize| ["plain text ", "größer "][n / 200 % 2].chars().cycle().skip(n % 3).take(n % 200).collect();
    (0..1_400).map(|n| (n % 11 != 3).then(|| text(n))).collect()
}

#[test]
fn a_text_hashes_alike_in_every_layout() {
    let texts = texts();
    let views = Utf8ViewArray::from_slice(&texts);
    let (hashes, values) = read(&views);
    assert_eq!(read(&Utf8Array::<i32>::from(&texts)), (hashes.clone(), values.clone()));
    assert_eq!(read(&Utf8Array::<i64>::from(&texts)), (hashes.clone(), values.clone()));
    assert_eq!(read(&BinaryArray::<i32>::from(&texts)), (hashes.clone(), values.clone()));
    assert_eq!(read(&views.clone().sliced(513, 700)).0, hashes[513..1213]);
    let there: Vec<&String> = texts.iter().flatten().collect();
    for ((characters, bytes), text) in values.iter().zip(&there) {
        assert_eq!(bytes, text.as_bytes());
        assert_eq!(*characters, text.is_ascii().then_some(text.len()));
    }
    assert_eq!(values.len(), there.len());
    assert_eq!(hashes.iter().filter(|hash| **hash == NULL).count(), texts.len() - there.len());
}

#[test]
fn different_texts_hash_differently() {
    let mut texts: Vec<String> = (0..300).flat_map(|n| ["a".repeat(n), "\0".repeat(n), format!("{n}")]).collect();
    for at in 0..150 {
        let mut changed = "b".repeat(150);
        changed.replace_range(at..=at, "c");
        texts.push(changed);
    }
    texts.sort();
    texts.dedup();
    let views = Utf8ViewArray::from_slice_values(&texts);
    let mut hashes = read(&views).0;
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), texts.len());
}

#[test]
fn values_of_one_width_are_read_as_well() {
    let array = FixedSizeBinaryArray::new(
        polars_arrow::datatypes::ArrowDataType::FixedSizeBinary(3),
        (0u8..30).collect(),
        Some([true, false].into_iter().cycle().take(10).collect()),
    );
    let (hashes, values) = read(&array);
    assert_eq!((hashes[1], values.len()), (NULL, 5));
    assert_eq!(values[1], (Some(3), vec![6, 7, 8]));
}
