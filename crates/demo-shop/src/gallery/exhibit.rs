//! Which specimens a choice comes to, and in which rooms they stand.

use super::case::{CASES, Case, Kind};
use super::choice::{Choice, Layout, Theme};
use super::words::{LANGUAGES, Language};

/// One widget of the gallery.
#[derive(Clone, Debug)]
pub(crate) struct Specimen {
    pub(crate) case: &'static Case,
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// The attribute; without it the cards have the layout they come with.
    pub(crate) layout: Option<Layout>,
}

/// Specimens that belong together.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// The end of its address.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) specimens: Vec<Specimen>,
}

/// The rooms a visitor walks through.
pub(crate) fn rooms(choice: &Choice) -> Vec<Room> {
    let mut rooms: Vec<Room> = CASES
        .iter()
        .filter(|case| is_shown(case, choice))
        .map(|case| room(case, choice))
        .collect();
    if choice.language.is_none() && choice.case.is_none() {
        rooms.push(languages(choice));
    }
    rooms
}

impl Specimen {
    /// The address of its proxy.
    pub(crate) fn proxy(&self) -> String {
        let Self { case, language, .. } = self;
        if *language == Language::ENGLISH {
            format!("/gallery/data/{}", case.name)
        } else {
            format!("/gallery/data/{}.{}", case.name, language.tag())
        }
    }
}

fn is_shown(case: &Case, choice: &Choice) -> bool {
    match choice.case {
        Some(chosen) => chosen.name == case.name,
        None => case.kind != Kind::Alone,
    }
}

fn room(case: &'static Case, choice: &Choice) -> Room {
    let language = choice.language.unwrap_or(Language::ENGLISH);
    let specimens = themes(choice).into_iter().flat_map(|theme| {
        layouts(case, choice)
            .into_iter()
            .map(move |layout| Specimen {
                case,
                language,
                theme,
                layout,
            })
    });
    Room {
        id: case.name,
        title: case.title,
        about: case.about,
        specimens: specimens.collect(),
    }
}

/// One card in every language.
fn languages(choice: &Choice) -> Room {
    let milestones = CASES.iter().find(|case| case.name == "milestones");
    let specimens = milestones.into_iter().flat_map(|case| {
        LANGUAGES.into_iter().map(move |language| Specimen {
            case,
            language,
            theme: choice.theme.unwrap_or(Theme::Light),
            layout: choice.layout,
        })
    });
    Room {
        id: "languages",
        title: "Every language",
        about: "The widget’s words and the browser’s dates; the retailer’s words are the retailer’s.",
        specimens: specimens.collect(),
    }
}

fn themes(choice: &Choice) -> Vec<Theme> {
    match choice.theme {
        Some(theme) => vec![theme],
        None => Theme::ALL.to_vec(),
    }
}

fn layouts(case: &Case, choice: &Choice) -> Vec<Option<Layout>> {
    match (choice.layout, case.kind) {
        (_, Kind::Widget) | (None, Kind::Card | Kind::Alone) => vec![None],
        (Some(layout), _) => vec![Some(layout)],
        (None, Kind::State) => Layout::ALL.iter().copied().map(Some).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room_of(name: &str, choice: &Choice) -> Room {
        let rooms = rooms(choice);
        rooms.into_iter().find(|room| room.id == name).unwrap()
    }

    #[test]
    fn without_a_choice_a_state_stands_in_every_layout_and_theme() {
        assert_eq!(room_of("active", &Choice::default()).specimens.len(), 6);
    }

    #[test]
    fn without_a_choice_every_language_stands_there_once() {
        let languages = room_of("languages", &Choice::default());
        assert_eq!(languages.specimens.len(), LANGUAGES.len());
    }

    #[test]
    fn words_in_place_of_cards_are_not_repeated_for_layouts() {
        let choice = Choice {
            theme: Some(Theme::Dark),
            ..Choice::default()
        };
        assert_eq!(room_of("failing", &choice).specimens.len(), 1);
    }

    #[test]
    fn a_chosen_state_stands_alone_even_where_it_is_left_out_otherwise() {
        let choice = Choice {
            case: Case::named("thousand"),
            layout: Some(Layout::Stamps),
            theme: Some(Theme::Light),
            ..Choice::default()
        };
        let rooms = rooms(&choice);
        assert_eq!(rooms.len(), 1);
        assert_eq!(rooms[0].specimens.len(), 1);
    }

    #[test]
    fn a_specimens_proxy_speaks_its_language() {
        let choice = Choice {
            language: Language::tagged("fi"),
            ..Choice::default()
        };
        let active = room_of("active", &choice);
        assert_eq!(active.specimens[0].proxy(), "/gallery/data/active.fi");
    }
}
