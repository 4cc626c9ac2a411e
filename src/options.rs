//! What the shop's developer can choose, as attributes of the element or as
//! properties of the component.
//!
//! [`ATTRIBUTES`] is the one list of them: the loader's, the reference page's and
//! the parser's are compared with it.

use std::num::NonZeroUsize;

use challenge_model::wire::Layout;
use challenge_model::{Card, CardState, DefinitionId};

/// One attribute of `<challenges-widget>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in HTML.
    pub name: &'static str,
    /// What it may be.
    pub values: &'static str,
    /// What it is when it is missing or wrong.
    pub default: &'static str,
}

/// All attributes, in the order of the reference page.
pub const ATTRIBUTES: &[Attribute] = &[
    attribute("proxy", "an address", "none: it must be set"),
    attribute(
        "lang",
        "a language tag",
        "the nearest `lang` around the element, then the browser's",
    ),
    attribute(
        "layout",
        "`stamps`, `path`, `compact`",
        "the retailer's choice per challenge, else `stamps`",
    ),
    attribute(
        "filter",
        "`all`, `active`, `available`, `completed`",
        "`all`",
    ),
    attribute("definition", "a definition's id", "all definitions"),
    attribute("limit", "a whole number from 1", "no limit"),
    attribute("live", "present or not", "not"),
    attribute(
        "login-url",
        "an `https` address or a path",
        "no link to sign in",
    ),
    attribute("heading-level", "1 to 6", "3"),
    attribute(
        "color-scheme",
        "`auto`, `light`, `dark`",
        "`auto`: that of the page",
    ),
    attribute("hide-when-empty", "present or not", "not"),
    attribute("signed-out", "`message`, `hide`", "`message`"),
    attribute("loading", "`eager`, `lazy`", "`eager`"),
];

const fn attribute(name: &'static str, values: &'static str, default: &'static str) -> Attribute {
    Attribute {
        name,
        values,
        default,
    }
}

/// The choices, each valid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The layout of all cards; otherwise each card's own.
    pub layout: Option<Layout>,
    /// Which cards are shown.
    pub filter: Filter,
    /// Only cards of this definition.
    pub definition: Option<DefinitionId>,
    /// At most so many cards.
    pub limit: Option<NonZeroUsize>,
    /// Whether the proxy's events are listened to.
    pub live: Live,
    /// Where to sign in.
    pub login: Option<LoginAddress>,
    /// The level of the cards' headings.
    pub heading: HeadingLevel,
    /// Whether the colours are the page's.
    pub color_scheme: ColorScheme,
    /// What stands where there are no cards.
    pub when_empty: Vacancy,
    /// What stands where there is no shopper.
    pub when_signed_out: Vacancy,
}

/// Which cards are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those on which stamps can be collected.
    Active,
    /// Those that can be joined.
    Available,
    /// Those whose goal is reached.
    Completed,
}

/// Whether the proxy's events are listened to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Live {
    /// They are.
    On,
    /// They are not.
    #[default]
    Off,
}

/// Whether the colours are the page's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorScheme {
    /// The page's.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// What stands in place of cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vacancy {
    /// A friendly word.
    #[default]
    Message,
    /// Nothing at all.
    Hide,
}

/// The level of a heading, 1 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadingLevel(u8);

impl Default for HeadingLevel {
    fn default() -> Self {
        Self(3)
    }
}

impl HeadingLevel {
    /// The element of this level.
    #[must_use]
    pub fn tag(self) -> &'static str {
        ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(self.0) - 1]
    }

    fn read(text: &str) -> Option<Self> {
        let level = text.parse().ok()?;
        (1..=6).contains(&level).then_some(Self(level))
    }
}

/// Where to sign in: `https`, or a place in the shop itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginAddress(String);

