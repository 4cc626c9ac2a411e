//! The gallery: a form to choose with, and sections of specimens. It is a page of the shop, and
//! a file beside the documentation.

use maud::{DOCTYPE, Markup, html};

use super::layout::Page;
use crate::gallery::{
    CASES, Choice, Colours, Kind, LANGUAGES, Language, Layout, Section, Specimen, Theme, Width,
    sections,
};

/// The style sheets of the gallery as a file, which lie beside it.
pub(crate) const STYLE_SHEETS: [&str; 5] = ["tokens", "base", "frame", "my-pages", "gallery"];

/// Where the gallery is seen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is a page of the shop, which draws what is chosen.
    Shop,
    /// It is a file. Its scripts answer in place of the proxy, and show what is chosen.
    File,
}

/// The gallery with what was chosen, as a page of the shop.
pub(crate) fn gallery(choice: &Choice) -> Page {
    Page::new("Gallery", main(choice, Place::Shop)).loading(html! {
        script type="module" src="/gallery.js" {}
        script type="module" src="/embed/challenges-widget.js" {}
    })
}

/// The gallery as a file. All that it names lies beside it, so that it works below any path.
pub(crate) fn gallery_file() -> String {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Gallery · challenges-widget" }
                meta name="description" content="The challenges widget in every state, layout, theme and language.";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                @for sheet in STYLE_SHEETS {
                    link rel="stylesheet" href={ (sheet) ".css" };
                }
                @for script in ["proxy.js", "choice.js", "gallery.js", "embed/challenges-widget.js"] {
                    script type="module" src=(script) {}
                }
            }
            body {
                a class="skip" href="#content" { "Skip to content" }
                header class="top" {
                    div class="top-inner" {
                        a class="brand" href="../index.html" { "challenges-widget" }
                        nav class="aisles" aria-label="Documentation" {
                            a href="../index.html" { "Documentation" }
                            a href="../docs/reference.html" { "Reference" }
                        }
                    }
                }
                main id="content" tabindex="-1" { (main(&Choice::default(), Place::File)) }
            }
        }
    };
    document.into_string()
}

fn main(choice: &Choice, place: Place) -> Markup {
    html! {
        div class="page gallery" data-colours=(choice.colours.name()) {
            header class="greeting" {
                p class="eyebrow" { "The widget" }
                h1 { "Gallery" }
                p class="lead" {
                    "Every state, layout, theme and language, drawn from data that is always the same."
                }
            }
            (form(choice, place))
            @if !choice.unknown.is_empty() {
                p class="empty" role="status" {
                    "The address asks for a " (choice.unknown.join(" and a "))
                    " that there is none of, so that part of it was left out."
                }
            }
            @for section in &sections(choice) { (self::section(section, choice.width, place)) }
        }
    }
}

fn form(choice: &Choice, place: Place) -> Markup {
    let language = choice.language.map(Language::tag);
    let cases = CASES
        .iter()
        .filter(|case| place == Place::Shop || case.kind != Kind::Alone);
    let address = match place {
        Place::Shop => "/gallery",
        Place::File => "index.html",
    };
    html! {
        form class="gallery-choice" method="get" action=(address) {
            (select("state", "State", "All", choice.case.map(|case| case.name),
                cases.map(|case| (case.name, case.title))))
            (select("layout", "Layout", "All", choice.layout.map(Layout::name),
                Layout::ALL.iter().map(|layout| (layout.name(), layout_title(*layout)))))
            (select("theme", "Theme", "All", choice.theme.map(Theme::name),
                Theme::ALL.iter().map(|theme| (theme.name(), theme_title(*theme)))))
            (select("lang", "Language", "English, and all once", language,
                LANGUAGES.iter().map(|language| (language.tag(), language.words().language.as_str()))))
            (select("width", "Width", "As there is room", choice.width.map(Width::name),
                Width::ALL.iter().map(|width| (width.name(), width_title(*width)))))
            (select("colours", "Colours", "The shop’s", Some(choice.colours.name()),
                [(Colours::Own.name(), "The widget’s own")].into_iter()))
            p class="gallery-actions" {
                button type="submit" { "Show" }
                a class="button quiet" href=(address) { "Show all" }
            }
        }
    }
}

fn select<'a>(
    name: &str,
    label: &str,
    all: &str,
    chosen: Option<&str>,
    options: impl Iterator<Item = (&'a str, &'a str)>,
) -> Markup {
    html! {
        label class="gallery-field" {
            span { (label) }
            select name=(name) {
                option value="" { (all) }
                @for (value, text) in options {
                    option value=(value) selected[chosen == Some(value)] { (text) }
                }
            }
        }
    }
}

fn section(section: &Section, width: Option<Width>, place: Place) -> Markup {
    let heading = format!("{}-heading", section.id);
    html! {
        section class="section" id=(section.id) data-kind=[section.kind.map(Kind::name)] aria-labelledby=(heading) {
            h2 id=(heading) { (section.title) }
            p class="lead" { (section.about) }
            div class="specimens" data-width=[width.map(Width::name)] {
                @for specimen in &section.specimens { (self::specimen(specimen, place)) }
            }
        }
    }
}

fn specimen(specimen: &Specimen, place: Place) -> Markup {
    let proxy = match place {
        Place::Shop => format!("/gallery/data/{}", specimen.data()),
        Place::File => format!("data/{}", specimen.data()),
    };
    html! {
        figure class="specimen" data-theme=(specimen.theme.name()) {
            figcaption { (caption(specimen)) }
            challenges-widget
                proxy=(proxy)
                lang=(specimen.language.tag())
                layout=[specimen.layout.map(Layout::name)]
                color-scheme=(specimen.theme.name()) {}
        }
    }
}

/// "Active: path, dark, العربية". No two specimens of a page have the same.
fn caption(specimen: &Specimen) -> String {
    let layout = specimen.layout.map(|layout| format!("{}, ", layout.name()));
    format!(
        "{}: {}{}, {}",
        specimen.case.title,
        layout.unwrap_or_default(),
        specimen.theme.name(),
        specimen.language.words().language,
    )
}

fn layout_title(layout: Layout) -> &'static str {
    match layout {
        Layout::Stamps => "Stamps",
        Layout::Path => "Path",
        Layout::Compact => "Compact",
    }
}

fn theme_title(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

fn width_title(width: Width) -> &'static str {
    match width {
        Width::Narrow => "280 pixels",
        Width::Phone => "360 pixels",
        Width::Column => "560 pixels",
        Width::Wide => "1040 pixels",
    }
}
