//! The arguments of an attribute: `#[output(batch = 500, linger = "50ms")]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::{LitInt, LitStr, Path, Token};

use super::Kind;
use crate::diag::Diag;
use crate::messages;

/// What an attribute says beside its name.
pub(crate) struct Options {
    /// The path of the crate, `::goflow` unless said.
    pub(crate) krate: TokenStream,
    pub(crate) r#try: bool,
    pub(crate) filter: bool,
    pub(crate) flat: bool,
    pub(crate) blocking: bool,
    /// Most events of a batch.
    pub(crate) batch: Option<usize>,
    /// Nanoseconds that a batch waits.
    pub(crate) linger: Option<u64>,
}

/// Words that an attribute knows.
fn known(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Source => &["crate"],
        Kind::Task => &["try", "filter", "flat", "blocking", "crate"],
        Kind::Output => &["batch", "linger", "blocking", "crate"],
    }
}

pub(crate) fn read(kind: Kind, args: TokenStream, diag: &mut Diag) -> Options {
    let mut options = Options {
        krate: quote!(::goflow),
        r#try: false,
        filter: false,
        flat: false,
        blocking: false,
        batch: None,
        linger: None,
    };
    let (mut linger_at, mut flat_at) = (None, None);
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            // `try` and `crate` are keywords.
            let word: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            let name = word.to_string();
            if !known(kind).contains(&name.as_str()) {
                diag.error(word.span(), messages::unknown_argument(&name, known(kind)));
                skip_value(input)?;
            } else {
                match name.as_str() {
                    "try" => options.r#try = true,
                    "filter" => options.filter = true,
                    "flat" => {
                        options.flat = true;
                        flat_at = Some(word.span());
                    }
                    "blocking" => options.blocking = true,
                    "crate" => {
                        input.parse::<Token![=]>()?;
                        let path: Path = input.call(Path::parse_mod_style)?;
                        options.krate = quote!(#path);
                    }
                    "batch" => {
                        equals(input, &word, messages::BATCH_VALUE)?;
                        let number: LitInt = value(input, messages::BATCH_VALUE)?;
                        match number.base10_parse() {
                            Ok(0) | Err(_) => diag.error(number.span(), messages::BATCH_OF_NONE),
                            Ok(batch) => options.batch = Some(batch),
                        }
                    }
                    _ => {
                        equals(input, &word, messages::LINGER_VALUE)?;
                        let text: LitStr = value(input, messages::LINGER_VALUE)?;
                        linger_at = Some(word.span());
                        match nanoseconds(&text.value()) {
                            Some(linger) => options.linger = Some(linger),
                            None => {
                                diag.error(text.span(), messages::not_a_duration(&text.value()))
                            }
                        }
                    }
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    let parsed = parser.parse2(args);
    let read = parsed.is_ok();
    if let Err(error) = parsed {
        diag.syn(error);
    }
    if read
        && options.batch.is_none()
        && let Some(span) = linger_at
    {
        diag.error(span, messages::LINGER_WITHOUT_BATCH);
    }
    if options.flat && (options.r#try || options.filter) {
        diag.error(flat_at.unwrap_or_else(Span::call_site), messages::FLAT_IS_ALONE);
        options.flat = false;
    }
    options
}

/// The `=` behind a word that needs a value. A word is what the caret can be on at the end.
fn equals(input: ParseStream<'_>, word: &Ident, message: &str) -> syn::Result<()> {
    input.parse::<Token![=]>().map_err(|_| syn::Error::new(word.span(), message))?;
    match input.is_empty() {
        true => Err(syn::Error::new(word.span(), message)),
        false => Ok(()),
    }
}

fn value<T: syn::parse::Parse>(input: ParseStream<'_>, message: &str) -> syn::Result<T> {
    input.parse().map_err(|error: syn::Error| syn::Error::new(error.span(), message))
}

fn skip_value(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// `"50ms"`: a whole number and `ns`, `us`, `µs`, `ms`, `s` or `m`.
fn nanoseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim() {
        "ns" => 1,
        "us" | "µs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" | "min" => 60_000_000_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn durations_are_numbers_with_a_unit() {
        assert_eq!(nanoseconds("50ms"), Some(50_000_000));
        assert_eq!(nanoseconds("2 s"), Some(2_000_000_000));
        assert_eq!(nanoseconds("7µs"), Some(7_000));
        for wrong in ["", "50", "ms", "-1ms", "1h", "1.5s", "99999999999999s"] {
            assert_eq!(nanoseconds(wrong), None, "{wrong}");
        }
    }
}
