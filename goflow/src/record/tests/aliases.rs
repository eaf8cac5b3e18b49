//! Columns under other names than the field's own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow_array::{
    Array as _, ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray, StructArray,
    UnionArray,
};
use arrow_buffer::ScalarBuffer;
use arrow_schema::{DataType, Field, UnionFields};

use crate::Record;
use crate::record::{Fit, Integers, RecordBuilder, rows, schema};

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn numbers(values: &[i32]) -> ArrayRef {
    Arc::new(Int32Array::from(values.to_vec()))
}

/// One batch, of records that have other names.
fn written<T: Record>(records: &[T]) -> RecordBatch {
    let mut builder = RecordBuilder::new(records.len());
    records.iter().for_each(|record| builder.append(record).unwrap());
    builder.finish().unwrap()
}

fn read<T: Record>(batch: &RecordBatch) -> Vec<T> {
    rows::<T>(batch).unwrap().collect::<Result<_, _>>().unwrap()
}

fn refused<T: Record>(batch: &RecordBatch) -> String {
    let error = rows::<T>(batch).err().unwrap().to_string();
    error.strip_prefix("the columns do not fit: ").unwrap().into()
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Flight {
    #[serde(rename = "tail", alias = "tail_no", alias = "tail")]
    #[record(alias = "plane")]
    tail_number: String,
    #[record(alias = "min", alias = "minutes", alias = "min")]
    delay: Option<i32>,
}

fn flight(tail: &str, delay: Option<i32>) -> Flight {
    Flight { tail_number: tail.into(), delay }
}

#[test]
fn each_name_is_read_and_only_its_own_is_written() {
    for (tail, delay) in [("tail", "delay"), ("tail_no", "min"), ("plane", "minutes")] {
        let found = batch(vec![(delay, numbers(&[7])), ("x", text(&["y"])), (tail, text(&["N1"]))]);
        assert_eq!(read::<Flight>(&found), [flight("N1", Some(7))], "{tail}");
        // No more is read than what is wanted.
        let fit = Fit::new::<Flight>(&found.schema(), &[], Integers::Every).unwrap();
        assert_eq!(fit.columns(), [0, 2]);
        let fit = fit.projected();
        let mut rows = fit.rows::<Flight>(&found.project(&[0, 2]).unwrap()).unwrap();
        assert_eq!(rows.next(), Some(Ok(flight("N1", Some(7)))));
    }
    // The name in the program is none.
    assert_eq!(
        refused::<Flight>(&batch(vec![("tail_number", text(&["N1"]))])),
        "there is neither `tail` nor `tail_no` nor `plane` (the columns are `tail_number`); make the \
         field an `Option`, or rename it"
    );
    assert_eq!(read::<Flight>(&batch(vec![("plane", text(&["N1"]))])), [flight("N1", None)]);
    let names: Vec<_> =
        schema::<Flight>().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["tail", "delay"]);
    assert!(schema::<Flight>().fields().iter().all(|field| field.metadata().is_empty()));
}

/// What serde writes under one name and reads under another.
#[derive(Record, serde::Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
#[record(crate = crate)]
#[serde(rename_all(serialize = "PascalCase", deserialize = "camelCase"))]
struct Delay {
    tail_number: String,
    #[serde(rename(deserialize = "mins"))]
    dep_delay: i32,
    #[serde(rename(serialize = "To"), alias = "dest")]
    to_airport: String,
    #[serde(rename = "how")]
    how_it_was: Kind,
}

#[derive(Record, serde::Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
#[record(crate = crate)]
#[serde(rename_all(deserialize = "lowercase"))]
enum Kind {
    #[serde(rename(serialize = "punctual"))]
    OnTime,
    Late,
}

