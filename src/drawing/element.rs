//! The tree.

use std::borrow::Cow;
use std::sync::Arc;

/// The attribute by which an element is known among its siblings.
const KEY: &str = "data-key";

/// The attribute of an element that is not to be seen.
pub(super) const HIDDEN: &str = "hidden";

/// A piece of text.
pub type Text = Cow<'static, str>;

/// Something that stands among the children of an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing, which keeps a place free: what stands beside it is recognised by
    /// its own place.
    Nothing,
    /// Text, which is never empty: an empty one is nothing to a browser.
    Text(Text),
    /// An element.
    Element(Element),
}

/// An element with everything in it. Clones are the same element until one of them
/// is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Element(Arc<Parts>);

#[derive(Clone, Debug, PartialEq)]
struct Parts {
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    children: Vec<Node>,
}

/// An element without anything in it.
#[must_use]
pub fn element(tag: &'static str) -> Element {
    Element(Arc::new(Parts {
        tag,
        attributes: Vec::new(),
        children: Vec::new(),
    }))
}

// Adding something is a function of its own each time, not a copy at each of the
// hundred places where something is added.
impl Element {
    /// With an attribute.
    #[must_use]
    pub fn attribute(self, name: &'static str, value: impl Into<Text>) -> Self {
        self.with_attribute(name, value.into())
    }

    #[inline(never)]
    fn with_attribute(mut self, name: &'static str, value: Text) -> Self {
        Arc::make_mut(&mut self.0).attributes.push((name, value));
        self
    }

    /// With a class, or several.
    #[must_use]
    pub fn class(self, classes: impl Into<Text>) -> Self {
        self.attribute("class", classes)
    }

    /// With a part name that shops style it by, or several.
    #[must_use]
    pub fn part(self, parts: impl Into<Text>) -> Self {
        self.attribute("part", parts)
    }

    /// With an attribute that says yes or no in so many words, as those of ARIA do.
    #[must_use]
    pub fn truth(self, name: &'static str, is_so: bool) -> Self {
        self.attribute(name, if is_so { "true" } else { "false" })
    }

    /// Hidden, if it is to be.
    #[must_use]
    pub fn hidden_unless(self, is_shown: bool) -> Self {
        if is_shown {
            self
        } else {
            self.attribute(HIDDEN, "")
        }
    }

    /// Known among its siblings by a key: it keeps its identity where it moves.
    /// Either all children of an element have one, or none.
    #[must_use]
    pub fn key(self, key: impl Into<Text>) -> Self {
        self.attribute(KEY, key)
    }

    /// With one more child.
    #[must_use]
    pub fn child(self, child: impl Into<Node>) -> Self {
        self.with_child(child.into())
    }

    #[inline(never)]
    fn with_child(mut self, child: Node) -> Self {
        Arc::make_mut(&mut self.0).children.push(child);
        self
    }

    /// With these children after those it has.
    #[must_use]
    pub fn children(mut self, children: Vec<Node>) -> Self {
        Arc::make_mut(&mut self.0).children.extend(children);
        self
    }
}

impl Element {
    /// What it is called.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        self.0.tag
    }

    pub(super) fn own_attributes(&self) -> &[(&'static str, Text)] {
        &self.0.attributes
    }

    pub(super) fn own_children(&self) -> &[Node] {
        &self.0.children
    }

    /// Whether it is not to be seen.
    pub(super) fn is_hidden(&self) -> bool {
        self.0.attributes.iter().any(|(name, _)| *name == HIDDEN)
    }

    /// Its key among its siblings.
    pub(super) fn own_key(&self) -> Option<&Text> {
        let key = self.0.attributes.iter().find(|(name, _)| *name == KEY);
        key.map(|(_, key)| key)
    }

    /// Whether this is not only an equal element, but the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
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
