//! The paths that a glob matches.
//!
//! The walk that the crate `glob` has passes over names that are no UTF-8 without a word, and follows links
//! that lead back up until the system has enough of it.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf, is_separator};

use glob::{Pattern, PatternError};

use super::{FindError, is_glob};

/// What a part of a path has to be.
enum Part {
    /// That name.
    Named(String),
    /// One like this.
    Like(Pattern),
    /// Any folders, or none.
    Folders,
}

/// A place from which to go on.
struct Place {
    folder: PathBuf,
    /// How many parts were found.
    part: usize,
    /// The true paths of folders that links led out of, on the way here.
    left: Vec<PathBuf>,
}

/// All that `pattern` matches, in no order.
pub(super) fn walk(pattern: &str) -> Result<Vec<PathBuf>, FindError> {
    let wrong = |error: PatternError| FindError::Glob(pattern.into(), error);
    Pattern::new(pattern).map_err(wrong)?;
    // What stands before the first part with a wildcard is a path as it is.
    let first = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    let (begin, _) = pattern.split_at(first);
    let begin = begin.rfind(is_separator).map_or(0, |place| place + 1);
    let (base, rest) = pattern.split_at(begin);
    let parts = rest.split(is_separator).filter(|part| !part.is_empty()).map(Part::new);
    let parts = parts.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let mut found = Vec::new();
    let mut places = vec![Place { folder: base.into(), part: 0, left: Vec::new() }];
    while let Some(place) = places.pop() {
        match parts.get(place.part) {
            None => found.push(place.folder),
            Some(part) => place.go_on(part, &mut places)?,
        }
    }
    if rest.ends_with(is_separator) {
        found.retain(|path| path.is_dir());
    }
    Ok(found)
}

impl Part {
    fn new(text: &str) -> Result<Self, PatternError> {
        Ok(match text {
            "**" => Self::Folders,
            _ if is_glob(text) => Self::Like(Pattern::new(text)?),
            _ => Self::Named(text.to_string()),
        })
    }
}

impl Place {
    /// Finds the next part.
    fn go_on(self, part: &Part, places: &mut Vec<Self>) -> Result<(), FindError> {
        let below = |name: &Path, part, left: &[PathBuf]| Self {
            folder: self.folder.join(name),
            part,
            left: left.to_vec(),
        };
        let next = self.part + 1;
        match part {
            Part::Named(name) => places.push(below(name.as_ref(), next, &self.left)),
            Part::Like(pattern) => {
                for entry in entries(&self.folder)? {
                    let name = entry.file_name();
                    if pattern.matches(&name.to_string_lossy()) {
                        places.push(below(name.as_ref(), next, &self.left));
                    }
                }
            }
            Part::Folders => {
                for entry in entries(&self.folder)? {
                    let name = entry.file_name();
                    let left = match entry.file_type() {
                        Ok(kind) if kind.is_dir() => Some(self.left.clone()),
                        Ok(kind) if kind.is_symlink() => self.follow(&entry.path()),
                        _ => None,
                    };
                    if let Some(left) = left {
                        places.push(below(name.as_ref(), self.part, &left));
                    }
                }
                places.push(Self { part: next, ..self });
            }
        }
        Ok(())
    }

    /// What a link to a folder leaves behind; `None`: it is none, or it leads back up.
    fn follow(&self, link: &Path) -> Option<Vec<PathBuf>> {
        let to = fs::canonicalize(link).ok().filter(|to| to.is_dir())?;
        let mut left = self.left.clone();
        left.push(fs::canonicalize(non_empty(&self.folder)).ok()?);
        (!left.iter().any(|folder| folder.starts_with(&to))).then_some(left)
    }
}

/// What is in a folder; nothing if it is none, or gone since it was found.
fn entries(folder: &Path) -> Result<Vec<DirEntry>, FindError> {
    let entries = fs::read_dir(non_empty(folder)).and_then(Iterator::collect);
    entries.or_else(|error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(Vec::new()),
        _ => Err(FindError::Io(folder.into(), error)),
    })
}

fn non_empty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a pattern finds below a folder.
    fn found(root: &Path, pattern: &str) -> Vec<String> {
        let root = root.to_str().unwrap();
        let all = walk(&format!("{root}/{pattern}")).unwrap();
        let name = |path: &PathBuf| path.to_string_lossy().replace(&format!("{root}/"), "");
        let mut names: Vec<_> = all.iter().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn parts_are_names_patterns_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for inside in ["a/b/c", "a/d", "e[1]"] {
            fs::create_dir_all(root.join(inside)).unwrap();
        }
        for file in ["x.csv", "a/x.csv", "a/b/c/x.csv", "a/d/y.csv", "e[1]/x.csv"] {
            fs::write(root.join(file), "").unwrap();
        }
        for (pattern, all) in [
            ("*.csv", vec!["x.csv"]),
            ("*/x.csv", vec!["a/x.csv", "e[1]/x.csv"]),
            ("**/x.csv", vec!["a/b/c/x.csv", "a/x.csv", "e[1]/x.csv", "x.csv"]),
            ("a/**/[xy].csv", vec!["a/b/c/x.csv", "a/d/y.csv", "a/x.csv"]),
            ("**/c/**/*.csv", vec!["a/b/c/x.csv"]),
            ("e[[]1]/?.csv", vec!["e[1]/x.csv"]),
            ("*/", vec!["a", "e[1]"]),
            ("x.csv/*", vec![]),
            ("none/*", vec![]),
        ] {
            let found = found(root, pattern);
            let exists = |name: &&String| root.join(name).exists();
            assert_eq!(found.iter().filter(exists).collect::<Vec<_>>(), all, "{pattern}");
        }
        assert!(matches!(walk("a/**b"), Err(FindError::Glob(..))));
        assert!(matches!(walk("a/[b/c]*"), Err(FindError::Glob(..))));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_no_text_and_links_that_lead_back() {
        use std::ffi::OsStr;
        use std::os::unix::{ffi::OsStrExt as _, fs::symlink};

        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::create_dir_all(root.join("c")).unwrap();
        fs::write(root.join("a/b").join(OsStr::from_bytes(b"\xff.csv")), "").unwrap();
        fs::write(root.join("c/x.csv"), "").unwrap();
        for (link, to) in [("a/up", ".."), ("a/c", "../c"), ("c/a", "../a"), ("a/self", "self")] {
            symlink(to, root.join(link)).unwrap();
        }
        // Each folder is come to by one way or more, and by none twice.
        let names = ["a/b/\u{fffd}.csv", "a/c/x.csv", "c/a/b/\u{fffd}.csv", "c/x.csv"];
        assert_eq!(found(root, "**/*.csv"), names);
        assert_eq!(found(root, "a/b/?.csv"), names[..1]);
    }
}
