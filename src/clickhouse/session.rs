//! What is known of a server while it is asked, and the requests that it is sent.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use super::address::Address;
use super::parameters::escaped;
use super::server::ClickhouseServer;
use crate::error::Result;
use crate::ingest::base64;
use crate::remote::Request;
use crate::remote::url::append;

/// What a user may do about settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Settings {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    /// Everything.
    All,
    /// Everything but to write.
    AllButWriting,
    /// Nothing: any setting is refused.
    None,
}

/// A value that a query names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Of the type `Identifier`, which the server takes as it stands.
    Name(String),
    /// An array, in which texts are escaped already.
    Array(String),
    /// Of any other type: what separates values is escaped.
    Literal(String),
}

impl Value {
    /// The value as a parameter has it.
    fn parameter(&self) -> String {
        match self {
            Self::Name(text) | Self::Array(text) => text.clone(),
            Self::Literal(text) => escaped(text),
        }
    }
}

/// Values by the names that a query has for them.
pub(super) type Values = Vec<(Cow<'static, str>, Value)>;

/// A query, with the values that it names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Query {
    pub(super) text: String,
    pub(super) values: Values,
    /// Whether its answer is to begin when all of it is known, so that its status tells whether it failed.
    pub(super) is_short: bool,
}

/// A server, and what is known of it.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) address: Address,
    token: Option<String>,
    credentials_in_url: bool,
    pub(super) settings: Settings,
    /// What the names of all queries begin with.
    name: String,
    /// How many queries were made, by all that ask in this name.
    queries: Rc<Cell<u32>>,
}

impl Session {
    /// Begins to ask a server. `name` is what its queries are told apart by from those of others.
    ///
    /// # Errors
    ///
    /// `BadOption` where its address is none.
    pub(super) fn new(server: &ClickhouseServer, name: &str) -> Result<Self> {
        let ClickhouseServer { token, credentials_in_url, .. } = server.clone();
        Ok(Self {
            address: Address::of(server)?,
            token: token.filter(|token| !token.is_empty()),
            credentials_in_url,
            settings: Settings::Unknown,
            name: name.to_owned(),
            queries: Rc::default(),
        })
    }

    /// The request that a query is sent with.
    pub(super) fn request(&self, query: &Query) -> Request {
        self.queries.update(|queries| queries + 1);
        let id = format!("{}-{}", self.name, self.queries.get());
        let mut parameters = vec![("default_format", "Native".to_owned()), ("query_id", id.clone())];
        if let Some(database) = &self.address.database {
            parameters.push(("database", database.clone()));
        }
        if query.is_short {
            parameters.push(("wait_end_of_query", "1".to_owned()));
        }
        parameters.extend(self.settings().into_iter().map(|(name, value)| (name, value.to_owned())));
        let mut request = self.send(&query.text, parameters, &query.values);
        if self.settings == Settings::None {
            let stop = "KILL QUERY WHERE query_id = {id:String} ASYNC";
            request.on_abort = Some(Box::new(self.send(stop, Vec::new(), &[("id".into(), Value::Literal(id))])));
        }
        request
    }

    /// The settings of every query: nothing is written even by mistake, and who goes away is noticed.
    fn settings(&self) -> Vec<(&'static str, &'static str)> {
        let stops = ("cancel_http_readonly_queries_on_client_close", "1");
        let packs = ("enable_http_compression", if self.address.is_local() { "0" } else { "1" });
        match self.settings {
            Settings::All => vec![("readonly", "2"), stops, packs],
            Settings::AllButWriting => vec![stops, packs],
            Settings::Unknown | Settings::None => Vec::new(),
        }
    }

    fn send(&self, text: &str, parameters: Vec<(&str, String)>, values: &[(Cow<'static, str>, Value)]) -> Request {
        let Address { url, user, password, .. } = &self.address;
        let mut all: Vec<(String, String)> =
            parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut headers = Vec::new();
        let user_name = || user.clone().unwrap_or_else(|| "default".to_owned());
        if let Some(token) = &self.token {
            headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
        } else if self.credentials_in_url {
            all.push(("user".to_owned(), user_name()));
            all.push(("password".to_owned(), password.clone().unwrap_or_default()));
            // Without it, a server that has no other word about other origins says none to this one.
            all.push(("add_http_cors_header".to_owned(), "1".to_owned()));
        } else if user.is_some() || password.is_some() {
            let mut encoded = "Basic ".to_owned();
            let pair = format!("{}:{}", user_name(), password.as_deref().unwrap_or_default());
            base64::encode(pair.as_bytes(), &mut encoded);
            headers.push(("Authorization".to_owned(), encoded));
        }
        all.extend(values.iter().map(|(name, value)| (format!("param_{name}"), value.parameter())));
        let mut url = url.clone();
        append(&mut url, &all);
        Request { url, headers, body: text.as_bytes().to_vec(), ..Request::default() }
    }
}
