//! What statistics say about a condition: may it hold for a row of a row group, or of a page?

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, UInt64Array};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};
use parquet::basic::Type;
use parquet::file::metadata::ParquetMetaData;

use super::filter::{Truth, columns, compare};
use super::only::{Literal, Node, Op};

/// Statistics of one column, a row for each row group or page.
struct Bounds {
    least: ArrayRef,
    most: ArrayRef,
    nulls: UInt64Array,
    rows: UInt64Array,
    data: DataType,
}

/// For which parts the condition may hold, and for which it may not hold, for some row of theirs.
/// What is not known may be.
fn possible(node: &Node, parts: usize, bounds: &dyn Fn(&str) -> Option<Bounds>) -> Truth {
    let unknown = || Truth::constant(parts, true, true);
    match node {
        Node::Known(truth) => Truth::constant(parts, *truth == Some(true), *truth == Some(false)),
        Node::And(a, b) => possible(a, parts, bounds).and(&possible(b, parts, bounds)),
        Node::Or(a, b) => possible(a, parts, bounds).or(&possible(b, parts, bounds)),
        Node::Not(inner) => possible(inner, parts, bounds).not(),
        Node::IsNull(name) => bounds(name).map_or_else(unknown, |bounds| bounds.nothing()),
        Node::Compare(name, op, value) => {
            bounds(name).and_then(|bounds| bounds.compare(*op, value)).unwrap_or_else(unknown)
        }
        Node::In(name, values) => {
            let Some(bounds) = bounds(name) else { return unknown() };
            let mut each = values.iter().map(|value| bounds.compare(Op::Eq, value));
            let none = Truth::constant(parts, false, true);
            let any = each.try_fold(none, |any, one| Some(any.or(&one?)));
            any.unwrap_or_else(unknown)
        }
    }
}

impl Bounds {
    /// May there be rows without a value, and with one?
    fn nothing(&self) -> Truth {
        let each = |test: &dyn Fn(u64, u64) -> bool| -> BooleanBuffer {
            (0..self.nulls.len())
                .map(|at| {
                    if self.nulls.is_null(at) || self.rows.is_null(at) {
                        return true;
                    }
                    test(self.nulls.value(at), self.rows.value(at))
                })
                .collect()
        };
        Truth { yes: each(&|nulls, _| nulls > 0), no: each(&|nulls, rows| nulls < rows) }
    }

    /// `None`: they cannot be compared with it.
    fn compare(&self, op: Op, value: &Literal) -> Option<Truth> {
        let least = |op| may(&self.least, op, value);
        let most = |op| may(&self.most, op, value);
        let yes = match op {
            Op::Eq => &least(Op::Le)? & &most(Op::Ge)?,
            Op::Lt | Op::Le => least(op)?,
            Op::Gt | Op::Ge => most(op)?,
            // Bounds of text may be cut, and what is no number is in no bounds.
            Op::Ne => BooleanBuffer::new_set(self.least.len()),
        };
        let no = match op {
            _ if !self.data.is_integer() => BooleanBuffer::new_set(self.least.len()),
            Op::Eq => BooleanBuffer::new_set(self.least.len()),
            Op::Ne => &least(Op::Le)? & &most(Op::Ge)?,
            Op::Lt => most(Op::Ge)?,
            Op::Le => most(Op::Gt)?,
            Op::Gt => least(Op::Le)?,
            Op::Ge => least(Op::Lt)?,
        };
        Some(Truth { yes, no })
    }
}

/// Where a bound compares so, or is not known.
fn may(bound: &ArrayRef, op: Op, value: &Literal) -> Option<BooleanBuffer> {
    // `no` is where the bound is known and does not.
    let truth = compare(bound, op, value).ok()?;
    Some(!&truth.no)
}

/// A column of which bounds can be asked: one leaf, no list and no struct.
fn leaf(metadata: &ParquetMetaData, schema: &Schema, name: &str) -> Option<(usize, Field)> {
    let (root, field) = schema.column_with_name(name)?;
    let descriptor = metadata.file_metadata().schema_descr();
    let mut leaves =
        (0..descriptor.num_columns()).filter(|leaf| descriptor.get_column_root_idx(*leaf) == root);
    let leaf = leaves.next()?;
    let simple = leaves.next().is_none() && !field.data_type().is_nested();
    simple.then(|| (leaf, field.clone()))
}

