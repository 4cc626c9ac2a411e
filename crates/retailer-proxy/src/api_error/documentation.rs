//! `docs/errors.md` has a section for each error, with its status.

use std::collections::BTreeMap;
use std::iter;
use std::time::Duration;

use super::{ApiError, ParameterFault};

const PAGE: &str = include_str!("../../../../docs/errors.md");

/// The codes of `crate::awards` alone, which the contract with the back end lists too.
const OF_AWARDS: [&str; 3] = ["award_differs", "awards_unavailable", "bad_award"];

/// The error after this one. The compiler asks for each new error here.
fn after(error: ApiError) -> Option<ApiError> {
    use ApiError as Error;
    let retry_after = Duration::ZERO;
    Some(match error {
        Error::ContactIdNotAllowed => Error::InvalidParameter(ParameterFault::Repeated),
        Error::InvalidParameter(_) => Error::SignedOut,
        Error::SignedOut => Error::BackendUnproven,
        Error::BackendUnproven => Error::NotFound,
        Error::NotFound => Error::MethodNotAllowed,
        Error::MethodNotAllowed => Error::TooManyRequests { retry_after },
        Error::TooManyRequests { .. } => Error::TooLarge,
        Error::TooLarge => Error::TooSlow,
        Error::TooSlow => Error::InvalidBody,
        Error::InvalidBody => Error::CrossSite,
        Error::CrossSite => Error::NotJoinable,
        Error::NotJoinable => Error::ConsentRequired,
        Error::ConsentRequired => Error::ConsentOutdated,
        Error::ConsentOutdated => Error::JoiningUnavailable,
        Error::JoiningUnavailable => Error::TooManyStreams { retry_after },
        Error::TooManyStreams { .. } => Error::IdentityUnavailable,
        Error::IdentityUnavailable => Error::WebhookNotSigned,
        Error::WebhookNotSigned => Error::WebhookReplayed,
        Error::WebhookReplayed => Error::UpstreamRefused,
        Error::UpstreamRefused => Error::UpstreamFailed,
        Error::UpstreamFailed => Error::UpstreamBusy { retry_after },
        Error::UpstreamBusy { .. } => Error::UpstreamTimeout,
        Error::UpstreamTimeout => return None,
    })
}

/// All errors.
fn all() -> impl Iterator<Item = ApiError> {
    iter::successors(Some(ApiError::ContactIdNotAllowed), |error| after(*error))
}

/// The sections of the page: the code in the heading, and the text below it.
fn sections() -> BTreeMap<&'static str, &'static str> {
    let sections = PAGE.split("\n### ").skip(1);
    sections
        .filter_map(|section| section.split_once("\n\n"))
        .collect()
}

#[test]
fn every_error_has_a_section_with_its_status() {
    let sections = sections();
    for error in all() {
        let section = sections.get(error.code()).copied().unwrap_or_default();
        let status = format!("Status {}", error.status().as_u16());
        assert!(
            section.starts_with(&status),
            "docs/errors.md needs a section `### {}` that begins with {status:?}: {}",
            error.code(),
            error.message()
        );
    }
}

#[test]
fn every_section_is_about_an_error() {
    let codes: Vec<_> = all().map(ApiError::code).chain(OF_AWARDS).collect();
    for code in sections().keys() {
        assert!(codes.contains(code), "no answer has the code {code}");
    }
}
