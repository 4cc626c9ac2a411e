//! What the reader chooses to see, as it stands in the URL of the page.

use challenge_model::DefinitionId;
use challenge_model::wire::Layout;
use serde::Deserialize;

use super::situation::Situation;
use super::together::TOGETHER;
use super::view::Shown;
use crate::content::LanguageTag;

/// The value that stands for everything where one is shown otherwise.
pub(super) const ALL: &str = "all";

/// The parameters of the query. Forms send empty values for what is not chosen.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Parameters {
    definition: Option<String>,
    state: Option<String>,
    language: Option<String>,
    layout: Option<String>,
    scheme: Option<String>,
    width: Option<String>,
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// `None` for all of them.
    pub(super) definition: Option<DefinitionId>,
    pub(super) cards: Cards,
    pub(super) languages: Languages,
    /// `None` for the layout that the file chooses.
    pub(super) layout: Option<Layout>,
    pub(super) scheme: Scheme,
    pub(super) width: Width,
    /// The parameters with a value that there is not, which are ignored.
    pub(super) unknown: Vec<&'static str>,
}

/// Which cards are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Cards {
    /// Each definition in every situation, and all of them on one page.
    #[default]
    All,
    /// All definitions on one page of a shopper.
    Together,
    /// Each definition in this situation.
    In(Situation),
}

impl Cards {
    /// The cards of this name in URLs.
    fn by_name(name: &str) -> Option<Self> {
        match name {
            TOGETHER => Some(Self::Together),
            _ => Situation::by_name(name).map(Self::In),
        }
    }
}

/// Which languages are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Languages {
    /// One of the file's.
    One(LanguageTag),
    /// All of the file's, side by side.
    All,
}

/// Which colour schemes are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scheme {
    #[default]
    Light,
    Dark,
    /// Both, side by side.
    Both,
}

/// The width of the boxes, in CSS pixels: those of a small and of a usual telephone, of a
/// tablet, and of a laptop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Width {
    Small,
    #[default]
    Telephone,
    Tablet,
    Laptop,
}

impl Scheme {
    pub(super) const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Both];

    /// The value in URLs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Both => "both",
        }
    }

    /// The values of the widget's attribute, one for each box.
    pub(super) const fn each(self) -> &'static [&'static str] {
        match self {
            Self::Light => &["light"],
            Self::Dark => &["dark"],
            Self::Both => &["light", "dark"],
        }
    }
}

impl Width {
    pub(super) const ALL: [Self; 4] = [Self::Small, Self::Telephone, Self::Tablet, Self::Laptop];

    /// The value in URLs: the number of pixels.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Small => "320",
            Self::Telephone => "390",
            Self::Tablet => "768",
            Self::Laptop => "1280",
        }
    }

    /// Whether it is wider than many windows, so that the box scrolls.
    pub(super) const fn is_wide(self) -> bool {
        matches!(self, Self::Tablet | Self::Laptop)
    }
}

/// All layouts.
pub(super) const LAYOUTS: [Layout; 3] = [Layout::Stamps, Layout::Path, Layout::Compact];

/// The value of a layout in URLs and of the widget's attribute.
pub(super) const fn layout_name(layout: Layout) -> &'static str {
    match layout {
        Layout::Stamps => "stamps",
        Layout::Path => "path",
        Layout::Compact => "compact",
    }
}

