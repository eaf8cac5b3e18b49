//! The cases are in `ui/`: each a program as its author would write it, named for its mistake, with
//! what rustc says about it beside it. `tests/ui.rs` compiles them.
//!
//! After a change of a wording: `TRYBUILD=overwrite cargo test -p goflow-ui-tests`, then read the
//! diff as if you had made the mistake.
