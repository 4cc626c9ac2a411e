//! The tree as a view of Leptos'.

use challenge_cards::html::{Element, Node};
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use wasm_bindgen::JsCast;

use super::mount_point::MountPoint;
use super::mounted_node::MountedNode;
use crate::browser;

/// An element to show at a mount point.
pub struct VirtualTree {
    element: Element,
    mount_point: MountPoint,
}

impl VirtualTree {
    /// An element to show at a mount point.
    #[must_use]
    pub fn new(element: Element, mount_point: &MountPoint) -> Self {
        Self {
            element,
            mount_point: mount_point.clone(),
        }
    }

    /// Creates the nodes of the page, or hydrates the server-rendered ones.
    fn create(self, server_rendered: Option<web_sys::Node>) -> MountedNode {
        let Some(document) = browser::window().and_then(|window| window.document()) else {
            return MountedNode::Nothing;
        };
        let node = Node::from(self.element);
        let mounted = match server_rendered {
            Some(existing) => MountedNode::hydrate(existing, node, &document),
            None => MountedNode::create(node, &document),
        };
        if let Some(element) = mounted.node() {
            self.mount_point.set_element(element.unchecked_ref());
        }
        mounted
    }
}

impl Render for VirtualTree {
    type State = MountedNode;

    fn build(self) -> MountedNode {
        let server_rendered = self.mount_point.take_server_rendered();
        self.create(server_rendered)
    }

    fn rebuild(self, mounted: &mut MountedNode) {
        mounted.update(self.element);
    }
}

impl RenderHtml for VirtualTree {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attributes: Vec<AnyAttribute>,
    ) {
        self.element.write_html(html);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> MountedNode {
        if position.get() == Position::FirstChild {
            cursor.child();
        } else {
            cursor.sibling();
        }
        position.set(Position::NextChild);
        self.create(Some(cursor.current()))
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Attributes that a page adds to the component are ignored.
impl AddAnyAttr for VirtualTree {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attribute: NewAttr) -> Self {
        self
    }
}

impl Mountable for MountedNode {
    fn unmount(&mut self) {
        self.remove();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        if let Some(node) = self.node()
            // A hydrated node stands in the page already.
            && node.parent_node().as_ref() != Some(parent)
        {
            let _ = parent.insert_before(node, marker);
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(node) = self.node() else {
            return false;
        };
        match node.parent_element() {
            Some(parent) => {
                child.mount(&parent, Some(node));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        match self {
            Self::Element(element, ..) => vec![element.clone()],
            Self::Nothing | Self::Text(..) => Vec::new(),
        }
    }
}
