//! What was written is what was read, value by value.

use std::fs::File;
use std::path::Path;

use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::files::Contestant;
use crate::measure::Failure;

/// Compares an output with its input.
pub fn check(input: &Path, out: &Path, _: &Contestant) -> Result<(), Failure> {
    let path = out.join("orders.parquet");
    let (read, written) = (batches(input)?, batches(&path)?);
    let mut rows = [0, 0];
    for (read, written) in read.zip(written) {
        let read = read.map_err(|error| error.to_string())?;
        let written = written.map_err(|error| error.to_string())?;
        rows = [rows[0] + read.num_rows(), rows[1] + written.num_rows()];
        if read.columns() != written.columns() {
            return Err(format!("the answer is wrong before row {}", rows[0]));
        }
    }
    match all_rows(input)? == rows[0] && all_rows(&path)? == rows[1] {
        true => Ok(()),
        false => Err(format!("{} rows, of which {rows:?} are the same", all_rows(&path)?)),
    }
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, Failure> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| told(&error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| told(&error))
}

/// Batches of the same sizes, wherever row groups end.
fn batches(path: &Path) -> Result<ParquetRecordBatchReader, Failure> {
    open(path)?.with_batch_size(8000).build().map_err(|error| error.to_string())
}

fn all_rows(path: &Path) -> Result<usize, Failure> {
    Ok(open(path)?.metadata().file_metadata().num_rows() as usize)
}
