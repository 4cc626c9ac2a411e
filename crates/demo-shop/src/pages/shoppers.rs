//! The shoppers a visitor can log in as.

use maud::{Markup, html};

use super::layout::Page;
use crate::shopper::Shoppers;

/// The page to log in on.
pub(crate) fn log_in(shoppers: &Shoppers) -> Page {
    Page::new(
        "Log in",
        html! {
            div class="page" {
                header class="greeting" {
                    p class="eyebrow" { "Log in" }
                    h1 { "Who are you today?" }
                    p class="lead" {
                        "This is a demo, so nobody asks for a password. Every shopper has a different \
                         set of challenges waiting on their pages."
                    }
                }
                section aria-labelledby="shoppers-heading" {
                    h2 class="unseen" id="shoppers-heading" { "Shoppers" }
                    (cards(shoppers))
                }
            }
        },
    )
}

/// A card for each shopper, with a button that logs in.
pub(super) fn cards(shoppers: &Shoppers) -> Markup {
    html! {
        ul class="shoppers" role="list" {
            @for shopper in shoppers.iter() {
                li class="shopper" {
                    img src={ "/images/portrait-" (shopper.key) ".svg" } alt="" width="96" height="96";
                    div {
                        h3 { (shopper.name) }
                        p class="companion" { "with " (shopper.dog) }
                    }
                    p { (shopper.about) }
                    form method="post" action="/log-in" {
                        button type="submit" name="shopper" value=(shopper.key) {
                            "Log in as " (shopper.first_name())
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_html_in_it_is_shown_as_text() {
        let shoppers = Shoppers::parse(
            "[[shopper]]\nkey = 'x'\ncontact = '11111111-1111-1111-1111-111111111111'\n\
             name = '<script>alert(1)</script>'\ndog = '<b>Rex</b>'\nabout = 'A & B'\n",
        )
        .unwrap();

        let html = cards(&shoppers).into_string();

        assert!(
            html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{html}"
        );
        assert!(html.contains("with &lt;b&gt;Rex&lt;/b&gt;"), "{html}");
        assert!(!html.contains("<script>"), "{html}");
    }

    #[test]
    fn every_shopper_has_a_portrait() {
        let images = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/images");

        for shopper in Shoppers::embedded().iter() {
            let portrait = images.join(format!("portrait-{}.svg", shopper.key));
            assert!(portrait.is_file(), "{} is missing", portrait.display());
        }
    }
}
