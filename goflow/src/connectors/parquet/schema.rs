//! The Arrow schema that a file is read with: its own, but for what would not be read by it.

use std::sync::Arc;

use arrow_schema::{FieldRef, Fields, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::metadata::ParquetMetaData;

use super::dictionaries::widened;
use super::int96::in_micros;
use crate::connectors::columnar::Wanted;

/// What a row group is decoded with: the file's Arrow schema, its INT96 columns in microseconds and
/// its dictionaries with room for all words.
pub(super) fn arrow(
    metadata: &Arc<ParquetMetaData>,
    wanted: &dyn Wanted,
) -> Result<ArrowReaderMetadata, String> {
    let load = |options| {
        ArrowReaderMetadata::try_new(Arc::clone(metadata), options).map_err(|e| e.to_string())
    };
    let loaded = load(ArrowReaderOptions::new())?;
    let descriptor = metadata.file_metadata().schema_descr();
    // Those of one root stand together, and roots in the order of the fields.
    let mut leaves = (0..descriptor.num_columns()).peekable();
    let field = |(root, field): (usize, &FieldRef)| {
        let own = |leaf: &usize| descriptor.get_column_root_idx(*leaf) == root;
        let next = || leaves.next_if(own).map(|leaf| descriptor.column(leaf).physical_type());
        let mut types = std::iter::from_fn(next);
        let field = in_micros(field, wanted.column(field).as_ref(), &mut types);
        // Not all need be asked for.
        types.for_each(drop);
        widened(&field)
    };
    let fields: Fields = loaded.schema().fields().iter().enumerate().map(field).collect();
    if fields == *loaded.schema().fields() {
        return Ok(loaded);
    }
    let schema = Schema::new_with_metadata(fields, loaded.schema().metadata().clone());
    load(ArrowReaderOptions::new().with_schema(Arc::new(schema)))
}
