//! What a visitor chooses to see, read from the query of the gallery's URL.

use serde::Deserialize;

use super::case::Case;
use super::words::Language;

/// The parameters of the query. Forms send empty values for what is not chosen.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Parameters {
    lang: Option<String>,
    theme: Option<String>,
    layout: Option<String>,
    width: Option<String>,
    state: Option<String>,
    colours: Option<String>,
}

/// What is chosen; `None` stands for everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) language: Option<Language>,
    pub(crate) theme: Option<Theme>,
    pub(crate) layout: Option<Layout>,
    pub(crate) width: Option<Width>,
    pub(crate) case: Option<&'static Case>,
    pub(crate) colours: Colours,
    /// The parameters with an unknown value, which are ignored.
    pub(crate) unknown: Vec<&'static str>,
}

/// An enum of the values of one parameter.
macro_rules! values {
    ($(#[$meta:meta])* $name:ident { $($(#[$mark:meta])* $variant:ident = $value:literal),+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$mark])* $variant),+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value in URLs and attributes.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $value),+ }
            }

            fn by_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

values! {
    /// The colour scheme of a specimen and of the page around it.
    Theme { Light = "light", Dark = "dark" }
}

values! {
    /// A layout of cards.
    Layout { Stamps = "stamps", Path = "path", Compact = "compact" }
}

values! {
    /// The width of the element around a specimen, in CSS pixels.
    Width { Narrow = "280", Phone = "360", Column = "560", Wide = "1040" }
}

values! {
    /// Whose colours the widget has: the shop's or its own defaults.
    #[derive(Default)]
    Colours { #[default] Shop = "shop", Own = "own" }
}

impl Choice {
    pub(crate) fn read(parameters: &Parameters) -> Self {
        let mut unknown = Vec::new();
        let mut reader = Reader(&mut unknown);
        Self {
            language: reader.read("lang", parameters.lang.as_deref(), Language::by_tag),
            theme: reader.read("theme", parameters.theme.as_deref(), Theme::by_name),
            layout: reader.read("layout", parameters.layout.as_deref(), Layout::by_name),
            width: reader.read("width", parameters.width.as_deref(), Width::by_name),
            case: reader.read("state", parameters.state.as_deref(), Case::by_name),
            colours: reader
                .read("colours", parameters.colours.as_deref(), Colours::by_name)
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

    #[test]
    fn each_parameter_is_read_and_an_empty_one_is_no_choice() {
        let choice = Choice::read(&Parameters {
            lang: Some("ar".to_owned()),
            theme: Some("dark".to_owned()),
            layout: Some("path".to_owned()),
            width: Some(String::new()),
            state: Some("ended".to_owned()),
            colours: Some("own".to_owned()),
        });

        assert_eq!(choice.language, Language::by_tag("ar"));
        assert_eq!(choice.theme, Some(Theme::Dark));
        assert_eq!(choice.layout, Some(Layout::Path));
        assert_eq!(choice.width, None);
        assert_eq!(choice.case.map(|case| case.name), Some("ended"));
        assert_eq!(choice.colours, Colours::Own);
        assert!(choice.unknown.is_empty(), "{:?}", choice.unknown);
    }

    #[test]
    fn a_parameter_with_an_unknown_value_is_named_and_ignored() {
        let choice = Choice::read(&Parameters {
            lang: Some("tlh".to_owned()),
            width: Some("281".to_owned()),
            ..Parameters::default()
        });

        assert_eq!(choice.unknown, ["lang", "width"]);
        assert_eq!(choice.language, None);
    }
}
