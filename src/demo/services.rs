//! Who is there: the services of the shop, where they run and what instruments them.

use super::{
    rng::mix,
    text::{self, List},
};

/// A service that records spans. `cart-redis` and `orders-db` record none: they are known from those who call them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Service {
    #[default]
    Gateway,
    Storefront,
    Catalog,
    Search,
    Cart,
    Checkout,
    Payment,
    Shipping,
    Inventory,
    Recommendation,
    Currency,
    Email,
}

impl Service {
    pub(super) const ALL: [Self; 12] = [
        Self::Gateway,
        Self::Storefront,
        Self::Catalog,
        Self::Search,
        Self::Cart,
        Self::Checkout,
        Self::Payment,
        Self::Shipping,
        Self::Inventory,
        Self::Recommendation,
        Self::Currency,
        Self::Email,
    ];

    /// Name, version and language.
    const fn facts(self) -> (&'static str, &'static str, &'static Language) {
        match self {
            Self::Gateway => ("gateway", "2.9.1", &GO),
            Self::Storefront => ("storefront", "8.13.2", &NODE),
            Self::Catalog => ("catalog", "4.17.0", &JAVA),
            Self::Search => ("search", "1.42.3", &PYTHON),
            Self::Cart => ("cart", "3.5.8", &DOTNET),
            Self::Checkout => ("checkout", "5.0.4", &GO),
            Self::Payment => ("payment", "6.2.1", &JAVA),
            Self::Shipping => ("shipping", "0.21.0", &RUST),
            Self::Inventory => ("inventory", "2.2.7", &GO),
            Self::Recommendation => ("recommendation", "0.9.12", &PYTHON),
            Self::Currency => ("currency", "1.3.0", &CPP),
            Self::Email => ("email", "1.8.5", &RUBY),
        }
    }

    /// `service.name`, which is also the host that others call.
    pub(super) const fn name(self) -> &'static str {
        self.facts().0
    }
}

/// A data centre. Requests stay in the one that they enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Zone {
    #[default]
    A,
    B,
    C,
}

impl Zone {
    pub(super) const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::A => "eu-central-1a",
            Self::B => super::incidents::PROXIED_ZONE,
            Self::C => super::incidents::BUSY_ZONE,
        }
    }
}

/// What recorded a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Scope {
    /// The instrumentation of the HTTP library.
    #[default]
    Http,
    /// The instrumentation of the RPC library.
    Rpc,
    /// The instrumentation of the database library.
    Db,
    /// The service's own code.
    Own,
}

impl Scope {
    pub(super) const ALL: [Self; 4] = [Self::Http, Self::Rpc, Self::Db, Self::Own];

    /// Appends the scope as OTLP writes it.
    pub(super) fn write(self, out: &mut Vec<u8>, service: Service) {
        let (service_name, service_version, language) = service.facts();
        let (name, version) = match self {
            Self::Http => (language.http, language.version),
            Self::Rpc => (language.rpc, language.version),
            Self::Db => (language.db, language.version),
            Self::Own => (service_name, service_version),
        };
        for part in ["{\"name\":\"", name, "\",\"version\":\"", version, "\"}"] {
            text::raw(out, part);
        }
    }
}

/// A programming language's OpenTelemetry: SDK version, instrumentation version, instrumentations.
struct Language {
    name: &'static str,
    sdk: &'static str,
    version: &'static str,
    http: &'static str,
    rpc: &'static str,
    db: &'static str,
}

const GO: Language = Language {
    name: "go",
    sdk: "1.39.0",
    version: "0.64.0",
    http: "go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
    rpc: "go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc",
    db: "github.com/XSAM/otelsql",
};
const NODE: Language = Language {
    name: "nodejs",
    sdk: "2.2.0",
    version: "0.208.0",
    http: "@opentelemetry/instrumentation-http",
    rpc: "@opentelemetry/instrumentation-grpc",
    db: "@opentelemetry/instrumentation-pg",
};
const JAVA: Language = Language {
    name: "java",
    sdk: "1.57.0",
    version: "2.23.0-alpha",
    http: "io.opentelemetry.netty-4.1",
    rpc: "io.opentelemetry.grpc-1.6",
    db: "io.opentelemetry.jdbc",
};
const PYTHON: Language = Language {
    name: "python",
    sdk: "1.39.1",
    version: "0.60b1",
    http: "opentelemetry.instrumentation.fastapi",
    rpc: "opentelemetry.instrumentation.grpc",
    db: "opentelemetry.instrumentation.elasticsearch",
};
const DOTNET: Language = Language {
    name: "dotnet",
    sdk: "1.14.0",
    version: "1.14.0",
    http: "Microsoft.AspNetCore",
    rpc: "OpenTelemetry.Instrumentation.GrpcNetClient",
    db: "OpenTelemetry.Instrumentation.StackExchangeRedis",
};
const RUST: Language = Language {
    name: "rust",
    sdk: "0.31.0",
    version: "0.32.0",
    http: "tracing-opentelemetry/axum",
    rpc: "tracing-opentelemetry/tonic",
    db: "tracing-opentelemetry/sqlx",
};
const CPP: Language =
    Language { name: "cpp", sdk: "1.24.0", version: "1.24.0", http: "shop-http", rpc: "shop-grpc", db: "shop-sql" };
const RUBY: Language = Language {
    name: "ruby",
    sdk: "1.10.0",
    version: "0.26.0",
    http: "OpenTelemetry::Instrumentation::Net::HTTP",
    rpc: "OpenTelemetry::Instrumentation::Grpc",
    db: "OpenTelemetry::Instrumentation::PG",
};

/// Instance ids are scrambled from here on, far from the numbers of traces and spans.
const INSTANCE_IDS: u64 = 1 << 48;

/// Appends the resource of one instance: a service in a zone.
pub(super) fn write_resource(out: &mut Vec<u8>, service: Service, zone: Zone) {
    let (name, version, language) = service.facts();
    let hash = mix(INSTANCE_IDS + ((service as u64) << 8) + zone as u64);
    let mut attributes = List::default();
    attributes.string("service.name", name);
    attributes.string("service.namespace", "shop");
    attributes.string("service.version", version);
    attributes.id("service.instance.id", "", hash, 16);
    attributes.text("k8s.pod.name", |out| write_pod(out, name, version, hash));
    attributes.string("cloud.availability_zone", zone.name());
    attributes.string("telemetry.sdk.language", language.name);
    attributes.string("telemetry.sdk.name", "opentelemetry");
    attributes.string("telemetry.sdk.version", language.sdk);
    text::raw(out, "{\"attributes\":[");
    out.extend_from_slice(attributes.items());
    text::raw(out, "]}");
}

/// A pod's name as a Kubernetes deployment makes it: name, hash of the template, hash of the pod.
fn write_pod(out: &mut Vec<u8>, name: &str, version: &str, hash: u64) {
    let template = version.bytes().fold(1, |hash, byte| mix(hash + u64::from(byte)));
    for (prefix, number, digits) in [(name, template, 9), ("", hash, 5)] {
        text::raw(out, prefix);
        out.push(b'-');
        text::hex(out, number);
        out.truncate(out.len() + digits - 16);
    }
}
