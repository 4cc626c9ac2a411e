//! What the shop's developer chose, as attributes of the element or as properties
//! of the component.

mod attributes;

use std::num::NonZeroUsize;

use challenge_model::wire::Layout;
use challenge_model::{Card, CardState, DefinitionId, HttpsUrl, Joining};

pub use attributes::{ATTRIBUTES, Attribute, Audience, Kind};

/// The choices, each of them valid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The layout of all cards. Where it is `None`, each card has its own.
    pub layout: Option<Layout>,
    /// Which cards are shown.
    pub filter: Filter,
    /// Shows only the cards of this definition.
    pub definition: Option<DefinitionId>,
    /// Shows at most this many cards.
    pub limit: Option<NonZeroUsize>,
    /// Whether the widget listens to the proxy's events.
    pub live: LiveUpdates,
    /// Where the shopper can sign in.
    pub login_url: Option<LoginUrl>,
    /// The level of the cards' headings.
    pub heading_level: HeadingLevel,
    /// What is shown where there are no cards.
    pub when_empty: EmptyDisplay,
    /// What is shown to a shopper who is signed out.
    pub when_signed_out: EmptyDisplay,
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

impl Filter {
    fn read(text: &str) -> Option<Self> {
        match text {
            "all" => Some(Self::All),
            "active" => Some(Self::Active),
            "available" => Some(Self::Available),
            "completed" => Some(Self::Completed),
            _ => None,
        }
    }
}

/// Whether the widget listens to the proxy's events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveUpdates {
    /// It listens.
    On,
    /// It does not listen.
    #[default]
    Off,
}

/// What is shown in place of cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyDisplay {
    /// A notice.
    #[default]
    Message,
    /// Nothing.
    Hide,
}

impl EmptyDisplay {
    fn read(text: &str) -> Option<Self> {
        match text {
            "message" => Some(Self::Message),
            "hide" => Some(Self::Hide),
            _ => None,
        }
    }
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
    /// The name of the element for a heading of this level, `h1` to `h6`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(self.0) - 1]
    }

    /// The level below this one; `h6` has none below it.
    #[must_use]
    pub fn below(self) -> Self {
        Self(self.0.saturating_add(1).min(6))
    }

    fn read(text: &str) -> Option<Self> {
        let level = text.parse().ok()?;
        (1..=6).contains(&level).then_some(Self(level))
    }
}

/// Where the shopper can sign in: an `https` URL, or a path in the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginUrl(String);

impl LoginUrl {
    fn read(text: &str) -> Option<Self> {
        // `//host` and `/\host` lead to another host.
        let is_path = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let is_safe = is_path || HttpsUrl::parse(text).is_some();
        is_safe.then(|| Self(text.to_owned()))
    }

    /// The URL as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value that an attribute cannot have. The default counts in its place, except for a
/// definition's id that is not a GUID, which counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongValue {
    /// The name of the attribute.
    pub attribute: &'static str,
    /// Which values it can have, in words.
    pub values: &'static str,
}

