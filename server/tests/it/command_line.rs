use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_conspectus-server");

/// The program without the caller's own settings.
fn program(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONSPECTUS_")) {
        command.env_remove(name);
    }
    command.env("CONSPECTUS_DATA", data);
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    program(data).args(arguments).output().expect("runs")
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A server that is ready, and its address.
fn serve(data: &Path) -> (Child, String) {
    let mut command = program(data);
    let mut child = command.args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().expect("runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    let address = line.trim().strip_prefix("listening on ").expect("says where").to_owned();
    (child, address)
}

fn bootstrap(data: &Path) -> Value {
    let arguments = ["bootstrap", "--workspace", "Team", "--email", "ada@example.org"];
    serde_json::from_str(&stdout(&run(data, &arguments))).expect("JSON")
}

#[test]
fn bootstrap_works_beside_a_running_server_and_again_gives_a_fresh_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut server, address) = serve(folder.path());
    let (first, second) = (bootstrap(folder.path()), bootstrap(folder.path()));
    let link = first["sign_in_link"].as_str().expect("a link");
    assert!(link.starts_with(&format!("{address}/sign-in#link=csp_lnk_")), "{link}");
    assert_eq!((&first["created"], &second["created"]), (&Value::Bool(true), &Value::Bool(false)));
    assert_eq!(first["workspace_id"], second["workspace_id"]);
    assert_ne!(first["sign_in_link"], second["sign_in_link"]);
    let token = stdout(&run(folder.path(), &["token", "create", "--name", "nb", "--scope", "read"]));
    assert!(token.starts_with("csp_pat_") && token.lines().count() == 1);
    assert!(stdout(&run(folder.path(), &["audit", "verify"])).contains("whole"));
    server.kill().expect("killed");
    server.wait().expect("ended");
    assert_eq!(bootstrap(folder.path())["workspace_id"], first["workspace_id"], "nothing is lost by kill -9");
}

#[test]
fn a_token_needs_a_workspace_and_scopes_that_exist() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = run(folder.path(), &["token", "create", "--name", "nb", "--scope", "read"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("bootstrap"));
    let refused = run(folder.path(), &["token", "create", "--name", "nb", "--scope", "everything"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("captures:write"));
}

#[test]
fn the_policy_is_shown_and_changed_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    bootstrap(folder.path());
    let policy = |more: &[&str]| run(folder.path(), &[&["workspace", "policy"], more].concat());
    let read = |output: &Output| serde_json::from_str::<Value>(&stdout(output)).expect("JSON");
    assert_eq!(read(&policy(&[]))["policy"]["mode"], "standard");
    let refused = policy(&["--mode", "exact"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("reason: is needed"), "{refused:?}");
    let changed = read(&policy(&["--mode", "exact", "--reason", "finding 12", "--budget-epsilon", "4"]));
    assert_eq!((&changed["number"], &changed["reason"]), (&1.into(), &"finding 12".into()));
    let shown = read(&policy(&[]));
    assert_eq!(shown["policy"]["mode"], "exact");
    assert_eq!(shown["policy"]["budget"]["epsilon"], 4.0);
    assert_eq!(shown["reason"], "finding 12", "looking changes nothing");
}

#[test]
fn a_server_open_to_the_network_without_tls_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = run(folder.path(), &["serve", "--listen", "0.0.0.0:0"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--tls-certificate"));
}

#[test]
fn flags_beat_the_environment_and_the_environment_beats_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("conspectus.toml");
    std::fs::write(&file, "log = \"error\"\nlisten = \"127.0.0.1:7001\"\npublic_url = \"https://a.example\"\n")
        .expect("writes");
    let mut command = program(folder.path());
    command.env("CONSPECTUS_CONFIG", &file).env("CONSPECTUS_LOG", "warn").env("CONSPECTUS_LISTEN", "127.0.0.1:7002");
    let shown = stdout(&command.args(["check-config", "--listen", "127.0.0.1:7003"]).output().expect("runs"));
    for line in ["listen      127.0.0.1:7003", "log         warn", "public url  https://a.example"] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
}

#[test]
fn check_config_shows_no_password_of_the_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = stdout(&run(
        folder.path(),
        &["check-config", "--database", "postgres://user:hunter2@db.example/c?sslmode=verify-full"],
    ));
    assert!(shown.contains("postgres://…@db.example/c") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn every_command_explains_itself() {
    for command in ["serve", "bootstrap", "token", "workspace", "migrate", "openapi", "check-config", "audit", "keys"] {
        let help = stdout(&Command::new(PROGRAM).args([command, "--help"]).output().expect("runs"));
        assert!(help.len() > 200, "{command}: {help}");
    }
}

#[test]
fn the_description_is_openapi_3_1() {
    let description = stdout(&Command::new(PROGRAM).arg("openapi").output().expect("runs"));
    let description: Value = serde_json::from_str(&description).expect("JSON");
    assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
}
