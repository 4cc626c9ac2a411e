//! HTML as a browser reads it.

use std::collections::BTreeMap;

use html5ever::parse_document;
use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use serde_json::Value;

/// A document's elements, in the order in which they begin.
pub(crate) struct Html(Vec<Element>);

/// An element of a document.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) tag: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// All text in it, however deep.
    pub(crate) text: String,
}

impl Html {
    /// The document that a browser makes of this text.
    pub(crate) fn parse(text: &str) -> Self {
        let document = parse_document(RcDom::default(), html5ever::ParseOpts::default());
        let mut elements = Vec::new();
        read(&document.one(text).document, &mut elements);
        Self(elements)
    }

    pub(crate) fn elements(&self) -> &[Element] {
        &self.0
    }

    /// The elements of this class.
    pub(crate) fn of_class(&self, class: &str) -> Vec<&Element> {
        let elements = self.0.iter();
        elements
            .filter(|element| element.classes().any(|known| known == class))
            .collect()
    }

    /// The only element of this class.
    pub(crate) fn the(&self, class: &str) -> &Element {
        let elements = self.of_class(class);
        assert_eq!(elements.len(), 1, "{class}: {elements:?}");
        elements[0]
    }

    /// What stands in the elements of this class.
    pub(crate) fn texts(&self, class: &str) -> Vec<&str> {
        let elements = self.of_class(class).into_iter();
        elements.map(|element| element.text.as_str()).collect()
    }

    /// The answer that the cards were rendered from.
    pub(crate) fn answer(&self, name: &str) -> Value {
        let mut elements = self.0.iter();
        let script = elements.find(|element| {
            element.tag == "script" && element.attribute("data-answer") == Some(name)
        });
        let script = script.unwrap();
        assert_eq!(script.attribute("type"), Some("application/json"));
        serde_json::from_str(&script.text).unwrap()
    }
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    fn classes(&self) -> impl Iterator<Item = &str> {
        let classes = self.attribute("class").unwrap_or_default();
        classes.split_ascii_whitespace()
    }
}

/// Reads what is in a node, and returns its text.
fn read(node: &Handle, elements: &mut Vec<Element>) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let attributes = attributes.iter().map(|attribute| {
                (
                    attribute.name.local.to_string(),
                    attribute.value.to_string(),
                )
            });
            let at = elements.len();
            elements.push(Element {
                tag: name.local.to_string(),
                attributes: attributes.collect(),
                text: String::new(),
            });
            let text = read_children(node, elements);
            elements[at].text.clone_from(&text);
            text
        }
        _ => read_children(node, elements),
    }
}

fn read_children(node: &Handle, elements: &mut Vec<Element>) -> String {
    let children = node.children.borrow();
    children.iter().map(|child| read(child, elements)).collect()
}
