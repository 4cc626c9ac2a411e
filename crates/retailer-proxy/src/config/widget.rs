//! The built widget, where it is served from here.

use std::path::PathBuf;

use super::form::{Text, optional, text};
use super::given::{Given, Wrong};
use super::listen::is_path;
use super::setting::section;
use crate::widget_files::{WidgetFiles, WidgetSource};

section! {
    "widget" as WIDGET: Widget {
        /// The folder of the built widget, if it is to be served from here. Only the files that its
        /// `integrity.json` names are served, and none that is a symbolic link. To go on serving the
        /// files of the last release, keep its list beside the new one, under a name such as
        /// `integrity-2.json`. The program of a release has the widget's files inside, and serves
        /// them where `path` is set and this is not.
        folder: Text<PathBuf> = optional(folder), suggestion "dist/embed";
        /// The path under which the widget's files are.
        path: Text<String> = text("/widget", path);
    }
}

/// `None` where the widget is served from elsewhere.
pub(super) fn read(given: &mut Given) -> Result<Option<WidgetFiles>, Wrong> {
    let path = given.read(&WIDGET.path);
    let folder = given.optional(&WIDGET.folder)?;
    let inside = WidgetSource::of_this_program();
    let source = source(folder, given.has(&WIDGET.path), inside);
    let source = source.map_err(|what| given.fault(&WIDGET.path, what))?;
    let path = path?;
    Ok(source.map(|source| WidgetFiles { source, path }))
}

/// Where the files are, if they are to be served. A folder wins over the files inside the
/// program, so that an operator can serve those of another release.
fn source(
    folder: Option<PathBuf>,
    has_path: bool,
    inside: Option<WidgetSource>,
) -> Result<Option<WidgetSource>, &'static str> {
    match (folder, inside) {
        (Some(folder), _) => Ok(Some(WidgetSource::Folder(folder))),
        (None, _) if !has_path => Ok(None),
        (None, Some(inside)) => Ok(Some(inside)),
        (None, None) => Err(
            "goes with widget.folder, which is missing: this program was built without the \
             widget's files inside",
        ),
    }
}

fn folder(text: &str) -> Result<PathBuf, &'static str> {
    let folder = PathBuf::from(text);
    if WidgetSource::is_in(&folder) {
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

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: WidgetSource = WidgetSource::Inside(&[]);

    #[test]
    fn the_files_inside_the_program_are_served_where_a_path_is_set_and_no_folder() {
        assert_eq!(source(None, true, Some(INSIDE)), Ok(Some(INSIDE)));
        assert_eq!(source(None, false, Some(INSIDE)), Ok(None));
    }

    #[test]
    fn a_folder_wins_over_the_files_inside_the_program() {
        let folder = PathBuf::from("dist/embed");
        let expected = Ok(Some(WidgetSource::Folder(folder.clone())));

        assert_eq!(source(Some(folder.clone()), true, Some(INSIDE)), expected);
        assert_eq!(source(Some(folder), false, None), expected);
    }

    #[test]
    fn a_path_without_any_files_is_a_fault() {
        let fault = source(None, true, None).unwrap_err();

        assert!(
            fault.contains("built without the widget's files"),
            "{fault}"
        );
    }
}
