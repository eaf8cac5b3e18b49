//! What tests of files share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
#[cfg(any(feature = "s3", all(feature = "azure", feature = "parquet")))]
use std::process::Command;

/// All files below a folder, hidden ones too, by their path from there.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = |name: &String| std::fs::read(folder.join(name)).unwrap();
    names(folder).into_iter().map(|name| (name.clone(), bytes(&name))).collect()
}

/// Their names.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                names.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_string());
            }
        }
    }
    names.sort();
    names
}

/// Their texts.
pub fn texts(folder: &Path) -> BTreeMap<String, String> {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    files(folder).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

/// A name of a part without what differs from run to run: `a=1/part-0-…-b00003-00000.jsonl`.
pub fn plain(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(f, n)| (f, n));
    let mut parts: Vec<&str> = file.split('-').collect();
    assert!(parts.len() >= 4 && parts[0] == "part" && parts[2].len() == 19, "{name}");
    parts[2] = "…";
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{}", parts.join("-"))
}

/// [`texts`] by [`plain`] names.
pub fn plain_texts(folder: &Path) -> BTreeMap<String, String> {
    texts(folder).into_iter().map(|(name, text)| (plain(&name), text)).collect()
}

/// Runs an ignored test of this program in a process of its own, with these variables: stores are set
/// up by the environment.
#[cfg(any(feature = "s3", all(feature = "azure", feature = "parquet")))]
pub fn run_alone(test: &str, variables: &[(&str, &str)]) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let told = [&child.stdout, &child.stderr].map(|told| String::from_utf8_lossy(told)).concat();
    assert!(child.status.success() && told.contains("1 passed"), "{told}");
    // Of a thread that nobody waits for.
    assert!(!told.contains("panicked"), "{told}");
}
