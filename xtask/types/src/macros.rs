//! Types that the sources declare by macros of their own: the enums of all questions and answers, and handles, which are numbers.

use std::collections::BTreeSet;

use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Item, ItemEnum, Macro, Token, Type, Visibility, braced, parenthesized, parse_quote};

/// What lists all questions with what they are answered with, and makes an enum of either.
const QUESTIONS: &str = "questions";
/// What lets the types that it is called with cross as numbers.
const NUMBERS: &str = "cross_as_numbers";

/// What the macros of a module make.
#[derive(Default)]
pub(super) struct Made {
    /// Enums as if they were written out.
    pub(super) enums: Vec<ItemEnum>,
    /// The names of structs that are declared in the module and cross as numbers.
    pub(super) numbers: BTreeSet<String>,
}

impl Made {
    /// Reads the macros among the items of a module.
    pub(super) fn read(items: &[Item]) -> syn::Result<Self> {
        let mut made = Self::default();
        for called in calls(items, NUMBERS) {
            made.numbers.extend(names.parse2(called.tokens.clone())?.iter().map(Ident::to_string));
        }
        for called in calls(items, QUESTIONS) {
            let Some(definition) = definition(items, QUESTIONS) else {
                return Err(syn::Error::new_spanned(called, "the macro is not defined beside its call"));
            };
            let kinds = Punctuated::<Kind, Token![,]>::parse_terminated.parse2(called.tokens.clone())?;
            let outlines = outlines.parse2(definition.tokens.clone())?;
            made.enums.extend(outlines.into_iter().map(|outline| outline.filled(&kinds)));
        }
        Ok(made)
    }
}

/// The calls of a macro.
fn calls<'a>(items: &'a [Item], name: &'a str) -> impl Iterator<Item = &'a Macro> {
    items.iter().filter_map(move |item| match item {
        Item::Macro(item) if item.ident.is_none() && item.mac.path.is_ident(name) => Some(&item.mac),
        _ => None,
    })
}

fn definition<'a>(items: &'a [Item], name: &str) -> Option<&'a Macro> {
    items.iter().find_map(|item| match item {
        Item::Macro(item) if item.ident.as_ref().is_some_and(|ident| ident == name) => Some(&item.mac),
        _ => None,
    })
}

fn names(input: ParseStream) -> syn::Result<Vec<Ident>> {
    let mut names = Vec::new();
    while !input.is_empty() {
        names.push(input.parse()?);
    }
    Ok(names)
}

/// A line of the list: `Kind(Question) -> Answer`, with its documentation.
struct Kind {
    attributes: Vec<Attribute>,
    name: Ident,
    question: Type,
    answer: Type,
}

impl Parse for Kind {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let (attributes, name) = (input.call(Attribute::parse_outer)?, input.parse()?);
        let question;
        parenthesized!(question in input);
        let question = question.parse()?;
        input.parse::<Token![->]>()?;
        Ok(Self { attributes, name, question, answer: input.parse()? })
    }
}

/// An enum as the macro's definition has it: with a variant for each kind, whose content is the question or the answer.
struct Outline {
    attributes: Vec<Attribute>,
    name: Ident,
    is_of_answers: bool,
}

impl Outline {
    fn filled(self, kinds: &Punctuated<Kind, Token![,]>) -> ItemEnum {
        let Self { attributes, name, is_of_answers } = self;
        let variants = kinds.iter().map(|kind| -> syn::Variant {
            let Kind { attributes, name, question, answer } = kind;
            let content = if is_of_answers { answer } else { question };
            parse_quote!(#(#attributes)* #name(#content))
        });
        parse_quote!(#(#attributes)* enum #name { #(#variants,)* })
    }
}

/// The enums that a definition with one rule, `(…) => { … }`, begins with.
fn outlines(input: ParseStream) -> syn::Result<Vec<Outline>> {
    let (pattern, body);
    parenthesized!(pattern in input);
    pattern.parse::<proc_macro2::TokenStream>()?;
    input.parse::<Token![=>]>()?;
    braced!(body in input);
    input.parse::<Option<Token![;]>>()?;
    let mut outlines = Vec::new();
    while !body.is_empty() && !body.peek(Token![$]) {
        outlines.push(outline(&body)?);
    }
    // What follows makes no types.
    body.parse::<proc_macro2::TokenStream>()?;
    Ok(outlines)
}

fn outline(input: ParseStream) -> syn::Result<Outline> {
    let attributes = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    input.parse::<Token![enum]>()?;
    let name: Ident = input.parse()?;
    let variants;
    braced!(variants in input);
    let variants = variants.parse::<proc_macro2::TokenStream>()?.to_string();
    match (mentions(&variants, "question"), mentions(&variants, "answer")) {
        (true, false) => Ok(Outline { attributes, name, is_of_answers: false }),
        (false, true) => Ok(Outline { attributes, name, is_of_answers: true }),
        _ => Err(syn::Error::new(name.span(), "an enum of neither questions nor answers is not understood")),
    }
}

/// Whether there is a variable of the macro in its text.
fn mentions(text: &str, variable: &str) -> bool {
    text.split('$').skip(1).any(|after| {
        let name: String = after.trim_start().chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
        name == variable
    })
}