impl LoginAddress {
    fn read(text: &str) -> Option<Self> {
        // `//host` and `/\host` lead to another host.
        let is_path = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let is_safe = is_path || challenge_model::HttpsUrl::parse(text).is_some();
        is_safe.then(|| Self(text.to_owned()))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value that an attribute cannot have; its default is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongValue {
    /// The attribute.
    pub attribute: &'static str,
    /// What it may be.
    pub values: &'static str,
}

impl Options {
    /// Takes in an attribute's value, or that it is missing. Attributes that are
    /// no option change nothing.
    ///
    /// # Errors
    ///
    /// When the attribute cannot have that value. Its default is then in force.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), WrongValue> {
        let value = value.map(str::trim);
        let was_taken = match name {
            "layout" => take(&mut self.layout, value, |text| {
                Layout::named(text).map(Some)
            }),
            "filter" => take(&mut self.filter, value, |text| match text {
                "all" => Some(Filter::All),
                "active" => Some(Filter::Active),
                "available" => Some(Filter::Available),
                "completed" => Some(Filter::Completed),
                _ => None,
            }),
            "definition" => take(&mut self.definition, value, |text| {
                DefinitionId::read(text).map(Some)
            }),
            "limit" => take(&mut self.limit, value, |text| text.parse().ok().map(Some)),
            "live" => take(&mut self.live, value, |_| Some(Live::On)),
            "login-url" => take(&mut self.login, value, |text| {
                LoginAddress::read(text).map(Some)
            }),
            "heading-level" => take(&mut self.heading, value, HeadingLevel::read),
            "color-scheme" => take(&mut self.color_scheme, value, |text| match text {
                "auto" => Some(ColorScheme::Auto),
                "light" => Some(ColorScheme::Light),
                "dark" => Some(ColorScheme::Dark),
                _ => None,
            }),
            "hide-when-empty" => take(&mut self.when_empty, value, |_| Some(Vacancy::Hide)),
            "signed-out" => take(&mut self.when_signed_out, value, |text| match text {
                "message" => Some(Vacancy::Message),
                "hide" => Some(Vacancy::Hide),
                _ => None,
            }),
            // The loader's, known here only to name a wrong value.
            "loading" => match value {
                None | Some("eager" | "lazy") => Taken::Yes,
                Some(_) => Taken::No,
            },
            _ => Taken::Yes,
        };
        match (
            was_taken,
            ATTRIBUTES.iter().find(|known| known.name == name),
        ) {
            (Taken::No, Some(attribute)) => Err(WrongValue {
                attribute: attribute.name,
                values: attribute.values,
            }),
            _ => Ok(()),
        }
    }

    /// Whether a card is one of those to show.
    #[must_use]
    pub fn shows(&self, card: &Card) -> bool {
        let is_wanted = match self.filter {
            Filter::All => true,
            Filter::Active => card.state == CardState::Active,
            Filter::Available => card.joining != challenge_model::Joining::Closed,
            Filter::Completed => card.state == CardState::Completed,
        };
        is_wanted && (self.definition.is_none() || self.definition == card.definition_id)
    }
}

enum Taken {
    Yes,
    No,
}

/// Sets an option to what the text means, or to its default.
fn take<T: Default>(
    option: &mut T,
    value: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Taken {
    let Some(text) = value else {
        *option = T::default();
        return Taken::Yes;
    };
    let read = read(text);
    let taken = if read.is_some() {
        Taken::Yes
    } else {
        Taken::No
    };
    *option = read.unwrap_or_default();
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn with(name: &str, value: &str) -> (Options, bool) {
        let mut options = Options::default();
        let is_right = options.set(name, Some(value)).is_ok();
        (options, is_right)
    }

    #[rstest]
    #[case("layout", "path", |options: &Options| options.layout == Some(Layout::Path))]
    #[case("filter", "active", |options: &Options| options.filter == Filter::Active)]
    #[case("definition", "D-1", |options: &Options| options.definition.is_some())]
    #[case("limit", " 3 ", |options: &Options| options.limit == NonZeroUsize::new(3))]
    #[case("live", "", |options: &Options| options.live == Live::On)]
    #[case("login-url", "/log-in", |options: &Options| options.login.is_some())]
    #[case("login-url", "https://shop.test/in", |options: &Options| options.login.is_some())]
    #[case("heading-level", "2", |options: &Options| options.heading.tag() == "h2")]
    #[case("color-scheme", "dark", |options: &Options| options.color_scheme == ColorScheme::Dark)]
    #[case("hide-when-empty", "", |options: &Options| options.when_empty == Vacancy::Hide)]
    #[case("signed-out", "hide", |options: &Options| options.when_signed_out == Vacancy::Hide)]
    fn a_right_value_is_taken_and_its_absence_brings_the_default_back(
        #[case] name: &str,
        #[case] value: &str,
        #[case] is_set: fn(&Options) -> bool,
    ) {
        let (mut options, is_right) = with(name, value);
        assert!(is_right);
        assert!(is_set(&options));
        assert_eq!(options.set(name, None), Ok(()));
        assert_eq!(options, Options::default());
    }

    #[rstest]
    #[case("layout", "grid")]
    #[case("filter", "")]
    #[case("definition", " ")]
    #[case("limit", "0")]
    #[case("limit", "-1")]
    #[case("limit", "many")]
    #[case("login-url", "javascript:alert(1)")]
    #[case("login-url", "//evil.test")]
    #[case("login-url", "/\\evil.test")]
    #[case("login-url", "http://shop.test")]
    #[case("heading-level", "0")]
    #[case("heading-level", "7")]
    #[case("color-scheme", "sepia")]
    #[case("signed-out", "redirect")]
    #[case("loading", "soon")]
    fn a_wrong_value_is_named_and_the_default_is_in_force(#[case] name: &str, #[case] value: &str) {
        let mut options = Options::default();
        let wrong = options.set(name, Some(value)).unwrap_err();
        assert_eq!(wrong.attribute, name);
        assert_eq!(options, Options::default());
    }

    #[test]
    fn every_attribute_that_is_an_option_is_listed() {
        for attribute in ATTRIBUTES {
            let mut options = Options::default();
            let impossible = options.set(attribute.name, Some("\u{0}?"));
            let takes_anything = matches!(
                attribute.name,
                "proxy" | "lang" | "live" | "hide-when-empty" | "definition"
            );
            assert_eq!(impossible.is_ok(), takes_anything, "{}", attribute.name);
        }
    }
}
