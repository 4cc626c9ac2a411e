//! The nodes of a page that show the nodes of a tree: created, updated in place, or
//! hydrated from what a server has rendered.

use challenge_cards::html::{Element, HIDDEN, Node, Text};
use wasm_bindgen::JsCast;
use web_sys::Document;

use super::children;

/// A node of the tree together with the node of the page that shows it.
pub enum MountedNode {
    /// The page has no node for it.
    Nothing,
    /// Text.
    Text(web_sys::Node, Text),
    /// An element as it was rendered last, with its children.
    Element(web_sys::Element, Element, Vec<MountedNode>),
}

impl MountedNode {
    /// Creates the node of the page. It is not inserted yet.
    pub(super) fn create(node: Node, document: &Document) -> Self {
        match node {
            Node::Nothing => Self::Nothing,
            Node::Text(text) => Self::Text(document.create_text_node(&text).into(), text),
            Node::Element(rendered) => match document.create_element(rendered.tag()) {
                Ok(element) => {
                    for (name, value) in rendered.attributes() {
                        set(&element, name, value);
                    }
                    let child = |child: &Node| Self::append(&element, child, document);
                    let children = rendered.child_nodes().iter().map(child).collect();
                    Self::Element(element, rendered, children)
                }
                // Every tag that is rendered is a valid name.
                Err(_) => Self::Nothing,
            },
        }
    }

    /// Creates the node of the page as the last child of an element.
    pub(super) fn append(parent: &web_sys::Element, node: &Node, document: &Document) -> Self {
        let mounted = Self::create(node.clone(), document);
        if let Some(node) = mounted.node() {
            let _ = parent.append_child(node);
        }
        mounted
    }

    /// Hydrates a node that a server has rendered. It stays where it matches the
    /// tree; where it does not, it is changed or replaced.
    pub(super) fn hydrate(existing: web_sys::Node, node: Node, document: &Document) -> Self {
        match node {
            Node::Text(text) if existing.node_type() == web_sys::Node::TEXT_NODE => {
                if existing.text_content().as_deref() != Some(&*text) {
                    existing.set_text_content(Some(&text));
                }
                Self::Text(existing, text)
            }
            Node::Element(rendered) if is_element(&existing, rendered.tag()) => {
                let element: web_sys::Element = existing.unchecked_into();
                for (name, value) in rendered.attributes() {
                    if element.get_attribute(name).as_deref() != Some(&**value) {
                        set(&element, name, value);
                    }
                }
                // An image that failed to load stays hidden; everything else is hidden
                // only where the tree says so.
                if rendered.tag() != "img" && !rendered.is_hidden() {
                    let _ = element.remove_attribute(HIDDEN);
                }
                let children = children::hydrate(&element, rendered.child_nodes(), document);
                Self::Element(element, rendered, children)
            }
            node => {
                let mounted = Self::create(node, document);
                if let (Some(parent), Some(new)) = (existing.parent_node(), mounted.node()) {
                    let _ = parent.replace_child(new, &existing);
                }
                mounted
            }
        }
    }

    /// The node of the page, if there is one.
    pub(super) fn node(&self) -> Option<&web_sys::Node> {
        match self {
            Self::Nothing => None,
            Self::Text(node, _) => Some(node),
            Self::Element(element, ..) => Some(element),
        }
    }

    /// Makes the page show another node in place of this one: before `next`, in
    /// `parent`.
    pub(super) fn change(
        &mut self,
        node: Node,
        parent: &web_sys::Node,
        next: Option<&web_sys::Node>,
        document: &Document,
    ) {
        match (&mut *self, node) {
            (Self::Nothing, Node::Nothing) => {}
            (Self::Text(existing, before), Node::Text(text)) => {
                if *before != text {
                    existing.set_text_content(Some(&text));
                    *before = text;
                }
            }
            (Self::Element(existing, before, children), Node::Element(rendered))
                if before.tag() == rendered.tag() =>
            {
                change_element(existing, before, children, rendered);
            }
            (_, node) => {
                let new = Self::create(node, document);
                if let Some(node) = new.node() {
                    let _ = parent.insert_before(node, next);
                }
                std::mem::replace(self, new).remove();
            }
        }
    }

    /// Makes the page show a mounted element as it is rendered now.
    pub(super) fn update(&mut self, rendered: Element) {
        if let Self::Element(existing, before, children) = self {
            change_element(existing, before, children, rendered);
        }
    }

    /// Removes the node from the page.
    pub(super) fn remove(&self) {
        if let Some(node) = self.node()
            && let Some(parent) = node.parent_node()
        {
            let _ = parent.remove_child(node);
        }
    }

    /// The key among the siblings.
    pub(super) fn key(&self) -> Option<&Text> {
        match self {
            Self::Element(_, rendered, _) => rendered.own_key(),
            _ => None,
        }
    }
}

fn is_element(node: &web_sys::Node, tag: &str) -> bool {
    node.node_type() == web_sys::Node::ELEMENT_NODE && node.node_name().eq_ignore_ascii_case(tag)
}

/// Sets an attribute. It cannot fail, because every name that is rendered is valid.
fn set(element: &web_sys::Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Changes an element of the page to what is rendered now.
fn change_element(
    existing: &web_sys::Element,
    before: &mut Element,
    children: &mut Vec<MountedNode>,
    rendered: Element,
) {
    if before.is_same(&rendered) {
        return;
    }
    change_attributes(existing, before, &rendered);
    if let Some(document) = existing.owner_document() {
        children::change(existing, children, rendered.child_nodes(), &document);
    }
    *before = rendered;
}

fn change_attributes(existing: &web_sys::Element, before: &Element, rendered: &Element) {
    for old in before.attributes() {
        if !rendered.attributes().iter().any(|(name, _)| *name == old.0) {
            let _ = existing.remove_attribute(old.0);
        }
    }
    for new in rendered.attributes() {
        if !before.attributes().contains(new) {
            set(existing, new.0, &new.1);
        }
    }
}
