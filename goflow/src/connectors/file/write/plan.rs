//! What all workers of one sink share.

use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio::task::spawn_blocking;

use super::claims::{Claim, Claims};
use super::error::WriteError;
use super::format::{Format, Layout, Writes};
use super::gathered::Gather;
use super::hidden::{IN_PROGRESS, hidden_name};
use super::local;
use super::mark::Mark;
#[cfg(feature = "_store")]
use super::objects;
use super::partition::{Partitions, Place};
use super::pending::Pending;
use super::roll::Limits;
use super::target::{Kind, Root, Target};
use super::visibility::Visibility;
use crate::connectors::file::Compression;
use crate::error::BoxError;
use crate::node::Context;

/// What a builder was told, whatever the format.
pub(crate) struct Options<T> {
    pub(crate) target: PathBuf,
    pub(crate) compression: Option<Compression>,
    pub(crate) partitions: Partitions<T>,
    pub(crate) roll: Option<Limits>,
    pub(crate) max_open: usize,
    pub(crate) gather: Option<u64>,
    pub(crate) overwrite: bool,
}

/// How one run of a sink writes.
pub(crate) struct Plan<F: Writes> {
    pub(crate) format: F,
    pub(crate) layout: Layout,
    pub(crate) partitions: Partitions<F::Event>,
    pub(crate) max_open: usize,
    /// How many bytes of memory rows may take in a worker that are gathered.
    pub(crate) gather: Gather,
    pub(crate) roll: Limits,
    /// Files become visible when they are rolled.
    pub(crate) early: bool,
    /// What stood in the folder is removed.
    overwrites: bool,
    pub(crate) visibility: Visibility,
    /// In the names of this run's files.
    run: String,
    /// Until all is visible, or taken away.
    mark: Mutex<Option<Mark>>,
}

impl<F: Format> Plan<F> {
    /// Looks at all that can be wrong before there is an event.
    pub(crate) fn new(
        format: F,
        options: &Options<F::Event>,
        context: &Context,
    ) -> Result<Self, BoxError> {
        let kind = Kind { name: F::NAME, endings: F::ENDINGS, text: F::TEXT };
        let target = Target::new(&options.target, kind, options.compression)?;
        if let Some(file) = &target.file {
            options.check_one_file(&target.given, file, context)?;
        }
        if options.max_open == 0 {
            return Err("`.max_open(0)` lets no file be open; use 1 or more".into());
        }
        if options.gather == Some(0) {
            return Err(
                "`.row_group_memory(0)` leaves no room for a row; use more, as 64.mib()".into()
            );
        }
        options.partitions.check()?;
        options.roll.unwrap_or_default().check()?;
        let left_out = options.partitions.names();
        let given = target.given.as_str().into();
        let alone = options.partitions.is_empty();
        let (compression, spill) = (options.compression, Some(target.root.spill().into()));
        let layout = Layout { target: given, left_out, compression, alone, spill };
        format.check(&layout)?;
        let told = options.gather.map(|all| share(all, context.workers()));
        let (target, pending) = (Arc::new(target), Arc::new(Pending::new()));
        Ok(Self {
            format,
            layout,
            partitions: options.partitions.clone(),
            max_open: options.max_open,
            gather: told.map_or_else(|| Gather::usual(alone), Gather::told),
            roll: options.roll.unwrap_or_default(),
            early: options.roll.is_some() && !options.overwrite,
            overwrites: options.overwrite,
            visibility: Visibility { target, pending },
            run: run_id(),
            mark: Mutex::default(),
        })
    }

    /// Tries to make a file, or to begin an upload.
    pub(crate) async fn check_medium(self: Arc<Self>, context: &Context) -> Result<(), BoxError> {
        match &self.visibility.target.root {
            Root::Local(_) => {
                let this = self.clone();
                spawn_blocking(move || this.check_folder()).await??;
            }
            #[cfg(feature = "_store")]
            Root::Store(bucket) => {
                // Who may write one object only may not write another one.
                let target = &self.visibility.target;
                let hidden = format!(".{}.{}", self.run, IN_PROGRESS);
                let name = target.file.as_ref().unwrap_or(&hidden);
                objects::check(bucket, &target.given, name).await?;
            }
        }
        self.claim(context)
    }

