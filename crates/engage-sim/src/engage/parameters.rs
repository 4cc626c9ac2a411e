//! The parameters of a query string, read as the web framework behind Engage reads them.

use axum::extract::Query;
use axum::http::Uri;

use super::answer::Refusal;
use crate::guid::Guid;
use crate::wire::Paging;

/// The parameters, in the order in which they were sent.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn of(uri: &Uri) -> Result<Self, Refusal> {
        Query::try_from_uri(uri)
            .map(|Query(parameters)| Self(parameters))
            .map_err(|_| Refusal::invalid("The query string cannot be read."))
    }

    /// The value of a parameter. The case of the name does not matter (T38). An empty
    /// value counts as none.
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// An id that may be left out.
    pub(super) fn id(&self, name: &str) -> Result<Option<Guid>, Refusal> {
        self.get(name).map(|text| parse_id(name, text)).transpose()
    }

    /// An id that must be present.
    pub(super) fn required_id(&self, name: &str) -> Result<Guid, Refusal> {
        self.id(name)?
            .ok_or_else(|| Refusal::invalid(format!("{name} is missing.")))
    }

    /// Which page of a list is asked for.
    pub(super) fn paging(&self) -> Result<Paging, Refusal> {
        let default = Paging::default();
        Ok(Paging {
            offset: self.number("offset")?.unwrap_or(default.offset),
            count: self.number("count")?.unwrap_or(default.count),
        })
    }

    fn number(&self, name: &str) -> Result<Option<usize>, Refusal> {
        let parse = |text: &str| {
            text.parse()
                .map_err(|_| Refusal::invalid(format!("{name} must be a number from 0 up.")))
        };
        self.get(name).map(parse).transpose()
    }

    /// One of several named values, by its name in upper or lower case or by its number
    /// (T10). `None` where the parameter is left out.
    pub(super) fn choice<T: Copy>(
        &self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let number: Option<usize> = text.parse().ok();
        let mut numbered = choices.iter().enumerate();
        let chosen = numbered
            .find(|(code, (other, _))| other.eq_ignore_ascii_case(text) || number == Some(*code));
        chosen
            .map(|(_, (_, choice))| Some(*choice))
            .ok_or_else(|| Refusal::invalid(format!("{name} must be one of {}.", names(choices))))
    }

    /// These parameters, but for another page of the list.
    pub(super) fn with_paging(&self, paging: Paging) -> String {
        let is_paging = |name: &str| {
            ["offset", "count"]
                .iter()
                .any(|other| name.eq_ignore_ascii_case(other))
        };
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !is_paging(name))
            .map(|(name, value)| format!("{}={}&", escaped(name), escaped(value)));
        let kept: String = kept.collect();
        format!("{kept}offset={}&count={}", paging.offset, paging.count)
    }
}

fn names<T>(choices: &[(&str, T)]) -> String {
    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// An id from a path or a query.
pub(super) fn parse_id(name: &str, text: &str) -> Result<Guid, Refusal> {
    text.parse()
        .map_err(|_| Refusal::invalid(format!("{name} must be a GUID.")))
}

/// The text, percent-encoded for a query.
fn escaped(text: &str) -> String {
    let escape = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(query: &str) -> Parameters {
        let uri = format!("/api/v3/challenges?{query}").parse().unwrap();
        Parameters::of(&uri).unwrap()
    }

    const CHOICES: &[(&str, char)] = &[("All", 'a'), ("Active", 'b')];

    fn choice(query: &str) -> Result<Option<char>, Refusal> {
        parameters(query).choice("filter", CHOICES)
    }

    #[test]
    fn paging_has_its_documented_defaults() {
        let paging = parameters("").paging().unwrap();
        assert_eq!(
            paging,
            Paging {
                offset: 0,
                count: 100
            }
        );
    }

    #[test]
    fn the_case_of_a_name_does_not_matter() {
        let paging = parameters("OFFSET=3&Count=2").paging().unwrap();
        assert_eq!(
            paging,
            Paging {
                offset: 3,
                count: 2
            }
        );
    }

    #[test]
    fn negative_numbers_and_words_are_refused() {
        assert!(parameters("offset=-1").paging().is_err());
        assert!(parameters("count=many").paging().is_err());
    }

    #[test]
    fn a_choice_is_made_by_name_in_any_case_or_by_number() {
        assert_eq!(choice(""), Ok(None));
        assert_eq!(choice("filter="), Ok(None));
        assert_eq!(choice("filter=ACTIVE"), Ok(Some('b')));
        assert_eq!(choice("filter=0"), Ok(Some('a')));
    }

    #[test]
    fn an_unknown_choice_is_answered_with_the_known_ones() {
        assert_eq!(
            choice("filter=2"),
            Err(Refusal::invalid("filter must be one of All, Active."))
        );
    }

    #[test]
    fn the_url_of_another_page_keeps_the_other_parameters() {
        let other = Paging {
            offset: 7,
            count: 5,
        };
        assert_eq!(
            parameters("contactId=a%26b&Offset=1").with_paging(other),
            "contactId=a%26b&offset=7&count=5"
        );
    }
}
