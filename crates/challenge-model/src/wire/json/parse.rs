//! A JSON parser for the widget.
//!
//! It is written by hand because the browser's parser leaves its values in JavaScript, where
//! to read a member is a call out of the WebAssembly, and `serde_json` would add more bytes
//! to the download. Servers use `serde_json`.

use std::borrow::Cow;

use super::Json;
use crate::wire::number;

/// How deeply lists and objects may be nested. `serde_json` has the same limit.
const MAX_DEPTH: u32 = 128;

impl<'text> Json<'text> {
    /// Parses a text. `None` where it is not JSON, or is nested more than 128 deep.
    #[must_use]
    pub fn parse(text: &'text str) -> Option<Self> {
        let mut parser = Parser { rest: text };
        let value = parser.value(0)?;
        parser.skip_whitespace();
        parser.rest.is_empty().then_some(value)
    }
}

/// The part of a text that is still to be parsed.
struct Parser<'text> {
    rest: &'text str,
}

impl<'text> Parser<'text> {
    fn value(&mut self, depth: u32) -> Option<Json<'text>> {
        self.skip_whitespace();
        match self.rest.as_bytes().first()? {
            b'{' | b'[' if depth >= MAX_DEPTH => None,
            b'{' => {
                let mut members = Vec::new();
                self.sequence("{", "}", &mut |parser| {
                    parser.skip_whitespace();
                    let name = parser.text()?;
                    parser.skip_whitespace();
                    parser.take(":")?;
                    members.push((name, parser.value(depth + 1)?));
                    Some(())
                })?;
                Some(Json::Object(members))
            }
            b'[' => {
                let mut values = Vec::new();
                self.sequence("[", "]", &mut |parser| {
                    values.push(parser.value(depth + 1)?);
                    Some(())
                })?;
                Some(Json::List(values))
            }
            b'"' => self.text().map(Json::Text),
            b't' => self.take("true").map(|()| Json::Flag(true)),
            b'f' => self.take("false").map(|()| Json::Flag(false)),
            b'n' => self.take("null").map(|()| Json::Null),
            _ => self.number().map(Json::Number),
        }
    }

    /// Takes what stands between two brackets, separated by commas.
    fn sequence(
        &mut self,
        open: &str,
        close: &str,
        next: &mut dyn FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.take(open)?;
        self.skip_whitespace();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            next(self)?;
            self.skip_whitespace();
            if self.take(close).is_some() {
                return Some(());
            }
            self.take(",")?;
        }
    }

    fn text(&mut self) -> Option<Cow<'text, str>> {
        self.take("\"")?;
        let mut text = Cow::Borrowed("");
        loop {
            let is_special = |byte: u8| byte == b'"' || byte == b'\\' || byte < b' ';
            text += self.until(is_special)?;
            if self.take("\"").is_some() {
                return Some(text);
            }
            // A control character stands in no text of JSON's.
            self.take("\\")?;
            text.to_mut().push(self.escaped()?);
        }
    }

    /// The character that stands behind a backslash.
    fn escaped(&mut self) -> Option<char> {
        let letter = *self.rest.as_bytes().first()?;
        let character = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.code_unit()?;
                return Some(self.character(first));
            }
            _ => return None,
        };
        self.skip(1)?;
        Some(character)
    }

    /// The character that begins with this code unit of UTF-16. Half of a pair becomes the
    /// replacement character, as in the browser.
    fn character(&mut self, first: u32) -> char {
        let before = self.rest;
        if (0xD800..0xDC00).contains(&first)
            && self.take("\\").is_some()
            && let Some(second @ 0xDC00..0xE000) = self.code_unit()
        {
            let character = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        self.rest = before;
        char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// A code unit of UTF-16: `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u32> {
        self.take("u")?;
        let mut unit = 0;
        for digit in self.skip(4)?.chars() {
            unit = unit * 16 + digit.to_digit(16)?;
        }
        Some(unit)
    }

    fn number(&mut self) -> Option<f64> {
        let is_behind = |byte: u8| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let number = match self.until(is_behind) {
            Some(number) => number,
            None => std::mem::take(&mut self.rest),
        };
        let is_exponent = |byte: u8| byte.eq_ignore_ascii_case(&b'e');
        let (decimal, exponent) = match number.bytes().position(is_exponent) {
            Some(at) => (&number[..at], &number[at + 1..]),
            None => (number, "0"),
        };
        let digits = decimal.strip_prefix('-').unwrap_or(decimal).as_bytes();
        let begins_with_zero = digits.len() > 1 && digits[0] == b'0' && digits[1] != b'.';
        let is_cut = !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit();
        if begins_with_zero || is_cut {
            return None;
        }
        scaled(number::parse(decimal)?, exponent.parse().ok()?)
    }

    /// Takes everything before the first byte of this kind. It must be an ASCII character.
    fn until(&mut self, is_end: impl Fn(u8) -> bool) -> Option<&'text str> {
        let end = self.rest.bytes().position(is_end)?;
        self.skip(end)
    }

    fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.rest.as_bytes().first()
            && self.skip(1).is_some()
        {}
    }

    fn take(&mut self, expected: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    fn skip(&mut self, bytes: usize) -> Option<&'text str> {
        let (skipped, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(skipped)
    }
}

