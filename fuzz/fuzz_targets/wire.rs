#![no_main]

libfuzzer_sys::fuzz_target!(
    init: conspectus_fuzz::let_panics_be_caught(),
    |bytes: &[u8]| conspectus_fuzz::check(conspectus_fuzz::wire::run, bytes)
);
