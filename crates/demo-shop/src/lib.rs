//! Fell & Paw: a small outdoor shop that shows the challenges widget at work.
//!
//! What lives here is what a shop around the widget needs: sessions, products,
//! orders that award checkpoints, and pages. The widget itself is built by Trunk
//! and served as it is; the retailer proxy and the Engage simulator are crates of
//! their own, which [`Demo`] starts beside the shop.
//!
//! Decisions (what an order earns, what a page says, who a session belongs to)
//! are functions without I/O; [`Shop::router`] is where they meet HTTP.

mod cards;
mod catalogue;
mod demo;
mod forms;
mod gallery;
mod layout;
mod loyalty;
mod order_book;
mod orders;
mod pages;
mod protection;
mod server;
mod session;
mod shop;
mod shopper;
mod site;
mod stamps;
mod visitor;
mod visits;

pub use catalogue::{Catalogue, CatalogueError};
pub use demo::{Demo, DemoSettings, StartError};
pub use layout::{LayoutError, Slot};
pub use session::{CLAIM, COOKIE, SecretError, SessionSecret};
pub use shop::{Shop, ShopError, ShopSettings};
pub use shopper::{Shopper, Shoppers, ShoppersError};
pub use site::{Site, SiteError};