#[test]
fn names_for_reading_and_for_writing_are_those_of_serde() {
    let delay = |how_it_was| Delay {
        tail_number: "N1".into(),
        dep_delay: 7,
        to_airport: "OAK".into(),
        how_it_was,
    };
    for (how, written_how, read_how) in
        [(Kind::OnTime, "punctual", "ontime"), (Kind::Late, "Late", "late")]
    {
        let delay = delay(how);
        let json = serde_json::to_value(&delay).unwrap();
        let columns = written(std::slice::from_ref(&delay));
        assert_eq!(json["how"], written_how);
        let mut named: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        named.sort();
        let mut names: Vec<_> =
            columns.schema().fields().iter().map(|field| field.name().clone()).collect();
        names.sort();
        assert_eq!(names, named);
        // What was written is read as well, which serde does not do.
        assert_eq!(read::<Delay>(&columns), std::slice::from_ref(&delay));
        for to in ["toAirport", "dest"] {
            let theirs =
                serde_json::json!({ "tailNumber": "N1", "mins": 7, to: "OAK", "how": read_how });
            assert_eq!(serde_json::from_value::<Delay>(theirs).unwrap(), delay);
            let found = batch(vec![
                ("tailNumber", text(&["N1"])),
                ("mins", numbers(&[7])),
                (to, text(&["OAK"])),
                ("how", text(&[read_how])),
            ]);
            assert_eq!(read::<Delay>(&found), std::slice::from_ref(&delay));
        }
    }
}

#[test]
fn several_columns_for_one_field_are_refused_whatever_their_names() {
    let found = |names: &[&'static str]| {
        batch(names.iter().map(|name| (*name, text(&["N1"]))).collect::<Vec<_>>())
    };
    assert_eq!(
        refused::<Flight>(&found(&["tail_no", "tail"])),
        "there are `tail_no` and `tail`, and a field takes one; rename one of them"
    );
    assert_eq!(
        refused::<Flight>(&found(&["plane", "tail_no", "tail"])),
        "there are `plane` and `tail_no` and `tail`, and a field takes one; rename one of them"
    );
    assert_eq!(
        refused::<Flight>(&found(&["plane", "plane"])),
        "there is more than one `plane`, and a field takes one; rename the others"
    );
    // Several things are told at once.
    let both = batch(vec![("min", text(&["7"])), ("tail", text(&["a"])), ("plane", text(&["a"]))]);
    assert_eq!(
        refused::<Flight>(&both),
        "there are `tail` and `plane`, and a field takes one; rename one of them; `min` is Utf8, and \
         the field takes Int32 (make it `String`)"
    );
}

#[test]
fn values_in_the_path_have_any_of_the_names() {
    let fit = |found: &RecordBatch, path: &[(&str, &str)]| {
        let path: Vec<_> =
            path.iter().map(|(key, text)| ((*key).into(), Some((*text).into()))).collect();
        let fit = Fit::new::<Flight>(&found.schema(), &path, Integers::Every);
        let fit = fit.map_err(|error| error.to_string())?;
        let rows = fit.rows::<Flight>(found).unwrap();
        Ok::<_, String>(rows.collect::<Result<Vec<_>, _>>().unwrap())
    };
    let delays = batch(vec![("min", numbers(&[1, 2]))]);
    let expected = vec![flight("N1", Some(1)), flight("N1", Some(2))];
    assert_eq!(fit(&delays, &[("plane", "N1")]), Ok(expected));
    // The path goes before a column of the same name, and not before one of another.
    let both = batch(vec![("plane", text(&["x"])), ("min", numbers(&[1]))]);
    assert_eq!(fit(&both, &[("plane", "N1")]), Ok(vec![flight("N1", Some(1))]));
    assert_eq!(
        fit(&both, &[("tail", "N1")]).unwrap_err(),
        "the columns do not fit: there are `tail` in the path and `plane`, and a field takes one; \
         rename one of them"
    );
    assert_eq!(
        fit(&delays, &[("min", "soon"), ("tail", "N1")]).unwrap_err(),
        "the columns do not fit: `min` in the path is `soon`, and the field takes Int32"
    );
}

