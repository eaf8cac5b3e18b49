//! Files are those that the crate's own writer gives.

use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use proptest::prelude::*;

use super::model::Model;
use super::row_group::RowGroups;
use crate::connectors::file::write::{Out, Spilled};
use crate::record::RecordBuilder;
use crate::record::tests::every::{Every, every};

/// A file with a row group for each batch, by the crate's writer, which is given them in two parts. Where
/// pages end depends on these.
pub(super) fn theirs(
    batches: &[RecordBatch],
    options: ArrowWriterOptions,
    first: impl Fn(&RecordBatch) -> usize,
) -> Vec<u8> {
    let schema = batches[0].schema();
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options).unwrap();
    for batch in batches {
        parts(batch, first(batch)).iter().for_each(|part| writer.write(part).unwrap());
        writer.flush().unwrap();
    }
    writer.into_inner().unwrap()
}

fn parts(batch: &RecordBatch, first: usize) -> [RecordBatch; 2] {
    [batch.slice(0, first), batch.slice(first, batch.num_rows() - first)]
}

/// How rows come to their row group.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Encoded,
    InMemory,
    OnDisk,
}

impl Way {
    /// How many rows of a batch come before the others.
    fn first(self, batch: &RecordBatch) -> usize {
        if self == Self::OnDisk { batch.num_rows() / 2 } else { 0 }
    }
}

/// As a sink does where rows are too many for its memory.
fn make_room(groups: &mut RowGroups, out: &mut Out<'_>) {
    if groups.spill().unwrap() != Spilled::All {
        groups.end(out).unwrap();
    }
}

const WAYS: [Way; 3] = [Way::Encoded, Way::InMemory, Way::OnDisk];

/// The same by ours.
fn ours(batches: &[RecordBatch], model: &Arc<Model>, way: Way) -> Vec<u8> {
    let (mut file, mut bytes) = (Vec::new(), Vec::new());
    let mut out = Out::new(&mut bytes, &mut file);
    let mut groups = RowGroups::new(Arc::clone(model), way == Way::Encoded);
    for batch in batches {
        let [first, rest] = parts(batch, way.first(batch));
        groups.add(first, &mut out).unwrap();
        if way == Way::OnDisk {
            let held = groups.held();
            make_room(&mut groups, &mut out);
            assert_eq!((groups.gathered(), groups.held() > 0), (0, held > 0));
        }
        groups.add(rest, &mut out).unwrap();
        groups.end(&mut out).unwrap();
    }
    groups.finish(&mut out).unwrap();
    out.end().unwrap();
    file
}

/// `differ`: columns of which the values all do.
pub(super) fn are_the_same(
    batches: &[RecordBatch],
    properties: &WriterProperties,
    differ: &[&str],
) {
    let expected = differ.iter().fold(properties.clone().into_builder(), |properties, column| {
        properties.set_column_dictionary_enabled((*column).into(), false)
    });
    let expected = expected.build();
    let folder = tempfile::tempdir().unwrap();
    for arrow in [false, true] {
        let spill = Some(folder.path().into());
        let model = Model::new(batches[0].schema(), properties.clone(), arrow, spill).unwrap();
        let model = Arc::new(model);
        let options = ArrowWriterOptions::new()
            .with_properties(expected.clone())
            .with_skip_arrow_metadata(!arrow);
        for way in WAYS {
            let theirs = theirs(batches, options.clone(), |batch| way.first(batch));
            // Not by `assert_eq!`, which would show megabytes.
            assert!(ours(batches, &model, way) == theirs, "arrow: {arrow}, {way:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn of_every_type(
        groups in prop::collection::vec(prop::collection::vec(every(), 1..20), 1..5),
    ) {
        let batches: Vec<RecordBatch> = groups.iter().map(|records| {
            let mut builder = RecordBuilder::<Every>::default();
            records.iter().for_each(|record| builder.append(record).unwrap());
            builder.finish().unwrap()
        }).collect();
        are_the_same(&batches, &WriterProperties::default(), &[]);
    }
}

/// Row groups of several pages, values that are not to be ordered, and none of either.
#[test]
fn of_many_pages() {
    let of = |from: i64| {
        let numbers = Int64Array::from_iter((from..from + 5_000).map(|n| (n % 7 > 0).then_some(n)));
        let numbers: ArrayRef = Arc::new(numbers);
        let floats = (from..from + 5_000).map(|n| if n % 3 == 0 { f64::NAN } else { n as f64 });
        let floats: ArrayRef = Arc::new(Float64Array::from_iter_values(floats));
        let texts = (from..from + 5_000).map(|n| format!("{n:0>100}"));
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
        let nothing: ArrayRef = Arc::new(Int64Array::from(vec![None; 5_000]));
        let columns = [("n", numbers), ("f", floats), ("t", texts), ("none", nothing)];
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true)))
    };
    let batches = [0, 5_000, 10_000].map(|from| of(from).unwrap());
    let differ = ["n", "t"];
    let pages = || WriterProperties::builder().set_data_page_row_count_limit(500);
    are_the_same(&batches, &pages().build(), &differ);
    for statistics in [EnabledStatistics::None, EnabledStatistics::Chunk] {
        are_the_same(&batches, &pages().set_statistics_enabled(statistics).build(), &differ);
    }
    are_the_same(&batches, &pages().set_offset_index_disabled(true).build(), &differ);
}

