//! What holds for texts: neither order nor splits change a figure, nothing grows without bound, and what matters is found.

use conspectus_metadata::PersonalClass;
use proptest::prelude::*;

use super::super::SummaryKey;
use super::super::hash::Hasher;
use super::vocabulary::Vocabulary;
use super::*;

fn hasher() -> Hasher {
    Hasher::new(&SummaryKey::new([5; 32]))
}

fn summary<'a>(texts: impl Iterator<Item = &'a str>) -> TextSummary {
    weighted(texts.map(|text| (text, 1)))
}

fn weighted<'a>(texts: impl Iterator<Item = (&'a str, u64)>) -> TextSummary {
    let mut texts_counted = TextAccumulator::new(hasher());
    for (at, (text, weight)) in texts.enumerate() {
        texts_counted.add(text.as_bytes(), hasher().bytes(text.as_bytes()), weight);
        if at % 32_768 == 32_767 {
            texts_counted.end_block();
        }
    }
    texts_counted.finish()
}

/// `n` texts in some order: half of them all different, the others of 3, 30 and 300 values, two of them alike.
fn many(n: u64, order: u64) -> Vec<String> {
    let text = |i: u64| match i % 8 {
        0 => format!("often {}", i / 8 % 3),
        1 => format!("{}", i / 8 % 30),
        2 | 3 => format!("sometimes {}", i / 8 % 300),
        _ => format!("{i} is rare"),
    };
    (0..n).map(|i| text((i * order + order) % n)).collect()
}

/// All but what depends on the order: votes, and which rows were looked at.
fn figures(summary: &TextSummary) -> String {
    let Vocabulary::Many(many) = &summary.vocabulary else { return format!("{summary:?}") };
    let looks = (summary.numeric_looking(), summary.date_looking(), summary.tested(), summary.encoding());
    let sets = (&many.registers, &many.cells, many.level, &many.sample);
    format!("{:?} {} {:?} {:?} {:?}", summary.lengths, summary.empty, looks, sets, summary.frequent())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_splits_change_a_figure(
        n in prop_oneof![1..400u64, 20_000..60_000u64],
        order in prop::sample::select(vec![1u64, 7_919, 104_729]),
        first in 0.0..1.0f64,
        second in 0.0..1.0f64,
    ) {
        let (texts, turned) = (many(n, 1), many(n, order));
        let whole = summary(texts.iter().map(String::as_str));
        if n % order != 0 {
            let other = summary(turned.iter().map(String::as_str));
            prop_assert!(figures(&whole) == figures(&other), "the order counts");
        }
        let (a, b) = ((first.min(second) * n as f64) as usize, (first.max(second) * n as f64) as usize);
        let part = |range: std::ops::Range<usize>| summary(texts[range].iter().map(String::as_str));
        let (x, y, z) = (part(0..a), part(a..b), part(b..texts.len()));
        let left = x.clone().merge(y.clone()).merge(z.clone());
        let right = z.merge(x.merge(y));
        prop_assert!(figures(&whole) == figures(&left), "splits count");
        prop_assert!(figures(&left) == figures(&right), "the order of merging counts");
    }
}

#[test]
fn counts_of_frequent_texts_are_nearly_exact_among_many() {
    for order in [1, 7_919] {
        let texts = many(400_000, order);
        let found = summary(texts.iter().map(String::as_str));
        let frequent = found.frequent();
        assert!(frequent.len() >= 3, "{frequent:?}");
        for (text, count) in &frequent {
            let exact = texts.iter().filter(|other| *other == text).count() as u64;
            assert!(count.abs_diff(exact) <= 100, "{text}: {count} of {exact}");
        }
        let distinct = found.distinct();
        assert!(distinct.abs_diff(200_333) < 4_000, "{distinct}");
    }
}

#[test]
fn up_to_sixteen_thousand_texts_are_counted_exactly() {
    let texts: Vec<String> = (0..100_000u64).map(|i| format!("value {}", i * 7_919 % 16_000)).collect();
    let found = summary(texts.iter().map(String::as_str));
    assert_eq!((found.distinct(), found.distinct_is_exact()), (16_000, false), "exact, yet not counted by itself each");
    assert_eq!(found.encoding(), TextEncoding::Ascii);
    let repeated = weighted(texts[..16_000].iter().map(|text| (text.as_str(), 1_000)));
    assert_eq!((repeated.distinct(), repeated.lengths.count()), (16_000, 16_000_000));
    assert_eq!(repeated.tested(), 16_000_000);
}

/// Half a percent of the values, whether all different or few, early, late or everywhere.
#[test]
fn a_class_in_half_a_percent_of_the_values_is_found() {
    let n = 300_000u64;
    let holds = |place: &str, i: u64| match place {
        "everywhere" => i % 200 == 77,
        "early" => i < 1_500,
        _ => i >= 298_500,
    };
    for different in [3, 20, 1_000_000] {
        for place in ["everywhere", "early", "late"] {
            let text = |i: u64| {
                if holds(place, i) { format!("p{}@example.org", i % different) } else { format!("note {i}") }
            };
            let texts: Vec<String> = (0..n).map(text).collect();
            let found = summary(texts.iter().map(String::as_str));
            let share = found.personal().matched(PersonalClass::Email) as f64 / found.tested() as f64;
            assert!((0.002..0.02).contains(&share), "{different} {place}: {share}");
        }
    }
}

#[test]
fn a_column_stays_within_four_mebibytes() {
    let mut texts = TextAccumulator::new(hasher());
    let mut text = "a long text without an end ".repeat(10).into_bytes();
    let mut most = 0;
    for i in 0..5_000_000u64 {
        text[..8].copy_from_slice(&i.to_le_bytes().map(|byte| b'0' + (byte & 0x3f)));
        let length = if i < 20_000 { LABEL_BYTES } else { 20 + (i % 50) as usize };
        texts.add(&text[..length], hasher().number(i), 1);
        if i % 32_768 == 0 {
            texts.end_block();
            most = most.max(texts.heap_bytes());
        }
    }
    assert!(most < 4 << 20, "{most}");
    assert!(texts.finish().distinct().abs_diff(5_000_000) < 100_000);
}

#[test]
fn long_texts_and_texts_beyond_ascii_are_measured_in_characters() {
    let texts = ["", "é", "naïve", &"x".repeat(300), &"ß".repeat(1_000)];
    let found = summary(texts.into_iter());
    assert_eq!((found.lengths.total(), found.empty), (0.0 + 1.0 + 5.0 + 300.0 + 1_000.0, 1));
    assert_eq!(found.encoding(), TextEncoding::Utf8);
    assert_eq!(found.frequent().len(), 3, "texts too long for a label are not kept");
}
