//! What events of text formats have to be.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What csv and JSON files can be read into: what has `serde::Deserialize` and borrows nothing.
///
/// It is implemented for all such types; there is nothing to write.
///
/// ```
/// use goflow::FromText;
///
/// #[derive(serde::Deserialize)]
/// struct Flight { carrier: String }
///
/// fn is_read<T: FromText>() {}
/// is_read::<Flight>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `serde::Deserialize`, so it cannot be read from csv or JSON",
    label = "cannot be read from text",
    note = "derive it: `#[derive(serde::Deserialize)]`, with `serde = {{ version = \"1\", features = [\"derive\"] }}` in Cargo.toml"
)]
pub trait FromText: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> FromText for T {}

/// What can be written to csv and JSON files: what has `serde::Serialize`.
///
/// It is implemented for all such types; there is nothing to write.
///
/// ```
/// use goflow::ToText;
///
/// #[derive(serde::Serialize)]
/// struct Flight { carrier: String }
///
/// fn is_written<T: ToText>() {}
/// is_written::<Flight>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `serde::Serialize`, so it cannot be written to csv or JSON",
    label = "cannot be written as text",
    note = "derive it: `#[derive(serde::Serialize)]`, with `serde = {{ version = \"1\", features = [\"derive\"] }}` in Cargo.toml"
)]
pub trait ToText: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize> ToText for T {}
