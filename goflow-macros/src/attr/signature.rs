//! What a function's parameters are: its event, its arguments, and what it is lent.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{FnArg, ItemFn, Pat, Type};

use super::form::{self, Form};
use super::generics::Parts;
use super::known::Known;
use super::lent::{What, is_lent, what, wrongly_lent};
use super::options::Options;
use super::{Kind, borrow};
use crate::diag::{At, Diag};
use crate::messages;
use crate::words;

/// A function as a node.
pub(crate) struct Signature {
    pub(crate) kind: Kind,
    pub(crate) name: Ident,
    pub(crate) vis: syn::Visibility,
    /// `#[cfg]`s of the function hold for the node, too.
    pub(crate) cfgs: Vec<syn::Attribute>,
    pub(crate) is_async: bool,
    pub(crate) event: Option<Event>,
    pub(crate) args: Vec<Arg>,
    pub(crate) lent: Vec<Lent>,
    /// The parameters behind the event, in order.
    pub(crate) order: Vec<Param>,
    pub(crate) form: Form,
    /// The type of the result where it is asked for something first.
    pub(crate) known: Option<Known>,
    pub(crate) parts: Parts,
    pub(crate) call_generics: TokenStream,
}

/// The first parameter.
pub(crate) struct Event {
    /// Its type, without the `&`.
    pub(crate) ty: Type,
    pub(crate) reads: bool,
}

/// `&T`: given in the graph.
pub(crate) struct Arg {
    pub(crate) name: String,
    pub(crate) ty: Type,
}

/// `&mut …`: lent by the runtime.
pub(crate) struct Lent {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) what: What,
}

/// Where a parameter's value comes from.
#[derive(Clone, Copy)]
pub(crate) enum Param {
    Arg(usize),
    Lent(usize),
}

impl Signature {
    /// Indices in `lent` of all `Out`s.
    pub(crate) fn outs(&self) -> impl Iterator<Item = (usize, &Lent, &TokenStream)> {
        self.lent.iter().enumerate().filter_map(|(i, lent)| match &lent.what {
            What::Out(event) => Some((i, lent, event)),
            _ => None,
        })
    }

    /// True when the first `Out` is the main output: the function returns no event.
    pub(crate) fn pushes(&self) -> bool {
        self.kind != Kind::Output && self.form.event().is_none()
    }

    pub(crate) fn keyed(&self) -> Option<(usize, &TokenStream)> {
        self.lent.iter().enumerate().find_map(|(i, lent)| match &lent.what {
            What::Keyed(key, _) => Some((i, key)),
            _ => None,
        })
    }

    pub(crate) fn takes_context(&self) -> bool {
        self.lent.iter().any(|lent| matches!(lent.what, What::Context))
    }
}

