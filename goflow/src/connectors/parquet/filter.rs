//! Conditions on batches: which rows of a column they hold for, and for which they do not.
//!
//! A row for which a comparison is neither, because there is no value, is in neither set.

use std::cmp::Ordering;

use arrow_array::cast::AsArray as _;
use arrow_array::types as t;
use arrow_array::{Array, ArrayRef, BooleanArray, Datum, RecordBatch, Scalar};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};

use super::against::{Against, scalar};
use super::only::{Literal, Node, Op};
use crate::connectors::file::HiveValues;
use crate::record::repeated;

/// For which rows a condition holds, and for which it does not.
pub(super) struct Truth {
    pub(super) yes: BooleanBuffer,
    pub(super) no: BooleanBuffer,
}

impl Truth {
    pub(super) fn constant(rows: usize, yes: bool, no: bool) -> Self {
        let all = |value| {
            if value { BooleanBuffer::new_set(rows) } else { BooleanBuffer::new_unset(rows) }
        };
        Self { yes: all(yes), no: all(no) }
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self { yes: &self.yes & &other.yes, no: &self.no | &other.no }
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self { yes: &self.yes | &other.yes, no: &self.no & &other.no }
    }

    pub(super) fn not(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }
}

/// The columns that a condition asks about.
pub(super) fn columns(node: &Node, names: &mut Vec<String>) {
    match node {
        Node::Compare(name, ..) | Node::In(name, _) | Node::IsNull(name) => {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Node::And(a, b) | Node::Or(a, b) => {
            columns(a, names);
            columns(b, names);
        }
        Node::Not(inner) => columns(inner, names),
        Node::Known(_) => {}
    }
}

/// The condition as it is for one file: what it asks about values in the path is settled.
pub(super) fn settle(node: &Node, schema: &Schema, path: &HiveValues) -> Result<Node, String> {
    let in_path = |name: &str| {
        let value = path.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_deref());
        value.filter(|_| schema.column_with_name(name).is_none())
    };
    let both = |a: &Node, b: &Node| -> Result<_, String> {
        Ok((Box::new(settle(a, schema, path)?), Box::new(settle(b, schema, path)?)))
    };
    Ok(match node {
        Node::Compare(name, op, value) => match in_path(name) {
            Some(text) => Node::Known(compare_text(name, text, *op, value)?),
            None => node.clone(),
        },
        Node::In(name, values) => match in_path(name) {
            Some(text) => {
                let each = values.iter().map(|value| compare_text(name, text, Op::Eq, value));
                let each = each.collect::<Result<Vec<_>, _>>()?;
                Node::Known(text.map(|_| each.contains(&Some(true))))
            }
            None => node.clone(),
        },
        Node::IsNull(name) => match in_path(name) {
            Some(text) => Node::Known(Some(text.is_none())),
            None => node.clone(),
        },
        Node::And(a, b) => both(a, b).map(|(a, b)| Node::And(a, b))?,
        Node::Or(a, b) => both(a, b).map(|(a, b)| Node::Or(a, b))?,
        Node::Not(inner) => Node::Not(Box::new(settle(inner, schema, path)?)),
        Node::Known(_) => node.clone(),
    })
}

/// A value in the path, read as what it is compared with.
fn compare_text(
    name: &str,
    text: Option<&str>,
    op: Op,
    value: &Literal,
) -> Result<Option<bool>, String> {
    let data = match value {
        Literal::Int(_) => DataType::Int64,
        Literal::Float(_) => DataType::Float64,
        Literal::Bool(_) => DataType::Boolean,
        Literal::Text(_) => DataType::Utf8,
        Literal::Bytes(_) => DataType::Binary,
        Literal::Date(_) => DataType::Date32,
        Literal::Time(_) => DataType::Time64(TimeUnit::Nanosecond),
        Literal::Local(_) => DataType::Timestamp(TimeUnit::Microsecond, None),
        Literal::Instant(_) => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Literal::Uuid(_) => DataType::FixedSizeBinary(16),
        Literal::Decimal(_) => DataType::Decimal128(38, 10),
    };
    let field = Field::new(name, data, true);
    let column = repeated(&field, text, 1).map_err(|why| format!("`{name}` in the path {why}"))?;
    let truth = compare(&column, op, value).map_err(|error| error.to_string())?;
    Ok(match (truth.yes.value(0), truth.no.value(0)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    })
}

/// Can the condition be asked about a file of these columns? Says what is wrong.
pub(super) fn check(node: &Node, schema: &Schema) -> Result<(), String> {
    let field = |name: &str| -> Result<Field, String> {
        schema.field_with_name(name).cloned().map_err(|_| {
            let known: Vec<_> =
                schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
            format!("`.only` asks about `{name}`, and the columns are {}", known.join(", "))
        })
    };
    match node {
        Node::IsNull(name) => field(name).map(|_| ()),
        Node::Compare(name, _, value) => comparable(&field(name)?, value),
        Node::In(name, values) => {
            let field = field(name)?;
            values.iter().try_for_each(|value| comparable(&field, value))
        }
        Node::And(a, b) | Node::Or(a, b) => check(a, schema).and_then(|()| check(b, schema)),
        Node::Not(inner) => check(inner, schema),
        Node::Known(_) => Ok(()),
    }
}

