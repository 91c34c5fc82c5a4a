//! The pages of the shop: what each is made from.

use super::{
    backends::{ADD, CHARGE, CONVERT, ESTIMATE, GET, LIST, QUOTE, READ_CART, RECOMMEND, RESERVE, SHIP, STOCK, work},
    call::{Answer, Endpoint},
    faults,
    incidents::{PARTS_STORE, REPEATED_CALLS, Trouble},
    messages::describe_message,
    scene::{Kind, Scene, Severity},
    services::{Scope, Service},
};

/// The orders that anybody has, at least.
const LEAST_ORDERS: u64 = 5;

/// In so many parts a file is stored.
const PARTS: u32 = 6;

/// Storefront renders the first page. It does without recommendations when there are none.
pub(super) fn home(scene: &mut Scene) -> Answer {
    scene.work(2_500);
    let [listed, _] = scene.call_both([&LIST, &RECOMMEND]);
    listed?;
    scene.step("render home", 16_000);
    scene.say(Severity::Info, ("page has ", " fragments"));
    work(scene, 900)
}

/// Storefront renders a product.
pub(super) fn product(scene: &mut Scene) -> Answer {
    scene.work(1_800);
    scene.call(&GET)?;
    scene.call(&QUOTE)?;
    let [in_stock, converted] = scene.call_both([&STOCK, &CONVERT]);
    in_stock.and(converted)?;
    scene.step("render product", 21_000);
    scene.say(Severity::Info, ("page has ", " fragments"));
    work(scene, 800)
}

/// Search asks its index, then catalog.
pub(super) fn search(scene: &mut Scene) -> Answer {
    scene.work(3_000);
    if scene.rng.once_in(420) {
        scene.work(52_000);
        return Err(scene.fail(&faults::SHARD_TIMEOUT));
    }
    scene.step("query index", 58_000);
    scene.say(Severity::Info, ("index has ", " hits"));
    scene.call(&LIST)?;
    work(scene, 2_400)
}

/// Gateway puts the cart page together itself.
pub(super) fn show_cart(scene: &mut Scene) -> Answer {
    scene.call(&READ_CART)?;
    insist(scene, &ESTIMATE)
}

/// Gateway hands on what goes into a cart.
pub(super) fn add_to_cart(scene: &mut Scene) -> Answer {
    scene.call(&ADD)
}

/// Checkout takes an order through all that it needs, one after the other.
pub(super) fn check_out(scene: &mut Scene) -> Answer {
    let (items, cents) = (1 + scene.rng.below(9), 900 + scene.rng.below(24_000));
    let new_checkout = scene.visit.new_checkout;
    scene.attributes().int("app.cart.items", items);
    scene.attributes().hundredths("app.order.total", cents * items);
    scene.attributes().bool("app.feature_flag.new-checkout", new_checkout);
    scene.work(2_200);
    scene.call(&READ_CART)?;
    scene.call(&RESERVE)?;
    scene.call(&CHARGE)?;
    insist(scene, &SHIP)?;
    let takes_ns = scene.takes_ns(7_500);
    ask_database(scene, &INSERT, takes_ns);
    scene.enter(Service::Checkout, Scope::Own, "publish order-placed", Kind::Producer);
    describe_message(scene.attributes(), "send");
    scene.work(1_300);
    scene.leave();
    work(scene, 1_900)
}

/// Checkout lists what somebody has ordered, and asks for the items of each order by itself. One question for all would take as long, here.
pub(super) fn list_orders(scene: &mut Scene) -> Answer {
    scene.work(1_200);
    let takes_ns = scene.takes_ns(31_000);
    let orders = if scene.visit.is_calm { 0 } else { LEAST_ORDERS + scene.chaos.below(4) };
    let each_ns = takes_ns / 40;
    ask_database(scene, &SELECT_ORDERS, takes_ns - orders * each_ns);
    for _ in 0..orders {
        ask_database(scene, &SELECT_ITEMS, each_ns);
    }
    work(scene, 2_600)
}

