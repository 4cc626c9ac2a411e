//! Rendered elements, mounted in a real page.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use challenge_cards::html::{Element, Node, element};
use challenges_widget::mount::{MountPoint, MountedNode, VirtualTree};
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// An element mounted in a page of its own.
struct Page {
    root: web_sys::Element,
    mounted: MountedNode,
}

impl Page {
    fn with(rendered: Element) -> Self {
        Self::hydrated("", rendered)
    }

    /// The element, hydrated where a server has rendered this HTML.
    fn hydrated(html: &str, rendered: Element) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        root.set_inner_html(html);
        let mount_point = MountPoint::without_listeners(root.first_child());
        let mut mounted = VirtualTree::new(rendered, &mount_point).build();
        mounted.mount(&root, None);
        Self { root, mounted }
    }

    fn update(&mut self, rendered: Element) {
        let mount_point = MountPoint::without_listeners(None);
        VirtualTree::new(rendered, &mount_point).rebuild(&mut self.mounted);
    }

    fn html(&self) -> String {
        self.root.inner_html()
    }

    /// Replaces each text by an element with the text in capitals, as a translator does.
    fn translate(&self) {
        let document = web_sys::window().unwrap().document().unwrap();
        let walker = document
            .create_tree_walker_with_what_to_show(&self.root, 4)
            .unwrap();
        let mut texts = Vec::new();
        while let Some(text) = walker.next_node().unwrap() {
            texts.push(text);
        }
        for text in texts {
            let font = document.create_element("font").unwrap();
            let words = text.text_content().unwrap().to_uppercase();
            font.set_text_content(Some(&words));
            let parent = text.parent_node().unwrap();
            parent.replace_child(&font, &text).unwrap();
        }
    }

    fn all(&self, selector: &str) -> Vec<web_sys::Node> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length())
            .map(|at| found.get(at).unwrap())
            .collect()
    }
}

fn text(tag: &'static str, text: &str) -> Element {
    element(tag).child(text.to_owned())
}

fn list(keys: &[&str]) -> Element {
    let item = |key: &&str| Node::from(text("li", key).key((*key).to_owned()));
    element("ul").children(keys.iter().map(item).collect())
}

#[wasm_bindgen_test]
fn a_mounted_element_is_what_its_html_would_be() {
    let rendered = element("section")
        .class("widget")
        .child(text("p", "<b>&"))
        .child(None)
        .child(element("img").attribute("alt", "\"quoted\""));
    let html = rendered.to_html();
    let written = Page::hydrated(&html, element("section"));
    drop(written);
    let other = Page::with(rendered);
    let document = web_sys::window().unwrap().document().unwrap();
    let parsed = document.create_element("div").unwrap();
    parsed.set_inner_html(&html);
    assert!(other.root.is_equal_node(Some(&parsed)), "{}", other.html());
}

