//! Who comes when, for what.

use super::{
    incidents::{BUSY_TENANT, HOUR, Trouble, trouble_at},
    rng::Rng,
    services::Zone,
};

/// The mean pause between two requests, in ms, for each five minutes of the hour.
const PAUSE_MS: [u64; 12] = [168, 162, 156, 150, 147, 143, 141, 144, 142, 148, 154, 160];

/// Something that users, other machines or the platform ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Home,
    Product,
    Search,
    ShowCart,
    AddToCart,
    Checkout,
    Orders,
    Export,
    LearnOrders,
    Health,
}

/// How many of a thousand requests are for what.
const PAGES: [(Page, u64); 10] = [
    (Page::Home, 190),
    (Page::Product, 200),
    (Page::Search, 140),
    (Page::ShowCart, 120),
    (Page::AddToCart, 90),
    (Page::Checkout, 80),
    (Page::Orders, 45),
    (Page::Export, 5),
    (Page::LearnOrders, 10),
    (Page::Health, 120),
];

/// A customer of the shop's operator.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tenant {
    pub(super) name: &'static str,
    pub(super) plan: &'static str,
}

/// The tenants and how many of a hundred requests are theirs.
static TENANTS: [(Tenant, u64); 8] = [
    (Tenant { name: BUSY_TENANT, plan: "team" }, 24),
    (Tenant { name: "birch", plan: "enterprise" }, 20),
    (Tenant { name: "cedar", plan: "team" }, 16),
    (Tenant { name: "rowan", plan: "enterprise" }, 13),
    (Tenant { name: "alder", plan: "free" }, 10),
    (Tenant { name: "hazel", plan: "team" }, 8),
    (Tenant { name: "aspen", plan: "free" }, 6),
    (Tenant { name: "linden", plan: "free" }, 3),
];

/// What users have installed, the common ones more than once.
const BUILDS: [&str; 8] =
    ["web-8.13.2", "web-8.13.2", "web-8.13.2", "web-8.13.2", "web-8.13.1", "ios-5.2.0", "ios-5.2.0", "android-5.1.9"];

/// One request before it is served.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    /// Its place in the order of arrival.
    pub(super) number: u64,
    /// When it arrives.
    pub(super) at_ns: u64,
    pub(super) page: Page,
    pub(super) tenant: &'static Tenant,
    pub(super) zone: Zone,
    pub(super) user: u64,
    pub(super) product: u64,
    pub(super) build: &'static str,
    /// Whether the user sees the new checkout, which does no harm.
    pub(super) new_checkout: bool,
    /// The trouble of that time.
    pub(super) trouble: Option<Trouble>,
    /// Whether it is of the hour in which nothing is wrong.
    pub(super) is_calm: bool,
}

impl Visit {
    /// The visit before the first.
    pub(super) const NONE: Self = Self {
        number: 0,
        at_ns: 0,
        page: Page::Health,
        tenant: &TENANTS[0].0,
        zone: Zone::A,
        user: 0,
        product: 0,
        build: "",
        new_checkout: false,
        trouble: None,
        is_calm: false,
    };
}

/// All visits, in the order of arrival.
pub(super) struct Traffic {
    rng: Rng,
    number: u64,
    at_ns: u64,
}

impl Traffic {
    pub(super) const fn new() -> Self {
        Self { rng: Rng::stream(0), number: 0, at_ns: HOUR.from_ns }
    }

    /// The pause before the next request, in nanoseconds.
    fn pause_ns(&mut self) -> u64 {
        let five_minutes = (self.at_ns - HOUR.from_ns) / 300_000_000_000;
        let mean_ms =
            PAUSE_MS.iter().zip(0..).find(|&(_, index)| index == five_minutes).map_or(PAUSE_MS[0], |(&ms, _)| ms);
        self.rng.below(2 * mean_ms * 1_000_000)
    }

    /// What a request is for: by the usual mix, and while the cache is slow somebody exports a year of orders, month by
    /// month.
    fn page(&mut self, trouble: Option<Trouble>) -> Page {
        let page = weighted(&PAGES, self.rng.below(1_000));
        let exports = self.rng.once_in(9) && trouble == Some(Trouble::SlowCache);
        if exports { Page::Export } else { *page }
    }

    /// Where a request goes: a tenant is at home somewhere.
    fn zone(&mut self, tenant: &Tenant) -> Zone {
        let usual = weighted(&[(Zone::A, 40), (Zone::B, 32), (Zone::C, 28)], self.rng.below(100));
        let stays = !self.rng.once_in(14);
        if stays && tenant.name == BUSY_TENANT { Zone::C } else { *usual }
    }
}

impl Iterator for Traffic {
    type Item = Visit;

    fn next(&mut self) -> Option<Visit> {
        self.at_ns += self.pause_ns();
        self.number += 1;
        if !HOUR.contains(self.at_ns) {
            return None;
        }
        let trouble = trouble_at(self.at_ns);
        let page = self.page(trouble);
        let tenant = weighted(&TENANTS, self.rng.below(100));
        Some(Visit {
            number: self.number,
            at_ns: self.at_ns,
            page,
            tenant,
            zone: self.zone(tenant),
            user: self.rng.bits() >> 32,
            product: self.rng.below(800),
            build: self.rng.pick(&BUILDS),
            new_checkout: self.rng.once_in(2),
            trouble,
            is_calm: false,
        })
    }
}

/// The item at a point of the weights laid end to end.
fn weighted<T>(items: &[(T, u64)], mut point: u64) -> &T {
    for (item, weight) in items {
        match point.checked_sub(*weight) {
            Some(rest) => point = rest,
            None => return item,
        }
    }
    &items[0].0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_a_thousand_and_of_a_hundred() {
        assert_eq!(PAGES.iter().map(|(_, weight)| weight).sum::<u64>(), 1_000);
        assert_eq!(TENANTS.iter().map(|(_, weight)| weight).sum::<u64>(), 100);
    }

    #[test]
    fn requests_arrive_in_order_and_within_the_hour() {
        let times: Vec<u64> = Traffic::new().map(|visit| visit.at_ns).collect();
        assert!(times.is_sorted());
        assert!(times.iter().all(|&time| HOUR.contains(time)));
    }
}
