//! Where the agent keeps its files.

use std::path::PathBuf;

/// Reads an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The ledger's folder: `CONSPECTUS_HOME`, or the platform's place for a user's data.
#[must_use]
pub fn data_folder(environment: Environment<'_>) -> Option<PathBuf> {
    let variable = |name: &str| environment(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(home) = variable("CONSPECTUS_HOME") {
        return Some(home);
    }
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_DATA_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("conspectus"))
}

/// The config file: in `CONSPECTUS_HOME`, or the platform's place for a user's settings.
#[must_use]
pub fn config_file(environment: Environment<'_>) -> Option<PathBuf> {
    let variable = |name: &str| environment(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let folder = if let Some(home) = variable("CONSPECTUS_HOME") {
        Some(home)
    } else if cfg!(windows) {
        variable("APPDATA").map(|base| base.join("conspectus"))
    } else if cfg!(target_os = "macos") {
        data_folder(environment)
    } else {
        let base = variable("XDG_CONFIG_HOME").or_else(|| variable("HOME").map(|home| home.join(".config")));
        base.map(|base| base.join("conspectus"))
    };
    folder.map(|folder| folder.join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variable_moves_everything() {
        let environment = |name: &str| (name == "CONSPECTUS_HOME").then(|| "/data/c".to_owned());
        assert_eq!(data_folder(&environment), Some(PathBuf::from("/data/c")));
        assert_eq!(config_file(&environment), Some(PathBuf::from("/data/c/config.toml")));
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn by_default_data_and_settings_are_where_the_desktop_keeps_them() {
        let environment = |name: &str| (name == "HOME").then(|| "/home/me".to_owned());
        assert_eq!(data_folder(&environment), Some(PathBuf::from("/home/me/.local/share/conspectus")));
        assert_eq!(config_file(&environment), Some(PathBuf::from("/home/me/.config/conspectus/config.toml")));
        assert_eq!(data_folder(&|_| None), None);
    }
}
