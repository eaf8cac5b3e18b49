//! What a program gives the engine: sources, tasks and outputs, and what is lent to them.

mod context;
mod local;
mod out;
mod output;
mod progress;
mod source;
mod task;

pub use context::Context;
pub use local::Local;
pub(crate) use out::Unwound;
pub use out::{Out, Tap};
pub use output::{Committable, Output, Writer};
pub use progress::Progress;
pub use source::{Batch, Reader, Source};
pub use task::{Task, Transform};

/// What may travel along an edge: anything that is `Send` and owns what it holds.
///
/// It is implemented for all such types; there is nothing to write.
///
/// ```
/// use goflow::Event;
///
/// fn is_event<T: Event>() {}
/// is_event::<(String, Vec<u8>)>();
/// ```
pub trait Event: Send + 'static {}

impl<T: Send + 'static> Event for T {}
