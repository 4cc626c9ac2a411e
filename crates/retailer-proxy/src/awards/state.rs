//! What became of an award.

use std::fmt;
use std::str::FromStr;

/// What became of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// It waits to be sent. Engage does not have it.
    Queued,
    /// It was about to be sent, or was sent, and the answer is not known yet. It is never
    /// sent again while it is in this state.
    Sent,
    /// Engage has it.
    Awarded,
    /// Engage does not accept it, and was not changed.
    Rejected(Rejection),
    /// It may have been awarded, and no evidence decides. A person has to.
    InDoubt,
    /// A person withdrew it before it was sent.
    Cancelled,
}

/// Why Engage did not accept an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rejection {
    /// Engage does not know the contact.
    ContactUnknown,
    /// Engage does not know the definition.
    DefinitionUnknown,
    /// Engage does not say why, for example because the definition has ended.
    NotAccepted,
}

impl State {
    /// Every state.
    pub(crate) const ALL: [Self; 8] = [
        Self::Queued,
        Self::Sent,
        Self::Awarded,
        Self::Rejected(Rejection::ContactUnknown),
        Self::Rejected(Rejection::DefinitionUnknown),
        Self::Rejected(Rejection::NotAccepted),
        Self::InDoubt,
        Self::Cancelled,
    ];

    /// The name of the state, without the reason of a rejection.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Awarded => "awarded",
            Self::Rejected(_) => "rejected",
            Self::InDoubt => "in_doubt",
            Self::Cancelled => "cancelled",
        }
    }

    /// Why Engage rejected it.
    pub(crate) fn rejection(self) -> Option<Rejection> {
        match self {
            Self::Rejected(rejection) => Some(rejection),
            _ => None,
        }
    }

    /// The state with this name and, for a rejection, this reason.
    pub(crate) fn named(name: &str, rejection: Option<&str>) -> Option<Self> {
        Self::ALL.into_iter().find(|state| {
            state.name() == name && state.rejection().map(Rejection::name) == rejection
        })
    }
}

impl Rejection {
    /// The name of the reason. It never changes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ContactUnknown => "contact_unknown",
            Self::DefinitionUnknown => "definition_unknown",
            Self::NotAccepted => "not_accepted",
        }
    }
}

/// A state by its name, as a request or a command names it: without the reason of a
/// rejection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateName(&'static str);

/// No state has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be queued, sent, awarded, rejected, in_doubt or cancelled")]
pub struct NotAState;

impl StateName {
    /// Every name, in the order of an award's life.
    pub(crate) const ALL: [Self; 6] = [
        Self("queued"),
        Self("sent"),
        Self("awarded"),
        Self("rejected"),
        Self("in_doubt"),
        Self("cancelled"),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl FromStr for StateName {
    type Err = NotAState;

    fn from_str(text: &str) -> Result<Self, NotAState> {
        let mut names = Self::ALL.into_iter();
        names.find(|name| name.0 == text).ok_or(NotAState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_its_names() {
        for state in State::ALL {
            let rejection = state.rejection().map(Rejection::name);
            assert_eq!(State::named(state.name(), rejection), Some(state));
        }
        let named = |state: &State| StateName::from_str(state.name()).is_ok();
        assert!(State::ALL.iter().all(named));
        let is_used = |name: &StateName| State::ALL.iter().any(|state| state.name() == name.0);
        assert!(StateName::ALL.iter().all(is_used));
        assert_eq!(StateName::from_str("lost"), Err(NotAState));
        assert_eq!(State::named("rejected", None), None);
        assert_eq!(State::named("awarded", Some("not_accepted")), None);
    }
}
