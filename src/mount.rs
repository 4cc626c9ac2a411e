//! Rendered elements in a page: mounted there, updated in place, or hydrated where a
//! server has rendered them already.
//!
//! To Leptos a [`VirtualTree`] is a view like any other.

mod hydrate;
mod mount_point;
mod mounted_node;
mod update;
mod virtual_tree;

pub use mount_point::MountPoint;
pub use mounted_node::{Children, MountedNode};
pub use virtual_tree::VirtualTree;
