//! What an answer means. Its status and its body decide, and nothing else.

use std::time::Duration;

use challenge_model::wire::{FromWire, Json, Page};
use challenge_model::{ContactId, Unreadable};
use serde_json::Value;

use crate::error_kind::{ErrorCode, ErrorKind};
use crate::lenient_json::{self, without_byte_order_mark};

/// An answer as it was received.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body of a successful answer. Any 2xx is a success, since Engage answers 200
    /// or 202 to the same kind of call.
    pub(crate) fn accepted(&self) -> Result<&[u8], ErrorKind> {
        match self.status {
            200..=299 => Ok(without_byte_order_mark(&self.body)),
            401 | 403 => Err(ErrorKind::KeyRefused {
                status: self.status,
            }),
            404 => Err(ErrorKind::NotFound {
                code: self.error_code(),
            }),
            408 | 504 => Err(ErrorKind::TimedOut),
            429 => Err(ErrorKind::RateLimited {
                retry_after: self.retry_after,
            }),
            500 if self.complains_of_content_type() => Err(ErrorKind::ContentTypeLost),
            500..=599 => Err(ErrorKind::ServerError {
                status: self.status,
            }),
            status => Err(ErrorKind::Rejected {
                status,
                code: self.error_code(),
            }),
        }
    }

    /// The contact that was found. A 404 because the path itself is unknown says nothing about
    /// the contact. Engage and ASP.NET in general answer so, where the address of the API is
    /// wrong or the tenant has no such endpoint.
    pub(crate) fn found_contact(&self) -> Result<ContactId, ErrorKind> {
        if self.status == 404 && self.says_that_the_path_is_unknown() {
            return Err(ErrorKind::Rejected {
                status: self.status,
                code: None,
            });
        }
        self.accepted().and_then(contact_id)
    }

    fn says_that_the_path_is_unknown(&self) -> bool {
        self.member("message").is_some_and(|message| {
            let text = message.as_str().unwrap_or_default();
            text.starts_with("No HTTP resource was found")
        })
    }

    fn error_code(&self) -> Option<ErrorCode> {
        ErrorCode::read(self.member("errorCode")?.as_str()?)
    }

    /// Whether this is the answer to a missing Content-Type (T18). The message may end
    /// with a full stop, and the member's name may begin with a capital.
    fn complains_of_content_type(&self) -> bool {
        self.member("message").is_some_and(|message| {
            let text = message.as_str().unwrap_or_default();
            text.trim_end_matches('.')
                .eq_ignore_ascii_case("An error has occurred")
        })
    }

    /// A member of an error's body. The case of its name does not matter.
    fn member(&self, name: &str) -> Option<Value> {
        let Value::Object(members) = json(&self.body).ok()? else {
            return None;
        };
        members
            .into_iter()
            .find_map(|(member, value)| member.eq_ignore_ascii_case(name).then_some(value))
    }
}

/// A page of a list, in any of the envelopes that Engage uses (T8).
pub(crate) fn page<T: FromWire>(body: &[u8]) -> Result<Page<T>, ErrorKind> {
    Page::read(&json(body)?).map_err(|_| ErrorKind::Unreadable)
}

/// One object.
pub(crate) fn object<T: FromWire>(body: &[u8]) -> Result<T, ErrorKind> {
    T::from_wire(&Json::from(&json(body)?), &mut Unreadable::default()).ok_or(ErrorKind::Unreadable)
}

/// Whether a challenge was assigned. `true`, `"true"` and an empty body say so (T16).
pub(crate) fn assigned(body: &[u8]) -> Result<(), ErrorKind> {
    let text = String::from_utf8_lossy(body);
    let word = text.trim().trim_matches('"').trim();
    if word.is_empty() || word.eq_ignore_ascii_case("true") {
        Ok(())
    } else if word.eq_ignore_ascii_case("false") {
        Err(ErrorKind::NotAssigned)
    } else {
        Err(ErrorKind::Unreadable)
    }
}

/// A contact's id: a JSON string by itself, or the member `id` of an object.
pub(crate) fn contact_id(body: &[u8]) -> Result<ContactId, ErrorKind> {
    let value = json(body)?;
    let id = value.as_str().or_else(|| {
        let mut members = value.as_object()?.iter();
        let found = members.find(|(name, _)| name.eq_ignore_ascii_case("id"));
        found?.1.as_str()
    });
    id.and_then(|id| ContactId::guid(id).ok())
        .ok_or(ErrorKind::Unreadable)
}

