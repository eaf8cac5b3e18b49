//! `FileSink`: the output of every file format.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::format::{Format, Writes};
use super::partition::{BucketValue, PartitionValue, Partitions};
use super::plan::{Options, Plan};
use super::record::Record;
use super::roll::Limits;
use super::writer::FileWriter;
use crate::builtin::NoNode;
use crate::connectors::file::{Compression, RecordError};
use crate::connectors::unmade::{UnmadeOutput, no_node_by_reference};
use crate::error::BoxError;
use crate::node::{Committable, Context, Output};

/// Files that may be open at once in a worker, unless told.
const MAX_OPEN: usize = 100;

/// An output to files: what the `sink` functions of the formats make.
///
/// - A target whose last part has the format's ending is **one file**: one worker, no partitions, no
///   rolling. It replaces what stood there when the run succeeds. Any other target is a **folder**:
///   files `part-<worker>-<run>-<number>.<ending>` are added beside what stands. Folders that are
///   missing are made. `file://`, `s3://`, `gs://` and `az://` URLs are targets, too.
/// - Files are written under names that begin with `.` and end in `.inprogress`, and moved to their
///   own when all is well: nobody ever sees half a file, and a run that fails leaves none. On object
///   stores they are uploads in parts, completed at the end or cancelled.
/// - A process that was killed may leave files in progress. They are hidden, no later run takes them
///   for data, and on Linux the next one that writes to the same target removes them. It does so only
///   where it is certain that nobody will complete them: not after a restart of the machine, not if
///   another machine wrote them, and of stores not at all. There a lifecycle rule for uploads that
///   were not completed does it, and elsewhere anybody may, when no run writes there.
/// - A worker encodes while a thread beside it compresses and writes what was encoded before; a slow
///   disk holds the pipeline back. At the end its files are completed several at once.
pub struct FileSink<F: Writes> {
    pub(crate) format: F,
    options: Options<F::Event>,
    plan: OnceCell<Arc<Plan<F>>>,
}

impl<F: Writes> FileSink<F> {
    pub(crate) fn new(target: impl AsRef<Path>, format: F) -> Self {
        let options = Options {
            target: target.as_ref().to_path_buf(),
            compression: None,
            partitions: Partitions::new(),
            roll: None,
            max_open: MAX_OPEN,
            gather: None,
            overwrite: false,
        };
        Self { format, options, plan: OnceCell::new() }
    }

    /// How much memory rows may take in all files that are open.
    #[cfg(feature = "parquet")]
    pub(crate) fn gather(mut self, bytes: u64) -> Self {
        self.options.gather = Some(bytes);
        self
    }

    /// Puts files into folders `name=value`, as Hive does. Called several times, it makes levels. A
    /// field of that name is not repeated inside of the file. `None` and `""` are
    /// `__HIVE_DEFAULT_PARTITION__`.
    ///
    /// ```
    /// # #[derive(serde::Serialize)]
    /// # struct Delay { carrier: String, month: u8, minutes: i32 }
    /// // out/late/carrier=UA/month=1/part-….jsonl
    /// let late = goflow::json::sink::<Delay>("out/late")
    ///     .partition_by("carrier", |delay: &Delay| delay.carrier.clone())
    ///     .partition_by("month", |delay: &Delay| delay.month);
    /// ```
    #[must_use]
    pub fn partition_by<V: PartitionValue>(
        mut self,
        name: impl Into<String>,
        value: impl Fn(&F::Event) -> V + Send + Sync + 'static,
    ) -> Self {
        self.options.partitions.level(name.into(), value);
        self
    }

    /// Spreads events over `count` files in each folder, by Iceberg's bucket transform of a value:
    /// equal values are in files of equal `-b00003-`. `None` is in a file without.
    ///
    /// ```
    /// # #[derive(serde::Serialize)]
    /// # struct Delay { tail: Option<String> }
    /// let late = goflow::json::sink::<Delay>("out/late")
    ///     .bucket_by(8, |delay: &Delay| delay.tail.clone());
    /// ```
    #[must_use]
    pub fn bucket_by<V: BucketValue>(
        mut self,
        count: u32,
        value: impl Fn(&F::Event) -> V + Send + Sync + 'static,
    ) -> Self {
        self.options.partitions.bucket(count, value);
        self
    }

    /// When a file is complete and the next one begins: see [`Roll`](crate::Roll).
    ///
    /// Files that are rolled become visible one by one while the pipeline runs, and stay when it
    /// fails later: a run that is tried again adds their events once more. With
    /// [`overwrite`](Self::overwrite) all of them become visible at the end, or none.
    ///
    /// ```
    /// use goflow::prelude::*;
    ///
    /// let ticks = goflow::json::sink::<u64>("out/ticks").roll(Roll::rows(1_000_000).every(1.mins()));
    /// ```
    #[must_use]
    pub fn roll(mut self, limits: Limits) -> Self {
        self.options.roll = Some(limits);
        self
    }

