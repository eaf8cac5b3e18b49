//! Footers of many row groups, whose parts are squeezed meanwhile.

use std::io::Write as _;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, FixedSizeBinaryArray, Float64Array, Int64Array, IntervalDayTimeArray, ListArray,
    RecordBatch, StringArray, StructArray,
};
use bytes::Bytes;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Encoding;
use parquet::file::metadata::page_index::PageIndexBuilder;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, KeyValue, OffsetIndexBuilder, ParquetMetaDataBuilder,
    ParquetMetaDataWriter, RowGroupMetaData, SortingColumn,
};
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::TrackedWrite;

use super::super::model::Model;
use super::super::tests::{are_the_same, theirs};
use super::frame::find;
use super::moved::Moved;
use super::{Ended, RowGroup};

/// Columns of all sorts: of numbers, of texts, of values without an order or with none that counts, of
/// lists and structs, and of nothing.
fn batch(from: i64, rows: i64) -> RecordBatch {
    let range = from..from + rows;
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter(
        range.clone().map(|n| (n % 7 > 0).then_some(n * 1_000_003)),
    ));
    let texts: ArrayRef =
        Arc::new(StringArray::from_iter_values(range.clone().map(|n| format!("text {}", n * n))));
    let some_nan = range.clone().map(|n| if n % 5 == 0 { f64::NAN } else { n as f64 });
    let some_nan: ArrayRef = Arc::new(Float64Array::from_iter_values(some_nan));
    let all_nan: ArrayRef =
        Arc::new(Float64Array::from_iter_values(range.clone().map(|_| f64::NAN)));
    let intervals: ArrayRef = Arc::new(IntervalDayTimeArray::from_iter_values(
        range.clone().map(|n| arrow_buffer::IntervalDayTime::new(n as i32, 7)),
    ));
    let bytes = range.clone().map(|n| n.to_be_bytes());
    let bytes: ArrayRef = Arc::new(FixedSizeBinaryArray::try_from_iter(bytes).unwrap());
    let lists = range.clone().map(|n| (n % 4 > 0).then(|| (0..n as i32 % 6).map(Some)));
    let lists: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(lists));
    let structs: ArrayRef = Arc::new(
        StructArray::try_from(vec![("a", numbers.clone()), ("b", texts.clone())]).unwrap(),
    );
    let nothing: ArrayRef = Arc::new(Int64Array::from(vec![None; rows as usize]));
    let columns = [
        ("numbers", numbers),
        ("texts", texts),
        ("some_nan", some_nan),
        ("all_nan", all_nan),
        ("intervals", intervals),
        ("bytes", bytes),
        ("lists", lists),
        ("structs", structs),
        ("nothing", nothing),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true)))
        .unwrap()
}

/// Row groups of few rows, and of a few pages.
fn batches(groups: i64) -> Vec<RecordBatch> {
    (0..groups).map(|n| batch(n * 1_000_000, 10 + n % 7 * 8)).collect()
}

fn pages() -> WriterPropertiesBuilder {
    WriterProperties::builder().set_data_page_row_count_limit(20).set_write_batch_size(10)
}

/// A list of fifteen has another head than one of fourteen, and so has one of 128.
#[test]
fn of_many_row_groups() {
    for groups in [2, 14, 15, 16, 130] {
        are_the_same(&batches(groups), &pages().build(), &[]);
    }
}

#[test]
fn of_less_statistics() {
    let batches = batches(20);
    for statistics in [EnabledStatistics::None, EnabledStatistics::Chunk, EnabledStatistics::Page] {
        for without in [false, true] {
            let properties = pages().set_statistics_enabled(statistics);
            let properties = properties.set_offset_index_disabled(without).build();
            are_the_same(&batches, &properties, &[]);
        }
    }
}

/// What a file's writer is told beside its columns.
#[test]
fn of_more_than_columns() {
    let known =
        vec![KeyValue::new("key".into(), "value".to_string()), KeyValue::new("k".into(), None)];
    let sorted = SortingColumn { column_idx: 0, descending: true, nulls_first: false };
    let properties = pages()
        .set_key_value_metadata(Some(known))
        .set_sorting_columns(Some(vec![sorted]))
        .set_created_by("somebody".into())
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .build();
    are_the_same(&batches(5), &properties, &[]);
}

