//! What annotations of version 1 say, each with who has told it.

use super::endpoint::Endpoint;
use crate::store::PairRow;
use crate::units::SpanKind;

/// An annotation that says where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CoreAnnotation {
    ClientSend,
    ClientReceive,
    ServerReceive,
    ServerSend,
    MessageSend,
    MessageReceive,
    WireSend,
    WireReceive,
}

impl CoreAnnotation {
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        Some(match text {
            b"cs" => Self::ClientSend,
            b"cr" => Self::ClientReceive,
            b"sr" => Self::ServerReceive,
            b"ss" => Self::ServerSend,
            b"ms" => Self::MessageSend,
            b"mr" => Self::MessageReceive,
            b"ws" => Self::WireSend,
            b"wr" => Self::WireReceive,
            _ => return None,
        })
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::ClientSend => "cs",
            Self::ClientReceive => "cr",
            Self::ServerReceive => "sr",
            Self::ServerSend => "ss",
            Self::MessageSend => "ms",
            Self::MessageReceive => "mr",
            Self::WireSend => "ws",
            Self::WireReceive => "wr",
        }
    }

    pub(super) fn kind(self) -> Option<SpanKind> {
        Some(match self {
            Self::ClientSend | Self::ClientReceive => SpanKind::Client,
            Self::ServerReceive | Self::ServerSend => SpanKind::Server,
            Self::MessageSend => SpanKind::Producer,
            Self::MessageReceive => SpanKind::Consumer,
            Self::WireSend | Self::WireReceive => return None,
        })
    }
}

/// When something happened to a call, and to whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct CoreTime {
    pub(super) core: CoreAnnotation,
    pub(super) time_ns: u64,
    pub(super) endpoint: Endpoint,
}

/// A tag, or an address, with who has told it.
#[derive(Debug, Clone, Copy)]
pub(super) struct BinaryAnnotation {
    pub(super) pair: PairRow,
    pub(super) endpoint: Option<Endpoint>,
}