#[test]
fn without_a_row_group() {
    let schema = Arc::new(arrow_schema::Schema::empty());
    let empty = RecordBatch::new_empty(schema);
    are_the_same(&[empty], &WriterProperties::default(), &[]);
}

/// A record may be wide, and a batch of somebody else's small.
#[test]
fn first_rows_are_looked_at_together() {
    let of = |from: i64| {
        let differ: ArrayRef = Arc::new(Int64Array::from_iter_values(from..from + 500));
        let repeat: ArrayRef = Arc::new(Int64Array::from_iter_values(0..500));
        RecordBatch::try_from_iter([("differ", differ), ("repeat", repeat)]).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let spill = Some(folder.path().into());
    let model = Model::new(of(0).schema(), WriterProperties::default(), false, spill).unwrap();
    let model = Arc::new(model);
    for way in WAYS {
        let (mut file, mut bytes) = (Vec::new(), Vec::new());
        let mut out = Out::new(&mut bytes, &mut file);
        let mut groups = RowGroups::new(Arc::clone(&model), way == Way::Encoded);
        for group in 0..2 {
            for batch in 0..20 {
                groups.add(of((group * 20 + batch) * 500), &mut out).unwrap();
                assert!(groups.gathered() > 0);
                if way == Way::OnDisk {
                    make_room(&mut groups, &mut out);
                }
            }
            groups.end(&mut out).unwrap();
        }
        groups.finish(&mut out).unwrap();
        out.end().unwrap();
        let file = SerializedFileReader::new(Bytes::from(file)).unwrap();
        let metadata = file.metadata();
        let rows: Vec<_> = metadata.row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(rows, [10_000; 2], "{way:?}");
        for group in metadata.row_groups() {
            let dictionaries = group.columns().iter().map(|c| c.dictionary_page_offset().is_some());
            assert_eq!(dictionaries.collect::<Vec<_>>(), [false, true], "{way:?}");
        }
    }
}

/// How many rows are in each row group, if there is no room in memory after every 1,000.
fn row_groups(spill: Option<Arc<Path>>, rows: i64) -> Vec<i64> {
    let of = |from: i64| {
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(from..from + 1_000));
        RecordBatch::try_from_iter([("n", numbers)]).unwrap()
    };
    let model = Model::new(of(0).schema(), WriterProperties::default(), false, spill).unwrap();
    let (mut file, mut bytes) = (Vec::new(), Vec::new());
    let mut out = Out::new(&mut bytes, &mut file);
    let mut groups = RowGroups::new(Arc::new(model), false);
    for from in 0..rows / 1_000 {
        groups.add(of(from * 1_000), &mut out).unwrap();
        make_room(&mut groups, &mut out);
        assert_eq!(groups.gathered(), 0);
    }
    groups.finish(&mut out).unwrap();
    out.end().unwrap();
    let bytes = Bytes::from(file);
    let read = ParquetRecordBatchReaderBuilder::try_new(bytes.clone()).unwrap().build().unwrap();
    let numbers = read
        .flat_map(|batch| batch.unwrap().column(0).as_primitive::<Int64Type>().values().to_vec());
    assert!(numbers.eq(0..rows));
    let file = SerializedFileReader::new(bytes).unwrap();
    file.metadata().row_groups().iter().map(|group| group.num_rows()).collect()
}

#[test]
fn row_groups_have_enough_rows_where_there_is_a_disk() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(row_groups(Some(folder.path().into()), 150_000), [66_000, 66_000, 18_000]);
    assert_eq!(row_groups(None, 3_000), [1_000; 3]);
    let gone: Arc<Path> = folder.path().join("gone").into();
    assert_eq!(row_groups(Some(gone), 3_000), [1_000; 3]);
}
