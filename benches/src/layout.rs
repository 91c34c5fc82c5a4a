//! The layout of a service map, as the page has it: it names nothing else of the page.

use crate::random::Random;

#[path = "../../www/src/geometry"]
mod geometry {
    pub(crate) mod layered;
}

use geometry::layered::{Graph, layered};

/// A graph of so many services and kinds of calls, as if drawn at random.
#[derive(Debug, Clone)]
pub struct Calls {
    services: usize,
    edges: Vec<(usize, usize)>,
}

impl Calls {
    /// So many services, with so many kinds of calls between them.
    #[must_use]
    pub fn between(services: u32, edges: u32) -> Self {
        let mut random = Random(1);
        let mut service = || usize::try_from(random.below(services.into())).unwrap_or_default();
        Self { services: services as usize, edges: (0..edges).map(|_| (service(), service())).collect() }
    }

    /// Lays them out, and gives how wide and how high that is, in pixels.
    #[must_use]
    pub fn lay_out(&self) -> (f64, f64) {
        let drawn = layered(&Graph { nodes: self.services, edges: &self.edges });
        (drawn.width_px, drawn.height_px)
    }
}
