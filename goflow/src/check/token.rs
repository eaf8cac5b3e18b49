//! Types as values: zero-sized, copied freely.

use std::marker::PhantomData;

macro_rules! token {
    ($(#[$doc:meta])* $name:ident<$($t:ident),*>) => {
        $(#[$doc])*
        pub struct $name<$($t),*>(PhantomData<fn() -> ($($t,)*)>);
        impl<$($t),*> $name<$($t),*> {
            /// The token.
            #[allow(clippy::new_without_default)]
            pub const fn new() -> Self {
                Self(PhantomData)
            }
        }
        impl<$($t),*> Clone for $name<$($t),*> {
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<$($t),*> Copy for $name<$($t),*> {}
    };
}

token!(
    /// A node, by the type that stands for it in messages.
    Port<Tag>
);
token!(
    /// A port that sends events `T`.
    Events<T>
);
token!(
    /// A node's name in the graph, as a type.
    Name<N>
);
token!(
    /// A node whose event type is settled.
    Link<Tag, In>
);
token!(
    /// A node whose event type is settled, and the events of a further edge.
    Pair<Tag, In, Other>
);
token!(
    /// A node in a role that was checked.
    Role<Tag>
);

/// The implementation that is meant.
pub struct Yes;
/// One that never holds, for [`Never`] is implemented for nothing. A trait with both, asked without
/// saying which, has no answer where `Yes` does not hold; with `Yes` alone rustc would take it for
/// granted, and complain wherever it is used.
pub struct No;
/// See [`No`].
pub trait Never {}

/// The token of a node.
pub fn port<V: crate::builtin::Tagged>(node: &V) -> Port<V::Tag> {
    node.port()
}
