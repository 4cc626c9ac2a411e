//! Attacks on the proxy over real connections. Each file is one kind of attack, and
//! each test names what must not happen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod cookies;
mod key_sets;
mod pages;
mod shop_servers;
mod starving;
mod streams;
mod tokens;
mod webhooks;

#[allow(dead_code, reason = "the tests of the proxy's rules use the rest")]
#[path = "../proxy/shop.rs"]
mod shop;
