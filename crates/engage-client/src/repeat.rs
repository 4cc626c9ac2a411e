//! Whether a call that failed may be made again: from what happened, and from
//! what the call does.

use crate::endpoint::Effect;
use crate::error::ErrorKind;

/// Whether a call that failed may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing, or was certainly not carried out: again, after a wait.
    Safe,
    /// It may have been carried out. Wait, look with a GET, and repeat it if it
    /// was not (T13).
    AfterChecking,
    /// It may have been carried out, and carrying it out twice does harm that no
    /// GET can rule out: leave it to somebody with a record of what was sent (T13).
    Unsafe,
    /// It will be answered the same way until something else is changed.
    Pointless,
}

/// Whether a call with this effect may be made again after this.
pub(crate) fn of(kind: &ErrorKind, effect: Effect) -> Repeat {
    match (aftermath(kind), effect) {
        (Aftermath::Refused, _) => Repeat::Pointless,
        (Aftermath::Unknown, Effect::Reads) if *kind == ErrorKind::ContentTypeLost => {
            Repeat::Pointless
        }
        (Aftermath::NotDone, _) | (Aftermath::Unknown, Effect::Reads) => Repeat::Safe,
        (Aftermath::Unknown, Effect::SetsOnce) => Repeat::AfterChecking,
        (Aftermath::Unknown, Effect::Adds) => Repeat::Unsafe,
    }
}

/// Whether a call may have been carried out all the same.
pub(crate) fn leaves_doubt(kind: &ErrorKind) -> bool {
    aftermath(kind) == Aftermath::Unknown
}

/// What is certain after a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aftermath {
    /// It was not carried out, for a reason that passes.
    NotDone,
    /// It was not carried out, for a reason that stays.
    Refused,
    /// Nothing.
    Unknown,
}

fn aftermath(kind: &ErrorKind) -> Aftermath {
    match kind {
        ErrorKind::Unreachable | ErrorKind::RateLimited { .. } => Aftermath::NotDone,
        ErrorKind::NotAGuid
        | ErrorKind::KeyRefused { .. }
        | ErrorKind::NotFound { .. }
        | ErrorKind::Rejected { .. }
        | ErrorKind::NotAssigned => Aftermath::Refused,
        // Engage says the same words for a missing header and for a failure
        // of its own, so the documented reading is no proof.
        ErrorKind::ContentTypeLost
        | ErrorKind::ConnectionLost
        | ErrorKind::TimedOut
        | ErrorKind::ServerError { .. }
        | ErrorKind::Unreadable
        | ErrorKind::TooLong => Aftermath::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    use ErrorKind::{
        ConnectionLost, ContentTypeLost, KeyRefused, NotAGuid, NotAssigned, RateLimited, Rejected,
        ServerError, TimedOut, Unreachable, Unreadable,
    };

    #[rstest]
    // Nothing was sent, or nothing was done: any call may be repeated.
    #[case(Unreachable, [Repeat::Safe, Repeat::Safe, Repeat::Safe])]
    #[case(RateLimited { retry_after: None }, [Repeat::Safe, Repeat::Safe, Repeat::Safe])]
    // T13: what may have been done.
    #[case(TimedOut, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(ConnectionLost, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(ServerError { status: 503 }, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(Unreadable, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    // T18: a fault of the client's, which nobody repeats blindly.
    #[case(ContentTypeLost, [Repeat::Pointless, Repeat::AfterChecking, Repeat::Unsafe])]
    // The same answer again.
    #[case(KeyRefused { status: 401 }, [Repeat::Pointless; 3])]
    #[case(Rejected { status: 400, code: None }, [Repeat::Pointless; 3])]
    #[case(NotAGuid, [Repeat::Pointless; 3])]
    #[case(NotAssigned, [Repeat::Pointless; 3])]
    fn whether_a_call_may_be_repeated_depends_on_what_it_does(
        #[case] kind: ErrorKind,
        #[case] expected: [Repeat; 3],
    ) {
        let found = [Effect::Reads, Effect::SetsOnce, Effect::Adds].map(|effect| of(&kind, effect));
        assert_eq!(found, expected);
    }
}
