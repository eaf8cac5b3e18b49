//! Completes and cancels uploads to a store.

use std::collections::HashSet;

use futures::{StreamExt as _, TryStreamExt as _};
use object_store::multipart::PartId;
use object_store::path::Path;
use object_store::{Error, ObjectStore as _, ObjectStoreExt as _};

use super::error::WriteError;
use super::record::Record;
use crate::connectors::file::store::Bucket;
use crate::error::BoxError;

/// Looks before the first event whether objects can be written: begins one, called `name`, and
/// cancels it. Nothing becomes visible.
pub(super) async fn check(bucket: &Bucket, given: &str, name: &str) -> Result<(), WriteError> {
    let fails = |error| WriteError::store(given, error);
    let key = key(bucket, name);
    let path = Path::parse(&key).map_err(|error| fails(error.into()))?;
    let id = bucket.store.create_multipart(&path).await.map_err(fails)?;
    let mut tried = Ok(());
    if bucket.begins_locally {
        let part = bucket.store.put_part(&path, &id, 0, ".".into()).await;
        tried = part.map(drop).map_err(fails);
    }
    // Who may write may be forbidden to cancel; that shows when it matters.
    let _ = bucket.store.abort_multipart(&path, &id).await;
    tried
}

/// The key of what is called `name` below the target.
pub(super) fn key(bucket: &Bucket, name: &str) -> String {
    let prefix = bucket.key.trim_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!("{prefix}{slash}{name}")
}

/// Makes an object visible.
pub(super) async fn complete(bucket: &Bucket, record: &Record) -> Result<(), BoxError> {
    let Record::Upload { key, id, parts } = record else { return Ok(()) };
    let path = Path::parse(key)?;
    let url = format!("{}/{key}", bucket.root);
    let parts = parts.iter().map(|part| PartId { content_id: part.clone() }).collect();
    match bucket.store.complete_multipart(&path, id, parts).await {
        Ok(_) => Ok(()),
        // No such upload any more: it was completed before, if the object is there.
        Err(error @ Error::NotFound { .. }) => match bucket.store.head(&path).await {
            Ok(_) => Ok(()),
            Err(_) => Err(WriteError::store(url, error).into()),
        },
        Err(error) => Err(WriteError::store(url, error).into()),
    }
}

/// Removes the old object that is called `name` below the target, if there is one.
pub(super) async fn remove(bucket: &Bucket, name: &str) -> Result<(), BoxError> {
    let key = key(bucket, name);
    match bucket.store.delete(&Path::parse(&key)?).await {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(WriteError::store(format!("{}/{key}", bucket.root), error).into()),
    }
}

/// Removes what stood under the prefix before.
pub(super) async fn clear(bucket: &Bucket, records: &[Record]) -> Result<(), BoxError> {
    let mine: HashSet<&str> = records
        .iter()
        .filter_map(|record| match record {
            Record::Upload { key, .. } => Some(key.as_str()),
            Record::Hidden { .. } => None,
        })
        .collect();
    let prefix = Path::parse(bucket.key.trim_matches('/'))?;
    let fails = |error| WriteError::store(format!("{}/{prefix}", bucket.root), error).of_old();
    let all = bucket.store.list(Some(&prefix)).map_ok(|object| object.location);
    let all: Vec<Path> = all.try_collect().await.map_err(fails)?;
    let old = all.into_iter().filter(|path| !mine.contains(path.as_ref()));
    let old: Vec<_> = old.filter(|path| is_data(&prefix, path)).map(Ok).collect();
    let removing = bucket.store.delete_stream(futures::stream::iter(old).boxed());
    removing.try_for_each(|_| futures::future::ready(Ok(()))).await.map_err(fails)?;
    Ok(())
}

/// Names below the prefix that begin with `.` or `_` are no data.
fn is_data(prefix: &Path, path: &Path) -> bool {
    path.prefix_match(prefix)
        .is_some_and(|mut parts| parts.all(|part| !part.as_ref().starts_with(['.', '_'])))
}

/// Cancels uploads, and removes what was completed. What cannot be is told of after the rest.
pub(super) async fn withdraw(
    bucket: &Bucket,
    hidden: impl Iterator<Item = Record> + Send,
    shown: Vec<Record>,
) -> Result<(), BoxError> {
    let mut first = Ok(());
    let shown = shown.into_iter().map(|record| (record, true));
    for (record, is_shown) in hidden.map(|record| (record, false)).chain(shown) {
        let Record::Upload { key, id, .. } = record else { continue };
        let path = Path::parse(&key)?;
        let done = match is_shown {
            true => bucket.store.delete(&path).await,
            false => bucket.store.abort_multipart(&path, &id).await,
        };
        match done {
            Ok(()) | Err(Error::NotFound { .. }) => {}
            Err(error) => {
                let url = format!("{}/{key}", bucket.root);
                first = first.and(Err(WriteError::store(url, error).into()));
            }
        }
    }
    first
}
