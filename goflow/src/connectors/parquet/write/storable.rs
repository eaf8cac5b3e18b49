//! Columns in types that Parquet has.
//!
//! It has neither seconds nor dates in milliseconds. The crate's writer makes integers of them, which
//! only who reads the Arrow schema beside them takes for times; so seconds become milliseconds here, and
//! such dates become days. Of what has no place at all the crate's writer is silent, or panics.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Date64Type, Time32MillisecondType, Time32SecondType, TimestampMillisecondType,
    TimestampSecondType,
};
use arrow_array::{Array as _, ArrayRef, RecordBatch, make_array};
use arrow_schema::{
    ArrowError, DataType, Field, FieldRef, Fields, IntervalUnit, Schema, SchemaRef, TimeUnit,
};

const MS_A_SECOND: i64 = 1_000;
const MS_A_DAY: i64 = 86_400_000;

/// The columns that a file has of such batches; `None`: the very same. An error says of which column
/// it can have none.
pub(super) fn schema(of: &Schema) -> Result<Option<SchemaRef>, String> {
    for field in of.fields() {
        type_of(field.data_type()).map_err(|what| {
            let mend = "leave the column out, as `.columns([…])` of a source does";
            format!("column `{}`: Parquet has no type for {what}; {mend}", field.name())
        })?;
    }
    let fields = fields(of.fields()).unwrap_or_default();
    Ok(fields.map(|fields| Arc::new(Schema::new_with_metadata(fields, of.metadata().clone()))))
}

/// A batch in these columns. An error is one of a value, in the column of that name.
pub(super) fn batch(of: &RecordBatch, to: &SchemaRef) -> Result<RecordBatch, (String, ArrowError)> {
    let columns = of.columns().iter().zip(to.fields()).map(|(column, field)| {
        array(column, field.data_type()).map_err(|error| (field.name().clone(), error))
    });
    let columns = columns.collect::<Result<_, _>>()?;
    RecordBatch::try_new(Arc::clone(to), columns).map_err(|error| (String::new(), error))
}

/// The type in which a column is stored, if it is another one. An error is what there is no type for.
fn type_of(data: &DataType) -> Result<Option<DataType>, &'static str> {
    use DataType as D;
    Ok(match data {
        D::Timestamp(TimeUnit::Second, zone) => {
            Some(D::Timestamp(TimeUnit::Millisecond, zone.clone()))
        }
        D::Time32(TimeUnit::Second) => Some(D::Time32(TimeUnit::Millisecond)),
        D::Date64 => Some(D::Date32),
        D::Union(..) => return Err("a union"),
        D::Interval(IntervalUnit::MonthDayNano) => return Err("an interval of nanoseconds"),
        D::Struct(inner) if inner.is_empty() => return Err("a struct without fields"),
        D::Struct(inner) => fields(inner)?.map(D::Struct),
        D::List(of) => field(of)?.map(D::List),
        D::LargeList(of) => field(of)?.map(D::LargeList),
        D::ListView(of) => field(of)?.map(D::ListView),
        D::LargeListView(of) => field(of)?.map(D::LargeListView),
        D::FixedSizeList(of, length) => field(of)?.map(|of| D::FixedSizeList(of, *length)),
        D::Map(of, sorted) => field(of)?.map(|of| D::Map(of, *sorted)),
        D::Dictionary(key, of) => type_of(of)?.map(|of| D::Dictionary(key.clone(), of.into())),
        D::RunEndEncoded(ends, of) => field(of)?.map(|of| D::RunEndEncoded(Arc::clone(ends), of)),
        _ => None,
    })
}

fn field(of: &Field) -> Result<Option<FieldRef>, &'static str> {
    let changed = type_of(of.data_type())?;
    Ok(changed.map(|data| Arc::new(of.clone().with_data_type(data))))
}

fn fields(of: &Fields) -> Result<Option<Fields>, &'static str> {
    let changed = of.iter().map(|of| field(of)).collect::<Result<Vec<_>, _>>()?;
    if changed.iter().all(Option::is_none) {
        return Ok(None);
    }
    let fields = of.iter().zip(changed).map(|(of, changed)| changed.unwrap_or_else(|| of.clone()));
    Ok(Some(fields.collect()))
}

/// A column in the type that [`type_of`] says.
fn array(of: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    use DataType as D;
    let far = |what: &str| ArrowError::ComputeError(format!("{what} is too far away"));
    Ok(match (of.data_type(), to) {
        (found, to) if found == to => Arc::clone(of),
        (D::Timestamp(..), D::Timestamp(_, zone)) => {
            let ms = |s: i64| s.checked_mul(MS_A_SECOND).ok_or_else(|| far(&format!("second {s}")));
            let seconds = of.as_primitive::<TimestampSecondType>();
            let ms = seconds.try_unary::<_, TimestampMillisecondType, _>(ms)?;
            Arc::new(ms.with_timezone_opt(zone.clone()))
        }
        (D::Time32(_), D::Time32(_)) => {
            let ms = |s: i32| s.checked_mul(1_000).ok_or_else(|| far(&format!("second {s}")));
            let seconds = of.as_primitive::<Time32SecondType>();
            Arc::new(seconds.try_unary::<_, Time32MillisecondType, _>(ms)?)
        }
        (D::Date64, D::Date32) => {
            let days = |ms: i64| {
                let days = ms.div_euclid(MS_A_DAY);
                i32::try_from(days).map_err(|_| far(&format!("day {days}")))
            };
            Arc::new(of.as_primitive::<Date64Type>().try_unary::<_, Date32Type, _>(days)?)
        }
        // All else holds other columns.
        (_, to) => {
            let data = of.to_data();
            let inner = data.child_data().iter().zip(inner(to)).map(|(data, to)| {
                array(&make_array(data.clone()), to).map(|column| column.to_data())
            });
            let inner = inner.collect::<Result<_, _>>()?;
            make_array(data.into_builder().data_type(to.clone()).child_data(inner).build()?)
        }
    })
}

