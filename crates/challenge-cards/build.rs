//! Generates Rust from `locales/`.
//!
//! The English file becomes the enum of all messages with their keys and texts, so
//! that the use of a message that does not exist fails the build. All files together
//! become the texts of every language, for servers. The build fails as well where a
//! language lacks a text, or a text has other placeholders than the English one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

const LOCALES: &str = "../../locales";
const ENGLISH: &str = "../../locales/en.json";
/// The plural categories of Unicode.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

type Locale = Map<String, Value>;

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed={LOCALES}");
    let english = read(Path::new(ENGLISH))?;
    let mut languages = BTreeMap::new();
    let files = fs::read_dir(LOCALES).map_err(|error| format!("{LOCALES}: {error}"))?;
    for file in files.flatten() {
        let file = file.path();
        let named = |problem| format!("{}: {problem}", file.display());
        let locale = read(&file)?;
        compare(&english, &locale).map_err(named)?;
        let tag = file.file_stem().unwrap_or_default().to_string_lossy();
        let texts = generate_texts(&english, &locale).map_err(named)?;
        languages.insert(tag.into_owned(), texts);
    }
    let messages =
        generate_messages(&english).map_err(|problem| format!("{ENGLISH}: {problem}"))?;
    write("messages.rs", &messages)?;
    write("languages.rs", &generate_languages(&languages))
}

fn write(file: &str, code: &str) -> Result<(), String> {
    let folder = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    fs::write(Path::new(&folder).join(file), code).map_err(|error| error.to_string())
}

fn read(file: &Path) -> Result<Locale, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| named(&error))?;
    serde_json::from_str(&text).map_err(|error| named(&error))
}

/// Fails unless a language has the same texts as English, with the same placeholders.
fn compare(english: &Locale, other: &Locale) -> Result<(), String> {
    if let Some(unknown) = other.keys().find(|key| !english.contains_key(*key)) {
        return Err(format!("{unknown:?} is not a text of {ENGLISH}"));
    }
    for (key, text) in english {
        let translation = other.get(key).ok_or(format!("{key:?} is missing"))?;
        if key.starts_with('$') {
            continue;
        }
        let known = placeholders(text)?;
        let used = placeholders(translation).map_err(|problem| format!("{key}: {problem}"))?;
        if let Some(unknown) = used.difference(&known).next() {
            return Err(format!("{key}: {{{unknown}}} is not in the English text"));
        }
        // A plural form may write the number in words, so it may lack `{count}`.
        let lacking = known.difference(&used).find(|name| *name != "count");
        if let Some(lacking) = lacking {
            return Err(format!("{key}: {{{lacking}}} is missing"));
        }
    }
    Ok(())
}

/// The placeholders of a text in all its forms.
fn placeholders(text: &Value) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    for (_, form) in forms(text)? {
        let mut parts = form.split('{');
        parts.next();
        for part in parts {
            let (name, _) = part.split_once('}').ok_or("a placeholder is not closed")?;
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}

/// The forms of a text by plural category. A text without plurals has one, `other`.
fn forms(text: &Value) -> Result<Vec<(&str, &str)>, String> {
    match text {
        Value::String(text) => Ok(vec![("other", text)]),
        Value::Object(forms) if forms.contains_key("other") => forms
            .iter()
            .map(|(category, text)| match text.as_str() {
                Some(text) if CATEGORIES.contains(&category.as_str()) => {
                    Ok((category.as_str(), text))
                }
                _ => Err(format!(
                    "{category:?} must be a plural category with a text"
                )),
            })
            .collect(),
        _ => Err("must be a text, or texts by plural category with `other` among them".to_owned()),
    }
}

/// The enum, the keys, and the table of English texts.
fn generate_messages(english: &Locale) -> Result<String, String> {
    let mut variants = String::new();
    let mut all_keys = String::new();
    for key in keys(english) {
        let variant = variant(key)?;
        let _ = writeln!(variants, "    /// The text `{key}`.\n    {variant},");
        let _ = writeln!(all_keys, "    {key:?},");
    }
    let texts = generate_texts(english, english)?;
    Ok(format!(
        "/// A text of the widget.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         pub enum Message {{\n{variants}}}\n\n\
         /// The keys of all messages in locale files, in the order of the enum.\n\
         pub(super) static KEYS: &[&str] = &[\n{all_keys}];\n\n\
         pub(super) static ENGLISH: Texts = {texts};\n"
    ))
}

/// The table of all languages, by tag.
fn generate_languages(languages: &BTreeMap<String, String>) -> String {
    let mut table = String::new();
    for (tag, texts) in languages {
        let _ = writeln!(table, "({tag:?}, {texts}),");
    }
    format!("static LANGUAGES: &[(&str, Texts)] = &[\n{table}];\n")
}

/// The table of a language's texts, in the order of the English ones.
fn generate_texts(english: &Locale, locale: &Locale) -> Result<String, String> {
    let mut table = "&[\n".to_owned();
    for key in keys(english) {
        let forms: Vec<_> = forms(&locale[key])?
            .iter()
            .map(|(category, text)| format!("({category:?}, {text:?})"))
            .collect();
        let _ = writeln!(table, "    &[{}],", forms.join(", "));
    }
    Ok(table + "]")
}

/// The keys of all texts. Members that begin with `$` describe the file.
fn keys(locale: &Locale) -> impl Iterator<Item = &str> {
    let keys = locale.keys().map(String::as_str);
    keys.filter(|key| !key.starts_with('$'))
}

/// `endsOn` becomes `EndsOn`.
fn variant(key: &str) -> Result<String, String> {
    let mut letters = key.chars();
    match letters.next() {
        Some(first) if key.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
            Ok(first.to_ascii_uppercase().to_string() + letters.as_str())
        }
        _ => Err(format!("{key:?} must be a name of letters and digits")),
    }
}
