//! An enum without data: a column of its variants' names.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Fields, Generics};

use super::column::{self, Means};
use super::given::Given;
use super::names::Case;
use super::options::{self, OfType};
use crate::diag::{At, Diag};
use crate::messages;

pub(crate) fn expand(
    input: &DeriveInput,
    data: &DataEnum,
    options: &OfType,
    diag: &mut Diag,
) -> TokenStream {
    if data.variants.is_empty() {
        diag.error(input.ident.span(), messages::ENUM_EMPTY);
    }
    if let Some(param) = input.generics.type_params().next() {
        diag.error(param.ident.span(), messages::ENUM_GENERIC);
    }
    let mut given = Given::default();
    let (mut texts, mut aliases, mut idents) = (Vec::new(), Vec::new(), Vec::new());
    for variant in &data.variants {
        let of_variant = options::of_variant(&variant.attrs, diag);
        match &variant.fields {
            Fields::Unit => {}
            fields => {
                let tokens: Vec<_> = quote!(#fields).into_iter().collect();
                diag.error(At::tokens(&tokens, variant.ident.span()), messages::ENUM_WITH_DATA);
            }
        }
        let (name, read) = of_variant.names(&variant.ident, options, Case::variant);
        let (name, at) = (name.value(), name.span());
        if name.contains(['"', '\\']) || name.chars().any(char::is_control) {
            diag.error(at, messages::ENUM_NAME);
        }
        given.name(&name, at, messages::variant_twice, diag);
        texts.push(name);
        aliases.push(read);
        idents.push(&variant.ident);
    }
    let further: Vec<_> = texts
        .iter()
        .zip(&aliases)
        .enumerate()
        .flat_map(|(number, (name, aliases))| {
            let aliases = given.aliases(name, aliases, messages::variant_alias, diag);
            aliases.into_iter().map(move |alias| quote!((#alias, #number)))
        })
        .collect();
    if !diag.is_empty() {
        return TokenStream::new();
    }
    let (krate, name) = (&options.krate, &input.ident);
    let numbers = 0..idents.len();
    let back = 0..idents.len();
    let means = Means {
        builder: quote!(SymbolBuilder),
        reader: quote!(SymbolReader),
        further: TokenStream::new(),
    };
    let column_impl = column::expand(name, &Generics::default(), krate, &means);
    quote! {
        #[automatically_derived]
        impl #krate::__rt::Symbols for #name {
            const NAMES: &'static [&'static str] = &[#(#texts),*];
            const ALIASES: &'static [(&'static str, usize)] = &[#(#further),*];
            #[inline]
            fn number(&self) -> usize {
                match self { #(Self::#idents => #numbers,)* }
            }
            #[inline]
            fn numbered(number: usize) -> ::core::option::Option<Self> {
                match number {
                    #(#back => ::core::option::Option::Some(Self::#idents),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
        #column_impl
    }
}
