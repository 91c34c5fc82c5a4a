//! What JavaScript calls: the views on a page of their own, or one of them in an element of another page.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use leptos::mount::mount_to;
use leptos::prelude::*;
use spanlens::js::to_js;
use spanlens::protocol::{OpenClickhouseQuestion, OpenSearchQuestion};
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlElement, MessagePort, Node};

use crate::address::Address;
use crate::app::{Part, begin};
use crate::client::Engines;
use crate::events::{Events, follow_all};
use crate::host::Host;
use crate::properties;
use crate::session::Session;
use crate::sources::{ClickhouseSource, Opened, SearchSource, Source};
use crate::theme::Themes;
use crate::views::SearchOpen;
use crate::words::Zoom;

/// Fills the document with the views. `start_worker` starts a worker with an engine, and is called again for other data. `own` is what the script
/// of the page has for the views: `html` makes one file of the page, the engine and traces. `clickhouse` is the
/// content of the question that opens a range of a server, if that is to be opened first, and `search` of one that searches; where that looks
/// for nothing that Jaeger could find, the page asks a person first.
#[wasm_bindgen(js_name = mountPage)]
pub fn mount_page(start_worker: Function, own: JsValue, clickhouse: JsValue, search: JsValue) -> Result<(), JsValue> {
    let given: Option<OpenClickhouseQuestion> = serde_wasm_bindgen::from_value(clickhouse)?;
    let searched: Option<OpenSearchQuestion> = serde_wasm_bindgen::from_value(search)?;
    let body = document().body().ok_or("the document has no body")?;
    let root = root_in(&body, Part::Explorer)?;
    root.class_list().add_1("page")?;
    mount_to(root.clone(), move || {
        let session = Session::new(Host::new(root, true, &own), Engines::Own(start_worker));
        if let Some(question) = given {
            session.give(Opened::Clickhouse(Box::new(ClickhouseSource::of(question))));
        }
        let searched = searched.map(SearchSource::of);
        let form = searched.as_ref().and_then(|source| session.take_search(source));
        let view = begin(session, Part::Explorer);
        if form.is_some() {
            expect_context::<SearchOpen>().0.set(form);
        }
        view
    })
    .forget();
    Ok(())
}

/// One of the views in an element of another page. It ends when it is freed.
#[wasm_bindgen]
pub struct View {
    part: Part,
    session: Session,
    themes: Themes,
    told: Events,
    root: HtmlElement,
    /// Takes the views away when it is dropped.
    mounted: Option<Box<dyn Any>>,
}

#[wasm_bindgen]
impl View {
    /// Mounts a part, `explorer`, `heatmap`, `flamegraph`, `servicemap` or `waterfall`, in a node. `engine` is a function that starts a worker, or a port
    /// to an engine of somebody else. `tell` is called with the name of an event and its details. `own` is as for a page, and with `isFile` the
    /// views are in a file that has everything in it, whose traces are those of a selection with as many of its baseline if they are called
    /// as `sample` says.
    ///
    /// # Errors
    ///
    /// A sentence, if there is no such part.
    #[wasm_bindgen(constructor)]
    pub fn new(part: &str, parent: &Node, engine: JsValue, tell: Function, own: JsValue) -> Result<Self, JsValue> {
        let part = Part::named(part).ok_or("there is no such part")?;
        let engines = match engine.dyn_into::<MessagePort>() {
            Ok(shared) => Engines::Shared(shared),
            Err(start) => Engines::Own(start.dyn_into()?),
        };
        let root = root_in(parent, part)?;
        // A click anywhere in an element makes it the one that keys are for.
        root.set_tab_index(-1);
        let made = Rc::new(Cell::new(None));
        let (maker, place) = (Rc::clone(&made), root.clone());
        let mounted = mount_to(root.clone(), move || {
            let session = Session::new(Host::new(place, false, &own), engines);
            let view = begin(session, part);
            let told = Events::new(tell);
            follow_all(session, told);
            maker.set(Some((session, expect_context::<Themes>(), told)));
            view
        });
        let (session, themes, told) = made.take().ok_or("the views were not mounted")?;
        Ok(Self { part, session, themes, told, root, mounted: Some(Box::new(mounted)) })
    }

    /// Opens the demo in place of what was open. What is shown of it stays as it was set, but for the zoom.
    #[wasm_bindgen(js_name = openDemo)]
    pub fn open_demo(&self) {
        self.open(Opened::Demo);
    }

