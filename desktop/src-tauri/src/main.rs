//! The viewer as a program of its own: the embedded page in a window, and a shell that holds the token.
//!
//! The page asks for data with the six commands of [`commands`]; this crate makes the requests ([`client`]), to one server
//! only ([`address`]), with a token from the system's keyring ([`token`]) that the page never sees ([`session`]).
//! The page's own network access is switched off by the content-security policy in `tauri.conf.json`.
//!
//! To give the page one more wish: write the command in `commands.rs`, list it below and in `build.rs`, and grant it in
//! `capabilities/main.json`.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod address;
mod client;
mod commands;
mod download;
mod error;
mod session;
mod settings;
mod token;
mod window;

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use tauri::Manager;

use crate::{
    address::ServerAddress,
    session::{Session, Start},
    settings::Settings,
    token::SystemKeyring,
};

/// The Conspectus viewer.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The server, for example https://conspectus.example.org; without it, the one of the last session
    #[arg(long, value_name = "URL", value_parser = ServerAddress::parse)]
    server: Option<ServerAddress>,
    /// A one-time sign-in link, or its secret; it works once, so its trace in the process list is worth nothing
    #[arg(long, value_name = "LINK", requires = "server")]
    sign_in_link: Option<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("TLS was set up twice");
        return ExitCode::FAILURE;
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> tauri::Result<()> {
    let start = Start { server: arguments.server, link: arguments.sign_in_link.as_deref().map(commands::secret_of) };
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![
            commands::server_url,
            commands::sign_in,
            commands::sign_out,
            commands::request,
            commands::open_external,
            commands::save_file,
        ])
        .setup(|app| {
            let settings = Settings::in_folder(&app.path().app_config_dir()?);
            app.manage(Session::new(settings, Arc::new(SystemKeyring), start));
            window::open(app)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
