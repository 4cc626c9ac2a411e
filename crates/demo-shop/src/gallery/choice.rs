//! What a visitor wants to see, read from the gallery's address.

use serde::Deserialize;

use super::case::Case;
use super::words::Language;

/// The gallery's parameters as they come. An empty one counts as none, since
/// forms send those.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Parameters {
    lang: Option<String>,
    theme: Option<String>,
    layout: Option<String>,
    width: Option<String>,
    state: Option<String>,
    colours: Option<String>,
}

/// What is to be seen; `None` where everything is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) language: Option<Language>,
    pub(crate) theme: Option<Theme>,
    pub(crate) layout: Option<Layout>,
    pub(crate) width: Option<Width>,
    pub(crate) case: Option<&'static Case>,
    pub(crate) colours: Colours,
    /// Parameters with a value that they cannot have, which count as none.
    pub(crate) mistaken: Vec<&'static str>,
}

/// An enum of the values of one parameter.
macro_rules! values {
    ($(#[$meta:meta])* $name:ident { $($(#[$mark:meta])* $variant:ident = $value:literal),+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($(#[$mark])* $variant),+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value in addresses and class names.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $value),+ }
            }

            fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

values! {
    /// The colours of a specimen's surroundings, which it is told to follow.
    Theme { Light = "light", Dark = "dark" }
}

values! {
    /// A layout of cards.
    Layout { Stamps = "stamps", Path = "path", Compact = "compact" }
}

values! {
    /// How wide the place is that a specimen stands in, in CSS pixels.
    Width { Narrow = "280", Phone = "360", Column = "560", Wide = "1040" }
}

values! {
    /// Whose colours the widget has.
    #[derive(Default)]
    Colours { #[default] Shop = "shop", Own = "own" }
}

impl Choice {
    pub(crate) fn read(parameters: &Parameters) -> Self {
        let mut mistaken = Vec::new();
        let mut reader = Reader(&mut mistaken);
        Self {
            language: reader.read("lang", parameters.lang.as_deref(), Language::tagged),
            theme: reader.read("theme", parameters.theme.as_deref(), Theme::named),
            layout: reader.read("layout", parameters.layout.as_deref(), Layout::named),
            width: reader.read("width", parameters.width.as_deref(), Width::named),
            case: reader.read("state", parameters.state.as_deref(), Case::named),
            colours: reader
                .read("colours", parameters.colours.as_deref(), Colours::named)
                .unwrap_or_default(),
            mistaken,
        }
    }
}

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
    fn each_parameter_is_read_and_an_empty_one_counts_as_none() {
        let choice = Choice::read(&Parameters {
            lang: Some("ar".to_owned()),
            theme: Some("dark".to_owned()),
            layout: Some("path".to_owned()),
            width: Some(String::new()),
            state: Some("ended".to_owned()),
            colours: Some("own".to_owned()),
        });

        assert_eq!(choice.language, Language::tagged("ar"));
        assert_eq!(choice.theme, Some(Theme::Dark));
        assert_eq!(choice.layout, Some(Layout::Path));
        assert_eq!(choice.width, None);
        assert_eq!(choice.case.map(|case| case.name), Some("ended"));
        assert_eq!(choice.colours, Colours::Own);
        assert!(choice.mistaken.is_empty(), "{:?}", choice.mistaken);
    }

    #[test]
    fn a_value_that_a_parameter_cannot_have_is_named() {
        let choice = Choice::read(&Parameters {
            lang: Some("tlh".to_owned()),
            width: Some("281".to_owned()),
            ..Parameters::default()
        });

        assert_eq!(choice.mistaken, ["lang", "width"]);
        assert_eq!(choice.language, None);
    }
}
