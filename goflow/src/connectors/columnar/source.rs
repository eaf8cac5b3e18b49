//! `ColumnarSource`: the source of every columnar format.

use std::fmt;

use super::{Columnar, ColumnarReader, Columns, Records, View, Whole};
use crate::builtin::NoNode;
use crate::connectors::file::{FileOptions, Paths, RecordError, file_options};
use crate::connectors::unmade::{UnmadeSource, no_node_by_reference};
use crate::error::BoxError;
use crate::node::{Context, Event, Position, Source};

/// A source of Avro or Parquet files: what the `source` and `batches` functions of
/// [`avro`](crate::avro) and [`parquet`](crate::parquet) make.
pub struct ColumnarSource<C: Columnar, V> {
    options: FileOptions,
    /// What else the format is told.
    pub(crate) settings: C::Settings,
    view: V,
    opened: Columns<C>,
}

impl<C: Columnar, V> ColumnarSource<C, V> {
    pub(crate) fn new(paths: Paths, view: V) -> Self {
        let (options, settings) = (FileOptions::new(paths), C::Settings::default());
        Self { options, settings, view, opened: Columns::later() }
    }
}

file_options! {
    impl<C: Columnar, V> ColumnarSource<C, V>, { options }
    [compression max_record follow split_size]
    "goflow::avro::batches(\"in/\")"
}

impl<C: Columnar> ColumnarSource<C, Whole> {
    /// Reads only these columns, and gives them in this order. One that neither a file nor its path
    /// has is an error.
    ///
    /// ```
    /// let fares = goflow::parquet::batches("trips/").columns(["fare"]);
    /// ```
    #[must_use]
    pub fn columns<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.view.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }
}

#[diagnostic::do_not_recommend]
impl<C: Columnar, T: Event> NoNode for ColumnarSource<C, Records<T>> {
    type Node = UnmadeSource<T>;
}

no_node_by_reference! { impl [C: Columnar, V: View] ColumnarSource<C, V> }

impl<C: Columnar, V: View> Source for ColumnarSource<C, V> {
    type Event = V::Event;
    type Error = RecordError;
    type Reader = ColumnarReader<V>;

    async fn open(&self, context: &Context) -> Result<Self::Reader, BoxError> {
        self.open_at(context, &[]).await
    }

    async fn open_at(
        &self,
        context: &Context,
        positions: &[Position],
    ) -> Result<Self::Reader, BoxError> {
        let format = || C::new(&self.options, &self.settings, context.workers());
        self.opened.open(&self.options, format, context, self.view.clone(), positions).await
    }
}

impl<C: Columnar, V> fmt::Debug for ColumnarSource<C, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnarSource").field("options", &self.options).finish_non_exhaustive()
    }
}
