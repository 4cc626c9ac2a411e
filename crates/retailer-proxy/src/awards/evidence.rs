//! Decides about an award whose answer was lost, by what Engage shows of the contact's
//! challenges (T13).
//!
//! Engage's clock and this machine's may differ. An instant of Engage's is compared with
//! one of ours only with a margin. What is not certain within the margin is in doubt.

use std::num::NonZeroU32;
use std::time::Duration;

use challenge_model::{Challenge, UnixMillis};

/// What evidence may be trusted to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EvidenceRules {
    /// By how much Engage's clock and this machine's differ at most.
    pub(crate) margin: Duration,
    /// How long after the attempt Engage may still carry it out. Before that, a missing
    /// checkpoint proves nothing.
    pub(crate) longest_call: Duration,
    /// Whether this proxy alone awards checkpoints of the definition. Otherwise a new
    /// checkpoint may be somebody else's.
    pub(crate) only_source: bool,
}

/// The attempt whose answer was lost. Its times are of this machine's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// When the award was about to be sent.
    pub(crate) sent: UnixMillis,
    /// The number of checkpoints.
    pub(crate) checkpoints: NonZeroU32,
    /// When Engage last answered another award of the same contact and definition. `None`
    /// when it answered none.
    pub(crate) others_until: Option<UnixMillis>,
    /// What Engage showed of this contact and definition when it was last asked, which was
    /// before the attempt. `None` when it was never asked.
    pub(crate) before: Option<Look>,
}

/// What Engage showed at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// When it was asked, by this machine's clock.
    pub(crate) looked: UnixMillis,
    /// What it showed. All calls before it were over.
    pub(crate) seen: Seen,
}

/// What Engage shows of a contact's challenges of one definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The checkpoints of all these challenges.
    pub(crate) checkpoints: u64,
    /// When the latest of them was added, by Engage's clock.
    pub(crate) latest: Option<UnixMillis>,
    /// Whether a challenge has checkpoints without the date of the latest, or with a date
    /// without its offset from UTC, which may be wrong by hours (T22).
    pub(crate) is_undated: bool,
}

/// What the evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was certainly not awarded, and may be sent again.
    NotAwarded,
    /// It was awarded.
    Awarded,
    /// Engage may still be carrying it out. Look again later.
    TooEarly,
    /// It may have been awarded. A person has to decide.
    InDoubt(Doubt),
}

/// Why the evidence does not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// A checkpoint has no date, or one without its offset from UTC.
    Undated,
    /// There is a new checkpoint, and others award in this definition too.
    OtherSources,
    /// There is a new checkpoint, which may be that of another award of the same contact
    /// and definition.
    OtherAward,
    /// There is a new checkpoint, but fewer than the award has.
    TooFew,
}

impl Doubt {
    const ALL: [Self; 4] = [
        Self::Undated,
        Self::OtherSources,
        Self::OtherAward,
        Self::TooFew,
    ];

    /// The name of the reason. It never changes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Undated => "undated",
            Self::OtherSources => "other_sources",
            Self::OtherAward => "other_award",
            Self::TooFew => "too_few",
        }
    }

    /// The reason with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.name() == name)
    }
}

impl Seen {
    /// What these challenges show. They must be all of one contact and one definition.
    pub(crate) fn of(challenges: &[Challenge]) -> Self {
        let mut seen = Self::default();
        for challenge in challenges {
            seen.checkpoints += u64::from(challenge.completed_checkpoints);
            match challenge.latest_checkpoint_added_on {
                Some(moment) if moment.has_offset() => {
                    seen.latest = seen.latest.max(Some(moment.instant()));
                }
                Some(_) => seen.is_undated = true,
                None => seen.is_undated |= challenge.completed_checkpoints > 0,
            }
        }
        seen
    }
}

