//! The columns of a struct, and what of them is wrong whatever the types are.
//!
//! The macro sees how a type is spelt, not what it is. It speaks up only where the spelling leaves
//! no doubt and it can say more than the trait that every column's type must have.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Fields, GenericArgument, Ident, PathArguments, Type, WherePredicate};

use super::given::Given;
use super::names::Case;
use super::options::{self, OfField, OfType};
use crate::diag::{At, Diag};
use crate::messages;

/// Types that are no times and no decimals, if that is how they are spelt.
const OTHERS: [&str; 13] =
    ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "bool", "String", "Uuid"];

/// A field that is a column.
pub(crate) struct FieldColumn {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    /// Further names, under which it is read.
    pub(crate) aliases: Vec<String>,
    pub(crate) ty: Type,
    /// What the attribute makes of it: a marker type of the library.
    mark: TokenStream,
}

impl FieldColumn {
    /// `T: Column<A>`
    pub(crate) fn bound(&self, krate: &TokenStream) -> WherePredicate {
        let (ty, mark) = (&self.ty, &self.mark);
        // The caret is on the bound, all of it: so the bound is where the type is.
        let krate = moved(krate, ty.span());
        syn::parse_quote_spanned!(ty.span()=> #ty: #krate::__rt::Column<#krate::__rt::#mark>)
    }

    /// `<T as Column<A>>`, all of it with the caret on the type.
    pub(crate) fn column(&self, krate: &TokenStream) -> TokenStream {
        let (ty, mark) = (&self.ty, &self.mark);
        quote_spanned!(ty.span()=> <#ty as #krate::__rt::Column<#krate::__rt::#mark>>)
    }
}

/// The columns, and the fields that are none.
pub(crate) fn columns(
    of: &Ident,
    fields: &Fields,
    options: &OfType,
    diag: &mut Diag,
) -> (Vec<FieldColumn>, Vec<Ident>) {
    let (mut columns, mut skipped) = (Vec::new(), Vec::new());
    let (mut given, mut aliases) = (Given::default(), Vec::new());
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let of_field = options::of_field(&field.attrs, diag);
        if of_field.skip.is_some() {
            skipped.push(ident.clone());
            continue;
        }
        match itself(of, field.ty.to_token_stream()) {
            Some(at) => diag.error(at, messages::RECORD_RECURSIVE),
            None => check(&field.ty, &of_field, diag),
        }
        let mark = mark(&of_field);
        let (name, read) = of_field.names(ident, options, Case::field);
        given.name(&name.value(), name.span(), messages::column_twice, diag);
        columns.push(FieldColumn {
            ident: ident.clone(),
            name: name.value(),
            aliases: Vec::new(),
            ty: field.ty.clone(),
            mark,
        });
        aliases.push(read);
    }
    for (column, aliases) in columns.iter_mut().zip(&aliases) {
        column.aliases = given.aliases(&column.name, aliases, messages::column_alias, diag);
    }
    (columns, skipped)
}

/// Where a type mentions the record that it is a field of: its name, and not `other::Name`.
fn itself(of: &Ident, ty: TokenStream) -> Option<Span> {
    let mut behind_colon = false;
    ty.into_iter().find_map(|token| {
        let behind = std::mem::take(&mut behind_colon);
        match token {
            TokenTree::Ident(ident) => (ident == *of && !behind).then(|| ident.span()),
            TokenTree::Punct(punct) => {
                behind_colon = punct.as_char() == ':';
                None
            }
            TokenTree::Group(group) => itself(of, group.stream()),
            TokenTree::Literal(_) => None,
        }
    })
}

fn mark(field: &OfField) -> TokenStream {
    if let Some((digits, behind, _)) = field.decimal {
        return quote!(Scaled<#digits, #behind>);
    }
    let mark = format_ident!("{}", field.unit.map_or("Plain", |(unit, _)| unit));
    quote!(#mark)
}

fn check(ty: &Type, field: &OfField, diag: &mut Diag) {
    let at = over(ty);
    if let (Some((_, unit)), Some((_, _, decimal))) = (field.unit, field.decimal) {
        diag.error_with(unit, messages::UNIT_AND_DECIMAL, (decimal, messages::FIRST_GIVEN));
        return;
    }
    if twice_an_option(ty) {
        diag.error(at, messages::OPTION_OF_OPTION);
        return;
    }
    let (inner, is) = innermost(ty);
    let known = OTHERS.contains(&is.as_str());
    match field {
        OfField { decimal: Some(_), .. } if known || is.starts_with("Naive") => {
            diag.error(over(inner), messages::decimal_of_other(&is));
        }
        OfField { unit: Some(_), .. } if known || is == "NaiveDate" || is == "Decimal" => {
            diag.error(over(inner), messages::unit_of_other(&is));
        }
        OfField { decimal: None, unit: None, .. } if is == "Decimal" => {
            diag.error(over(inner), messages::DECIMAL_WITHOUT_DIGITS);
        }
        _ => {}
    }
}

/// The same tokens, at another place.
fn moved(tokens: &TokenStream, to: Span) -> TokenStream {
    let moved = tokens.clone().into_iter().map(|mut token| {
        token.set_span(to);
        token
    });
    moved.collect()
}

fn over(ty: &Type) -> At {
    let tokens: Vec<_> = quote!(#ty).into_iter().collect();
    At::tokens(&tokens, ty.span())
}

fn last(ty: &Type) -> Option<(&Ident, Vec<&Type>)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(list) => {
            let types = list.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.collect()
        }
        _ => Vec::new(),
    };
    Some((&last.ident, arguments))
}

/// What stands in the innermost `Option`, `Vec` or map.
fn innermost(ty: &Type) -> (&Type, String) {
    let Some((name, arguments)) = last(ty) else { return (ty, String::new()) };
    match (name.to_string().as_str(), arguments.as_slice()) {
        ("Option" | "Vec", [inner]) | ("HashMap" | "BTreeMap", [_, inner, ..]) => innermost(inner),
        (name, _) => (ty, name.into()),
    }
}

fn twice_an_option(ty: &Type) -> bool {
    let is = |ty: &Type| last(ty).is_some_and(|(name, _)| name == "Option");
    match last(ty) {
        Some((_, inner)) => {
            inner.iter().any(|inner| (is(ty) && is(inner)) || twice_an_option(inner))
        }
        None => false,
    }
}
