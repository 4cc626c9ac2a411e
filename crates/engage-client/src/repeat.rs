//! Whether a call that failed may be made again. It depends on what happened, and on
//! what the call changes.

use crate::endpoint::Effect;
use crate::error_kind::ErrorKind;

/// Whether a call that failed may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The call changes nothing, or was certainly not carried out. It may be made
    /// again after a wait.
    Safe,
    /// The call may have been carried out. Wait, check with a GET, and repeat the call
    /// if it was not carried out (T13).
    AfterChecking,
    /// The call may have been carried out, and no GET can prove that it was not.
    /// Carrying it out twice does harm (T13). Only somebody with a record of what was
    /// sent can decide.
    Unsafe,
    /// The answer will be the same until something else is changed.
    Pointless,
}

/// Whether a call with this effect may be made again after it failed in this way.
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

/// Whether Engage may have carried the call out in spite of the failure.
pub(crate) fn leaves_doubt(kind: &ErrorKind) -> bool {
    aftermath(kind) == Aftermath::Unknown
}

/// What is certain after a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aftermath {
    /// The call was not carried out, for a reason that passes.
    NotDone,
    /// The call was not carried out, for a reason that stays.
    Refused,
    /// It is not certain whether the call was carried out.
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
        // Engage uses the same words for a missing header and for a failure of its
        // own, so they do not prove that the call was not carried out.
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
        ConnectionLost, ContentTypeLost, KeyRefused, NotAGuid, NotAssigned, NotFound, RateLimited,
        Rejected, ServerError, TimedOut, TooLong, Unreachable, Unreadable,
    };

    #[rstest]
    // The call was not carried out: any call may be repeated.
    #[case(Unreachable, [Repeat::Safe, Repeat::Safe, Repeat::Safe])]
    #[case(RateLimited { retry_after: None }, [Repeat::Safe, Repeat::Safe, Repeat::Safe])]
    // T13: the call may have been carried out.
    #[case(TimedOut, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(ConnectionLost, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(ServerError { status: 503 }, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(Unreadable, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    #[case(TooLong, [Repeat::Safe, Repeat::AfterChecking, Repeat::Unsafe])]
    // T18: the fault is with the request, so repeating a read is pointless.
    #[case(ContentTypeLost, [Repeat::Pointless, Repeat::AfterChecking, Repeat::Unsafe])]
    // The answer would be the same.
    #[case(KeyRefused { status: 401 }, [Repeat::Pointless; 3])]
    #[case(NotFound { code: None }, [Repeat::Pointless; 3])]
    #[case(Rejected { status: 400, code: None }, [Repeat::Pointless; 3])]
    #[case(NotAGuid, [Repeat::Pointless; 3])]
    #[case(NotAssigned, [Repeat::Pointless; 3])]
    fn whether_a_call_may_be_repeated_depends_on_what_it_changes(
        #[case] kind: ErrorKind,
        #[case] expected: [Repeat; 3],
    ) {
        let found = [Effect::Reads, Effect::SetsOnce, Effect::Adds].map(|effect| of(&kind, effect));
        assert_eq!(found, expected);
    }
}