/// Reads a function; `None` when its errors leave nothing to expand.
pub(crate) fn read(
    kind: Kind,
    options: &Options,
    function: &ItemFn,
    diag: &mut Diag,
) -> Option<Signature> {
    let signature = &function.sig;
    let mut params = signature.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(param) => Some(param),
        FnArg::Receiver(_) => None,
    });
    let event = if kind == Kind::Source {
        None
    } else {
        match params.next() {
            Some(param) => Some(event(kind, options, &param.ty, diag)?),
            None => {
                diag.error(signature.ident.span(), messages::no_event(kind.article()));
                return None;
            }
        }
    };
    let (mut args, mut lent, mut order) = (Vec::new(), Vec::new(), Vec::new());
    let mut lent_wrong = false;
    for param in params {
        let name = param_name(&param.pat);
        let ty = form::unparenthesized(&param.ty);
        match ty {
            Type::Reference(reference) if reference.mutability.is_some() => {
                match what(&reference.elem) {
                    Some(what) => {
                        order.push(Param::Lent(lent.len()));
                        lent.push(Lent { name, ty: (*reference.elem).clone(), what });
                    }
                    None => {
                        lent_wrong = true;
                        diag.error(all_of(ty), wrongly_lent(kind, ty, &reference.elem));
                    }
                }
            }
            Type::Reference(reference) => {
                if let Some(sized) = unsized_argument(&reference.elem) {
                    diag.error(all_of(ty), messages::unsized_argument(&name, ty, sized));
                } else if form::is_impl(&reference.elem) {
                    diag.error(all_of(ty), messages::hidden_argument(&name, &reference.elem));
                } else if let Some(hidden) = form::inner_impl(&reference.elem) {
                    diag.error(all_of(&hidden), messages::hidden_argument(&name, &hidden));
                }
                order.push(Param::Arg(args.len()));
                args.push(Arg { name: name.to_string(), ty: (*reference.elem).clone() });
            }
            _ if is_lent(ty) => {
                lent_wrong = true;
                diag.error(all_of(ty), messages::lent_by_mut(&name, ty));
            }
            _ if form::is_impl(ty) => {
                diag.error(all_of(ty), messages::hidden_argument(&name, ty));
            }
            _ => diag.error(all_of(ty), messages::argument_by_value(&name, ty)),
        }
    }
    let rt = &options.krate;
    let rt = quote!(#rt::__rt);
    if !result_is_plain(signature, diag) {
        return None;
    }
    let (form, known) = match kind {
        Kind::Source => form::of_source(signature, &rt),
        Kind::Task | Kind::Output => form::of_task(signature, options, &rt),
    };
    let Some(form) = form else {
        diag.error(all_of(return_type(signature)), messages::SOURCE_FORM);
        return None;
    };
    let read = Signature {
        kind,
        name: signature.ident.clone(),
        vis: function.vis.clone(),
        cfgs: function.attrs.iter().filter(|a| a.path().is_ident("cfg")).cloned().collect(),
        is_async: signature.asyncness.is_some(),
        parts: Parts::new(&signature.generics, event.as_ref().map(|event| &event.ty)),
        call_generics: Parts::call_args(&signature.generics),
        event,
        args,
        lent,
        order,
        form,
        known,
    };
    check(&read, options, function, lent_wrong, diag);
    borrow::check(&read, diag);
    Some(read)
}

/// Mistakes that only the whole signature shows.
fn check(
    read: &Signature,
    options: &Options,
    function: &ItemFn,
    lent_wrong: bool,
    diag: &mut Diag,
) {
    let signature = &function.sig;
    // What is lent wrongly may have been meant to be the `Out`.
    let no_outs = read.outs().count() == 0 && !lent_wrong;
    match read.kind {
        Kind::Task if read.pushes() && no_outs => {
            diag.error(signature.ident.span(), messages::TASK_WITHOUT_OUTPUT);
        }
        Kind::Source if read.pushes() && no_outs => {
            diag.error(signature.ident.span(), messages::SOURCE_WITHOUT_OUTPUT);
        }
        Kind::Output if read.form.event().is_some() => {
            diag.error(all_of(return_type(signature)), messages::OUTPUT_WITH_RESULT);
        }
        _ => {}
    }
    let keyed: Vec<&Lent> =
        read.lent.iter().filter(|lent| matches!(lent.what, What::Keyed(..))).collect();
    if let Some(second) = keyed.get(1) {
        diag.error(all_of(&second.ty), messages::TWO_STATES);
    }
    if let Some(first) = keyed.first() {
        if read.kind == Kind::Source {
            diag.error(all_of(&first.ty), messages::SOURCE_WITH_STATE);
        }
        if options.batch.is_some() {
            diag.error(all_of(&first.ty), messages::BATCH_WITH_STATE);
        }
    }
    if signature.asyncness.is_some() {
        if options.blocking {
            diag.error(signature.ident.span(), messages::ASYNC_AND_BLOCKING);
        }
        if matches!(read.form, Form::Iter { .. } | Form::Stream { .. }) {
            diag.error(all_of(return_type(signature)), messages::async_iterator(read.kind.word()));
        }
    }
    if options.flat
        && let syn::ReturnType::Type(_, ty) = &signature.output
        && form::holds_many(ty)
    {
        diag.error(all_of(ty), messages::FLAT_FORM);
    }
    if read.kind == Kind::Task
        && let syn::ReturnType::Type(_, ty) = &signature.output
        && form::is_impl(ty)
        && !matches!(read.form, Form::Iter { .. })
    {
        diag.error(all_of(ty), messages::HIDDEN_RESULT);
    }
}

