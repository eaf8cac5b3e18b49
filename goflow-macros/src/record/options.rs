//! `#[record(…)]`, and what of `#[serde(…)]` concerns columns.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Meta, Path, Token, parenthesized};

use super::names::{CASES, Case};
use crate::diag::Diag;
use crate::messages;
use crate::words::written;

/// What stands at a struct or an enum.
pub(crate) struct OfType {
    pub(crate) krate: TokenStream,
    pub(crate) case: Option<Case>,
    /// The case in which names are read.
    pub(crate) read_case: Option<Case>,
}

/// What stands at a field or a variant.
#[derive(Default)]
pub(crate) struct OfField {
    pub(crate) rename: Option<LitStr>,
    /// The name under which it is read.
    pub(crate) read: Option<LitStr>,
    /// Further ones.
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) skip: Option<Span>,
    /// The name of a marker type, and where it is said.
    pub(crate) unit: Option<(&'static str, Span)>,
    pub(crate) decimal: Option<(u8, u8, Span)>,
}

impl OfField {
    /// The name of a field or variant, and all under which it is read.
    pub(crate) fn names(
        self,
        ident: &Ident,
        of: &OfType,
        cased: fn(Case, &str) -> String,
    ) -> (LitStr, Vec<LitStr>) {
        let named = |said: Option<LitStr>, case: Option<Case>| {
            let name = || ident.unraw().to_string();
            let name = || case.map_or_else(name, |case| cased(case, &name()));
            said.unwrap_or_else(|| LitStr::new(&name(), ident.span()))
        };
        let read = named(self.read, of.read_case);
        (named(self.rename, of.case), std::iter::once(read).chain(self.aliases).collect())
    }
}

