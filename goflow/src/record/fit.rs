//! Does a file have the columns of a record?

use arrow_array::{ArrayRef, RecordBatch, new_null_array};
use arrow_schema::{DataType, Field, Fields, Schema};

use super::adapt::adapt;
use super::error::SchemaError;
use super::list::ELEMENT;
use super::map::VALUE;
use super::nested::Record;
use super::rows::Rows;
use super::value::repeated;

/// Where the columns of a record are found in the batches of one file.
#[derive(Debug, Clone)]
pub struct Fit {
    places: Vec<(Field, Place)>,
}

/// Which integers a format has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integers {
    /// Of every width: a wider one than the field is another type.
    Every,
    /// Of 32 and 64 bits, as Avro: narrower fields are read from these, each value checked.
    Wide,
}

impl Integers {
    fn hold(self, found: &DataType, to: &DataType) -> bool {
        use DataType::{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32};
        self == Self::Wide
            && matches!((found, to), (Int32, Int8 | Int16 | UInt8 | UInt16) | (Int64, UInt32))
    }
}

/// One column.
#[derive(Debug, Clone)]
enum Place {
    /// In this column of the file.
    Column(usize),
    /// Nowhere: it is nothing in all rows.
    Nowhere,
    /// In the path of the file: the same in all rows.
    Path(Option<String>),
}

impl Fit {
    /// Compares the columns of `T` with those of a file, and with the values in its path.
    pub(crate) fn new<T: Record>(
        found: &Schema,
        path: &[(String, Option<String>)],
        integers: Integers,
    ) -> Result<Self, SchemaError> {
        let mut problems = Vec::new();
        let mut places: Vec<(Field, Place)> = Vec::new();
        for wanted in T::fields() {
            let name = wanted.name().as_str();
            let place = if let Some((_, text)) = path.iter().find(|(key, _)| key == name) {
                // The path's value stands for the column, as in other engines.
                if let Err(problem) = repeated(&wanted, text.as_deref(), 0) {
                    problems.push(format!("`{name}` in the path {problem}"));
                }
                Place::Path(text.clone())
            } else if let Some((at, field)) = found.column_with_name(name) {
                compare(name, field.data_type(), &wanted, integers, &mut problems);
                let behind = found.fields().iter().skip(at + 1);
                if behind.map(|field| field.name()).any(|other| other == name) {
                    problems.push(format!(
                        "there is more than one `{name}`, and a field takes one; rename the others"
                    ));
                }
                Place::Column(at)
            } else {
                if !wanted.is_nullable() {
                    problems.push(missing(name, found.fields()));
                }
                Place::Nowhere
            };
            places.push((wanted, place));
        }
        // A record of nothing but options would be nothing in all rows.
        let nowhere = |(_, place): &(Field, Place)| matches!(place, Place::Nowhere);
        if problems.is_empty() && !places.is_empty() && places.iter().all(nowhere) {
            let wanted: Vec<_> =
                places.iter().map(|(field, _)| format!("`{}`", field.name())).collect();
            problems.push(format!(
                "there is none of {}{}",
                wanted.join(", "),
                known(found.fields())
            ));
        }
        if problems.is_empty() { Ok(Self { places }) } else { Err(SchemaError { problems }) }
    }

    /// The file's columns that are read, in the order of the file.
    pub(crate) fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<_> = self
            .places
            .iter()
            .filter_map(|(_, place)| match place {
                Place::Column(at) => Some(*at),
                _ => None,
            })
            .collect();
        columns.sort_unstable();
        columns
    }

    /// The same for batches that have only [`columns`](Self::columns).
    #[must_use]
    pub(crate) fn projected(mut self) -> Self {
        let columns = self.columns();
        for (_, place) in &mut self.places {
            if let Place::Column(at) = place {
                *at = columns.partition_point(|column| column < at);
            }
        }
        self
    }

    /// The records of a batch.
    pub(crate) fn rows<T: Record>(&self, batch: &RecordBatch) -> Result<Rows<T>, SchemaError> {
        let problem = |problem: String| SchemaError { problems: vec![problem] };
        let rows = batch.num_rows();
        let columns: Vec<ArrayRef> = self
            .places
            .iter()
            .map(|(wanted, place)| match place {
                Place::Column(at) => {
                    let Some(column) = batch.columns().get(*at) else {
                        return Err(problem(missing(wanted.name(), batch.schema().fields())));
                    };
                    adapt(column, wanted.data_type())
                        .map_err(|error| problem(format!("`{}`: {error}", wanted.name())))
                }
                Place::Nowhere => Ok(new_null_array(wanted.data_type(), rows)),
                Place::Path(text) => repeated(wanted, text.as_deref(), rows)
                    .map_err(|error| problem(format!("`{}` in the path {error}", wanted.name()))),
            })
            .collect::<Result<_, _>>()?;
        let readers = T::readers(&columns)
            .ok_or_else(|| problem("a column changed its type within the file".into()))?;
        Ok(Rows { readers: Some(readers), row: 0, rows })
    }
}

fn missing(name: &str, found: &Fields) -> String {
    let known = known(found);
    format!("there is no `{name}`{known}; make the field an `Option`, or rename it")
}

fn known(found: &Fields) -> String {
    let names: Vec<_> = found.iter().take(20).map(|field| format!("`{}`", field.name())).collect();
    let more = if found.len() > 20 { ", …" } else { "" };
    format!(" (the columns are {}{more})", names.join(", "))
}

