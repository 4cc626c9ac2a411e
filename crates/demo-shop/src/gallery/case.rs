//! All cases of the gallery: one row per case.

use super::cases::{self, CaseData};
use super::sample::Clock;
use super::words::Words;

/// A situation that the widget has something to show for.
#[derive(Debug)]
pub(crate) struct Case {
    /// The name in URLs.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) kind: Kind,
    data: fn(&Words, Clock) -> CaseData,
}

/// Which choices of a visitor a case depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The state of a card: shown in all layouts.
    State,
    /// The content of a card: shown in the layout that the data asks for.
    Card,
    /// The widget as a whole: a notice in place of cards, which has no layouts.
    Widget,
    /// Too large to stand beside others: shown only when it is chosen.
    Alone,
}

impl Kind {
    /// The name in attributes.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Card => "card",
            Self::Widget => "widget",
            Self::Alone => "alone",
        }
    }
}

impl Case {
    /// The case of this name.
    pub(crate) fn by_name(name: &str) -> Option<&'static Self> {
        CASES.iter().find(|case| case.name == name)
    }

    /// What the proxy answers in this case.
    pub(super) fn data(&self, words: &Words, clock: Clock) -> CaseData {
        (self.data)(words, clock)
    }
}

const fn case(
    kind: Kind,
    name: &'static str,
    title: &'static str,
    about: &'static str,
    data: fn(&Words, Clock) -> CaseData,
) -> Case {
    Case {
        name,
        title,
        about,
        kind,
        data,
    }
}

use Kind::{Alone, Card, State, Widget};

/// All cases, in the order they are shown in.
#[rustfmt::skip]
pub(crate) static CASES: &[Case] = &[
    case(State, "available", "Can be joined", "Not joined yet, and joining takes one press.", cases::available),
    case(State, "consent", "Can be joined, with consent", "The box comes unticked, in the retailer’s words.", cases::consent),
    case(State, "upcoming", "Upcoming", "Announced, and not begun.", cases::upcoming),
    case(State, "active", "Active", "Stamps can be collected, and two days are left.", cases::active),
    case(State, "inactive", "Inactive", "Assigned, but at rest.", cases::inactive),
    case(State, "completed", "Completed", "The goal is reached.", cases::completed),
    case(State, "ended", "Ended", "Time ran out. It can come back when the end is moved.", cases::ended),
    case(State, "milestones", "Milestones", "Labels, icons, rewards and links on the way.", cases::milestones),
    case(Card, "everything", "All states together", "By what is worth doing next; the rest folds into earlier challenges.", cases::everything),
    case(Card, "image", "Pictures that fail", "A drawn stamp stands in for a picture that cannot be had.", cases::image),
    case(Card, "checkpoints-1", "One checkpoint", "The least a challenge can ask for.", |words, clock| cases::goal(words, clock, 0, 1)),
    case(Card, "checkpoints-10", "Ten checkpoints", "A common card.", |words, clock| cases::goal(words, clock, 4, 10)),
    case(Card, "checkpoints-25", "25 checkpoints", "Several rows of stamps.", |words, clock| cases::goal(words, clock, 16, 25)),
    case(Card, "checkpoints-100", "100 checkpoints", "The most that is drawn stamp by stamp.", |words, clock| cases::goal(words, clock, 61, 100)),
    case(Card, "checkpoints-250", "250 checkpoints", "A bar with numbers.", |words, clock| cases::goal(words, clock, 87, 250)),
    case(Card, "zero-required", "Zero required", "No goal is known: stamps alone.", |words, clock| cases::goal(words, clock, 3, 0)),
    case(Card, "over-full", "More than required", "Seven of five.", |words, clock| cases::goal(words, clock, 7, 5)),
    case(Card, "no-definition", "No definition", "It was deleted: a general title stands in.", cases::no_definition),
    case(Card, "markup", "Markup in texts", "Text is text.", cases::markup),
    case(Card, "emoji", "Emoji in texts", "With joiners and flags.", cases::emoji),
    case(Card, "unbroken", "500 characters without a space", "Wrapped, whatever they are.", cases::unbroken),
    case(Card, "right-to-left", "Right-to-left text", "Hebrew and Arabic in a card of another direction.", cases::right_to_left),
    case(Card, "line-breaks", "Line breaks", "Kept in descriptions.", cases::line_breaks),
    case(Card, "unsafe-links", "Unsafe addresses", "Dropped: neither links nor pictures.", cases::unsafe_links),
    case(Card, "duplicates", "One id twice", "Of two challenges with one id the first counts.", cases::duplicates),
    case(Card, "join-closed", "Joining is refused", "The shop says that it can no longer be joined.", cases::join_closed),
    case(Card, "join-busy", "Joining fails", "The shop is busy: the shopper can try again.", cases::join_busy),
    case(Widget, "empty", "No challenges", "What will be here.", cases::empty),
    case(Widget, "signed-out", "Signed out", "The session is over.", cases::signed_out),
    case(Widget, "failing", "Failing", "The shop cannot answer.", cases::failing),
    case(Widget, "slow", "Slow", "The answer takes eight seconds.", cases::slow),
    case(Alone, "checkpoints-5", "Five checkpoints", "What most cards have.", |words, clock| cases::goal(words, clock, 2, 5)),
    case(Alone, "thousand", "1,000 challenges", "Of ten checkpoints each.", cases::thousand),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_case_has_a_name_of_its_own() {
        let names: HashSet<_> = CASES.iter().map(|case| case.name).collect();
        assert_eq!(names.len(), CASES.len());
    }
}
