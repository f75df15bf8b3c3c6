use std::process::ExitCode;

use clap::Parser;
use conspectus_server::cli::{Cli, run};
use zeroizing_alloc::ZeroAlloc;

/// Memory is overwritten when it is freed: no key, password or document waits there to be swapped out or dumped.
#[global_allocator]
static MEMORY: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

#[tokio::main]
async fn main() -> ExitCode {
    run(Cli::parse()).await
}
