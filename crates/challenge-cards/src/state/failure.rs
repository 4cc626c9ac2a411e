//! What can go wrong between the widget and the proxy.

/// Why the challenges could not be loaded. The shopper reads a text instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The shop's session is missing or over.
    SignedOut,
    /// No answer came: the browser is offline, the request was blocked, or no server
    /// listens.
    Unreachable,
    /// The answer took longer than the widget waits.
    TimedOut,
    /// The proxy, or something on the way to it, answered with this HTTP status.
    Status(u16),
    /// The proxy, or something on the way to it, is busy, and said when to come back.
    Busy {
        /// The HTTP status: 429 or 503.
        status: u16,
        /// After how many seconds to come back.
        retry_after: u32,
    },
    /// The answer holds no list of challenges, or is too long to be one.
    Unreadable,
}

impl Failure {
    /// The failure that an answer means, by its HTTP status and the seconds in its header
    /// `Retry-After`; `None` for a status of success.
    #[must_use]
    pub fn of_answer(status: u16, retry_after: Option<u32>) -> Option<Self> {
        match (status, retry_after) {
            (200..=299, _) => None,
            (401, _) => Some(Self::SignedOut),
            (429 | 503, Some(retry_after)) => Some(Self::Busy {
                status,
                retry_after,
            }),
            _ => Some(Self::Status(status)),
        }
    }

    /// The HTTP status of the answer, if that is what is wrong.
    #[must_use]
    pub fn status(self) -> Option<u16> {
        match self {
            Self::Status(status) | Self::Busy { status, .. } => Some(status),
            Self::SignedOut | Self::Unreachable | Self::TimedOut | Self::Unreadable => None,
        }
    }

    /// The name in the detail of the event `challenges-error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
            Self::Status(_) | Self::Busy { .. } => "status",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Why joining failed, by what the shopper can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinFailure {
    /// The shopper can try again.
    Again,
    /// The challenge can no longer be joined.
    Closed,
    /// The shopper has to agree to the consent text, which may be a newer one.
    Consent,
    /// The shopper has to sign in.
    SignedOut,
}

impl JoinFailure {
    /// The failure that an answer of the proxy means, by its HTTP status and the
    /// stable code in its body.
    #[must_use]
    pub fn of_answer(status: u16, code: &str) -> Self {
        match (status, code) {
            (401, _) => Self::SignedOut,
            (_, "consent_required" | "consent_outdated") => Self::Consent,
            (404 | 409 | 410, _) => Self::Closed,
            _ => Self::Again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn only_401_means_signed_out() {
        assert_eq!(Failure::of_answer(200, None), None);
        assert_eq!(Failure::of_answer(401, None), Some(Failure::SignedOut));
        assert_eq!(Failure::of_answer(403, None), Some(Failure::Status(403)));
        assert_eq!(Failure::of_answer(502, None), Some(Failure::Status(502)));
        assert_eq!(Failure::of_answer(304, None), Some(Failure::Status(304)));
    }

    #[rstest]
    #[case(429, Some(7), Some(7))]
    #[case(503, Some(7), Some(7))]
    #[case(503, None, None)]
    #[case(502, Some(7), None)]
    fn a_busy_proxy_is_one_that_says_when_to_come_back(
        #[case] status: u16,
        #[case] header: Option<u32>,
        #[case] busy: Option<u32>,
    ) {
        let expected = busy.map_or(Failure::Status(status), |retry_after| Failure::Busy {
            status,
            retry_after,
        });
        let failure = Failure::of_answer(status, header);
        assert_eq!(failure, Some(expected));
        assert_eq!(expected.status(), Some(status));
    }

    #[test]
    fn an_answer_that_did_not_come_has_no_status() {
        assert_eq!(Failure::Unreachable.status(), None);
        assert_eq!(Failure::Unreadable.status(), None);
    }

    #[test]
    fn the_page_is_told_a_failure_by_its_name() {
        let failures = [
            (Failure::SignedOut, "signed-out"),
            (Failure::Unreachable, "unreachable"),
            (Failure::TimedOut, "timed-out"),
            (Failure::Status(502), "status"),
            (
                Failure::Busy {
                    status: 503,
                    retry_after: 1,
                },
                "status",
            ),
            (Failure::Unreadable, "unreadable"),
        ];
        for (failure, name) in failures {
            assert_eq!(failure.name(), name);
        }
    }

    #[rstest]
    #[case(401, "signed_out", JoinFailure::SignedOut)]
    #[case(400, "consent_required", JoinFailure::Consent)]
    #[case(409, "consent_outdated", JoinFailure::Consent)]
    #[case(409, "not_joinable", JoinFailure::Closed)]
    #[case(404, "not_found", JoinFailure::Closed)]
    #[case(404, "", JoinFailure::Closed)]
    #[case(503, "upstream_busy", JoinFailure::Again)]
    #[case(403, "cross_site", JoinFailure::Again)]
    fn a_refused_join_says_what_the_shopper_can_do(
        #[case] status: u16,
        #[case] code: &str,
        #[case] expected: JoinFailure,
    ) {
        assert_eq!(JoinFailure::of_answer(status, code), expected);
    }
}
