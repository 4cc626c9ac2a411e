//! What the value of a setting may be: one form for each kind of value.
//!
//! A form says how a value is checked and turned into what the program works with, and
//! what holds when none is given. It knows neither keys nor files.

use std::num::{NonZeroU32, NonZeroUsize};
use std::ops::RangeInclusive;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::value::{Content, Kind};

/// What the value of a setting may be.
pub(super) trait Form {
    /// What the program works with.
    type Value;

    /// How the value is written.
    const KIND: Kind;

    /// Whether the value can also lie in a file of its own, which the key with `_file` at its
    /// end names.
    fn has_file(&self) -> bool {
        false
    }

    /// The default as the file would have it, without quotes.
    fn default(&self) -> Option<String> {
        None
    }

    /// The values that are allowed, where a few words say it.
    fn allowed(&self) -> Option<String> {
        None
    }

    /// The words of which the value must be one, as the file has them. Whoever writes `true`
    /// for `"yes"` has to see the quotes.
    fn words(&self) -> Option<String> {
        None
    }

    /// The value of what was given, which is of this form's kind, or the default, where
    /// there is one.
    ///
    /// # Errors
    ///
    /// Says what the value must be. It never repeats the value.
    fn read(&self, content: Option<&Content>) -> Result<Option<Self::Value>, String>;
}

/// A whole number within a range.
pub(super) struct Number<T> {
    default: u64,
    least: u64,
    most: u64,
    unit: &'static str,
    convert: fn(u64) -> T,
}

/// A number of seconds.
pub(super) const fn seconds(default: u64, range: RangeInclusive<u64>) -> Number<Duration> {
    number(default, range, "seconds", Duration::from_secs)
}

/// A number of bytes.
pub(super) const fn bytes(default: u64, range: RangeInclusive<u64>) -> Number<usize> {
    number(default, range, "bytes", size)
}

/// A number of things.
pub(super) const fn count(default: u64, range: RangeInclusive<u64>) -> Number<usize> {
    number(default, range, "", size)
}

/// A number of things of which there is at least one.
pub(super) const fn at_least_one(default: u64, range: RangeInclusive<u64>) -> Number<NonZeroU32> {
    number(default, range, "", |number| {
        let more = u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
        NonZeroU32::MIN.saturating_add(more)
    })
}

/// Any other number. A default outside of the range does not compile.
pub(super) const fn number<T>(
    default: u64,
    range: RangeInclusive<u64>,
    unit: &'static str,
    convert: fn(u64) -> T,
) -> Number<T> {
    let (least, most) = (*range.start(), *range.end());
    assert!(least <= default && default <= most);
    Number {
        default,
        least,
        most,
        unit,
        convert,
    }
}

/// As a size in memory.
pub(super) fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// As a size in memory, at least one.
pub(super) fn size_above_zero(number: u64) -> NonZeroUsize {
    NonZeroUsize::MIN.saturating_add(size(number.saturating_sub(1)))
}

impl<T> Number<T> {
    /// The value that holds when none is given.
    pub(super) fn default_value(&self) -> T {
        (self.convert)(self.default)
    }
}

impl<T> Form for Number<T> {
    type Value = T;

    const KIND: Kind = Kind::Number;

    fn default(&self) -> Option<String> {
        Some(self.default.to_string())
    }

    fn allowed(&self) -> Option<String> {
        let allowed = format!("{} to {} {}", self.least, self.most, self.unit);
        Some(allowed.trim_end().to_owned())
    }

    fn read(&self, content: Option<&Content>) -> Result<Option<T>, String> {
        match content {
            Some(Content::Number(number)) if (self.least..=self.most).contains(number) => {
                Ok(Some((self.convert)(*number)))
            }
            Some(_) => Err(format!("must be from {} to {}", self.least, self.most)),
            None => Ok(Some(self.default_value())),
        }
    }
}

/// A number without a default: it has to be given.
pub(super) struct Needed<T>(pub(super) Number<T>);

impl<T> Form for Needed<T> {
    type Value = T;

