//! Makes the Rust of `locales/en.json`: the enum of all messages and their
//! English texts, so that a message that does not exist fails the build.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, error, fs};

use serde_json::{Map, Value};

const ENGLISH: &str = "locales/en.json";
/// The plural categories of Unicode that a text may differ by.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={ENGLISH}");
    let locale: Map<String, Value> = serde_json::from_str(&fs::read_to_string(ENGLISH)?)
        .map_err(|error| format!("{ENGLISH}: {error}"))?;
    let code = generate(&locale).map_err(|problem| format!("{ENGLISH}: {problem}"))?;
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("messages.rs"), code)?;
    Ok(())
}

/// The enum and the table of English texts.
fn generate(locale: &Map<String, Value>) -> Result<String, String> {
    let mut variants = String::new();
    let mut texts = String::new();
    // Members that begin with `$` describe the file.
    for (key, text) in locale.iter().filter(|(key, _)| !key.starts_with('$')) {
        let text = english(text).map_err(|problem| format!("{key}: {problem}"))?;
        let _ = writeln!(
            variants,
            "    /// The text `{key}`.\n    {},",
            variant(key)?
        );
        let _ = writeln!(texts, "    {text},");
    }
    Ok(format!(
        "/// A text of the widget.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         pub enum Message {{\n{variants}}}\n\n\
         pub(crate) static ENGLISH: &[Text] = &[\n{texts}];\n"
    ))
}

/// The expression of type `Text` for one message.
fn english(text: &Value) -> Result<String, String> {
    match text {
        Value::String(text) => Ok(format!("Text::Plain({text:?})")),
        Value::Object(forms) => {
            let forms: Vec<_> = forms.iter().map(form).collect::<Result<_, _>>()?;
            Ok(format!("Text::Plural(&[{}])", forms.join(", ")))
        }
        _ => Err("must be a text, or texts by plural category".to_owned()),
    }
}

fn form((category, text): (&String, &Value)) -> Result<String, String> {
    let text = text
        .as_str()
        .filter(|_| CATEGORIES.contains(&category.as_str()))
        .ok_or_else(|| format!("{category:?} must be a plural category with a text"))?;
    Ok(format!("({category:?}, {text:?})"))
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