impl Choice {
    /// What these parameters choose of what is shown.
    pub(super) fn read(parameters: &Parameters, shown: &Shown) -> Self {
        let mut unknown = Vec::new();
        let mut reader = Reader(&mut unknown);
        let definition = reader.read("definition", parameters.definition.as_deref(), |text| {
            let id = DefinitionId::guid(text).ok()?;
            shown.definition(&id).map(|_| id)
        });
        let state = parameters.state.as_deref();
        let language = parameters.language.as_deref();
        let languages = reader.read("language", language, |text| {
            let of_the_file = || {
                let tags = shown.content.languages().into_iter();
                tags.clone().find(|tag| tag.as_str() == text)
            };
            match text {
                ALL => Some(Languages::All),
                _ => of_the_file().map(Languages::One),
            }
        });
        let layout = parameters.layout.as_deref();
        let scheme = parameters.scheme.as_deref();
        let width = parameters.width.as_deref();
        Self {
            definition,
            cards: reader
                .read("state", state, Cards::by_name)
                .unwrap_or_default(),
            languages: languages
                .unwrap_or_else(|| Languages::One(shown.content.default_language().clone())),
            layout: reader.read("layout", layout, Layout::named),
            scheme: reader
                .read("scheme", scheme, |text| {
                    Scheme::ALL.into_iter().find(|scheme| scheme.name() == text)
                })
                .unwrap_or_default(),
            width: reader
                .read("width", width, |text| {
                    Width::ALL.into_iter().find(|width| width.name() == text)
                })
                .unwrap_or_default(),
            unknown,
        }
    }
}

/// Reads parameters, and collects the names of those with an unknown value.
struct Reader<'a>(&'a mut Vec<&'static str>);

impl Reader<'_> {
    fn read<T>(
        &mut self,
        name: &'static str,
        value: Option<&str>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = value.map(str::trim).filter(|text| !text.is_empty())?;
        let value = read(text);
        if value.is_none() {
            self.0.push(name);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::definitions::Definitions;
    use crate::preview::view::View;

    const ID: &str = "5eafb034-ad40-4099-9152-cf4d8d605b55";

    fn choice(parameters: &Parameters) -> Choice {
        let text = format!("[definition.{ID}]\ntitle.en = \"Five\"\ntitle.sv = \"Fem\"\n");
        let view = View::default().after(Ok(text.into_bytes()), &Definitions::MadeUp);
        Choice::read(parameters, &view.shown.unwrap())
    }

    #[test]
    fn without_parameters_everything_is_shown_once() {
        let choice = choice(&Parameters::default());
        assert_eq!(choice.definition, None);
        assert_eq!(choice.cards, Cards::All);
        let Languages::One(language) = choice.languages else {
            panic!("{:?}", choice.languages);
        };
        assert_eq!(language.as_str(), "en");
        assert_eq!(choice.scheme, Scheme::Light);
        assert_eq!(choice.width, Width::Telephone);
        assert!(choice.unknown.is_empty());
    }

    #[test]
    fn each_parameter_is_read_and_an_empty_one_is_no_choice() {
        let choice = choice(&Parameters {
            definition: Some(ID.to_uppercase()),
            state: Some("one-before".to_owned()),
            language: Some("all".to_owned()),
            layout: Some("path".to_owned()),
            scheme: Some("both".to_owned()),
            width: Some(String::new()),
        });
        assert_eq!(choice.definition.unwrap().as_str(), ID);
        assert_eq!(choice.cards, Cards::In(Situation::OneBefore));
        assert_eq!(choice.languages, Languages::All);
        assert_eq!(choice.layout, Some(Layout::Path));
        assert_eq!(choice.scheme, Scheme::Both);
        assert_eq!(choice.width, Width::Telephone);
        assert!(choice.unknown.is_empty(), "{:?}", choice.unknown);
    }

    #[test]
    fn what_there_is_not_is_named_and_ignored() {
        let choice = choice(&Parameters {
            definition: Some("3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33".to_owned()),
            state: Some("sold-out".to_owned()),
            language: Some("fi".to_owned()),
            layout: Some("round".to_owned()),
            scheme: Some("sepia".to_owned()),
            width: Some("391".to_owned()),
        });
        assert_eq!(
            choice.unknown,
            [
                "definition",
                "language",
                "state",
                "layout",
                "scheme",
                "width"
            ]
        );
        assert_eq!(choice.width, Width::Telephone);
    }
}
