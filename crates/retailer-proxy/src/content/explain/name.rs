//! Names before the `=` that cannot be read.

use super::curly_quotes::is_curly;
use super::header::is_dash;
use super::{Case, Explanation, type_this};

pub(super) fn explain(case: &Case<'_>) -> Option<Explanation> {
    let name = case.statement.name()?;
    if is_readable(name) {
        return None;
    }
    let at = case.statement.start;
    if name.is_empty() {
        let what = "There is nothing before the `=`.";
        let instead = "Type a name before it, as in `title.en = \"Five bags\"`.";
        return Some(Explanation::of(case, at, what, instead));
    }
    let repaired: String = name
        .chars()
        .map(|sign| if is_dash(sign) { '-' } else { sign })
        .filter(|sign| !is_curly(*sign) && !matches!(sign, '"' | '\''))
        .collect();
    let repaired = repaired.split_whitespace().collect::<Vec<_>>().join(".");
    let repaired = repaired.replace("..", ".");
    let wrong = name
        .char_indices()
        .find(|(_, sign)| !is_of_name(*sign))
        .map_or(0, |(at, _)| at);
    let what = match name.get(wrong..).and_then(|rest| rest.chars().next()) {
        Some(sign) if is_dash(sign) => format!(
            "The dash {sign} in `{name}` is not the hyphen that a name needs. Word processors \
             put it in."
        ),
        Some(sign) if sign.is_whitespace() => {
            format!("There is a space in `{name}`. A name and a language are joined by a dot.")
        }
        Some(sign) if is_curly(sign) => format!("The name `{name}` needs no quotation marks."),
        Some(sign) => format!("The sign {sign} cannot stand in a name such as `{name}`."),
        None => format!("The name `{name}` cannot be read."),
    };
    let is_repaired = is_readable(&repaired);
    let instead = if is_repaired {
        format!("Type `{repaired}`.")
    } else {
        "A name has letters from a to z, digits, hyphens and dots, as `title.en` has.".to_owned()
    };
    let instead = if is_repaired {
        let value = case.statement.value().map_or("", |value| value.text);
        type_this(&format!("{repaired} = {value}"), &instead)
    } else {
        instead
    };
    Some(Explanation::of(case, at + wrong, what, instead))
}

fn is_readable(name: &str) -> bool {
    toml::de::DeTable::parse(&format!("{name} = 1")).is_ok()
}

fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '.' | '_' | '-')
}
