//! Does a `key` edge lead where it must, with the key that is expected there?

use std::sync::Arc;

use super::role::Receives;
use super::token::{Events, Link, Port};
use crate::Key;
use crate::stage::{Accepts, NoKey};

/// Nodes that keep no state per key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps state per key: reach it by `-[key …]->`",
    label = "brings no key"
)]
pub trait Unkeyed {}

/// An edge without a key.
pub fn unkeyed<V: Receives>(_: Port<V>)
where
    V::Role: Unkeyed,
{
}

/// The key of a node's state agrees with the key of an edge.
#[diagnostic::on_unimplemented(
    message = "`{Tag}` is keyed by `{Self}`, this edge by `{K}`",
    label = "this is a `{K}`"
)]
pub trait Agrees<K, Tag> {}
impl<K: Key, Tag> Agrees<K, Tag> for K {}
impl<K, Tag> Agrees<K, Tag> for NoKey {}

/// The function of a `key` edge.
pub fn key<T, K, F>(_: Events<T>, f: F) -> Arc<F>
where
    F: Fn(&T) -> K + Send + Sync + 'static,
    K: Key,
{
    Arc::new(f)
}

/// Compares the key of an edge with that of the node's state.
pub fn key_of<T, K, F, Tag, In>(_: Events<T>, _: &Arc<F>, _: Link<Tag, In>)
where
    F: Fn(&T) -> K,
    Tag: Accepts<In>,
    Tag::Key: Agrees<K, Tag>,
{
}
