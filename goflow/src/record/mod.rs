//! Records: structs with columns.
//!
//! [`#[derive(Record)]`](derive@crate::Record) gives a struct its columns at compile time: an Arrow
//! schema, builders that are filled straight from its fields, and the way back. [`Column`] is what a
//! type needs to stand in a record; each file here is a kind of type.
//!
//! ```
//! use goflow::prelude::*;
//! use goflow::record::{self, RecordBuilder};
//!
//! #[derive(Record, Debug, PartialEq)]
//! struct Flight { carrier: String, dep_delay: Option<i32> }
//!
//! let mut builder = RecordBuilder::<Flight>::new(2);
//! builder.append(&Flight { carrier: "UA".into(), dep_delay: Some(20) })?;
//! builder.append(&Flight { carrier: "DL".into(), dep_delay: None })?;
//! let batch = builder.finish()?;
//! assert_eq!(batch.num_columns(), 2);
//!
//! let flights = record::rows::<Flight>(&batch)?.collect::<Result<Vec<_>, _>>()?;
//! assert_eq!(flights[1], Flight { carrier: "DL".into(), dep_delay: None });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adapt;
mod alike;
#[cfg_attr(
    not(any(feature = "csv", feature = "json")),
    allow(dead_code, reason = "no format uses it")
)]
mod batched;
mod builder;
mod column;
mod compare;
mod decimal;
mod error;
mod fit;
mod list;
mod map;
mod names;
mod nested;
mod number;
mod option;
mod rows;
mod symbols;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod time;
mod uuid;
mod value;

#[cfg(any(feature = "csv", feature = "json"))]
pub(crate) use batched::held;
pub use batched::{Batched, BatchedReader};
pub use builder::RecordBuilder;
pub use column::{Column, Many, Ms, Ns, Plain, Scaled, Us};
pub(crate) use compare::Integers;
pub use error::{SchemaError, ValueError};
pub(crate) use fit::Fit;
pub use list::Lists;
pub use names::Aliases;
pub(crate) use names::{called_in, names_of};
pub use nested::{Nested, NestedReader, Record};
pub use rows::{Rows, rows, schema};
#[cfg(any(feature = "avro", feature = "parquet"))]
pub(crate) use symbols::SYMBOLS;
pub use symbols::{SymbolBuilder, SymbolReader, Symbols};
pub use text::Bytes;
#[cfg(feature = "parquet")]
pub(crate) use value::repeated;
