//! What all files of a sink have in common: their columns, what encodes them, and what footers say.

use std::io;
use std::sync::{Arc, OnceLock};

use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor};

use super::encoders::ColumnEncoders;
use super::footer::{Frame, Squeezer};

/// Made for a sink's first file; which columns there are may be known no earlier.
pub(super) type SharedModel = Arc<OnceLock<Arc<Model>>>;

pub(super) struct Model {
    pub(super) schema: SchemaDescPtr,
    pub(super) properties: WriterPropertiesPtr,
    pub(super) encoders: ColumnEncoders,
    pub(super) frame: Frame,
    pub(super) squeezer: Squeezer,
}

impl Model {
    /// `arrow`: the Arrow schema is kept beside the file's own, for readers that know Arrow.
    pub(super) fn new(
        schema: SchemaRef,
        properties: WriterProperties,
        arrow: bool,
    ) -> Result<Self, ParquetError> {
        let options =
            ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(!arrow);
        // The crate's own writer knows what columns a file gets.
        let writer = ArrowWriter::try_new_with_options(io::sink(), schema.clone(), options)?;
        let (writer, _) = writer.into_serialized_writer()?;
        let properties = Arc::clone(writer.properties());
        let columns = Arc::new(SchemaDescriptor::new(writer.schema_descr().root_schema_ptr()));
        Ok(Self {
            encoders: ColumnEncoders::new(schema, &properties)?,
            frame: Frame::new(&columns, &properties)?,
            squeezer: Squeezer::default(),
            schema: columns,
            properties,
        })
    }
}
