//! Columns as a file has them, brought into the form that a record's readers take.
//!
//! It is done a batch at a time: integers are widened, text and lists of other layouts rewritten,
//! fields of nested records found by name. What is in form already is handed on as it is.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{self, ArrowPrimitiveType};
use arrow_array::{
    Array, ArrayRef, BinaryArray, GenericListViewArray, ListArray, MapArray, OffsetSizeTrait,
    PrimitiveArray, StringArray, StructArray, UInt64Array, new_null_array,
};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, UnionFields};
use arrow_select::interleave::interleave;
use arrow_select::take::take;

const MS_A_DAY: i64 = 86_400_000;

/// `column` as `wanted`, of which it is known that it fits.
pub(super) fn adapt(column: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    use DataType as D;
    if column.data_type() == wanted {
        return Ok(Arc::clone(column));
    }
    match (column.data_type(), wanted) {
        (D::Null, _) => Ok(new_null_array(wanted, column.len())),
        (D::Union(branches, _), _) => united(column, branches, wanted),
        (D::Dictionary(index, value), D::Dictionary(to_index, to_value))
            if index == to_index && value == to_value =>
        {
            Ok(Arc::clone(column))
        }
        (D::Dictionary(..), _) => {
            let dictionary = column.as_any_dictionary();
            adapt(&take(dictionary.values(), dictionary.keys(), None)?, wanted)
        }
        // Enums are read from text, too; times in the unit they have.
        (_, D::Dictionary(..)) => adapt(column, &D::Utf8),
        (D::Timestamp(..), D::Timestamp(..))
        | (D::Time32(_) | D::Time64(_), D::Time32(_) | D::Time64(_))
        // What is too great for the field is found when it is read.
        | (D::Int32, D::Int8 | D::Int16 | D::UInt8 | D::UInt16)
        | (D::Int64, D::UInt32) => Ok(Arc::clone(column)),
        (_, D::Utf8) => text(column),
        (_, D::Binary) => bytes(column),
        (D::Decimal32(..), D::Decimal128(..)) => decimal::<types::Decimal32Type>(column, wanted),
        (D::Decimal64(..), D::Decimal128(..)) => decimal::<types::Decimal64Type>(column, wanted),
        (D::Decimal128(..), D::Decimal128(digits, behind)) => {
            let column = column.as_primitive::<types::Decimal128Type>().clone();
            Ok(Arc::new(column.with_precision_and_scale(*digits, *behind)?))
        }
        // What is too far away for the field is found when it is read.
        (D::Date64, D::Date32) => {
            let days = |ms: i64| {
                let days = ms.div_euclid(MS_A_DAY);
                i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
            };
            let column = column.as_primitive::<types::Date64Type>();
            Ok(Arc::new(column.unary::<_, types::Date32Type>(days)))
        }
        (_, D::List(element)) => list(column, element),
        (D::Map(..), D::Map(entries, _)) => map(column, entries),
        (D::Struct(_), D::Struct(fields)) => nested(column, fields),
        _ => number(column, wanted),
    }
}

/// The values of whichever branches they are of.
fn united(
    column: &ArrayRef,
    branches: &UnionFields,
    wanted: &DataType,
) -> Result<ArrayRef, ArrowError> {
    let union = column.as_union();
    let mut arrays = branches
        .iter()
        .map(|(id, _)| adapt(union.child(id), wanted))
        .collect::<Result<Vec<_>, _>>()?;
    let is_null = |(_, branch): &(i8, &Arc<Field>)| *branch.data_type() == DataType::Null;
    // What is adapted may have another type than is wanted, and is read as such.
    let known = branches.iter().zip(&arrays).find(|(branch, _)| !is_null(branch));
    let common = known.map_or_else(|| wanted.clone(), |(_, array)| array.data_type().clone());
    for (branch, array) in branches.iter().zip(&mut arrays) {
        if is_null(&branch) {
            *array = new_null_array(&common, array.len());
        } else if *array.data_type() != common {
            return Err(misfit(column, wanted));
        }
    }
    let place = |id: i8| branches.iter().position(|(branch, _)| branch == id);
    let places = (0..union.len())
        .map(|row| Some((place(union.type_id(row))?, union.value_offset(row))))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| misfit(column, wanted))?;
    interleave(&arrays.iter().map(AsRef::as_ref).collect::<Vec<_>>(), &places)
}

