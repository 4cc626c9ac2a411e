//! Hydrating what a server has rendered.

use challenge_cards::html::{HIDDEN, Node};
use wasm_bindgen::JsCast;
use web_sys::Document;

use super::mounted_node::{Children, MountedNode, set};

impl MountedNode {
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
                // One long text is compared faster than many short ones.
                if rendered.own_key().is_some() && element.outer_html() == rendered.to_html() {
                    return Self::Element(element, rendered, Children::ServerRendered);
                }
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
                let children = hydrate_children(&element, rendered.child_nodes(), document);
                Self::Element(element, rendered, Children::Mounted(children))
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
}

/// Hydrates the children of an element that a server has rendered.
pub(super) fn hydrate_children(
    parent: &web_sys::Element,
    rendered: &[Node],
    document: &Document,
) -> Vec<MountedNode> {
    let mut existing = parent.first_child();
    let mounted = rendered
        .iter()
        .map(|node| match (node, existing.take()) {
            (Node::Nothing, untouched) => {
                existing = untouched;
                MountedNode::Nothing
            }
            (node, Some(child)) => {
                existing = child.next_sibling();
                MountedNode::hydrate(child, node.clone(), document)
            }
            (node, None) => MountedNode::append(parent, node, document),
        })
        .collect();
    // What the server has rendered beyond the children of the tree.
    while let Some(surplus) = existing {
        existing = surplus.next_sibling();
        let _ = parent.remove_child(&surplus);
    }
    mounted
}

fn is_element(node: &web_sys::Node, tag: &str) -> bool {
    node.node_type() == web_sys::Node::ELEMENT_NODE && node.node_name().eq_ignore_ascii_case(tag)
}
