//! The statements of a file: what a person sees as one entry, also where it is not written as
//! it should be.
//!
//! A statement is a line, or several of them where a text in `"""` or something in brackets
//! goes over several lines. Where these are never closed, the statement is its first line.

/// One entry of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Statement<'t> {
    /// Where its text begins in the file, in bytes.
    pub(super) start: usize,
    /// Its text, without the space around it.
    pub(super) text: &'t str,
    /// What it opens and never closes.
    pub(super) open: Option<&'static str>,
}

/// A part of a statement, and where it begins in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'t> {
    pub(super) start: usize,
    pub(super) text: &'t str,
}

/// All statements of a file. Blank lines and comments are left out. Behind something that is
/// never closed, each line is one: all of them belong to that anyway.
pub(super) fn all(file: &str) -> Vec<Statement<'_>> {
    let mut statements = Vec::new();
    let mut start = 0;
    let mut is_closed = true;
    while let Some(rest) = file.get(start..).filter(|rest| !rest.is_empty()) {
        let (length, open) = if is_closed {
            length(rest)
        } else {
            (line_length(rest), None)
        };
        is_closed = is_closed && open.is_none();
        let whole = rest.get(..length).unwrap_or(rest);
        let text = whole.trim_ascii_start();
        let indentation = whole.len() - text.len();
        let text = text.trim_ascii_end();
        if !text.is_empty() && !text.starts_with('#') {
            statements.push(Statement {
                start: start + indentation,
                text,
                open,
            });
        }
        start += length.max(1);
    }
    statements
}

impl<'t> Statement<'t> {
    /// Where it ends in the file.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is a line such as `[definition.ID]`.
    pub(super) fn is_header(&self) -> bool {
        self.text.starts_with('[')
    }

    /// What stands before the first `=` that is not within quotation marks.
    pub(super) fn name(&self) -> Option<&'t str> {
        let (name, _) = self.text.split_at_checked(equals_sign(self.text)?)?;
        Some(name.trim_ascii_end())
    }

    /// What stands behind the first `=`, without a comment that is all there is.
    pub(super) fn value(&self) -> Option<Part<'t>> {
        let (_, behind) = self.text.split_at_checked(equals_sign(self.text)? + 1)?;
        let text = behind.trim_ascii_start();
        Some(Part {
            start: self.start + self.text.len() - text.len(),
            text: if text.starts_with('#') { "" } else { text },
        })
    }
}

/// How long the statement at the beginning of this text is, with its line break, and what it
/// leaves open.
fn length(text: &str) -> (usize, Option<&'static str>) {
    let line = line_length(text);
    let first = text.get(..line).unwrap_or(text);
    let content = first.trim_ascii_start();
    if content.starts_with(['[', '#']) {
        return (line, None);
    }
    let is_nameless = content.starts_with("\"\"\"") || content.starts_with("'''");
    let behind = match equals_sign(first).and_then(|sign| first.get(sign + 1..)) {
        _ if is_nameless => content,
        Some(behind) => behind,
        None => return (line, None),
    };
    let behind = behind.trim_ascii_start();
    if behind.is_empty() {
        return (line, None);
    }
    let value = line - behind.len();
    let (end, opening) = match text.get(value..).unwrap_or_default() {
        value if value.starts_with("\"\"\"") => (string_end(value), "\"\"\""),
        value if value.starts_with("'''") => (string_end(value), "'''"),
        value if value.starts_with('{') => (brackets_end(value), "{"),
        value if value.starts_with('[') => (brackets_end(value), "["),
        _ => return (line, None),
    };
    let Some(end) = end.map(|end| value + end) else {
        return (line, Some(opening));
    };
    let behind = text.get(end..).unwrap_or_default();
    let line_end = behind.find('\n').map_or(behind.len(), |end| end + 1);
    (end + line_end, None)
}

/// How long the first line is, with its line break.
fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end + 1)
}

