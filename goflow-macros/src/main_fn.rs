//! `#[goflow::main]`: a `main` that gives a pipeline.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, FnArg, ItemFn, Lit, Meta, ReturnType, Safety, Type};

use crate::diag::{At, Diag};
use crate::messages;
use crate::words::written;

/// The function, inside of one that reads the command line.
pub(crate) fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut diag = Diag::new();
    let krate = match path_of_crate.parse2(args) {
        Ok(krate) => krate,
        Err(error) => {
            diag.syn(error);
            quote!(::goflow)
        }
    };
    let function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            let is_item = syn::parse2::<syn::Item>(item.clone()).is_ok();
            if is_item {
                diag.error(crate::attr::keyword(item.clone()), messages::MAIN_NAME);
            } else {
                diag.syn(error);
            }
            let errors = diag.into_compile_errors();
            return if is_item {
                quote!(#errors #item fn main() {})
            } else {
                quote!(#errors #item)
            };
        }
    };
    check(&function, &mut diag);
    if !diag.is_empty() {
        let errors = diag.into_compile_errors();
        // A program without a `main` would be a second mistake, and what it imports for nothing.
        let mut build = function;
        build.attrs.clear();
        build.sig.ident = Ident::new("build", build.sig.ident.span());
        build.sig.constness = None;
        return quote!(#errors fn main() { #[allow(warnings)] #build });
    }
    wrap(&function, &krate)
}