fn misfit(column: &ArrayRef, wanted: &DataType) -> ArrowError {
    ArrowError::CastError(format!("{} where {wanted} was", column.data_type()))
}

macro_rules! widen {
    ($column:ident, $wanted:ident, $($from:ident => $($to:ident)*;)*) => {
        match ($column.data_type(), $wanted) {
            $($((from, to) if *from == types::$from::DATA_TYPE && *to == types::$to::DATA_TYPE => {
                let column = $column.as_primitive::<types::$from>();
                Ok(Arc::new(column.unary::<_, types::$to>(Into::into)))
            })*)*
            _ => Err(misfit($column, $wanted)),
        }
    };
}

fn number(column: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    widen! { column, wanted,
        Int8Type => Int16Type Int32Type Int64Type;
        Int16Type => Int32Type Int64Type;
        Int32Type => Int64Type;
        UInt8Type => UInt16Type UInt32Type UInt64Type Int16Type Int32Type Int64Type;
        UInt16Type => UInt32Type UInt64Type Int32Type Int64Type;
        UInt32Type => UInt64Type Int64Type;
        Float32Type => Float64Type;
    }
}

fn decimal<P: ArrowPrimitiveType>(
    column: &ArrayRef,
    wanted: &DataType,
) -> Result<ArrayRef, ArrowError>
where
    i128: From<P::Native>,
{
    let column: PrimitiveArray<types::Decimal128Type> =
        column.as_primitive::<P>().unary(i128::from);
    Ok(Arc::new(column.with_data_type(wanted.clone())))
}

fn text(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(match column.data_type() {
        DataType::Utf8 => return Ok(Arc::clone(column)),
        DataType::LargeUtf8 => bounded(column, column.as_string::<i64>().values().len())?
            .as_string::<i64>()
            .iter()
            .collect::<StringArray>(),
        DataType::Utf8View => {
            let views = column.as_string_view();
            bounded(column, views.iter().flatten().map(str::len).sum())?;
            views.iter().collect()
        }
        _ => return Err(misfit(column, &DataType::Utf8)),
    }))
}

fn bytes(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(match column.data_type() {
        DataType::LargeBinary => bounded(column, column.as_binary::<i64>().values().len())?
            .as_binary::<i64>()
            .iter()
            .collect::<BinaryArray>(),
        DataType::BinaryView => {
            let views = column.as_binary_view();
            bounded(column, views.iter().flatten().map(<[u8]>::len).sum())?;
            views.iter().collect()
        }
        DataType::FixedSizeBinary(_) => {
            let fixed = column.as_fixed_size_binary();
            bounded(column, fixed.len().saturating_mul(fixed.value_size()))?;
            fixed.iter().collect()
        }
        _ => return Err(misfit(column, &DataType::Binary)),
    }))
}

/// Offsets have 31 bits.
fn bounded(column: &ArrayRef, bytes: usize) -> Result<&ArrayRef, ArrowError> {
    if i32::try_from(bytes).is_err() {
        return Err(ArrowError::CastError("a batch of more than 2 GiB of text or bytes".into()));
    }
    Ok(column)
}

#[cold]
fn too_long() -> ArrowError {
    ArrowError::CastError("a batch of more than 2^31 elements".into())
}

