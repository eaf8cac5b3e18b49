//! Where fuzzing begins: files of the corpora, copied when a target starts.

use std::path::{Path, PathBuf};

/// Copies files below `folders` of the corpora whose names end in one of `endings`, each behind
/// `prefix` and cut to `most` bytes, into the folder that GOFLOW_FUZZ_SEEDS names; gives the folder.
/// Without it, or without GOFLOW_CORPORA, fuzzing begins with what it has.
pub fn plant(folders: &[&str], endings: &[&str], prefix: &[u8], most: usize) -> Option<PathBuf> {
    let seeds = PathBuf::from(std::env::var_os("GOFLOW_FUZZ_SEEDS")?);
    let Some(corpora) = std::env::var_os("GOFLOW_CORPORA").map(PathBuf::from) else {
        eprintln!("GOFLOW_CORPORA is not set: no seeds of it");
        return Some(seeds);
    };
    let mut files = Vec::new();
    for folder in folders {
        below(&corpora.join(folder), &mut files);
    }
    for (number, file) in files.iter().enumerate() {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !endings.contains(&ending) {
            continue;
        }
        let bytes = std::fs::read(file).expect("a file of the corpora");
        let seed = [prefix, &bytes[..bytes.len().min(most)]].concat();
        std::fs::write(seeds.join(format!("corpora-{number}")), seed).expect("room for a seed");
    }
    Some(seeds)
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder of the corpora");
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("its entries").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { below(&path, files) } else { files.push(path) }
    }
}
