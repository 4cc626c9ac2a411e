//! What is drawn, as a value: a tree of elements that can be written as HTML on a
//! server, put into a page, compared with what stands there, and taken over from
//! what a server has drawn.
//!
//! One small tree type in place of Leptos' view types, which the compiler makes
//! anew for each piece of markup: a third of the WebAssembly was that. To Leptos a
//! [`Drawing`] is a view like any other.

mod element;
mod html;
mod placed;
mod view;

pub use element::{Element, Node, Text, element};
pub use placed::Placed;
pub use view::{Drawing, Place};