/// What follows from what Engage showed at `looked`, by this machine's clock.
///
/// An award that Engage carried out has a date between `sent`, less the margin, and the
/// end of the longest call. So a latest checkpoint from before that is older than the
/// attempt, and one from after everything else that this proxy sent is the attempt's,
/// where nobody else awards. Where Engage was asked before the attempt, and nothing else was
/// awarded since, any difference is the attempt's, and no difference means that there was
/// none.
pub(crate) fn verdict(
    attempt: &Attempt,
    seen: &Seen,
    looked: UnixMillis,
    rules: &EvidenceRules,
) -> Verdict {
    let margin = milliseconds(rules.margin);
    let is_over = looked.0.saturating_sub(attempt.sent.0) > milliseconds(rules.longest_call);
    let is_older = seen
        .latest
        .is_none_or(|latest| latest.0 < attempt.sent.0.saturating_sub(margin));
    let before = known_before(attempt, margin);
    let is_new = match before {
        Some(before) => seen.latest > before.latest,
        None => is_after_others(attempt, seen, margin),
    };
    let fits = seen.checkpoints >= u64::from(attempt.checkpoints.get());
    if !is_over {
        Verdict::TooEarly
    } else if seen.is_undated {
        Verdict::InDoubt(Doubt::Undated)
    } else if is_older || before == Some(*seen) {
        Verdict::NotAwarded
    } else if !rules.only_source {
        Verdict::InDoubt(Doubt::OtherSources)
    } else if !is_new {
        Verdict::InDoubt(Doubt::OtherAward)
    } else if !fits {
        Verdict::InDoubt(Doubt::TooFew)
    } else {
        Verdict::Awarded
    }
}

/// What Engage had right before the attempt, where that is known: it was asked after
/// everything else was awarded. Two instances may have noted the two times, whose clocks
/// differ by twice the margin at most.
fn known_before(attempt: &Attempt, margin: i64) -> Option<Seen> {
    let before = attempt.before?;
    let others_until = attempt.others_until.map_or(i64::MIN, |until| until.0);
    let is_last = others_until.saturating_add(margin.saturating_mul(2)) < before.looked.0;
    (is_last && !before.seen.is_undated).then_some(before.seen)
}

