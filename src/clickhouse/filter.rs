//! A filter of the view as a condition on requests: by the ids of the traces that have a span which satisfies it.

use std::borrow::Cow;

use super::expressions::{IS_DECIMAL, IS_INTEGER, kinds, statuses};
use super::schema::{Schema, is_json};
use super::session::{Value, Values};
use super::sql::IN_WINDOW;
use crate::error::{Error, ErrorKind, Result};
use crate::filter::{Claim, Condition, Field, Filter, Intrinsic, Literal, Operator, Scope, Tree};
use crate::units::StatusCode;

/// A condition, with the values that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pushed {
    pub(super) condition: String,
    pub(super) values: Values,
}

/// A text that a span may have: whether it has it, and the text.
struct Text {
    is_there: String,
    text: String,
}

/// A filter on its way.
struct Writer<'a> {
    schema: &'a Schema,
    values: Values,
}

/// The filter as a condition on the column `TraceId`. Of a trace with several roots it takes all for one unit.
///
/// # Errors
///
/// `BadFilter` where the text is none; `NeedsSpans` where the server cannot evaluate it as the engine does.
pub(super) fn pushed(text: &str, schema: &Schema) -> Result<Pushed> {
    let filter = Filter::parse(text)?;
    let mut writer = Writer { schema, values: Vec::new() };
    let condition = joined(filter.parts(), &mut |part| {
        // How the spans of a trace are related, and what is measured of them, is known where they are.
        let claims = part.spanset().ok_or_else(needs_spans)?.claims();
        let condition = joined(claims, &mut |claim| match claim {
            Claim::Own(condition) => writer.condition(condition),
            Claim::OfParent(_) | Claim::Compared(_) => Err(needs_spans()),
        })?;
        Ok(match condition.as_str() {
            // `{ }` is true of every unit.
            "1" => condition,
            _ => format!("TraceId GLOBAL IN (SELECT TraceId FROM {} WHERE {IN_WINDOW} AND {condition})", schema.rows()),
        })
    })?;
    Ok(Pushed { condition, values: writer.values })
}

/// A tree as an expression.
fn joined<L>(tree: &Tree<L>, leaf: &mut impl FnMut(&L) -> Result<String>) -> Result<String> {
    let (parts, operator, none) = match tree {
        Tree::Leaf(of) => return leaf(of),
        Tree::Not(inner) => return Ok(format!("(NOT {})", joined(inner, leaf)?)),
        Tree::All(parts) => (parts, " AND ", "1"),
        Tree::Any(parts) => (parts, " OR ", "0"),
    };
    let texts = parts.iter().map(|part| joined(part, leaf)).collect::<Result<Vec<_>>>()?;
    Ok(if texts.is_empty() { none.to_owned() } else { format!("({})", texts.join(operator)) })
}

fn needs_spans() -> Error {
    ErrorKind::NeedsSpans.into()
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal | Operator::Matches => "=",
        Operator::NotEqual | Operator::MatchesNot => "!=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
    }
}

