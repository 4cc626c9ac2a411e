//! The attributes of `<challenges-widget>`: one table, in which each row also has
//! the function that reads its value.
//!
//! The lists in `src/element/attributes.ts` and the tables of `docs/reference.md`
//! are compared with this table by `tests/reference.rs`.

use challenge_model::DefinitionId;
use challenge_model::wire::Layout;

use super::{EmptyDisplay, Filter, HeadingLevel, LiveUpdates, LoginUrl, Options};

/// One attribute of `<challenges-widget>`.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Its name in HTML.
    pub name: &'static str,
    /// Which values it can have, in words.
    pub values: &'static str,
    /// What counts when it is missing or its value is wrong, in words.
    pub default: &'static str,
    /// Whether it is there or not, whatever its value.
    pub is_flag: bool,
    /// Whether a server has to know it to render the same cards as the element.
    pub is_for_servers: bool,
    /// Sets the options to a value, or to the default where there is none. Returns
    /// whether the attribute can have this value; if not, the default counts.
    pub(super) set: fn(&mut Options, Option<&str>) -> bool,
}

/// All attributes, in the order of the reference page.
pub const ATTRIBUTES: &[Attribute] = &[
    Attribute {
        name: "proxy",
        values: "an address",
        default: "none: it must be set",
        is_flag: false,
        is_for_servers: false,
        set: anything,
    },
    Attribute {
        name: "lang",
        values: "a language tag",
        default: "the nearest `lang` around the element, then the browser's",
        is_flag: false,
        is_for_servers: false,
        set: anything,
    },
    Attribute {
        name: "layout",
        values: "`stamps`, `path`, `compact`",
        default: "the retailer's choice per challenge, else `stamps`",
        is_flag: false,
        is_for_servers: true,
        set: |options, value| {
            set(&mut options.layout, value, |text| {
                Layout::named(text).map(Some)
            })
        },
    },
    Attribute {
        name: "filter",
        values: "`all`, `active`, `available`, `completed`",
        default: "`all`",
        is_flag: false,
        is_for_servers: true,
        set: |options, value| set(&mut options.filter, value, Filter::read),
    },
    Attribute {
        name: "definition",
        values: "a definition's id",
        default: "all definitions",
        is_flag: false,
        is_for_servers: true,
        set: |options, value| {
            set(&mut options.definition, value, |text| {
                DefinitionId::read(text).map(Some)
            })
        },
    },
    Attribute {
        name: "limit",
        values: "a whole number from 1",
        default: "no limit",
        is_flag: false,
        is_for_servers: true,
        set: |options, value| {
            set(&mut options.limit, value, |text| {
                text.parse().ok().map(Some)
            })
        },
    },
    Attribute {
        name: "live",
        values: "present or not",
        default: "not",
        is_flag: true,
        is_for_servers: false,
        set: |options, value| set(&mut options.live, value, |_| Some(LiveUpdates::On)),
    },
    Attribute {
        name: "login-url",
        values: "an `https` address or a path",
        default: "no link to sign in",
        is_flag: false,
        is_for_servers: false,
        set: |options, value| {
            set(&mut options.login_url, value, |text| {
                LoginUrl::read(text).map(Some)
            })
        },
    },
    Attribute {
        name: "heading-level",
        values: "1 to 6",
        default: "3",
        is_flag: false,
        is_for_servers: true,
        set: |options, value| set(&mut options.heading_level, value, HeadingLevel::read),
    },
    Attribute {
        name: "color-scheme",
        values: "`auto`, `light`, `dark`",
        default: "`auto`: that of the page",
        is_flag: false,
        is_for_servers: false,
        // The style sheet follows it.
        set: |_, value| matches!(value, None | Some("auto" | "light" | "dark")),
    },
    Attribute {
        name: "hide-when-empty",
        values: "present or not",
        default: "not",
        is_flag: true,
        is_for_servers: true,
        set: |options, value| set(&mut options.when_empty, value, |_| Some(EmptyDisplay::Hide)),
    },
    Attribute {
        name: "signed-out",
        values: "`message`, `hide`",
        default: "`message`",
        is_flag: false,
        is_for_servers: false,
        set: |options, value| set(&mut options.when_signed_out, value, EmptyDisplay::read),
    },
    Attribute {
        name: "loading",
        values: "`eager`, `lazy`",
        default: "`eager`",
        is_flag: false,
        is_for_servers: false,
        // The loader follows it.
        set: |_, value| matches!(value, None | Some("eager" | "lazy")),
    },
];

/// Sets an option to what its attribute's value means, or to the default. Returns
/// whether the value means something.
fn set<T: Default>(
    option: &mut T,
    value: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> bool {
    let Some(text) = value else {
        *option = T::default();
        return true;
    };
    let read = read(text);
    let is_right = read.is_some();
    *option = read.unwrap_or_default();
    is_right
}

/// For an attribute that the loader reads, and that can have any value.
fn anything(_: &mut Options, _: Option<&str>) -> bool {
    true
}
