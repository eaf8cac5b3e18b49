//! Nodes that are not annotated functions: hand-written sources, tasks and outputs, closures,
//! `discard`, and sub-pipelines.

mod closure;
mod output;
mod pipe;
mod place;
mod sink;
mod source;
mod task;

pub use closure::{Closure, ClosureRef, closure, closure_ref};
pub use output::{HandOutput, IntoOutput};
pub use pipe::{IsPipe, Outlet, Pipe, PipeBuilder, finish};
pub use place::{IntoNode, Kinded, NoNode, PlaceNode, Tagged};
pub use sink::discard;
pub use source::{HandSource, IntoSource, SourceNode};
pub use task::{HandTask, IntoTask};
