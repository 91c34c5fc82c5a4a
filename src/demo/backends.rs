//! The services behind the pages: catalog, cart, inventory, payment, shipping and the rest.
//!
//! Three of the four incidents happen here; the fourth, the cache, is asked from here.

use super::{
    call::{Answer, Endpoint, Protocol::Rpc},
    faults,
    incidents::{BUSY_TENANT, CACHE, FLAG, SLOW_LINE, TENANT, Trouble},
    scene::{Kind, Scene, Severity},
    services::{Scope, Service},
};

pub(super) const LIST: Endpoint = Endpoint {
    service: Service::Catalog,
    name: "shop.Catalog/List",
    protocol: Rpc { service: "shop.Catalog", method: "List" },
    serve: |scene| {
        scene.step("read products", 9_000);
        scene.work(1_500);
        Ok(())
    },
};
pub(super) const GET: Endpoint = Endpoint {
    service: Service::Catalog,
    name: "shop.Catalog/Get",
    protocol: Rpc { service: "shop.Catalog", method: "Get" },
    serve: get_product,
};
pub(super) const QUOTE: Endpoint = Endpoint {
    service: Service::Catalog,
    name: "shop.Catalog/Quote",
    protocol: Rpc { service: "shop.Catalog", method: "Quote" },
    serve: quote,
};
pub(super) const STOCK: Endpoint = Endpoint {
    service: Service::Inventory,
    name: "shop.Inventory/Stock",
    protocol: Rpc { service: "shop.Inventory", method: "Stock" },
    serve: |scene| work(scene, 4_200),
};
pub(super) const RESERVE: Endpoint = Endpoint {
    service: Service::Inventory,
    name: "shop.Inventory/Reserve",
    protocol: Rpc { service: "shop.Inventory", method: "Reserve" },
    serve: reserve,
};
pub(super) const CONVERT: Endpoint = Endpoint {
    service: Service::Currency,
    name: "shop.Currency/Convert",
    protocol: Rpc { service: "shop.Currency", method: "Convert" },
    serve: convert,
};
pub(super) const RECOMMEND: Endpoint = Endpoint {
    service: Service::Recommendation,
    name: "shop.Recommendation/For",
    protocol: Rpc { service: "shop.Recommendation", method: "For" },
    serve: recommend,
};
pub(super) const READ_CART: Endpoint = Endpoint {
    service: Service::Cart,
    name: "shop.Cart/Read",
    protocol: Rpc { service: "shop.Cart", method: "Read" },
    serve: |scene| {
        scene.work(900);
        ask_cache(scene, "HGETALL");
        scene.say(Severity::Info, ("cart has ", " items"));
        if scene.chatter.once_in(9) {
            scene.say(Severity::Warn, ("cart holds a product that is no longer sold, sku-", ""));
        }
        work(scene, 600)
    },
};
pub(super) const ADD: Endpoint = Endpoint {
    service: Service::Cart,
    name: "shop.Cart/Add",
    protocol: Rpc { service: "shop.Cart", method: "Add" },
    serve: |scene| {
        scene.work(1_100);
        scene.call(&QUOTE)?;
        ask_cache(scene, "HSET");
        work(scene, 500)
    },
};
pub(super) const CHARGE: Endpoint = Endpoint {
    service: Service::Payment,
    name: "shop.Payment/Charge",
    protocol: Rpc { service: "shop.Payment", method: "Charge" },
    serve: charge,
};
pub(super) const ESTIMATE: Endpoint = Endpoint {
    service: Service::Shipping,
    name: "shop.Shipping/Estimate",
    protocol: Rpc { service: "shop.Shipping", method: "Estimate" },
    serve: |scene| unless_refused(scene, 6_500),
};
pub(super) const SHIP: Endpoint = Endpoint {
    service: Service::Shipping,
    name: "shop.Shipping/Ship",
    protocol: Rpc { service: "shop.Shipping", method: "Ship" },
    serve: |scene| unless_refused(scene, 24_000),
};

