//! A type as it crosses: its names and shapes are those of JavaScript.

use anyhow::{Context, Result, bail};
use syn::ext::IdentExt;
use syn::{Fields, FieldsNamed, Generics, ItemEnum, ItemStruct, Path, Type};

use super::case::Case;
use super::docs;
use super::serde::{Container, Member};
use super::shape::Shape;
use super::sources::{Item, Sources};

/// A type.
#[derive(Debug)]
pub(super) struct Definition {
    /// Its number among all declarations.
    pub(super) declaration: usize,
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) body: Body,
    /// The declarations of the types that are in it, in order.
    pub(super) mentions: Vec<usize>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Body {
    /// Another name for a type.
    Alias(Shape),
    Interface(Vec<Field>),
    Union(Vec<Variant>),
}

/// A key of an object.
#[derive(Debug, PartialEq)]
pub(super) struct Field {
    /// The name that documentation knows it by.
    pub(super) rust_name: String,
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) shape: Shape,
    /// Whether it may be missing on the way in though its value is never absent.
    pub(super) has_default: bool,
}

/// One of the values that a union has.
#[derive(Debug, PartialEq)]
pub(super) struct Variant {
    /// The name that documentation knows it by.
    pub(super) rust_name: String,
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) content: Content,
    /// Whether it is meant where nothing is said.
    pub(super) is_default: bool,
}

#[derive(Debug, PartialEq)]
pub(super) enum Content {
    /// It crosses as its name.
    Nothing,
    Value(Shape),
    Fields(Vec<Field>),
}

impl Definition {
    /// The definition of a declared type. Errors name the file and the type.
    pub(super) fn of(sources: &Sources, declaration: usize) -> Result<Self> {
        let declared = sources.declaration(declaration)?;
        let mut reader = Reader { sources, declaration, mentions: Vec::new() };
        let (name, read) = match &declared.item {
            Item::Struct(item) => (&item.ident, reader.structure(item).map(|body| (body, docs::text(&item.attrs)))),
            Item::Enum(item) => (&item.ident, reader.enumeration(item).map(|body| (body, docs::text(&item.attrs)))),
            Item::Number(item) => (&item.ident, Ok((Body::Alias(Shape::Known("number")), docs::text(&item.attrs)))),
        };
        let (body, docs) = read.with_context(|| format!("{}: {name}", sources.path(declaration).display()))?;
        Ok(Self { declaration, name: name.to_string(), docs, body, mentions: reader.mentions })
    }
}

/// Reads one declaration.
struct Reader<'a> {
    sources: &'a Sources,
    declaration: usize,
    mentions: Vec<usize>,
}

impl Reader<'_> {
    fn structure(&mut self, item: &ItemStruct) -> Result<Body> {
        refuse_generics(&item.generics)?;
        let container = Container::read(&item.attrs)?;
        match &item.fields {
            Fields::Named(fields) => {
                self.fields(fields, container.rename_all, container.has_default).map(Body::Interface)
            }
            Fields::Unnamed(_) => self.value(&item.fields).map(Body::Alias),
            Fields::Unit => bail!("a struct without fields is not understood"),
        }
    }

    fn enumeration(&mut self, item: &ItemEnum) -> Result<Body> {
        refuse_generics(&item.generics)?;
        let container = Container::read(&item.attrs)?;
        let variants = item
            .variants
            .iter()
            .map(|variant| self.variant(variant, &container).with_context(|| format!("variant {}", variant.ident)));
        variants.collect::<Result<_>>().map(Body::Union)
    }

    fn variant(&mut self, variant: &syn::Variant, container: &Container) -> Result<Variant> {
        let member = Member::read(&variant.attrs)?;
        if member.has_default || member.is_column {
            bail!("what serde is told of it is not understood");
        }
        let rust_name = variant.ident.unraw().to_string();
        let renamed = || container.rename_all.map_or_else(|| rust_name.clone(), |case| case.of_variant(&rust_name));
        let name = member.rename.unwrap_or_else(renamed);
        let content = match &variant.fields {
            Fields::Unit => Content::Nothing,
            Fields::Unnamed(_) => Content::Value(self.value(&variant.fields)?),
            Fields::Named(fields) => {
                Content::Fields(self.fields(fields, member.rename_all.or(container.rename_all_fields), false)?)
            }
        };
        let is_default = variant.attrs.iter().any(|attribute| attribute.path().is_ident("default"));
        Ok(Variant { rust_name, name, docs: docs::text(&variant.attrs), content, is_default })
    }

    /// Fields without names: the value of one, a tuple of several.
    fn value(&mut self, fields: &Fields) -> Result<Shape> {
        let mut shapes = Vec::new();
        for field in fields {
            let member = Member::read(&field.attrs)?;
            if member.has_default {
                bail!("a default of a field without a name is not understood");
            }
            shapes.push(self.shape(&field.ty, member.is_column)?);
        }
        match <[Shape; 1]>::try_from(shapes) {
            Ok([shape]) => Ok(shape),
            Err(shapes) if shapes.is_empty() => bail!("an empty tuple is not understood"),
            Err(shapes) => Ok(Shape::Tuple(shapes)),
        }
    }

    fn fields(&mut self, fields: &FieldsNamed, case: Option<Case>, have_defaults: bool) -> Result<Vec<Field>> {
        fields
            .named
            .iter()
            .map(|field| {
                let rust_name = field.ident.as_ref().context("a field has no name")?.unraw().to_string();
                self.field(field, &rust_name, case, have_defaults).with_context(|| format!("field {rust_name}"))
            })
            .collect()
    }

    fn field(&mut self, field: &syn::Field, rust_name: &str, case: Option<Case>, have_defaults: bool) -> Result<Field> {
        let member = Member::read(&field.attrs)?;
        let renamed = || case.map_or_else(|| rust_name.to_owned(), |case| case.of_field(rust_name));
        Ok(Field {
            rust_name: rust_name.to_owned(),
            name: member.rename.unwrap_or_else(renamed),
            docs: docs::text(&field.attrs),
            shape: self.shape(&field.ty, member.is_column)?,
            has_default: have_defaults || member.has_default,
        })
    }

    fn shape(&mut self, ty: &Type, is_column: bool) -> Result<Shape> {
        let mut name_of = |path: &Path| {
            let mentioned = self.sources.resolve(self.declaration, path)?;
            self.mentions.push(mentioned);
            let declared = self.sources.declaration(mentioned)?;
            if is_column && !declared.is_number() {
                bail!("there are no typed arrays of {}", declared.name());
            }
            Ok(declared.name())
        };
        if is_column { Shape::of_column(ty, &mut name_of) } else { Shape::of(ty, &mut name_of) }
    }
}

fn refuse_generics(generics: &Generics) -> Result<()> {
    if generics.params.is_empty() { Ok(()) } else { bail!("its parameters are not understood") }
}
