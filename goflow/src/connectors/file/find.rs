//! Which files a path means.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::paths::Paths;

/// A file that is to be read.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// The path as people are told it.
    pub(crate) name: Arc<str>,
    /// Its size; 0 for what has none.
    pub(crate) bytes: u64,
    /// A file, no pipe and no terminal.
    pub(crate) regular: bool,
    /// The first of all.
    pub(crate) first: bool,
}

/// Why there is nothing to read.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum FindError {
    /// No path at all.
    Empty,
    /// No such file or folder.
    Missing(PathBuf),
    /// A glob or folder without a file.
    Nothing(PathBuf),
    /// Not a glob.
    Glob(PathBuf, glob::PatternError),
    /// A URL of something that cannot be read.
    Scheme(PathBuf),
    /// The system refuses.
    Io(PathBuf, io::Error),
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the list of paths is empty; give it a file or a folder"),
            Self::Missing(path) => write!(
                f,
                "there is no `{}`; a path is a file, a folder or a glob, from {}",
                path.display(),
                std::env::current_dir().unwrap_or_default().display(),
            ),
            Self::Nothing(path) => write!(
                f,
                "nothing to read in `{}`; names that begin with `.` or `_` are no data",
                path.display(),
            ),
            Self::Glob(path, error) => write!(
                f,
                "`{}` is no glob: {} at character {}; `[[]` stands for a `[` itself",
                path.display(),
                error.msg,
                error.pos + 1,
            ),
            Self::Scheme(path) => write!(
                f,
                "`{}` is a URL, and this build reads files; copy it here first",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "cannot read `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for FindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Glob(_, error) => Some(error),
            _ => None,
        }
    }
}

/// The files, in order of their names. It asks the file system, and so may block.
pub(crate) fn find(paths: &Paths) -> Result<Vec<Found>, FindError> {
    if paths.0.is_empty() {
        return Err(FindError::Empty);
    }
    let mut all = Vec::new();
    for path in &paths.0 {
        let before = all.len();
        find_one(path, &mut all)?;
        if all.len() == before {
            return Err(FindError::Nothing(path.clone()));
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let mut seen = HashSet::new();
    all.retain(|file| {
        seen.insert(fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone()))
    });
    if let Some(first) = all.first_mut() {
        first.first = true;
    }
    Ok(all)
}

fn find_one(path: &Path, all: &mut Vec<Found>) -> Result<(), FindError> {
    let text = path.to_string_lossy();
    match fs::metadata(path) {
        // What is there is meant, whatever characters its name has.
        Ok(metadata) => return add(path.to_path_buf(), &metadata, all),
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(FindError::Io(path.into(), error));
        }
        Err(_) if text.contains("://") => return Err(FindError::Scheme(path.into())),
        Err(_) if !text.contains(['*', '?', '[']) => return Err(FindError::Missing(path.into())),
        Err(_) => {}
    }
    let matches = glob::glob(&text).map_err(|error| FindError::Glob(path.into(), error))?;
    for found in matches {
        let found = found.map_err(|e| FindError::Io(e.path().into(), e.into()))?;
        if !is_hidden(&found) {
            let metadata = fs::metadata(&found).map_err(|e| FindError::Io(found.clone(), e))?;
            add(found, &metadata, all)?;
        }
    }
    Ok(())
}

/// A file, or all files below a folder.
fn add(path: PathBuf, metadata: &fs::Metadata, all: &mut Vec<Found>) -> Result<(), FindError> {
    if !metadata.is_dir() {
        all.push(Found {
            name: path.to_string_lossy().into(),
            path,
            bytes: metadata.len(),
            regular: metadata.is_file(),
            first: false,
        });
        return Ok(());
    }
    // A list of folders still to be read: a deep tree needs no deep stack.
    let mut folders = vec![path];
    while let Some(folder) = folders.pop() {
        let failed = |error| FindError::Io(folder.clone(), error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if is_hidden(&path) {
                continue;
            }
            let metadata = fs::metadata(&path).map_err(|e| FindError::Io(path.clone(), e))?;
            if !metadata.is_dir() {
                add(path, &metadata, all)?;
            } else if !entry.file_type().map_err(failed)?.is_symlink() {
                // A link to a folder could lead back up, for ever.
                folders.push(path);
            }
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: impl Into<Paths>, root: &Path) -> Result<Vec<String>, String> {
        let root = format!("{}/", root.display());
        match find(&paths.into()) {
            Ok(found) => Ok(found.iter().map(|f| f.name.replace(&root, "")).collect()),
            Err(error) => Err(error.to_string().replace(&root, "")),
        }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("deep/er")).unwrap();
        fs::create_dir_all(folder.path().join("_hidden")).unwrap();
        for name in ["b.csv", "a.csv", ".c.csv", "_d.csv", "e[1].csv", "deep/er/f.csv", "_hidden/g"]
        {
            fs::write(folder.path().join(name), name).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_is_read_whole_in_order_of_names() {
        let folder = folder();
        let all = ["a.csv", "b.csv", "deep/er/f.csv", "e[1].csv"].map(String::from).to_vec();
        assert_eq!(names(folder.path(), folder.path()), Ok(all));
    }

    #[test]
    fn globs_lists_and_names_that_look_like_globs() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        assert_eq!(names(at("?.csv"), folder.path()).unwrap(), ["a.csv", "b.csv"]);
        assert_eq!(names(at("**/f.csv"), folder.path()).unwrap(), ["deep/er/f.csv"]);
        assert_eq!(names(at("e[1].csv"), folder.path()).unwrap(), ["e[1].csv"]);
        assert_eq!(names(at(".c.csv"), folder.path()).unwrap(), [".c.csv"]);
        let twice = [at("b.csv"), at("a.csv"), at("*.csv"), at("deep/../a.csv")];
        assert_eq!(names(twice, folder.path()).unwrap(), ["a.csv", "b.csv", "e[1].csv"]);
    }

    #[test]
    fn nothing_found_says_what_to_do() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let error = |name: &str| names(at(name), folder.path()).unwrap_err();
        assert!(error("x.csv").starts_with("there is no `x.csv`; a path is a file, a folder or a"));
        assert!(error("x*.csv").starts_with("nothing to read in `x*.csv`; names that begin"));
        assert!(error("_hidden/_*").starts_with("nothing to read in"));
        assert!(error("x[.csv").contains("is no glob"));
        assert!(names("s3://a/b", folder.path()).unwrap_err().contains("is a URL"));
        assert!(find(&Paths::from(Vec::<&str>::new())).is_err());
    }
}
