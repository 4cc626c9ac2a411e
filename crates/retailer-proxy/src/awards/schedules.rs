//! Random schedules of faults, against a model of Engage: no award is lost, and none is
//! given twice.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;
use std::time::Duration;

use challenge_model::{ContactId, DefinitionId, UnixMillis};
use engage_client::{AwardReport, CheckpointRow};
use proptest::prelude::*;

use super::answer::{self, RowAnswer};
use super::batch::{self, Pair};
use super::evidence::{self, Attempt, EvidenceRules, Look, Seen, Verdict};
use super::state::{Rejection, State};

/// By how much the two clocks may differ, in milliseconds.
const MARGIN: i64 = 2_000;
const LONGEST_CALL: i64 = 30_000;

/// One award, and what the outbox knows of it.
struct Entry {
    row: CheckpointRow,
    state: State,
    sent: UnixMillis,
    settled: UnixMillis,
    /// What was seen after its answer was lost.
    look: Option<Look>,
    /// How often the model of Engage has carried it out.
    times_awarded: u32,
}

/// How a call ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Answered,
    /// Engage refused it as a whole, for example with a 429.
    Refused,
    /// Nothing arrived at Engage, and nobody knows it.
    LostBefore,
    /// Engage carried it out after so long, in milliseconds, and the answer was lost.
    LostAfter(i64),
    /// The program was killed before the call.
    KilledBefore,
    /// The program was killed after Engage had carried it out.
    KilledAfter(i64),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Send(Ending),
    Settle,
    /// Time passes, in milliseconds.
    Wait(i64),
}

/// A call that Engage carries out later, and whose answer nobody hears.
struct Late {
    at: UnixMillis,
    places: Vec<usize>,
}

struct World {
    now: UnixMillis,
    /// How far Engage's clock is ahead of ours.
    skew: i64,
    only_source: bool,
    rows: Vec<Entry>,
    late: Vec<Late>,
    challenges: HashMap<Pair, Seen>,
}

impl World {
    fn new(awards: &[(u8, u8)], skew: i64, only_source: bool) -> Self {
        let rows = awards.iter().map(|(contact, checkpoints)| Entry {
            row: row(*contact, *checkpoints),
            state: State::Queued,
            sent: UnixMillis(0),
            settled: UnixMillis(0),
            look: None,
            times_awarded: 0,
        });
        Self {
            now: UnixMillis(1_700_000_000_000),
            skew,
            only_source,
            rows: rows.collect(),
            late: Vec::new(),
            challenges: HashMap::new(),
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Send(ending) => self.send(ending),
            Step::Settle => self.settle(),
            Step::Wait(time) => self.wait(time),
        }
    }

    fn wait(&mut self, time: i64) {
        let until = self.now.0 + time;
        while let Some(place) = (0..self.late.len()).min_by_key(|place| self.late[*place].at.0) {
            if self.late[place].at.0 > until {
                break;
            }
            let late = self.late.swap_remove(place);
            self.now = UnixMillis(self.now.0.max(late.at.0));
            self.carry_out(&late.places);
        }
        self.now = UnixMillis(until);
    }

    fn send(&mut self, ending: Ending) {
        let places = self.claim();
        match ending {
            Ending::Answered => {
                let report = self.carry_out(&places);
                self.wait(100);
                let batch: Vec<_> = places.iter().map(|at| self.rows[*at].row.clone()).collect();
                let answers = answer::of_each_row(&batch, &report);
                for (place, answer) in places.into_iter().zip(answers) {
                    self.rows[place].settled = self.now;
                    self.rows[place].look = None;
                    self.rows[place].state = match answer {
                        RowAnswer::Awarded => State::Awarded,
                        RowAnswer::Rejected(rejection) => State::Rejected(rejection),
                        RowAnswer::Unclear => State::Sent,
                    };
                }
            }
            Ending::Refused => {
                for place in places {
                    self.rows[place].state = State::Queued;
                }
            }
            Ending::LostBefore | Ending::KilledBefore => {}
            Ending::LostAfter(time) | Ending::KilledAfter(time) => {
                let at = UnixMillis(self.now.0 + time);
                self.late.push(Late { at, places });
            }
        }
    }

    /// Marks the rows that are sent next as sent.
    fn claim(&mut self) -> Vec<usize> {
        let rows = &self.rows;
        let in_state =
            |state: State| (0..rows.len()).filter(move |place| rows[*place].state == state);
        let queued: Vec<_> = in_state(State::Queued).collect();
        let on_their_way: HashSet<_> = in_state(State::Sent)
            .map(|place| Pair::of(&rows[place].row))
            .collect();
        let oldest_first = queued.iter().map(|place| &rows[*place].row);
        let chosen = batch::choose(oldest_first, |pair| on_their_way.contains(pair));
        let places: Vec<_> = chosen.into_iter().map(|place| queued[place]).collect();
        for place in &places {
            self.rows[*place].state = State::Sent;
            self.rows[*place].sent = self.now;
        }
        places
    }

