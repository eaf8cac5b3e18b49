//! Which files a path means.

mod error;
mod local;
#[cfg(feature = "_store")]
mod object;
mod walk;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use error::FindError;
use tokio::task::{JoinError, spawn_blocking};

use super::found::{Found, Place};
use super::paths::Paths;
use super::store::{Scheme, bucket};

/// The files, in order of their names; a file that is found twice is there once.
///
/// `awaited`: a folder or glob that finds nothing is no error.
pub(crate) async fn find(paths: &Paths, awaited: bool) -> Result<Vec<Arc<Found>>, FindError> {
    if paths.0.is_empty() {
        return Err(FindError::Empty);
    }
    let mut all = Vec::new();
    for path in &paths.0 {
        let before = all.len();
        match find_one(path.clone(), &mut all).await {
            Err(FindError::Missing(_)) if awaited => {}
            result => result?,
        }
        if all.len() == before && !awaited {
            return Err(FindError::Nothing(path.clone()));
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let once = once_each(all).await;
    let mut all = once.map_err(|error| FindError::Io(paths.to_string().into(), error.into()))?;
    if let Some(first) = all.first_mut() {
        Arc::make_mut(first).first = true;
    }
    Ok(all)
}

async fn find_one(path: PathBuf, all: &mut Vec<Arc<Found>>) -> Result<(), FindError> {
    let text = path.to_string_lossy().into_owned();
    let url = Scheme::split(&text).map(|(scheme, rest)| (scheme, rest.to_string()));
    let given = match url {
        None => local::Given::path(path),
        Some((Ok(Scheme::File), rest)) => local::Given::url(&text, &rest)?,
        Some(_) => match bucket(&text) {
            #[cfg(feature = "_store")]
            Ok(bucket) => return object::find(&text, bucket, all).await,
            #[cfg(not(feature = "_store"))]
            Ok(never) => match never {},
            // A file may have any name, one like a URL's, too.
            Err(_) if path.exists() => local::Given::path(path),
            Err(error) => return Err(FindError::Store(text, error)),
        },
    };
    let finding = spawn_blocking(move || given.find());
    all.extend(finding.await.map_err(|error| FindError::Io(text.into(), error.into()))??);
    Ok(())
}

/// Leaves out what is there a second time, by another name, too.
async fn once_each(all: Vec<Arc<Found>>) -> Result<Vec<Arc<Found>>, JoinError> {
    let once = move || {
        // To ask for a file's true path takes longer than to read a small one: only those are asked
        // that have a file in common.
        let mut names: Vec<_> = all.iter().filter_map(|file| file.stamp.identity).collect();
        names.sort_unstable();
        let twice = names.windows(2).filter(|two| two.first() == two.last());
        let twice: HashSet<_> = twice.flatten().copied().collect();
        let mut seen = HashSet::new();
        let mut all = all;
        all.retain(|file| match &file.place {
            Place::Local(_) if file.stamp.identity.is_some_and(|its| !twice.contains(&its)) => true,
            Place::Local(path) => {
                let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                seen.insert(path)
            }
            #[cfg(feature = "_store")]
            Place::Object { .. } => seen.insert(PathBuf::from(&*file.name)),
        });
        all
    };
    spawn_blocking(once).await
}

/// Has a glob wildcards?
fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Names that begin with `.` or `_` are no data.
fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '_'])
}

