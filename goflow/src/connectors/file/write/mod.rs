//! Writes files, whatever the format.
//!
//! | file | part |
//! |---|---|
//! | `format` | what a format brings: encoder and packer |
//! | `sink`, `plan` | the builder, and what all workers of a run share |
//! | `writer`, `slots` | a worker: the place of each event, and what waits there for its file |
//! | `late` | what waits there does not wait for ever |
//! | `thread`, `open`, `out`, `growing`, `compress` | the thread beside it, which makes files of pieces |
//! | `gathered` | the rows of which files take most memory |
//! | `completing` | all of its files completed at the end, several at once |
//! | `hidden`, `upload` | a file in progress, on a disk and in a store |
//! | `ahead` | what was written of a file is brought to the disk before its end |
//! | `mark` | by which later runs see whether one that left files in progress is dead |
//! | `claims` | outputs of one run that would replace each other's files are an error |
//! | `turn` | runs make files visible in a folder one after the other |
//! | `record`, `pending`, `visibility`, `local`, `objects` | what is prepared, becomes visible, or is taken away |
//! | `target`, `partition`, `roll` | where files are, what they are called by, and when they end |
//! | `without` | fields that stand in the names of folders |

mod ahead;
mod churn;
mod claims;
mod completing;
mod compress;
mod error;
mod format;
mod gathered;
mod growing;
mod hidden;
mod late;
mod local;
mod mark;
#[cfg(feature = "_store")]
mod objects;
mod open;
mod out;
mod partition;
mod pending;
mod plan;
mod record;
mod roll;
mod sink;
mod slots;
mod target;
mod thread;
mod turn;
#[cfg(feature = "_store")]
mod upload;
mod visibility;
mod without;
mod writer;

pub use format::{Encoder, Format, Layout, Packer, Refused, Rows, Spilled, Writes};
pub use out::Out;
pub use partition::{BucketValue, PartitionValue};
pub use roll::{Limits, Roll};
pub use sink::FileSink;
pub(crate) use without::Without;
#[cfg(test)]
pub(crate) use writer::FileWriter;
