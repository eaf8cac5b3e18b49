//! Columns that the Arrow schema of a file calls dictionaries.

use std::sync::{Arc, Mutex};

use goflow::arrow::array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, FixedSizeListArray, Float64Array, Int8Array,
    Int64Array, RecordBatch, StringArray, StructArray,
};
use goflow::arrow::schema::{DataType, Field};
use goflow::parquet;
use goflow::prelude::*;

/// Words of each batch, which numbers of 8 bits count.
const WORDS: i8 = 100;

#[source]
fn batches(all: &Vec<RecordBatch>) -> impl Iterator<Item = RecordBatch> + use<> {
    all.clone().into_iter()
}
#[output]
fn keep(batch: RecordBatch, kept: &Arc<Mutex<Vec<RecordBatch>>>) {
    kept.lock().unwrap().push(batch);
}

fn numbers() -> Int8Array {
    (0..WORDS).map(Some).collect()
}

/// Words that no other batch has.
fn text(number: usize) -> Vec<String> {
    (0..WORDS).map(|word| format!("{number}-{word}")).collect()
}

fn dictionary(words: ArrayRef) -> ArrayRef {
    Arc::new(DictionaryArray::new(numbers(), words))
}

fn batch(number: usize) -> RecordBatch {
    let words = || dictionary(Arc::new(StringArray::from(text(number))));
    let field = |data: &ArrayRef| Arc::new(Field::new("word", data.data_type().clone(), true));
    let of = StructArray::new(vec![field(&words())].into(), vec![words()], None);
    let element = Field::new_list_field(of.data_type().clone(), true);
    let lists = FixedSizeListArray::new(Arc::new(element), 1, Arc::new(of), None);
    let first = i64::from(WORDS) * number as i64;
    let whole = Int64Array::from_iter_values(first..first + i64::from(WORDS));
    let floats = Float64Array::from_iter_values(whole.values().iter().map(|n| *n as f64));
    let truth = (0..WORDS).map(|n| Some(n % 3 == 0)).collect::<BooleanArray>();
    RecordBatch::try_from_iter([
        ("word", words()),
        ("lists", Arc::new(lists)),
        ("whole", dictionary(Arc::new(whole))),
        ("float", dictionary(Arc::new(floats))),
        ("truth", dictionary(Arc::new(truth))),
    ])
    .unwrap()
}

#[derive(Record, Debug, PartialEq)]
struct Inner {
    word: Option<String>,
}
#[derive(Record, Debug, PartialEq)]
struct Row {
    word: String,
    lists: Vec<Inner>,
    whole: i64,
    float: f64,
    truth: bool,
}
#[output]
fn gather(row: Row, rows: &Arc<Mutex<Vec<Row>>>) {
    rows.lock().unwrap().push(row);
}

/// Each batch brings words of its own, and all stand in one row group.
#[tokio::test]
async fn a_row_group_may_have_more_words_than_the_numbers_of_one_batch_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.parquet");
    let flow = pipeline! {
        let file = parquet::batch_sink(&path);
        batches((0..3).map(batch).collect()) -> file;
    };
    flow.run().await.unwrap();
    let (kept, rows) = <(Arc<Mutex<Vec<RecordBatch>>>, Arc<Mutex<Vec<Row>>>)>::default();
    let flow = pipeline! {
        let columns = parquet::batches(&path);
        columns -> keep(kept.clone());
        let file = parquet::source::<Row>(&path);
        file -> gather(rows.clone());
    };
    flow.run().await.unwrap();
    let expected = (0..3).flat_map(|number| {
        text(number).into_iter().enumerate().map(move |(at, word)| {
            let whole = i64::from(WORDS) * number as i64 + at as i64;
            let lists = vec![Inner { word: Some(word.clone()) }];
            Row { word, lists, whole, float: whole as f64, truth: at % 3 == 0 }
        })
    });
    assert_eq!(*rows.lock().unwrap(), expected.collect::<Vec<_>>());

    let kept = kept.lock().unwrap();
    let types = |of: &RecordBatch| -> Vec<DataType> {
        of.schema().fields().iter().map(|field| field.data_type().clone()).collect()
    };
    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let inner = DataType::Struct(vec![Field::new("word", words.clone(), true)].into());
    let lists = DataType::FixedSizeList(Arc::new(Field::new_list_field(inner, true)), 1);
    let plain = [DataType::Int64, DataType::Float64, DataType::Boolean];
    assert_eq!(types(&kept[0]), [&[words, lists][..], &plain].concat());
    assert_eq!(kept.iter().map(RecordBatch::num_rows).sum::<usize>(), 3 * numbers().len());
}