fn list(column: &ArrayRef, element: &Arc<Field>) -> Result<ArrayRef, ArrowError> {
    let wanted = element.data_type();
    let (offsets, elements) = match column.data_type() {
        DataType::List(_) => {
            let lists = column.as_list::<i32>();
            (lists.offsets().clone(), adapt(lists.values(), wanted)?)
        }
        DataType::LargeList(_) => {
            let lists = column.as_list::<i64>();
            let narrow = |offset: &i64| i32::try_from(*offset).map_err(|_| too_long());
            let offsets = lists.offsets().iter().map(narrow).collect::<Result<Vec<_>, _>>()?;
            (OffsetBuffer::new(ScalarBuffer::from(offsets)), adapt(lists.values(), wanted)?)
        }
        DataType::FixedSizeList(_, length) => {
            let lists = column.as_fixed_size_list();
            let length = usize::try_from(*length).map_err(|_| too_long())?;
            if i32::try_from(length.saturating_mul(lists.len())).is_err() {
                return Err(too_long());
            }
            let offsets = OffsetBuffer::from_repeated_length(length, lists.len());
            (offsets, adapt(lists.values(), wanted)?)
        }
        DataType::ListView(_) => viewed(column.as_list_view::<i32>(), wanted)?,
        DataType::LargeListView(_) => viewed(column.as_list_view::<i64>(), wanted)?,
        _ => return Err(misfit(column, wanted)),
    };
    // That an element is nothing where none may be is found when it is read.
    let element = Arc::new(element.as_ref().clone().with_nullable(true));
    let element = typed(&element, &elements);
    Ok(Arc::new(ListArray::try_new(element, offsets, elements, column.nulls().cloned())?))
}

/// Lists that may lie among other elements, and in any order, one behind the other.
fn viewed<O: OffsetSizeTrait>(
    lists: &GenericListViewArray<O>,
    wanted: &DataType,
) -> Result<(OffsetBuffer<i32>, ArrayRef), ArrowError> {
    let (mut ends, mut places) = (vec![0], Vec::new());
    for (row, (from, size)) in lists.offsets().iter().zip(lists.sizes()).enumerate() {
        if lists.is_valid(row) {
            places.extend((from.as_usize()..from.as_usize() + size.as_usize()).map(|at| at as u64));
        }
        ends.push(i32::try_from(places.len()).map_err(|_| too_long())?);
    }
    let elements = take(lists.values(), &UInt64Array::from(places), None)?;
    Ok((OffsetBuffer::new(ScalarBuffer::from(ends)), adapt(&elements, wanted)?))
}

fn map(column: &ArrayRef, entries: &Arc<Field>) -> Result<ArrayRef, ArrowError> {
    let maps = column.as_map();
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(misfit(column, entries.data_type()));
    };
    let (Some(key), Some(value)) = (fields.first(), fields.get(1)) else {
        return Err(misfit(column, entries.data_type()));
    };
    let keys = adapt(maps.keys(), key.data_type())?;
    let values = adapt(maps.values(), value.data_type())?;
    let value = Arc::new(value.as_ref().clone().with_nullable(true));
    let value = typed(&value, &values);
    let fields = Fields::from(vec![Arc::clone(key), value]);
    let pairs = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
    let entries =
        Arc::new(Field::new(entries.name(), DataType::Struct(fields), entries.is_nullable()));
    let nulls = maps.nulls().cloned();
    Ok(Arc::new(MapArray::try_new(entries, maps.offsets().clone(), pairs, nulls, false)?))
}

fn nested(column: &ArrayRef, fields: &Fields) -> Result<ArrayRef, ArrowError> {
    let found = column.as_struct();
    let mut columns = Vec::with_capacity(fields.len());
    let mut types = Vec::with_capacity(fields.len());
    for field in fields {
        let column = match found.column_by_name(field.name()) {
            Some(column) => adapt(column, field.data_type())?,
            None => new_null_array(field.data_type(), found.len()),
        };
        types.push(typed(&Arc::new(field.as_ref().clone().with_nullable(true)), &column));
        columns.push(column);
    }
    // A record has one field at least.
    Ok(Arc::new(StructArray::try_new(types.into(), columns, found.nulls().cloned())?))
}

/// The field with the type that its column has now.
fn typed(field: &Arc<Field>, column: &ArrayRef) -> Arc<Field> {
    Arc::new(field.as_ref().clone().with_data_type(column.data_type().clone()))
}
