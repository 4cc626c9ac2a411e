//! What the shop awards through the proxy.

use std::time::Duration;

use challenge_model::DefinitionId;

use super::form::{Choice, List, Number, number, seconds};
use super::given::{Given, Wrong};
use super::setting::section;
use crate::awards::{AwardRules, LONGEST_BEFORE_CALL};

const DAY: u64 = 24 * 60 * 60;

section! {
    /// Checkpoints that the shop's back end hands over: `POST /awards` on the internal listener,
    /// with `live.backend_secret`. They are written to `consents.database`.
    "awards" as AWARDS: Awards {
        /// Whether this proxy alone awards checkpoints: no till, no other program, no automation in
        /// Engage. Only then does a new checkpoint prove, after a lost answer, that an award arrived.
        /// Otherwise a person has to decide.
        only_source: Choice<bool> = Choice(&[("no", false), ("yes", true)]);
        /// The ids of definitions for which the opposite of `only_source` holds.
        exceptions: List<Vec<DefinitionId>> = List(definitions),
            suggestion "5eafb034-ad40-4099-9152-cf4d8d605b55";
        /// How long the proxy waits for Engage's answer to a batch of awards. Nobody waits for it,
        /// and a lost answer leaves doubt.
        timeout_seconds: Number<Duration> = seconds(100, 1..=300);
        /// How long after a lost answer Engage may still carry the call out. Then the proxy looks
        /// what Engage has. It has to be ten seconds longer than `timeout_seconds`.
        settle_after_seconds: Number<Duration> = seconds(180, 11..=3600);
        /// By how much the clocks of Engage and this machine differ at most.
        clock_margin_seconds: Number<Duration> = seconds(10, 1..=600);
        /// How long awards are kept after it is known what became of them. Only for so long is a
        /// repeated request recognised.
        retention_days: Number<Duration> = number(90, 1..=3650, "days", |days| {
            Duration::from_secs(days.saturating_mul(DAY))
        });
    }
}

/// What the shop awards through the proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardSettings {
    /// What the shop decides about its awards.
    pub rules: AwardRules,
    /// How long the proxy waits for the answer to a batch.
    pub timeout: Duration,
}

pub(super) fn read(given: &mut Given) -> Result<AwardSettings, Wrong> {
    let rules = rules(given);
    let timeout = given.number(&AWARDS.timeout_seconds);
    let rules = rules?;
    if rules.settle_after < timeout + LONGEST_BEFORE_CALL * 2 {
        let must = "must be ten seconds longer than awards.timeout_seconds at least";
        return Err(given.fault(&AWARDS.settle_after_seconds, must));
    }
    Ok(AwardSettings { rules, timeout })
}

fn rules(given: &mut Given) -> Result<AwardRules, Wrong> {
    let only_source = given.read(&AWARDS.only_source);
    let exceptions = given.read(&AWARDS.exceptions);
    Ok(AwardRules {
        settle_after: given.number(&AWARDS.settle_after_seconds),
        clock_margin: given.number(&AWARDS.clock_margin_seconds),
        retention: given.number(&AWARDS.retention_days),
        only_source: only_source?,
        exceptions: exceptions?,
    })
}

fn definitions(ids: &[String]) -> Result<Vec<DefinitionId>, &'static str> {
    let ids = ids.iter().map(|id| DefinitionId::guid(id));
    let ids: Result<_, _> = ids.collect();
    ids.map_err(|_| "must be the ids of definitions, which are GUIDs")
}

impl Default for AwardRules {
    /// As the settings are by default.
    fn default() -> Self {
        rules(&mut Given::default()).unwrap_or(Self {
            only_source: false,
            exceptions: Vec::new(),
            settle_after: AWARDS.settle_after_seconds.form.default_value(),
            clock_margin: AWARDS.clock_margin_seconds.form.default_value(),
            retention: AWARDS.retention_days.form.default_value(),
        })
    }
}