/// Checkout writes all orders of a year into a file, which takes seconds on any day.
pub(super) fn export_orders(scene: &mut Scene) -> Answer {
    scene.work(1_500);
    let takes_ns = scene.takes_ns(2_100_000);
    ask_database(scene, &SELECT_ORDERS, takes_ns);
    scene.enter(Service::Checkout, Scope::Own, "write csv", Kind::Internal);
    let takes_ns = scene.takes_ns(340_000);
    upload_parts(scene, takes_ns);
    scene.leave();
    work(scene, 2_000)
}

/// Puts the parts of a file into a store, all at once.
fn upload_parts(scene: &mut Scene, takes_ns: u64) {
    let begin_ns = scene.now_ns;
    for _ in 0..PARTS {
        scene.now_ns = begin_ns + takes_ns / 5;
        scene.enter(Service::Checkout, Scope::Http, "PUT", Kind::Client);
        let attributes = scene.attributes();
        attributes.string("http.request.method", "PUT");
        attributes.string("url.template", "/exports/{id}/parts");
        attributes.int("http.response.status_code", 200);
        attributes.string("server.address", PARTS_STORE);
        scene.now_ns += takes_ns / 2 + takes_ns / 400 * scene.chaos.below(100);
        scene.leave();
    }
    scene.now_ns = begin_ns + takes_ns;
}

/// Calls shipping until it accepts, with a pause after each refusal.
fn insist(scene: &mut Scene, endpoint: &Endpoint) -> Answer {
    const PAUSE_NS: u64 = 150_000_000;
    let overloaded = scene.chaos.below(100) < 72 && scene.visit.trouble == Some(Trouble::RetryStorm);
    let twice = scene.chaos.once_in(5);
    scene.refusals = u32::from(overloaded) + u32::from(overloaded && twice);
    while scene.refusals > 0 {
        // Drawn from the other stream, a refusal leaves the rest of the request as it would have been.
        std::mem::swap(&mut scene.rng, &mut scene.chaos);
        let refused = scene.call(endpoint);
        std::mem::swap(&mut scene.rng, &mut scene.chaos);
        scene.now_ns += if refused.is_err() { PAUSE_NS } else { 0 };
        scene.refusals -= 1;
    }
    scene.call(endpoint)
}

/// What is asked of the database of orders.
struct Query {
    name: &'static str,
    operation: &'static str,
    table: &'static str,
    text: &'static str,
}

const INSERT: Query = Query {
    name: "INSERT orders",
    operation: "INSERT",
    table: "orders",
    text: "INSERT INTO orders (id, tenant, user_id, total, items) VALUES ($1, $2, $3, $4, $5)",
};
const SELECT_ORDERS: Query = Query {
    name: "SELECT orders",
    operation: "SELECT",
    table: "orders",
    text: "SELECT * FROM orders WHERE tenant = $1 AND user_id = $2 ORDER BY created_at DESC",
};
const SELECT_ITEMS: Query = Query {
    name: REPEATED_CALLS.name,
    operation: "SELECT",
    table: "order_items",
    text: "SELECT * FROM order_items WHERE order_id = $1",
};

/// Asks the database of orders, which records no spans either.
fn ask_database(scene: &mut Scene, query: &Query, takes_ns: u64) {
    scene.enter(Service::Checkout, Scope::Db, query.name, Kind::Client);
    let attributes = scene.attributes();
    attributes.string("db.system.name", "postgresql");
    attributes.string("db.namespace", "orders");
    attributes.string("db.operation.name", query.operation);
    attributes.string("db.collection.name", query.table);
    attributes.string("db.query.text", query.text);
    attributes.string("server.address", REPEATED_CALLS.callee);
    attributes.int("server.port", 5_432);
    scene.now_ns += takes_ns;
    scene.leave();
}

/// A probe is answered.
pub(super) fn nothing(scene: &mut Scene) -> Answer {
    work(scene, 320)
}
