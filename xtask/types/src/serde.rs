//! What attributes say to serde.

use anyhow::{Context, Result, bail};
use syn::{Attribute, LitStr, Path, Token};

use super::case::Case;

/// How a type crosses.
#[derive(Debug, Default)]
pub(super) struct Container {
    /// How the names of fields of a struct, or of variants of an enum, are changed.
    pub(super) rename_all: Option<Case>,
    /// How the names of fields of variants are changed.
    pub(super) rename_all_fields: Option<Case>,
    /// Whether all fields may be missing on the way in.
    pub(super) has_default: bool,
}

impl Container {
    pub(super) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut container = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename_all") {
                container.rename_all = Some(case(meta)?);
            } else if meta.path.is_ident("rename_all_fields") {
                container.rename_all_fields = Some(case(meta)?);
            } else if meta.path.is_ident("default") {
                container.has_default = true;
            } else {
                return Err(unknown(meta));
            }
            Ok(())
        })?;
        Ok(container)
    }
}

/// How a field or a variant crosses.
#[derive(Debug, Default)]
pub(super) struct Member {
    pub(super) rename: Option<String>,
    /// How the names of fields of a variant are changed.
    pub(super) rename_all: Option<Case>,
    /// Whether it may be missing on the way in.
    pub(super) has_default: bool,
    /// Whether it is a typed array.
    pub(super) is_column: bool,
}

impl Member {
    pub(super) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut member = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename") {
                member.rename = Some(text(meta)?.value());
            } else if meta.path.is_ident("rename_all") {
                member.rename_all = Some(case(meta)?);
            } else if meta.path.is_ident("default") {
                member.has_default = true;
            } else if meta.path.is_ident("with") {
                let module = text(meta)?;
                if module.value() != "crate::column" {
                    return Err(syn::Error::new(module.span(), format!("serde's with = {:?}", module.value())));
                }
                member.is_column = true;
            } else {
                return Err(unknown(meta));
            }
            Ok(())
        })?;
        Ok(member)
    }
}

/// Whether there is a derived implementation of `Serialize`.
pub(super) fn is_serialized(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|derive| {
        let traits = derive.parse_args_with(syn::punctuated::Punctuated::<Path, Token![,]>::parse_terminated);
        traits.is_ok_and(|traits| traits.iter().any(|path| path.segments.iter().any(|name| name.ident == "Serialize")))
    })
}

/// Reads everything that is said to serde.
fn each(attributes: &[Attribute], mut read: impl FnMut(&syn::meta::ParseNestedMeta) -> syn::Result<()>) -> Result<()> {
    for attribute in attributes {
        if attribute.path().is_ident("serde") {
            attribute.parse_nested_meta(|meta| read(&meta)).context("an attribute of serde that is not understood")?;
        } else if attribute.path().is_ident("cfg_attr")
            && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("serde"))
        {
            bail!("an attribute of serde that depends on the platform is not understood");
        }
    }
    Ok(())
}

fn text(meta: &syn::meta::ParseNestedMeta) -> syn::Result<LitStr> {
    meta.value()?.parse()
}

fn case(meta: &syn::meta::ParseNestedMeta) -> syn::Result<Case> {
    let name = text(meta)?;
    Case::named(&name.value()).ok_or_else(|| syn::Error::new(name.span(), format!("the case {:?}", name.value())))
}

fn unknown(meta: &syn::meta::ParseNestedMeta) -> syn::Error {
    let path: Vec<_> = meta.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    meta.error(format!("serde's {}", path.join("::")))
}
