//! The gallery as files: its page, its data and the widget, for a server that only serves
//! files.
//!
//! No such server answers a request to join, or with an error. So a script of the page,
//! `assets/gallery-files/proxy.js`, answers the widget from the stored data, and moves its dates
//! by the time since it was written. `assets/gallery-files/choice.js` shows what a visitor
//! chooses. A test of the built site compares it with the page of the shop.

use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use serde_json::json;

use super::case::{CASES, Case, Kind};
use super::sample::Clock;
use super::words::LANGUAGES;
use crate::pages::{GALLERY_STYLE_SHEETS, gallery_file};
use crate::site::Site;

const SCRIPTS: [(&str, &str); 2] = [
    (
        "proxy.js",
        include_str!("../../assets/gallery-files/proxy.js"),
    ),
    (
        "choice.js",
        include_str!("../../assets/gallery-files/choice.js"),
    ),
];

/// Writes the gallery into a folder, which is made where it is missing: `index.html`, and
/// beside it all that the page needs. The files of the widget come from the built site.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn write_gallery(site: &Site, folder: &Path) -> io::Result<()> {
    let data = folder.join("data");
    fs::create_dir_all(&data)?;
    fs::write(folder.join("index.html"), gallery_file())?;
    for (name, script) in SCRIPTS {
        fs::write(folder.join(name), script)?;
    }
    let now = Timestamp::now();
    for case in CASES.iter().filter(|case| case.kind != Kind::Alone) {
        for language in LANGUAGES {
            let file = data.join(format!("{}.{}.json", case.name, language.tag()));
            fs::write(file, stored(case, language.words(), now).to_string())?;
        }
    }
    let built = site.folder();
    for sheet in GALLERY_STYLE_SHEETS {
        copy(built, folder, &format!("{sheet}.css"))?;
    }
    copy(built, folder, "gallery.js")?;
    copy_folder(&built.join("fonts"), &folder.join("fonts"))?;
    copy_folder(&built.join("embed"), &folder.join("embed"))
}

/// What the proxy answers in a case, and when.
fn stored(case: &Case, words: &super::words::Words, now: Timestamp) -> serde_json::Value {
    json!({ "now": now.as_millisecond(), "answers": case.data(words, Clock(now)) })
}

fn copy(from: &Path, to: &Path, name: &str) -> io::Result<()> {
    fs::copy(from.join(name), to.join(name)).map(drop)
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
