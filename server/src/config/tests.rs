use super::*;

fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("conspectus.toml");
    std::fs::write(&path, text).expect("writes");
    (folder, path)
}

#[test]
fn a_flag_beats_the_file_and_the_file_beats_the_default() {
    let (_folder, path) = file("data = \"/from/file\"\nlog = \"debug\"\n");
    let settings = Settings { config: Some(path), log: Some("warn".into()), ..Settings::default() };
    let config = settings.resolve().expect("resolves");
    assert_eq!(config.data, PathBuf::from("/from/file"));
    assert_eq!(config.log, "warn");
    assert_eq!(config.listen.to_string(), DEFAULT_LISTEN);
    assert_eq!(config.database, "sqlite:///from/file/conspectus.sqlite");
}

#[test]
fn an_unknown_key_in_the_file_is_an_error_that_names_it() {
    let (_folder, path) = file("lisen = \"127.0.0.1:1\"\n");
    let error = Settings { config: Some(path), ..Settings::default() }.resolve().expect_err("refused");
    assert!(error.to_string().contains("lisen"), "{error}");
}

#[test]
fn listening_beyond_this_machine_without_tls_is_refused_with_the_remedy() {
    let listen = Some("0.0.0.0:8137".parse().expect("an address"));
    let error = Settings { listen, ..Settings::default() }.resolve().expect_err("refused");
    assert!(error.to_string().contains("--tls-certificate"), "{error}");
    let files = Settings {
        tls_certificate: Some("a.pem".into()),
        tls_key: Some("a.key".into()),
        listen,
        ..Settings::default()
    };
    assert!(files.resolve().expect("resolves").is_secure());
}

#[test]
fn a_certificate_without_its_key_is_refused() {
    let settings = Settings { tls_certificate: Some("a.pem".into()), ..Settings::default() };
    assert!(matches!(settings.resolve(), Err(ConfigError::HalfTls)));
}

#[test]
fn a_database_on_another_machine_needs_tls_that_checks_who_answers() {
    let resolve = |database: &str| Settings { database: Some(database.into()), ..Settings::default() }.resolve();
    for refused in [
        "postgres://u:p@db.example/c",
        "postgres://db.example/c?sslmode=require",
        "postgres://u@localhost/c?host=db.example",
        "postgresql://u@192.0.2.1:5432/c?sslmode=verify-ca",
        "postgres://db.example/c?sslmode=verify-full&sslmode=disable",
    ] {
        assert!(matches!(resolve(refused), Err(ConfigError::DatabaseInTheClear(_))), "{refused}");
    }
    for taken in [
        "postgres://u@127.0.0.1:5433/c",
        "postgres://u@[::1]:5433/c",
        "postgres://u@localhost/c?host=/run/postgresql",
        "postgres:///c",
        "postgres://db.example/c?sslmode=verify-full&sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/c.key",
    ] {
        assert!(resolve(taken).is_ok(), "{taken}");
    }
}

#[test]
fn settings_of_keys_and_edge_have_tables_of_their_own_in_the_file() {
    let (_folder, path) =
        file("[keys]\nkey = \"vault:conspectus\"\n[edge]\ntrusted_proxies = [\"10.0.0.1\"]\nlog_format = \"json\"\n");
    let config = Settings { config: Some(path), ..Settings::default() }.resolve().expect("resolves");
    assert_eq!(config.keys.name.as_deref(), Some("vault:conspectus"));
    assert_eq!((config.edge.trusted_proxies.len(), config.edge.log_format), (1, Some(LogFormat::Json)));
    let (_folder, path) = file("[edge]\ntrusted = []\n");
    assert!(Settings { config: Some(path), ..Settings::default() }.resolve().is_err(), "an unknown key is refused");
}
