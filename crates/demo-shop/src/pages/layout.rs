//! What all pages share: the document's head, the header with the visitor's
//! account, and the footer.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, html};

use super::account;
use crate::visitor::Visitor;

/// The style sheets in `assets/style`, in the order in which they apply. Trunk
/// takes them into the site because index.html names them too.
const STYLE_SHEETS: [&str; 7] = [
    "tokens", "base", "frame", "start", "products", "my-pages", "gallery",
];

/// What search engines show below the title.
const DESCRIPTION: &str =
    "Food, leads and blankets for dogs who walk far. Collect a stamp with each bag and each walk.";

/// What is particular to one page.
pub(crate) struct Page {
    /// What stands before the shop's name in the document's title.
    title: String,
    /// What loads the widget; empty on pages that do not show it.
    loading: Markup,
    /// Everything between header and footer.
    main: Markup,
}

impl Page {
    /// A page that does not load the widget.
    pub(super) fn new(title: impl Into<String>, main: Markup) -> Self {
        Self {
            title: title.into(),
            loading: Markup::default(),
            main,
        }
    }

    /// The same page with these elements in its head, which load the widget.
    pub(super) fn loading(self, loading: Markup) -> Self {
        Self { loading, ..self }
    }

    /// The page as it is sent to a visitor. It is about one visitor, so no cache on
    /// the way may keep it.
    pub(crate) fn response(&self, status: StatusCode, visitor: &Visitor) -> Response {
        let headers = [(header::CACHE_CONTROL, "private, no-cache")];
        (status, headers, self.document(visitor)).into_response()
    }

    fn document(&self, visitor: &Visitor) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                (self.head())
                body {
                    a class="skip" href="#content" { "Skip to content" }
                    (header(visitor))
                    main id="content" tabindex="-1" { (self.main) }
                    (footer())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (self.title) " · Fell & Paw" }
                meta name="description" content=(DESCRIPTION);
                meta name="color-scheme" content="light dark";
                link rel="icon" type="image/svg+xml" href="/images/paw.svg";
                link rel="preload" as="font" type="font/woff2" crossorigin
                    href="/fonts/figtree-latin-wght-normal.woff2";
                @for sheet in STYLE_SHEETS {
                    link rel="stylesheet" href={ "/" (sheet) ".css" };
                }
                (self.loading)
            }
        }
    }
}

fn header(visitor: &Visitor) -> Markup {
    html! {
        header class="top" {
            div class="top-inner" {
                a class="brand" href="/" {
                    svg class="mark" viewBox="0 0 48 48" width="40" height="40" aria-hidden="true" {
                        path d="M3 38 18 14l7 10 5-7 15 21z" fill="currentColor" {}
                        path class="mark-snow" d="m18 14-5.6 9 3.6 2.4 2.6-2.2 3 2.8 2.4-3.4z" {}
                        circle class="mark-sun" cx="34" cy="11" r="5" {}
                    }
                    span { "Fell & Paw" }
                }
                nav class="aisles" aria-label="Shop" {
                    a href="/#dog" { "Dog" }
                    a href="/#trail" { "Trail" }
                    a href="/#camp" { "Camp & care" }
                }
                div class="account" { (account::account(visitor)) }
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer class="bottom" {
            div class="bottom-inner" {
                p class="bottom-brand" { "Fell & Paw" }
                p { "Everything for people who walk far, and the dogs that come along." }
                p { a href="/gallery" { "Gallery of the widget" } }
                p class="small" { "A demo shop: nothing is sold, and nobody is charged." }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Trunk builds the site from.
    const INDEX: &str = include_str!("../../../../index.html");

    #[test]
    fn every_style_sheet_of_a_page_is_taken_into_the_site_in_the_same_order() {
        let taken: Vec<_> = INDEX
            .lines()
            .filter(|line| line.contains(r#"rel="css""#))
            .filter_map(|line| line.split_once("assets/style/")?.1.split_once(".css"))
            .map(|(name, _)| name)
            .collect();

        assert_eq!(taken, STYLE_SHEETS);
    }

    #[test]
    fn a_title_with_html_in_it_is_shown_as_text() {
        let page = Page::new("<b>Dogs</b>", Markup::default());

        let html = page.document(&Visitor::Guest).into_string();

        assert!(
            html.contains("<title>&lt;b&gt;Dogs&lt;/b&gt; · Fell &amp; Paw</title>"),
            "{html}"
        );
    }

    #[test]
    fn a_page_loads_the_widget_only_when_it_is_told_to() {
        let html = |page: Page| page.document(&Visitor::Guest).into_string();
        let script = html! { script type="module" src="/widget.js" {} };

        assert!(!html(Page::new("Dogs", Markup::default())).contains("<script"));
        assert!(
            html(Page::new("Dogs", Markup::default()).loading(script))
                .contains(r#"<script type="module" src="/widget.js"></script></head>"#)
        );
    }
}
