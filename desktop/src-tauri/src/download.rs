//! Files that the user asked to keep.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

const MOST_COPIES: u32 = 1000;

/// Writes a new file into `folder`; one of the same name is never replaced.
pub fn save(folder: &Path, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let name = plain_name(name);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name.as_str(), String::new()),
    };
    for copy in 1..=MOST_COPIES {
        let name = if copy == 1 { name.clone() } else { format!("{stem} ({copy}){ending}") };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(content)?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("too many files are called {name}")))
}

/// A name that stays in its folder and means nothing special to any system.
fn plain_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c }).take(120).collect();
    let bare = safe.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if bare.is_empty() { "conspectus".to_owned() } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = save(folder.path(), "figure.png", b"1").expect("a file");
        let second = save(folder.path(), "figure.png", b"2").expect("a file");
        assert_eq!(fs::read(first).expect("the first"), b"1");
        assert_eq!(second, folder.path().join("figure (2).png"));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for (name, expected) in [
            ("../../.bashrc", "_.._.bashrc"),
            ("/etc/passwd", "_etc_passwd"),
            (r"C:\autoexec.bat", "C__autoexec.bat"),
            ("..", "conspectus"),
            ("", "conspectus"),
            (".profile", "profile"),
        ] {
            assert_eq!(plain_name(name), expected);
        }
    }
}
