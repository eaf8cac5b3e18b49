//! `#[derive(Record)]`: `options` reads attributes, `names` finds the columns' names, `given` those that
//! are given twice, `fields` what can be told wrong without types, `structs` and `enums` write the code,
//! and `column` the part of it that both have.

mod column;
mod enums;
mod fields;
mod given;
mod names;
mod options;
mod structs;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput};

use crate::diag::Diag;
use crate::messages;

/// The derive.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut diag = Diag::new();
    let options = options::of_type(&input.attrs, &mut diag);
    if let Some(lifetime) = input.generics.lifetimes().next() {
        diag.error(lifetime.lifetime.span(), messages::RECORD_BORROWS);
    }
    let code = match &input.data {
        Data::Struct(data) => structs::expand(&input, data, &options, &mut diag),
        Data::Enum(data) => enums::expand(&input, data, &options, &mut diag),
        Data::Union(data) => {
            diag.error(data.union_token.span, messages::RECORD_UNION);
            TokenStream::new()
        }
    };
    if diag.is_empty() {
        return code;
    }
    // What uses the type is not to blame for what is wrong with it.
    let errors = diag.into_compile_errors();
    let stub = structs::stub(&input, &options.krate);
    quote!(#errors #stub)
}
