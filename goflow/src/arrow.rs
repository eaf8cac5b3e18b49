//! Arrow as this crate uses it: events that are [`RecordBatch`]es are of these types.
//!
//! ```
//! use goflow::arrow::array::{cast::AsArray as _, types::Int64Type};
//! use goflow::prelude::*;
//!
//! fn sum(batch: &RecordBatch) -> i64 {
//!     batch.column(0).as_primitive::<Int64Type>().values().iter().sum()
//! }
//! # #[derive(Record)]
//! # struct Row { n: i64 }
//! # let mut rows = goflow::record::RecordBuilder::new(2);
//! # rows.append(&Row { n: 1 }).unwrap();
//! # rows.append(&Row { n: 2 }).unwrap();
//! # assert_eq!(sum(&rows.finish().unwrap()), 3);
//! ```

pub use arrow_array as array;
pub use arrow_array::RecordBatch;
pub use arrow_schema as schema;
