//! The visitor's account in the header of every page.

use maud::{Markup, html};

use crate::visitor::Visitor;

/// A link to my pages and a way to log out; for a guest, a way to log in.
pub(super) fn account(visitor: &Visitor) -> Markup {
    let Some(member) = visitor.member() else {
        return html! { a class="button quiet" href="/log-in" { "Log in" } };
    };
    let name = member.shopper.first_name();
    html! {
        a class="account-link" href="/my-pages" {
            span class="initial" aria-hidden="true" {
                (name.chars().take(1).collect::<String>())
            }
            span { (name) }
        }
        form method="post" action="/log-out" {
            button class="quiet" type="submit" { "Log out" }
        }
    }
}
