//! Reads the content file again and again, and tells when it has changed.
//!
//! The file is read whole, five times a second. Editors replace a file in many ways, on many
//! kinds of file systems, and not all of them tell of it. A content file has some kilobytes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{self, AbortHandle};
use tokio::time::{MissedTickBehavior, interval};

use super::definitions::Definitions;
use super::view::{FileRead, View};

/// How much time passes between two reads.
const POLL: Duration = Duration::from_millis(200);

/// Begins to follow this file, which need not exist. The first view is of what was read at
/// once.
pub(super) fn start(
    file: PathBuf,
    definitions: Definitions,
) -> (AbortHandle, watch::Receiver<Arc<View>>) {
    let mut reads = Reads::default();
    let first = read(&file);
    reads.is_new(&first);
    let view = View::default().after(first, &definitions);
    let (sender, receiver) = watch::channel(Arc::new(view));
    let following = task::spawn(follow(file, definitions, reads, sender));
    (following.abort_handle(), receiver)
}

async fn follow(
    file: PathBuf,
    definitions: Definitions,
    mut reads: Reads,
    views: watch::Sender<Arc<View>>,
) {
    let file: Arc<Path> = file.into();
    let mut ticks = interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let file = Arc::clone(&file);
        // A disk of the network may be slow.
        let Ok(read) = task::spawn_blocking(move || read(&file)).await else {
            return;
        };
        if reads.is_new(&read) {
            let view = views.borrow().after(read, &definitions);
            views.send_replace(Arc::new(view));
        }
    }
}

fn read(file: &Path) -> FileRead {
    std::fs::read(file).map_err(|error| error.kind())
}

/// What was read so far, as far as it says whether the next read is new.
#[derive(Debug, Default)]
struct Reads {
    /// What was taken in last.
    taken: Option<FileRead>,
    /// What differs from it and was read once.
    changed: Option<FileRead>,
}

impl Reads {
    /// Whether this has to be taken in. A change counts when it was read twice, because an
    /// editor may be about to write: it empties the file, or removes it for a moment.
    fn is_new(&mut self, read: &FileRead) -> bool {
        if self.taken.as_ref() == Some(read) {
            self.changed = None;
            return false;
        }
        let is_first = self.taken.is_none();
        if is_first || self.changed.as_ref() == Some(read) {
            self.taken = Some(read.clone());
            self.changed = None;
            return true;
        }
        self.changed = Some(read.clone());
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    /// Which of these reads are taken in.
    fn taken(reads: &[Result<&str, ErrorKind>]) -> Vec<bool> {
        let mut known = Reads::default();
        reads
            .iter()
            .map(|read| known.is_new(&read.map(|text| text.as_bytes().to_owned())))
            .collect()
    }

    #[test]
    fn the_first_read_counts_whatever_it_is() {
        assert_eq!(taken(&[Ok("a")]), [true]);
        assert_eq!(taken(&[Err(ErrorKind::NotFound)]), [true]);
    }

    #[test]
    fn a_change_counts_when_it_was_read_twice() {
        assert_eq!(
            taken(&[Ok("a"), Ok("b"), Ok("b"), Ok("b")]),
            [true, false, true, false]
        );
    }

    #[test]
    fn a_file_that_is_emptied_or_removed_while_it_is_written_is_not_shown() {
        assert_eq!(
            taken(&[Ok("a"), Ok(""), Ok("ab"), Ok("ab")]),
            [true, false, false, true]
        );
        assert_eq!(
            taken(&[Ok("a"), Err(ErrorKind::NotFound), Ok("a"), Ok("a")]),
            [true, false, false, false]
        );
    }

    #[test]
    fn a_file_that_stays_away_is_gone() {
        let gone = Err(ErrorKind::NotFound);
        assert_eq!(taken(&[Ok("a"), gone, gone]), [true, false, true]);
    }
}
