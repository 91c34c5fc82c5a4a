//! Calls of language models, by OpenTelemetry's semantic conventions for generative AI, and by two earlier libraries.
//!
//! The conventions store messages as JSON in `gen_ai.input.messages`, `gen_ai.output.messages` and `gen_ai.system_instructions`, of the span or
//! of one of its events. `OpenLLMetry` has an attribute for each message and member (`gen_ai.prompt.0.content`), and so has `OpenInference`
//! (`llm.input_messages.0.message.content`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Attribute, EventDetails};

/// A call of a language model in a span. Missing texts are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelCall {
    /// The model that answered or, if unknown, the requested model.
    pub model: String,
    /// The provider of the model.
    pub provider: String,
    /// The operation: `chat`, `embeddings`, …
    pub operation: String,
    /// The number of input tokens, if known.
    pub input_tokens: Option<u64>,
    /// The number of output tokens, if known.
    pub output_tokens: Option<u64>,
    /// The messages: instructions, input, output.
    pub messages: Vec<ModelMessage>,
}

/// A message to or from a model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelMessage {
    /// The role of its author: `system`, `user`, `assistant`, `tool`. Empty if unknown.
    pub role: String,
    /// Its content as text. Tool calls and their results are described in words, parts of any other kind are JSON.
    pub text: String,
}

/// The members that have messages as JSON, in the order of the conversation, with the role of what names none.
const MESSAGES: [(&str, &str); 3] =
    [("gen_ai.system_instructions", "system"), ("gen_ai.input.messages", ""), ("gen_ai.output.messages", "assistant")];

/// What the keys of single members of messages begin with, in the order of the conversation, and what comes before the name of the member.
const MEMBERS: [(&str, &str); 4] = [
    ("gen_ai.prompt.", ""),
    ("llm.input_messages.", "message."),
    ("gen_ai.completion.", ""),
    ("llm.output_messages.", "message."),
];

/// What a span and its events say of a call of a model, if anything. O(what they say).
pub(super) fn told_by(attributes: &[Attribute], events: &[EventDetails]) -> Option<ModelCall> {
    let is_of_model = |attribute: &Attribute| ["gen_ai.", "llm."].iter().any(|key| attribute.key.starts_with(key));
    if !attributes.iter().any(is_of_model) {
        return None;
    }
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|&key| find(attributes, key));
        found.map(|attribute| attribute.text.clone()).unwrap_or_default()
    };
    // Some formats have all values as text.
    let tokens = |keys: &[&str]| keys.iter().find_map(|&key| find(attributes, key)?.text.parse().ok());
    let everything: Vec<&Attribute> =
        attributes.iter().chain(events.iter().flat_map(|event| &event.attributes)).collect();
    let mut messages = as_json(&everything);
    messages.extend(by_members(&everything));
    Some(ModelCall {
        model: text(&["gen_ai.response.model", "gen_ai.request.model", "llm.model_name"]),
        provider: text(&["gen_ai.provider.name", "gen_ai.system", "llm.provider"]),
        operation: text(&["gen_ai.operation.name"]),
        input_tokens: tokens(&["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"]),
        output_tokens: tokens(&[
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.completion_tokens",
            "llm.token_count.completion",
        ]),
        messages,
    })
}

fn find<'a>(attributes: &'a [Attribute], key: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.key == key)
}

/// The messages that are JSON. What is no JSON is left to the attributes, which have it as it is.
fn as_json(attributes: &[&Attribute]) -> Vec<ModelMessage> {
    let mut messages = Vec::new();
    for (key, role) in MESSAGES {
        let Some(attribute) = attributes.iter().find(|attribute| attribute.key == key) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(&attribute.text) else { continue };
        match &value {
            Value::Array(items) if items.iter().any(|item| item.get("role").is_some()) => {
                messages.extend(items.iter().map(|item| message(item, role)));
            }
            value => messages.push(ModelMessage { role: role.to_owned(), text: words(value) }),
        }
    }
    messages
}

/// A message with a role and, as its parts or its content, what it says.
fn message(item: &Value, role: &str) -> ModelMessage {
    let said = item.get("parts").or_else(|| item.get("content")).unwrap_or(item);
    let role = item.get("role").and_then(Value::as_str).unwrap_or(role);
    ModelMessage { role: role.to_owned(), text: words(said) }
}

/// What parts of a message say, one below the other.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(words).collect::<Vec<_>>().join("\n\n"),
        Value::Object(_) => part(value),
        other => other.to_string(),
    }
}

/// What one part says.
fn part(part: &Value) -> String {
    let member = |name: &str| part.get(name).filter(|value| !value.is_null());
    let said = |name: &str| member(name).map(words).unwrap_or_default();
    match member("type").and_then(Value::as_str) {
        Some("text") => words(member("content").or_else(|| member("text")).unwrap_or(part)),
        Some("reasoning") if member("content").is_some() => format!("Reasoning: {}", said("content")),
        Some("tool_call") => format!("Calls {}({})", said("name"), written(member("arguments"))),
        Some("tool_call_response") => {
            format!("Answer of the tool: {}", written(member("response").or_else(|| member("result"))))
        }
        // Pictures and sounds in base64 are no text.
        Some("blob") => format!("({}, in the attribute)", written(member("mime_type").or_else(|| member("modality")))),
        _ => part.to_string(),
    }
}

