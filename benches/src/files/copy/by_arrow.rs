//! The limit: arrow's own reader and writer.

use std::fs::File;
use std::path::Path;

use arrow_array::RecordBatchReader;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

/// zstd 3, and otherwise what arrow does by itself.
pub fn zstd_3() -> WriterProperties {
    let zstd = Compression::ZSTD(ZstdLevel::try_new(3).unwrap());
    WriterProperties::builder().set_compression(zstd).build()
}

pub fn run(path: &Path, out: &Path) {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let reader = reader.with_batch_size(8192).build().unwrap();
    let file = File::create(out.join("orders.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, reader.schema(), Some(zstd_3())).unwrap();
    for batch in reader {
        writer.write(&batch.unwrap()).unwrap();
    }
    writer.close().unwrap();
}
