//! Why a server does not answer.

use std::fmt;

use super::ErrorCode;

/// Why a server does not answer, named by what has to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The user, the password or the token.
    Credentials,
    /// The permissions of the user.
    Rights,
    /// The table, or the database.
    NoTable,
    /// The settings that the user may change.
    Setting,
    /// The time that a query may take, or the amount of data that it reads.
    TimeOut,
    /// The memory that a query may take.
    Memory,
    /// The number of queries, or how much they may read.
    Limit,
    /// The query itself.
    Query,
    /// Nothing: somebody has stopped the query.
    Stopped,
}

impl Refusal {
    /// What programs tell it apart by.
    #[must_use]
    pub(super) fn code(self) -> ErrorCode {
        match self {
            Self::Credentials => ErrorCode::WrongCredentials,
            Self::Rights => ErrorCode::NotPermitted,
            Self::NoTable => ErrorCode::NoSuchTable,
            Self::Setting => ErrorCode::RefusedSetting,
            Self::TimeOut => ErrorCode::ServerTimeOut,
            Self::Memory => ErrorCode::ServerMemoryLimit,
            Self::Limit => ErrorCode::ServerLimit,
            Self::Query => ErrorCode::RefusedQuery,
            Self::Stopped => ErrorCode::StoppedByServer,
        }
    }
}

impl fmt::Display for Refusal {
    /// The beginning of a sentence for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credentials => "the server does not know this user, or not with this password or token",
            Self::Rights => "this user has no right to what was asked for",
            Self::NoTable => "there is no such table",
            Self::Setting => "this user may not pass settings",
            Self::TimeOut => "the server took longer than it allows",
            Self::Memory => "the server has no memory for the answer",
            Self::Limit => "the server allows this user no more",
            Self::Query => "the server does not understand what it was asked",
            Self::Stopped => "the server has stopped the query",
        })
    }
}
