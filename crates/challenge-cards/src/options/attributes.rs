//! The attributes of `<challenges-widget>`: one table, in which each row also has
//! the function that reads its value.
//!
//! The lists in `src/element/attributes.ts` and the tables of `docs/reference.md`
//! are compared with this table by `tests/reference.rs`.

use challenge_model::DefinitionId;
use challenge_model::wire::Layout;

use super::{EmptyDisplay, Filter, HeadingLevel, LiveUpdates, LoginUrl, Options};
use crate::i18n::is_language_tag;

/// One attribute of `<challenges-widget>`.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Its name in HTML.
    pub name: &'static str,
    /// Which values it can have, in words.
    pub values: &'static str,
    /// What counts when it is missing or its value is wrong, in words.
    #[cfg(not(target_arch = "wasm32"))]
    pub default: &'static str,
    /// Whether its value matters.
    #[cfg(not(target_arch = "wasm32"))]
    pub kind: Kind,
    /// Who has to know it.
    #[cfg(not(target_arch = "wasm32"))]
    pub audience: Audience,
    /// Sets the options to a value, or to the default where there is none. Returns
    /// whether the attribute can have this value; if not, the default counts.
    pub(super) set: Set,
}

type Set = fn(&mut Options, Option<&str>) -> bool;

/// Whether the value of an attribute matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It does.
    Value,
    /// It is on or off. Empty is on, as in HTML.
    Flag,
}

/// Who has to know an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The element alone.
    Element,
    /// A server too, to render the same cards as the element.
    Server,
}

/// A row of the table. A browser needs only a part of it. The rest, with which the
/// documentation and the loader are compared, would be 150 bytes of its download.
#[cfg_attr(target_arch = "wasm32", expect(unused_variables))]
const fn attribute(
    name: &'static str,
    values: &'static str,
    default: &'static str,
    kind: Kind,
    audience: Audience,
    set: Set,
) -> Attribute {
    Attribute {
        name,
        values,
        #[cfg(not(target_arch = "wasm32"))]
        default,
        #[cfg(not(target_arch = "wasm32"))]
        kind,
        #[cfg(not(target_arch = "wasm32"))]
        audience,
        set,
    }
}

/// All attributes, in the order of the reference page.
pub const ATTRIBUTES: &[Attribute] = &[
    attribute(
        "proxy",
        "an address",
        "none: it must be set",
        Kind::Value,
        Audience::Element,
        anything,
    ),
    attribute(
        "lang",
        "a language tag, such as `sv-SE`",
        "the nearest `lang` around the element, then the browser's",
        Kind::Value,
        Audience::Element,
        // The loader follows it. An empty one counts as missing.
        |_, value| value.is_none_or(|tag| tag.is_empty() || is_language_tag(tag)),
    ),
    attribute(
        "layout",
        "`stamps`, `path`, `compact`",
        "the retailer's choice per challenge, else `stamps`",
        Kind::Value,
        Audience::Server,
        |options, value| {
            set(&mut options.layout, value, |text| {
                Layout::named(text).map(Some)
            })
        },
    ),
    attribute(
        "filter",
        "`all`, `active`, `available`, `completed`",
        "`all`",
        Kind::Value,
        Audience::Server,
        |options, value| set(&mut options.filter, value, Filter::read),
    ),
    attribute(
        "definition",
        "a definition's id, which is a GUID",
        "all definitions",
        Kind::Value,
        Audience::Server,
        // Any id counts (T2), but only a GUID can be one of Engage's.
        |options, value| {
            let is_id = set(&mut options.definition, value, |text| {
                DefinitionId::read(text).map(Some)
            });
            is_id
                && options
                    .definition
                    .as_ref()
                    .is_none_or(DefinitionId::is_guid)
        },
    ),
    attribute(
        "limit",
        "a whole number from 1",
        "no limit",
        Kind::Value,
        Audience::Server,
        |options, value| {
            set(&mut options.limit, value, |text| {
                text.parse().ok().map(Some)
            })
        },
    ),
    attribute(
        "live",
        FLAG_VALUES,
        "`false`",
        Kind::Flag,
        Audience::Element,
        |options, value| {
            set(&mut options.live, value, |text| {
                let is_on = flag(text, "live")?;
                Some(if is_on {
                    LiveUpdates::On
                } else {
                    LiveUpdates::Off
                })
            })
        },
    ),
    attribute(
        "login-url",
        "an `https` address or a path",
        "no link to sign in",
        Kind::Value,
        Audience::Element,
        |options, value| {
            set(&mut options.login_url, value, |text| {
                LoginUrl::read(text).map(Some)
            })
        },
    ),
    attribute(
        "heading-level",
        "1 to 6",
        "3",
        Kind::Value,
        Audience::Server,
        |options, value| set(&mut options.heading_level, value, HeadingLevel::read),
    ),
    attribute(
        "color-scheme",
        "`auto`, `light`, `dark`",
        "`auto`: that of the page",
        Kind::Value,
        Audience::Element,
        // The style sheet follows it.
        |_, value| matches!(value, None | Some("auto" | "light" | "dark")),
    ),
    attribute(
        "hide-when-empty",
        FLAG_VALUES,
        "`false`",
        Kind::Flag,
        Audience::Server,
        |options, value| {
            set(&mut options.when_empty, value, |text| {
                let is_on = flag(text, "hide-when-empty")?;
                Some(if is_on {
                    EmptyDisplay::Hide
                } else {
                    EmptyDisplay::Message
                })
            })
        },
    ),
    attribute(
        "signed-out",
        "`message`, `hide`",
        "`message`",
        Kind::Value,
        Audience::Element,
        |options, value| set(&mut options.when_signed_out, value, EmptyDisplay::read),
    ),
    attribute(
        "loading",
        "`eager`, `lazy`",
        "`eager`",
        Kind::Value,
        Audience::Element,
        // The loader follows it.
        |_, value| matches!(value, None | Some("eager" | "lazy")),
    ),
    attribute(
        "hydrate",
        "`idle`, `load`",
        "`idle`",
        Kind::Value,
        Audience::Element,
        // The loader follows it.
        |_, value| matches!(value, None | Some("idle" | "load")),
    ),
    attribute(
        "texts",
        "an object of texts, as JSON",
        "the widget's own texts",
        Kind::Value,
        Audience::Element,
        // It is read with the language.
        anything,
    ),
];

/// The values of an attribute that is on or off.
const FLAG_VALUES: &str = "nothing or `true`, or `false`";

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

/// Whether an attribute with this value is on. Frameworks write a property that is true or
/// false as text, and old pages repeat the name of the attribute where it is on.
fn flag(value: &str, name: &str) -> Option<bool> {
    match value {
        "" | "true" => Some(true),
        "false" => Some(false),
        value => (value == name).then_some(true),
    }
}

/// For an attribute that is read elsewhere, and that can have any value.
fn anything(_: &mut Options, _: Option<&str>) -> bool {
    true
}
