//! A shopper's Voyado Engage challenges as stamp cards.
//!
//! [`ChallengesWidget`] is the Leptos component. [`element`] is the Rust half of
//! the custom element `<challenges-widget>`, which mounts that component; its
//! JavaScript half is `src/element/loader.ts`.
//!
//! What the widget knows lives in [`store`]; it asks the retailer's proxy
//! through [`api`] and speaks the shopper's language through [`i18n`]. What is
//! seen of it is made by [`components`], and put into the page by [`drawing`], or
//! by a server with `fragment`.

pub mod api;
pub mod browser;
pub mod components;
pub mod drawing;
pub mod element;
pub mod events;
#[cfg(not(target_arch = "wasm32"))]
pub mod fragment;
pub mod i18n;
pub mod options;
pub mod store;

pub use components::ChallengesWidget;
pub use options::Options;