/// A number times a power of ten. `None` where it is too large for any number.
fn scaled(mut number: f64, exponent: i32) -> Option<f64> {
    // No number is left of any other after this many steps.
    for _ in 0..exponent.unsigned_abs().min(700) {
        if exponent > 0 {
            number *= 10.0;
        } else {
            number /= 10.0;
        }
    }
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use serde_json::Value;

    fn text(text: &str) -> Json<'_> {
        Json::Text(Cow::Borrowed(text))
    }

    #[rstest]
    #[case("null", Json::Null)]
    #[case(" true\n", Json::Flag(true))]
    #[case("false", Json::Flag(false))]
    #[case("0", Json::Number(0.0))]
    #[case("-12.5", Json::Number(-12.5))]
    #[case("2.5E+1", Json::Number(25.0))]
    #[case("25e-1", Json::Number(2.5))]
    #[case("0e999999999", Json::Number(0.0))]
    #[case(r#""""#, text(""))]
    #[case(r#""Åsa 🐶""#, text("Åsa 🐶"))]
    #[case(r#""\"\\\/\b\f\n\r\t""#, text("\"\\/\u{8}\u{c}\n\r\t"))]
    #[case(r#""\u00e5 \uD83D\uDC36""#, text("å 🐶"))]
    #[case(
        r#""\ud83d, \udc36, \ud83d\u0041, \ud83d\n""#,
        text("\u{fffd}, \u{fffd}, \u{fffd}A, \u{fffd}\n")
    )]
    #[case("[]", Json::List(vec![]))]
    #[case("[ 1 , 2 ]", Json::List(vec![Json::Number(1.0), Json::Number(2.0)]))]
    #[case("{ }", Json::Object(vec![]))]
    #[case(r#"{"a" : {"b":[]}}"#, Json::Object(vec![("a".into(), Json::Object(vec![("b".into(), Json::List(vec![]))]))]))]
    fn json_is_parsed(#[case] source: &str, #[case] expected: Json<'_>) {
        assert_eq!(Json::parse(source), Some(expected));
    }

    #[rstest]
    #[case("")]
    #[case("nul")]
    #[case("True")]
    #[case("1 2")]
    #[case("[1,]")]
    #[case("[1")]
    #[case("[,1]")]
    #[case("{\"a\"}")]
    #[case("{\"a\":}")]
    #[case("{\"a\":1,}")]
    #[case("{a:1}")]
    #[case("\"a")]
    #[case("\"a\nb\"")]
    #[case("\"\\x\"")]
    #[case("\"\\u12\"")]
    #[case("\"\\u12å\"")]
    #[case("\"\\u+123\"")]
    #[case("01")]
    #[case("-")]
    #[case("+1")]
    #[case(".5")]
    #[case("5.")]
    #[case("1e")]
    #[case("1e1.5")]
    #[case("1e400")]
    #[case("NaN")]
    #[case("\u{feff}1")]
    fn what_is_no_json_is_refused(#[case] source: &str) {
        assert_eq!(Json::parse(source), None);
        assert!(serde_json::from_str::<Value>(source).is_err());
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(&nested(MAX_DEPTH as usize)).is_some());
        assert_eq!(Json::parse(&nested(MAX_DEPTH as usize + 1)), None);
        assert_eq!(Json::parse(&"[".repeat(1_000_000)), None);
    }

    /// Any JSON of moderate size. Its numbers are small, because the two parsers may round
    /// others differently.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(|number| f64::from(number).into()),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..8)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_is_read_as_other_parsers_read_it(value in any_json(), is_pretty: bool) {
            let source = if is_pretty {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            prop_assert_eq!(Json::parse(&source), Some(Json::from(&value)));
        }

        #[test]
        fn what_other_parsers_refuse_is_refused(source in r#"[\[\]{}:,"\\u0-9eE.+tn \-]{0,24}"#) {
            let others = serde_json::from_str::<Value>(&source);
            // Half of a pair of code units is refused by the other parser alone.
            prop_assume!(!source.contains("\\u"));
            prop_assert_eq!(Json::parse(&source).is_some(), others.is_ok(), "{}", source);
        }
    }
}
