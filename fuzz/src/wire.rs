//! What arrives at the server: any JSON is refused or understood, and what is understood is checked without a panic and
//! says the same after another trip.

use conspectus_metadata::{Body, CaptureBatch, Policy, Problem, Profile, Receipts, violations};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub fn run(bytes: &[u8]) {
    if let Some(batch) = understood::<CaptureBatch>(bytes) {
        for capture in &batch.captures {
            if let Body::Dataset(dataset) = &capture.body {
                let _ = violations(dataset, &Policy::STANDARD);
            }
        }
    }
    if let Some(profile) = understood::<Profile>(bytes) {
        for policy in [Policy::STANDARD, profile.policy.clone()] {
            let found = violations::profile_violations(&profile, &policy);
            let at_fault = violations::columns_at_fault(&profile, &policy);
            assert!(at_fault.iter().all(|column| *column < profile.columns.len()));
            assert!(at_fault.is_empty() || !found.is_empty(), "a column at fault breaks no rule");
        }
    }
    if let Some(Body::Dataset(dataset)) = understood::<Body>(bytes) {
        let _ = violations(&dataset, &Policy::STANDARD);
    }
    understood::<Receipts>(bytes);
    understood::<Problem>(bytes);
}

fn understood<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(bytes).ok()?;
    // Through text and back, as on the way to the server.
    let written = serde_json::to_string(&value).expect("what was read can be written");
    let again: T = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(serde_json::to_string(&again).expect("written"), written, "the second trip changes nothing");
    Some(value)
}
