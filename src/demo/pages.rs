//! The pages of the shop: what each is made from.

use super::{
    backends::{ADD, CHARGE, CONVERT, ESTIMATE, GET, LIST, QUOTE, READ_CART, RECOMMEND, RESERVE, SHIP, STOCK, work},
    call::{Answer, Endpoint},
    faults,
    incidents::Trouble,
    messages::describe_message,
    scene::{Kind, Scene},
    services::{Scope, Service},
};

/// Storefront renders the first page. It does without recommendations when there are none.
pub(super) fn home(scene: &mut Scene) -> Answer {
    scene.work(2_500);
    let [listed, _] = scene.call_both([&LIST, &RECOMMEND]);
    listed?;
    scene.step("render home", 16_000);
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
    ask_database(scene, "INSERT", 7_500);
    scene.enter(Service::Checkout, Scope::Own, "publish order-placed", Kind::Producer);
    describe_message(scene.attributes(), "send");
    scene.work(1_300);
    scene.leave();
    work(scene, 1_900)
}

/// Checkout lists what somebody has ordered.
pub(super) fn list_orders(scene: &mut Scene) -> Answer {
    scene.work(1_200);
    ask_database(scene, "SELECT", 31_000);
    work(scene, 2_600)
}

/// Checkout writes all orders of a year into a file, which takes seconds on any day.
pub(super) fn export_orders(scene: &mut Scene) -> Answer {
    scene.work(1_500);
    ask_database(scene, "SELECT", 2_100_000);
    scene.step("write csv", 340_000);
    work(scene, 2_000)
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

/// Asks the database of orders, which records no spans either.
fn ask_database(scene: &mut Scene, operation: &'static str, median_us: u32) {
    let (name, text) = match operation {
        "INSERT" => {
            ("INSERT orders", "INSERT INTO orders (id, tenant, user_id, total, items) VALUES ($1, $2, $3, $4, $5)")
        }
        _ => ("SELECT orders", "SELECT * FROM orders WHERE tenant = $1 AND user_id = $2 ORDER BY created_at DESC"),
    };
    scene.enter(Service::Checkout, Scope::Db, name, Kind::Client);
    let attributes = scene.attributes();
    attributes.string("db.system.name", "postgresql");
    attributes.string("db.namespace", "orders");
    attributes.string("db.operation.name", operation);
    attributes.string("db.collection.name", "orders");
    attributes.string("db.query.text", text);
    attributes.string("server.address", "orders-db");
    attributes.int("server.port", 5_432);
    scene.work(median_us);
    scene.leave();
}

/// A probe is answered.
pub(super) fn nothing(scene: &mut Scene) -> Answer {
    work(scene, 320)
}