fn comparable(field: &Field, value: &Literal) -> Result<(), String> {
    match scalar(field.data_type(), value) {
        Against::Nothing => Err(format!(
            "`.only` compares `{}`, which is {}, with {value}",
            field.name(),
            field.data_type()
        )),
        _ => Ok(()),
    }
}

/// The rows of a batch.
pub(super) fn evaluate(node: &Node, batch: &RecordBatch) -> Result<Truth, ArrowError> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .ok_or_else(|| ArrowError::SchemaError(format!("there is no column `{name}`")))
    };
    Ok(match node {
        Node::Compare(name, op, value) => compare(column(name)?, *op, value)?,
        Node::In(name, values) => {
            let column = column(name)?;
            let mut any = compare_none(column);
            for value in values {
                any = any.or(&compare(column, Op::Eq, value)?);
            }
            any
        }
        Node::IsNull(name) => {
            let column = column(name)?;
            let value = valid(column);
            Truth { yes: !&value, no: value }
        }
        Node::And(a, b) => evaluate(a, batch)?.and(&evaluate(b, batch)?),
        Node::Or(a, b) => evaluate(a, batch)?.or(&evaluate(b, batch)?),
        Node::Not(inner) => evaluate(inner, batch)?.not(),
        Node::Known(truth) => {
            Truth::constant(batch.num_rows(), *truth == Some(true), *truth == Some(false))
        }
    })
}

fn valid(column: &ArrayRef) -> BooleanBuffer {
    match column.logical_nulls() {
        Some(nulls) => nulls.inner().clone(),
        None => BooleanBuffer::new_set(column.len()),
    }
}

/// Equal to none of no values.
fn compare_none(column: &ArrayRef) -> Truth {
    Truth { yes: BooleanBuffer::new_unset(column.len()), no: valid(column) }
}

/// Compares each value with one.
pub(super) fn compare(column: &ArrayRef, op: Op, value: &Literal) -> Result<Truth, ArrowError> {
    let there = valid(column);
    let yes = match scalar(column.data_type(), value) {
        Against::Scalar(scalar) => kernel(column, op, &Scalar::new(scalar))?,
        Against::Float(value) => floats(column, op, value),
        Against::Above(below) => match op {
            Op::Eq => BooleanBuffer::new_unset(column.len()),
            Op::Ne => there.clone(),
            Op::Lt | Op::Le => kernel(column, Op::Le, &Scalar::new(below))?,
            Op::Gt | Op::Ge => kernel(column, Op::Gt, &Scalar::new(below))?,
        },
        // All values of the column's type are on the same side of it.
        Against::Beyond(order) => {
            let always = holds(op, order.reverse());
            if always { there.clone() } else { BooleanBuffer::new_unset(column.len()) }
        }
        Against::Nothing => {
            let problem = format!("{} cannot be compared with {value}", column.data_type());
            return Err(ArrowError::CastError(problem));
        }
    };
    let yes = &yes & &there;
    let no = &(!&yes) & &there;
    Ok(Truth { yes, no })
}

fn holds(op: Op, order: Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Ne => order.is_ne(),
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Gt => order.is_gt(),
        Op::Ge => order.is_ge(),
    }
}

fn kernel(column: &ArrayRef, op: Op, value: &dyn Datum) -> Result<BooleanBuffer, ArrowError> {
    use arrow_ord::cmp;
    let column: &dyn Datum = column;
    let rows: BooleanArray = match op {
        Op::Eq => cmp::eq(column, value),
        Op::Ne => cmp::neq(column, value),
        Op::Lt => cmp::lt(column, value),
        Op::Le => cmp::lt_eq(column, value),
        Op::Gt => cmp::gt(column, value),
        Op::Ge => cmp::gt_eq(column, value),
    }?;
    Ok(rows.values().clone())
}

/// The kernels have a total order of floats, in which `-0.0 < 0.0`; here it is the usual one.
fn floats(column: &ArrayRef, op: Op, value: f64) -> BooleanBuffer {
    let test = |found: f64| match op {
        Op::Eq => found == value,
        Op::Ne => found != value,
        Op::Lt => found < value,
        Op::Le => found <= value,
        Op::Gt => found > value,
        Op::Ge => found >= value,
    };
    if let Some(column) = column.as_primitive_opt::<t::Float32Type>() {
        column.values().iter().map(|found| test(f64::from(*found))).collect()
    } else if let Some(column) = column.as_primitive_opt::<t::Float64Type>() {
        column.values().iter().map(|found| test(*found)).collect()
    } else {
        BooleanBuffer::new_unset(column.len())
    }
}
