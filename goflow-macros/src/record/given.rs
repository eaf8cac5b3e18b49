//! The names that columns or variants have, each of which is that of one.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::LitStr;

use crate::diag::Diag;
use crate::messages;

/// Names, and where they were given.
#[derive(Default)]
pub(super) struct Given(HashMap<String, Span>);

impl Given {
    /// Its own name. `twice`: what is said if another one has it.
    pub(super) fn name(
        &mut self,
        name: &str,
        at: Span,
        twice: fn(&str) -> String,
        diag: &mut Diag,
    ) {
        if let Some(first) = self.0.get(name) {
            diag.error_with(at, twice(name), (*first, messages::FIRST_GIVEN));
        }
        self.0.entry(name.into()).or_insert(at);
    }

    /// Further names of one that is called `own`, when all own names are known: gives each of them once.
    pub(super) fn aliases(
        &mut self,
        own: &str,
        aliases: &[LitStr],
        taken: fn(&str) -> String,
        diag: &mut Diag,
    ) -> Vec<String> {
        let mut further: Vec<String> = Vec::new();
        for literal in aliases {
            let alias = literal.value();
            // Said twice is said once, as serde has it.
            if alias == own || further.contains(&alias) {
                continue;
            }
            match self.0.get(&alias) {
                Some(first) => {
                    diag.error_with(literal.span(), taken(&alias), (*first, messages::FIRST_GIVEN));
                }
                None => {
                    self.0.insert(alias.clone(), literal.span());
                }
            }
            further.push(alias);
        }
        further
    }
}
