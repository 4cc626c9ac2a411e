//! What became of an award.

/// What became of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
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
    /// The shop withdrew it before it was sent.
    Cancelled,
}

/// Why Engage did not accept an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rejection {
    /// Engage does not know the contact.
    ContactUnknown,
    /// Engage does not know the definition.
    DefinitionUnknown,
    /// Engage does not say why, for example because the definition has ended.
    NotAccepted,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
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
    #[must_use]
    pub fn name(self) -> &'static str {
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
    #[must_use]
    pub fn rejection(self) -> Option<Rejection> {
        match self {
            Self::Rejected(rejection) => Some(rejection),
            _ => None,
        }
    }

    /// The state with this name and, for a rejection, this reason.
    #[must_use]
    pub fn named(name: &str, rejection: Option<&str>) -> Option<Self> {
        Self::ALL.into_iter().find(|state| {
            state.name() == name && state.rejection().map(Rejection::name) == rejection
        })
    }
}

impl Rejection {
    /// The name of the reason. It never changes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ContactUnknown => "contact_unknown",
            Self::DefinitionUnknown => "definition_unknown",
            Self::NotAccepted => "not_accepted",
        }
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
        assert_eq!(State::named("rejected", None), None);
        assert_eq!(State::named("awarded", Some("not_accepted")), None);
    }
}
