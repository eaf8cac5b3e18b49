//! A value that is long, and so much alike that little is left of it when compressed.

use std::sync::{Arc, Mutex};

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic;
use ::parquet::file::properties::{WriterProperties, WriterVersion};
use goflow::arrow::array::{ArrayRef, RecordBatch, StringArray};
use goflow::parquet;
use goflow::prelude::*;

use crate::reading::whole;

/// More than any page may be without a look at its bytes.
const LONG: usize = 17 << 20;

#[derive(Record, Clone)]
struct Page {
    text: String,
}

#[source]
fn pages() -> impl Iterator<Item = Page> {
    std::iter::once(Page { text: " ".repeat(LONG) })
}
#[output]
fn measure(page: Page, lengths: &Arc<Mutex<Vec<usize>>>) {
    lengths.lock().unwrap().push(page.text.len());
}

#[tokio::test]
async fn what_we_write_we_read_however_well_it_compresses() {
    let folder = tempfile::tempdir().unwrap();
    for codec in [
        Compression::None,
        Compression::Gzip,
        Compression::Snappy,
        Compression::Lz4,
        Compression::Zstd(3),
        Compression::Zstd(19),
    ] {
        let path = folder.path().join("pages.parquet");
        let flow = pipeline! {
            let file = parquet::sink::<Page>(&path).compression(codec);
            pages -> file;
        };
        flow.run().await.unwrap();
        let lengths = Arc::<Mutex<Vec<usize>>>::default();
        let flow = pipeline! {
            let file = parquet::source::<Page>(&path);
            file -> measure(lengths.clone());
        };
        flow.run().await.unwrap_or_else(|error| panic!("{codec}: {error}"));
        assert_eq!(*lengths.lock().unwrap(), [LONG], "{codec}");
    }
}

/// Brotli, and pages of version 2, of which the levels are not compressed.
#[tokio::test]
async fn what_others_write_we_read_however_well_it_compresses() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pages.parquet");
    let text: ArrayRef = Arc::new(StringArray::from(vec![None, Some(&*" ".repeat(LONG)), None]));
    let batch = RecordBatch::try_from_iter([("text", text)]).unwrap();
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for codec in [
            basic::Compression::BROTLI(basic::BrotliLevel::try_new(5).unwrap()),
            basic::Compression::ZSTD(basic::ZstdLevel::try_new(1).unwrap()),
        ] {
            let properties = WriterProperties::builder()
                .set_compression(codec)
                .set_writer_version(version)
                .set_dictionary_enabled(false);
            let file = std::fs::File::create(&path).unwrap();
            let mut writer =
                ArrowWriter::try_new(file, batch.schema(), Some(properties.build())).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            assert!(std::fs::metadata(&path).unwrap().len() < LONG as u64 / 1032);
            let read = whole(&path).await;
            assert_eq!((read.rows, read.error), (3, None), "{codec} {version:?}");
        }
    }
}
