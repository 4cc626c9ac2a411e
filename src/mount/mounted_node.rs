//! The nodes of a page that show the nodes of a tree, and creating them.

use challenge_cards::html::{Element, Node, Text};
use web_sys::Document;

/// A node of the tree together with the node of the page that shows it.
pub enum MountedNode {
    /// The page has no node for it.
    Nothing,
    /// Text.
    Text(web_sys::Node, Text),
    /// An element as it was rendered last, with its children.
    Element(web_sys::Element, Element, Children),
}

/// The children of a mounted element.
pub enum Children {
    /// The nodes.
    Mounted(Vec<MountedNode>),
    /// Those that a server has rendered, as the tree has them. They are hydrated when they
    /// change.
    ServerRendered,
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
                    Self::Element(element, rendered, Children::Mounted(children))
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

    /// The node of the page, if there is one.
    pub(super) fn node(&self) -> Option<&web_sys::Node> {
        match self {
            Self::Nothing => None,
            Self::Text(node, _) => Some(node),
            Self::Element(element, ..) => Some(element),
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

/// Sets an attribute. It cannot fail, because every name that is rendered is valid.
pub(super) fn set(element: &web_sys::Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}
