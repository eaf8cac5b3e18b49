//! Sub-pipelines under the name of their function.

use std::marker::PhantomData;

use super::place::{PlaceNode, Tagged};
use crate::runtime::{Builder, Place, Settings};

/// A sub-pipeline that a graph calls by its name: the type `Tag` stands for it in messages.
pub struct Called<Tag, P> {
    pipe: P,
    tag: PhantomData<fn() -> Tag>,
}

impl<Tag, P> Called<Tag, P> {
    /// Gives it the name.
    pub fn new(pipe: P) -> Self {
        Self { pipe, tag: PhantomData }
    }
}

/// See [`Called`].
pub struct PlacedCall<Tag, V> {
    /// The sub-pipeline in the graph.
    pub value: V,
    tag: PhantomData<fn() -> Tag>,
}

impl<Tag, P: PlaceNode> PlaceNode for Called<Tag, P> {
    type Placed = PlacedCall<Tag, P::Placed>;
    fn place(self, graph: &mut Builder, name: &str, settings: Settings) -> (Self::Placed, Place) {
        let (value, place) = self.pipe.place(graph, name, settings);
        (PlacedCall { value, tag: PhantomData }, place)
    }
}

impl<Tag, V> Tagged for PlacedCall<Tag, V> {
    type Tag = Tag;
}
