//! The children of a mounted element: updated one by one, moved by their keys, or
//! hydrated.

use challenge_cards::html::Node;
use web_sys::Document;

use super::mounted_node::MountedNode;

/// Makes the page show the children that are rendered now.
pub(super) fn change(
    parent: &web_sys::Element,
    mounted: &mut Vec<MountedNode>,
    rendered: &[Node],
    document: &Document,
) {
    if have_keys(mounted, rendered) {
        *mounted = change_by_key(parent, std::mem::take(mounted), rendered, document);
        return;
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

/// Either all children have keys, or none has: the first ones tell.
fn have_keys(mounted: &[MountedNode], rendered: &[Node]) -> bool {
    let is_rendered_with =
        matches!(rendered.first(), Some(Node::Element(first)) if first.own_key().is_some());
    is_rendered_with || mounted.first().is_some_and(|first| first.key().is_some())
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

/// Hydrates the children of an element that a server has rendered.
pub(super) fn hydrate(
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
