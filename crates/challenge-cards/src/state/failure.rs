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
    /// The answer holds no list of challenges, or is too long to be one.
    Unreadable,
}

impl Failure {
    /// The failure that an HTTP status means; `None` for a status of success.
    #[must_use]
    pub fn of_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            401 => Some(Self::SignedOut),
            _ => Some(Self::Status(status)),
        }
    }

    /// The name in the detail of the event `challenges-error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
            Self::Status(_) => "status",
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
        assert_eq!(Failure::of_status(200), None);
        assert_eq!(Failure::of_status(401), Some(Failure::SignedOut));
        assert_eq!(Failure::of_status(403), Some(Failure::Status(403)));
        assert_eq!(Failure::of_status(502), Some(Failure::Status(502)));
        assert_eq!(Failure::of_status(304), Some(Failure::Status(304)));
    }

    #[test]
    fn the_page_is_told_a_failure_by_its_name() {
        let failures = [
            (Failure::SignedOut, "signed-out"),
            (Failure::Unreachable, "unreachable"),
            (Failure::TimedOut, "timed-out"),
            (Failure::Status(502), "status"),
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