#[wasm_bindgen_test]
fn an_element_is_updated_in_place() {
    let rendered =
        |class: &'static str, words: &str| element("section").class(class).child(text("p", words));
    let mut page = Page::with(rendered("a", "one").attribute("hidden", ""));
    let before = [page.all("section"), page.all("p")];
    page.update(rendered("b", "two"));
    assert_eq!(page.html(), r#"<section class="b"><p>two</p></section>"#);
    assert_eq!([page.all("section"), page.all("p")], before);
}

#[wasm_bindgen_test]
fn a_child_that_comes_or_goes_leaves_its_siblings_as_they_are() {
    let rendered = |middle: Option<&str>| {
        element("section")
            .child(text("p", "first"))
            .child(middle.map(|words| text("p", words)))
            .child(text("p", "last"))
    };
    let mut page = Page::with(rendered(None));
    let [first, last] = <[_; 2]>::try_from(page.all("p")).unwrap();
    page.update(rendered(Some("middle")));
    assert_eq!(
        page.html(),
        "<section><p>first</p><p>middle</p><p>last</p></section>"
    );
    let now = page.all("p");
    assert_eq!([&now[0], &now[2]], [&first, &last]);
    page.update(rendered(None));
    assert_eq!(page.all("p"), [first, last]);
}

#[wasm_bindgen_test]
fn an_element_of_another_name_replaces_the_one_before() {
    let mut page = Page::with(
        element("section")
            .child(text("h3", "a"))
            .child(text("p", "b")),
    );
    page.update(
        element("section")
            .child(text("h2", "a"))
            .child(text("p", "b")),
    );
    assert_eq!(page.html(), "<section><h2>a</h2><p>b</p></section>");
}

#[wasm_bindgen_test]
fn a_child_with_a_key_keeps_its_node_when_it_moves() {
    let orders: [&[&str]; 6] = [
        &["a", "b", "c", "d"],
        &["d", "a", "b", "c"],
        &["c", "b", "a", "d"],
        &["e", "c", "d"],
        &[],
        &["a", "e"],
    ];
    let mut page = Page::with(list(orders[0]));
    for order in orders {
        let before = page.all("li");
        page.update(list(order));
        let now = page.all("li");
        let texts: Vec<_> = now.iter().filter_map(web_sys::Node::text_content).collect();
        assert_eq!(texts, order);
        for node in now {
            let same = before
                .iter()
                .find(|old| old.text_content() == node.text_content());
            assert!(same.is_none_or(|same| *same == node), "{order:?}");
        }
    }
}

#[wasm_bindgen_test]
fn a_child_that_moves_to_the_end_is_the_only_one_that_moves() {
    let document = web_sys::window().unwrap().document().unwrap();
    let item = |key: &str| Node::from(element("li").key(key.to_owned()).child(text("button", key)));
    let list = |keys: &[&str]| element("ul").children(keys.iter().map(|key| item(key)).collect());
    let mut page = Page::with(list(&["a", "b", "c"]));
    document.body().unwrap().append_child(&page.root).unwrap();
    let focused: web_sys::HtmlElement =
        wasm_bindgen::JsCast::unchecked_into(page.all("button")[1].clone());
    focused.focus().unwrap();
    page.update(list(&["b", "c", "a"]));
    // A node that moves loses the focus.
    let active = document
        .active_element()
        .and_then(|active| active.text_content());
    assert_eq!(active.as_deref(), Some("b"));
    page.root.remove();
}

#[wasm_bindgen_test]
fn server_rendered_nodes_are_kept_when_they_match() {
    let rendered = element("section")
        .class("widget")
        .child(text("p", "words"))
        .child(list(&["a", "b"]));
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    root.set_inner_html(&rendered.to_html());
    let before = [
        root.first_child(),
        root.last_element_child().unwrap().first_child(),
    ];
    let mount_point = MountPoint::without_listeners(root.first_child());
    let mut mounted = VirtualTree::new(rendered.clone(), &mount_point).build();
    mounted.mount(&root, None);
    let after = [
        root.first_child(),
        root.last_element_child().unwrap().first_child(),
    ];
    assert_eq!(after, before);
    assert_eq!(root.inner_html(), rendered.to_html());
}

/// A list of one card with a name and a count.
fn card(name: &str, count: &str) -> Element {
    let card = element("li").key("a");
    element("ul").child(card.child(text("b", name)).child(text("i", count)))
}

#[wasm_bindgen_test]
fn a_server_rendered_card_keeps_its_nodes_when_it_changes_later() {
    let special = "<Ä> & \"B\" 1\u{a0}000";
    let mut page = Page::hydrated(&card(special, "1").to_html(), card(special, "1"));
    let before = page.all("ul, li, b, i");
    page.update(card(special, "2"));
    assert_eq!(page.html(), card(special, "2").to_html());
    assert_eq!(page.all("ul, li, b, i"), before);
}

#[wasm_bindgen_test]
fn a_server_rendered_card_that_was_translated_goes_on_to_follow_the_data() {
    let mut page = Page::hydrated(&card("stamps", "one").to_html(), card("stamps", "one"));
    page.translate();
    page.update(card("stamps", "two"));
    assert_eq!(page.html(), card("stamps", "two").to_html());
}

#[wasm_bindgen_test]
fn children_that_follow_those_with_the_same_keys_are_appended() {
    let mut page = Page::with(list(&["a", "b"]));
    let before = page.all("li");
    page.update(list(&["a", "b", "c", "d"]));
    assert_eq!(page.html(), list(&["a", "b", "c", "d"]).to_html());
    assert_eq!(page.all("li")[..2], before);
}

#[wasm_bindgen_test]
fn server_rendered_nodes_that_do_not_match_are_fixed() {
    let rendered = element("section")
        .class("widget")
        .child(text("p", "words"))
        .child(None)
        .child(list(&["a", "b"]));
    let expected = rendered.to_html();
    for html in [
        "<section></section>",
        "<section class=\"other\"><p>other</p></section>",
        "<section class=\"widget\"><ul></ul><p>words</p></section>",
        "<section class=\"widget\"><p></p><ul><li data-key=\"a\">a</li></ul><p>more</p></section>",
        "words",
        "<p>another page</p>",
    ] {
        let mut page = Page::hydrated(html, rendered.clone());
        assert_eq!(page.html(), expected, "{html}");
        page.update(element("section").child(text("p", "later")));
        assert!(page.html().contains("<p>later</p>"), "{}", page.html());
    }
}

#[wasm_bindgen_test]
fn words_that_a_translator_has_replaced_go_on_to_follow_the_data() {
    let rendered = |count: &str| {
        element("section")
            .child(text("h3", "title"))
            .child(text("p", count))
    };
    let mut page = Page::with(rendered("2 of 5"));
    page.translate();
    page.update(rendered("3 of 5"));
    assert_eq!(
        page.html(),
        "<section><h3><font>TITLE</font></h3><p>3 of 5</p></section>",
        "words that are the same stay translated"
    );
    page.translate();
    page.update(rendered("4 of 5"));
    assert!(page.html().contains("<p>4 of 5</p>"), "{}", page.html());
}

#[wasm_bindgen_test]
fn translated_words_go_when_there_are_none_any_more() {
    let rendered = |words: &str| element("p").child(words.to_owned());
    let mut page = Page::with(rendered("words"));
    page.translate();
    page.update(rendered(""));
    assert_eq!(page.html(), "<p></p>");
    page.update(rendered("others"));
    assert_eq!(page.html(), "<p>others</p>");
}

#[wasm_bindgen_test]
fn an_element_that_comes_beside_translated_words_is_there() {
    let rendered =
        |image: Option<Element>, words: &str| element("li").child(image).child(words.to_owned());
    let mut page = Page::with(rendered(None, "words"));
    page.translate();
    page.update(rendered(Some(element("img")), "words"));
    assert_eq!(page.html(), "<li><font>WORDS</font><img></li>");
    page.update(rendered(Some(element("img")), "others"));
    assert_eq!(page.html(), "<li><img>others</li>");
}

#[wasm_bindgen_test]
fn text_that_a_translator_has_wrapped_goes_on_to_follow_the_data() {
    let mut page = Page::with(text("p", "one"));
    let document = web_sys::window().unwrap().document().unwrap();
    let font = document.create_element("font").unwrap();
    let paragraph = page.all("p").remove(0);
    let words = paragraph.first_child().unwrap();
    paragraph.replace_child(&font, &words).unwrap();
    font.append_child(&words).unwrap();
    page.update(text("p", "two"));
    assert_eq!(page.html(), "<p>two</p>");
}
