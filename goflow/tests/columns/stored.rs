//! Batches of types that Parquet has not, and what is said of columns beside their types.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use ::parquet::basic::{LogicalType, TimeUnit};
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use goflow::arrow::array::types::Int32Type;
use goflow::arrow::array::{
    Array as _, ArrayRef, Date64Array, DictionaryArray, Int32Array, TimestampSecondArray,
    UnionArray,
};
use goflow::arrow::schema::{DataType, Field, Schema, UnionFields};
use goflow::parquet;
use goflow::prelude::*;

#[source]
fn batches(all: &Vec<RecordBatch>) -> impl Iterator<Item = RecordBatch> + use<> {
    all.clone().into_iter()
}
#[output]
fn bury(failed: Failed<RecordError>, dead: &Arc<Mutex<Vec<RecordError>>>) {
    dead.lock().unwrap().push(failed.error);
}

fn times(seconds: i64) -> RecordBatch {
    let stamp: ArrayRef = Arc::new(TimestampSecondArray::from(vec![seconds]).with_timezone("UTC"));
    let day: ArrayRef = Arc::new(Date64Array::from(vec![86_400_000]));
    RecordBatch::try_from_iter([("stamp", stamp), ("day", day)]).unwrap()
}

#[tokio::test]
async fn times_are_times_for_every_reader() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("times.parquet");
    let dead = Arc::<Mutex<Vec<RecordError>>>::default();
    let flow = pipeline! {
        let file = parquet::batch_sink(&path);
        batches(vec![times(-1), times(i64::MIN), times(1)]) -> file;
        file -[err]-> bury(dead.clone());
    };
    flow.run().await.unwrap();
    let file = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), 2);
    let columns = file.metadata().file_metadata().schema_descr().columns();
    let types: Vec<_> = columns.iter().map(|column| column.logical_type_ref().cloned()).collect();
    let stamp = LogicalType::timestamp(true, TimeUnit::MILLIS);
    assert_eq!(types, [Some(stamp), Some(LogicalType::Date)]);
    let dead = dead.lock().unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].column.as_deref(), Some("stamp"));
    assert!(dead[0].cause.ends_with("second -9223372036854775808 is too far away"), "{}", dead[0]);
}

#[tokio::test]
async fn a_union_is_refused_by_its_name() {
    let number: ArrayRef = Arc::new(Int32Array::from(vec![7]));
    let fields = UnionFields::try_new([0], [Field::new("int", DataType::Int32, false)]).unwrap();
    let either = UnionArray::try_new(fields, vec![0].into(), None, vec![number]).unwrap();
    let either: ArrayRef = Arc::new(either);
    let batch = RecordBatch::try_from_iter([("either", either)]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let flow = pipeline! {
        let file = parquet::batch_sink(folder.path().join("either.parquet"));
        batches(vec![batch]) -> file;
    };
    let error = flow.run().await.unwrap_err().to_string();
    assert!(error.contains("column `either`: Parquet has no type for a union; leave"), "{error}");
}

/// They would be gone without a word.
#[tokio::test]
async fn rows_without_a_column_are_refused() {
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![7, 7]));
    let of_number = RecordBatch::try_from_iter([("number", numbers)]).unwrap();
    let of_nothing = of_number.project(&[]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let sink = || parquet::batch_sink(folder.path().join("out/"));
    let by_number = sink().partition_by("number", |_: &RecordBatch| 7);
    for (sink, batch, problem) in [
        (by_number, of_number, "all columns of a batch stand in the names of folders, so none is"),
        (sink(), of_nothing, "a batch has no column, and without one a Parquet file has no rows"),
    ] {
        let flow = pipeline! {
            let file = sink;
            batches(vec![batch]) -> file;
        };
        let error = flow.run().await.unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[tokio::test]
async fn what_writers_say_of_their_columns_may_differ() {
    let numbers = |field: Field, values: Vec<Option<i32>>| {
        let column: ArrayRef = Arc::new(Int32Array::from(values));
        RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![column]).unwrap()
    };
    let field = |nullable| Field::new("n", DataType::Int32, nullable);
    let numbered = field(true)
        .with_metadata(HashMap::from([("PARQUET:field_id".to_string(), "7".to_string())]));
    let other = Field::new("m", DataType::Int32, true);
    let nothing = numbers(field(true), vec![None]);
    let first = numbers(field(false), vec![Some(1)]);
    for (first, rows, causes) in [
        (
            numbers(field(true), vec![Some(1)]),
            4,
            vec!["(`m` Int32) than the first one (`n` Int32)"],
        ),
        (first, 3, vec!["'n' is declared as non-nullable but contains null values", "(`m` Int32)"]),
    ] {
        let all = vec![
            first,
            numbers(field(false), vec![Some(2)]),
            numbers(numbered.clone(), vec![Some(3)]),
            nothing.clone(),
            numbers(other.clone(), vec![Some(5)]),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.parquet");
        let dead = Arc::<Mutex<Vec<RecordError>>>::default();
        let flow = pipeline! {
            let file = parquet::batch_sink(&path);
            batches(all) -> file;
            file -[err]-> bury(dead.clone());
        };
        flow.run().await.unwrap();
        let file = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        assert_eq!(file.metadata().file_metadata().num_rows(), rows);
        let dead = dead.lock().unwrap();
        assert_eq!(dead.len(), causes.len());
        for (error, cause) in dead.iter().zip(causes) {
            assert!(error.cause.contains(cause), "{error}");
        }
    }
}

/// Of an enum, its names are noted for Avro alone.
#[tokio::test]
async fn what_is_noted_of_columns_stays() {
    let words: DictionaryArray<Int32Type> = ["a", "b", "a"].into_iter().collect();
    let notes = |key: &str, value: &str| HashMap::from([(key.to_string(), value.to_string())]);
    let field = Field::new("word", words.data_type().clone(), true);
    let (kind, id) = (notes("kind", "of words"), notes("PARQUET:field_id", "7"));
    let noted = kind.into_iter().chain(id).collect::<HashMap<_, _>>();
    let with_symbols = noted.clone().into_iter().chain(notes("avro.enum.symbols", "[]"));
    let schema = Schema::new(vec![field.with_metadata(with_symbols.collect::<HashMap<_, _>>())]);
    let all = vec![RecordBatch::try_new(Arc::new(schema), vec![Arc::new(words)]).unwrap()];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.parquet");
    let flow = pipeline! {
        let file = parquet::batch_sink(&path);
        batches(all) -> file;
    };
    flow.run().await.unwrap();
    let file = std::fs::File::open(&path).unwrap();
    let read = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(read.schema().field(0).metadata(), &noted);
    assert_eq!(read.parquet_schema().root_schema().get_fields()[0].get_basic_info().id(), 7);
}