/// Reads the attributes of a type.
pub(crate) fn of_type(attrs: &[Attribute], diag: &mut Diag) -> OfType {
    let mut options = OfType { krate: quote!(::goflow), case: None, read_case: None };
    // A case that serde does not know is serde's to tell.
    let case = |way: &str| {
        let said = serde(attrs, way).filter(|(word, _)| word.is_ident("rename_all")).last();
        said.and_then(|(_, text)| Case::parse(&text.value()))
    };
    (options.case, options.read_case) = (case(WRITTEN), case(READ));
    let known = ["rename_all", "crate"];
    record(attrs, &known, diag, |meta| {
        if meta.path.is_ident("crate") {
            let path: Path = meta.value()?.call(Path::parse_mod_style)?;
            options.krate = quote!(#path);
        } else if meta.path.is_ident("rename_all") {
            let text: LitStr = meta.value()?.parse()?;
            match Case::parse(&text.value()) {
                Some(case) => (options.case, options.read_case) = (Some(case), Some(case)),
                None => {
                    let known = CASES.iter().map(|(name, _)| *name);
                    return Err(syn::Error::new(text.span(), messages::unknown_case(known)));
                }
            }
        } else {
            return Err(unknown(&meta, &known));
        }
        Ok(())
    });
    options
}

/// Reads the attributes of a field.
pub(crate) fn of_field(attrs: &[Attribute], diag: &mut Diag) -> OfField {
    let mut options = of_variant_by(attrs, diag, &["rename", "alias", "skip", "unit", "decimal"]);
    let is = |word: &str| serde_words(attrs).find(|path| path.is_ident(word)).map(|p| p.span());
    if let (Some(at), None) = (is("flatten"), options.skip) {
        diag.error(at, messages::RECORD_FLATTEN);
    }
    options.skip = options.skip.or_else(|| is("skip"));
    options
}

/// Reads the attributes of a variant.
pub(crate) fn of_variant(attrs: &[Attribute], diag: &mut Diag) -> OfField {
    of_variant_by(attrs, diag, &["rename", "alias"])
}

fn of_variant_by(attrs: &[Attribute], diag: &mut Diag, known: &[&str]) -> OfField {
    let mut options = OfField::default();
    for (word, text) in serde(attrs, WRITTEN) {
        if word.is_ident("rename") {
            options.rename = Some(text);
        } else if word.is_ident("alias") {
            options.aliases.push(text);
        }
    }
    let read = serde(attrs, READ).filter(|(word, _)| word.is_ident("rename")).last();
    options.read = read.map(|(_, text)| text);
    record(attrs, known, diag, |meta| {
        let word = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        if !known.contains(&word.as_str()) {
            return Err(unknown(&meta, known));
        }
        match word.as_str() {
            "rename" => {
                options.rename = Some(meta.value()?.parse()?);
                options.read.clone_from(&options.rename);
            }
            "alias" => {
                let text = meta.value().and_then(|value| value.parse());
                let told =
                    |error: syn::Error| syn::Error::new(error.span(), messages::RECORD_ALIAS);
                options.aliases.push(text.map_err(told)?);
            }
            "skip" => options.skip = Some(meta.path.span()),
            "unit" => {
                let text: LitStr = meta.value()?.parse()?;
                let unit = match text.value().as_str() {
                    "ms" => "Ms",
                    "us" => "Us",
                    "ns" => "Ns",
                    _ => return Err(syn::Error::new(text.span(), messages::RECORD_UNIT)),
                };
                options.unit = Some((unit, text.span()));
            }
            _ => options.decimal = Some(decimal(&meta)?),
        }
        Ok(())
    });
    options
}

/// `decimal(12, 2)`
fn decimal(meta: &ParseNestedMeta<'_>) -> syn::Result<(u8, u8, Span)> {
    let content;
    parenthesized!(content in meta.input);
    let numbers = Punctuated::<LitInt, Token![,]>::parse_terminated(&content)?;
    let wrong = |span| syn::Error::new(span, messages::RECORD_DECIMAL);
    let [digits, behind] = &numbers.iter().collect::<Vec<_>>()[..] else {
        return Err(wrong(meta.path.span()));
    };
    let (all, point) = (digits.base10_parse(), behind.base10_parse());
    match (all, point) {
        (Ok(all @ 1..=38), Ok(point)) if point <= all && point <= 28 => {
            Ok((all, point, meta.path.span()))
        }
        (Ok(1..=38), _) => Err(wrong(behind.span())),
        _ => Err(wrong(digits.span())),
    }
}

/// Goes through all of `#[record(…)]`; an error leaves the rest of that attribute out.
fn record(
    attrs: &[Attribute],
    known: &[&str],
    diag: &mut Diag,
    mut read: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("record")) {
        let first = match &attr.meta {
            Meta::List(list) => list.tokens.clone().into_iter().next(),
            Meta::Path(_) | Meta::NameValue(_) => None,
        };
        if !matches!(first, Some(TokenTree::Ident(_))) {
            let at = first.map_or_else(|| attr.path().span(), |token| token.span());
            diag.error(at, messages::argument_expected(known));
        } else if let Err(error) = attr.parse_nested_meta(&mut read) {
            diag.syn(error);
        }
    }
}

fn unknown(meta: &ParseNestedMeta<'_>, known: &[&str]) -> syn::Error {
    let name = written(&meta.path);
    syn::Error::new(meta.path.span(), messages::unknown_argument(&name, known))
}

/// What stands in `#[serde(…)]`; what cannot be read is serde's to tell.
fn serde_metas(attrs: &[Attribute]) -> impl Iterator<Item = Meta> + '_ {
    attrs.iter().filter(|attr| attr.path().is_ident("serde")).flat_map(|attr| {
        let parsed = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        parsed.unwrap_or_default()
    })
}

fn serde_words(attrs: &[Attribute]) -> impl Iterator<Item = Path> + '_ {
    serde_metas(attrs).map(|meta| meta.path().clone())
}

/// What serde is told of names that are written, and of those that are read.
const WRITTEN: &str = "serialize";
const READ: &str = "deserialize";

/// `word = "text"`, and `word(serialize = "text")` or `word(deserialize = "text")`, whichever `way` says.
fn serde<'a>(attrs: &'a [Attribute], way: &'a str) -> impl Iterator<Item = (Path, LitStr)> + 'a {
    serde_metas(attrs).filter_map(move |meta| match meta {
        Meta::NameValue(pair) => Some((pair.path, text(pair.value)?)),
        Meta::List(list) => {
            let parsed = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let said = parsed.ok()?.into_iter().find_map(|meta| match meta {
                Meta::NameValue(pair) if pair.path.is_ident(way) => text(pair.value),
                _ => None,
            });
            Some((list.path, said?))
        }
        Meta::Path(_) => None,
    })
}

fn text(value: Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}
