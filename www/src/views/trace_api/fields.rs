//! What a person has written in the form, and what it means.

use leptos::prelude::*;
use spanlens::trace_api::{TraceApi, TraceApiServer, TraceSearch};
use spanlens::units::TimeRange;

use super::written::{parsed_duration, parsed_tags, written_duration, written_tags};
use crate::format::{self, Zone, from_wall, on_wall};
use crate::signals::RwSignal;
use crate::sources::SearchSource;
use crate::views::url_form::parsed_headers;
use crate::words::{Period, Searched};

/// What is written, field by field.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) api: TraceApi,
    pub(super) url: RwSignal<String>,
    pub(super) headers: RwSignal<String>,
    pub(super) service: RwSignal<String>,
    pub(super) operation: RwSignal<String>,
    pub(super) tags: RwSignal<String>,
    pub(super) query: RwSignal<String>,
    pub(super) min_duration: RwSignal<String>,
    pub(super) max_duration: RwSignal<String>,
    /// The minutes of a range that moves with the clock; nothing for one that does not.
    pub(super) last: RwSignal<Option<u32>>,
    pub(super) from: RwSignal<String>,
    pub(super) to: RwSignal<String>,
    pub(super) limit: RwSignal<String>,
    pub(super) trace_id: RwSignal<String>,
}

impl Fields {
    /// Fields that say what is known already, at a time of the page's clock.
    pub(super) fn of(api: TraceApi, source: SearchSource, zone: Zone, now_ns: u64) -> Self {
        let SearchSource { place: Searched { url, wanted, period, .. }, headers } = source;
        let is_offered = |minutes: &u32| Period::PRESETS.iter().any(|(preset, _)| preset == minutes);
        let last = match period {
            Period::Last(minutes) => Some(minutes).filter(is_offered),
            Period::Between(_) => None,
        };
        let TimeRange { from_ns, to_ns } = period.at(now_ns);
        let text = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
        let duration = |ns: Option<u64>| text(ns.map(written_duration));
        let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        Self {
            api,
            url: RwSignal::new(url),
            headers: RwSignal::new(headers.join("\n")),
            tags: RwSignal::new(written_tags(&wanted.tags)),
            min_duration: duration(wanted.min_duration_ns),
            max_duration: duration(wanted.max_duration_ns),
            limit: RwSignal::new(format::count(wanted.limit())),
            service: text(wanted.service),
            operation: text(wanted.operation),
            query: text(wanted.query),
            last: RwSignal::new(last),
            from: RwSignal::new(on_wall(from_ns, zone)),
            to: RwSignal::new(on_wall(to_ns, zone)),
            trace_id: text(wanted.trace_id),
        }
    }

    /// The server, if an address is written; its credentials go into the headers.
    pub(super) fn server(&self) -> Option<TraceApiServer> {
        let headers = parsed_headers(&self.headers.get())?;
        let url = self.url.get();
        TraceApiServer { api: self.api, url, headers }.taken_apart().ok()
    }

    /// Takes what was pasted as one address apart: who asks, and the id of a trace, go into their own fields.
    pub(super) fn take_address_apart(&self) {
        let url = self.url.get_untracked();
        let Some(headers) = parsed_headers(&self.headers.get_untracked()) else { return };
        let pasted = TraceApiServer { api: self.api, url: url.clone(), headers };
        let Ok(apart) = pasted.taken_apart() else { return };
        if let Some(id) = pasted.trace_in_address() {
            self.trace_id.set(id);
        }
        if apart.headers != pasted.headers {
            let lines: Vec<_> = apart.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            self.headers.set(lines.join("\n"));
        }
        if apart.url != url {
            self.url.set(apart.url);
        }
    }