impl Options {
    /// Sets an attribute to a value, or removes it where the value is `None`. An
    /// attribute that is not in [`ATTRIBUTES`] changes nothing.
    ///
    /// # Errors
    ///
    /// When the attribute cannot have that value.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), WrongValue> {
        let Some(attribute) = ATTRIBUTES.iter().find(|known| known.name == name) else {
            return Ok(());
        };
        if (attribute.set)(self, value.map(str::trim)) {
            Ok(())
        } else {
            Err(WrongValue {
                attribute: attribute.name,
                values: attribute.values,
            })
        }
    }

    /// Whether a card is one of those to show.
    #[must_use]
    pub fn shows(&self, card: &Card) -> bool {
        let passes_filter = match self.filter {
            Filter::All => true,
            Filter::Active => card.state == CardState::Active,
            Filter::Available => card.joining != Joining::Closed,
            Filter::Completed => card.state == CardState::Completed,
        };
        passes_filter && (self.definition.is_none() || self.definition == card.definition_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::test_data::card;
    use rstest::rstest;
    use serde_json::json;

    /// A right value of each attribute other than its default, and a wrong one for
    /// those that cannot have any value.
    const EXAMPLES: [(&str, &str, Option<&str>); 15] = [
        ("proxy", "/api/loyalty", None),
        ("lang", "sv", Some("Swedish")),
        ("layout", "path", Some("grid")),
        ("filter", "active", Some("")),
        ("definition", GUID, Some(" ")),
        ("limit", "3", Some("0")),
        ("live", "", Some("yes")),
        ("login-url", "/log-in", Some("javascript:alert(1)")),
        ("heading-level", "2", Some("7")),
        ("color-scheme", "dark", Some("sepia")),
        ("hide-when-empty", "", Some("undefined")),
        ("signed-out", "hide", Some("redirect")),
        ("loading", "lazy", Some("soon")),
        ("hydrate", "load", Some("visible")),
        ("texts", "{}", None),
    ];

    const GUID: &str = "081225de-8a42-45f8-a3b7-03d9c97ee19c";

    /// The options with one attribute.
    fn with(name: &str, value: &str) -> Options {
        let mut options = Options::default();
        options.set(name, Some(value)).unwrap();
        options
    }

    #[test]
    fn the_examples_of_these_tests_cover_every_attribute() {
        let names = ATTRIBUTES.iter().map(|attribute| attribute.name);
        assert!(names.eq(EXAMPLES.map(|(name, ..)| name)));
    }

    #[test]
    fn every_option_can_be_set_by_an_attribute() {
        let mut options = Options::default();
        for (name, value, _) in EXAMPLES {
            options.set(name, Some(value)).unwrap();
        }
        // Without `..`: a new option does not compile here before somebody thinks of
        // its attribute.
        let Options {
            layout,
            filter,
            definition,
            limit,
            live,
            login_url,
            heading_level,
            when_empty,
            when_signed_out,
        } = options;
        assert_eq!(layout, Some(Layout::Path));
        assert_eq!(filter, Filter::Active);
        assert_eq!(definition, DefinitionId::read(GUID));
        assert_eq!(limit, NonZeroUsize::new(3));
        assert_eq!(live, LiveUpdates::On);
        assert_eq!(login_url, Some(LoginUrl("/log-in".to_owned())));
        assert_eq!(heading_level.tag(), "h2");
        assert_eq!(when_empty, EmptyDisplay::Hide);
        assert_eq!(when_signed_out, EmptyDisplay::Hide);
    }

    #[test]
    fn an_attribute_that_is_removed_brings_the_default_back() {
        for (name, value, _) in EXAMPLES {
            let mut options = with(name, value);
            assert_eq!(options.set(name, None), Ok(()), "{name}");
            assert_eq!(options, Options::default(), "{name}");
        }
    }

    #[test]
    fn a_wrong_value_is_reported_and_the_default_counts() {
        for (name, right, wrong) in EXAMPLES {
            let mut options = with(name, right);
            let Some(wrong) = wrong else { continue };
            let error = options.set(name, Some(wrong)).unwrap_err();
            let attribute = ATTRIBUTES.iter().find(|row| row.name == name).unwrap();
            assert_eq!((error.attribute, error.values), (name, attribute.values));
            assert_eq!(options, Options::default(), "{name}");
        }
    }

    #[rstest]
    #[case::html("", true)]
    #[case::text_of_a_property("true", true)]
    #[case::spaces(" true ", true)]
    #[case::text_of_a_property("false", false)]
    fn a_flag_is_understood_as_frameworks_write_it(#[case] value: &str, #[case] is_on: bool) {
        for name in flags() {
            let is_default = with(name, value) == Options::default();
            assert_eq!(is_default, !is_on, "{name}");
        }
    }

    #[test]
    fn a_flag_that_repeats_its_name_is_on() {
        for name in flags() {
            assert_eq!(with(name, name), with(name, ""));
        }
    }

    fn flags() -> impl Iterator<Item = &'static str> {
        let flags = ATTRIBUTES
            .iter()
            .filter(|attribute| attribute.kind == Kind::Flag);
        flags.map(|flag| flag.name)
    }

    #[test]
    fn a_definition_that_is_no_guid_is_reported_and_counts() {
        let mut options = Options::default();
        assert!(options.set("definition", Some("dog food")).is_err());
        assert_eq!(options.definition, DefinitionId::read("dog food"));
    }

    #[test]
    fn an_attribute_of_another_name_changes_nothing() {
        assert_eq!(with("class", "wide"), Options::default());
    }

    #[rstest]
    #[case("filter", "all", |options: &Options| options.filter == Filter::All)]
    #[case("filter", "available", |options: &Options| options.filter == Filter::Available)]
    #[case("filter", "completed", |options: &Options| options.filter == Filter::Completed)]
    #[case("limit", " 3 ", |options: &Options| options.limit == NonZeroUsize::new(3))]
    #[case("signed-out", "message", |options: &Options| options.when_signed_out == EmptyDisplay::Message)]
    #[case("color-scheme", "auto", |options: &Options| *options == Options::default())]
    #[case("color-scheme", "light", |options: &Options| *options == Options::default())]
    #[case("loading", "eager", |options: &Options| *options == Options::default())]
    #[case("hydrate", "idle", |options: &Options| *options == Options::default())]
    fn each_other_value_has_its_meaning(
        #[case] name: &str,
        #[case] value: &str,
        #[case] is_set: fn(&Options) -> bool,
    ) {
        assert!(is_set(&with(name, value)));
    }

    #[rstest]
    #[case("limit", "-1")]
    #[case("limit", "many")]
    #[case("heading-level", "0")]
    #[case("heading-level", "two")]
    #[case("login-url", "//evil.test")]
    #[case("login-url", "/\\evil.test")]
    #[case("login-url", "http://shop.test")]
    #[case("login-url", "")]
    fn other_wrong_values_are_reported_as_well(#[case] name: &str, #[case] value: &str) {
        let mut options = Options::default();
        assert!(options.set(name, Some(value)).is_err());
    }

    #[rstest]
    #[case("/log-in")]
    #[case("https://shop.test/in")]
    fn the_login_url_is_a_path_or_an_https_url(#[case] url: &str) {
        assert_eq!(with("login-url", url).login_url.unwrap().as_str(), url);
    }

    #[test]
    fn a_heading_has_the_element_of_its_level() {
        assert_eq!(HeadingLevel::default().tag(), "h3");
        assert_eq!(with("heading-level", "1").heading_level.tag(), "h1");
        assert_eq!(with("heading-level", "6").heading_level.tag(), "h6");
    }

    #[test]
    fn below_a_heading_is_the_next_level_as_long_as_there_is_one() {
        assert_eq!(HeadingLevel::default().below().tag(), "h4");
        assert_eq!(with("heading-level", "6").heading_level.below().tag(), "h6");
    }

    /// Whether each of four cards is shown: an active one, one that waits for
    /// consent, a completed one, and one that is at rest.
    fn shown(options: &Options) -> [bool; 4] {
        let consent = json!({ "id": "d2", "isContactConsentRequired": true });
        [
            json!({ "id": "a", "challengeId": "d1", "isActive": true }),
            json!({ "id": "b", "challengeId": "d2", "isActive": false, "definition": consent }),
            json!({ "id": "c", "challengeId": "d3", "isChallengeCompleted": true }),
            json!({ "id": "e", "challengeId": "d4", "isActive": false }),
        ]
        .map(|challenge| options.shows(&card(&challenge)))
    }

    #[rstest]
    #[case("all", [true, true, true, true])]
    #[case("active", [true, false, false, false])]
    #[case("available", [false, true, false, false])]
    #[case("completed", [false, false, true, false])]
    fn a_filter_shows_the_cards_of_its_kind(#[case] filter: &str, #[case] expected: [bool; 4]) {
        assert_eq!(shown(&with("filter", filter)), expected);
    }

    #[test]
    fn a_definition_shows_its_own_cards_and_the_filter_still_counts() {
        let mut options = Options {
            definition: DefinitionId::read("d3"),
            ..Options::default()
        };
        assert_eq!(shown(&options), [false, false, true, false]);
        options.set("filter", Some("active")).unwrap();
        assert_eq!(shown(&options), [false; 4]);
    }
}
