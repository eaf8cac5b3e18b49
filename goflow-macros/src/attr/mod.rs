//! `#[source]`, `#[task]`, `#[output]`: from a function to a node, in a line of stages.
//!
//! `options` reads the attribute's arguments, `signature` the function, `form` its result,
//! `generics` which parameters the graph must give; `code` writes what all nodes have, `task` and
//! `source` the rest.

mod code;
mod form;
mod generics;
mod options;
mod signature;
mod source;
mod task;

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
        Ok(function) => function,
        Err(error) => {
            diag.syn(error);
            let errors = diag.into_compile_errors();
            return quote!(#errors #item);
        }
    };
    let signature = signature::read(kind, &node, &function, &mut diag);
    let errors = if diag.is_empty() { None } else { Some(diag.into_compile_errors()) };
    let code = match (signature, &errors) {
        (Some(signature), None) => match kind {
            Kind::Source => source::expand(&signature, &node),
            Kind::Task | Kind::Output => task::expand(&signature, &node),
        },
        // The name stays known, so that graphs that use it are not wrong as well.
        _ => code::stand_in(&function, kind, &node.krate),
    };
    quote! {
        #function
        #errors
        #code
    }
}