    /// How files are compressed. Text is not, unless the file's name says so (`.jsonl.gz`) or this;
    /// Parquet is with zstd, level 3, and Avro with deflate unless told.
    ///
    /// ```
    /// use goflow::prelude::*;
    ///
    /// let ticks = goflow::json::sink::<u64>("out/ticks").compression(Compression::Zstd(3));
    /// ```
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Self {
        self.options.compression = Some(compression);
        self
    }

    /// How many files a worker may have open at once, 100 unless told. Beyond that, the one that was
    /// least recently used is completed, and its partition goes on in a further file. Memory goes
    /// with this number: 5 MiB a file in stores, and what compression of text needs.
    ///
    /// A Parquet file of a partition is not there before its first row group is, so partitions that have one
    /// row group each have one file each, however many they are.
    ///
    /// Partitions may be more than files. Events wait for their file in pieces of up to 32 KiB for each
    /// partition, smaller ones where they would be more than some 32 MiB for all workers, so that those which
    /// come from many partitions in turn do not have a file each. A worker knows as many partitions as 64
    /// MiB have room for, 1 KiB each and 512 bytes a column of Avro and Parquet; when they are more, all
    /// files are completed, and it begins anew.
    ///
    /// ```
    /// # #[derive(serde::Serialize)]
    /// # struct Delay { tail: String }
    /// let late = goflow::json::sink::<Delay>("out/late")
    ///     .partition_by("tail", |delay: &Delay| delay.tail.clone())
    ///     .max_open(1_000);
    /// ```
    #[must_use]
    pub fn max_open(mut self, files: usize) -> Self {
        self.options.max_open = files;
        self
    }

    /// Replaces what stands in the folder when the run succeeds: data at any depth, and what runs
    /// that were killed left in progress. Other names that begin with `.` or `_` stay.
    ///
    /// ```
    /// let ticks = goflow::json::sink::<u64>("out/ticks").overwrite();
    /// ```
    #[must_use]
    pub fn overwrite(mut self) -> Self {
        self.options.overwrite = true;
        self
    }
}

#[diagnostic::do_not_recommend]
impl<F: Writes> NoNode for FileSink<F> {
    type Node = UnmadeOutput<F::Event>;
}

no_node_by_reference! { impl [F: Format + Clone] FileSink<F> }

impl<F: Format + Clone> Output for FileSink<F> {
    type Event = F::Event;
    type Error = RecordError;
    type Writer = FileWriter<F>;

    async fn open(&self, context: &Context) -> Result<FileWriter<F>, BoxError> {
        let making = || async {
            let plan = Plan::new(self.format.clone(), &self.options, context)?;
            let plan = Arc::new(plan);
            plan.clone().check_medium(context).await?;
            Ok::<_, BoxError>(plan)
        };
        let plan = self.plan.get_or_try_init(making).await?;
        FileWriter::new(plan.clone(), context)
    }

    async fn commit(&self, prepared: Vec<Committable>) -> Result<(), BoxError> {
        // Not opened, it has nothing to show.
        let Some(plan) = self.plan.get() else { return Ok(()) };
        let records = prepared.iter().map(Record::open).collect::<Result<Vec<_>, _>>()?;
        let _turn = plan.visibility.turn().await;
        plan.visibility.show(records.clone()).await?;
        if records.is_empty() {
            plan.visibility.leave_out().await?;
        }
        // Who is stopped among the old files must not take away the new ones, too: nothing would be left.
        plan.visibility.pending.all_shown();
        if self.options.overwrite {
            plan.visibility.clear(&records).await?;
        }
        plan.over();
        Ok(())
    }

    async fn abort(&self, prepared: Vec<Committable>) -> Result<(), BoxError> {
        let Some(plan) = self.plan.get() else { return Ok(()) };
        let records = prepared.iter().map(Record::open).collect::<Result<Vec<_>, _>>()?;
        let withdrawn = plan.visibility.withdraw(records).await;
        plan.over();
        withdrawn
    }
}

impl<F: Format> fmt::Debug for FileSink<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSink")
            .field("format", &F::NAME)
            .field("target", &self.options.target)
            .field("compression", &self.options.compression)
            .field("partitions", &self.options.partitions)
            .field("roll", &self.options.roll)
            .field("max_open", &self.options.max_open)
            .field("gather", &self.options.gather)
            .field("overwrite", &self.options.overwrite)
            .finish()
    }
}
