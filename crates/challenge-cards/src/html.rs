//! A tree of elements, as a value. It can be compared, written as HTML on a
//! server, and mounted in a page by the widget.
//!
//! It is one small type in place of Leptos' view types, which the compiler
//! generates anew for each piece of markup: those were a third of the WebAssembly.

mod element;
#[cfg(test)]
mod test_search;
mod write;

pub use element::{Element, HIDDEN, Node, Text, element};
