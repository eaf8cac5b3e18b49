//! Makes what is prepared visible, or takes it away.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::error::WriteError;
use super::local;
use super::pending::Pending;
use super::record::Record;
use super::target::{Root, Target};
use super::turn::Turn;
use crate::error::BoxError;

/// Where files become visible.
#[derive(Clone)]
pub(crate) struct Visibility {
    pub(crate) target: Arc<Target>,
    pub(crate) pending: Arc<Pending>,
}

impl Visibility {
    /// Waits until no other run makes files visible there.
    pub(crate) async fn turn(&self) -> Option<Turn> {
        let root = self.target.root.local()?.to_path_buf();
        spawn_blocking(move || Turn::wait(&root)).await.ok()?
    }

    /// Makes all of `records` visible. What is visible already stays so.
    pub(crate) async fn show(&self, records: Vec<Record>) -> Result<(), BoxError> {
        match &self.target.root {
            Root::Local(_) => {
                let this = self.clone();
                spawn_blocking(move || this.show_local(&records)).await??;
            }
            #[cfg(feature = "_store")]
            Root::Store(bucket) => {
                super::objects::complete_all(bucket, &records, &self.pending).await?;
            }
        }
        Ok(())
    }

    /// The same on a disk, right away; it blocks.
    pub(crate) fn show_local(&self, records: &[Record]) -> Result<(), WriteError> {
        let mut folders = HashSet::new();
        for record in records {
            let Record::Hidden { hidden, visible, identity } = record else { continue };
            // In a folder the run is a part of the names.
            let own = self.target.file.is_none();
            if local::show(hidden, visible, *identity, own)? {
                self.pending.shown(record.clone());
            }
            folders.extend(self.folders(visible));
        }
        local::sync(folders)
    }

    /// The folders whose names must last for `visible` to last: those from the target on.
    fn folders(&self, visible: &Path) -> impl Iterator<Item = PathBuf> {
        let root = self.target.root.local().map(std::path::absolute);
        let root = root.and_then(Result::ok).unwrap_or_default();
        let below = visible.ancestors().skip(1).take_while(|folder| folder.starts_with(&root));
        let mut all: Vec<PathBuf> = below.map(Path::to_path_buf).collect();
        // The target itself may have been made by this run.
        all.extend(root.parent().map(Path::to_path_buf));
        all.into_iter()
    }

    /// Removes what stood in the place of the one file: there is nothing to replace it with.
    pub(crate) async fn leave_out(&self) -> Result<(), BoxError> {
        let Some(name) = &self.target.file else { return Ok(()) };
        tracing::warn!(file = &*self.target.given, "no file: nothing came that tells its columns");
        match &self.target.root {
            Root::Local(root) => {
                let path = std::path::absolute(root.join(name))?;
                spawn_blocking(move || local::remove(&path)).await??;
            }
            #[cfg(feature = "_store")]
            Root::Store(bucket) => super::objects::remove(bucket, name).await?,
        }
        Ok(())
    }

    /// Removes what stood in the folder before.
    pub(crate) async fn clear(&self, records: &[Record]) -> Result<(), BoxError> {
        if self.target.file.is_some() {
            return Ok(());
        }
        match &self.target.root {
            Root::Local(root) => {
                let root = std::path::absolute(root)?;
                let keep: HashSet<PathBuf> = records
                    .iter()
                    .filter_map(|record| match record {
                        Record::Hidden { visible, .. } => Some(visible.clone()),
                        Record::Upload { .. } => None,
                    })
                    .collect();
                let clear = move || local::clear(&root, &|path| keep.contains(path));
                spawn_blocking(clear).await??;
            }
            #[cfg(feature = "_store")]
            Root::Store(bucket) => super::objects::clear(bucket, records).await?,
        }
        Ok(())
    }

    /// The run failed: nothing of it remains.
    pub(crate) async fn withdraw(&self, prepared: Vec<Record>) -> Result<(), BoxError> {
        let remains = self.pending.fail().await;
        let hidden = remains.hidden.into_iter().chain(prepared);
        // What replaced a file has nothing to go back to, and is complete.
        let shown = if self.target.file.is_some() { Vec::new() } else { remains.shown };
        match &self.target.root {
            Root::Local(_) => {
                let hidden: Vec<_> = hidden.collect();
                let remove = move || {
                    let hidden = hidden.iter().filter_map(|record| match record {
                        Record::Hidden { hidden, .. } => Some(hidden),
                        Record::Upload { .. } => None,
                    });
                    let shown = shown.iter().filter_map(|record| match record {
                        Record::Hidden { visible, .. } => Some(visible),
                        Record::Upload { .. } => None,
                    });
                    for path in hidden.chain(shown) {
                        let _ = std::fs::remove_file(path);
                    }
                };
                spawn_blocking(remove).await?;
            }
            #[cfg(feature = "_store")]
            Root::Store(bucket) => super::objects::withdraw(bucket, hidden, shown).await?,
        }
        Ok(())
    }
}
