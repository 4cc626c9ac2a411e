//! Why the cards could not be had.

/// Why the cards could not be had. None of it is shown to the shopper as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The shop's session is missing or over.
    SignedOut,
    /// No answer came: offline, blocked, or nobody listens.
    Unreachable,
    /// The proxy, or something on the way to it, answered with this HTTP status.
    Status(u16),
    /// The answer holds no list of challenges.
    Unreadable,
}

impl Failure {
    /// The failure that an HTTP status means; none for those of success.
    pub(super) fn of_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            401 => Some(Self::SignedOut),
            _ => Some(Self::Status(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_401_means_signed_out() {
        assert_eq!(Failure::of_status(200), None);
        assert_eq!(Failure::of_status(401), Some(Failure::SignedOut));
        assert_eq!(Failure::of_status(403), Some(Failure::Status(403)));
        assert_eq!(Failure::of_status(502), Some(Failure::Status(502)));
        assert_eq!(Failure::of_status(304), Some(Failure::Status(304)));
    }
}
