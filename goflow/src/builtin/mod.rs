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
pub use output::IntoOutput;
pub use pipe::{IsPipe, Pipe, PipeBuilder, finish};
pub use place::{IntoNode, Kinded, PlaceNode, Tagged};
pub use sink::discard;
pub use source::{IntoSource, SourceNode};
pub use task::IntoTask;
#[cfg(feature = "_file")]
pub use {
    output::HandOutput,
    place::{ByReference, NoNode},
    source::HandSource,
};
