//! Types that hold others.

use arrow_schema::{DataType, FieldRef};

/// The type with what `change` makes of the fields in it; `None` for one that has none.
pub(super) fn within(
    data: &DataType,
    change: &mut dyn FnMut(&FieldRef) -> FieldRef,
) -> Option<DataType> {
    use DataType as D;
    Some(match data {
        D::List(of) => D::List(change(of)),
        D::LargeList(of) => D::LargeList(change(of)),
        D::ListView(of) => D::ListView(change(of)),
        D::LargeListView(of) => D::LargeListView(change(of)),
        D::FixedSizeList(of, length) => D::FixedSizeList(change(of), *length),
        D::Map(of, sorted) => D::Map(change(of), *sorted),
        D::Struct(fields) => D::Struct(fields.iter().map(change).collect()),
        _ => return None,
    })
}
