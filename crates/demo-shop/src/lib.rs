//! Fell & Paw: a small outdoor shop that shows the challenges widget at work.
//!
//! This crate has what a shop around the widget needs: sessions, products, orders
//! whose checkpoints it hands over to the retailer proxy, pages, and a gallery of the widget. The widget itself is
//! built by Trunk and served as a file; the retailer proxy and the Engage simulator
//! are crates of their own, which [`Demo`] starts together with the shop.
//!
//! Decisions (what an order earns, what a page says, who a session belongs to)
//! are functions without I/O. [`Shop::router`] connects them with HTTP.

mod award_desk;
mod cards;
mod catalogue;
mod demo;
mod forms;
mod gallery;
mod loyalty;
mod order_book;
mod orders;
mod pages;
mod protection;
mod random;
mod router;
mod server;
mod session;
mod shop;
mod shopper;
mod site;
mod stamps;
mod visitor;
mod visits;

pub use award_desk::{BackendSecret, ProxyAccess};
pub use catalogue::Catalogue;
pub use demo::{Demo, DemoSettings, StartError};
pub use gallery::write_gallery;
pub use session::{COOKIE, SecretError, SessionSecret};
pub use shop::{Shop, ShopError, ShopSettings};
pub use shopper::Shoppers;
pub use site::{Site, SiteError};
