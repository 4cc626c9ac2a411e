//! Where content comes from while the proxy runs: a file that may change.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use parking_lot::Mutex;

use super::{Content, Findings};

/// How long a change may go unnoticed.
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
    stamp: Option<Stamp>,
    checked: Instant,
}

/// What tells a changed file from the one that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

/// A content file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It cannot be read.
    #[error("{path} cannot be read: {cause}")]
    Unreadable {
        /// Its path.
        path: String,
        /// Why.
        cause: io::Error,
    },
    /// There are mistakes in it.
    #[error("{path} has mistakes\n{mistakes}")]
    Mistaken {
        /// Its path.
        path: String,
        /// All of them.
        mistakes: Findings,
    },
}

impl ContentSource {
    /// Content that never changes.
    #[must_use]
    pub fn fixed(content: Content) -> Self {
        Self::new(None, content, None)
    }

    /// The content of a file, which is read again soon after it changes. A new
    /// version with mistakes is not taken: the old one stays, and the log says why.
    ///
    /// # Errors
    ///
    /// When the file cannot be used as it is now.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self, ContentError> {
        let path = path.into();
        let stamp = Stamp::of(&path);
        let content = load(&path)?;
        Ok(Self::new(Some(path), content, stamp))
    }

    /// The same content, checked for changes this often.
    #[must_use]
    pub fn polled_every(self, poll: Duration) -> Self {
        Self { poll, ..self }
    }

    fn new(file: Option<PathBuf>, content: Content, stamp: Option<Stamp>) -> Self {
        let state = State {
            content: Arc::new(content),
            stamp,
            checked: Instant::now(),
        };
        Self {
            file,
            poll: POLL,
            state: Mutex::new(state),
        }
    }

    /// What the file says now.
    pub(crate) fn current(&self) -> Arc<Content> {
        let mut state = self.state.lock();
        if let Some(path) = &self.file
            && state.checked.elapsed() >= self.poll
        {
            state.checked = Instant::now();
            state.reload(path);
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
    fn reload(&mut self, path: &Path) {
        let stamp = Stamp::of(path);
        if stamp == self.stamp {
            return;
        }
        self.stamp = stamp;
        match load(path) {
            Ok(content) => {
                tracing::info!(definitions = content.len(), "read the new content file");
                self.content = Arc::new(content);
            }
            Err(error) => tracing::error!("the new content file is not used: {error}"),
        }
    }
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok(),
            length: metadata.len(),
        })
    }
}

fn load(path: &Path) -> Result<Content, ContentError> {
    let name = || path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|cause| ContentError::Unreadable {
        path: name(),
        cause,
    })?;
    Content::parse(&text).map_err(|mistakes| ContentError::Mistaken {
        path: name(),
        mistakes,
    })
}
