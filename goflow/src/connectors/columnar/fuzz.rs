//! What the fuzz targets of columnar files call: see `fuzz/`.
//!
//! A file is cut and decoded as by a worker's thread, but on the caller's, which is many times
//! faster, and without a guard: a panic is one.

use std::path::Path;
use std::sync::OnceLock;

use super::view::{Records, View, Whole};
use super::{Broken, Columnar, Projection};
use crate::connectors::file::{Deal, FileOptions, HiveValues};
use crate::record::Record;

/// Reads an Avro file as batches, in pieces of so many bytes.
#[cfg(feature = "avro")]
pub fn avro(path: &Path, split_size: u64) {
    read::<crate::connectors::avro::Ranges, _>(path, split_size, &(), Whole::default());
}

/// Reads an Avro file as records.
#[cfg(feature = "avro")]
pub fn avro_records<T: Record>(path: &Path) {
    read::<crate::connectors::avro::Ranges, _>(path, u64::MAX, &(), Records::<T>::new());
}

/// Reads a Parquet file as batches.
#[cfg(feature = "parquet")]
pub fn parquet(path: &Path) {
    read::<crate::connectors::parquet::RowGroups, _>(path, u64::MAX, &None, Whole::default());
}

/// Reads those records of a Parquet file that pass.
#[cfg(feature = "parquet")]
pub fn parquet_records<T: Record>(path: &Path, only: crate::parquet::Only) {
    let only = Some(only);
    read::<crate::connectors::parquet::RowGroups, _>(path, u64::MAX, &only, Records::<T>::new());
}

fn read<C: Columnar, V: View>(path: &Path, split_size: u64, settings: &C::Settings, view: V) {
    let mut options = FileOptions::new(path.into());
    options.split_size = Some(split_size);
    let format = C::new(&options, settings, 1);
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap_or_else(|error| {
            panic!("{error}");
        })
    });
    runtime.block_on(async {
        let deal = Deal::new(options, format);
        let context = crate::testing::context("file", 0, 1);
        assert!(deal.files(&context).await.is_ok(), "the file is there");
        while let Ok(Some(dealt)) = deal.next().await {
            if let Ok(piece) = dealt.piece {
                let _ = decode(&*deal.cut, &view, piece);
            }
        }
    });
}

/// All events of a piece, up to where nothing more can be read.
fn decode<C: Columnar, V: View>(format: &C, view: &V, piece: C::Piece) -> Result<(), Broken> {
    let broken = |cause: String| Broken::rest(0, cause);
    let path = HiveValues::default();
    let schema = format.schema_of(&piece, view).map_err(|error| broken(error.to_string()))?;
    let (fitted, take) = view.fit(&schema, &path, C::INTEGERS).map_err(broken)?;
    format.check(&schema, &path, view).map_err(broken)?;
    let columns = Projection { schema: &schema, take: &take, path: &path, wanted: view };
    for decoded in format.open(piece, &columns)? {
        let decoded = match decoded {
            Err(broken) if broken.lost.is_some() => continue,
            decoded => decoded?,
        };
        let chunk = view.chunk(&fitted, decoded.batch, 0).map_err(broken)?;
        chunk.for_each(|event| drop(std::hint::black_box(event)));
    }
    Ok(())
}
