//! What encodes the columns of a file.

use std::io;
use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef};
use arrow_schema::{Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::differ::{self, all_differ};

/// No more rows are looked at before the encoders of a column are chosen.
const FIRST_ROWS: usize = 1 << 16;

/// Makes encoders. Each takes some 150 KiB when it is made, so there is a factory for each field
/// by itself: the crate's own one makes those of all columns at once.
pub(super) struct ColumnEncoders {
    schema: SchemaRef,
    fields: Vec<FieldEncoders>,
}

/// What makes those of a field.
struct FieldEncoders {
    usual: ArrowRowGroupWriterFactory,
    /// For values that all differ.
    without_dictionary: ArrowRowGroupWriterFactory,
}

impl FieldEncoders {
    fn new(field: &Arc<Field>, properties: &WriterProperties) -> Result<Self, ParquetError> {
        let factory = |properties: WriterProperties| {
            let alone = Arc::new(Schema::new(vec![Arc::clone(field)]));
            let options = ArrowWriterOptions::new()
                .with_properties(properties)
                .with_skip_arrow_metadata(true);
            let writer = ArrowWriter::try_new_with_options(io::sink(), alone, options)?;
            Ok::<_, ParquetError>(writer.into_serialized_writer()?.1)
        };
        let without = properties.clone().into_builder().set_dictionary_enabled(false);
        Ok(Self {
            usual: factory(properties.clone())?,
            without_dictionary: factory(without.build())?,
        })
    }

    /// Makes them for a row group that begins with these rows.
    fn make(&self, arrays: &[ArrayRef]) -> Result<Vec<ArrowColumnWriter>, ParquetError> {
        let factory = if all_differ(arrays) { &self.without_dictionary } else { &self.usual };
        factory.create_column_writers(0)
    }
}

impl ColumnEncoders {
    pub(super) fn new(
        schema: SchemaRef,
        properties: &WriterProperties,
    ) -> Result<Self, ParquetError> {
        // What the footer says, the Arrow schema above all, is of all columns, and each would keep it.
        let properties = properties.clone().into_builder().set_key_value_metadata(None).build();
        let fields = schema.fields().iter().map(|field| FieldEncoders::new(field, &properties));
        let fields = fields.collect::<Result<_, _>>()?;
        Ok(Self { schema, fields })
    }

    /// Those of all columns, for a row group that begins with these rows of each; they are encoded.
    pub(super) fn all(
        &self,
        columns: &mut Vec<Vec<ArrayRef>>,
    ) -> Result<Vec<ArrowColumnWriter>, ParquetError> {
        let mut all = Vec::new();
        for (at, arrays) in columns.drain(..).enumerate() {
            all.append(&mut self.field(at, arrays.into_iter().map(Ok::<_, ParquetError>))?);
        }
        Ok(all)
    }

    /// Encodes the next rows of all columns.
    pub(super) fn add(
        &self,
        all: &mut [ArrowColumnWriter],
        arrays: &[ArrayRef],
    ) -> Result<(), ParquetError> {
        let mut left = all.iter_mut();
        for (field, array) in self.schema.fields().iter().zip(arrays) {
            add(field, array, &mut left)?;
        }
        Ok(())
    }

    /// Encodes all rows of a field, which is several columns if it is a struct.
    pub(super) fn field<E: From<ParquetError>>(
        &self,
        at: usize,
        arrays: impl IntoIterator<Item = Result<ArrayRef, E>>,
    ) -> Result<Vec<ArrowColumnWriter>, E> {
        let (Some(encoders), Some(field)) = (self.fields.get(at), self.schema.fields().get(at))
        else {
            return Err(too_few().into());
        };
        let (mut arrays, mut first) = (arrays.into_iter(), Vec::new());
        let (mut values, mut rows) = (0, 0);
        // Rows that have no value are many where they wait, and few bytes there.
        while values < differ::MOST
            && rows < FIRST_ROWS
            && let Some(array) = arrays.next().transpose()?
        {
            values += array.len() - array.null_count();
            rows += array.len();
            first.push(array);
        }
        let mut encoders = encoders.make(&first)?;
        for array in first.into_iter().map(Ok).chain(arrays) {
            add(field, &array?, &mut encoders.iter_mut())?;
        }
        Ok(encoders)
    }
}

/// Adds the rows of a field to its encoders, which are the next ones.
fn add<'a>(
    field: &Field,
    array: &ArrayRef,
    encoders: &mut impl Iterator<Item = &'a mut ArrowColumnWriter>,
) -> Result<(), ParquetError> {
    for leaf in compute_leaves(field, array)? {
        encoders.next().ok_or_else(too_few)?.write(&leaf)?;
    }
    Ok(())
}

/// It cannot be: encoders are made for the columns of the very schema.
#[cold]
fn too_few() -> ParquetError {
    ParquetError::General(
        "fewer encoders than columns; please report this as a fault of goflow".into(),
    )
}
