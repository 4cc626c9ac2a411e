//! How long the texts may be that a card shows well, in characters as readers count them.
//!
//! The narrowest card is that of a phone 320 pixels wide. It has about 250 pixels for texts:
//! a line holds about 26 characters of a title and 34 of any other text. A longer text is
//! shown whole all the same, so what is too long is a warning.

/// Three lines of a title on the narrowest card.
pub(super) const TITLE: usize = 70;
/// Six lines, above the stamps. More pushes the stamps out of sight.
pub(super) const DESCRIPTION: usize = 200;
/// The conditions are folded away, and grow to three screens of a phone.
pub(super) const TERMS: usize = 2_000;
/// Two lines, of which the words "1 more to:" before it take a part.
pub(super) const REWARD: usize = 60;
/// A label stands under its stamp or in a list of many: one line on the narrowest card.
pub(super) const LABEL: usize = 34;
/// A screen of a phone, beside the box to tick. Nobody reads more before they agree.
pub(super) const CONSENT: usize = 500;
/// What can be told apart at the size of a stamp in a row of ten: one emoji, or two letters.
pub(super) const ICON: usize = 2;
/// What fits into a stamp at all, in characters. A longer icon is refused.
pub(super) const LONGEST_ICON: usize = 4;