    /// The same with what an address answers with.
    #[wasm_bindgen(js_name = openUrl)]
    pub fn open_url(&self, url: String) {
        self.open(Opened::Url { url, headers: Vec::new() });
    }

    /// The same with files.
    #[wasm_bindgen(js_name = openFiles)]
    pub fn open_files(&self, files: Vec<File>) {
        let sources = files.into_iter().map(|file| Source::of(file.name(), file)).collect();
        self.open(Opened::Files(sources));
    }

    /// The same with a range of a ClickHouse server: the content of the question that opens it.
    ///
    /// # Errors
    ///
    /// A sentence, if it is none.
    #[wasm_bindgen(js_name = openClickhouse)]
    pub fn open_clickhouse(&self, question: JsValue) -> Result<(), JsValue> {
        let source = ClickhouseSource::of(serde_wasm_bindgen::from_value(question)?);
        self.open(Opened::Clickhouse(Box::new(source)));
        Ok(())
    }

    /// The same with a search of a server of Jaeger or Tempo: the content of the question that opens it.
    ///
    /// # Errors
    ///
    /// A sentence, if it is none.
    #[wasm_bindgen(js_name = openSearch)]
    pub fn open_search(&self, question: JsValue) -> Result<(), JsValue> {
        let source = SearchSource::of(serde_wasm_bindgen::from_value(question)?);
        self.open(Opened::Search(Box::new(source)));
        Ok(())
    }

    fn open(&self, opened: Opened) {
        let shown = untrack(|| self.session.state.address());
        self.session.open(opened);
        self.session.state.show(&Address { zoom: Zoom::default(), ..shown });
        self.told.knows_all(self.session);
    }

    /// Sets one of the properties that elements have. What is set is not told as an event.
    ///
    /// # Errors
    ///
    /// A sentence that says what was expected.
    pub fn set(&self, name: &str, value: JsValue) -> Result<(), JsValue> {
        if name == "tab" && self.part != Part::Explorer {
            return Ok(());
        }
        properties::set(self.session, self.themes, name, value)?;
        self.told.knows(self.session, name);
        Ok(())
    }

    /// The selection, if there is one.
    ///
    /// # Errors
    ///
    /// None: a selection is plain data.
    #[wasm_bindgen(getter)]
    pub fn selection(&self) -> Result<JsValue, JsValue> {
        to_js(&self.session.state.selection.get_untracked())
    }

    /// What the selection is compared with, or a baseline that waits for one.
    ///
    /// # Errors
    ///
    /// None: a baseline is plain data.
    #[wasm_bindgen(getter)]
    pub fn baseline(&self) -> Result<JsValue, JsValue> {
        let state = self.session.state;
        let is_any =
            state.selection.with_untracked(Option::is_some) || state.chosen_baseline.with_untracked(Option::is_some);
        to_js(&is_any.then(|| untrack(|| state.baseline())))
    }

    /// The number that rows of the heatmap are of, if it is not the duration.
    ///
    /// # Errors
    ///
    /// None: a number is plain data.
    #[wasm_bindgen(getter)]
    pub fn axis(&self) -> Result<JsValue, JsValue> {
        to_js(&self.session.state.axis.get_untracked())
    }

    /// What is shown, as the part after `#` of the address of the page would say it.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn state(&self) -> String {
        untrack(|| self.session.state.address()).to_hash()
    }

    /// Shows what such a text says of the data that are loaded.
    #[wasm_bindgen(setter)]
    pub fn set_state(&self, hash: &str) {
        let state = self.session.state;
        let address = Address::from_hash(hash);
        // Only the explorer has tabs to choose from.
        let tab = if self.part == Part::Explorer { address.tab } else { state.tab.get_untracked() };
        state.show(&Address { tab, ..address });
        self.told.knows_all(self.session);
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.mounted = None;
        self.root.remove();
    }
}

/// The element that holds the views, as the last of a node.
fn root_in(parent: &Node, part: Part) -> Result<HtmlElement, JsValue> {
    let root: HtmlElement = document().create_element("div")?.unchecked_into();
    root.set_class_name("spanlens");
    root.set_attribute("data-part", part.name())?;
    parent.append_child(&root)?;
    Ok(root)
}
