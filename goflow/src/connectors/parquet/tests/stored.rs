//! Files in a store, of which what comes next is fetched before a worker takes it.

use std::sync::Arc;

use object_store::ObjectStoreExt as _;
use object_store::memory::InMemory;

use super::{Flight, file_of_groups, flights};
use crate::connectors::columnar::testing::{Given, given};
use crate::connectors::columnar::{Columnar as _, Columns, Records};
use crate::connectors::file::{Deal, FileOptions, Found};
use crate::connectors::parquet::format::RowGroups;
use crate::connectors::parquet::only::{Only, col};
use crate::node::Position;

async fn stored(bytes: Vec<u8>) -> Found {
    let (store, key) = (Arc::new(InMemory::new()), object_store::path::Path::from("a.parquet"));
    store.put(&key, bytes.into()).await.unwrap();
    let meta = store.head(&key).await.unwrap();
    Found::object(store, meta, "s3://data/a.parquet")
}

async fn read(
    file: &Found,
    split_size: Option<u64>,
    only: Option<Only>,
    reads: usize,
    from: &[Position],
) -> Given<Flight> {
    let options = FileOptions { split_size, ..FileOptions::new("s3://data/a.parquet".into()) };
    let deal = Deal::new(options.clone(), RowGroups::new(&options, &only, 1)).of([file.clone()]);
    let context = crate::testing::context("file", 0, 1);
    let columns = Columns::of(deal);
    let reader = columns.open(&options, || unreachable!(), &context, Records::new(), from);
    given(reader.await.unwrap(), 97, reads).await.unwrap()
}

#[tokio::test]
async fn what_was_fetched_but_not_read_is_read_when_it_is_gone_on_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let bytes = std::fs::read(file_of_groups(folder.path(), &all)).unwrap();
    let (file, size) = (stored(bytes.clone()).await, bytes.len() as u64);
    let splits = [None, Some(size / 4), Some(size)];
    for split_size in splits {
        for (reads, groups) in [(0, 0), (1, 1), (45, 3), (90, 5)] {
            let first = read(&file, split_size, None, reads, &[]).await;
            if split_size.is_none() {
                assert_eq!(first.positions.len(), groups, "{reads}");
            }
            for other in splits {
                let rest = read(&file, other, None, usize::MAX, &first.positions).await;
                let both: Vec<_> = first.events.iter().cloned().chain(rest.events).collect();
                assert!(both == all, "{split_size:?}, then {other:?}, after {reads}");
            }
        }
    }
}

#[tokio::test]
async fn row_groups_are_as_they_are_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let all = flights(20_000);
    let mut bytes = std::fs::read(file_of_groups(folder.path(), &all)).unwrap();
    let good = stored(bytes.clone()).await;
    let middle = || col("n").ge(9_000).and(col("n").lt(11_000));
    for split_size in [None, Some(1 << 30)] {
        let some = read(&good, split_size, Some(middle()), usize::MAX, &[]).await;
        assert!(some.events == all[9_000..11_000] && some.errors.is_empty());
        let none = read(&good, split_size, Some(col("n").lt(0)), usize::MAX, &[]).await;
        assert!(none.events.is_empty() && none.errors.is_empty());
    }
    // The fifth one of ten is damaged.
    let footer = bytes::Bytes::from(bytes.clone());
    let footer = parquet::file::reader::SerializedFileReader::new(footer).unwrap();
    let footer = parquet::file::reader::FileReader::metadata(&footer).clone();
    let begin = footer.row_group(4).column(0).byte_range().0 as usize;
    bytes[begin..begin + 8].fill(0xff);
    let damaged = stored(bytes).await;
    for split_size in [None, Some(1 << 30)] {
        let given = read(&damaged, split_size, None, usize::MAX, &[]).await;
        assert!(given.events == [&all[..8_000], &all[10_000..]].concat());
        assert_eq!((given.errors.len(), given.errors[0].record), (1, 8_001));
        let more = "; with it the 2000 last rows of its row group are lost";
        assert!(given.errors[0].cause.ends_with(more), "{}", given.errors[0].cause);
    }
}
