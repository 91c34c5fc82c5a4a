//! From a visit to its trace: the edge of the shop, and what goes on after the answer.

use super::{
    call::{Answer, Endpoint, Protocol::Http, Serve},
    incidents::{BUILD, EXPORT_ROUTE, FEATURE_STORE, NO_RULE_SET, RARE_BUILD, RARE_FAILURES, TENANT},
    messages::{Message, confirm, describe_message, link},
    pages,
    scene::{Kind, Scene},
    services::{Scope, Service},
    traffic::{Page, Visit},
};

/// The products that a job learns about, at least.
const LEAST_PRODUCTS: u64 = 6;

/// Plays visits one after the other and remembers what outlives them.
pub(super) struct Shop {
    scene: Scene,
    /// How many requests the first incident has broken so far.
    broken_quotes: u32,
    /// The last messages that were published. All zero while there are fewer.
    published: [Message; 4],
}

impl Shop {
    /// A shop that nobody has visited.
    pub(super) const fn new() -> Self {
        Self { scene: Scene::new(), broken_quotes: 0, published: [([0; 2], 0); 4] }
    }

    /// Plays one visit; the result holds its spans.
    pub(super) fn play(&mut self, visit: &Visit) -> &Scene {
        self.scene.begin(*visit);
        match visit.page {
            Page::Health => probe(&mut self.scene),
            Page::LearnOrders => self.learn_orders(),
            _ => self.request(visit),
        }
        &self.scene
    }

    /// A request of a user, from the gateway on, and the message that may follow it.
    fn request(&mut self, visit: &Visit) {
        let entry = Endpoint { service: Service::Gateway, serve: edge, ..behind(visit.page) };
        let result = self.scene.serve(&entry);
        let build = self.build(visit, result);
        self.scene.attributes().string(BUILD, build);
        if let Some(place) = self.scene.spans().iter().position(|span| span.kind == Kind::Producer) {
            let message = (self.scene.trace, self.scene.spans()[place].id);
            self.published.rotate_right(1);
            self.published[0] = message;
            confirm(&mut self.scene, place, message);
        }
    }

    /// What the user has installed: two of those whom the first incident hits have what nobody else has.
    fn build(&mut self, visit: &Visit, result: Answer) -> &'static str {
        if result.is_err_and(|fault| fault.class.exception == NO_RULE_SET) {
            self.broken_quotes += 1;
            if RARE_FAILURES.contains(&self.broken_quotes) {
                return RARE_BUILD;
            }
        }
        visit.build
    }

    /// Recommendation learns from the last orders, in a trace of its own that links to theirs.
    fn learn_orders(&mut self) {
        let scene = &mut self.scene;
        scene.enter(Service::Recommendation, Scope::Own, "process order-placed", Kind::Consumer);
        let messages = self.published.iter().filter(|(_, span)| *span != 0);
        let span = scene.span();
        describe_message(&mut span.attributes, "process");
        span.attributes.int("messaging.batch.message_count", messages.clone().count() as u64);
        for message in messages {
            link(&mut span.links, *message);
        }
        scene.work(3_000);
        scene.enter(Service::Recommendation, Scope::Own, "update model", Kind::Internal);
        let takes_ns = scene.takes_ns(46_000);
        learn_products(scene, takes_ns);
        scene.leave();
        scene.leave();
    }
}

/// What is asked of whom behind the gateway.
const fn behind(page: Page) -> Endpoint {
    let (service, name, method, route, serve): (_, _, _, _, Serve) = match page {
        Page::Home => (Service::Storefront, "GET /", "GET", "/", pages::home),
        Page::Product => (Service::Storefront, "GET /products/{id}", "GET", "/products/{id}", pages::product),
        Page::Search => (Service::Search, "GET /search", "GET", "/search", pages::search),
        Page::ShowCart => (Service::Gateway, "GET /cart", "GET", "/cart", pages::show_cart),
        Page::AddToCart => (Service::Gateway, "POST /cart", "POST", "/cart", pages::add_to_cart),
        Page::Checkout => (Service::Checkout, "POST /checkout", "POST", "/checkout", pages::check_out),
        Page::Orders => (Service::Checkout, "GET /orders", "GET", "/orders", pages::list_orders),
        Page::Export => (Service::Checkout, "GET /orders/export", "GET", EXPORT_ROUTE, pages::export_orders),
        Page::Health | Page::LearnOrders => (Service::Gateway, "GET /healthz", "GET", "/healthz", pages::nothing),
    };
    Endpoint { service, name, protocol: Http { method, route }, serve }
}

/// Learns one product after the other: a job that asks a lot, each thing once.
fn learn_products(scene: &mut Scene, takes_ns: u64) {
    let end_ns = scene.now_ns + takes_ns;
    let products = LEAST_PRODUCTS + scene.chaos.below(4);
    for _ in 0..products {
        scene.enter(Service::Recommendation, Scope::Own, "learn product", Kind::Internal);
        scene.enter(Service::Recommendation, Scope::Db, "HGET", Kind::Client);
        let attributes = scene.attributes();
        attributes.string("db.system.name", "redis");
        attributes.string("server.address", FEATURE_STORE);
        scene.now_ns += takes_ns / (products + 1) / 2;
        scene.leave();
        scene.now_ns += takes_ns / (products + 1) / 2;
        scene.leave();
    }
    scene.now_ns = end_ns;
}

/// Gateway says who is asking and hands the request on, unless it answers itself.
fn edge(scene: &mut Scene) -> Answer {
    let Visit { page, tenant, user, .. } = scene.visit;
    let attributes = scene.attributes();
    attributes.string(TENANT, tenant.name);
    attributes.string("app.plan", tenant.plan);
    attributes.id("app.user.id", "u-", user, 8);
    scene.work(420);
    let endpoint = behind(page);
    let result = if endpoint.service == Service::Gateway { (endpoint.serve)(scene) } else { scene.call(&endpoint) };
    scene.work(310);
    let size = 180 + if result.is_ok() { scene.rng.below(52_000) } else { 0 };
    scene.attributes().int("http.response.body.size", size);
    result
}

/// The platform asks a service whether it is alive.
fn probe(scene: &mut Scene) {
    let service = scene.rng.pick(&Service::ALL);
    let entry = Endpoint { service, ..behind(Page::Health) };
    // A probe never fails: there is nothing in it that could.
    scene.serve(&entry).ok();
    scene.attributes().string("user_agent.original", "kube-probe/1.31");
}
