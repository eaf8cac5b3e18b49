//! A type as a column: its builder and its reader have the methods already.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Generics;

/// The types of `__rt`, generic over the column's, to which it hands all on.
pub(super) struct Means {
    pub(super) builder: TokenStream,
    pub(super) reader: TokenStream,
    /// The methods of `Column` that have a default, where that will not do.
    pub(super) further: TokenStream,
}

pub(super) fn expand(
    name: &Ident,
    generics: &Generics,
    krate: &TokenStream,
    means: &Means,
) -> TokenStream {
    let (params, args, clause) = generics.split_for_impl();
    let Means { builder, reader, further } = means;
    quote! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic)]
        impl #params #krate::__rt::Column for #name #args #clause {
            type Builder = #krate::__rt::#builder<Self>;
            type Reader = #krate::__rt::#reader<Self>;
            type Many = #krate::__rt::Lists;
            fn field(name: &str) -> #krate::__rt::Field {
                #krate::__rt::#builder::<Self>::field(name)
            }
            fn builder(rows: usize) -> Self::Builder { #krate::__rt::#builder::<Self>::new(rows) }
            #further
            #[inline]
            fn append(builder: &mut Self::Builder, value: &Self) { builder.append(value); }
            fn append_nothing(builder: &mut Self::Builder) { builder.append_nothing(); }
            fn finish(builder: &mut Self::Builder) -> #krate::__rt::ArrayRef { builder.finish() }
            fn reader(
                column: &dyn #krate::__rt::Array,
            ) -> ::core::option::Option<Self::Reader> {
                #krate::__rt::#reader::new(column)
            }
            #[inline]
            fn is_nothing(reader: &Self::Reader, row: usize) -> bool { reader.is_nothing(row) }
            #[inline]
            fn read(
                reader: &Self::Reader,
                row: usize,
            ) -> ::core::result::Result<Self, #krate::__rt::ValueError> {
                reader.read(row)
            }
        }
    }
}
