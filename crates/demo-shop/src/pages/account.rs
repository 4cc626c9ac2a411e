//! The visitor's end of the header, on every page.

use maud::html;

use crate::layout::{Content, Slot};
use crate::visitor::Visitor;

/// The same content, with the header's account in it.
pub(crate) fn with_account(visitor: &Visitor, content: Content) -> Content {
    match visitor.member() {
        // The layout itself is a guest's.
        None => content,
        Some(member) => content.with(
            Slot::Account,
            html! {
                a class="account-link" href="/my-pages" {
                    span class="initial" aria-hidden="true" {
                        (member.shopper.first_name().chars().take(1).collect::<String>())
                    }
                    span { (member.shopper.first_name()) }
                }
                form method="post" action="/log-out" {
                    button class="quiet" type="submit" { "Log out" }
                }
            },
        ),
    }
}
