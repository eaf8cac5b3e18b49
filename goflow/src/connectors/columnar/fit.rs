//! A piece before it is decoded: what its columns are, and what may go wrong with it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_schema::SchemaRef;

use super::{Broken, Columnar, View};
use crate::connectors::file::Found;

/// The columns of a piece, what of them becomes events, and which ones that are.
pub(super) fn fit<C: Columnar, V: View>(
    format: &C,
    view: &V,
    file: &Found,
    piece: &C::Piece,
) -> Result<(SchemaRef, V::Fitted, Vec<usize>), Broken> {
    let broken = |cause: String| Broken::rest(format.about(piece).offset, cause);
    let schema = format.schema_of(piece, view).map_err(|error| broken(error.to_string()))?;
    let (fitted, take) = view.fit(&schema, &file.hive, C::INTEGERS).map_err(broken)?;
    format.check(&schema, &file.hive, view).map_err(broken)?;
    Ok((schema, fitted, take))
}

/// Decoders of formats are the work of others, and files the work of anybody: a panic is the file's
/// fault.
pub(super) fn guarded<T>(
    offset: u64,
    work: impl FnOnce() -> Result<T, Broken>,
) -> Result<T, Broken> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let what = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("for no reason that it gave");
        Err(Broken::rest(offset, format_args!("the decoder gave up: {what}")))
    })
}

/// The same for what is asked at start.
pub(super) fn guarded_start<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    guarded(0, || work().map_err(|cause| Broken::rest(0, cause))).map_err(|b| b.cause)
}