/// Whether the latest checkpoint is from after everything else that this proxy sent.
fn is_after_others(attempt: &Attempt, seen: &Seen, margin: i64) -> bool {
    let looked = attempt.before.map(|before| before.looked);
    let others_until = looked.max(attempt.others_until);
    others_until.is_none_or(|until| {
        let until = until.0.saturating_add(margin);
        seen.latest.is_some_and(|latest| latest.0 > until)
    })
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use challenge_model::{ChallengeId, Moment};
    use rstest::rstest;

    const SENT: i64 = 1_700_000_000_000;
    const OVER: UnixMillis = UnixMillis(SENT + 180_001);
    const RULES: EvidenceRules = EvidenceRules {
        margin: Duration::from_secs(10),
        longest_call: Duration::from_mins(3),
        only_source: true,
    };
    const ATTEMPT: Attempt = Attempt {
        sent: UnixMillis(SENT),
        checkpoints: NonZeroU32::MIN,
        others_until: None,
        before: None,
    };

    /// One checkpoint, added so many milliseconds after the attempt.
    fn added(after: i64) -> Seen {
        Seen {
            checkpoints: 1,
            latest: Some(UnixMillis(SENT + after)),
            is_undated: false,
        }
    }

    #[rstest]
    #[case::nothing_there(Seen::default(), Verdict::NotAwarded)]
    #[case::older_than_the_margin(added(-10_001), Verdict::NotAwarded)]
    #[case::within_the_margin(added(-10_000), Verdict::Awarded)]
    #[case::newer(added(1), Verdict::Awarded)]
    #[case::without_a_date(Seen { is_undated: true, ..added(-20_000) }, Verdict::InDoubt(Doubt::Undated))]
    #[case::too_few(Seen { checkpoints: 0, ..added(1) }, Verdict::InDoubt(Doubt::TooFew))]
    fn the_latest_checkpoint_decides(#[case] seen: Seen, #[case] expected: Verdict) {
        assert_eq!(verdict(&ATTEMPT, &seen, OVER, &RULES), expected);
    }

    #[rstest]
    #[case(Seen::default())]
    #[case(added(1))]
    fn nothing_is_decided_while_engage_may_still_carry_it_out(#[case] seen: Seen) {
        let looked = UnixMillis(SENT + 180_000);
        assert_eq!(verdict(&ATTEMPT, &seen, looked, &RULES), Verdict::TooEarly);
    }

    #[test]
    fn a_new_checkpoint_proves_nothing_where_others_award_too() {
        let rules = EvidenceRules {
            only_source: false,
            ..RULES
        };
        let doubt = Verdict::InDoubt(Doubt::OtherSources);
        assert_eq!(verdict(&ATTEMPT, &added(1), OVER, &rules), doubt);
        assert_eq!(
            verdict(&ATTEMPT, &added(-10_001), OVER, &rules),
            Verdict::NotAwarded
        );
    }

    #[rstest]
    #[case(-1_000, 9_000, Verdict::InDoubt(Doubt::OtherAward))]
    #[case(-1_000, 9_001, Verdict::Awarded)]
    #[case(-1_000, -11_000, Verdict::NotAwarded)]
    fn a_checkpoint_may_be_that_of_an_award_shortly_before(
        #[case] others_until: i64,
        #[case] latest: i64,
        #[case] expected: Verdict,
    ) {
        let attempt = Attempt {
            others_until: Some(UnixMillis(SENT + others_until)),
            ..ATTEMPT
        };
        assert_eq!(verdict(&attempt, &added(latest), OVER, &RULES), expected);
    }

    #[rstest]
    #[case::nothing_new(added(-500), Verdict::NotAwarded)]
    #[case::a_new_one(added(-499), Verdict::Awarded)]
    #[case::as_old_and_fewer(Seen { checkpoints: 0, ..added(-500) }, Verdict::InDoubt(Doubt::OtherAward))]
    fn a_look_shortly_before_the_attempt_shows_what_is_new(
        #[case] seen: Seen,
        #[case] expected: Verdict,
    ) {
        let before = Look {
            looked: UnixMillis(SENT - 100),
            seen: added(-500),
        };
        let attempt = Attempt {
            before: Some(before),
            // Carried out long before the look.
            others_until: Some(UnixMillis(SENT - 20_101)),
            ..ATTEMPT
        };
        assert_eq!(verdict(&attempt, &seen, OVER, &RULES), expected);
    }

    #[test]
    fn a_look_proves_nothing_where_something_was_awarded_since() {
        let seen = added(-500);
        let before = Look {
            looked: UnixMillis(SENT - 100),
            seen,
        };
        for others_until in [SENT - 20_100, SENT - 50] {
            let attempt = Attempt {
                before: Some(before),
                others_until: Some(UnixMillis(others_until)),
                ..ATTEMPT
            };
            let doubt = Verdict::InDoubt(Doubt::OtherAward);
            assert_eq!(verdict(&attempt, &seen, OVER, &RULES), doubt);
        }
        let undated = Seen {
            is_undated: true,
            ..seen
        };
        let attempt = Attempt {
            before: Some(Look {
                seen: undated,
                ..before
            }),
            ..ATTEMPT
        };
        let doubt = Verdict::InDoubt(Doubt::OtherAward);
        assert_eq!(verdict(&attempt, &seen, OVER, &RULES), doubt);
        let late = added(9_901);
        assert_eq!(verdict(&attempt, &late, OVER, &RULES), Verdict::Awarded);
    }

    #[test]
    fn every_reason_to_doubt_is_found_by_its_name() {
        for doubt in Doubt::ALL {
            assert_eq!(Doubt::named(doubt.name()), Some(doubt));
        }
        assert_eq!(Doubt::named("a feeling"), None);
    }

    #[rstest]
    #[case(&[], Seen::default())]
    #[case(&[(0, None)], Seen::default())]
    #[case(&[(2, Some("1970-01-01T00:00:01Z")), (1, Some("1970-01-01T00:00:05Z"))],
        Seen { checkpoints: 3, latest: Some(UnixMillis(5_000)), is_undated: false })]
    #[case(&[(2, None)], Seen { checkpoints: 2, latest: None, is_undated: true })]
    #[case(&[(2, Some("1970-01-01T00:00:01"))],
        Seen { checkpoints: 2, latest: None, is_undated: true })]
    fn the_challenges_of_a_definition_are_seen_as_one(
        #[case] challenges: &[(u32, Option<&str>)],
        #[case] expected: Seen,
    ) {
        let challenge = |(count, latest): &(u32, Option<&str>)| Challenge {
            id: ChallengeId::read("1").unwrap(),
            definition_id: None,
            contact_id: None,
            start: None,
            end: None,
            completed_on: None,
            latest_checkpoint_added_on: latest.map(|latest| Moment::parse(latest).unwrap()),
            completed_checkpoints: *count,
            required_checkpoints: None,
            image_url: None,
            is_active: None,
            is_challenge_completed: None,
            status: None,
        };
        let challenges: Vec<_> = challenges.iter().map(challenge).collect();
        assert_eq!(Seen::of(&challenges), expected);
    }
}
