//! `retailer-proxy preview`: a page on which a marketer sees what she writes.
//!
//! It is served on her own machine alone. [`view`] says what there is to be seen of the
//! content file, [`situation`] in which situations a shopper may see a card, [`sample`] what
//! the proxy answers then, and [`choice`] what the reader has chosen. [`page`] writes all of
//! this as HTML. These are pure. [`watcher`] reads the file again and again, [`routes`]
//! answers requests, and [`guard`] refuses those of other pages.
//!
//! No card is drawn here: the page has the widget of a shop in it, and [`sample`] asks the
//! proxy's own `merge` for the answers.

mod choice;
mod definitions;
mod excerpt;
mod guard;
mod page;
mod routes;
mod sample;
mod situation;
mod together;
mod view;
mod watcher;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::clock::Clock;
use crate::edge::AllowedOrigins;
use crate::widget_files::{WidgetFiles, WidgetSource};

pub use definitions::Definitions;

use page::Frame;
use view::View;

/// The path of the widget's files, as the page names it.
const WIDGET_PATH: &str = "/widget";

/// What a preview needs.
#[derive(Clone, Debug)]
pub struct PreviewOptions {
    /// The content file. It need not exist yet.
    pub content: PathBuf,
    /// The definitions that the cards are drawn with.
    pub definitions: Definitions,
    /// The file that they were read from, where there is one.
    pub definitions_file: Option<PathBuf>,
    /// The widget that draws the cards.
    pub widget: WidgetSource,
}

/// A preview of one content file, which follows the file until it is dropped.
#[derive(Debug)]
pub struct Preview {
    state: PreviewState,
    widget: WidgetFiles,
    watcher: AbortHandle,
}

/// What the routes need.
#[derive(Clone, Debug)]
struct PreviewState {
    frame: Arc<Frame>,
    views: watch::Receiver<Arc<View>>,
    clock: Clock,
    /// Tells the revisions of this preview from those of one that ran before, at which an
    /// open page may still be.
    run: i64,
}

impl Preview {
    /// Begins to follow the file. Has to be called in a Tokio runtime.
    #[must_use]
    pub fn start(options: PreviewOptions) -> Self {
        let name = |path: &Path| {
            let name = path.file_name().unwrap_or(path.as_os_str());
            name.to_string_lossy().into_owned()
        };
        let frame = Frame {
            file: name(&options.content),
            definitions: options.definitions.clone(),
            definitions_file: options.definitions_file.as_deref().map(name),
        };
        let (watcher, views) = watcher::start(options.content, options.definitions);
        let clock = Clock::System;
        Self {
            state: PreviewState {
                frame: Arc::new(frame),
                views,
                clock,
                run: clock.now().0,
            },
            widget: WidgetFiles {
                source: options.widget,
                path: WIDGET_PATH.to_owned(),
            },
            watcher,
        }
    }

    /// The page and all that belongs to it, for a server that listens on this port of this
    /// machine.
    pub fn router(&self, port: u16) -> Router {
        let pages = routes::router(self.state.clone());
        let widget = self.widget.router(&AllowedOrigins::default());
        guard::protected(pages.merge(widget), port)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

impl PreviewState {
    fn view(&self) -> Arc<View> {
        Arc::clone(&self.views.borrow())
    }

    /// The name of a view, which no other view has.
    fn revision(&self, view: &View) -> String {
        format!("{}-{}", self.run, view.revision)
    }
}