/// `crate = path`, or nothing.
fn path_of_crate(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    if input.is_empty() {
        return Ok(quote!(::goflow));
    }
    if !input.peek(syn::Token![crate]) {
        return Err(input.error(messages::MAIN_ARGUMENT));
    }
    input.parse::<syn::Token![crate]>()?;
    input.parse::<syn::Token![=]>()?;
    let path = input.call(syn::Path::parse_mod_style)?;
    Ok(quote!(#path))
}

fn check(function: &ItemFn, diag: &mut Diag) {
    let signature = &function.sig;
    if signature.ident != "main" {
        diag.error(signature.ident.span(), messages::MAIN_NAME);
    }
    if !signature.generics.params.is_empty() {
        diag.error(signature.generics.span(), messages::MAIN_GENERIC);
    }
    for attr in &function.attrs {
        let path = attr.path();
        if path.segments.last().is_some_and(|last| last.ident == "main") {
            let tokens: Vec<_> = path.to_token_stream().into_iter().collect();
            diag.error(At::tokens(&tokens, path.span()), messages::MAIN_RUNTIME);
        }
    }
    if let Some(FnArg::Typed(param)) = signature.inputs.first()
        && let Type::Reference(reference) = &*param.ty
    {
        let tokens: Vec<_> = reference.to_token_stream().into_iter().collect();
        let mend = format!("{}: `{}`", messages::MAIN_REFERENCE, written(&reference.elem));
        diag.error(At::tokens(&tokens, param.span()), mend);
    }
    if let Some(more) = signature.inputs.iter().nth(1) {
        diag.error(more.span(), messages::MAIN_PARAMETERS);
    }
    match &signature.output {
        ReturnType::Default => diag.error(signature.fn_token.span, messages::MAIN_RESULT),
        // Of these nothing can be asked.
        ReturnType::Type(_, ty) if matches!(**ty, Type::ImplTrait(_) | Type::Never(_)) => {
            let tokens: Vec<_> = ty.to_token_stream().into_iter().collect();
            diag.error(At::tokens(&tokens, ty.span()), messages::MAIN_RESULT);
        }
        ReturnType::Type(..) => {}
    }
    if let Safety::Unsafe(word) = &signature.safety {
        diag.error(word.span, messages::main_qualifier("unsafe"));
    }
    if let Some(abi) = &signature.abi {
        diag.error(abi.extern_token.span, messages::main_qualifier("extern"));
    }
    if let Some(word) = &signature.constness {
        diag.error(word.span, messages::main_qualifier("const"));
    }
}

/// A type that is asked for something, and is unknown where it is not so.
fn asked(name: &str, ty: &Type, bound: &TokenStream) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    let asked = crate::attr::ask(&ty.to_token_stream(), "main", bound);
    quote!(type #name = (#ty, [(); { #asked 0 }]);)
}

fn wrap(function: &ItemFn, krate: &TokenStream) -> TokenStream {
    let ItemFn { attrs, vis, sig, block, .. } = function;
    let (inputs, output) = (&sig.inputs, &sig.output);
    let (docs, attrs): (Vec<_>, Vec<_>) = attrs.iter().partition(|it| it.path().is_ident("doc"));
    let about = match about(&docs) {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    };
    let asyncness = &sig.asyncness;
    let wait = |call: TokenStream| match asyncness {
        Some(_) => quote!(#krate::__rt::wait(#call)),
        None => call,
    };
    let known = |call: TokenStream| quote!(#krate::__rt::known::<__Result>(#call));
    let (args, call) = match inputs.first() {
        Some(FnArg::Typed(parameter)) => {
            let call = known(wait(quote!(build(args))));
            let args = asked("__Args", &parameter.ty, &quote!(#krate::__rt::CommandLine));
            (args, quote!(|args: <__Args as #krate::__rt::Known>::Type| #call))
        }
        _ => {
            let call = known(wait(quote!(build())));
            (TokenStream::new(), quote!(|_: #krate::__rt::NoArgs| #call))
        }
    };
    let result = match output {
        ReturnType::Type(_, ty) => {
            let rt = quote!(#krate::__rt);
            asked("__Result", ty, &quote!(#rt::Main<Error: #rt::EndsMain>))
        }
        ReturnType::Default => TokenStream::new(),
    };
    quote! {
        #(#docs)*
        #vis fn main() -> ::std::process::ExitCode {
            #(#attrs)*
            #asyncness fn build(#inputs) #output #block
            #args
            #result
            let program = #krate::__rt::Program {
                name: ::core::option_env!("CARGO_BIN_NAME"),
                version: ::core::option_env!("CARGO_PKG_VERSION"),
                about: #about,
            };
            #krate::__rt::program(program, #call)
        }
    }
}

/// A doc comment as `--help` shows it.
fn about(docs: &[&Attribute]) -> Option<String> {
    let line = |attr: &&Attribute| match &attr.meta {
        Meta::NameValue(meta) => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_string()),
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<String> = docs.iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n").trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(args: &str, item: &str) -> String {
        expand(args.parse().unwrap(), item.parse().unwrap()).to_string()
    }

    #[test]
    fn the_parameter_is_the_command_line() {
        let code = said("", "/// Counts.\n fn main(args: Args) -> Result<Pipeline, Error> { x }");
        let about = "about : :: core :: option :: Option :: Some (\"Counts.\")";
        for part in [about, "__Result > (build (args))", "fn main () -> :: std :: process"] {
            assert!(code.contains(part), "no {part} in {code}");
        }
        let code = said("crate = flow", "fn main() -> Result<Pipeline, Error> { x }");
        assert!(
            code.contains(
                "| _ : flow :: __rt :: NoArgs | flow :: __rt :: known :: < __Result > (build ())"
            ),
            "{code}"
        );
        let code = said("", "async fn main(a: A) -> Result<Pipeline, Error> { x }");
        assert!(code.contains(":: goflow :: __rt :: wait (build (args))"), "{code}");
    }

    #[test]
    fn each_mistake_is_said_with_the_mend() {
        for (args, item, message) in [
            ("", "fn start() -> R { x }", messages::MAIN_NAME),
            ("", "fn main<T>(a: T) -> R { x }", messages::MAIN_GENERIC),
            ("", "fn main(a: A, b: B) -> R { x }", messages::MAIN_PARAMETERS),
            ("", "fn main(a: A) { x }", messages::MAIN_RESULT),
            ("", "fn main() -> impl T { x }", messages::MAIN_RESULT),
            ("", "fn main() -> ! { x }", messages::MAIN_RESULT),
            ("", "unsafe fn main() -> R { x }", &messages::main_qualifier("unsafe")),
            ("", "extern \"C\" fn main() -> R { x }", &messages::main_qualifier("extern")),
            ("", "const fn main() -> R { x }", &messages::main_qualifier("const")),
            ("", "struct Main;", messages::MAIN_NAME),
            ("", "#[tokio::main] async fn main() -> R { x }", messages::MAIN_RUNTIME),
            ("", "fn main(a: &A) -> R { x }", "`main` takes the command line by value: `A`"),
            ("flavor = \"x\"", "fn main() -> R { x }", messages::MAIN_ARGUMENT),
        ] {
            let code = said(args, item);
            let message = format!("{message:?}");
            assert!(code.contains(&message), "no {message} in {code}");
            assert_eq!(code.matches("compile_error").count(), 1, "{code}");
        }
    }
}
