use std::process::ExitCode;

use clap::Parser;
use conspectus_server::cli::{Cli, run};

#[tokio::main]
async fn main() -> ExitCode {
    run(Cli::parse()).await
}
