//! The page of Spanlens.

fn main() {
    let document = web_sys::window().and_then(|window| window.document());
    let heading = document.as_ref().and_then(|document| document.create_element("h1").ok());
    if let (Some(body), Some(heading)) = (document.and_then(|document| document.body()), heading) {
        heading.set_text_content(Some("Spanlens"));
        body.prepend_with_node_1(&heading).ok();
    }
}
