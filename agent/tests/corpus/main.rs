//! Replays the corpus of the fuzz targets, and inputs made at random, without the fuzzer.

#[path = "../../../fuzz/src/bytes.rs"]
mod bytes;
#[path = "../../../fuzz/src/disclosure.rs"]
mod disclosure;
#[path = "../../../fuzz/src/import/mod.rs"]
#[expect(unsafe_code, reason = "plays a producer behind the C interface")]
mod import;
#[path = "../../../fuzz/src/partial.rs"]
mod partial;
#[path = "../../../fuzz/src/sources.rs"]
mod sources;
#[path = "../../../fuzz/src/wire.rs"]
mod wire;

use std::path::Path;

/// How many random inputs each claim is tried on.
const TRIES: u64 = 200;

fn replay(target: &str, claim: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let files: Vec<_> =
        std::fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("a file").path()).collect();
    assert!(!files.is_empty(), "{target} has no corpus");
    for file in files {
        eprintln!("{}", file.display());
        claim(&std::fs::read(file).expect("readable"));
    }
    for seed in 0..TRIES {
        eprintln!("random input {seed}");
        claim(&random(seed));
    }
}

/// The same bytes for the same seed.
fn random(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (mixed >> 31)
    };
    let length = next() % 600;
    (0..length).map(|_| next() as u8).collect()
}

#[test]
fn streams_that_break_the_rules_do_no_harm() {
    replay("import", import::run);
}

#[test]
fn published_profiles_break_no_rule_and_few_changed_rows_tell_nothing() {
    replay("disclosure", disclosure::run);
}

#[test]
fn any_json_is_refused_or_understood() {
    replay("wire", wire::run);
}

#[test]
fn partial_summaries_of_any_bytes_are_refused_or_whole() {
    replay("partial", partial::run);
}

#[test]
fn passwords_and_literals_never_survive_cleaning() {
    replay("sources", sources::run);
}