    /// Sees to it that no other output of the run replaces what this one shows.
    fn claim(&self, context: &Context) -> Result<(), BoxError> {
        let target = &self.visibility.target;
        let folder = match &target.root {
            // It is there by now, and has one path without links.
            Root::Local(folder) if folder.as_os_str().is_empty() => {
                Path::new(".").canonicalize()?
            }
            Root::Local(folder) => folder.canonicalize()?,
            #[cfg(feature = "_store")]
            Root::Store(bucket) => Path::new(&bucket.root).join(bucket.key.trim_matches('/')),
        };
        context.run.shared.of::<Claims>().add(Claim {
            node: context.node().into(),
            given: target.given.clone(),
            path: target.file.as_ref().map_or(folder.clone(), |file| folder.join(file)),
            is_file: target.file.is_some(),
            overwrites: self.overwrites,
        })
    }

    fn check_folder(&self) -> Result<(), WriteError> {
        let target = &self.visibility.target;
        if let Some(folder) = target.root.local() {
            let mark = local::begin(folder, target.file.as_deref(), &self.run)?;
            *self.mark.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark);
        }
        Ok(())
    }

    /// Nothing is in progress any more.
    pub(crate) fn over(&self) {
        drop(self.mark.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// The name of a worker's file, below the target.
    pub(crate) fn name(&self, place: &Place, worker: usize, number: u32) -> String {
        let target = &self.visibility.target;
        if let Some(file) = &target.file {
            return file.clone();
        }
        let (run, ending) = (&self.run, &target.ending);
        let bucket = place.bucket.map_or(String::new(), |bucket| format!("-b{bucket:05}"));
        let folder = &place.folder;
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{slash}part-{worker}-{run}{bucket}-{number:05}.{ending}")
    }

    /// The path of `name`, and where it is hidden until then.
    pub(crate) fn hidden(&self, folder: &Path, name: &str) -> std::io::Result<(PathBuf, PathBuf)> {
        let visible = std::path::absolute(folder.join(name))?;
        Ok((hidden_name(&visible, &self.run), visible))
    }

    /// What messages call the place where an event goes to.
    pub(crate) fn shown(&self, place: &Place) -> String {
        let given = &self.visibility.target.given;
        if place.folder.is_empty() {
            return given.clone();
        }
        format!("{}/{}", given.trim_end_matches('/'), place.folder)
    }
}

impl<T> Options<T> {
    fn check_one_file(&self, given: &str, file: &str, context: &Context) -> Result<(), BoxError> {
        let folder = given.strip_suffix(file).unwrap_or(given);
        // `out/late.csv.gz` becomes `out/late/`.
        let name = file.split('.').find(|part| !part.is_empty()).unwrap_or("out");
        let is = format!("`{given}` is one file");
        let mend = format!("write to a folder, as `{folder}{name}/`");
        if context.workers() > 1 {
            let workers = context.workers();
            let problem = "so it is written by one worker; leave out the";
            return Err(format!("{is}, {problem} `(c {workers})`, or {mend}").into());
        }
        if !self.partitions.is_empty() {
            return Err(format!("{is}, and cannot be partitioned; {mend}").into());
        }
        if self.roll.is_some() {
            return Err(format!("{is}, and cannot be rolled; {mend}").into());
        }
        Ok(())
    }
}

/// A worker's part.
fn share(all: u64, workers: usize) -> usize {
    usize::try_from(all).unwrap_or(usize::MAX) / workers.max(1)
}

/// Later runs have greater ones, and no two have the same.
fn run_id() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let random = RandomState::new().hash_one(std::process::id());
    format!("{:011x}{:08x}", since.as_millis(), random & 0xffff_ffff)
}
