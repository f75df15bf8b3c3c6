//! What the page may ask of the shell. `capabilities/main.json` grants exactly these.
//!
//! From TypeScript (`invoke` of `@tauri-apps/api/core`), where every failure is a [`ShellError`]
//! `{ code, message, problem? }`:
//!
//! ```text
//! server_url()                                       -> { url: string | null, signed_in: boolean, notice: string | null }
//! sign_in({ url, email, password } | { url, link })  -> { session: Session, notice: string | null }
//! sign_out()                                         -> null
//! request({ method, path, headers?, body? })         -> { status, headers: {name: value}, body, encoding: "text" | "base64" }
//! open_external({ url })                             -> null        http and https only, in the user's browser
//! save_file({ name, content })                       -> string      content is base64; answers with the path
//! ```
//!
//! The window loads `desktop.html` of the built page, or `index.html` where there is no such file.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use tauri::{AppHandle, Manager, State};

use crate::{
    address::ServerAddress,
    client::{Answer, Call, Credentials},
    download,
    error::{ErrorCode, ShellError},
    session::{Connection, Session, SignedIn},
};

/// The server of this window, and whether somebody is signed in.
#[tauri::command]
pub async fn server_url(session: State<'_, Session>) -> Result<Connection, ShellError> {
    Ok(session.connection().await)
}

/// Signs in with e-mail and password or a one-time link, whole or only its secret. The token stays in the shell.
#[tauri::command]
pub async fn sign_in(
    session: State<'_, Session>,
    url: String,
    email: Option<String>,
    password: Option<String>,
    link: Option<String>,
) -> Result<SignedIn, ShellError> {
    let credentials = match (email, password, link) {
        (Some(email), Some(password), None) => Credentials::Password { email, password },
        (None, None, Some(link)) => Credentials::Link(secret_of(&link)),
        _ => return Err(ShellError::new(ErrorCode::BadRequest, "Give an e-mail and a password, or a sign-in link")),
    };
    session.sign_in(ServerAddress::parse(&url)?, &credentials).await
}

/// Ends the session, here and at the server; what did not work is in the notice of `server_url`.
#[tauri::command]
pub async fn sign_out(session: State<'_, Session>) -> Result<(), ShellError> {
    session.sign_out().await;
    Ok(())
}

/// Makes a request to the server's interface in the name of whoever is signed in.
#[tauri::command]
pub async fn request(
    session: State<'_, Session>,
    method: String,
    path: String,
    headers: Option<BTreeMap<String, String>>,
    body: Option<String>,
) -> Result<Answer, ShellError> {
    session.request(Call { method, path, headers: headers.unwrap_or_default(), body }).await
}

/// Shows a web page in the user's browser.
#[tauri::command]
pub async fn open_external(url: String) -> Result<(), ShellError> {
    match reqwest::Url::parse(&url) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => open::that_detached(url.as_str()).map_err(system),
        _ => Err(ShellError::new(ErrorCode::BadRequest, "Only web addresses are opened")),
    }
}

/// Writes a file into the user's downloads and answers with its path.
#[tauri::command]
pub async fn save_file(app: AppHandle, name: String, content: String) -> Result<String, ShellError> {
    let content = STANDARD
        .decode(content)
        .map_err(|_| ShellError::new(ErrorCode::BadRequest, "The content of a file travels as base64"))?;
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir()).map_err(system)?;
    let path = download::save(&folder, &name, &content).map_err(system)?;
    Ok(path.display().to_string())
}

/// The secret of a sign-in link, whether the whole link was given or only its end.
pub fn secret_of(link: &str) -> String {
    let link = link.trim();
    link.split_once("#link=").map_or(link, |(_, secret)| secret).to_owned()
}

fn system(error: impl std::fmt::Display) -> ShellError {
    ShellError::new(ErrorCode::System, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_may_be_pasted_whole() {
        assert_eq!(secret_of(" http://127.0.0.1:8137/sign-in#link=abc "), "abc");
        assert_eq!(secret_of("abc"), "abc");
    }
}