fn get_product(scene: &mut Scene) -> Answer {
    scene.work(3_800);
    if scene.rng.once_in(260) {
        return Err(scene.fail(&faults::NO_SUCH_PRODUCT));
    }
    Ok(())
}

/// The price of a product. With the flag on, only prices that were computed before can be told.
fn quote(scene: &mut Scene) -> Answer {
    let flag_on = scene.chaos.below(100) < 35 && scene.visit.trouble == Some(Trouble::FeatureFlag);
    let computed_before = scene.chaos.once_in(11);
    scene.attributes().string(FLAG, if flag_on { "on" } else { "off" });
    scene.work(1_300);
    if flag_on && !computed_before {
        return Err(scene.fail(&faults::NO_RULE_SET));
    }
    scene.step("apply price rules", 6_200);
    scene.say(Severity::Info, ("price is that of rule ", ""));
    work(scene, 400)
}

fn convert(scene: &mut Scene) -> Answer {
    if scene.chatter.once_in(15) {
        scene.say(Severity::Warn, ("rates are ", " s old, next update is late"));
    }
    work(scene, 700)
}

fn recommend(scene: &mut Scene) -> Answer {
    if scene.chatter.once_in(12) {
        scene.say(Severity::Warn, ("model has not seen ", " of the products"));
    }
    scene.work(19_000);
    if scene.rng.once_in(340) {
        scene.now_ns += 80_000_000;
        return Err(scene.fail(&faults::TOO_LATE));
    }
    Ok(())
}

fn reserve(scene: &mut Scene) -> Answer {
    scene.work(9_500);
    if scene.chaos.once_in(130) && scene.visit.trouble == Some(Trouble::RetryStorm) {
        scene.now_ns += 40_000_000;
        return Err(scene.fail(&faults::DEADLOCK));
    }
    Ok(())
}

/// Payment checks the tenant's quota, then asks a bank.
fn charge(scene: &mut Scene) -> Answer {
    let tenant = scene.visit.tenant.name;
    scene.attributes().string(TENANT, tenant);
    scene.work(2_800);
    if scene.visit.trouble == Some(Trouble::TenantQuota) && tenant == BUSY_TENANT {
        return Err(scene.fail(&faults::QUOTA_EXCEEDED));
    }
    scene.step("authorize card", 138_000);
    if scene.rng.once_in(38) {
        return Err(scene.fail(&faults::CARD_DECLINED));
    }
    scene.say(Severity::Info, ("charge authorized, attempt ", ""));
    work(scene, 1_600)
}

/// Shipping turns a call away after half a second when it is told to, else does its work.
fn unless_refused(scene: &mut Scene, median_us: u32) -> Answer {
    if scene.refusals == 0 {
        return work(scene, median_us);
    }
    scene.now_ns += 480_000_000 + scene.rng.below(60_000_000);
    Err(scene.fail(&faults::NO_WORKER))
}

/// Asks the cache, which records no spans of its own.
fn ask_cache(scene: &mut Scene, operation: &'static str) {
    scene.enter(Service::Cart, Scope::Db, operation, Kind::Client);
    let attributes = scene.attributes();
    attributes.string("db.system.name", "redis");
    attributes.string("db.operation.name", operation);
    attributes.string("server.address", CACHE);
    attributes.int("server.port", 6_379);
    scene.work(750);
    if scene.visit.trouble == Some(Trouble::SlowCache) {
        scene.now_ns += 370_000_000 + scene.chaos.below(60_000_000);
        scene.warn_of_time(SLOW_LINE);
    }
    scene.leave();
}

/// Takes some time and succeeds.
#[expect(clippy::unnecessary_wraps, reason = "it is what most services end with, and they answer")]
pub(super) fn work(scene: &mut Scene, median_us: u32) -> Answer {
    scene.work(median_us);
    Ok(())
}
