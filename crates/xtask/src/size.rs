//! `cargo xtask size`: what each part of the widget weighs, beside its budget.

mod budgets;

use std::fmt;
use std::process::ExitCode;

use anyhow::Result;

use self::budgets::Budgets;
use crate::embed::{self, Files, Kind};
use crate::widget;

/// What weighs something, beside what it may weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Weight {
    what: &'static str,
    /// In bytes, as brotli packs it.
    brotli: u64,
    budget: u64,
}

/// The weights of all parts, and of the whole.
pub(crate) struct Report {
    weights: Vec<Weight>,
    /// How many bytes the whole weighs more than it should one day.
    above_goal: u64,
}

/// Builds the widget, prints what it weighs, and fails when a part is over its
/// budget.
///
/// # Errors
///
/// When it cannot be built, or the budgets cannot be read.
pub(crate) fn run() -> Result<ExitCode> {
    let report = measured()?;
    print!("{report}");
    Ok(if report.over_budget() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Builds the widget and weighs it.
///
/// # Errors
///
/// As [`run`].
pub(crate) fn measured() -> Result<Report> {
    let budgets = Budgets::read()?;
    widget::build()?;
    Ok(Report::new(&embed::files()?, &budgets))
}

impl Report {
    fn new(files: &Files, budgets: &Budgets) -> Self {
        // Of several files of a kind, a shopper downloads one: at worst the largest.
        let largest = |kind| {
            let files = files.values().filter(|file| file.kind == kind);
            files.map(|file| file.bytes.brotli).max().unwrap_or(0)
        };
        let part = |what, kind, budget| Weight {
            what,
            brotli: largest(kind),
            budget,
        };
        let mut weights = vec![
            part("loader", Kind::Loader, budgets.loader),
            part("wasm", Kind::Wasm, budgets.wasm),
            part("largest locale", Kind::Locale, budgets.locale),
        ];
        let whole: u64 = weights.iter().map(|weight| weight.brotli).sum();
        weights.push(Weight {
            what: "whole widget",
            brotli: whole,
            budget: budgets.whole,
        });
        Self {
            weights,
            above_goal: whole.saturating_sub(budgets.goal),
        }
    }

    /// How many are within their budgets.
    pub(crate) fn within_budget(&self) -> usize {
        self.weights.len() - self.over_budget()
    }

    /// How many are not.
    pub(crate) fn over_budget(&self) -> usize {
        let over = self.weights.iter().filter(|weight| weight.is_over());
        over.count()
    }
}

impl Weight {
    fn is_over(&self) -> bool {
        self.brotli > self.budget
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "\n{:<14} {:>8} {:>8}  bytes, packed with brotli",
            "part", "weighs", "may"
        )?;
        for weight in &self.weights {
            writeln!(formatter, "{weight}")?;
        }
        if self.above_goal > 0 {
            writeln!(formatter, "the goal is still {} away", self.above_goal)?;
        }
        Ok(())
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            brotli,
            budget,
        } = self;
        let difference = brotli.abs_diff(*budget);
        let verdict = if self.is_over() { "OVER by" } else { "left:" };
        write!(
            formatter,
            "{what:<14} {brotli:>8} {budget:>8}  {verdict} {difference}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::{Bytes, File};

    const BUDGETS: Budgets = Budgets {
        loader: 150,
        wasm: 600,
        locale: 10,
        whole: 760,
        goal: 700,
    };

    fn files(sizes: &[(Kind, u64)]) -> Files {
        let file = |&(kind, brotli)| {
            let bytes = Bytes {
                raw: 10 * brotli,
                gzip: 2 * brotli,
                brotli,
            };
            (format!("{kind:?}-{brotli}"), File { kind, bytes })
        };
        sizes.iter().map(file).collect()
    }

    #[test]
    fn the_whole_is_every_part_with_the_largest_language() {
        let report = Report::new(
            &files(&[
                (Kind::Loader, 100),
                (Kind::Wasm, 500),
                (Kind::Locale, 8),
                (Kind::Locale, 9),
            ]),
            &BUDGETS,
        );

        assert_eq!(report.over_budget(), 0);
        assert_eq!(report.within_budget(), 4);
        assert_eq!(report.weights[3].brotli, 609);
    }

    #[test]
    fn a_part_that_is_too_large_is_named_with_how_much() {
        let report = Report::new(
            &files(&[(Kind::Loader, 151), (Kind::Wasm, 700), (Kind::Locale, 9)]),
            &BUDGETS,
        );

        assert_eq!(report.over_budget(), 3);
        assert_eq!(
            report.to_string(),
            "\n\
             part             weighs      may  bytes, packed with brotli\n\
             loader              151      150  OVER by 1\n\
             wasm                700      600  OVER by 100\n\
             largest locale        9       10  left: 1\n\
             whole widget        860      760  OVER by 100\n\
             the goal is still 160 away\n"
        );
    }
}
