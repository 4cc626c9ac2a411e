//! The form by which the reader chooses what to see.

use maud::{Markup, html};

use crate::content::LanguageTag;
use crate::preview::choice::{ALL, Cards, Choice, LAYOUTS, Languages, Scheme, Width, layout_name};
use crate::preview::situation::Situation;
use crate::preview::together::TOGETHER;
use crate::preview::view::Shown;

/// What the widget's own languages call themselves.
const NAMES: [(&str, &str); 9] = [
    ("en", "English"),
    ("sv", "Svenska"),
    ("nb", "Norsk"),
    ("da", "Dansk"),
    ("fi", "Suomi"),
    ("de", "Deutsch"),
    ("nl", "Nederlands"),
    ("fr", "Français"),
    ("ar", "العربية"),
];

/// What the page calls a language: `Svenska`, `Svenska (sv-fi)`, or a tag such as `pl`.
pub(super) fn language_name(tag: &LanguageTag) -> String {
    let tag = tag.as_str();
    let (language, region) = tag.split_once('-').unwrap_or((tag, ""));
    match NAMES.into_iter().find(|(known, _)| *known == language) {
        Some((_, name)) if region.is_empty() => name.to_owned(),
        Some((_, name)) => format!("{name} ({tag})"),
        None => tag.to_owned(),
    }
}

/// One of several values.
struct Offer {
    /// The value in URLs; empty for the one that counts where none is chosen.
    value: String,
    title: String,
    is_chosen: bool,
}

pub(super) fn chooser(shown: &Shown, choice: &Choice) -> Markup {
    html! {
        form id="chooser" class="chooser" method="get" action="/" autocomplete="off"
            aria-label="What to see" {
            (select("definition", "Definition", definitions(shown, choice)))
            (select("state", "State", states(choice)))
            (radios("language", "Language", languages(shown, choice)))
            (radios("layout", "Layout", layouts(choice)))
            (radios("scheme", "Colours", schemes(choice)))
            (radios("width", "Width", widths(choice)))
            @if !choice.unknown.is_empty() {
                p class="unknown" role="status" {
                    "The address asks for a " (choice.unknown.join(" and a "))
                    " that there is not, so that part of it is left out."
                }
            }
        }
    }
}

fn select(name: &str, label: &str, offers: Vec<Offer>) -> Markup {
    html! {
        label class="field" for=(name) {
            span { (label) }
            select id=(name) name=(name) {
                @for offer in offers {
                    option value=(offer.value) selected[offer.is_chosen] { (offer.title) }
                }
            }
        }
    }
}

fn radios(name: &str, label: &str, offers: Vec<Offer>) -> Markup {
    html! {
        fieldset class="field" {
            legend { (label) }
            div class="pills" {
                @for offer in offers {
                    @let id = format!("{name}-{}", offer.value);
                    label for=(id) {
                        input type="radio" id=(id) name=(name) value=(offer.value)
                            checked[offer.is_chosen];
                        span { (offer.title) }
                    }
                }
            }
        }
    }
}

fn definitions(shown: &Shown, choice: &Choice) -> Vec<Offer> {
    let all = Offer {
        value: String::new(),
        title: "All".to_owned(),
        is_chosen: choice.definition.is_none(),
    };
    let each = shown.tables.iter().map(|table| Offer {
        value: table.id.as_str().to_owned(),
        title: shown.title_of(&table.id).to_owned(),
        is_chosen: choice.definition.as_ref() == Some(&table.id),
    });
    std::iter::once(all).chain(each).collect()
}

fn states(choice: &Choice) -> Vec<Offer> {
    let offer = |value: &str, title: &str, cards: Cards| Offer {
        value: value.to_owned(),
        title: title.to_owned(),
        is_chosen: choice.cards == cards,
    };
    let each = Situation::ALL.into_iter().map(|situation| {
        let cards = Cards::In(situation);
        offer(situation.name(), situation.title(), cards)
    });
    let all = offer("", "All", Cards::All);
    let together = offer(TOGETHER, "All on one page", Cards::Together);
    [all, together].into_iter().chain(each).collect()
}

fn languages(shown: &Shown, choice: &Choice) -> Vec<Offer> {
    let tags = shown.content.languages();
    let all = (tags.len() > 1).then(|| Offer {
        value: ALL.to_owned(),
        title: "All".to_owned(),
        is_chosen: choice.languages == Languages::All,
    });
    let default = shown.content.default_language();
    let each = tags.into_iter().map(|tag| Offer {
        value: chosen(tag.as_str(), tag == *default),
        title: language_name(&tag),
        is_chosen: choice.languages == Languages::One(tag),
    });
    each.chain(all).collect()
}

fn layouts(choice: &Choice) -> Vec<Offer> {
    let own = Offer {
        value: String::new(),
        title: "As in the file".to_owned(),
        is_chosen: choice.layout.is_none(),
    };
    let each = LAYOUTS.into_iter().map(|layout| Offer {
        value: layout_name(layout).to_owned(),
        title: capitalised(layout_name(layout)),
        is_chosen: choice.layout == Some(layout),
    });
    std::iter::once(own).chain(each).collect()
}

fn schemes(choice: &Choice) -> Vec<Offer> {
    let each = Scheme::ALL.into_iter().map(|scheme| Offer {
        value: chosen(scheme.name(), scheme == Scheme::default()),
        title: capitalised(scheme.name()),
        is_chosen: choice.scheme == scheme,
    });
    each.collect()
}

fn widths(choice: &Choice) -> Vec<Offer> {
    let each = Width::ALL.into_iter().map(|width| Offer {
        value: chosen(width.name(), width == Width::default()),
        title: width.name().to_owned(),
        is_chosen: choice.width == width,
    });
    each.collect()
}

/// The value in URLs, which leave out what counts anyway.
fn chosen(value: &str, is_default: bool) -> String {
    let value = if is_default { "" } else { value };
    value.to_owned()
}

/// The word with a capital letter at its beginning. All of these words are ASCII.
fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    [&first.to_ascii_uppercase(), rest].concat()
}
