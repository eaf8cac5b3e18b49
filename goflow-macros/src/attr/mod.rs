//! `#[source]`, `#[task]`, `#[output]`: from a function to a node, in a line of stages.
//!
//! `options` reads the attribute's arguments, `function` looks at what it stands on, `signature`
//! reads the parameters, `lent` those that the runtime lends, `form` the result, `generics` which
//! type parameters the graph must give; `event`, `known` and `borrow` are about what types must be;
//! `code` writes what all nodes have, `task` and `source` the rest.

mod borrow;
mod code;
mod event;
mod form;
mod function;
mod generics;
mod known;
mod lent;
mod options;
mod signature;
mod source;
mod span;
mod task;

pub(crate) use self::borrow::of as borrow_of;
pub(crate) use self::form::{last_segment, may_be_called};
pub(crate) use self::function::keyword;
pub(crate) use self::known::ask;
pub(crate) use self::span::{spanned_body, spanned_impl};

use proc_macro2::TokenStream;
use quote::quote;

use crate::diag::Diag;

/// Which attribute it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Source,
    Task,
    Output,
}

impl Kind {
    /// As it is written in the program.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Task => "task",
            Self::Output => "output",
        }
    }

    /// With its article, for messages.
    pub(crate) fn article(self) -> &'static str {
        match self {
            Self::Source => "a source",
            Self::Task => "a task",
            Self::Output => "an output",
        }
    }
}

/// The function as it was written, and the node beside it.
pub(crate) fn expand(kind: Kind, args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diag = Diag::new();
    let node = options::read(kind, args, &mut diag);
    let function = match syn::parse2::<syn::ItemFn>(item.clone()) {
        Ok(mut function) => {
            function::only_one(&mut function, &mut diag);
            function
        }
        Err(error) => {
            let item = function::none(kind, item, error, &mut diag);
            let errors = diag.into_compile_errors();
            return quote!(#errors #item);
        }
    };
    let is_function = function::check(kind, &function, &mut diag);
    let signature =
        is_function.then(|| signature::read(kind, &node, &function, &mut diag)).flatten();
    match signature {
        Some(mut signature) if diag.is_empty() => {
            event::assume(&mut signature, &node);
            let code = match kind {
                Kind::Source => source::expand(&signature, &node),
                Kind::Task | Kind::Output => task::expand(&signature, &node),
            };
            // A reader of `String` events takes `&String`: `&str` would be no event.
            quote!(#[allow(clippy::ptr_arg)] #function #code)
        }
        _ => {
            let wrong = wrong(&function, diag, &node);
            let function = function::quieted(&function);
            quote!(#function #wrong)
        }
    }
}

/// The errors of a function. Its name stays known, so that graphs that use it are not wrong as
/// well.
fn wrong(function: &syn::ItemFn, diag: Diag, node: &options::Options) -> TokenStream {
    // In a trait or an implementation there is no place for a type.
    if function::receiver(function).is_some() {
        return diag.into_compile_errors();
    }
    let mut errors = diag.into_each_compile_error();
    let first = errors.next().unwrap_or_default();
    let stand_in = code::stand_in(function, &node.krate, &first);
    quote!(#stand_in #(#errors)*)
}
