//! What a text format brings to be read: its decoder, and where its text may be cut.

use std::io;
use std::sync::Arc;

use super::error::RecordError;
use super::hive::HiveValues;
use crate::error::BoxError;
use crate::node::{Batch, Event};

/// Makes records of a file's text, which comes in pieces.
pub trait Decoder: Send + 'static {
    /// What a record becomes.
    type Event: Event;

    /// A file, or a part of one, begins. An error ends the pipeline.
    fn begin(&mut self, part: &Part) -> Result<(), BoxError>;

    /// Gives records to `to` while it has room. Returns how much of `text` is used up: all of it if
    /// there was room; the beginning of a record that is not all there yet is kept. An error
    /// ends the pipeline.
    fn decode(
        &mut self,
        text: &[u8],
        to: &mut dyn Recipient<Self::Event>,
    ) -> Result<usize, BoxError>;

    /// The part is over. `broken`: the rest of it could not be read.
    fn end(
        &mut self,
        broken: Option<io::Error>,
        to: &mut dyn Recipient<Self::Event>,
    ) -> Result<(), BoxError>;

    /// Where the next record begins, of which nothing was given yet: a part that begins there gives
    /// the rest.
    fn place(&self) -> Place;

    /// Where the text may be cut.
    fn cuts(&self) -> Cuts;
}

/// Who gets a decoder's records.
pub trait Recipient<T> {
    /// Takes more.
    fn has_room(&self) -> bool;

    /// A record.
    fn push(&mut self, event: T);

    /// What is none.
    fn fail(&mut self, error: RecordError);
}

impl<T> Recipient<T> for Batch<T, RecordError> {
    #[inline]
    fn has_room(&self) -> bool {
        self.room() > 0
    }

    #[inline]
    fn push(&mut self, event: T) {
        Batch::push(self, event);
    }

    fn fail(&mut self, error: RecordError) {
        Batch::fail(self, error);
    }
}

/// Looks once more at what a record became, for whoever cannot hold all that can be read.
pub type Check<T> = fn(&T) -> Result<(), Unheld>;

/// Why a record is of no use where it is to go.
pub struct Unheld {
    pub(crate) column: Option<String>,
    pub(crate) cause: String,
}

/// The part of a file that a decoder is given: all of it, or what begins at a record.
#[derive(Debug, Clone)]
pub struct Part {
    /// The file, as people are told it.
    pub(crate) file: Arc<str>,
    /// The first file of all: what does not fit there is a mistake of the program.
    pub(crate) first: bool,
    /// Where it begins.
    pub(crate) place: Place,
    /// What the file's folders say.
    pub(crate) hive: HiveValues,
    /// The file's text up to the end of its first record, for a part that begins behind it, if
    /// [`Cuts::Records`] asks for it.
    pub(crate) head: Vec<u8>,
}

#[cfg(test)]
impl Part {
    /// All of a file, the first of all.
    pub(crate) fn whole(file: &str) -> Self {
        let (hive, head) = (HiveValues::default(), Vec::new());
        Self { file: file.into(), first: true, place: Place::START, hive, head }
    }
}

/// A place in a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// In bytes of the decompressed text.
    pub(crate) offset: u64,
    /// The line there, from 1. It counts from where the split begins; whoever tells people of it
    /// adds the lines before that.
    pub(crate) record: u64,
}

impl Place {
    /// Where a file begins.
    pub(crate) const START: Self = Self { offset: 0, record: 1 };
}

/// Where a format's text may be cut.
#[derive(Clone)]
pub enum Cuts {
    /// Nowhere: a record cannot be found without all that stands before it.
    Never,
    /// Behind any end of a line.
    Lines,
    /// Where a scan from the beginning of the file says that a record ends.
    Records {
        /// Makes a scan.
        scan: Arc<dyn Fn() -> Box<dyn Scan> + Send + Sync>,
        /// Every part needs the file's first record: it names the columns.
        head: bool,
    },
}

impl std::fmt::Debug for Cuts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::Lines => "Lines",
            Self::Records { .. } => "Records",
        })
    }
}

/// Finds out where records end, from a file's beginning on, much faster than they can be read.
pub trait Scan: Send {
    /// Reads over `text`, which goes on where the last one ended.
    fn skip(&mut self, text: &[u8]);

    /// Reads over `text` up to the end of the next record, and gives the length up to there with
    /// the line's end; `None` if it is not in `text`, which is then read over. Blank lines and
    /// comments are no records.
    fn record(&mut self, text: &[u8]) -> Option<usize>;
}
