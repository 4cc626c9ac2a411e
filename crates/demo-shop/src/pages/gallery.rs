//! The gallery: a form to choose with, and sections of specimens.

use maud::{Markup, html};

use super::layout::Page;
use crate::gallery::{
    CASES, Choice, Colours, LANGUAGES, Language, Layout, Section, Specimen, Theme, Width, sections,
};

/// The gallery with what was chosen.
pub(crate) fn gallery(choice: &Choice) -> Page {
    let main = html! {
        div class="page gallery" data-colours=(choice.colours.name()) {
            header class="greeting" {
                p class="eyebrow" { "The widget" }
                h1 { "Gallery" }
                p class="lead" {
                    "Every state, layout, theme and language, drawn from data that is always the same."
                }
            }
            (form(choice))
            @if !choice.unknown.is_empty() {
                p class="empty" role="status" {
                    "The address asks for a " (choice.unknown.join(" and a "))
                    " that there is none of, so that part of it was left out."
                }
            }
            @for section in &sections(choice) { (self::section(section, choice.width)) }
        }
    };
    Page::new("Gallery", main).loading(scripts())
}

fn scripts() -> Markup {
    html! {
        script type="module" src="/gallery.js" {}
        script type="module" src="/embed/challenges-widget.js" {}
    }
}

fn form(choice: &Choice) -> Markup {
    let language = choice.language.map(Language::tag);
    html! {
        form class="gallery-choice" method="get" action="/gallery" {
            (select("state", "State", "All", choice.case.map(|case| case.name),
                CASES.iter().map(|case| (case.name, case.title))))
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
                a class="button quiet" href="/gallery" { "Show all" }
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

fn section(section: &Section, width: Option<Width>) -> Markup {
    let heading = format!("{}-heading", section.id);
    html! {
        section class="section" id=(section.id) aria-labelledby=(heading) {
            h2 id=(heading) { (section.title) }
            p class="lead" { (section.about) }
            div class="specimens" data-width=[width.map(Width::name)] {
                @for specimen in &section.specimens { (self::specimen(specimen)) }
            }
        }
    }
}

fn specimen(specimen: &Specimen) -> Markup {
    html! {
        figure class="specimen" data-theme=(specimen.theme.name()) {
            figcaption { (caption(specimen)) }
            challenges-widget
                proxy=(specimen.proxy())
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
