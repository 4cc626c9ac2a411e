//! The tree as a view of Leptos'.

use std::sync::{Arc, Mutex};

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::element::{Element, Node};
use super::placed::Placed;
use crate::browser::{self, Listener};

/// An element that is drawn, and where it stands in the page once it does.
pub struct Drawing {
    element: Element,
    place: Place,
}

impl Drawing {
    /// An element that is drawn in a place.
    #[must_use]
    pub fn new(element: Element, place: &Place) -> Self {
        Self {
            element,
            place: place.clone(),
        }
    }

    /// Draws for the first time, over what a server has drawn if that is there.
    fn draw_first(self, over: Option<web_sys::Node>) -> Placed {
        let Some(document) = browser::window().and_then(|window| window.document()) else {
            return Placed::Nothing;
        };
        let node = Node::from(self.element);
        let placed = match over {
            Some(there) => Placed::over(there, node, &document),
            None => Placed::new(node, &document),
        };
        if let Some(element) = placed.node() {
            self.place.found(element.unchecked_ref());
        }
        placed
    }
}

/// Where a drawing stands in the page. Clones are the same place.
#[derive(Clone)]
pub struct Place(Arc<Mutex<Found>>);

type Attend = Box<dyn FnOnce(&HtmlElement) -> Vec<Listener> + Send>;

enum Found {
    NotYet {
        /// What a server has drawn there.
        over: Option<SendWrapper<web_sys::Node>>,
        attend: Attend,
    },
    Here(SendWrapper<(HtmlElement, Vec<Listener>)>),
    /// Somebody panicked while looking for it.
    Lost,
}

impl Place {
    /// A place where something will be drawn, over what a server has drawn there
    /// if that is given; then somebody listens to what happens in it.
    pub fn new(
        over: Option<web_sys::Node>,
        attend: impl FnOnce(&HtmlElement) -> Vec<Listener> + Send + 'static,
    ) -> Self {
        Self(Arc::new(Mutex::new(Found::NotYet {
            over: over.map(SendWrapper::new),
            attend: Box::new(attend),
        })))
    }

    /// The element that stands there.
    #[must_use]
    pub fn element(&self) -> Option<HtmlElement> {
        match &*self.0.lock().ok()? {
            Found::Here(here) => Some(here.0.clone()),
            Found::NotYet { .. } | Found::Lost => None,
        }
    }

    fn over(&self) -> Option<web_sys::Node> {
        match &mut *self.0.lock().ok()? {
            Found::NotYet { over, .. } => over.take().map(SendWrapper::take),
            Found::Here(_) | Found::Lost => None,
        }
    }

    fn found(&self, element: &HtmlElement) {
        let Ok(mut found) = self.0.lock() else {
            return;
        };
        if let Found::NotYet { attend, .. } = std::mem::replace(&mut *found, Found::Lost) {
            let here = (element.clone(), attend(element));
            *found = Found::Here(SendWrapper::new(here));
        }
    }
}

impl Render for Drawing {
    type State = Placed;

    fn build(self) -> Placed {
        let over = self.place.over();
        self.draw_first(over)
    }

    fn rebuild(self, placed: &mut Placed) {
        placed.redraw(self.element);
    }
}

impl RenderHtml for Drawing {
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
        self.element.write(html);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Placed {
        if position.get() == Position::FirstChild {
            cursor.child();
        } else {
            cursor.sibling();
        }
        position.set(Position::NextChild);
        self.draw_first(Some(cursor.current()))
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// What a page adds to the element from outside has no place in it.
impl AddAnyAttr for Drawing {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attribute: NewAttr) -> Self {
        self
    }
}

impl Mountable for Placed {
    fn unmount(&mut self) {
        self.remove();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        if let Some(node) = self.node()
            // What is taken over from a server stands there already.
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
