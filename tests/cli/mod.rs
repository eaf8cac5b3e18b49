//! The command line of a pipeline's program: the built binary, with a terminal and without one.

mod plain;
mod program;
mod terminal;
