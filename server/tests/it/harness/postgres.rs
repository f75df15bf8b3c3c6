use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

const REMEDY: &str = "These tests run on a real PostgreSQL. Install it (apt install postgresql), or name a server that \
                      may be used for tests in CONSPECTUS_TEST_POSTGRES, for example postgres://user@host/postgres";

/// Ends the cluster and removes its folder when the test process is gone, however it went: its end of the pipe closes.
const WATCHDOG: &str =
    r#"folder=$1; shift; "$@" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf "$folder""#;

/// A PostgreSQL for this run of the tests.
pub struct Cluster {
    base: String,
    query: String,
    _watchdog: Option<Child>,
}

impl Cluster {
    /// As the cluster's superuser, whom nothing holds back.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.base, self.query)
    }

    /// As a plain role.
    pub fn url_as(&self, role: &str, database: &str) -> String {
        let place = self.base.rsplit_once('@').or_else(|| self.base.split_once("://")).map_or("", |(_, place)| place);
        format!("postgres://{role}:{PASSWORD}@{place}/{database}{}", self.query)
    }
}

/// Of the roles that tests make.
pub const PASSWORD: &str = "test-data-only";

/// The one cluster of this process, started by its first user.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| match std::env::var("CONSPECTUS_TEST_POSTGRES") {
        Ok(url) => named(&url),
        Err(_) => start(),
    })
}

fn named(url: &str) -> Cluster {
    let (address, query) = url.split_once('?').map_or((url, String::new()), |(url, query)| (url, format!("?{query}")));
    let base = address.rsplit_once('/').map_or(address, |(base, _)| base);
    Cluster { base: base.to_owned(), query, _watchdog: None }
}

fn start() -> Cluster {
    let programs = programs();
    let folder = tempfile::tempdir().expect("a folder").keep();
    let user = server_user(&folder);
    let data = folder.join("data");
    let made = unprivileged(user.as_deref(), &programs.join("initdb"))
        .args(["--username=postgres", "--auth=trust", "--no-sync", "--no-locale", "--encoding=UTF8", "-D"])
        .arg(&data)
        .current_dir(&folder)
        .output()
        .expect("initdb runs");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let server = unprivileged(user.as_deref(), &programs.join("postgres"));
    let mut watchdog = Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog"])
        .arg(&folder)
        .arg(server.get_program())
        .args(server.get_args())
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=300"])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sh runs");
    wait_until_ready(&mut watchdog);
    let query = format!("?host={}", folder.display());
    Cluster { base: "postgres://postgres@localhost".into(), query, _watchdog: Some(watchdog) }
}

/// Reads the log until the server says that it is ready, and keeps reading so that the pipe never fills.
fn wait_until_ready(watchdog: &mut Child) {
    let mut log = BufReader::new(watchdog.stderr.take().expect("piped")).lines();
    let mut seen = String::new();
    loop {
        let line = log.next().unwrap_or_else(|| panic!("PostgreSQL ended: {seen}")).expect("text");
        if line.contains("ready to accept connections") {
            break;
        }
        seen.push_str(&line);
        seen.push('\n');
    }
    std::thread::spawn(move || log.for_each(drop));
}

/// Where initdb and postgres are: beside `pg_config`, or in Debian's folder.
fn programs() -> PathBuf {
    let configured = Command::new("pg_config").arg("--bindir").output().ok().filter(|output| output.status.success());
    let configured = configured.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.extend(configured);
    folders.into_iter().rfind(|folder| folder.join("initdb").is_file()).unwrap_or_else(|| panic!("{REMEDY}"))
}

/// PostgreSQL refuses to run as root; then it runs as the user that its package made.
fn server_user(folder: &Path) -> Option<String> {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return None;
    }
    let owned = Command::new("chown").arg("postgres").arg(folder).status().expect("chown runs");
    assert!(owned.success(), "there is no user called postgres. {REMEDY}");
    Some("postgres".to_owned())
}

fn unprivileged(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--init-groups"]).arg(program);
    command
}