/// Row groups are numbered while their numbers are sure to fit. So many are not written here: it is
/// said that they were.
#[test]
fn of_more_row_groups_than_can_be_numbered() {
    let empty = RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![0; 0])) as _)]);
    let model =
        Model::new(empty.unwrap().schema(), WriterProperties::default(), false, None).unwrap();
    let group = |number: i64| -> RowGroupMetaData {
        let column = ColumnChunkMetaData::builder(model.schema.column(0))
            .set_encodings(vec![Encoding::PLAIN])
            .set_num_values(number)
            .set_data_page_offset(number * 100)
            .set_total_compressed_size(100)
            .build();
        RowGroupMetaData::builder(Arc::clone(&model.schema))
            .add_column_metadata(column.unwrap())
            .set_num_rows(number)
            .set_ordinal(number as i32)
            .set_file_offset(number * 100)
            .build()
            .unwrap()
    };
    let offsets = |number: i64| {
        let mut index = OffsetIndexBuilder::new();
        index.append_row_count(number);
        index.append_offset_and_size(number * 100, 100);
        index.build()
    };
    for groups in [32_767, 32_768] {
        let mut ended = Ended::default();
        let mut index = PageIndexBuilder::new(groups as usize, 1);
        let file = FileMetaData::new(
            model.properties.writer_version().as_num(),
            0,
            Some(model.properties.created_by().to_string()),
            None,
            Arc::clone(&model.schema),
            None,
        );
        let mut all = ParquetMetaDataBuilder::new(file);
        for number in 0..groups {
            let (metadata, offsets) = (group(number), offsets(number));
            all = all.add_row_group(metadata.clone());
            index.put_offset_index(offsets.clone(), number as usize, 0);
            let (columns, offsets) = (vec![None], vec![Some(offsets)]);
            ended.add(RowGroup { metadata, columns, offsets }, &model).unwrap();
        }
        let all = all.set_page_index(Some(Arc::new(index.build()))).build();
        let mut expected = Vec::new();
        let mut writer = TrackedWrite::new(&mut expected);
        writer.write_all(&[0; 1_000]).unwrap();
        ParquetMetaDataWriter::new_with_tracked(writer, &all)
            .with_preserve_page_index_locations(false)
            .finish()
            .unwrap();
        let mut ours = vec![0; 1_000];
        let put = &mut |bytes: &[u8]| {
            ours.extend(bytes);
            Ok(())
        };
        ended.write(&model, 1_000, put).unwrap();
        assert!(ours == expected, "{groups} row groups");
    }
}

/// While a file is open a column takes little.
#[test]
fn what_is_kept_is_small() {
    let batches = batches(30);
    let model = Model::new(batches[0].schema(), WriterProperties::default(), false, None).unwrap();
    let columns = model.schema.num_columns();
    let file = theirs(&batches, ArrowWriterOptions::new().with_skip_arrow_metadata(true), |_| 0);
    let reader = SerializedFileReader::new(Bytes::from(file)).unwrap();
    let mut ended = Ended::default();
    for metadata in reader.metadata().row_groups() {
        let (columns, offsets) = (vec![None; columns], vec![None; columns]);
        ended.add(RowGroup { metadata: metadata.clone(), columns, offsets }, &model).unwrap();
    }
    let each = ended.squeezed() / (29 * columns);
    assert!(each < 60, "{each} bytes a column of a row group");
}

/// Whatever the crate will write one day: a footer of another form is an error, and no file.
#[test]
fn what_is_not_as_expected_is_an_error() {
    let file = theirs(&batches(2), ArrowWriterOptions::new(), |_| 0);
    let reader = SerializedFileReader::new(Bytes::from(file)).unwrap();
    let metadata = reader.metadata().clone();
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &metadata).finish().unwrap();
    let found = find(&footer).unwrap();
    assert_eq!((found.begin, found.count), (0, 2));
    for end in 0..footer.len() {
        assert!(find(&footer[..end]).is_err(), "{end}");
    }
    // The number of rows and that of row groups change places, or their fields other numbers.
    let head = found.groups.start - 2;
    assert_eq!(footer[head], 0x19);
    for other in [0x09, 0x29, 0x18, 0x1a, 0x1c] {
        let mut footer = footer.clone();
        footer[head] = other;
        assert!(find(&footer).is_err(), "{other:x}");
    }

    let metadata = metadata.row_group(0).clone();
    let none = metadata.num_columns();
    let (columns, offsets) = (vec![None; none], vec![None; none]);
    let pack = RowGroup { metadata, columns, offsets }.pack().unwrap();
    for numbered in [false, true] {
        let moved = Moved { columns: 5, offsets: 5, numbered };
        let whole = moved.write(&pack.bytes).unwrap();
        // Its number and the head of that.
        assert_eq!(whole.len(), pack.bytes.len() - if numbered { 0 } else { 2 });
        for end in 0..pack.bytes.len() {
            assert!(moved.write(&pack.bytes[..end]).is_err(), "{end}");
        }
    }
}
