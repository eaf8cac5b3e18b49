//! What all files of a sink have in common: their columns, what encodes them, what footers say, and
//! where rows wait.

use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use arrow_schema::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor};

use super::encoders::ColumnEncoders;
use super::footer::{Frame, Squeezer};
use super::spill::Spill;

/// Made for a sink's first file; which columns there are may be known no earlier.
pub(super) type SharedModel = Arc<OnceLock<Arc<Model>>>;

pub(super) struct Model {
    pub(super) schema: SchemaDescPtr,
    pub(super) properties: WriterPropertiesPtr,
    pub(super) encoders: ColumnEncoders,
    pub(super) frame: Frame,
    pub(super) squeezer: Squeezer,
    pub(super) spill: Arc<Spill>,
}

impl Model {
    /// `arrow`: the Arrow schema is kept beside the file's own, for readers that know Arrow. `spill`: a
    /// folder for rows that wait.
    pub(super) fn new(
        schema: SchemaRef,
        properties: WriterProperties,
        arrow: bool,
        spill: Option<Arc<Path>>,
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
            spill: Spill::new(spill),
            schema: columns,
            properties,
        })
    }
}
