//! What both loops by hand have in common: a row, and Parquet files by carrier.

use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{
    Int32Builder, StringBuilder, UInt8Builder, UInt16Builder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use serde::{Deserialize, Deserializer};

use crate::files::copy::zstd_3;

/// A row, as long as its text is there.
#[derive(Deserialize)]
pub struct Row<'t> {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    #[serde(deserialize_with = "csv::invalid_option")]
    pub dep_delay: Option<i32>,
    #[serde(deserialize_with = "csv::invalid_option")]
    pub arr_delay: Option<i32>,
    pub carrier: &'t str,
    pub flight: u32,
    #[serde(deserialize_with = "text", borrow)]
    pub tailnum: Option<&'t str>,
    pub origin: &'t str,
    pub dest: &'t str,
    pub distance: u32,
}

/// A text, or `NA`.
fn text<'t, D: Deserializer<'t>>(cell: D) -> Result<Option<&'t str>, D::Error> {
    Ok(Some(<&str>::deserialize(cell)?).filter(|text| *text != "NA"))
}

/// The files, one for each carrier.
pub struct ByCarrier {
    folder: PathBuf,
    carriers: HashMap<String, Columns>,
}

#[derive(Default)]
struct Columns {
    year: UInt16Builder,
    month: UInt8Builder,
    day: UInt8Builder,
    dep_delay: Int32Builder,
    arr_delay: Int32Builder,
    flight: UInt32Builder,
    tailnum: StringBuilder,
    origin: StringBuilder,
    dest: StringBuilder,
    distance: UInt32Builder,
}

impl ByCarrier {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), carriers: HashMap::new() }
    }

    pub fn push(&mut self, row: &Row<'_>) {
        // `entry` would want a `String` of every row.
        if !self.carriers.contains_key(row.carrier) {
            self.carriers.insert(row.carrier.to_string(), Columns::default());
        }
        if let Some(columns) = self.carriers.get_mut(row.carrier) {
            columns.push(row);
        }
    }

    /// What is in memory becomes files, of one row group each.
    pub fn write(mut self) {
        let schema = schema();
        for (carrier, columns) in &mut self.carriers {
            let folder = self.folder.join(format!("carrier={carrier}"));
            fs::create_dir_all(&folder).unwrap();
            let file = File::create(folder.join("part-0.parquet")).unwrap();
            let mut file = ArrowWriter::try_new(file, schema.clone(), Some(zstd_3())).unwrap();
            file.write(&RecordBatch::try_new(schema.clone(), columns.finish()).unwrap()).unwrap();
            file.close().unwrap();
        }
    }
}

impl Columns {
    fn push(&mut self, row: &Row<'_>) {
        self.year.append_value(row.year);
        self.month.append_value(row.month);
        self.day.append_value(row.day);
        self.dep_delay.append_option(row.dep_delay);
        self.arr_delay.append_option(row.arr_delay);
        self.flight.append_value(row.flight);
        self.tailnum.append_option(row.tailnum);
        self.origin.append_value(row.origin);
        self.dest.append_value(row.dest);
        self.distance.append_value(row.distance);
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.year.finish()),
            Arc::new(self.month.finish()),
            Arc::new(self.day.finish()),
            Arc::new(self.dep_delay.finish()),
            Arc::new(self.arr_delay.finish()),
            Arc::new(self.flight.finish()),
            Arc::new(self.tailnum.finish()),
            Arc::new(self.origin.finish()),
            Arc::new(self.dest.finish()),
            Arc::new(self.distance.finish()),
        ]
    }
}

fn schema() -> Arc<Schema> {
    Arc::new(Schema::new(vec![
        Field::new("year", DataType::UInt16, false),
        Field::new("month", DataType::UInt8, false),
        Field::new("day", DataType::UInt8, false),
        Field::new("dep_delay", DataType::Int32, true),
        Field::new("arr_delay", DataType::Int32, true),
        Field::new("flight", DataType::UInt32, false),
        Field::new("tailnum", DataType::Utf8, true),
        Field::new("origin", DataType::Utf8, false),
        Field::new("dest", DataType::Utf8, false),
        Field::new("distance", DataType::UInt32, false),
    ]))
}
