//! The tree in a page: put there, changed in place, or taken over from a server.

use wasm_bindgen::JsCast;
use web_sys::Document;

use super::element::{Element, HIDDEN, Node, Text};

/// A node of the tree, and what stands for it in the page.
pub enum Placed {
    /// Nothing stands there.
    Nothing,
    /// Text.
    Text(web_sys::Node, Text),
    /// An element, as it was drawn, with its children.
    Element(web_sys::Element, Element, Vec<Placed>),
}

impl Placed {
    /// Makes what a node stands for. It is not in the page yet.
    pub(super) fn new(node: Node, document: &Document) -> Self {
        match node {
            Node::Nothing => Self::Nothing,
            Node::Text(text) => Self::Text(document.create_text_node(&text).into(), text),
            Node::Element(drawn) => match document.create_element(drawn.tag()) {
                Ok(element) => {
                    for (name, value) in drawn.own_attributes() {
                        set(&element, name, value);
                    }
                    let child = |child: &Node| Self::last_in(&element, child, document);
                    let children = drawn.own_children().iter().map(child).collect();
                    Self::Element(element, drawn, children)
                }
                // Every tag that is drawn is one.
                Err(_) => Self::Nothing,
            },
        }
    }

    /// Makes what a node stands for, as the last child of an element.
    fn last_in(parent: &web_sys::Element, node: &Node, document: &Document) -> Self {
        let placed = Self::new(node.clone(), document);
        if let Some(node) = placed.node() {
            let _ = parent.append_child(node);
        }
        placed
    }

    /// Takes over what a server has drawn, as far as it is what would be drawn
    /// now; what is not is made anew.
    pub(super) fn over(there: web_sys::Node, node: Node, document: &Document) -> Self {
        match node {
            Node::Text(text) if there.node_type() == web_sys::Node::TEXT_NODE => {
                if there.text_content().as_deref() != Some(&*text) {
                    there.set_text_content(Some(&text));
                }
                Self::Text(there, text)
            }
            Node::Element(drawn) if is(&there, drawn.tag()) => {
                let element: web_sys::Element = there.unchecked_into();
                for (name, value) in drawn.own_attributes() {
                    if element.get_attribute(name).as_deref() != Some(&**value) {
                        set(&element, name, value);
                    }
                }
                // Unlike one that failed to load, what is drawn now is to be seen.
                if drawn.tag() != "img" && !drawn.is_hidden() {
                    let _ = element.remove_attribute(HIDDEN);
                }
                let children = children_over(&element, drawn.own_children(), document);
                Self::Element(element, drawn, children)
            }
            node => {
                let placed = Self::new(node, document);
                if let (Some(parent), Some(new)) = (there.parent_node(), placed.node()) {
                    let _ = parent.replace_child(new, &there);
                }
                placed
            }
        }
    }

    /// What stands in the page, if anything does.
    pub(super) fn node(&self) -> Option<&web_sys::Node> {
        match self {
            Self::Nothing => None,
            Self::Text(node, _) => Some(node),
            Self::Element(element, ..) => Some(element),
        }
    }

    /// Makes what stands there what is drawn now, before `next` in `parent`.
    fn change(
        &mut self,
        node: Node,
        parent: &web_sys::Node,
        next: Option<&web_sys::Node>,
        document: &Document,
    ) {
        match (&mut *self, node) {
            (Self::Nothing, Node::Nothing) => {}
            (Self::Text(there, before), Node::Text(text)) => {
                if *before != text {
                    there.set_text_content(Some(&text));
                    *before = text;
                }
            }
            (Self::Element(there, before, children), Node::Element(drawn))
                if before.tag() == drawn.tag() =>
            {
                change_element(there, before, children, drawn);
            }
            (_, node) => {
                let new = Self::new(node, document);
                if let Some(node) = new.node() {
                    let _ = parent.insert_before(node, next);
                }
                std::mem::replace(self, new).remove();
            }
        }
    }

    /// Makes an element that stands there what is drawn now.
    pub(super) fn redraw(&mut self, drawn: Element) {
        if let Self::Element(there, before, children) = self {
            change_element(there, before, children, drawn);
        }
    }

    /// Takes it out of the page.
    pub(super) fn remove(&self) {
        if let Some(node) = self.node()
            && let Some(parent) = node.parent_node()
        {
            let _ = parent.remove_child(node);
        }
    }

    fn key(&self) -> Option<&Text> {
        match self {
            Self::Element(_, drawn, _) => drawn.own_key(),
            _ => None,
        }
    }
}

fn is(node: &web_sys::Node, tag: &str) -> bool {
    node.node_type() == web_sys::Node::ELEMENT_NODE && node.node_name().eq_ignore_ascii_case(tag)
}

