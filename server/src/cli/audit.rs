use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use conspectus_proof::export;

use super::{Failure, print, storage};
use crate::config::Config;
use crate::environment::System;
use crate::identity::Actor;

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Walk every workspace's log and check that no event was changed, moved, inserted or removed
    ///
    /// Against a checkpoint that was kept elsewhere it also finds a log that was rewritten as a whole, and an older state
    /// of the database that was put back.
    Verify(Verify),
    /// Print the signed checkpoint of a workspace's log, to be kept elsewhere
    Checkpoint(Place),
    /// Print the public key that signs a workspace's checkpoints
    Key(Place),
    /// Print one event with the proof of its place, as an export of one event
    Prove(Prove),
    /// Print a workspace's whole log with its proofs, which can be checked without the server
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Place {
    /// The workspace; needed only when there are several
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    place: Place,
    /// A checkpoint that was kept elsewhere, as `audit checkpoint` printed it
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Prove {
    #[command(flatten)]
    place: Place,
    /// The event's number
    #[arg(long, value_name = "NUMBER")]
    event: u64,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    place: Place,
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

impl Audit {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        match self {
            Self::Verify(verify) => return verify.run(config).await,
            Self::Checkpoint(place) => {
                let store = storage::open(config).await?;
                let workspace = storage::find_workspace(&store, place.workspace.as_deref()).await?;
                print(store.checkpoint(workspace, 0).await?.note.trim_end_matches('\n'));
                store.close().await;
            }
            Self::Key(place) => {
                let store = storage::open(config).await?;
                let workspace = storage::find_workspace(&store, place.workspace.as_deref()).await?;
                print(&store.checkpoint_key(workspace).await?.to_string());
                store.close().await;
            }
            Self::Prove(Prove { place, event }) => {
                write(config, &place, export::Format::JsonLines, Some(event)).await?;
            }
            Self::Export(Export { place, format }) => {
                let format = match format {
                    Format::Jsonl => export::Format::JsonLines,
                    Format::Csv => export::Format::Csv,
                };
                write(config, &place, format, None).await?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn write(config: &Config, place: &Place, format: export::Format, event: Option<u64>) -> Result<(), Failure> {
    let store = storage::open(config).await?;
    let workspace = storage::find_workspace(&store, place.workspace.as_deref()).await?;
    if let Some(event) = event {
        let size = store.checkpoint(workspace, 0).await?.checkpoint.size;
        if !(1..=size).contains(&event) {
            return Err(format!("there is no event {event}: the log has {size}").into());
        }
    }
    let range = event.map(|event| event..=event);
    let mut export = store.export_audit(&Actor::console(workspace), format, range, &System).await?;
    while let Some(piece) = export.piece().await? {
        print(piece.trim_end_matches('\n'));
    }
    store.close().await;
    Ok(())
}

impl Verify {
    async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let kept = match &self.checkpoint {
            Some(path) => Some(
                std::fs::read_to_string(path)
                    .map_err(|error| format!("the checkpoint {} cannot be read: {error}", path.display()))?,
            ),
            None => None,
        };
        let store = storage::open(config).await?;
        let workspaces = match (&kept, &self.place.workspace) {
            (None, None) => store.workspaces().await?,
            (_, name) => vec![storage::find_workspace(&store, name.as_deref()).await?],
        };
        let mut code = ExitCode::SUCCESS;
        for workspace in workspaces {
            match store.examine_audit(workspace, kept.as_deref()).await? {
                Ok(whole) => {
                    print(&format!("{workspace}: {} events, whole", whole.events));
                    for event in whole.clock_set_back {
                        print(&format!("{workspace}: the server's clock was set back before event {event}"));
                    }
                }
                Err(broken) => {
                    print(&format!("{workspace}: BROKEN, {broken}"));
                    code = ExitCode::FAILURE;
                }
            }
        }
        store.close().await;
        Ok(code)
    }
}