    /// What Engage does: contact 0 is unknown to it.
    fn carry_out(&mut self, places: &[usize]) -> AwardReport {
        let mut report = AwardReport::default();
        for place in places {
            let row = &mut self.rows[*place];
            if row.row.contact_id() == &contact(0) {
                report.not_accepted.push(row.row.clone());
                report.missing_contact_ids = vec![contact(0)];
                continue;
            }
            row.times_awarded += 1;
            let seen = self.challenges.entry(Pair::of(&row.row)).or_default();
            seen.checkpoints += u64::from(row.row.checkpoint_amount().get());
            seen.latest = Some(UnixMillis(self.now.0 + self.skew));
        }
        report
    }

    fn settle(&mut self) {
        let rules = EvidenceRules {
            margin: Duration::from_millis(MARGIN.unsigned_abs()),
            longest_call: Duration::from_millis(LONGEST_CALL.unsigned_abs()),
            only_source: self.only_source,
        };
        for place in 0..self.rows.len() {
            if self.rows[place].state != State::Sent {
                continue;
            }
            let pair = Pair::of(&self.rows[place].row);
            let attempt = Attempt {
                sent: self.rows[place].sent,
                checkpoints: self.rows[place].row.checkpoint_amount(),
                others_until: self.others_until(place, &pair),
                before: self.last_look(&pair),
            };
            let seen = self.challenges.get(&pair).copied().unwrap_or_default();
            let state = match evidence::verdict(&attempt, &seen, self.now, &rules) {
                Verdict::NotAwarded => State::Queued,
                Verdict::Awarded => State::Awarded,
                Verdict::InDoubt(_) => State::InDoubt,
                Verdict::TooEarly => continue,
            };
            self.rows[place].state = state;
            self.rows[place].settled = self.now;
            self.rows[place].look = Some(Look {
                looked: self.now,
                seen,
            });
        }
    }

    fn others_until(&self, place: usize, pair: &Pair) -> Option<UnixMillis> {
        let others = self.rows.iter().enumerate().filter(|(at, row)| {
            let may_be_there = matches!(row.state, State::Awarded | State::InDoubt);
            let is_other = *at != place && Pair::of(&row.row) == *pair;
            is_other && may_be_there && row.look.is_none()
        });
        others.map(|(_, row)| row.settled).max()
    }

    fn last_look(&self, pair: &Pair) -> Option<Look> {
        let of_pair = self.rows.iter().filter(|row| Pair::of(&row.row) == *pair);
        of_pair
            .filter_map(|row| row.look)
            .max_by_key(|look| look.looked.0)
    }

    fn is_open(&self) -> bool {
        let open = |row: &Entry| matches!(row.state, State::Queued | State::Sent);
        self.rows.iter().any(open)
    }
}

fn contact(number: u8) -> ContactId {
    ContactId::guid(&format!("{number:032x}")).unwrap()
}

fn row(number: u8, checkpoints: u8) -> CheckpointRow {
    let definition = DefinitionId::guid(&format!("{:032x}", 7)).unwrap();
    let checkpoints = NonZeroU32::new(u32::from(checkpoints)).unwrap();
    CheckpointRow::new(definition, contact(number), checkpoints).unwrap()
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        Just(Ending::Answered),
        Just(Ending::Refused),
        Just(Ending::LostBefore),
        (0..LONGEST_CALL).prop_map(Ending::LostAfter),
        Just(Ending::KilledBefore),
        (0..LONGEST_CALL).prop_map(Ending::KilledAfter),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => ending().prop_map(Step::Send),
        1 => Just(Step::Settle),
        2 => (0..2 * LONGEST_CALL).prop_map(Step::Wait),
        1 => (0..MARGIN).prop_map(Step::Wait),
    ]
}

proptest! {
    // Every schedule is made anew in each run, so a failure is not written down.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(2_000)
    })]

    #[test]
    fn every_award_is_given_once_or_listed_in_doubt_and_none_is_given_twice(
        awards in prop::collection::vec((0_u8..5, 1_u8..4), 1..20),
        skew in -MARGIN + 1..MARGIN,
        only_source: bool,
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut world = World::new(&awards, skew, only_source);
        for step in steps {
            world.step(step);
            for row in &world.rows {
                prop_assert!(row.times_awarded <= 1, "an award was given twice");
            }
        }
        let mut rounds = 0;
        while world.is_open() {
            world.step(Step::Wait(LONGEST_CALL + 1));
            world.step(Step::Settle);
            world.step(Step::Send(Ending::Answered));
            rounds += 1;
            prop_assert!(rounds < 100, "the outbox is never empty");
        }
        for row in &world.rows {
            let expected = match row.state {
                State::Awarded => row.times_awarded == 1,
                State::Rejected(Rejection::ContactUnknown) => row.times_awarded == 0,
                State::InDoubt => row.times_awarded <= 1,
                _ => false,
            };
            prop_assert!(expected, "{:?}, given {} times", row.state, row.times_awarded);
        }
    }

    #[test]
    fn without_lost_answers_nothing_is_in_doubt(
        awards in prop::collection::vec((0_u8..5, 1_u8..4), 1..20),
        refused in 0_usize..10,
    ) {
        let mut world = World::new(&awards, 0, true);
        for _ in 0..refused {
            world.step(Step::Send(Ending::Refused));
        }
        for _ in 0..awards.len() {
            world.step(Step::Send(Ending::Answered));
        }
        for row in &world.rows {
            prop_assert_ne!(row.state, State::InDoubt);
            prop_assert_eq!(u32::from(row.state == State::Awarded), row.times_awarded);
        }
    }
}
