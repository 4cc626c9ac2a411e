//! Finding elements in a tree, for the tests of this crate.

use super::{Element, Node};

impl Element {
    /// All elements with a class, in the order of the document.
    pub(crate) fn all(&self, class: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        self.collect(class, &mut found);
        found
    }

    fn collect<'a>(&'a self, class: &str, found: &mut Vec<&'a Self>) {
        let classes = self.value("class").unwrap_or_default();
        if classes.split(' ').any(|known| known == class) {
            found.push(self);
        }
        for child in self.child_nodes() {
            if let Node::Element(child) = child {
                child.collect(class, found);
            }
        }
    }

    /// The only element with a class.
    pub(crate) fn one(&self, class: &str) -> &Self {
        match &self.all(class)[..] {
            [only] => only,
            found => panic!("{} × {class} in {}", found.len(), self.to_html()),
        }
    }

    /// The texts of all elements with a class.
    pub(crate) fn texts(&self, class: &str) -> Vec<String> {
        self.all(class).into_iter().map(Self::text).collect()
    }

    /// All text in the element.
    pub(crate) fn text(&self) -> String {
        let text = |child: &Node| match child {
            Node::Nothing => String::new(),
            Node::Text(text) => text.clone().into_owned(),
            Node::Element(element) => element.text(),
        };
        self.child_nodes().iter().map(text).collect()
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let attribute = self.attributes().iter().find(|(known, _)| *known == name);
        attribute.map(|(_, value)| &**value)
    }
}