/// Is `path`, which `pattern` matches, no data? What the pattern says letter by letter is meant.
fn is_hidden_match(pattern: &str, path: &str) -> bool {
    let said: HashSet<&str> = pattern.split('/').filter(|part| !is_glob(part)).collect();
    path.split('/')
        .any(|part| is_hidden(part) && !said.contains(part) && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    async fn names(paths: impl Into<Paths>, root: &Path) -> Result<Vec<String>, String> {
        let root = format!("{}/", root.display());
        match find(&paths.into(), false).await {
            Ok(found) => Ok(found.iter().map(|f| f.name.replace(&root, "")).collect()),
            Err(error) => Err(error.to_string().replace(&root, "")),
        }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for inside in ["deep/er", "_hidden", "carrier=A%2FB", "sp ace"] {
            fs::create_dir_all(folder.path().join(inside)).unwrap();
        }
        for name in [
            "b.csv",
            "a.csv",
            ".c.csv",
            "_d.csv",
            "e[1].csv",
            "deep/er/f.csv",
            "_hidden/g.csv",
            "carrier=A%2FB/h.csv",
            "sp ace/i.csv",
        ] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        folder
    }

    const ALL: [&str; 6] =
        ["a.csv", "b.csv", "carrier=A%2FB/h.csv", "deep/er/f.csv", "e[1].csv", "sp ace/i.csv"];

    #[tokio::test]
    async fn a_folder_is_read_whole_in_order_of_names() {
        let folder = folder();
        assert_eq!(names(folder.path(), folder.path()).await.unwrap(), ALL);
        let url = format!("file://{}/", folder.path().display());
        assert_eq!(names(&url, Path::new(&url[..url.len() - 1])).await.unwrap(), ALL);
        let found = find(&folder.path().into(), false).await.unwrap();
        assert_eq!(found.iter().filter(|file| file.first).count(), 1);
        assert!(found[0].first);
        assert_eq!(found[2].hive.to_vec(), [("carrier".into(), Some("A/B".into()))]);
        assert_eq!((found[2].bytes(), found[2].regular), (19, true));
    }

    #[tokio::test]
    async fn globs_lists_and_names_that_look_like_globs() {
        let folder = folder();
        let root = folder.path();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        assert_eq!(names(at("?.csv"), root).await.unwrap(), ["a.csv", "b.csv"]);
        assert_eq!(names(at("**/f.csv"), root).await.unwrap(), ["deep/er/f.csv"]);
        assert_eq!(names(at("*/*.csv"), root).await.unwrap(), [ALL[2], ALL[5]]);
        assert_eq!(names(at("_hidden/*.csv"), root).await.unwrap(), ["_hidden/g.csv"]);
        assert_eq!(names(at("_hidden"), root).await.unwrap(), ["_hidden/g.csv"]);
        assert_eq!(names(at("e[1].csv"), root).await.unwrap(), ["e[1].csv"]);
        assert_eq!(names(at(".c.csv"), root).await.unwrap(), [".c.csv"]);
        let twice = [at("b.csv"), at("a.csv"), at("*.csv"), at("deep/../a.csv")];
        assert_eq!(names(twice, root).await.unwrap(), ["a.csv", "b.csv", "e[1].csv"]);
    }

    #[tokio::test]
    async fn file_urls_are_percent_decoded_and_plain_paths_are_not() {
        let folder = folder();
        let at = |name: &str| format!("file://{}/{name}", folder.path().display());
        let root = format!("file://{}", folder.path().display());
        let root = Path::new(&root);
        assert_eq!(names(at("sp%20ace/i.csv"), root).await.unwrap(), ["sp%20ace/i.csv"]);
        assert_eq!(names(at("sp%20a*/*.csv"), root).await.unwrap(), ["sp ace/i.csv"]);
        assert_eq!(names(at("e%5B1%5D.c*"), root).await.unwrap(), ["e[1].csv"]);
        assert_eq!(names(at("carrier=A%252FB"), root).await.unwrap(), ["carrier=A%252FB/h.csv"]);
        assert!(names(at("carrier=A%2FB/h.csv"), root).await.is_err());
        let plain = folder.path().join("carrier=A%2FB");
        assert_eq!(names(plain, folder.path()).await.unwrap(), ["carrier=A%2FB/h.csv"]);
        let error = names("file://elsewhere/a.csv", root).await.unwrap_err();
        assert!(error.contains("`elsewhere` is another machine"), "{error}");
    }

    #[tokio::test]
    async fn nothing_found_says_what_to_do() {
        let folder = folder();
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let error = async |name: &str| names(at(name), folder.path()).await.unwrap_err();
        assert!(error("x.csv").await.starts_with("there is no `x.csv`; a path is a file, a fol"));
        let full = FindError::Io("in".into(), std::io::Error::from_raw_os_error(24)).to_string();
        assert!(cfg!(windows) || full.contains("allow more with `ulimit -n`"), "{full}");
        assert!(error("x*.csv").await.starts_with("nothing to read in `x*.csv`; names that be"));
        assert!(error("_hidden/_*").await.starts_with("nothing to read in"));
        assert!(error("x[.csv").await.contains("is no glob"));
        assert!(names("x://a/b", folder.path()).await.unwrap_err().contains("of an unknown kind"));
        assert!(find(&Paths::from(Vec::<&str>::new()), false).await.is_err());
        for awaited in ["x.csv", "x*.csv", "new/"] {
            assert_eq!(find(&at(awaited).into(), true).await.unwrap().len(), 0);
        }
        assert!(find(&at("x[.csv").into(), true).await.is_err());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn folders_that_go_away_while_they_are_looked_at_are_none() {
        use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

        let folder = folder();
        let (root, over) = (folder.path(), AtomicBool::new(false));
        let (coming, runtime) = (root.join("deep/coming"), tokio::runtime::Handle::current());
        let glob = root.join("**/*.csv").to_string_lossy().into_owned();
        tokio::task::block_in_place(|| {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    while !over.load(Relaxed) {
                        fs::create_dir_all(coming.join("a/b")).unwrap();
                        fs::remove_dir_all(&coming).unwrap();
                    }
                });
                let mut failed = Vec::new();
                for _ in 0..600 {
                    for path in [root.to_str().unwrap(), &glob] {
                        failed.extend(runtime.block_on(names(path, root)).err());
                    }
                }
                over.store(true, Relaxed);
                assert_eq!(failed, [] as [String; 0]);
            });
        });
    }
}