/// The types of the columns that one of this type holds.
fn inner(data: &DataType) -> Vec<&DataType> {
    use DataType as D;
    match data {
        D::Struct(fields) => fields.iter().map(|field| field.data_type()).collect(),
        D::List(of)
        | D::LargeList(of)
        | D::ListView(of)
        | D::LargeListView(of)
        | D::FixedSizeList(of, _)
        | D::Map(of, _) => vec![of.data_type()],
        D::Dictionary(_, of) => vec![of],
        D::RunEndEncoded(ends, of) => vec![ends.data_type(), of.data_type()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::builder::{ListBuilder, MapBuilder, PrimitiveBuilder, StringBuilder};
    use arrow_array::types::Int8Type;
    use arrow_array::{
        Date32Array, Date64Array, DictionaryArray, Int32Array, StructArray, Time32MillisecondArray,
        Time32SecondArray, TimestampMillisecondArray, TimestampSecondArray,
    };

    use super::*;

    fn of(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
        .unwrap()
    }

    /// A column of times of `P`, and others that hold it, each without its first row.
    fn held<P: arrow_array::ArrowPrimitiveType>(column: ArrayRef) -> RecordBatch {
        let values = column.as_primitive::<P>();
        let mut list = ListBuilder::new(PrimitiveBuilder::<P>::new());
        let mut map = MapBuilder::new(None, StringBuilder::new(), PrimitiveBuilder::<P>::new());
        for value in values {
            list.append_value([value, None]);
            map.keys().append_value("k");
            map.values().append_option(value);
            map.append(true).unwrap();
        }
        let keys = (0..values.len()).map(|row| (row != 1).then_some(row as i8));
        let keys = arrow_array::PrimitiveArray::<Int8Type>::from_iter(keys);
        let words = DictionaryArray::new(keys, Arc::clone(&column));
        let other: ArrayRef = Arc::new(Int32Array::from(vec![7; values.len()]));
        let within = of(vec![("other", Arc::clone(&other)), ("time", Arc::clone(&column))]);
        let all = of(vec![
            ("time", column),
            ("other", other),
            ("list", Arc::new(list.finish())),
            ("map", Arc::new(map.finish())),
            ("words", Arc::new(words)),
            ("struct", Arc::new(StructArray::from(within))),
        ]);
        all.slice(1, all.num_rows() - 1)
    }

    #[test]
    fn times_get_a_unit_that_there_is_wherever_they_are() {
        let s = [Some(7), Some(-1), None, Some(253_402_300_799)];
        let ms = s.map(|s| s.map(|s| s * 1_000));
        let times = vec![Some(7), Some(86_399), None];
        let times_ms = vec![Some(7_000), Some(86_399_000), None];
        let dates = vec![Some(0), Some(-86_400_000), None, Some(253_402_214_400_000)];
        let days = vec![Some(0), Some(-1), None, Some(2_932_896)];
        for (found, expected) in [
            (
                held::<TimestampSecondType>(Arc::new(TimestampSecondArray::from(s.to_vec()))),
                held::<TimestampMillisecondType>(Arc::new(TimestampMillisecondArray::from(
                    ms.to_vec(),
                ))),
            ),
            (
                held::<Time32SecondType>(Arc::new(Time32SecondArray::from(times))),
                held::<Time32MillisecondType>(Arc::new(Time32MillisecondArray::from(times_ms))),
            ),
            (
                held::<Date64Type>(Arc::new(Date64Array::from(dates))),
                held::<Date32Type>(Arc::new(Date32Array::from(days))),
            ),
        ] {
            let to = schema(found.schema_ref()).unwrap().unwrap();
            assert_eq!(batch(&found, &to).unwrap(), expected);
            assert_eq!(schema(&to), Ok(None));
        }
        let zoned = TimestampSecondArray::from(s.to_vec()).with_timezone("+02:00");
        let zoned = of(vec![("t", Arc::new(zoned))]);
        let zoned = batch(&zoned, &schema(zoned.schema_ref()).unwrap().unwrap()).unwrap();
        let expected = TimestampMillisecondArray::from(ms.to_vec()).with_timezone("+02:00");
        assert_eq!(zoned.column(0).as_ref(), &expected as &dyn arrow_array::Array);
    }

    #[test]
    fn a_time_that_is_too_far_away_is_told_with_its_column() {
        let far = of(vec![
            ("near", Arc::new(TimestampSecondArray::from(vec![1]))),
            ("far", Arc::new(TimestampSecondArray::from(vec![i64::MAX]))),
        ]);
        let to = schema(far.schema_ref()).unwrap().unwrap();
        let (column, error) = batch(&far, &to).unwrap_err();
        assert_eq!(column, "far");
        assert!(error.to_string().ends_with("second 9223372036854775807 is too far away"));
    }

    #[test]
    fn what_has_no_type_is_told_with_its_column() {
        let empty = DataType::Struct(Fields::empty());
        let list = DataType::List(Arc::new(Field::new("element", empty, true)));
        let of =
            Schema::new(vec![Field::new("a", DataType::Date64, true), Field::new("b", list, true)]);
        let mend = "leave the column out, as `.columns([…])` of a source does";
        assert_eq!(
            schema(&of),
            Err(format!("column `b`: Parquet has no type for a struct without fields; {mend}"))
        );
    }
}
