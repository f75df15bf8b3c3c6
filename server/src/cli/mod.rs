//! The command line: one file a command.

mod account;
mod audit;
mod bootstrap;
mod keys;
mod policy;
mod provider;
mod serve;
mod storage;
mod token;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Settings};

/// The server a team owns: it records what its agents capture, never the data, and shows it to people.
#[derive(Debug, Parser)]
#[command(name = "conspectus-server", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests until interrupted
    ///
    /// Brings the schema up to date, makes the master key on first start, then prints one line
    /// `listening on http://ADDRESS` when it is ready. Without further flags it keeps everything in ./conspectus-data
    /// and can be reached from this machine only.
    Serve,
    /// Make a workspace and its first admin, and print a one-time sign-in link
    ///
    /// Prints JSON: {"workspace", "email", "sign_in_link", …}. Run again for the same workspace and e-mail address, it
    /// changes nothing and prints a fresh link. It may run while the server does.
    Bootstrap(bootstrap::Bootstrap),
    /// Work with accounts
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Work with access tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Work with workspaces
    #[command(subcommand)]
    Workspace(WorkspaceCommand),
    /// Work with the identity providers that people sign in through
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// Bring the database's schema up to date, and end
    Migrate,
    /// Print the OpenAPI 3.1 description of the interface
    Openapi,
    /// Say which settings are in force, or what is wrong with them
    CheckConfig,
    /// Work with the audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// List, rotate and destroy keys, and choose which key wraps them
    #[command(subcommand)]
    Keys(keys::KeysCommand),
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make an access token for an agent and print it, once
    ///
    /// The token is the only line on standard output. The server keeps a digest: who loses it makes another one.
    Create(token::Create),
}

#[derive(Debug, Subcommand)]
enum WorkspaceCommand {
    /// Print the disclosure policy that captures must keep, as JSON, after changing what is given
    Policy(policy::SetPolicy),
}

#[derive(Debug, Subcommand)]
enum ProviderCommand {
    /// Set a provider up as a file describes it, or change the one of that name, and print what its admin must know
    Set(provider::Set),
    /// Print the workspace's providers as JSON, without their secrets
    List(provider::List),
    /// Remove a provider: nobody signs in through it any more
    Remove(provider::Remove),
}

/// A failure on the command line: what happened, as one sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command and says on standard error why it failed.
pub async fn run(cli: Cli) -> ExitCode {
    match dispatch(cli).await {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("conspectus-server: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    if let Command::Openapi = cli.command {
        print(&serde_json::to_string_pretty(crate::api::openapi::description())?);
        return Ok(ExitCode::SUCCESS);
    }
    let config = cli.settings.resolve()?;
    match cli.command {
        Command::Serve => serve::run(config).await?,
        Command::Bootstrap(bootstrap) => bootstrap.run(&config).await?,
        Command::Account(account) => account.run(&config).await?,
        Command::Token(TokenCommand::Create(create)) => create.run(&config).await?,
        Command::Workspace(WorkspaceCommand::Policy(policy)) => policy.run(&config).await?,
        Command::Provider(ProviderCommand::Set(set)) => set.run(&config).await?,
        Command::Provider(ProviderCommand::List(list)) => list.run(&config).await?,
        Command::Provider(ProviderCommand::Remove(remove)) => remove.run(&config).await?,
        Command::Migrate => {
            storage::open(&config).await?.close().await;
            print("the schema is up to date");
        }
        Command::CheckConfig => print(&described(&config)),
        Command::Audit(audit) => return audit.run(&config).await,
        Command::Keys(command) => command.run(&config).await?,
        Command::Openapi => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// All settings, without the password that a database URL may hold.
fn described(config: &Config) -> String {
    let database =
        match config.database.split_once("://").and_then(|(engine, rest)| Some((engine, rest.rsplit_once('@')?))) {
            Some((engine, (_, place))) => format!("{engine}://…@{place}"),
            None => config.database.clone(),
        };
    let tls = config.tls.as_ref().map_or_else(|| "none".into(), |files| files.certificate.display().to_string());
    format!(
        "data        {}\ndatabase    {database}\nmaster key  {}\nlisten      {}\npublic url  {}\ntls         {tls}\nlog         {}",
        config.data.display(),
        config.master_key.display(),
        config.listen,
        config.public_url.as_deref().unwrap_or("none"),
        config.log,
    )
}

#[expect(clippy::print_stdout, reason = "the answer of a command goes to standard output")]
fn print(text: &str) {
    println!("{text}");
}
