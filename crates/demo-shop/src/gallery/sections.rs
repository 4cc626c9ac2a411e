//! The sections of the gallery's page, and the specimens in each of them.

use super::case::{CASES, Case, Kind};
use super::choice::{Choice, Layout, Theme};
use super::words::{LANGUAGES, Language};

/// One widget of the gallery.
#[derive(Clone, Debug)]
pub(crate) struct Specimen {
    pub(crate) case: &'static Case,
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// The widget's attribute. Without it each card has the layout of its data.
    pub(crate) layout: Option<Layout>,
}

/// A section of the page, with the specimens of one case.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// The fragment of its URL.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    /// The kind of its case; none where it has one case in every language.
    pub(crate) kind: Option<Kind>,
    pub(crate) specimens: Vec<Specimen>,
}

/// The sections that a choice leads to.
pub(crate) fn sections(choice: &Choice) -> Vec<Section> {
    let mut sections: Vec<Section> = CASES
        .iter()
        .filter(|case| is_shown(case, choice))
        .map(|case| section(case, choice))
        .collect();
    if choice.language.is_none() && choice.case.is_none() {
        sections.push(languages(choice));
    }
    sections
}

impl Specimen {
    /// The name of its data: `active`, `active.fi`.
    pub(crate) fn data(&self) -> String {
        let Self { case, language, .. } = self;
        if *language == Language::ENGLISH {
            case.name.to_owned()
        } else {
            format!("{}.{}", case.name, language.tag())
        }
    }
}

fn is_shown(case: &Case, choice: &Choice) -> bool {
    match choice.case {
        Some(chosen) => chosen.name == case.name,
        None => case.kind != Kind::Alone,
    }
}

fn section(case: &'static Case, choice: &Choice) -> Section {
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
    Section {
        id: case.name,
        title: case.title,
        about: case.about,
        kind: Some(case.kind),
        specimens: specimens.collect(),
    }
}

/// A section with one card in every language.
fn languages(choice: &Choice) -> Section {
    let milestones = CASES.iter().find(|case| case.name == "milestones");
    let specimens = milestones.into_iter().flat_map(|case| {
        LANGUAGES.into_iter().map(move |language| Specimen {
            case,
            language,
            theme: choice.theme.unwrap_or(Theme::Light),
            layout: choice.layout,
        })
    });
    Section {
        id: "languages",
        title: "Every language",
        about: "The widget’s words and the browser’s dates; the retailer’s words are the retailer’s.",
        kind: None,
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

    fn section_of(name: &str, choice: &Choice) -> Section {
        let sections = sections(choice);
        sections
            .into_iter()
            .find(|section| section.id == name)
            .unwrap()
    }

    #[test]
    fn without_a_choice_a_state_is_shown_in_every_layout_and_theme() {
        assert_eq!(section_of("active", &Choice::default()).specimens.len(), 6);
    }

    #[test]
    fn without_a_choice_every_language_is_shown_once() {
        let languages = section_of("languages", &Choice::default());
        assert_eq!(languages.specimens.len(), LANGUAGES.len());
    }

    #[test]
    fn a_notice_in_place_of_cards_is_not_repeated_for_each_layout() {
        let choice = Choice {
            theme: Some(Theme::Dark),
            ..Choice::default()
        };
        assert_eq!(section_of("failing", &choice).specimens.len(), 1);
    }

    #[test]
    fn a_chosen_state_is_the_only_one_shown_even_where_it_is_left_out_otherwise() {
        let choice = Choice {
            case: Case::by_name("thousand"),
            layout: Some(Layout::Stamps),
            theme: Some(Theme::Light),
            ..Choice::default()
        };
        let sections = sections(&choice);
        assert_eq!(sections.len(), 1);
        assert_eq!(sections[0].specimens.len(), 1);
    }

    #[test]
    fn a_specimens_data_is_in_its_language() {
        let choice = Choice {
            language: Language::by_tag("fi"),
            ..Choice::default()
        };
        let active = section_of("active", &choice);
        assert_eq!(active.specimens[0].data(), "active.fi");
    }
}
