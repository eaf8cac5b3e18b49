//! Does a `key` edge lead where it must, with the key that is expected there?

use std::marker::PhantomData;
use std::sync::Arc;

use super::role::{Sharable, Unsettled};
use super::token::{Events, Link, Never, No, Role, Yes};
use crate::Key;
use crate::stage::{Accepts, KeyFn, Keying, NoKey};

/// Nodes that keep no state per key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` keeps state per key: reach it by `-[key …]->`",
    label = "brings no key"
)]
pub trait Unkeyed: Sized {
    /// An edge without a key.
    fn unkeyed<In>(_: Link<Self, In>) {}
}

/// [`Key`], asked about the key of an edge; `X` as in [`No`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a key",
    label = "this is no key",
    note = "keys are integers, `bool`, `char`, strings, bytes, tuples and options of these, and types with `#[derive(Key)]`"
)]
pub trait Keyable<X>: Sized {
    /// The key itself.
    type Key: Key;
    /// The key of an edge.
    fn keyable(_: Events<Self>) -> Role<Self::Key> {
        Role::new()
    }
}
#[diagnostic::do_not_recommend]
impl<K: Key> Keyable<Yes> for K {
    type Key = K;
}
#[diagnostic::do_not_recommend]
impl<K: Key + Never> Keyable<No> for K {
    type Key = K;
}

/// The key of a node's state agrees with the key of an edge.
#[diagnostic::on_unimplemented(
    message = "`{Tag}` is keyed by `{Self}`, this edge by `{K}`",
    label = "this is a `{K}`",
    note = "let this edge give a `{Self}`, or keep the state by `{K}`"
)]
pub trait Agrees<K, Tag>: Sized {
    /// Compares the key of an edge with that of the node's state.
    fn agrees<In>(_: Role<K>, _: Link<Tag, In>)
    where
        Tag: Accepts<In, Key = Self>,
    {
    }
}
#[diagnostic::do_not_recommend]
impl<K: Key, Tag> Agrees<K, Tag> for K {}
#[diagnostic::do_not_recommend]
impl<K, Tag> Agrees<K, Tag> for NoKey {}

/// What the function of a `key` edge gives.
pub fn key_of<T, K, F>(_: Events<T>, f: F) -> (F, Events<K>)
where
    F: Fn(&T) -> K,
{
    (f, Events::new())
}

/// The function of a `key` edge, to be settled; `K` is what it gives, once that is known to be a
/// key.
pub struct Grouping<T, F, G, K>(Arc<Keying<F, G, K>>, PhantomData<fn(T)>);

/// Asks what [`key_of`] did not: each question is asked once, so that one mistake is one error.
pub fn key<T, G, K, F>(_: Events<T>, f: F, _: Events<G>, _: Role<K>) -> Grouping<T, F, G, K>
where
    F: 'static,
{
    Grouping(Arc::new(Keying::new(f)), PhantomData)
}

impl<T, F, G, K> Grouping<T, F, G, K>
where
    Keying<F, G, K>: KeyFn<T>,
{
    /// The function.
    pub fn settle(self) -> Arc<Keying<F, G, K>> {
        self.0
    }
}
impl<T, F, G, K> Unsettled for Grouping<T, F, G, K> {}
#[diagnostic::do_not_recommend]
impl<T, F: Send + Sync, G, K> Sharable for Grouping<T, F, G, K> {}
