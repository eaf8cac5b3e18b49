//! `rust_decimal::Decimal`, with the digits that the field's attribute says.

use arrow_array::builder::PrimitiveBuilder;
use arrow_array::types::Decimal128Type;
use arrow_array::{Array, Decimal128Array};
use arrow_schema::{DataType, Field};
use rust_decimal::Decimal;

use super::alike::{as_arrays_do, as_builders_do};
use super::column::{Column, Scaled, is_null};
use super::error::ValueError;
use super::list::Lists;

/// The value in units of the last digit; `None` if it has further digits behind the point, or too
/// many in all.
#[inline]
pub(super) fn units(value: &Decimal, digits: u8, behind: u8) -> Option<i128> {
    let (mantissa, scale, behind) = (value.mantissa(), value.scale(), u32::from(behind));
    let units = if scale <= behind {
        mantissa.checked_mul(10_i128.checked_pow(behind - scale)?)?
    } else {
        let cut = 10_i128.checked_pow(scale - behind)?;
        (mantissa % cut == 0).then_some(mantissa / cut)?
    };
    (units.unsigned_abs() < 10_u128.checked_pow(u32::from(digits))?).then_some(units)
}

impl<const DIGITS: u8, const BEHIND: u8> Column<Scaled<DIGITS, BEHIND>> for Decimal {
    type Builder = PrimitiveBuilder<Decimal128Type>;
    type Reader = Decimal128Array;
    type Many = Lists;

    fn field(name: &str) -> Field {
        Field::new(name, DataType::Decimal128(DIGITS, BEHIND.cast_signed()), false)
    }
    fn builder(rows: usize) -> Self::Builder {
        PrimitiveBuilder::with_capacity(rows)
            .with_data_type(DataType::Decimal128(DIGITS, BEHIND.cast_signed()))
    }
    #[inline]
    fn check(value: &Decimal) -> Result<(), ValueError> {
        match units(value, DIGITS, BEHIND) {
            Some(_) => Ok(()),
            None => Err(ValueError::new(format!(
                "{value} has more digits than decimal({DIGITS}, {BEHIND}) holds"
            ))),
        }
    }
    #[inline]
    fn append(builder: &mut Self::Builder, value: &Decimal) {
        match units(value, DIGITS, BEHIND) {
            Some(units) => builder.append_value(units),
            // `check` has refused it.
            None => builder.append_null(),
        }
    }
    as_builders_do! {}
    as_arrays_do! {}
    #[inline]
    fn read(reader: &Decimal128Array, row: usize) -> Result<Decimal, ValueError> {
        match reader.values().get(row) {
            Some(units) if !is_null(reader.nulls(), row) => {
                Decimal::try_from_i128_with_scale(*units, u32::from(BEHIND)).map_err(|_| {
                    ValueError::new(format!(
                        "{units} units of the last digit are more than a `Decimal` holds"
                    ))
                })
            }
            _ => Err(ValueError::nothing()),
        }
    }
}
