//! A struct: a builder and a reader for each of its columns, in structs of their own.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DataStruct, DeriveInput, Fields, Generics};

use super::column::{self, Means};
use super::fields::{FieldColumn, columns};
use super::options::OfType;
use crate::diag::Diag;
use crate::messages;

pub(crate) fn expand(
    input: &DeriveInput,
    data: &DataStruct,
    options: &OfType,
    diag: &mut Diag,
) -> TokenStream {
    match &data.fields {
        Fields::Named(_) => {}
        Fields::Unnamed(fields) => {
            diag.error(fields.paren_token.span.join(), messages::RECORD_TUPLE);
            return TokenStream::new();
        }
        Fields::Unit => {
            diag.error(input.ident.span(), messages::RECORD_EMPTY);
            return TokenStream::new();
        }
    }
    let before = diag.is_empty();
    let (columns, skipped) = columns(&input.ident, &data.fields, options, diag);
    if columns.is_empty() && before && diag.is_empty() {
        diag.error(input.ident.span(), messages::RECORD_EMPTY);
    }
    if !diag.is_empty() {
        return TokenStream::new();
    }
    let krate = &options.krate;
    let each = |write: &dyn Fn(&FieldColumn, TokenStream) -> TokenStream| -> Vec<TokenStream> {
        columns.iter().map(|column| write(column, column.column(krate))).collect()
    };
    let builders = each(&|field, column| {
        let ident = &field.ident;
        quote!(#ident: #column::Builder)
    });
    let readers = each(&|field, column| {
        let ident = &field.ident;
        quote!(#ident: #column::Reader)
    });
    let fields = each(&|FieldColumn { name, .. }, column| quote!(#column::field(#name)));
    let aliases = each(
        &|FieldColumn { aliases, .. }, column| quote!(#krate::__rt::Aliases::new(&[#(#aliases),*], #column::inside())),
    );
    let new = each(&|FieldColumn { ident, .. }, column| quote!(#ident: #column::builder(rows)));
    let check = each(&|FieldColumn { ident, name, ty, .. }, column| {
        quote_spanned! {ty.span()=>
            if let ::core::result::Result::Err(error) = #column::check(&record.#ident) {
                return ::core::result::Result::Err(error.at(#name));
            }
        }
    });
    let append = each(
        &|FieldColumn { ident, ty, .. }, column| quote_spanned!(ty.span()=> #column::append(&mut columns.#ident, &record.#ident);),
    );
    let append_none = each(
        &|FieldColumn { ident, ty, .. }, column| quote_spanned!(ty.span()=> #column::append_nothing(&mut columns.#ident);),
    );
    let weight = each(
        &|FieldColumn { ident, ty, .. }, column| quote_spanned!(ty.span()=> .saturating_add(#column::weight(&columns.#ident))),
    );
    let finish = each(
        &|FieldColumn { ident, ty, .. }, column| quote_spanned!(ty.span()=> #column::finish(&mut columns.#ident)),
    );
    let open = each(
        &|FieldColumn { ident, .. }, column| quote!(#ident: #column::reader(&**columns.next()?)?),
    );
    let read = each(&|FieldColumn { ident, name, ty, .. }, column| {
        quote_spanned! {ty.span()=>
            #ident: match #column::read(&readers.#ident, row) {
                ::core::result::Result::Ok(value) => value,
                ::core::result::Result::Err(error) => {
                    return ::core::result::Result::Err(error.at(#name));
                }
            }
        }
    });
    let name = &input.ident;
    let visibility = &input.vis;
    let generics = told(bounded(&input.generics, krate), &columns, krate);
    let (params, args, clause) = generics.split_for_impl();
    let column_impl = column_impl(input, &generics, krate);
    quote! {
        #[allow(trivial_bounds, private_bounds, private_interfaces)]
        const _: () = {
            #[doc(hidden)]
            #visibility struct __Columns #params #clause { #(#builders,)* }
            #[doc(hidden)]
            #visibility struct __Readers #params #clause { #(#readers,)* }

            #[automatically_derived]
            #[allow(clippy::all, clippy::pedantic)]
            impl #params #krate::__rt::Record for #name #args #clause {
                type Columns = __Columns #args;
                type Readers = __Readers #args;
                fn fields() -> ::std::vec::Vec<#krate::__rt::Field> {
                    ::std::vec![#(#fields),*]
                }
                fn aliases() -> ::std::vec::Vec<#krate::__rt::Aliases> {
                    ::std::vec![#(#aliases),*]
                }
                fn empty_columns(rows: usize) -> Self::Columns {
                    __Columns { #(#new,)* }
                }
                #[inline]
                fn check_all(
                    record: &Self,
                ) -> ::core::result::Result<(), #krate::__rt::ValueError> {
                    #(#check)*
                    ::core::result::Result::Ok(())
                }
                #[inline]
                fn append_all(columns: &mut Self::Columns, record: &Self) {
                    #(#append)*
                }
                fn append_none(columns: &mut Self::Columns) {
                    #(#append_none)*
                }
                #[inline]
                fn weight_of(columns: &Self::Columns) -> usize {
                    0usize #(#weight)*
                }
                fn finish_all(
                    columns: &mut Self::Columns,
                ) -> ::std::vec::Vec<#krate::__rt::ArrayRef> {
                    ::std::vec![#(#finish),*]
                }
                fn readers(
                    columns: &[#krate::__rt::ArrayRef],
                ) -> ::core::option::Option<Self::Readers> {
                    let mut columns = columns.iter();
                    ::core::option::Option::Some(__Readers { #(#open,)* })
                }
                #[inline]
                fn read_all(
                    readers: &Self::Readers,
                    row: usize,
                ) -> ::core::result::Result<Self, #krate::__rt::ValueError> {
                    ::core::result::Result::Ok(Self {
                        #(#read,)*
                        #(#skipped: ::core::default::Default::default(),)*
                    })
                }
            }
            #column_impl
        };
    }
}

/// A record is a column of others.
fn column_impl(input: &DeriveInput, generics: &Generics, krate: &TokenStream) -> TokenStream {
    let further = quote! {
        fn inside() -> ::std::vec::Vec<#krate::__rt::Aliases> {
            <Self as #krate::__rt::Record>::aliases()
        }
        #[inline]
        fn check(value: &Self) -> ::core::result::Result<(), #krate::__rt::ValueError> {
            <Self as #krate::__rt::Record>::check_all(value)
        }
        #[inline]
        fn weight(builder: &Self::Builder) -> usize { builder.weight() }
    };
    let means = Means { builder: quote!(Nested), reader: quote!(NestedReader), further };
    column::expand(&input.ident, generics, krate, &means)
}

/// Parameters are columns.
fn bounded(generics: &Generics, krate: &TokenStream) -> Generics {
    let mut generics = generics.clone();
    for param in generics.type_params_mut() {
        param.bounds.push(syn::parse_quote!(#krate::__rt::Column));
    }
    generics
}

/// Says of each field's type that it is a column's. Where that is wrong it is told there, at the
/// type, and nowhere else: the code behind it takes it as given.
fn told(mut generics: Generics, columns: &[FieldColumn], krate: &TokenStream) -> Generics {
    let clause = generics.make_where_clause();
    clause.predicates.extend(columns.iter().map(|column| column.bound(krate)));
    generics
}

/// A record in name only: the type has mistakes, which are errors already.
pub(crate) fn stub(input: &DeriveInput, krate: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let mut generics = bounded(&input.generics, krate);
    for param in generics.lifetimes().map(|param| param.lifetime.clone()).collect::<Vec<_>>() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#param: 'static));
    }
    let (params, args, clause) = generics.split_for_impl();
    let column_impl = if generics.lifetimes().next().is_none() {
        column_impl(input, &generics, krate)
    } else {
        TokenStream::new()
    };
    quote! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, unused_variables)]
        impl #params #krate::__rt::Record for #name #args #clause {
            type Columns = ();
            type Readers = ();
            fn fields() -> ::std::vec::Vec<#krate::__rt::Field> { ::std::vec::Vec::new() }
            fn empty_columns(rows: usize) {}
            fn check_all(
                record: &Self,
            ) -> ::core::result::Result<(), #krate::__rt::ValueError> {
                ::core::result::Result::Ok(())
            }
            fn append_all(columns: &mut (), record: &Self) {}
            fn append_none(columns: &mut ()) {}
            fn weight_of(columns: &()) -> usize { 0 }
            fn finish_all(columns: &mut ()) -> ::std::vec::Vec<#krate::__rt::ArrayRef> {
                ::std::vec::Vec::new()
            }
            fn readers(columns: &[#krate::__rt::ArrayRef]) -> ::core::option::Option<()> {
                ::core::option::Option::None
            }
            fn read_all(
                readers: &(),
                row: usize,
            ) -> ::core::result::Result<Self, #krate::__rt::ValueError> {
                ::core::unreachable!()
            }
        }
        #column_impl
    }
}
