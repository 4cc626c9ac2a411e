//! A shopper's Voyado Engage challenges as stamp cards, in a browser.
//!
//! [`ChallengesWidget`] is the Leptos component. [`element`] is the Rust half of
//! the custom element `<challenges-widget>`, which mounts that component; its
//! JavaScript half is `src/element/loader.ts`.
//!
//! What is shown is made by the crate `challenge-cards`. This crate adds what needs
//! a browser: requests to the retailer's proxy (`api`), its event stream
//! (`event_stream`), the state that several widgets share (`store`), components that
//! follow it ([`components`]), and the page itself ([`mount`]).

mod api;
mod browser;
pub mod components;
pub mod element;
mod event_stream;
pub mod events;
pub mod formats;
pub mod mount;
mod store;

pub use challenge_cards::options::Options;
pub use components::ChallengesWidget;