/// Where the `=` stands that ends the name at the beginning of this line.
fn equals_sign(line: &str) -> Option<usize> {
    let mut quote = None;
    for (at, sign) in line.char_indices() {
        match (quote, sign) {
            (None, '=') => return Some(at),
            (None, '\n' | '#') => return None,
            (None, '"' | '\'') => quote = Some(sign),
            (Some(mark), _) if mark == sign => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the text ends whose quotation marks this begins with, behind the closing one. A text
/// in single marks ends on its line.
pub(super) fn string_end(text: &str) -> Option<usize> {
    let mark = text
        .chars()
        .next()
        .filter(|mark| matches!(mark, '"' | '\''))?;
    let triple = mark.to_string().repeat(3);
    let is_long = text.starts_with(&triple);
    let opening = if is_long { 3 } else { 1 };
    let mut is_escaped = false;
    for (at, sign) in text.char_indices().skip(opening) {
        let rest = text.get(at..).unwrap_or_default();
        if is_escaped {
            is_escaped = false;
        } else if sign == '\\' && mark == '"' {
            is_escaped = true;
        } else if is_long && rest.starts_with(&triple) {
            // Up to two marks before the closing ones belong to the text.
            let marks = rest.chars().take(5).take_while(|sign| *sign == mark);
            return Some(at + marks.count());
        } else if !is_long && sign == mark {
            return Some(at + 1);
        } else if !is_long && sign == '\n' {
            return None;
        }
    }
    None
}

/// Where the bracket that this begins with is closed, behind the closing one.
fn brackets_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(sign) = text.get(at..)?.chars().next() {
        let rest = text.get(at..)?;
        let length = match sign {
            '"' | '\'' => string_end(rest)?,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            _ => sign.len_utf8(),
        };
        match sign {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += length;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn texts(file: &str) -> Vec<&str> {
        all(file).iter().map(|statement| statement.text).collect()
    }

    #[rstest]
    #[case::lines("a = 1\n\n  b = 2 \n# c\n[d]", &["a = 1", "b = 2", "[d]"])]
    #[case::long_text("a = \"\"\"x\n[y]\"\"\"\nb = 2", &["a = \"\"\"x\n[y]\"\"\"", "b = 2"])]
    #[case::brackets("a = {\n b = \"}\" # }\n}\nc = 3", &["a = {\n b = \"}\" # }\n}", "c = 3"])]
    #[case::open_text("a = \"\"\"x\nb = 2", &["a = \"\"\"x", "b = 2"])]
    #[case::open_bracket("a = [1,\nb = 2", &["a = [1,", "b = 2"])]
    #[case::open_quote("a = \"x\nb = 2", &["a = \"x", "b = 2"])]
    #[case::header("[a\nb = 2", &["[a", "b = 2"])]
    #[case::dos("a = 1\r\nb = 2\r\n", &["a = 1", "b = 2"])]
    fn a_statement_is_what_a_person_sees_as_one(#[case] file: &str, #[case] expected: &[&str]) {
        assert_eq!(texts(file), expected);
    }

    #[test]
    fn what_is_never_closed_is_told() {
        let open: Vec<_> = ["a = \"\"\"x\nb", "a = {x", "a = [x", "a = '''x", "a = \"x"]
            .iter()
            .map(|file| all(file)[0].open)
            .collect();
        assert_eq!(
            open,
            [Some("\"\"\""), Some("{"), Some("["), Some("'''"), None]
        );
    }

    #[rstest]
    #[case("a.b = \"x\"", Some("a.b"), Some((6, "\"x\"")))]
    #[case("\"a=b\" = 1", Some("\"a=b\""), Some((8, "1")))]
    #[case("a = # b", Some("a"), Some((4, "")))]
    #[case("a: \"b = c\"", None, None)]
    fn name_and_value_stand_beside_the_equals_sign(
        #[case] file: &str,
        #[case] name: Option<&str>,
        #[case] value: Option<(usize, &str)>,
    ) {
        let statement = all(file)[0];
        assert_eq!(statement.name(), name);
        assert_eq!(
            statement.value().map(|value| (value.start, value.text)),
            value
        );
    }

    #[rstest]
    #[case("\"a\\\"b\" c", Some(6))]
    #[case("'a\\' c", Some(4))]
    #[case("\"\"\"a\"\" \"\"\"\" c", Some(11))]
    #[case("\"a\n\"", None)]
    #[case("a", None)]
    fn a_text_ends_behind_its_closing_mark(#[case] text: &str, #[case] expected: Option<usize>) {
        assert_eq!(string_end(text), expected);
    }
}
