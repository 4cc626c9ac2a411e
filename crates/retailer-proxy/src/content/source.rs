//! Where content comes from while the proxy runs: a file that may change.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use challenge_model::DefinitionId;
use parking_lot::Mutex;

use super::replacement::{self, Unusable};
use super::{Content, Findings};

/// How much time passes at least between two reads of the file. A change counts when it
/// was read twice.
const POLL: Duration = Duration::from_secs(1);

/// The content that every request reads.
#[derive(Debug)]
pub struct ContentSource {
    file: Option<PathBuf>,
    poll: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    content: Arc<Content>,
    /// The bytes that the content was read from.
    bytes: Vec<u8>,
    /// What another file said when it was read last.
    changed: Option<Changed>,
    checked: Instant,
}

/// A file that differs from the one whose content is used.
#[derive(Debug)]
struct Changed {
    read: FileBytes,
    /// Whether it was the same twice, and was not used.
    is_refused: bool,
}

/// What a file holds, or why it cannot be read.
type FileBytes = Result<Vec<u8>, io::ErrorKind>;

/// A content file that cannot be used. The error does not repeat its path, in place of
/// which somebody may have written something secret.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It cannot be read.
    #[error("the content file cannot be read: {0}")]
    Unreadable(io::Error),
    /// There is no definition in it.
    #[error(
        "the content file has no definition: if that is meant, leave `content.file` out of the \
         settings"
    )]
    Empty,
    /// A writer probably stopped before its end.
    #[error(
        "the content file seems to be cut: it is the beginning of the former file, or its last \
         line has no line break; if that is meant, start the proxy again"
    )]
    Cut,
    /// There are mistakes in it.
    #[error("the content file has mistakes\n{0}")]
    Mistaken(Findings),
}

impl ContentSource {
    /// Content that never changes.
    #[must_use]
    pub fn fixed(content: Content) -> Self {
        Self::new(None, content, Vec::new())
    }

    /// The content of a file, which is read again soon after it changes. A changed file
    /// counts when it was the same twice. One that cannot be read, has mistakes, has no
    /// definition or seems to be cut is not used: the former content stays, and the log
    /// says why.
    ///
    /// # Errors
    ///
    /// When the file cannot be used as it is now.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, ContentError> {
        let path = path.into();
        let bytes = std::fs::read(&path).map_err(ContentError::Unreadable)?;
        let content = replacement::first(&bytes)?;
        Ok(Self::new(Some(path), content, bytes))
    }

    /// The same content, checked for changes this often.
    #[must_use]
    pub fn polled_every(self, poll: Duration) -> Self {
        Self { poll, ..self }
    }

    fn new(file: Option<PathBuf>, content: Content, bytes: Vec<u8>) -> Self {
        let state = State {
            content: Arc::new(content),
            bytes,
            changed: None,
            checked: Instant::now(),
        };
        Self {
            file,
            poll: POLL,
            state: Mutex::new(state),
        }
    }

    /// Whether the file cannot be used as it is now, so that a former content counts.
    pub(crate) fn is_refused(&self) -> bool {
        self.current();
        let state = self.state.lock();
        state
            .changed
            .as_ref()
            .is_some_and(|changed| changed.is_refused)
    }

    /// The content that counts now.
    pub(crate) fn current(&self) -> Arc<Content> {
        let mut state = self.state.lock();
        if let Some(path) = &self.file
            && state.checked.elapsed() >= self.poll
        {
            state.checked = Instant::now();
            let read = std::fs::read(path).map_err(|error| error.kind());
            state.take_in(read);
        }
        Arc::clone(&state.content)
    }
}

impl Default for ContentSource {
    fn default() -> Self {
        Self::fixed(Content::empty())
    }
}

impl State {
    /// Notes what the file says, and uses it when it said the same before.
    fn take_in(&mut self, read: FileBytes) {
        if read.as_ref() == Ok(&self.bytes) {
            self.changed = None;
            return;
        }
        match &mut self.changed {
            Some(changed) if changed.read == read && changed.is_refused => return,
            Some(changed) if changed.read == read => changed.is_refused = true,
            _ => {
                self.changed = Some(Changed {
                    read,
                    is_refused: false,
                });
                return;
            }
        }
        if let Err(error) = self.replace(read) {
            tracing::error!("the new content file is not used, the former one is: {error}");
        }
    }

    fn replace(&mut self, read: FileBytes) -> Result<(), ContentError> {
        let bytes = read.map_err(|kind| ContentError::Unreadable(kind.into()))?;
        let replacement = replacement::of(&self.content, &self.bytes, &bytes)?;
        tracing::info!(
            definitions = replacement.content.len(),
            "read the new content file"
        );
        if !replacement.lost.is_empty() {
            let lost: Vec<&str> = replacement.lost.iter().map(DefinitionId::as_str).collect();
            tracing::warn!(
                definitions = lost.join(", "),
                "the new content file does not have these definitions any more; those that \
                 were hidden stay hidden until the proxy is started again"
            );
        }
        self.content = Arc::new(replacement.content);
        self.bytes = bytes;
        self.changed = None;
        Ok(())
    }
}

impl From<Unusable> for ContentError {
    fn from(error: Unusable) -> Self {
        match error {
            Unusable::Empty => Self::Empty,
            Unusable::Cut => Self::Cut,
            Unusable::Mistaken(mistakes) => Self::Mistaken(mistakes),
        }
    }
}
