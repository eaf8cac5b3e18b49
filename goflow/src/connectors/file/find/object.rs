//! Files in object stores.

use std::sync::Arc;

use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt as _};

use super::super::found::{Found, Place, Stamp};
use super::super::hive;
use super::super::store::{
    Bucket, NO_HTTPS, NO_KEYS, StoreError, is_without_https, is_without_keys,
};
use super::{FindError, is_glob, is_hidden, is_hidden_match};

/// A slash in the pattern is a slash, and `*` stops there.
const BY_FOLDER: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The objects that `url` means: one, all below a prefix, or those that a glob matches.
pub(super) async fn find(
    url: &str,
    bucket: Bucket,
    all: &mut Vec<Arc<Found>>,
) -> Result<(), FindError> {
    let refused = |error: object_store::Error| {
        use object_store::Error::{InvalidPath, PermissionDenied, Unauthenticated};
        let mend = match &error {
            error if is_without_keys(error) => NO_KEYS,
            error if is_without_https(error) => NO_HTTPS,
            PermissionDenied { .. } | Unauthenticated { .. } => {
                "see that the credentials in the environment may read there"
            }
            InvalidPath { .. } => {
                "no part of a key may be empty, `.` or `..`; rename that object, or name a prefix beside it"
            }
            _ => "the store is set up by the environment",
        };
        let problem = format!("{error}; {mend}");
        FindError::Store(url.into(), StoreError::Setup(problem))
    };
    let key = bucket.key.trim_end_matches('/');
    let path = Path::parse(key).map_err(|error| refused(error.into()))?;
    let whole = key.is_empty() || bucket.key.ends_with('/');
    if !whole {
        match bucket.store.head(&path).await {
            Ok(meta) => {
                all.push(Arc::new(found(&bucket, meta)));
                return Ok(());
            }
            Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(refused(error)),
        }
    }
    let pattern = match is_glob(key) && !whole {
        true => {
            let pattern = glob::Pattern::new(key);
            Some(pattern.map_err(|error| FindError::Glob(url.into(), error))?)
        }
        false => None,
    };
    // Listed is the deepest folder that the pattern says letter by letter.
    let prefix = match &pattern {
        Some(_) => {
            let said: Vec<&str> = key.split('/').take_while(|part| !is_glob(part)).collect();
            Path::parse(said.join("/")).map_err(|error| refused(error.into()))?
        }
        None => path,
    };
    let mut listed: Vec<ObjectMeta> =
        bucket.store.list(Some(&prefix)).try_collect().await.map_err(refused)?;
    listed.sort_by(|a, b| a.location.cmp(&b.location));
    for (place, meta) in listed.iter().enumerate() {
        let name = meta.location.as_ref();
        let wanted = match &pattern {
            Some(pattern) => pattern.matches_with(name, BY_FOLDER) && !is_hidden_match(key, name),
            None => {
                let below = name.get(prefix.as_ref().len()..).unwrap_or_default();
                !below.split('/').any(is_hidden)
            }
        };
        // An object without a byte is how some tools make a folder.
        let folder = meta.size == 0
            && listed
                .iter()
                .skip(place + 1)
                .map(|next| next.location.as_ref())
                .take_while(|next| next.starts_with(name))
                .any(|next| is_below(next, name));
        if wanted && !folder {
            all.push(Arc::new(found(&bucket, meta.clone())));
        }
    }
    Ok(())
}

fn is_below(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder).is_some_and(|below| below.starts_with('/'))
}

fn found(bucket: &Bucket, meta: ObjectMeta) -> Found {
    let name = format!("{}/{}", bucket.root, meta.location);
    Found {
        name: name.into(),
        regular: true,
        first: false,
        hive: hive::values(meta.location.as_ref()),
        stamp: Stamp::of_object(&meta),
        place: Place::Object { store: bucket.store.clone(), key: meta.location },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use object_store::memory::InMemory;

    use super::*;

    async fn names(key: &str) -> Result<Vec<String>, String> {
        let store = Arc::new(InMemory::new());
        for name in [
            "in/a.csv",
            "in/b",
            "in/b-c.csv",
            "in/b/c.csv",
            "in/_d.csv",
            "in/.e/f.csv",
            "in/carrier=A%2FB/g.csv",
            "in/x=1/_y/h.csv",
            "input.csv",
        ] {
            let text = if name == "in/b" { "" } else { name };
            store.put(&Path::parse(name).unwrap(), text.into()).await.unwrap();
        }
        let (root, key) = ("s3://data".into(), key.into());
        let bucket = Bucket { store, root, key, begins_locally: false };
        let mut all = Vec::new();
        find("s3://data/…", bucket, &mut all).await.map_err(|error| error.to_string())?;
        Ok(all.into_iter().map(|file| file.name.replace("s3://data/", "")).collect())
    }

    #[tokio::test]
    async fn keys_prefixes_and_globs() {
        let all = ["in/a.csv", "in/b-c.csv", "in/b/c.csv", "in/carrier=A%2FB/g.csv"];
        for folder in ["in", "in/"] {
            assert_eq!(names(folder).await.unwrap(), all);
        }
        assert_eq!(names("").await.unwrap(), [&all[..], &["input.csv"]].concat());
        assert_eq!(names("in/a.csv").await.unwrap(), ["in/a.csv"]);
        assert_eq!(names("in/_d.csv").await.unwrap(), ["in/_d.csv"]);
        assert_eq!(names("in/*.csv").await.unwrap(), ["in/a.csv", "in/b-c.csv"]);
        assert_eq!(names("in/*/?.csv").await.unwrap(), ["in/b/c.csv", all[3]]);
        assert_eq!(names("in/**/*.csv").await.unwrap(), all);
        assert_eq!(names("in/*/_y/*").await.unwrap(), ["in/x=1/_y/h.csv"]);
        assert_eq!(names("in*.csv").await.unwrap(), ["input.csv"]);
        assert_eq!(names("none").await.unwrap(), [""; 0]);
        assert!(names("in/[").await.unwrap_err().contains("is no glob"));
        assert!(names("in//a.csv").await.unwrap_err().contains("no part of a key may be empty"));
    }
}
