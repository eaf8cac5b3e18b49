//! The macro crate's stages as ordinary modules: a proc macro crate exports nothing else.
#![allow(dead_code, unused_imports)]

#[path = "../goflow-macros/src/attr/mod.rs"]
pub mod attr;
#[path = "../goflow-macros/src/by_let.rs"]
pub mod by_let;
#[path = "../goflow-macros/src/derive.rs"]
pub mod derive;
#[path = "../goflow-macros/src/diag.rs"]
pub mod diag;
#[path = "../goflow-macros/src/expand/mod.rs"]
pub mod expand;
#[path = "../goflow-macros/src/graph/mod.rs"]
pub mod graph;
#[path = "../goflow-macros/src/main_fn.rs"]
pub mod main_fn;
#[path = "../goflow-macros/src/messages/mod.rs"]
pub mod messages;
#[path = "../goflow-macros/src/port.rs"]
pub mod port;
#[path = "../goflow-macros/src/record/mod.rs"]
pub mod record;
#[path = "../goflow-macros/src/syntax/mod.rs"]
pub mod syntax;
#[path = "tokens.rs"]
pub mod tokens;
#[path = "../goflow-macros/src/visibility.rs"]
pub mod visibility;
#[path = "../goflow-macros/src/words.rs"]
pub mod words;