pub(crate) fn json(body: &[u8]) -> Result<Value, ErrorKind> {
    lenient_json::read(body).ok_or(ErrorKind::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::Definition;
    use rstest::rstest;

    fn refusal(status: u16, body: &str) -> ErrorKind {
        let answer = Answer {
            status,
            retry_after: None,
            body: body.as_bytes().to_vec(),
        };
        answer.accepted().unwrap_err()
    }

    #[rstest]
    #[case(200)]
    #[case(202)]
    #[case(299)]
    fn any_2xx_is_a_success_with_its_body(#[case] status: u16) {
        let answer = Answer {
            status,
            retry_after: None,
            body: b"true".to_vec(),
        };
        assert_eq!(answer.accepted(), Ok(&b"true"[..]));
    }

    #[rstest]
    #[case(r#"{"errorCode":"ContactNotFound","message":"Contact not found."}"#)]
    #[case("")]
    #[case("<html>404</html>")]
    fn a_contact_is_not_found_unless_the_path_itself_is_unknown(#[case] body: &str) {
        let look_up = |body: &str| {
            let body = body.as_bytes().to_vec();
            let answer = Answer {
                status: 404,
                retry_after: None,
                body,
            };
            answer.found_contact().unwrap_err()
        };
        let missing = look_up(body);
        assert!(matches!(missing, ErrorKind::NotFound { .. }), "{missing:?}");
        let unknown_path =
            r#"{"Message":"No HTTP resource was found that matches the request URI."}"#;
        let expected = ErrorKind::Rejected {
            status: 404,
            code: None,
        };
        assert_eq!(look_up(unknown_path), expected);
    }

    #[test]
    fn the_wait_of_a_429_is_kept() {
        let retry_after = Some(Duration::from_secs(7));
        let answer = Answer {
            status: 429,
            retry_after,
            body: Vec::new(),
        };
        assert_eq!(
            answer.accepted(),
            Err(ErrorKind::RateLimited { retry_after })
        );
    }

    #[rstest]
    #[case(401, "", ErrorKind::KeyRefused { status: 401 })]
    #[case(403, "<html>", ErrorKind::KeyRefused { status: 403 })]
    #[case(404, "", ErrorKind::NotFound { code: None })]
    #[case(408, "", ErrorKind::TimedOut)]
    #[case(504, "{}", ErrorKind::TimedOut)]
    #[case(429, "", ErrorKind::RateLimited { retry_after: None })]
    #[case(500, "", ErrorKind::ServerError { status: 500 })]
    #[case(503, "down", ErrorKind::ServerError { status: 503 })]
    #[case(302, "", ErrorKind::Rejected { status: 302, code: None })]
    #[case(411, "", ErrorKind::Rejected { status: 411, code: None })]
    fn the_status_says_what_happened(
        #[case] status: u16,
        #[case] body: &str,
        #[case] expected: ErrorKind,
    ) {
        assert_eq!(refusal(status, body), expected);
    }

    #[rstest]
    #[case("error.500.content-type-missing")]
    #[case("error.500.content-type-missing.webapi-casing")]
    fn the_500_for_a_missing_content_type_is_told_apart_from_a_failure_of_engage(
        #[case] fixture: &str,
    ) {
        assert_eq!(refusal(500, &text(fixture)), ErrorKind::ContentTypeLost);
    }

    #[test]
    fn an_error_has_engages_error_code_and_no_other_text() {
        let code = ErrorCode::read("ContactNotFound");
        assert!(code.is_some());
        let body = text("error.404.contact-not-found");
        assert_eq!(refusal(404, &body), ErrorKind::NotFound { code });

        let code = ErrorCode::read("ValidationError");
        let body = text("error.422.validation");
        assert_eq!(
            refusal(422, &body),
            ErrorKind::Rejected { status: 422, code }
        );
    }

    #[test]
    fn the_ids_of_several_matching_contacts_do_not_get_into_the_error() {
        let refusal = refusal(409, &text("error.409.multiple-matches"));
        assert!(!format!("{refusal} {refusal:?}").contains("7d1c0e5a"));
    }

    #[rstest]
    #[case("true", Ok(()))]
    #[case("\"true\"", Ok(()))]
    #[case("\"True\"", Ok(()))]
    #[case(" true\n", Ok(()))]
    #[case("", Ok(()))]
    #[case("\"\"", Ok(()))]
    #[case("false", Err(ErrorKind::NotAssigned))]
    #[case("\"False\"", Err(ErrorKind::NotAssigned))]
    #[case("<html>", Err(ErrorKind::Unreadable))]
    #[case("{\"result\":true}", Err(ErrorKind::Unreadable))]
    fn a_challenge_is_assigned_when_the_answer_is_true_in_any_form_or_empty(
        #[case] body: &str,
        #[case] expected: Result<(), ErrorKind>,
    ) {
        assert_eq!(assigned(body.as_bytes()), expected);
    }

    #[test]
    fn the_published_answer_to_an_assignment_is_read() {
        assert_eq!(assigned(text("assign.response.true").as_bytes()), Ok(()));
    }

    #[rstest]
    #[case("\"7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01\"", true)]
    #[case("{\"Id\":\"7D1C0E5A-4B1F-4F0E-9A52-2F6D3C9B0A01\"}", true)]
    #[case("\"4711\"", false)]
    #[case("null", false)]
    #[case("[]", false)]
    fn a_contacts_id_is_a_text_or_the_member_of_an_object(
        #[case] body: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(contact_id(body.as_bytes()).is_ok(), expected);
    }

    #[test]
    fn a_byte_order_mark_before_the_json_is_skipped() {
        let page: Page<Definition> = page("\u{feff}[]".as_bytes()).unwrap();
        assert!(page.items.is_empty());
    }

    #[rstest]
    #[case("")]
    #[case("<html>Sorry</html>")]
    #[case("{\"items\":[{\"id\":\"a\"}")]
    #[case("{\"message\":\"fine\"}")]
    fn a_body_that_holds_no_list_is_unreadable(#[case] body: &str) {
        assert_eq!(
            page::<Definition>(body.as_bytes()),
            Err(ErrorKind::Unreadable)
        );
    }

    fn text(fixture: &str) -> String {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../challenge-model/tests/fixtures"
        );
        std::fs::read_to_string(format!("{folder}/{fixture}.json")).unwrap()
    }
}