/// A result that names its types. Of one that does not rustc would have more to say than one thing.
fn result_is_plain(signature: &syn::Signature, diag: &mut Diag) -> bool {
    let syn::ReturnType::Type(_, ty) = &signature.output else {
        return true;
    };
    if form::is_bare_trait(ty) {
        diag.error(all_of(ty), messages::bare_trait(ty));
        return false;
    }
    let Some(hidden) = form::inner_impl(ty) else {
        return true;
    };
    let outer =
        ["Result", "Option"].into_iter().find(|name| form::last_segment(ty, name).is_some());
    match outer.filter(|_| form::gives_many(&hidden)) {
        Some(outer) => diag.error(all_of(&hidden), messages::many_in_one(outer)),
        None => diag.error(all_of(&hidden), messages::HIDDEN_RESULT),
    }
    false
}

fn return_type(signature: &syn::Signature) -> TokenStream {
    match &signature.output {
        syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        syn::ReturnType::Default => signature.ident.to_token_stream(),
    }
}

/// The first parameter of a task or output.
fn event(kind: Kind, options: &Options, ty: &Type, diag: &mut Diag) -> Option<Event> {
    let ty = form::unparenthesized(ty);
    if options.batch.is_some() {
        return match form::last_segment(ty, "Vec").as_deref() {
            Some([row]) => Some(Event { ty: row.clone(), reads: false }),
            _ => {
                diag.error(all_of(ty), messages::BATCH_EVENT);
                None
            }
        };
    }
    let (ty, reads) = match ty {
        Type::Reference(reference) if reference.mutability.is_some() => {
            let message = if is_lent(&reference.elem) {
                messages::lent_before_event(kind.article(), &reference.elem)
            } else {
                messages::event_by_mut(kind.article(), &reference.elem)
            };
            diag.error(all_of(ty), message);
            return None;
        }
        // A reference that lives for ever is a value like any other.
        Type::Reference(reference) if is_static(reference) => (ty, false),
        Type::Reference(reference) => {
            if let Some(sized) = unsized_argument(&reference.elem) {
                let elem = &reference.elem;
                diag.error(all_of(ty), messages::unsized_event(words::written(elem), &sized));
                return None;
            }
            (&*reference.elem, true)
        }
        _ => (ty, false),
    };
    if let Some(owned) = unsized_event(ty) {
        diag.error(all_of(ty), messages::event_without_size(ty, &owned));
        return None;
    }
    let hidden = form::is_impl(ty).then(|| all_of(ty));
    if let Some(at) = hidden.or_else(|| form::inner_impl(ty).map(all_of)) {
        diag.error(at, messages::HIDDEN_EVENT);
        return None;
    }
    Some(Event { ty: ty.clone(), reads })
}

fn is_static(reference: &syn::TypeReference) -> bool {
    reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static")
}

/// The type to take instead of `dyn Trait`, `[T]` or `str`.
fn unsized_event(ty: &Type) -> Option<String> {
    match form::unparenthesized(ty) {
        Type::TraitObject(object) => {
            let bounds = words::written(object);
            let send = if bounds.contains("Send") { "" } else { " + Send" };
            Some(format!("Box<{bounds}{send}>"))
        }
        ty => unsized_argument(ty),
    }
}

/// The type to use instead of one without a size.
fn unsized_argument(ty: &Type) -> Option<String> {
    let tokens: Vec<_> = form::unparenthesized(ty).to_token_stream().into_iter().collect();
    words::sized(&tokens)
}

fn param_name(pat: &Pat) -> Ident {
    match pat {
        Pat::Ident(ident) => ident.ident.clone(),
        _ => Ident::new("_arg", pat.span()),
    }
}

/// A caret under all tokens.
pub(super) fn all_of(tokens: impl ToTokens) -> At {
    let tokens: Vec<_> = tokens.to_token_stream().into_iter().collect();
    At::tokens(&tokens, proc_macro2::Span::call_site())
}