/// Can a field of type `wanted` be read from a column of type `found`? Says what differs.
fn compare(
    path: &str,
    found: &DataType,
    wanted: &Field,
    integers: Integers,
    problems: &mut Vec<String>,
) {
    use DataType::{Dictionary, List, Map, Struct};
    match (found, wanted.data_type()) {
        (DataType::Null, _) if wanted.is_nullable() => {}
        (DataType::Union(branches, _), _) => {
            let branches = || branches.iter().map(|(_, branch)| branch.data_type());
            let of = |branch: &&DataType| **branch != DataType::Null;
            let mut kinds = branches().filter(of);
            let first = kinds.next();
            let several = kinds.any(|kind| Some(kind) != first);
            if several && is_read_as_found(wanted.data_type()) {
                problems.push(differs(path, found, wanted));
                return;
            }
            // Those that are checked when they are read have the type they had, so there may be one.
            let integers = if several { Integers::Every } else { integers };
            for branch in branches() {
                compare(path, branch, wanted, integers, problems);
            }
        }
        (Dictionary(_, found), to) if !matches!(to, Dictionary(..)) => {
            compare(path, found, wanted, integers, problems);
        }
        (
            List(found)
            | DataType::LargeList(found)
            | DataType::FixedSizeList(found, _)
            | DataType::ListView(found)
            | DataType::LargeListView(found),
            List(to),
        ) => compare(&format!("{path}.{ELEMENT}"), found.data_type(), to, integers, problems),
        (Map(found, _), Map(to, _)) => {
            if let (Struct(found), Struct(to)) = (found.data_type(), to.data_type())
                && let ([key, value], [to_key, to_value]) = (&found[..], &to[..])
            {
                let known = problems.len();
                compare(&format!("{path}.key"), key.data_type(), to_key, integers, problems);
                if problems.len() > known {
                    // No other type of a field would mend it.
                    problems.truncate(known);
                    let found = key.data_type();
                    problems.push(format!("`{path}.key` is {found}, and keys are read as text"));
                }
                compare(
                    &format!("{path}.{VALUE}"),
                    value.data_type(),
                    to_value,
                    integers,
                    problems,
                );
            } else {
                problems.push(differs(path, found.data_type(), wanted));
            }
        }
        (Struct(found), Struct(to)) => {
            for to in to {
                let path = format!("{path}.{}", to.name());
                match found.iter().find(|field| field.name() == to.name()) {
                    Some(field) => compare(&path, field.data_type(), to, integers, problems),
                    None if to.is_nullable() => {}
                    None => problems.push(missing(&path, found)),
                }
            }
        }
        (found, to) if holds(found, to) || integers.hold(found, to) => {}
        (found, _) => problems.push(differs(path, found, wanted)),
    }
}

/// Are such fields read from columns of several types, which are not made one before?
fn is_read_as_found(wanted: &DataType) -> bool {
    use DataType::{Dictionary, Time32, Time64, Timestamp};
    wanted.is_nested() || matches!(wanted, Dictionary(..) | Time32(_) | Time64(_) | Timestamp(..))
}

fn differs(path: &str, found: &DataType, wanted: &Field) -> String {
    let differs = format!("`{path}` is {found}, and the field takes {}", wanted.data_type());
    match in_rust(found) {
        Some(fitting) => format!("{differs} (make it {fitting})"),
        None => differs,
    }
}

/// The type of a field that takes such a column.
fn in_rust(found: &DataType) -> Option<String> {
    use DataType::*;
    let name = match found {
        Int8 => "i8",
        Int16 => "i16",
        Int32 => "i32",
        Int64 => "i64",
        UInt8 => "u8",
        UInt16 => "u16",
        UInt32 => "u32",
        UInt64 => "u64",
        Float32 => "f32",
        Float64 => "f64",
        Boolean => "bool",
        Utf8 | LargeUtf8 | Utf8View => "String",
        FixedSizeBinary(16) => "Uuid",
        Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => "Vec<u8>",
        Date32 | Date64 => "NaiveDate",
        Time32(_) | Time64(_) => "NaiveTime",
        Timestamp(_, None) => "NaiveDateTime",
        Timestamp(_, Some(_)) => "DateTime<Utc>",
        // More than that no `Decimal` holds.
        Decimal128(digits @ ..=28, behind @ 0..) => {
            return Some(format!("a `Decimal` with `#[record(decimal({digits}, {behind}))]`"));
        }
        _ => return None,
    };
    Some(format!("`{name}`"))
}

/// Does every value of `found` have its place in `to`?
fn holds(found: &DataType, to: &DataType) -> bool {
    use DataType::*;
    match (found, to) {
        _ if found == to => true,
        (Int8, Int16 | Int32 | Int64)
        | (Int16, Int32 | Int64)
        | (Int32, Int64)
        | (UInt8, UInt16 | UInt32 | UInt64 | Int16 | Int32 | Int64)
        | (UInt16, UInt32 | UInt64 | Int32 | Int64)
        | (UInt32, UInt64 | Int64)
        | (Float32, Float64)
        | (Date64, Date32)
        | (Time32(_) | Time64(_), Time32(_) | Time64(_)) => true,
        (Timestamp(_, zone), Timestamp(_, to)) => zone.is_some() == to.is_some(),
        (LargeUtf8 | Utf8View, Utf8) => true,
        (Utf8 | LargeUtf8 | Utf8View, Dictionary(..)) => true,
        (Dictionary(_, found), Dictionary(..)) => {
            matches!(**found, Utf8 | LargeUtf8 | Utf8View)
        }
        (LargeBinary | BinaryView | FixedSizeBinary(_), Binary) => true,
        (Decimal32(p, s) | Decimal64(p, s) | Decimal128(p, s), Decimal128(digits, behind)) => {
            s == behind && p <= digits
        }
        _ => false,
    }
}
