//! What goes wrong in the shop, whether by incident or as it does every day.

use super::text::{self, List};

/// A kind of failure: what its exception says and which status it becomes on the wire.
pub(super) struct Class {
    /// `exception.type`; empty where the code answers with a status and throws nothing.
    pub(super) exception: &'static str,
    /// The message before and after its number.
    message: (&'static str, &'static str),
    /// `exception.stacktrace` below its first line.
    stack: &'static str,
    /// Whether a log has the exception, and the span neither an event nor a message of it, as with SDKs that no longer write events of spans.
    pub(super) is_logged: bool,
    /// The gRPC status that it is answered with.
    pub(super) grpc: GrpcStatus,
    /// The HTTP status that it is answered with.
    pub(super) http: u64,
}

/// A gRPC status: number, name, and whether the conventions make the *server's* span an error.
#[derive(Clone, Copy)]
pub(super) struct GrpcStatus {
    pub(super) code: u64,
    pub(super) name: &'static str,
    pub(super) blames_server: bool,
}

const UNKNOWN: GrpcStatus = GrpcStatus { code: 2, name: "UNKNOWN", blames_server: true };
const DEADLINE_EXCEEDED: GrpcStatus = GrpcStatus { code: 4, name: "DEADLINE_EXCEEDED", blames_server: true };
const NOT_FOUND: GrpcStatus = GrpcStatus { code: 5, name: "NOT_FOUND", blames_server: false };
const FAILED_PRECONDITION: GrpcStatus = GrpcStatus { code: 9, name: "FAILED_PRECONDITION", blames_server: false };
const INTERNAL: GrpcStatus = GrpcStatus { code: 13, name: "INTERNAL", blames_server: true };
const UNAVAILABLE: GrpcStatus = GrpcStatus { code: 14, name: "UNAVAILABLE", blames_server: true };

/// The first incident: the new pricing asks for rules that nobody wrote.
pub(super) static NO_RULE_SET: Class = Class {
    exception: super::incidents::NO_RULE_SET,
    message: ("no rule set for price group ", ""),
    stack: "\n\tat shop.catalog.pricing.DynamicPricing.ruleSetOf(DynamicPricing.java:118)\
            \n\tat shop.catalog.pricing.DynamicPricing.quote(DynamicPricing.java:64)\
            \n\tat shop.catalog.CatalogService.quote(CatalogService.java:203)\
            \n\tat shop.catalog.CatalogGrpc$MethodHandlers.invoke(CatalogGrpc.java:512)\
            \n\tat io.grpc.stub.ServerCalls$UnaryServerCallHandler$UnaryServerCallListener.onHalfClose(ServerCalls.java:182)",
    is_logged: false,
    grpc: INTERNAL,
    http: 500,
};

/// The third incident: one tenant has used up what it paid for.
pub(super) static QUOTA_EXCEEDED: Class = Class {
    exception: super::incidents::QUOTA_EXCEEDED,
    message: ("monthly quota of 50000 charges exceeded, resets in ", " s"),
    stack: "\n\tat shop.payment.Quota.take(Quota.java:41)\
            \n\tat shop.payment.PaymentService.charge(PaymentService.java:97)\
            \n\tat shop.payment.PaymentGrpc$MethodHandlers.invoke(PaymentGrpc.java:288)\
            \n\tat io.grpc.stub.ServerCalls$UnaryServerCallHandler$UnaryServerCallListener.onHalfClose(ServerCalls.java:182)",
    is_logged: true,
    grpc: UNKNOWN,
    http: 500,
};

/// The fourth incident: shipping has no worker left, for a moment.
pub(super) static NO_WORKER: Class = Class {
    exception: super::incidents::NO_WORKER,
    message: ("no worker became free within ", " ms"),
    stack: "",
    is_logged: false,
    grpc: UNAVAILABLE,
    http: 503,
};

/// What really fails during the fourth incident.
pub(super) static DEADLOCK: Class = Class {
    exception: super::incidents::DEADLOCK,
    message: ("ERROR: deadlock detected (SQLSTATE 40P01), waiting for transaction ", ""),
    stack: "",
    is_logged: false,
    grpc: INTERNAL,
    http: 500,
};

/// Every day: a link to a product that is no longer sold.
pub(super) static NO_SUCH_PRODUCT: Class = Class {
    exception: "",
    message: ("product sku-", " does not exist"),
    stack: "",
    is_logged: false,
    grpc: NOT_FOUND,
    http: 404,
};

/// Every day: recommendations that come too late, and are done without.
pub(super) static TOO_LATE: Class = Class {
    exception: "",
    message: ("deadline exceeded after ", " ms"),
    stack: "",
    is_logged: false,
    grpc: DEADLINE_EXCEEDED,
    http: 504,
};

/// Every day: a card that its bank refuses.
pub(super) static CARD_DECLINED: Class = Class {
    exception: "",
    message: ("card declined by issuer, reference ", ""),
    stack: "",
    is_logged: false,
    grpc: FAILED_PRECONDITION,
    http: 402,
};

/// Every day: a search that finds nobody home.
pub(super) static SHARD_TIMEOUT: Class = Class {
    exception: "elastic_transport.ConnectionTimeout",
    message: ("Connection timed out: shard ", " of index products"),
    stack: "\n  File \"/app/search/api.py\", line 88, in search\n    hits = await self.index.query(text, size=24)\
            \n  File \"/app/search/index.py\", line 141, in query\n    return await self.client.search(index=\"products\", query=query)",
    is_logged: false,
    grpc: UNAVAILABLE,
    http: 503,
};

/// Every day: a mail server that wants to be asked again.
pub(super) static MAIL_SERVER_BUSY: Class = Class {
    exception: "Net::SMTPServerBusy",
    message: ("451 4.3.2 try again later, queue id ", ""),
    stack: "\n/app/lib/mailer.rb:57:in `deliver'\n/app/lib/consumer.rb:31:in `process'",
    is_logged: false,
    grpc: UNAVAILABLE,
    http: 503,
};

/// One failure: its kind and the number in its message.
#[derive(Clone, Copy)]
pub(super) struct Fault {
    pub(super) class: &'static Class,
    pub(super) number: u64,
}

impl Fault {
    /// Appends the message.
    pub(super) fn write_message(self, out: &mut Vec<u8>) {
        let (before, after) = self.class.message;
        text::raw(out, before);
        text::decimal(out, self.number);
        text::raw(out, after);
    }

    /// Adds the exception to the events of the span that it escaped from, if one was thrown and no log has it.
    pub(super) fn write_event(self, time_ns: u64, events: &mut List) {
        if self.class.exception.is_empty() || self.class.is_logged {
            return;
        }
        let out = events.item();
        text::raw(out, "{\"timeUnixNano\":\"");
        text::decimal(out, time_ns);
        text::raw(out, "\",\"name\":\"exception\",\"attributes\":[");
        out.extend_from_slice(self.attributes().items());
        text::raw(out, "]}");
    }

    /// What is told of the exception.
    pub(super) fn attributes(self) -> List {
        let Class { exception, stack, .. } = *self.class;
        let mut attributes = List::default();
        attributes.string("exception.type", exception);
        attributes.text("exception.message", |out| self.write_message(out));
        if !stack.is_empty() {
            attributes.text("exception.stacktrace", |out| {
                text::raw(out, exception);
                text::raw(out, ": ");
                self.write_message(out);
                text::escaped(out, stack);
            });
        }
        attributes
    }
}
