//! The six endpoints, and how a request is matched to one of them.

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// An endpoint of the Challenges API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// `GET challenges`
    ListChallenges,
    /// `GET challenges/{id}`
    GetChallenge,
    /// `GET challenges/definitions`
    ListDefinitions,
    /// `GET challenges/definitions/{id}`
    GetDefinition,
    /// `POST challenges/checkpoints`
    AddCheckpoints,
    /// `POST challenges/definitions/{id}/assign`, in version 2 also `…/activate`
    Assign,
}

/// The endpoint of a request, with the values in its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target<'path> {
    /// `v2` or `v3`.
    pub(crate) version: &'static str,
    /// The endpoint.
    pub(crate) endpoint: Endpoint,
    /// The id in the path as it was sent. Empty where the path has no id.
    pub(crate) id: &'path str,
}

/// Why a request has no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoTarget {
    /// No endpoint has this path.
    UnknownPath,
    /// The path's endpoint takes another method.
    WrongMethod {
        /// The method that it takes.
        allowed: &'static str,
    },
}

impl<'path> Target<'path> {
    /// The target of a request. A literal path takes precedence over an id (T11).
    pub(crate) fn of(method: &Method, path: &'path str) -> Result<Self, NoTarget> {
        let (version, rest) = version(path).ok_or(NoTarget::UnknownPath)?;
        let segments: Vec<_> = rest.trim_end_matches('/').split('/').collect();
        let (endpoint, id) = match segments[..] {
            ["challenges"] => (Endpoint::ListChallenges, ""),
            ["challenges", "definitions"] => (Endpoint::ListDefinitions, ""),
            ["challenges", "checkpoints"] => (Endpoint::AddCheckpoints, ""),
            ["challenges", id] => (Endpoint::GetChallenge, id),
            ["challenges", "definitions", id] => (Endpoint::GetDefinition, id),
            ["challenges", "definitions", id, "assign"] => (Endpoint::Assign, id),
            ["challenges", "definitions", id, "activate"] if version == "v2" => {
                (Endpoint::Assign, id)
            }
            _ => return Err(NoTarget::UnknownPath),
        };
        match endpoint.method() {
            allowed if allowed == method.as_str() => Ok(Self {
                version,
                endpoint,
                id,
            }),
            allowed => Err(NoTarget::WrongMethod { allowed }),
        }
    }
}

impl Endpoint {
    fn method(self) -> &'static str {
        match self {
            Self::AddCheckpoints | Self::Assign => "POST",
            _ => "GET",
        }
    }
}

fn version(path: &str) -> Option<(&'static str, &str)> {
    let rest = path.strip_prefix("/api/")?;
    ["v2", "v3"]
        .into_iter()
        .find_map(|version| Some((version, rest.strip_prefix(version)?.strip_prefix('/')?)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("GET", "/api/v3/challenges", Endpoint::ListChallenges, "")]
    #[case("GET", "/api/v2/challenges/", Endpoint::ListChallenges, "")]
    #[case("GET", "/api/v3/challenges/17", Endpoint::GetChallenge, "17")]
    #[case("GET", "/api/v3/challenges/definitions", Endpoint::ListDefinitions, "")]
    #[case(
        "GET",
        "/api/v3/challenges/definitions/17",
        Endpoint::GetDefinition,
        "17"
    )]
    #[case("POST", "/api/v3/challenges/checkpoints", Endpoint::AddCheckpoints, "")]
    #[case(
        "POST",
        "/api/v3/challenges/definitions/17/assign",
        Endpoint::Assign,
        "17"
    )]
    #[case(
        "POST",
        "/api/v2/challenges/definitions/17/assign",
        Endpoint::Assign,
        "17"
    )]
    #[case(
        "POST",
        "/api/v2/challenges/definitions/17/activate",
        Endpoint::Assign,
        "17"
    )]
    fn every_endpoint_has_its_path(
        #[case] method: Method,
        #[case] path: &str,
        #[case] endpoint: Endpoint,
        #[case] id: &str,
    ) {
        let target = Target::of(&method, path).unwrap();
        assert_eq!((target.endpoint, target.id), (endpoint, id));
    }

    #[rstest]
    #[case::no_version("GET", "/challenges")]
    #[case::old_version("GET", "/api/v1/challenges")]
    #[case::something_else("GET", "/api/v3/contacts")]
    #[case::activate_went_with_version_two("POST", "/api/v3/challenges/definitions/17/activate")]
    fn other_paths_are_unknown(#[case] method: Method, #[case] path: &str) {
        assert_eq!(Target::of(&method, path), Err(NoTarget::UnknownPath));
    }

    #[rstest]
    #[case::checkpoints_is_no_challenge_id("GET", "/api/v3/challenges/checkpoints", "POST")]
    #[case::nothing_is_deleted("DELETE", "/api/v3/challenges/17", "GET")]
    #[case::preflight("OPTIONS", "/api/v3/challenges", "GET")]
    fn other_methods_are_not_allowed(
        #[case] method: Method,
        #[case] path: &str,
        #[case] allowed: &'static str,
    ) {
        assert_eq!(
            Target::of(&method, path),
            Err(NoTarget::WrongMethod { allowed })
        );
    }
}
