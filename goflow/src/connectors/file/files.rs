//! The files of a source of text: looked for once, dealt to its workers.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::compression::Compression;
use super::decoder::Decoder;
use super::feed::Feed;
use super::find::find;
use super::found::Found;
use super::hive_value::check;
use super::options::FileOptions;
use super::paths::Paths;
use super::reader::FileReader;
use super::split::{self, Region};
use super::splits::Splits;
use super::text::{decompressed, look};
use crate::error::BoxError;
use crate::node::{Context, Position};

/// The files of a source of text, dealt to its workers.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) options: FileOptions,
    found: OnceCell<Arc<[Arc<Found>]>>,
    splits: OnceCell<Arc<Splits>>,
}

impl Files {
    pub(crate) fn new(paths: Paths) -> Self {
        let options = FileOptions::new(paths);
        Self { options, found: OnceCell::new(), splits: OnceCell::new() }
    }

    /// The files, looked for once; the first of them was tried.
    pub(crate) async fn found(&self) -> Result<&Arc<[Arc<Found>]>, BoxError> {
        self.found.get_or_try_init(|| find_readable(&self.options)).await
    }

    /// Refuses folders whose values (`carrier=UA/`) the fields of their names do not take.
    pub(crate) async fn check_hive<T: DeserializeOwned>(
        &self,
        context: &Context,
    ) -> Result<(), BoxError> {
        if context.worker() == 0 {
            for file in self.found().await?.iter().filter(|file| !file.hive.is_empty()) {
                check::<T>(&file.hive).map_err(|problem| file.explain(&problem))?;
            }
        }
        Ok(())
    }

    /// One worker's reader. `before`: where all workers of a run before stood.
    pub(crate) async fn open<D: Decoder>(
        &self,
        context: &Context,
        decoder: D,
        before: &[Position],
    ) -> Result<FileReader<D>, BoxError> {
        split::check(before, |position| Region::parse(position).is_some())?;
        let found = self.found().await?;
        let progress = context.progress();
        // Files are dealt out as workers come to need them: one worker speaks for all.
        let counted = found.iter().all(|file| file.regular) && !self.options.follow;
        if context.worker() == 0 && counted {
            progress.set_total(found.iter().map(|file| file.bytes()).sum());
        }
        let make = async || {
            let (cuts, workers) = (decoder.cuts(), context.workers());
            Arc::new(Splits::new(&self.options, cuts, workers, found, before))
        };
        let splits = self.splits.get_or_init(make).await.clone();
        let feed = Feed::start(splits.clone(), context.worker(), progress)?;
        // What was read before stays read: one worker goes on telling so.
        let told = if context.worker() == 0 { before } else { &[] };
        Ok(FileReader::new(decoder, splits, feed, told.to_vec()))
    }
}

/// What is to be read, the first of it tried.
async fn find_readable(options: &FileOptions) -> Result<Arc<[Arc<Found>]>, BoxError> {
    options.check()?;
    let found = find(&options.paths, options.follow).await?;
    let (options, runtime) = (options.clone(), tokio::runtime::Handle::current());
    let looking = tokio::task::spawn_blocking(move || {
        // A path that is wrong shows in its first file, and then before anything has run. A pipe
        // would lose what is in it, and who follows comes to see what is there later.
        if let Some(first) = found.first().filter(|first| first.regular && !options.follow) {
            let compression = options.compression_of(&first.name);
            let to = (compression == Compression::None).then_some(0);
            look(first, 0, to, &runtime)
                .and_then(|bytes| decompressed(bytes, compression))
                .map_err(|error| first.explain(&error))?;
        }
        Ok(found.into())
    });
    looking.await?
}