impl Writer<'_> {
    /// Names a value of a type.
    fn named(&mut self, of: &str, value: impl Into<String>) -> String {
        let name = format!("f{}", self.values.len());
        let text = format!("{{{name}:{of}}}");
        self.values.push((Cow::Owned(name), Value::Literal(value.into())));
        text
    }

    fn condition(&mut self, condition: &Condition) -> Result<String> {
        let (operator, literal) = (condition.operator(), condition.literal());
        match condition.field() {
            Field::Attribute(scope, key) => {
                let texts = self.attribute(*scope, key)?;
                let is_absence = *literal == Literal::Nil && operator == Operator::Equal;
                let parts =
                    texts.into_iter().map(|text| self.compare(&text, operator, literal)).collect::<Result<Vec<_>>>()?;
                Ok(format!("({})", parts.join(if is_absence { " AND " } else { " OR " })))
            }
            Field::Intrinsic(intrinsic) => self.intrinsic(*intrinsic, operator, literal),
        }
    }

    fn intrinsic(&mut self, intrinsic: Intrinsic, operator: Operator, literal: &Literal) -> Result<String> {
        let of_list = |is_in: String| if operator == Operator::Equal { is_in } else { format!("(NOT {is_in})") };
        match (intrinsic, literal) {
            (Intrinsic::Name, _) => {
                let text = self.schema.name().to_owned();
                self.compare(&Text { is_there: "1".to_owned(), text }, operator, literal)
            }
            (Intrinsic::StatusMessage, _) if self.schema.has(&["StatusMessage"]) => {
                let text = Text { is_there: "1".to_owned(), text: "ifNull(toString(StatusMessage), '')".to_owned() };
                self.compare(&text, operator, literal)
            }
            (Intrinsic::Status, Literal::Status(status)) => Ok(of_list(match status {
                StatusCode::Unset => format!(
                    "(NOT {} AND NOT {})",
                    statuses(self.schema, StatusCode::Error),
                    statuses(self.schema, StatusCode::Ok)
                ),
                other => statuses(self.schema, *other),
            })),
            (Intrinsic::Kind, Literal::Kind(kind)) if self.schema.has(&["SpanKind"]) => Ok(of_list(kinds(*kind))),
            (Intrinsic::Duration, literal) => {
                let number = match literal {
                    Literal::Int(number) | Literal::Duration(number) => self.named("Int64", number.to_string()),
                    Literal::Float(number) => self.named("Float64", number.to_string()),
                    _ => return Err(needs_spans()),
                };
                Ok(format!("{} {} {number}", self.schema.duration(self.schema.start()), symbol(operator)))
            }
            _ => Err(needs_spans()),
        }
    }

    /// The texts that an attribute may have.
    fn attribute(&mut self, scope: Scope, key: &str) -> Result<Vec<Text>> {
        let columns: &[&str] = match scope {
            Scope::Span => &["SpanAttributes"],
            Scope::Resource => &["ResourceAttributes"],
            Scope::Any => &["SpanAttributes", "ResourceAttributes"],
            Scope::Event | Scope::Link | Scope::Instrumentation => return Err(needs_spans()),
        };
        columns.iter().map(|&column| self.attribute_of(column, key)).collect()
    }

    fn attribute_of(&mut self, column: &'static str, key: &str) -> Result<Text> {
        if column == "ResourceAttributes" && key == "service.name" && self.schema.has(&["ServiceName"]) {
            // What the column says goes before the attribute, here as where spans are read.
            let text = self.schema.service();
            return Ok(Text { is_there: format!("{text} != ''"), text });
        }
        if key.starts_with("otel.scope.") && !self.schema.has(&["ScopeName"]) {
            return Err(needs_spans());
        }
        let of = self.schema.columns.get(column).map_or("", String::as_str);
        if of.starts_with("Map(") {
            let key = self.named("String", key);
            return Ok(Text {
                is_there: format!("mapContains({column}, {key})"),
                text: format!("toString({column}[{key}])"),
            });
        }
        if is_json(of) && !key.is_empty() {
            let name = format!("f{}", self.values.len());
            self.values.push((Cow::Owned(name.clone()), Value::Name(key.to_owned())));
            let path = format!("{column}.{{{name}:Identifier}}");
            return Ok(Text {
                is_there: format!("dynamicType({path}) != 'None'"),
                text: format!("ifNull(toString({path}), '')"),
            });
        }
        Err(needs_spans())
    }

    /// Compares a text as the engine does: the literal says how it is read.
    fn compare(&mut self, Text { is_there, text }: &Text, operator: Operator, literal: &Literal) -> Result<String> {
        let is_not = matches!(operator, Operator::NotEqual | Operator::MatchesNot);
        let symbol = symbol(operator);
        Ok(match literal {
            Literal::Nil if is_not => format!("({is_there})"),
            Literal::Nil => format!("(NOT ({is_there}))"),
            Literal::Text(other) => format!("({is_there} AND {text} {symbol} {})", self.named("String", other)),
            Literal::Bool(other) => {
                format!("({is_there} AND {text} {symbol} {})", self.named("String", other.to_string()))
            }
            Literal::Int(number) | Literal::Duration(number) => {
                let number = self.named("Int256", number.to_string());
                let compared = format!(
                    "if(match({text}, {IS_INTEGER}) AND length({text}) < 39, toInt256OrZero({text}) {symbol} {number}, \
                     toFloat64OrZero({text}) {symbol} toFloat64({number}))"
                );
                self::number(is_there, text, is_not, &compared)
            }
            Literal::Float(number) => {
                let compared =
                    format!("toFloat64OrZero({text}) {symbol} {}", self.named("Float64", number.to_string()));
                self::number(is_there, text, is_not, &compared)
            }
            Literal::Pattern(pattern) => {
                // Flags mean other things to the server.
                if pattern.text().replace("(?:", "").contains("(?") {
                    return Err(needs_spans());
                }
                let pattern = self.named("String", format!("^(?s:{})\\z", pattern.text()));
                let not = if is_not { "NOT " } else { "" };
                format!("({is_there} AND {not}match({text}, {pattern}))")
            }
            Literal::Status(_) | Literal::Kind(_) | Literal::Severity(_) => return Err(needs_spans()),
        })
    }
}

/// What is no number is neither equal nor less nor greater, and so not equal.
fn number(is_there: &str, text: &str, is_not: bool, compared: &str) -> String {
    if is_not {
        format!("({is_there} AND (NOT match({text}, {IS_DECIMAL}) OR {compared}))")
    } else {
        format!("({is_there} AND match({text}, {IS_DECIMAL}) AND {compared})")
    }
}
