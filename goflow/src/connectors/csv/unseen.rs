//! What a type says before there is an event: whether csv holds it, and the header of a file to which
//! no event came.
//!
//! The names of an event's fields are known when one is serialized, and not before. But most types
//! can do more than that, and a graph has the type at hand: the methods here are found for nodes of
//! types that can be read, or that are records, and those of [`TypeKnown`](crate::__rt::TypeKnown)
//! for all others.

use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::format::Format;
use super::probe::{Shape, filled};
use super::sinks::CsvSink;
use super::write::CsvEncoder;
use crate::builtin::HandOutput;
use crate::node::Event;
use crate::stage::Func;

type Learn = fn(&Format) -> Option<Vec<u8>>;
type Try = fn(&Format, &[String]) -> Result<(), String>;

/// The ways to the header of a file to which no event came, and to what no file can hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Unseen {
    sample: OnceLock<Learn>,
    columns: OnceLock<Learn>,
    filled: OnceLock<Try>,
}

impl Unseen {
    /// Refuses a type of which some events could not be written, as far as that is known. `left_out`:
    /// fields that are not.
    pub(super) fn check(&self, format: &Format, left_out: &[String]) -> Result<(), String> {
        self.filled.get().map_or(Ok(()), |write| write(format, left_out))
    }

    pub(super) fn header(&self, format: &Format) -> Option<Vec<u8>> {
        // What a made-up event gives is what a real one would.
        [&self.sample, &self.columns].iter().find_map(|way| way.get()?(format))
    }
}

impl<T: Serialize + DeserializeOwned + Event> Func<HandOutput<CsvSink<T>>, CsvSink<T>> {
    #[doc(hidden)]
    pub fn __goflow_deserialize(&self) {
        let args = self.args();
        let _ = args.format.unseen.sample.set(by_sample::<T>);
        let _ = args.format.unseen.filled.set(of_any::<T>);
    }
}

#[cfg(feature = "_record")]
impl<T: Serialize + crate::record::Record> Func<HandOutput<CsvSink<T>>, CsvSink<T>> {
    #[doc(hidden)]
    pub fn __goflow_record(&self) {
        let _ = self.args().format.unseen.columns.set(by_columns::<T>);
    }
}

/// An event is made up, and written.
fn by_sample<T: Serialize + DeserializeOwned>(format: &Format) -> Option<Vec<u8>> {
    let event: T = Shape::of::<T>().ok()?.sample()?;
    let mut encoder = CsvEncoder::new(format, &[]);
    encoder.encode(&event, &mut Vec::new()).ok()?;
    encoder.header().map(<[u8]>::to_vec)
}

/// Events that hold all they may are made up, and written.
fn of_any<T: Serialize + DeserializeOwned>(
    format: &Format,
    left_out: &[String],
) -> Result<(), String> {
    for event in filled::<T>() {
        match CsvEncoder::new(format, left_out).encode(&event, &mut Vec::new()) {
            Err(error) if error.of_type => return Err(error.to_string()),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(feature = "_record")]
fn by_columns<T: crate::record::Record>(format: &Format) -> Option<Vec<u8>> {
    let names: Vec<_> = T::fields().iter().map(|field| field.name().clone()).collect();
    Some(CsvEncoder::header_of(format, &names))
}
