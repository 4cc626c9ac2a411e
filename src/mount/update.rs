//! Updating the page in place, where what is rendered now differs from before. Where
//! something else has replaced a text of an element that changes, such as a translator,
//! the children of that element are made anew.

use challenge_cards::html::{Element, Node};
use web_sys::Document;

use super::hydrate::hydrate_children;
use super::mounted_node::{Children, MountedNode, set};

impl MountedNode {
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
                    // The next sibling may be a text that a translator has replaced.
                    let _ = parent
                        .insert_before(node, next)
                        .or_else(|_| parent.append_child(node));
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
}

/// Changes an element of the page to what is rendered now.
fn change_element(
    existing: &web_sys::Element,
    before: &mut Element,
    children: &mut Children,
    rendered: Element,
) {
    if before.is_same(&rendered) {
        return;
    }
    change_attributes(existing, before, &rendered);
    if let Some(document) = existing.owner_document() {
        let mut mounted = match std::mem::replace(children, Children::ServerRendered) {
            Children::Mounted(mounted) => mounted,
            Children::ServerRendered => hydrate_children(existing, before.child_nodes(), &document),
        };
        change_children(existing, &mut mounted, rendered.child_nodes(), &document);
        *children = Children::Mounted(mounted);
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

/// Makes the page show the children that are rendered now.
fn change_children(
    parent: &web_sys::Element,
    mounted: &mut Vec<MountedNode>,
    rendered: &[Node],
    document: &Document,
) {
    if keep_their_places(mounted, rendered) {
        for (child, node) in mounted.iter_mut().zip(rendered) {
            child.change(node.clone(), parent, None, document);
        }
        let more = rendered[mounted.len()..].iter();
        mounted.extend(more.map(|node| MountedNode::append(parent, node, document)));
        return;
    }
    if have_keys(mounted, rendered) {
        *mounted = change_by_key(parent, std::mem::take(mounted), rendered, document);
        return;
    }
    let mut children = mounted.iter().zip(rendered);
    if children.any(|(child, node)| is_lost(child, node, parent)) {
        parent.set_text_content(None);
        mounted.clear();
    }
    for surplus in mounted.drain(rendered.len().min(mounted.len())..) {
        surplus.remove();
    }
    mounted.resize_with(rendered.len(), || MountedNode::Nothing);
    // From the last to the first, so that the next sibling of a child is known.
    let mut next: Option<web_sys::Node> = None;
    for (child, node) in mounted.iter_mut().zip(rendered).rev() {
        child.change(node.clone(), parent, next.as_ref(), document);
        next = child.node().cloned().or(next);
    }
}

/// Whether a text that changes no longer stands in its parent. Translators take texts out
/// of the page and put elements of their own in their place.
fn is_lost(child: &MountedNode, node: &Node, parent: &web_sys::Node) -> bool {
    match (child, node) {
        (MountedNode::Text(_, before), Node::Text(text)) if before == text => false,
        (MountedNode::Text(existing, _), _) => existing.parent_node().as_ref() != Some(parent),
        _ => false,
    }
}

/// Either all children have keys, or none has: the first ones tell.
fn have_keys(mounted: &[MountedNode], rendered: &[Node]) -> bool {
    let is_rendered_with =
        matches!(rendered.first(), Some(Node::Element(first)) if first.own_key().is_some());
    is_rendered_with || mounted.first().is_some_and(|first| first.key().is_some())
}

/// Whether all children have the keys that they had before, in the same order, and further
/// ones only follow. Thousands of cards are then updated without asking the page where each
/// of them stands.
fn keep_their_places(mounted: &[MountedNode], rendered: &[Node]) -> bool {
    let keeps_its_place = |(child, node): (&MountedNode, &Node)| match (child, node) {
        (MountedNode::Element(_, before, _), Node::Element(rendered)) => {
            rendered.own_key().is_some()
                && before.own_key() == rendered.own_key()
                && before.tag() == rendered.tag()
        }
        _ => false,
    };
    !mounted.is_empty()
        && mounted.len() <= rendered.len()
        && mounted.iter().zip(rendered).all(keeps_its_place)
}

/// Makes the page show children with keys. A child that moves keeps its node.
fn change_by_key(
    parent: &web_sys::Element,
    before: Vec<MountedNode>,
    rendered: &[Node],
    document: &Document,
) -> Vec<MountedNode> {
    let mut before: Vec<Option<MountedNode>> = before.into_iter().map(Some).collect();
    // Most children keep their position as counted from the end, so each search
    // begins at the end.
    let mut mounted: Vec<MountedNode> = rendered
        .iter()
        .rev()
        .map(|node| {
            let key = match node {
                Node::Element(element) => element.own_key(),
                Node::Nothing | Node::Text(_) => None,
            };
            let is_it = |child: &&mut Option<MountedNode>| {
                child.as_ref().is_some_and(|child| child.key() == key)
            };
            match before.iter_mut().rev().find(is_it).and_then(Option::take) {
                Some(mut child) => {
                    while before.last().is_some_and(Option::is_none) {
                        before.pop();
                    }
                    child.change(node.clone(), parent, None, document);
                    child
                }
                None => MountedNode::create(node.clone(), document),
            }
        })
        .collect();
    for surplus in before.iter().flatten() {
        surplus.remove();
    }
    let mut next: Option<web_sys::Node> = None;
    for child in &mounted {
        if let Some(node) = child.node() {
            move_before(parent, node, next.as_ref());
            next = Some(node.clone());
        }
    }
    mounted.reverse();
    mounted
}

/// Makes a child the one before `next`. Where a single sibling stands between the
/// two, that sibling is removed and inserted later: a node that stays in the page
/// keeps its focus and its animations.
fn move_before(parent: &web_sys::Node, child: &web_sys::Node, next: Option<&web_sys::Node>) {
    let is_inserted = child.parent_node().is_some();
    let sibling = child.next_sibling();
    if is_inserted && sibling.as_ref() == next {
        return;
    }
    if let Some(between) = sibling
        && is_inserted
        && between.next_sibling().as_ref() == next
    {
        let _ = parent.remove_child(&between);
    } else {
        let _ = parent.insert_before(child, next);
    }
}
