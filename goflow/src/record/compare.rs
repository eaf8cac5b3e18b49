//! Can a field be read from a column of another type, and what is in it called there?

use std::sync::Arc;

use arrow_schema::{DataType, Field};

use super::list::ELEMENT;
use super::map::{KEY, VALUE};
use super::names::{Aliases, Names, missing, several};

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

/// Can a field of type `wanted` be read from a column of type `found`? Says what differs. Gives the
/// wanted type with the names that the file has for what is in it.
pub(super) fn compare(
    path: &str,
    found: &DataType,
    wanted: &Field,
    aliases: &Aliases,
    integers: Integers,
    problems: &mut Vec<String>,
) -> DataType {
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
                return wanted.data_type().clone();
            }
            // Those that are checked when they are read have the type they had, so there may be one.
            let integers = if several { Integers::Every } else { integers };
            let mut called = wanted.data_type().clone();
            for branch in branches() {
                let data = compare(path, branch, wanted, aliases, integers, problems);
                // What has names inside is of one kind.
                if Some(branch) == first {
                    called = data;
                }
            }
            return called;
        }
        (Dictionary(_, found), to) if !matches!(to, Dictionary(..)) => {
            return compare(path, found, wanted, aliases, integers, problems);
        }
        (
            List(found)
            | DataType::LargeList(found)
            | DataType::FixedSizeList(found, _)
            | DataType::ListView(found)
            | DataType::LargeListView(found),
            List(to),
        ) => {
            let path = format!("{path}.{ELEMENT}");
            let data = compare(&path, found.data_type(), to, aliases, integers, problems);
            return List(of_type(to, data));
        }
        (Map(found, _), Map(entries, sorted)) => {
            if let (Struct(found), Struct(to)) = (found.data_type(), entries.data_type())
                && let ([key, value], [to_key, to_value]) = (&found[..], &to[..])
            {
                let known = problems.len();
                let text = &Aliases::default();
                let path_of = |part: &str| format!("{path}.{part}");
                compare(&path_of(KEY), key.data_type(), to_key, text, integers, problems);
                if problems.len() > known {
                    // No other type of a field would mend it.
                    problems.truncate(known);
                    let found = key.data_type();
                    problems.push(format!("`{path}.key` is {found}, and keys are read as text"));
                }
                let (found, path) = (value.data_type(), path_of(VALUE));
                let data = compare(&path, found, to_value, aliases, integers, problems);
                let pair = [Arc::clone(to_key), of_type(to_value, data)];
                return Map(of_type(entries, Struct(pair.into_iter().collect())), *sorted);
            }
            problems.push(differs(path, found.data_type(), wanted));
        }
        (Struct(found), Struct(to)) => {
            let called = to.iter().enumerate().map(|(at, to)| {
                let aliases = aliases.inside().get(at);
                let names = Names::new(to, aliases);
                let columns: Vec<_> = names.among(found).collect();
                match columns.as_slice() {
                    [] if to.is_nullable() => {}
                    [] => problems.push(missing(&format!("{path}."), names, found)),
                    [(_, field)] => {
                        let path = format!("{path}.{}", field.name());
                        let (data, none) = (field.data_type(), Aliases::default());
                        let aliases = aliases.unwrap_or(&none);
                        let data = compare(&path, data, to, aliases, integers, problems);
                        let to = to.as_ref().clone().with_data_type(data);
                        return Arc::new(to.with_name(field.name()));
                    }
                    all => {
                        let told =
                            all.iter().map(|(_, field)| format!("`{path}.{}`", field.name()));
                        problems.push(several(&told.collect::<Vec<_>>()));
                    }
                }
                Arc::clone(to)
            });
            return Struct(called.collect());
        }
        (found, to) if holds(found, to) || integers.hold(found, to) => {}
        (found, _) => problems.push(differs(path, found, wanted)),
    }
    wanted.data_type().clone()
}

fn of_type(field: &Arc<Field>, data: DataType) -> Arc<Field> {
    Arc::new(field.as_ref().clone().with_data_type(data))
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