#[derive(Record, Debug, Clone, PartialEq)]
#[record(crate = crate)]
struct Stop<T> {
    #[serde(alias = "iata", alias = "icao")]
    code: String,
    more: Option<T>,
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Trip {
    from: Stop<i64>,
    #[serde(alias = "to")]
    until: Option<Stop<Stop<i8>>>,
    over: Vec<Stop<i8>>,
    by: BTreeMap<String, Option<Stop<i8>>>,
    hash: HashMap<String, Vec<Vec<Stop<i8>>>>,
}

/// The same under other names, and in another order.
#[derive(Record, Clone)]
#[record(crate = crate)]
struct OldStop<T> {
    more: Option<T>,
    iata: String,
}

#[derive(Record)]
#[record(crate = crate)]
struct OldTrip {
    hash: HashMap<String, Vec<Vec<OldStop<i8>>>>,
    by: BTreeMap<String, Option<OldStop<i8>>>,
    over: Vec<OldStop<i8>>,
    to: Option<OldStop<OldStop<i8>>>,
    from: OldStop<i32>,
}

#[test]
fn names_inside_of_records_lists_and_maps_are_found() {
    let old = |iata: &str, more| OldStop { iata: iata.into(), more };
    let new = |code: &str, more| Stop { code: code.into(), more };
    let inner = OldStop { iata: "B".into(), more: Some(old("C", Some(2))) };
    let found = written(&[OldTrip {
        from: OldStop { iata: "A".into(), more: Some(1) },
        to: Some(inner),
        over: vec![old("D", Some(3)), old("E", None)],
        by: [("x".into(), Some(old("F", Some(4)))), ("y".into(), None)].into(),
        hash: [("z".into(), vec![vec![], vec![old("G", Some(5))]])].into(),
    }]);
    let expected = Trip {
        from: Stop { code: "A".into(), more: Some(1) },
        until: Some(Stop { code: "B".into(), more: Some(new("C", Some(2))) }),
        over: vec![new("D", Some(3)), new("E", None)],
        by: [("x".into(), Some(new("F", Some(4)))), ("y".into(), None)].into(),
        hash: [("z".into(), vec![vec![], vec![new("G", Some(5))]])].into(),
    };
    assert_eq!(read::<Trip>(&found), [expected]);
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Leg {
    stops: Vec<Stop<i8>>,
}

#[test]
fn what_is_wrong_inside_is_told_with_its_path() {
    let leg = |columns: Vec<(&str, ArrayRef)>| {
        let stop = StructArray::try_from(columns).unwrap();
        let element = Arc::new(Field::new("element", stop.data_type().clone(), true));
        let one = arrow_buffer::OffsetBuffer::from_lengths([stop.len()]);
        let stops = arrow_array::ListArray::new(element, one, Arc::new(stop), None);
        batch(vec![("stops", Arc::new(stops) as ArrayRef)])
    };
    assert_eq!(
        refused::<Leg>(&leg(vec![("name", text(&["A"])), ("more", text(&["x"]))])),
        "there is neither `stops.element.code` nor `stops.element.iata` nor `stops.element.icao` (the \
         columns are `name`, `more`); make the field an `Option`, or rename it; `stops.element.more` is \
         Utf8, and the field takes Int8 (make it `String`)"
    );
    assert_eq!(
        refused::<Leg>(&leg(vec![("icao", text(&["A"])), ("code", text(&["A"]))])),
        "there are `stops.element.icao` and `stops.element.code`, and a field takes one; rename one \
         of them"
    );
    assert_eq!(
        refused::<Leg>(&leg(vec![("code", text(&["A"])), ("code", text(&["B"]))])),
        "there is more than one `stops.element.code`, and a field takes one; rename the others"
    );
    assert_eq!(
        refused::<Leg>(&leg(vec![("iata", numbers(&[1]))])),
        "`stops.element.iata` is Int32, and the field takes Utf8 (make it `i32`)"
    );
}

#[derive(Record, Debug)]
#[record(crate = crate)]
struct Strict {
    #[record(alias = "legs", alias = "parts")]
    by: BTreeMap<String, Vec<Stop<i8>>>,
    n: i8,
}

#[derive(Record)]
#[record(crate = crate)]
struct Loose {
    n: Option<i8>,
    parts: BTreeMap<String, Vec<LooseStop>>,
}

#[derive(Record, Default)]
#[record(crate = crate)]
struct LooseStop {
    icao: Option<String>,
}

#[test]
fn a_value_that_is_wrong_is_told_by_the_name_that_the_file_has() {
    let stops = |stop: LooseStop| [("x".into(), vec![stop])].into();
    let some = LooseStop { icao: Some("A".into()) };
    let found = written(&[
        Loose { n: Some(1), parts: stops(LooseStop::default()) },
        Loose { n: None, parts: stops(some) },
    ]);
    let errors = rows::<Strict>(&found).unwrap().map(|row| row.unwrap_err().to_string());
    assert_eq!(
        errors.collect::<Vec<_>>(),
        ["parts.icao", "n"].map(|column| format!(
            "column `{column}`: it is nothing, and the field is no `Option`"
        ))
    );
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct OnlyOptions {
    #[serde(alias = "b")]
    a: Option<i32>,
    c: Option<i32>,
}

#[test]
fn a_file_with_none_of_the_names_is_refused_with_all_of_them() {
    let error = refused::<OnlyOptions>(&batch(vec![("d", numbers(&[1]))]));
    assert_eq!(error, "there is none of `a`, `b`, `c` (the columns are `d`)");
    let found = batch(vec![("b", numbers(&[1]))]);
    assert_eq!(read::<OnlyOptions>(&found), [OnlyOptions { a: Some(1), c: None }]);
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Maybe {
    from: Option<Stop<i8>>,
}

#[test]
fn a_union_of_one_record_and_nothing_is_read_by_any_name() {
    let stop = StructArray::try_from(vec![("icao", text(&["A", "B"]))]).unwrap();
    let stop: ArrayRef = Arc::new(stop);
    let nothing: ArrayRef = Arc::new(arrow_array::NullArray::new(1));
    let field = |name: &str, column: &ArrayRef| Field::new(name, column.data_type().clone(), true);
    let fields: UnionFields =
        [(0, Arc::new(field("none", &nothing))), (1, Arc::new(field("some", &stop)))]
            .into_iter()
            .collect();
    let (types, offsets) = (vec![1_i8, 0, 1], vec![0, 0, 1]);
    let union = UnionArray::try_new(
        fields,
        ScalarBuffer::from(types),
        Some(ScalarBuffer::from(offsets)),
        vec![nothing, stop],
    );
    let found = batch(vec![("from", Arc::new(union.unwrap()) as ArrayRef)]);
    let expected = [Some("A"), None, Some("B")]
        .map(|code| Maybe { from: code.map(|code| Stop { code: code.into(), more: None }) });
    assert_eq!(read::<Maybe>(&found), expected);
}

#[derive(Record, Debug, Clone, Copy, PartialEq)]
#[record(crate = crate, rename_all = "snake_case")]
enum Status {
    OnTime,
    #[serde(alias = "cancelled", alias = "Cancelled")]
    #[record(alias = "off")]
    Gone,
}

#[derive(Record, Debug, PartialEq)]
#[record(crate = crate)]
struct Told {
    status: Option<Status>,
}

#[test]
fn variants_are_read_by_their_aliases_and_written_by_their_names() {
    let words = ["gone", "cancelled", "off", "on_time", "Cancelled"];
    let gone = Some(Status::Gone);
    let expected = [gone, gone, gone, Some(Status::OnTime), gone].map(|status| Told { status });
    assert_eq!(read::<Told>(&batch(vec![("status", text(&words))])), expected);
    let dictionary = DictionaryArray::new(Int32Array::from(vec![0, 1, 2, 3, 4]), text(&words));
    let found = batch(vec![("status", Arc::new(dictionary) as ArrayRef)]);
    assert_eq!(read::<Told>(&found), expected);

    let error = rows::<Told>(&batch(vec![("status", text(&["Gone"]))])).unwrap().next().unwrap();
    assert_eq!(
        error.unwrap_err().to_string(),
        "column `status`: `Gone` is none of `on_time`, `gone`, `cancelled`, `Cancelled`, `off`"
    );
    let back = written(&expected);
    let column = back.column(0);
    let words = arrow_array::cast::AsArray::as_any_dictionary(&**column).values();
    assert_eq!(words.as_ref(), text(&["on_time", "gone"]).as_ref());
    assert_eq!(
        column.data_type(),
        &DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into())
    );
}