/// A text as it is, anything else as JSON.
fn written(value: Option<&Value>) -> String {
    value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default()
}

/// The messages of which each member is an attribute, in the order of their numbers.
fn by_members(attributes: &[&Attribute]) -> Vec<ModelMessage> {
    let mut messages = Vec::new();
    for (prefix, before) in MEMBERS {
        let mut of_prefix = BTreeMap::<u32, ModelMessage>::new();
        for attribute in attributes {
            let Some((number, member)) = attribute.key.strip_prefix(prefix).and_then(|rest| rest.split_once('.'))
            else {
                continue;
            };
            let Ok(number) = number.parse() else { continue };
            match member.strip_prefix(before) {
                Some("role") => of_prefix.entry(number).or_default().role.clone_from(&attribute.text),
                Some("content") => of_prefix.entry(number).or_default().text.clone_from(&attribute.text),
                _ => {}
            }
        }
        messages.extend(of_prefix.into_values());
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::super::AttributeValue;
    use super::*;

    fn attribute(key: &str, text: &str) -> Attribute {
        Attribute { key: key.to_owned(), value: AttributeValue::String(text.to_owned()), text: text.to_owned() }
    }

    fn messages(attributes: &[(&str, &str)]) -> Vec<(String, String)> {
        let attributes: Vec<Attribute> = attributes.iter().map(|(key, text)| attribute(key, text)).collect();
        let call = told_by(&attributes, &[]).unwrap();
        call.messages.into_iter().map(|message| (message.role, message.text)).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(role, text)| ((*role).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_call_has_its_model_and_its_tokens() {
        let mut attributes = vec![attribute("gen_ai.request.model", "small"), attribute("gen_ai.system", "acme")];
        attributes.push(attribute("gen_ai.usage.input_tokens", "12"));
        attributes.push(attribute("gen_ai.usage.output_tokens", "-1"));
        let call = told_by(&attributes, &[]).unwrap();
        assert_eq!((&call.model[..], &call.provider[..]), ("small", "acme"));
        assert_eq!((call.input_tokens, call.output_tokens), (Some(12), None));
        attributes.push(attribute("gen_ai.response.model", "small-2"));
        assert_eq!(told_by(&attributes, &[]).unwrap().model, "small-2");
        assert_eq!(told_by(&[attribute("http.route", "/")], &[]), None);
    }

    #[test]
    fn messages_are_json_with_parts() {
        let input = r#"[{"role":"user","parts":[{"type":"text","content":"Weather?"},{"type":"uri","uri":"x"}]},
            {"role":"tool","parts":[{"type":"tool_call_response","id":"1","response":{"c":18446744073709551615}}]}]"#;
        let output = r#"[{"role":"assistant","finish_reason":"stop","parts":[
            {"type":"reasoning","content":"hm"},{"type":"tool_call","name":"weather","arguments":{"at":"Bern"}}]}]"#;
        let told = messages(&[
            ("gen_ai.output.messages", output),
            ("gen_ai.input.messages", input),
            ("gen_ai.system_instructions", r#"[{"type":"text","content":"Be kind."}]"#),
        ]);
        let expected = [
            ("system", "Be kind."),
            ("user", "Weather?\n\n{\"type\":\"uri\",\"uri\":\"x\"}"),
            ("tool", "Answer of the tool: {\"c\":18446744073709551615}"),
            ("assistant", "Reasoning: hm\n\nCalls weather({\"at\":\"Bern\"})"),
        ];
        assert_eq!(told, pairs(&expected));
    }

    #[test]
    fn messages_of_other_shapes_are_told_as_well() {
        let openai = r#"[{"role":"user","content":"Hi"},{"role":"user","content":[{"type":"text","text":"there"}]}]"#;
        assert_eq!(messages(&[("gen_ai.input.messages", openai)]), pairs(&[("user", "Hi"), ("user", "there")]));
        assert_eq!(messages(&[("gen_ai.output.messages", r#""Yes""#)]), pairs(&[("assistant", "Yes")]));
        assert_eq!(messages(&[("gen_ai.output.messages", "no JSON")]), []);
        let deep = "[".repeat(100_000);
        assert_eq!(messages(&[("gen_ai.output.messages", &deep)]), []);
    }

    #[test]
    fn members_that_are_attributes_make_messages() {
        let told = messages(&[
            ("gen_ai.prompt.10.content", "c"),
            ("gen_ai.prompt.2.role", "user"),
            ("gen_ai.prompt.2.content", "b"),
            ("gen_ai.prompt.2.tool_calls.0.name", "x"),
            ("gen_ai.prompt.x.content", "x"),
            ("gen_ai.completion.0.content", "d"),
            ("gen_ai.completion.0.role", "assistant"),
            ("llm.input_messages.0.message.content", "o"),
        ]);
        assert_eq!(told, pairs(&[("user", "b"), ("", "c"), ("", "o"), ("assistant", "d")]));
    }
}
