//! The form of a function's result: one event, perhaps one, an iterator, a stream.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeParamBound};

use super::known::Known;
use super::options::Options;

/// What a function gives.
pub(crate) enum Form {
    /// Nothing: an output, or a task that pushes.
    Unit,
    /// `Result<(), E>`
    TryUnit { error: TokenStream },
    /// `T`
    One { event: TokenStream },
    /// `Option<T>`
    Maybe { event: TokenStream },
    /// `Result<T, E>`
    Try { event: TokenStream, error: TokenStream },
    /// `Result<Option<T>, E>`
    TryMaybe { event: TokenStream, error: TokenStream },
    /// `impl Iterator<Item = T>`
    Iter { item: Box<Form> },
    /// `impl Stream<Item = T>`
    Stream { item: Box<Form> },
}

impl Form {
    /// The type of events that it gives, if any.
    pub(crate) fn event(&self) -> Option<&TokenStream> {
        match self {
            Self::Unit | Self::TryUnit { .. } => None,
            Self::One { event }
            | Self::Maybe { event }
            | Self::Try { event, .. }
            | Self::TryMaybe { event, .. } => Some(event),
            Self::Iter { item } | Self::Stream { item } => item.event(),
        }
    }

    /// The type of errors that it gives, if any.
    pub(crate) fn error(&self) -> Option<&TokenStream> {
        match self {
            Self::Unit | Self::One { .. } | Self::Maybe { .. } => None,
            Self::TryUnit { error } | Self::Try { error, .. } | Self::TryMaybe { error, .. } => {
                Some(error)
            }
            Self::Iter { item } | Self::Stream { item } => item.error(),
        }
    }

