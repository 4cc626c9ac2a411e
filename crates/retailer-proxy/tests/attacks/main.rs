//! Attacks on the proxy, over real connections. Each file is one kind of attack, and each
//! test names what must not happen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod a_bad_character_takes_everybody_down;
mod a_half_written_file_reveals_what_is_hidden;
mod a_record_says_what_nobody_agreed_to;
#[cfg(unix)]
mod an_error_cannot_be_traced;
mod bad_data_opens_the_breaker;
mod cookies;
mod engage;
mod everybody_comes_back_at_once;
mod key_sets;
mod other_sites_use_the_answers;
#[cfg(unix)]
mod others_read_the_consents;
mod pages;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod secrets_reach_a_server_that_proves_nothing;
mod shop_servers;
mod starving;
mod streams;
#[cfg(unix)]
mod the_internal_listener_is_used_up;
#[cfg(unix)]
mod the_widgets_folder_leaks_other_files;
mod tokens;
mod webhooks;

#[allow(dead_code, reason = "the tests of the proxy use the rest of it")]
#[path = "../proxy/shop.rs"]
mod shop;
