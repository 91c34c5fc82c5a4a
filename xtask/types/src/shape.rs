//! The TypeScript type that values of a Rust type have.

use std::fmt;

use anyhow::{Context, Result, bail};
use syn::{Expr, ExprLit, GenericArgument, Lit, Path, PathArguments, PathSegment, Type};

/// A TypeScript type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// One that TypeScript has.
    Known(&'static str),
    /// One of ours.
    Named(String),
    List(Box<Shape>),
    Tuple(Vec<Shape>),
    /// A value or `undefined`.
    Optional(Box<Shape>),
}

impl Shape {
    /// The shape of a type. `name_of` finds the type that a path means.
    pub(super) fn of(ty: &Type, name_of: &mut dyn FnMut(&Path) -> Result<String>) -> Result<Self> {
        match ty {
            Type::Path(path) if path.qself.is_none() => {
                let last = path.path.segments.last().context("an empty path")?;
                of_path(&path.path, last, name_of)
            }
            Type::Reference(reference) => Self::of(&reference.elem, name_of),
            Type::Paren(inner) => Self::of(&inner.elem, name_of),
            Type::Tuple(tuple) if !tuple.elems.is_empty() => {
                tuple.elems.iter().map(|part| Self::of(part, name_of)).collect::<Result<_>>().map(Self::Tuple)
            }
            Type::Array(array) => Ok(Self::Tuple(vec![Self::of(&array.elem, name_of)?; length(&array.len)?])),
            Type::Slice(slice) => Ok(Self::List(Box::new(Self::of(&slice.elem, name_of)?))),
            _ => bail!("a type of this kind is not understood"),
        }
    }

    /// The shape of a column: the typed array for its numbers. `name_of` finds only types that cross as numbers.
    pub(super) fn of_column(ty: &Type, name_of: &mut dyn FnMut(&Path) -> Result<String>) -> Result<Self> {
        let Self::List(of) = Self::of(ty, name_of)? else { bail!("a column is a Vec of numbers") };
        if matches!(*of, Self::Named(_)) {
            return Ok(Self::Known("Float64Array"));
        }
        let number = match ty {
            Type::Path(path) => argument(path.path.segments.last()),
            _ => None,
        };
        let Some(Type::Path(number)) = number else { bail!("a column is a Vec of numbers") };
        match last_name(&number.path).as_str() {
            "u8" => Ok(Self::Known("Uint8Array")),
            "u32" => Ok(Self::Known("Uint32Array")),
            "u64" => Ok(Self::Known("BigUint64Array")),
            "f64" => Ok(Self::Known("Float64Array")),
            other => bail!("there are no typed arrays of {other}"),
        }
    }
}

fn of_path(path: &Path, last: &PathSegment, name_of: &mut dyn FnMut(&Path) -> Result<String>) -> Result<Shape> {
    let inner = |name_of: &mut dyn FnMut(&Path) -> Result<String>| {
        let inner = argument(Some(last)).with_context(|| format!("{} of what?", last.ident))?;
        Shape::of(inner, name_of)
    };
    match last.ident.to_string().as_str() {
        "bool" => Ok(Shape::Known("boolean")),
        "String" | "str" | "char" => Ok(Shape::Known("string")),
        "u8" | "u16" | "u32" | "i8" | "i16" | "i32" | "f32" | "f64" => Ok(Shape::Known("number")),
        "u64" | "i64" => Ok(Shape::Known("bigint")),
        "Vec" => Ok(Shape::List(Box::new(inner(name_of)?))),
        "Box" | "Arc" | "Rc" => inner(name_of),
        "Option" => match inner(name_of)? {
            Shape::Optional(_) => bail!("an Option in an Option crosses as one"),
            inner => Ok(Shape::Optional(Box::new(inner))),
        },
        _ if !last.arguments.is_none() => bail!("{}, which has arguments, is not understood", last.ident),
        _ => name_of(path).map(Shape::Named),
    }
}

/// The only type argument, as the `T` of `Vec<T>`.
fn argument(segment: Option<&PathSegment>) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment?.arguments else { return None };
    match (arguments.args.first()?, arguments.args.len()) {
        (GenericArgument::Type(ty), 1) => Some(ty),
        _ => None,
    }
}

/// The length of an array that is written as a number.
fn length(length: &Expr) -> Result<usize> {
    match length {
        Expr::Lit(ExprLit { lit: Lit::Int(length), .. }) => Ok(length.base10_parse()?),
        _ => bail!("the length of an array is not a plain number"),
    }
}

fn last_name(path: &Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(name) => f.write_str(name),
            Self::Named(name) => f.write_str(name),
            Self::List(of) if matches!(**of, Self::Optional(_)) => write!(f, "({of})[]"),
            Self::List(of) => write!(f, "{of}[]"),
            Self::Optional(of) => write!(f, "{of} | undefined"),
            Self::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", parts.join(", "))
            }
        }
    }
}