    /// The wrapper's name and type, as a `Reply`.
    pub(crate) fn reply(&self, rt: &TokenStream) -> TokenStream {
        match self {
            Self::Unit => quote!(#rt::Done),
            Self::TryUnit { error } => quote!(#rt::TryDone<#error>),
            Self::One { event } => quote!(#rt::One<#event>),
            Self::Maybe { event } => quote!(#rt::Maybe<#event>),
            Self::Try { event, error } => quote!(#rt::Try<#event, #error>),
            Self::TryMaybe { event, error } => quote!(#rt::TryMaybe<#event, #error>),
            Self::Iter { item } | Self::Stream { item } => item.reply(rt),
        }
    }

    /// `call` wrapped as a `Reply`.
    pub(crate) fn wrap(&self, rt: &TokenStream, call: &TokenStream) -> TokenStream {
        match self {
            Self::Unit => quote!(#rt::Done::from(#call)),
            Self::TryUnit { .. } => quote!(#rt::TryDone(#call)),
            Self::One { .. } => quote!(#rt::One(#call)),
            Self::Maybe { .. } => quote!(#rt::Maybe(#call)),
            Self::Try { .. } => quote!(#rt::Try(#call)),
            Self::TryMaybe { .. } => quote!(#rt::TryMaybe(#call)),
            Self::Iter { .. } | Self::Stream { .. } => call.clone(),
        }
    }

    /// The wrapper as a function of the iterator's or stream's items.
    pub(crate) fn item_wrapper(&self, rt: &TokenStream) -> TokenStream {
        match self {
            Self::Iter { item } | Self::Stream { item } => match **item {
                Self::Try { .. } => quote!(#rt::Try),
                _ => quote!(#rt::One),
            },
            _ => quote!(#rt::One),
        }
    }
}

/// The form of a task's or an output's result. Where the attribute forces one, the type is asked
/// whether it has it.
pub(crate) fn of_task(
    signature: &syn::Signature,
    options: &Options,
    rt: &TokenStream,
) -> (Option<Form>, Option<Known>) {
    let ReturnType::Type(_, ty) = &signature.output else {
        return (Some(Form::Unit), None);
    };
    if is_unit(ty) {
        return (Some(Form::Unit), None);
    }
    if let Some(item) = impl_item(ty, "Iterator") {
        let event = item.to_token_stream();
        return (Some(Form::Iter { item: Box::new(Form::One { event }) }), None);
    }
    let known = |bound| Known::new(ty, &signature.generics, bound);
    let (form, known) = match (options.r#try, options.filter, options.flat) {
        (true, true, _) => {
            let known = known(quote!(#rt::AsResult<Event: #rt::AsOption>));
            let (inner, error) = forced_result(&known.ty(rt), rt);
            (Form::TryMaybe { event: quote!(<#inner as #rt::AsOption>::Event), error }, known)
        }
        (true, ..) => {
            let known = known(quote!(#rt::AsResult));
            let (event, error) = forced_result(&known.ty(rt), rt);
            (Form::Try { event, error }, known)
        }
        (_, true, _) => {
            let known = known(quote!(#rt::AsOption));
            let ty = known.ty(rt);
            (Form::Maybe { event: quote!(<#ty as #rt::AsOption>::Event) }, known)
        }
        (.., true) => {
            let known = known(quote!(#rt::AsMany));
            let ty = known.ty(rt);
            let event = quote!(<#ty as ::core::iter::Iterator>::Item);
            (Form::Iter { item: Box::new(Form::One { event }) }, known)
        }
        _ => return (Some(plain(ty, rt)), None),
    };
    (Some(form), Some(known))
}

/// `Result` and `Option` are known by their last segment; anything else is one event.
fn plain(ty: &Type, rt: &TokenStream) -> Form {
    if let Some(args) = last_segment(ty, "Result") {
        let (event, error) = match args.as_slice() {
            [event] => (event.clone(), quote!(<#ty as #rt::AsResult>::Error)),
            [event, error, ..] => (event.clone(), error.to_token_stream()),
            [] => {
                let (event, error) = forced_result(&ty.to_token_stream(), rt);
                return Form::Try { event, error };
            }
        };
        if is_unit(&event) {
            return Form::TryUnit { error };
        }
        return match last_segment(&event, "Option").as_deref() {
            Some([inner]) => Form::TryMaybe { event: inner.to_token_stream(), error },
            _ => Form::Try { event: event.to_token_stream(), error },
        };
    }
    match last_segment(ty, "Option").as_deref() {
        Some([inner]) => Form::Maybe { event: inner.to_token_stream() },
        _ => Form::One { event: ty.to_token_stream() },
    }
}

/// The form of a source's result; `None` when it is no form of a source.
pub(crate) fn of_source(
    signature: &syn::Signature,
    rt: &TokenStream,
) -> (Option<Form>, Option<Known>) {
    let ReturnType::Type(_, ty) = &signature.output else {
        return (Some(Form::Unit), None);
    };
    if is_unit(ty) {
        return (Some(Form::Unit), None);
    }
    if let Some(item) = impl_item(ty, "Iterator") {
        return (Some(Form::Iter { item: Box::new(source_item(&item, rt)) }), None);
    }
    if let Some(item) = impl_item(ty, "Stream") {
        return (Some(Form::Stream { item: Box::new(source_item(&item, rt)) }), None);
    }
    match plain(ty, rt) {
        Form::TryUnit { error } => (Some(Form::TryUnit { error }), None),
        Form::One { .. } if holds_many(ty) || is_impl(ty) => (None, None),
        // A named type: `Range<u64>`, `Box<dyn Iterator<…>>`, `BoxStream<'static, T>`.
        Form::One { .. } => {
            let (form, of, asked): (fn(Box<Form>) -> Form, _, _) = if is_stream(ty) {
                (|item| Form::Stream { item }, quote!(#rt::Stream), quote!(#rt::AsStream))
            } else {
                let of = quote!(::core::iter::Iterator);
                (|item| Form::Iter { item }, of, quote!(#rt::AsSource))
            };
            let known = Known::new(ty, &signature.generics, asked);
            let ty = known.ty(rt);
            let item = Box::new(Form::One { event: quote!(<#ty as #of>::Item) });
            (Some(form(item)), Some(known))
        }
        _ => (None, None),
    }
}

/// A type that may hold what an iterator would give, and is none: rustc would say so many times.
pub(crate) fn holds_many(ty: &Type) -> bool {
    const KNOWN: &[&str] = &[
        "Vec", "VecDeque", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "String", "str", "bool",
        "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
        "isize", "f32", "f64",
    ];
    match unparenthesized(ty) {
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => true,
        ty => KNOWN.iter().any(|name| last_segment(ty, name).is_some()),
    }
}

/// Whether a type is called so, or by a name that may be an alias of it.
pub(crate) fn may_be_called(ty: &Type, name: &str) -> bool {
    const OTHERS: &[&str] = &["Pipeline", "Result", "Option", "Box"];
    let other = OTHERS.iter().any(|other| last_segment(ty, other).is_some());
    last_segment(ty, name).is_some()
        || (matches!(unparenthesized(ty), Type::Path(_)) && !holds_many(ty) && !other)
}

/// `BoxStream<'static, T>`, `Pin<Box<dyn Stream<…>>>`, `Map<ReceiverStream<T>, F>`; but not
/// `IntoIter<Stream>`.
fn is_stream(ty: &Type) -> bool {
    let path = match unparenthesized(ty) {
        Type::Path(path) => &path.path,
        Type::TraitObject(object) => {
            return object.bounds.iter().any(|bound| {
                let TypeParamBound::Trait(bound) = bound else { return false };
                bound.path.segments.last().is_some_and(|it| it.ident == "Stream")
            });
        }
        _ => return false,
    };
    let Some(segment) = path.segments.last() else { return false };
    let name = segment.ident.to_string();
    if name.ends_with("Stream") {
        return true;
    }
    let PathArguments::AngleBracketed(args) = &segment.arguments else { return false };
    let first = args.args.iter().find_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    // What an iterator gives may well be called a stream.
    !name.ends_with("Iter") && !name.starts_with("Range") && first.is_some_and(is_stream)
}

fn source_item(item: &Type, rt: &TokenStream) -> Form {
    match plain(item, rt) {
        form @ Form::Try { .. } => form,
        Form::TryUnit { error } => Form::Try { event: quote!(()), error },
        Form::TryMaybe { event, error } => {
            Form::Try { event: quote!(::core::option::Option<#event>), error }
        }
        _ => Form::One { event: item.to_token_stream() },
    }
}

fn forced_result(ty: &TokenStream, rt: &TokenStream) -> (TokenStream, TokenStream) {
    (quote!(<#ty as #rt::AsResult>::Event), quote!(<#ty as #rt::AsResult>::Error))
}

pub(crate) fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

/// The type arguments of the last segment when it is called `name`.
pub(crate) fn last_segment(ty: &Type, name: &str) -> Option<Vec<Type>> {
    let ty = unparenthesized(ty);
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident != name {
        return None;
    }
    let PathArguments::AngleBracketed(args) = &segment.arguments else {
        return Some(Vec::new());
    };
    let types = args.args.iter().filter_map(|arg| match arg {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    Some(types.collect())
}

/// A type without parentheses, and without the invisible ones of a `macro_rules!` variable.
pub(crate) fn unparenthesized(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => unparenthesized(&group.elem),
        Type::Paren(paren) => unparenthesized(&paren.elem),
        _ => ty,
    }
}

/// `T` of `impl name<Item = T>`, whatever other bounds there are.
fn impl_item(ty: &Type, name: &str) -> Option<Type> {
    let Type::ImplTrait(bounds) = unparenthesized(ty) else {
        return None;
    };
    bounds.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound.path.segments.last()?;
        if segment.ident != name {
            // `DoubleEndedIterator`, `ExactSizeIterator` and the like are iterators, too.
            if name != "Iterator" || !segment.ident.to_string().ends_with("Iterator") {
                return None;
            }
        }
        let PathArguments::AngleBracketed(args) = &segment.arguments else {
            return None;
        };
        args.args.iter().find_map(|arg| match arg {
            GenericArgument::AssocType(assoc) if assoc.ident == "Item" => Some(assoc.ty.clone()),
            _ => None,
        })
    })
}

/// `Iterator<Item = T>` without its `impl`: only a trait has an `Item` to be said.
pub(crate) fn is_bare_trait(ty: &Type) -> bool {
    let Type::Path(path) = unparenthesized(ty) else { return false };
    let Some(segment) = path.path.segments.last() else { return false };
    let PathArguments::AngleBracketed(args) = &segment.arguments else { return false };
    args.args.iter().any(|arg| matches!(arg, GenericArgument::AssocType(it) if it.ident == "Item"))
}

/// An `impl Trait` inside of another type, as in `Vec<impl Display>`.
pub(crate) fn inner_impl(ty: &Type) -> Option<syn::TypeImplTrait> {
    #[derive(Default)]
    struct Search {
        depth: usize,
        found: Option<syn::TypeImplTrait>,
    }
    impl<'ast> Visit<'ast> for Search {
        fn visit_type(&mut self, ty: &'ast Type) {
            self.depth += 1;
            if let (Type::ImplTrait(found), 2..) = (ty, self.depth) {
                self.found.get_or_insert_with(|| found.clone());
            }
            syn::visit::visit_type(self, ty);
            self.depth -= 1;
        }
        // What a function takes and gives is not what it is made of.
        fn visit_parenthesized_generic_arguments(
            &mut self,
            _: &'ast syn::ParenthesizedGenericArguments,
        ) {
        }
    }
    let mut search = Search::default();
    search.visit_type(unparenthesized(ty));
    search.found
}

/// Whether an `impl Trait` gives many events.
pub(crate) fn gives_many(ty: &syn::TypeImplTrait) -> bool {
    let ty = Type::ImplTrait(ty.clone());
    impl_item(&ty, "Iterator").or(impl_item(&ty, "Stream")).is_some()
}

/// True for any `impl Trait` that is none of the known forms.
pub(crate) fn is_impl(ty: &Type) -> bool {
    matches!(unparenthesized(ty), Type::ImplTrait(_))
}
