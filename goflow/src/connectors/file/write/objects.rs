//! Completes and cancels uploads to a store.

use futures::{StreamExt as _, TryStreamExt as _};
use object_store::multipart::PartId;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};

use super::error::WriteError;
use super::record::Record;
use crate::connectors::file::store::Bucket;
use crate::error::BoxError;

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

/// Removes what stood under the prefix before.
pub(super) async fn clear(bucket: &Bucket, records: &[Record]) -> Result<(), BoxError> {
    let mine = |path: &Path| {
        records.iter().any(|r| matches!(r, Record::Upload { key, .. } if *key == path.as_ref()))
    };
    let prefix = Path::parse(bucket.key.trim_matches('/'))?;
    let url = format!("{}/{prefix}", bucket.root);
    let store: &dyn ObjectStore = &*bucket.store;
    let old = store
        .list(Some(&prefix))
        .map_ok(|object| object.location)
        .try_filter(|path| futures::future::ready(!mine(path) && is_data(&prefix, path)))
        .boxed();
    let removed = store.delete_stream(old).try_for_each(|_| futures::future::ready(Ok(()))).await;
    removed.map_err(|error| WriteError::store(url, error).into())
}

/// Names below the prefix that begin with `.` or `_` are no data.
fn is_data(prefix: &Path, path: &Path) -> bool {
    path.prefix_match(prefix)
        .is_some_and(|mut parts| parts.all(|part| !part.as_ref().starts_with(['.', '_'])))
}

/// Cancels uploads, and removes what was completed.
pub(super) async fn withdraw(
    bucket: &Bucket,
    hidden: impl Iterator<Item = Record> + Send,
    shown: Vec<Record>,
) -> Result<(), BoxError> {
    for record in hidden {
        let Record::Upload { key, id, .. } = record else { continue };
        match bucket.store.abort_multipart(&Path::parse(&key)?, &id).await {
            Ok(()) | Err(Error::NotFound { .. }) => {}
            Err(error) => {
                let url = format!("{}/{key}", bucket.root);
                return Err(WriteError::store(url, error).into());
            }
        }
    }
    for record in shown {
        let Record::Upload { key, .. } = record else { continue };
        bucket.store.delete(&Path::parse(&key)?).await?;
    }
    Ok(())
}
