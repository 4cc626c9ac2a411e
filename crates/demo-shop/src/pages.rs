//! What pages say: functions from what is known to what stands in the slots of
//! the layout. maud escapes every text that comes in.

mod account;
mod gallery;
mod my_pages;
mod notice;
mod orders;
mod problem;
mod products;
mod shoppers;
mod start;

use maud::{Markup, html};

use crate::layout::{Content, Slot};

pub(crate) use account::with_account;
pub(crate) use gallery::gallery;
pub(crate) use my_pages::{my_pages, my_pages_of_a_guest, with_cards};
pub(crate) use problem::{problem, unknown_shopper};
pub(crate) use shoppers::log_in;
pub(crate) use start::start;

fn title(of_page: &str) -> Markup {
    html! { title { (of_page) " · Fell & Paw" } }
}

/// A page of its own: it replaces my pages, which the layout holds, and does not
/// load the widget.
fn own_page(of_page: &str, main: Markup) -> Content {
    Content::default()
        .with(Slot::Title, title(of_page))
        .with(Slot::Widget, Markup::default())
        .with(Slot::Main, main)
}

/// An amount in kronor as it is written in Sweden: `1 299 kr`.
fn kronor(amount: u32) -> String {
    let digits = amount.to_string();
    let grouped: String = digits
        .char_indices()
        .flat_map(|(index, digit)| {
            let begins_group = index > 0 && (digits.len() - index).is_multiple_of(3);
            begins_group.then_some('\u{a0}').into_iter().chain([digit])
        })
        .collect();
    format!("{grouped}\u{a0}kr")
}

/// `1 stamp`, `2 stamps`.
fn stamps(count: u32) -> String {
    if count == 1 {
        "1 stamp".to_owned()
    } else {
        format!("{count} stamps")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "0 kr")]
    #[case(149, "149 kr")]
    #[case(1_299, "1 299 kr")]
    #[case(1_000_000, "1 000 000 kr")]
    fn amounts_are_grouped_by_thousands(#[case] amount: u32, #[case] expected: &str) {
        assert_eq!(kronor(amount), expected.replace(' ', "\u{a0}"));
    }
}