/// Old files compare bytes with signs, and floats that are no numbers stand in no order.
fn is_trusted(metadata: &ParquetMetaData, leaf: usize, group: usize) -> bool {
    let Some(group) = metadata.row_groups().get(group) else { return false };
    let Some(column) = group.columns().get(leaf) else { return false };
    match column.statistics() {
        Some(statistics) if statistics.is_min_max_deprecated() => {
            let signed = matches!(
                column.column_descr().converted_type(),
                parquet::basic::ConvertedType::NONE
                    | parquet::basic::ConvertedType::INT_8
                    | parquet::basic::ConvertedType::INT_16
                    | parquet::basic::ConvertedType::INT_32
                    | parquet::basic::ConvertedType::INT_64
                    | parquet::basic::ConvertedType::DATE
            );
            signed && matches!(column.column_type(), Type::INT32 | Type::INT64)
        }
        Some(_) => column.column_type() != Type::INT96,
        None => false,
    }
}

/// May the condition hold for a row of this row group?
pub(super) fn row_group(
    node: &Node,
    metadata: &ParquetMetaData,
    schema: &Schema,
    group: usize,
) -> bool {
    let bounds = |name: &str| {
        let (leaf, field) = leaf(metadata, schema, name)?;
        if !is_trusted(metadata, leaf, group) {
            return None;
        }
        let descriptor = metadata.file_metadata().schema_descr();
        let converter = StatisticsConverter::from_column_index(leaf, &field, descriptor)
            .ok()?
            .with_missing_null_counts_as_zero(false);
        let groups = || metadata.row_groups().get(group).into_iter();
        Some(Bounds {
            least: no_nan(converter.row_group_mins(groups()).ok()?),
            most: no_nan(converter.row_group_maxes(groups()).ok()?),
            nulls: converter.row_group_null_counts(groups()).ok()?,
            rows: converter.row_group_row_counts(groups()).ok()??,
            data: field.data_type().clone(),
        })
    };
    possible(node, 1, &bounds).yes.value(0)
}

/// A bound that is no number bounds nothing.
fn no_nan(bounds: ArrayRef) -> ArrayRef {
    use arrow_array::types::{Float32Type, Float64Type};
    if let Some(floats) = bounds.as_primitive_opt::<Float32Type>() {
        let known = floats.iter().map(|bound| bound.filter(|bound| !bound.is_nan()));
        return std::sync::Arc::new(known.collect::<arrow_array::Float32Array>());
    }
    if let Some(floats) = bounds.as_primitive_opt::<Float64Type>() {
        let known = floats.iter().map(|bound| bound.filter(|bound| !bound.is_nan()));
        return std::sync::Arc::new(known.collect::<arrow_array::Float64Array>());
    }
    bounds
}

/// The pages of a row group that are to be read; `None` for all of them.
pub(super) fn pages(
    node: &Node,
    metadata: &ParquetMetaData,
    schema: &Schema,
    group: usize,
) -> Option<RowSelection> {
    match node {
        // Each side by itself: their pages need not begin at the same rows.
        Node::And(a, b) => {
            match (pages(a, metadata, schema, group), pages(b, metadata, schema, group)) {
                (Some(a), Some(b)) => Some(a.intersection(&b)),
                (one, other) => one.or(other),
            }
        }
        node => pages_of_one_column(node, metadata, schema, group),
    }
}

fn pages_of_one_column(
    node: &Node,
    metadata: &ParquetMetaData,
    schema: &Schema,
    group: usize,
) -> Option<RowSelection> {
    let mut names = Vec::new();
    columns(node, &mut names);
    let [name] = names.as_slice() else { return None };
    let (leaf, field) = leaf(metadata, schema, name)?;
    if !is_trusted(metadata, leaf, group) {
        return None;
    }
    let index = metadata.page_index()?.as_ref();
    let descriptor = metadata.file_metadata().schema_descr();
    let converter = StatisticsConverter::from_column_index(leaf, &field, descriptor)
        .ok()?
        .with_missing_null_counts_as_zero(false);
    let groups = [group];
    let least = no_nan(converter.data_page_mins(index, &groups).ok()?);
    let most = no_nan(converter.data_page_maxes(index, &groups).ok()?);
    let nulls = converter.data_page_null_counts(index, &groups).ok()?;
    let rows = converter.data_page_row_counts(index, metadata.row_groups(), &groups).ok()??;
    let parts = rows.len();
    if parts == 0 || [least.len(), most.len(), nulls.len()] != [parts; 3] || rows.null_count() > 0 {
        return None;
    }
    let bounds = |_: &str| {
        Some(Bounds {
            least: least.clone(),
            most: most.clone(),
            nulls: nulls.clone(),
            rows: rows.clone(),
            data: field.data_type().clone(),
        })
    };
    let may = possible(node, parts, &bounds).yes;
    let rows: &[u64] = rows.values();
    let selectors = rows.iter().zip(may.iter()).map(|(rows, may)| {
        let rows = usize::try_from(*rows).unwrap_or(usize::MAX);
        if may { RowSelector::select(rows) } else { RowSelector::skip(rows) }
    });
    Some(selectors.collect::<Vec<_>>().into())
}
