//! One pass over what waits.

use conspectus_metadata::{Outcome, Receipt, Receipts};

use super::client::{Client, Failure};
use crate::ledger::{Ledger, LedgerError, MAX_CAPTURE_BYTES, Outgoing, Settlement, State};
use crate::surroundings::Surroundings;

/// Why a pass ended early.
#[derive(Debug, thiserror::Error)]
pub enum Interruption {
    /// The server, or the way to it.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Sends what waits for the client's server, oldest first, until nothing does.
///
/// A batch that is refused as a whole is halved until the capture at fault stands alone: one never blocks the others.
pub(super) async fn drain(
    ledger: &Ledger,
    client: &Client,
    surroundings: &dyn Surroundings,
) -> Result<(), Interruption> {
    let server = client.server().to_string();
    let (mut after, mut unfinished) = (0, None);
    loop {
        let batch = ledger.waiting(&server, after, MAX_CAPTURE_BYTES)?;
        let Some(last) = batch.last() else { break };
        after = last.seq;
        let mut parts = vec![batch.as_slice()];
        while let Some(part) = parts.pop() {
            match client.send(&part.iter().map(|o| o.bytes.as_slice()).collect::<Vec<_>>()).await {
                Ok(receipts) => {
                    if let Some(policy) = &receipts.policy {
                        ledger.remember_policy(&server, policy, surroundings.now())?;
                    }
                    let settlements = settlements(part, receipts, client)?;
                    if settlements.len() < part.len() {
                        unfinished = Some(later(client));
                    }
                    ledger.settle(&server, &settlements, surroundings.now())?;
                }
                Err(Failure::Rejected { problem }) if part.len() == 1 => {
                    let receipt =
                        Receipt { id: part[0].id, outcome: Outcome::Problem, version: None, problem: Some(*problem) };
                    ledger.settle(&server, &[Settlement { state: State::Refused, receipt }], surroundings.now())?;
                }
                Err(Failure::Rejected { .. }) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    parts.extend([second, first]);
                }
                Err(failure) => return Err(failure.into()),
            }
        }
    }
    unfinished.map_or(Ok(()), |failure| Err(failure.into()))
}

/// What the receipts settle; a problem that can pass by itself settles nothing.
fn settlements(part: &[Outgoing], receipts: Receipts, client: &Client) -> Result<Vec<Settlement>, Failure> {
    let receipts = receipts.receipts;
    if receipts.len() != part.len() || receipts.iter().zip(part).any(|(receipt, sent)| receipt.id != sent.id) {
        return Err(Failure::Transient {
            reason: format!("the server {} did not answer for every capture", client.server()),
            retry_after: None,
        });
    }
    let settled = receipts.into_iter().filter_map(|receipt| match (receipt.outcome, &receipt.problem) {
        (Outcome::Problem, Some(problem)) if problem.code.is_retryable() => None,
        (Outcome::Problem, _) => Some(Settlement { state: State::Refused, receipt }),
        _ => Some(Settlement { state: State::Acknowledged, receipt }),
    });
    Ok(settled.collect())
}

fn later(client: &Client) -> Failure {
    Failure::Transient {
        reason: format!("the server {} could not take every capture yet", client.server()),
        retry_after: None,
    }
}
