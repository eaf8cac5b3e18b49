//! `#[derive(Key)]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, Index, Type};

use crate::messages;

/// Compares, hashes and writes all fields, one after the other.
pub(crate) fn key(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let krate = match krate(&input) {
        Ok(krate) => krate,
        Err(error) => return error.to_compile_error(),
    };
    if let Some(lifetime) = input.generics.lifetimes().next() {
        let error = syn::Error::new(lifetime.lifetime.span(), messages::KEY_BORROWS);
        return error.to_compile_error();
    }
    if let Some(attr) = field_attributes(&input.data).find(|attr| attr.path().is_ident("key")) {
        return syn::Error::new_spanned(attr.path(), messages::KEY_FIELD).to_compile_error();
    }
    let name = &input.ident;
    let mut generics = input.generics.clone();
    for param in generics.type_params_mut() {
        param.bounds.push(syn::parse_quote!(#krate::Key));
    }
    let (params, args, clause) = generics.split_for_impl();
    let (same, feed, write, prefetch) = match &input.data {
        Data::Struct(data) => of_struct(&data.fields, &krate),
        Data::Enum(data) => of_enum(data, &krate),
        Data::Union(data) => {
            return syn::Error::new(data.union_token.span, messages::KEY_UNION).to_compile_error();
        }
    };
    quote! {
        #[automatically_derived]
        #[allow(clippy::all, clippy::pedantic, unused_variables)]
        impl #params #krate::Key for #name #args #clause {
            fn same(&self, other: &Self) -> bool { #same }
            fn feed<__H: ::core::hash::Hasher>(&self, hasher: &mut __H) { #feed }
            fn write(&self, bytes: &mut ::std::vec::Vec<u8>) { #write }
            #[inline(always)]
            fn prefetch(&self) { #prefetch }
        }
    }
}

/// Of all fields and variants.
fn field_attributes(data: &Data) -> impl Iterator<Item = &syn::Attribute> {
    let (fields, variants) = match data {
        Data::Struct(data) => (Some(&data.fields), None),
        Data::Enum(data) => (None, Some(&data.variants)),
        Data::Union(_) => (None, None),
    };
    let variants = variants.into_iter().flatten();
    let own = variants.clone().flat_map(|variant| &variant.attrs);
    let fields = fields.into_iter().chain(variants.map(|variant| &variant.fields));
    own.chain(fields.flatten().flat_map(|field| &field.attrs))
}

/// `#[key(crate = path)]`
fn krate(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut krate = quote!(::goflow);
    for attr in input.attrs.iter().filter(|attr| attr.path().is_ident("key")) {
        attr.parse_nested_meta(|meta| {
            if !meta.path.is_ident("crate") {
                return Err(meta.error(messages::KEY_ARGUMENT));
            }
            let path: syn::Path = meta.value()?.call(syn::Path::parse_mod_style)?;
            krate = quote!(#path);
            Ok(())
        })?;
    }
    Ok(krate)
}

/// Of `same`, `feed`, `write` and `prefetch`.
type Bodies = (TokenStream, TokenStream, TokenStream, TokenStream);

/// One question to a field, spanned at its type: one that is no key is one error there, for rustc says
/// the same at the same place only once.
fn ask(ty: &Type, krate: &TokenStream, function: &str) -> TokenStream {
    let tokens: Vec<_> = ty.to_token_stream().into_iter().collect();
    let (start, end) = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => (first.span(), last.span()),
        _ => (Span::call_site(), Span::call_site()),
    };
    let function = Ident::new(function, end);
    let open = quote_spanned!(start=> <);
    let close = quote_spanned!(end=> ::#function);
    quote!(#open #ty as #krate::Key> #close)
}

fn of_struct(fields: &Fields, krate: &TokenStream) -> Bodies {
    let of = |body: fn(&TokenStream, &TokenStream, &TokenStream) -> TokenStream, function: &str| {
        let each = fields.iter().enumerate().map(|(i, field)| {
            let member = match &field.ident {
                Some(name) => quote!(#name),
                None => Index::from(i).to_token_stream(),
            };
            body(&ask(&field.ty, krate, function), &member, krate)
        });
        each.collect::<TokenStream>()
    };
    let same = of(|ask, member, _| quote!(&& #ask(&self.#member, &other.#member)), "same");
    let write = match fields.len() {
        // A key of one part is written as that part is: routed as it would be by itself.
        1 => of(|ask, member, _| quote!(#ask(&self.#member, bytes);), "write"),
        _ => of(
            |ask, member, krate| quote!(#krate::__rt::part(bytes, |bytes| #ask(&self.#member, bytes));),
            "write",
        ),
    };
    (
        quote!(true #same),
        of(|ask, member, _| quote!(#ask(&self.#member, hasher);), "feed"),
        write,
        of(|ask, member, _| quote!(#ask(&self.#member);), "prefetch"),
    )
}

fn of_enum(data: &syn::DataEnum, krate: &TokenStream) -> Bodies {
    let arms = data.variants.iter().enumerate().map(|(number, variant)| {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let name = &variant.ident;
        let places: Vec<TokenStream> = (0..variant.fields.len())
            .map(|i| match variant.fields.iter().nth(i).and_then(|field| field.ident.as_ref()) {
                Some(name) => quote!(#name),
                None => {
                    let index = Index::from(i);
                    quote!(#index)
                }
            })
            .collect();
        let own: Vec<_> = (0..places.len()).map(|i| format_ident!("own_{i}")).collect();
        let theirs: Vec<_> = (0..places.len()).map(|i| format_ident!("their_{i}")).collect();
        let mine = quote!(Self::#name { #(#places: #own),* });
        let asked =
            |function| variant.fields.iter().map(move |field| ask(&field.ty, krate, function));
        let (same, feed, write) = (asked("same"), asked("feed"), asked("write"));
        (
            quote!((#mine, Self::#name { #(#places: #theirs),* }) => {
                true #(&& #same(#own, #theirs))*
            }),
            quote!(#mine => {
                hasher.write_u32(#number);
                #(#feed(#own, hasher);)*
            }),
            quote!(#mine => {
                bytes.extend_from_slice(&u32::to_be_bytes(#number));
                #(#krate::__rt::part(bytes, |bytes| #write(#own, bytes));)*
            }),
        )
    });
    let (mut same, mut feed, mut write) = (Vec::new(), Vec::new(), Vec::new());
    for (a, b, c) in arms {
        same.push(a);
        feed.push(b);
        write.push(c);
    }
    if same.is_empty() {
        let never = quote!(match *self {});
        return (never.clone(), never.clone(), never.clone(), never);
    }
    (
        quote!(match (self, other) { #(#same)* #[allow(unreachable_patterns)] _ => false }),
        quote!(match self { #(#feed)* }),
        quote!(match self { #(#write)* }),
        TokenStream::new(),
    )
}
