//! Searches of servers of traces.

use leptos::prelude::*;
use spanlens::trace_api::TraceApi;

use super::Session;
use crate::sources::{Opened, SearchSource};
use crate::words::{Origin, Searched};

impl Session {
    /// The search that is open, or that a link names, or that was made last of servers with such an API; of a link with its headers only if a
    /// person has given them before.
    pub(crate) fn search(&self, api: TraceApi) -> Option<SearchSource> {
        self.inner.with_value(|inner| {
            let named = inner.wanted.as_ref().and_then(|address| {
                address.origins.iter().find_map(|origin| match origin {
                    Origin::Search(place) if place.api == api => Some((**place).clone()),
                    _ => None,
                })
            });
            let Some(place) = named else {
                let opened = inner.opened.iter().find_map(Opened::search).filter(|source| source.place.api == api);
                return opened.or(inner.known.searches.iter().rfind(|source| source.place.api == api)).cloned();
            };
            Some(inner.known.search(&place).unwrap_or(SearchSource { place, ..SearchSource::default() }))
        })
    }

    /// Sees that a search is made first, whatever the address of the page says. Where a person has to say what is looked for, as Jaeger wants a
    /// service, gives the API whose form asks.
    pub(crate) fn take_search(&self, source: &SearchSource) -> Option<TraceApi> {
        let Searched { api, wanted, .. } = &source.place;
        if *api == TraceApi::Jaeger && wanted.service.is_none() && wanted.trace_id.is_none() {
            self.inner.update_value(|inner| inner.known.searches.push(source.clone()));
            return Some(*api);
        }
        self.give(Opened::Search(Box::new(source.clone())));
        None
    }

    /// Searches in place of everything.
    pub(crate) fn open_search(&self, source: SearchSource) {
        self.open(Opened::Search(Box::new(source)));
    }

    /// Searches once more, with something changed. What is shown of it stays.
    pub(crate) fn search_again(&self, change: impl FnOnce(&mut Searched)) {
        let opened = self.inner.with_value(|inner| inner.opened.iter().find_map(Opened::search).cloned());
        let Some(mut source) = opened else { return };
        change(&mut source.place);
        let mut shown = untrack(|| self.state.address());
        shown.origins = vec![Origin::Search(Box::new(source.place.clone()))];
        self.replace(vec![Opened::Search(Box::new(source))]);
        self.state.show(&shown);
    }
}
