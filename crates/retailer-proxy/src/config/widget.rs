//! The built widget, where it is served from here.

use std::path::PathBuf;

use super::form::{Text, optional, text};
use super::given::{Given, Wrong};
use super::listen::is_path;
use super::setting::section;
use crate::widget_files::WidgetFiles;

section! {
    "widget" as WIDGET: Widget {
        /// The folder of the built widget, if it is to be served from here. Only the files that its
        /// `integrity.json` names are served, and none that is a symbolic link. To go on serving the
        /// files of the last release, keep its list beside the new one, under a name such as
        /// `integrity-2.json`.
        folder: Text<PathBuf> = optional(folder), suggestion "dist/embed";
        /// The path under which the widget's files are.
        path: Text<String> = text("/widget", path);
    }
}

/// `None` where the widget is served from elsewhere.
pub(super) fn read(given: &mut Given) -> Result<Option<WidgetFiles>, Wrong> {
    let path = given.read(&WIDGET.path);
    let folder = given.optional(&WIDGET.folder)?;
    if folder.is_none() && given.has(&WIDGET.path) {
        let what = "goes with widget.folder, which is missing";
        return Err(given.fault(&WIDGET.path, what));
    }
    let path = path?;
    Ok(folder.map(|folder| WidgetFiles { folder, path }))
}

fn folder(text: &str) -> Result<PathBuf, &'static str> {
    let folder = PathBuf::from(text);
    if WidgetFiles::are_in(&folder) {
        Ok(folder)
    } else {
        Err("must be a folder with a file integrity.json as the build writes it")
    }
}

fn path(text: &str) -> Result<String, &'static str> {
    if text.len() > 1 && !text.ends_with('/') && is_path(text) {
        Ok(text.to_owned())
    } else {
        Err("must be a path such as /widget")
    }
}