    const KIND: Kind = Kind::Number;

    fn allowed(&self) -> Option<String> {
        self.0.allowed()
    }

    fn read(&self, content: Option<&Content>) -> Result<Option<T>, String> {
        match content {
            Some(content) => self.0.read(Some(content)),
            None => Ok(None),
        }
    }
}

/// A text, of which something is made.
pub(super) struct Text<T> {
    default: Option<&'static str>,
    has_file: bool,
    parse: Parse<T>,
}

/// How a text is read. The error says what the text must be. It is a text of the program's
/// own, so it cannot repeat what was given, which may be a secret in the wrong place.
type Parse<T> = fn(&str) -> Result<T, &'static str>;

/// A text that has a default.
pub(super) const fn text<T>(default: &'static str, parse: Parse<T>) -> Text<T> {
    Text {
        default: Some(default),
        has_file: false,
        parse,
    }
}

/// A text that has no default.
pub(super) const fn optional<T>(parse: Parse<T>) -> Text<T> {
    Text {
        default: None,
        has_file: false,
        parse,
    }
}

/// A text that is shown nowhere and can lie in a file of its own.
pub(super) const fn secret(default: Option<&'static str>) -> Text<SecretString> {
    Text {
        default,
        has_file: true,
        parse: any,
    }
}

/// Takes every text.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every way to read a text has this type"
)]
pub(super) fn any<T: for<'text> From<&'text str>>(text: &str) -> Result<T, &'static str> {
    Ok(T::from(text))
}

impl<T> Form for Text<T> {
    type Value = T;

    const KIND: Kind = Kind::Text;

    fn has_file(&self) -> bool {
        self.has_file
    }

    fn default(&self) -> Option<String> {
        self.default.map(str::to_owned)
    }

    fn read(&self, content: Option<&Content>) -> Result<Option<T>, String> {
        let text = match content {
            Some(Content::Text(text)) => Some(text.expose_secret()),
            _ => self.default,
        };
        let read = text.map(self.parse).transpose();
        read.map_err(ToOwned::to_owned)
    }
}

/// One of a few words, each with its meaning. The first is the default.
pub(super) struct Choice<T: 'static>(pub(super) &'static [(&'static str, T)]);

impl<T: Copy> Form for Choice<T> {
    type Value = T;

    const KIND: Kind = Kind::Text;

    fn default(&self) -> Option<String> {
        let (word, _) = self.0.first()?;
        Some((*word).to_owned())
    }

    fn allowed(&self) -> Option<String> {
        let words: Vec<_> = self.0.iter().map(|(word, _)| *word).collect();
        let (last, others) = words.split_last()?;
        Some(format!("{} or {last}", others.join(", ")))
    }

    fn words(&self) -> Option<String> {
        let words: Vec<_> = self.0.iter().map(|(word, _)| format!("{word:?}")).collect();
        let (last, others) = words.split_last()?;
        Some(format!("{} or {last}, in quotes", others.join(", ")))
    }

    fn read(&self, content: Option<&Content>) -> Result<Option<T>, String> {
        let chosen = match content {
            Some(Content::Text(text)) => {
                let is_it = |(word, _): &&(&str, T)| *word == text.expose_secret();
                self.0.iter().find(is_it)
            }
            _ => self.0.first(),
        };
        match chosen {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => Err(format!("must be {}", self.allowed().unwrap_or_default())),
        }
    }
}

/// Several texts, none by default.
pub(super) struct List<T>(pub(super) ReadList<T>);

/// How a list of texts is read. The error cannot repeat them.
type ReadList<T> = fn(&[String]) -> Result<T, &'static str>;

impl<T> Form for List<T> {
    type Value = T;

    const KIND: Kind = Kind::List;

    fn read(&self, content: Option<&Content>) -> Result<Option<T>, String> {
        let read = match content {
            Some(Content::List(texts)) => (self.0)(texts),
            _ => (self.0)(&[]),
        };
        read.map(Some).map_err(ToOwned::to_owned)
    }
}
