//! Everything that can be said about the bytes of a content file: pure.

use challenge_model::Definition;

use super::findings::{Finding, Findings, Severity, Topic};
use super::position::Position;
use super::{Content, encoding, file, review};

/// What a file holds, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The content, if the proxy can use it. A definition that Engage does not have is a
    /// mistake, and the proxy can use the others all the same.
    pub content: Option<Content>,
    /// All mistakes and warnings, in the order of their places.
    pub findings: Findings,
}

impl Checked {
    /// Whether somebody has to change something.
    #[must_use]
    pub fn has_mistakes(&self) -> bool {
        self.findings.count(Severity::Mistake) > 0
    }
}

/// Checks the bytes of a content file. With Engage's definitions (all of them: drafts and
/// ended ones too) it is compared with these.
#[must_use]
pub fn check(file: &[u8], definitions: Option<&[Definition]>) -> Checked {
    let read = encoding::text(file)
        .map_err(Findings::from)
        .and_then(|text| Ok((text, file::read(text, definitions)?)));
    match read {
        Ok((text, (content, mut findings))) => {
            findings.extend(review::review(text, &content, definitions));
            Checked {
                findings: findings.in_order(),
                content: Some(content),
            }
        }
        Err(findings) => Checked {
            content: None,
            findings,
        },
    }
}

/// The warning that the file was not compared with Engage's definitions.
#[must_use]
pub fn not_compared() -> Finding {
    let what = "The file was not compared with Engage's definitions.";
    let instead = "Name the settings with the key by `--config`, or a file with the definitions \
                   by `--definitions`.";
    Finding::new(
        Position::START,
        Severity::Warning,
        Topic::NotCompared,
        what,
        instead,
    )
}
