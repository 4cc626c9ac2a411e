//! The tree: elements, texts, and how they are built.

use std::borrow::Cow;
use std::sync::Arc;

/// The attribute that holds an element's key among its siblings.
const KEY: &str = "data-key";

/// The attribute that hides an element.
pub const HIDDEN: &str = "hidden";

/// A piece of text.
pub type Text = Cow<'static, str>;

/// A child of an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// No child. It keeps a position free: the siblings keep theirs when a child
    /// appears or disappears here.
    Nothing,
    /// Text. It is never empty, because a browser makes no node of empty text.
    Text(Text),
    /// An element.
    Element(Element),
}

/// An element with its attributes and children. Clones share their content until
/// one of them is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Element(Arc<Content>);

#[derive(Clone, Debug, PartialEq)]
struct Content {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    children: Vec<Node>,
}

/// An element without attributes and children.
#[must_use]
pub fn element(tag: &'static str) -> Element {
    Element(Arc::new(Content {
        tag,
        attributes: Vec::new(),
        children: Vec::new(),
    }))
}

// The two functions that add something are not inlined: a copy at each of the
// hundred calls would cost bytes in the browser.
impl Element {
    /// Adds an attribute.
    #[must_use]
    pub fn attribute(self, name: &'static str, value: impl Into<Text>) -> Self {
        self.with_attribute(name, value.into())
    }

    #[inline(never)]
    fn with_attribute(mut self, name: &'static str, value: Text) -> Self {
        Arc::make_mut(&mut self.0).attributes.push((name, value));
        self
    }

    /// Adds the attribute `class`, with one or several names.
    #[must_use]
    pub fn class(self, names: impl Into<Text>) -> Self {
        self.attribute("class", names)
    }

    /// Adds the attribute `part`, with one or several names by which shops style
    /// the element.
    #[must_use]
    pub fn part(self, names: impl Into<Text>) -> Self {
        self.attribute("part", names)
    }

    /// Adds an attribute of ARIA whose value is `true` or `false`.
    #[must_use]
    pub fn aria_bool(self, name: &'static str, value: bool) -> Self {
        self.attribute(name, if value { "true" } else { "false" })
    }

    /// Adds the attribute `hidden` where the element is not to be shown.
    #[must_use]
    pub fn hidden_unless(self, is_shown: bool) -> Self {
        if is_shown {
            self
        } else {
            self.attribute(HIDDEN, "")
        }
    }

    /// Gives the element a key among its siblings. An element with a key stays the
    /// same element of the page when it moves. Either all children of an element
    /// have a key, or none has.
    #[must_use]
    pub fn key(self, key: impl Into<Text>) -> Self {
        self.attribute(KEY, key)
    }

    /// Adds a child.
    #[must_use]
    pub fn child(self, child: impl Into<Node>) -> Self {
        self.with_child(child.into())
    }

    #[inline(never)]
    fn with_child(mut self, child: Node) -> Self {
        Arc::make_mut(&mut self.0).children.push(child);
        self
    }

    /// Adds several children.
    #[must_use]
    pub fn children(mut self, children: Vec<Node>) -> Self {
        Arc::make_mut(&mut self.0).children.extend(children);
        self
    }
}

impl Element {
    /// The name of the element.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        self.0.tag
    }

    /// The attributes, in the order in which they were added.
    #[must_use]
    pub fn attributes(&self) -> &[(&'static str, Text)] {
        &self.0.attributes
    }

    /// The children, in their order.
    #[must_use]
    pub fn child_nodes(&self) -> &[Node] {
        &self.0.children
    }

    /// Whether the element is hidden.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.0.attributes.iter().any(|(name, _)| *name == HIDDEN)
    }

    /// The key among the siblings.
    #[must_use]
    pub fn own_key(&self) -> Option<&Text> {
        let key = self.0.attributes.iter().find(|(name, _)| *name == KEY);
        key.map(|(_, key)| key)
    }

    /// Whether both share their content. Elements that do are equal, and need not
    /// be compared.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<Option<Element>> for Node {
    fn from(element: Option<Element>) -> Self {
        element.map_or(Self::Nothing, Self::from)
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text)
        }
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Text::Owned(text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_the_same_element_until_it_is_changed() {
        let one = element("p").class("count");
        let other = one.clone();
        assert!(one.is_same(&other));
        let changed = other.child("3".to_owned());
        assert!(!one.is_same(&changed));
        assert_eq!(one.to_html(), r#"<p class="count"></p>"#);
    }

    #[test]
    fn equal_elements_that_were_built_apart_are_not_the_same() {
        let (one, other) = (element("p"), element("p"));
        assert_eq!(one, other);
        assert!(!one.is_same(&other));
    }

    #[test]
    fn an_element_is_hidden_unless_it_is_shown() {
        assert!(element("ul").hidden_unless(false).is_hidden());
        assert!(!element("ul").hidden_unless(true).is_hidden());
    }

    #[test]
    fn the_key_of_an_element_is_that_of_its_attribute() {
        let card = element("li").class("card").key("c1");
        assert_eq!(card.own_key().map(|key| &**key), Some("c1"));
        assert_eq!(element("li").class("card").own_key(), None);
    }

    #[test]
    fn an_aria_attribute_says_true_or_false_in_words() {
        let button = element("button")
            .aria_bool("aria-busy", true)
            .aria_bool("aria-disabled", false);
        assert_eq!(
            button.to_html(),
            r#"<button aria-busy="true" aria-disabled="false"></button>"#
        );
    }
}
