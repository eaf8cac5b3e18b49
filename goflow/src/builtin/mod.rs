//! Nodes that are not annotated functions: hand-written sources, tasks and outputs, closures,
//! `discard`, and sub-pipelines.

mod blank;
mod called;
mod closure;
mod output;
mod pipe;
mod place;
mod sink;
mod source;
mod task;

pub use blank::{Blank, NotANode};
pub use called::{Called, PlacedCall};
pub use closure::{IntoClosure, closure, closure_ref};
#[cfg(feature = "_file")]
pub use output::HandOutput;
pub use output::IntoOutput;
pub use pipe::{IsPipe, Pipe, PipeBuilder, finish};
#[cfg(feature = "_file")]
pub use place::NoNode;
pub use place::{IntoNode, Kinded, PlaceNode, Tagged};
pub use sink::discard;
#[cfg(feature = "_file")]
pub use source::HandSource;
pub use source::{IntoSource, SourceNode};
pub use task::IntoTask;