/// Every name that is drawn is one that attributes may have.
fn set(element: &web_sys::Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn change_element(
    there: &web_sys::Element,
    before: &mut Element,
    children: &mut Vec<Placed>,
    drawn: Element,
) {
    if before.is_same(&drawn) {
        return;
    }
    change_attributes(there, before, &drawn);
    if let Some(document) = there.owner_document() {
        change_children(there, children, drawn.own_children(), &document);
    }
    *before = drawn;
}

fn change_attributes(there: &web_sys::Element, before: &Element, drawn: &Element) {
    for old in before.own_attributes() {
        if !drawn
            .own_attributes()
            .iter()
            .any(|(name, _)| *name == old.0)
        {
            let _ = there.remove_attribute(old.0);
        }
    }
    for new in drawn.own_attributes() {
        if !before.own_attributes().contains(new) {
            set(there, new.0, &new.1);
        }
    }
}

fn change_children(
    there: &web_sys::Element,
    placed: &mut Vec<Placed>,
    drawn: &[Node],
    document: &Document,
) {
    if is_keyed(placed, drawn) {
        *placed = by_key(there, std::mem::take(placed), drawn, document);
        return;
    }
    for gone in placed.drain(drawn.len().min(placed.len())..) {
        gone.remove();
    }
    placed.resize_with(drawn.len(), || Placed::Nothing);
    // From the last to the first: what stands after a child is known by then.
    let mut next: Option<web_sys::Node> = None;
    for (child, node) in placed.iter_mut().zip(drawn).rev() {
        child.change(node.clone(), there, next.as_ref(), document);
        next = child.node().cloned().or(next);
    }
}

fn is_keyed(placed: &[Placed], drawn: &[Node]) -> bool {
    let is_drawn_with =
        matches!(drawn.first(), Some(Node::Element(first)) if first.own_key().is_some());
    is_drawn_with || placed.first().is_some_and(|first| first.key().is_some())
}

/// Children that keep their identity where they move.
fn by_key(
    there: &web_sys::Element,
    before: Vec<Placed>,
    drawn: &[Node],
    document: &Document,
) -> Vec<Placed> {
    let mut before: Vec<Option<Placed>> = before.into_iter().map(Some).collect();
    // Mostly they stand where they stood, counted from the end: the search begins
    // there.
    let mut placed: Vec<Placed> = drawn
        .iter()
        .rev()
        .map(|node| {
            let key = match node {
                Node::Element(element) => element.own_key(),
                Node::Nothing | Node::Text(_) => None,
            };
            let is_it = |child: &&mut Option<Placed>| {
                child.as_ref().is_some_and(|child| child.key() == key)
            };
            match before.iter_mut().rev().find(is_it).and_then(Option::take) {
                Some(mut child) => {
                    while before.last().is_some_and(Option::is_none) {
                        before.pop();
                    }
                    child.change(node.clone(), there, None, document);
                    child
                }
                None => Placed::new(node.clone(), document),
            }
        })
        .collect();
    for gone in before.iter().flatten() {
        gone.remove();
    }
    let mut next: Option<web_sys::Node> = None;
    for child in &placed {
        if let Some(node) = child.node() {
            stand_before(there, node, next.as_ref());
            next = Some(node.clone());
        }
    }
    placed.reverse();
    placed
}

/// Puts a child before another, unless it stands there. One that stands between
/// them is the one that moves: what stays keeps its focus and its animations.
fn stand_before(parent: &web_sys::Node, child: &web_sys::Node, next: Option<&web_sys::Node>) {
    let is_there = child.parent_node().is_some();
    let after = child.next_sibling();
    if is_there && after.as_ref() == next {
        return;
    }
    if let Some(between) = after
        && is_there
        && between.next_sibling().as_ref() == next
    {
        let _ = parent.remove_child(&between);
    } else {
        let _ = parent.insert_before(child, next);
    }
}

fn children_over(element: &web_sys::Element, drawn: &[Node], document: &Document) -> Vec<Placed> {
    let mut there = element.first_child();
    let placed = drawn
        .iter()
        .map(|node| match (node, there.take()) {
            (Node::Nothing, untouched) => {
                there = untouched;
                Placed::Nothing
            }
            (node, Some(child)) => {
                there = child.next_sibling();
                Placed::over(child, node.clone(), document)
            }
            (node, None) => Placed::last_in(element, node, document),
        })
        .collect();
    // What the server has drawn beyond that.
    while let Some(surplus) = there {
        there = surplus.next_sibling();
        let _ = element.remove_child(&surplus);
    }
    placed
}