    /// What is asked for in a zone, or what is wrong with what is written.
    pub(super) fn read(&self, zone: Zone) -> Result<SearchSource, &'static str> {
        self.take_address_apart();
        let text =
            |field: RwSignal<String>| Some(field.get_untracked().trim().to_owned()).filter(|text| !text.is_empty());
        let headers = parsed_headers(&self.headers.get_untracked())
            .ok_or("Each header is a line of its own: a name, a colon, a value.")?;
        let url = TraceApiServer { api: self.api, url: self.url.get_untracked(), headers: Vec::new() };
        let url = url.taken_apart().map_err(|_| match self.api {
            TraceApi::Jaeger => "The address begins with http:// or https://, such as http://localhost:16686.",
            TraceApi::Tempo => "The address begins with http:// or https://, such as http://localhost:3200.",
        })?;
        let trace_id = text(self.trace_id);
        let is_hex = |id: &String| id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !trace_id.as_ref().is_none_or(is_hex) {
            return Err("The id of a trace is up to 32 hexadecimal digits.");
        }
        let duration = |field| match text(field) {
            None => Ok(None),
            Some(text) => match parsed_duration(&text) {
                Some(ns) => Ok(Some(ns)),
                None => Err("A duration is a number with its unit, such as 200ms or 1.5s."),
            },
        };
        let limit = text(self.limit).map(|digits| digits.replace([',', ' '], "").parse());
        let limit: Option<u32> = match limit {
            None => None,
            Some(Ok(number)) if number > 0 => Some(number).filter(|&number| number != TraceSearch::LIMIT),
            Some(_) => return Err("The most traces to find is a whole number, such as 20."),
        };
        let is_jaeger = self.api == TraceApi::Jaeger;
        let of_jaeger = |field| text(field).filter(|_| is_jaeger);
        let wanted = TraceSearch {
            trace_id,
            query: text(self.query).filter(|_| !is_jaeger),
            service: of_jaeger(self.service),
            operation: of_jaeger(self.operation),
            tags: parsed_tags(&of_jaeger(self.tags).unwrap_or_default())
                .ok_or("Tags are key=value, with spaces between them: error=true http.method=\"GET\".")?,
            min_duration_ns: if is_jaeger { duration(self.min_duration)? } else { None },
            max_duration_ns: if is_jaeger { duration(self.max_duration)? } else { None },
            range: None,
            limit,
        };
        if wanted.min_duration_ns.zip(wanted.max_duration_ns).is_some_and(|(min, max)| min > max) {
            return Err("The longest duration is below the shortest.");
        }
        let period = if wanted.trace_id.is_some() { Period::default() } else { self.period(zone)? };
        let place = Searched { api: self.api, url: url.url, wanted, period, max_spans: None };
        Ok(SearchSource { place, headers })
    }

    fn period(&self, zone: Zone) -> Result<Period, &'static str> {
        if let Some(minutes) = self.last.get_untracked() {
            return Ok(Period::Last(minutes));
        }
        let at = |field: RwSignal<String>| from_wall(&field.get_untracked(), zone);
        match (at(self.from), at(self.to)) {
            (Some(from_ns), Some(to_ns)) if from_ns < to_ns => Ok(Period::Between(TimeRange { from_ns, to_ns })),
            (Some(_), Some(_)) => Err("The range ends before it begins."),
            _ => Err("Say the day and the time of both ends of the range."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a form in which an address was pasted and something was changed.
    fn read(api: TraceApi, url: &str, change: impl Fn(Fields)) -> Result<SearchSource, &'static str> {
        let owner = Owner::new();
        owner.with(|| {
            let fields = Fields::of(api, SearchSource::default(), Zone::Utc, 0);
            fields.url.set(url.to_owned());
            change(fields);
            fields.read(Zone::Utc)
        })
    }

    #[test]
    fn an_address_is_taken_as_it_is_pasted() {
        let source = read(TraceApi::Jaeger, "http://ann:x@host:16686/jaeger/trace/0AB?uiFind=1", |_| {}).unwrap();
        assert_eq!(source.place.url, "http://host:16686/jaeger");
        assert_eq!(source.place.wanted.trace_id.as_deref(), Some("0ab"));
        assert_eq!(source.headers, [("Authorization".to_owned(), "Basic YW5uOng=".to_owned())]);
    }

    #[test]
    fn what_is_written_is_what_is_looked_for() {
        let jaeger = read(TraceApi::Jaeger, "http://host", |fields| {
            fields.service.set(" shop ".to_owned());
            fields.tags.set("error=true".to_owned());
            fields.min_duration.set("1.5s".to_owned());
            fields.limit.set("1,000".to_owned());
            fields.query.set("{}".to_owned());
        });
        let wanted = jaeger.unwrap().place.wanted;
        assert_eq!((wanted.service.as_deref(), wanted.query), (Some("shop"), None));
        assert_eq!((wanted.min_duration_ns, wanted.limit, wanted.tags.len()), (Some(1_500_000_000), Some(1000), 1));
        let tempo = read(TraceApi::Tempo, "http://host", |fields| fields.query.set("{}".to_owned())).unwrap();
        assert_eq!((tempo.place.wanted.query.as_deref(), tempo.place.wanted.limit), (Some("{}"), None));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |change: fn(Fields)| read(TraceApi::Jaeger, "http://host", change).err().unwrap_or_default();
        assert!(wrong(|fields| fields.url.set("host".to_owned())).starts_with("The address"));
        assert!(wrong(|fields| fields.headers.set("x".to_owned())).starts_with("Each header"));
        assert!(wrong(|fields| fields.tags.set("x".to_owned())).starts_with("Tags"));
        assert!(wrong(|fields| fields.max_duration.set("5".to_owned())).starts_with("A duration"));
        assert!(wrong(|fields| fields.limit.set("0".to_owned())).starts_with("The most traces"));
        assert!(wrong(|fields| fields.trace_id.set("xyz".to_owned())).starts_with("The id"));
        let no_day = |fields: Fields| {
            fields.last.set(None);
            fields.from.set(String::new());
        };
        assert!(wrong(no_day).starts_with("Say the day"));
    }
}
