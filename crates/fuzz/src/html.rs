//! Checks cards as HTML, by a grammar that is stricter than that of HTML: every element is
//! one of a plain name and is closed, and every `<` and `>` of the data is escaped.
//!
//! A parser of HTML reads anything, so it would not notice a text that became markup.

/// Elements without content and without an end tag.
const VOID_ELEMENTS: [&str; 4] = ["br", "hr", "img", "input"];

/// Attributes that a browser takes for code or for styles.
const FORBIDDEN_ATTRIBUTES: [&str; 3] = ["style", "srcdoc", "action"];

/// The start tags of the data beside the cards.
const DATA: [&str; 2] = [
    r#"<script type="application/json" data-answer="challenges">"#,
    r#"<script type="application/json" data-answer="definitions">"#,
];

/// Why HTML is not what the proxy may answer.
type Fault = String;

/// Checks the cards and the data beside them.
pub(crate) fn check(html: &str) -> Result<(), Fault> {
    let mut rest = elements(html)?;
    for start in DATA {
        rest = data(rest, start)?;
    }
    match rest {
        "" => Ok(()),
        rest => Err(format!(
            "there is something after the data: {}",
            beginning(rest)
        )),
    }
}

/// Reads elements up to the first script, which is not inside an element.
fn elements(html: &str) -> Result<&str, Fault> {
    let mut open = Vec::new();
    let mut rest = html;
    loop {
        let text = rest.find(['<', '>']).unwrap_or(rest.len());
        rest = &rest[text..];
        if let Some(end) = rest.strip_prefix("</") {
            let (name, after) = end.split_once('>').ok_or("an end tag has no end")?;
            if open.pop() != Some(name) {
                return Err(format!(
                    "the end tag {} closes another element",
                    beginning(name)
                ));
            }
            rest = after;
        } else if rest.starts_with("<script") || rest.is_empty() {
            break;
        } else if let Some(start) = rest.strip_prefix('<') {
            let (name, after) = start_tag(start)?;
            if !VOID_ELEMENTS.contains(&name) {
                open.push(name);
            }
            rest = after;
        } else {
            return Err(format!("a text is not escaped: {}", beginning(rest)));
        }
    }
    match open.last() {
        None => Ok(rest),
        Some(name) => Err(format!("the element {name} is not closed")),
    }
}

/// Reads a start tag after its `<`: its name, and what comes after it.
fn start_tag(tag: &str) -> Result<(&str, &str), Fault> {
    let end = tag.find(|sign: char| !sign.is_ascii_lowercase() && !sign.is_ascii_digit());
    let (name, mut rest) = tag.split_at(end.unwrap_or(tag.len()));
    if name.is_empty() {
        return Err(format!("a `<` begins no element: {}", beginning(tag)));
    }
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (attribute, after) = attribute
            .split_once("=\"")
            .ok_or("an attribute has no value")?;
        let (value, after) = after.split_once('"').ok_or("a value has no end")?;
        check_attribute(attribute, value)?;
        rest = after;
    }
    let after = rest.strip_prefix('>');
    let after = after.ok_or_else(|| format!("a tag has no end: {}", beginning(tag)))?;
    Ok((name, after))
}

fn check_attribute(name: &str, value: &str) -> Result<(), Fault> {
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !is_name || name.starts_with("on") || FORBIDDEN_ATTRIBUTES.contains(&name) {
        return Err(format!("there is an attribute {}", beginning(name)));
    }
    if value.contains(['<', '>']) {
        return Err(format!(
            "the value of {name} is not escaped: {}",
            beginning(value)
        ));
    }
    let is_url = matches!(name, "href" | "src");
    if is_url && !is_safe(value) {
        return Err(format!(
            "the URL of {name} is not safe: {}",
            beginning(value)
        ));
    }
    Ok(())
}

/// Whether a URL is `https` or a path in the shop.
fn is_safe(url: &str) -> bool {
    let scheme = url.get(..8).unwrap_or_default();
    let is_path = url.starts_with('/') && !url.starts_with("//");
    is_path || scheme.eq_ignore_ascii_case("https://")
}

/// Reads one script with data, and returns what comes after it.
fn data<'h>(html: &'h str, start: &str) -> Result<&'h str, Fault> {
    let script = html.strip_prefix(start);
    let script = script.ok_or_else(|| format!("{start} is missing before {}", beginning(html)))?;
    let end = script.find('<').unwrap_or(script.len());
    let after = script[end..].strip_prefix("</script>");
    after.ok_or_else(|| format!("data can end its element: {}", beginning(&script[end..])))
}

/// As much of a text as a message needs.
fn beginning(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: &str = "<script type=\"application/json\" data-answer=\"challenges\">[]</script>\
                       <script type=\"application/json\" data-answer=\"definitions\">[]</script>";

    fn fault(cards: &str) -> Option<String> {
        check(&[cards, END].concat()).err()
    }

    #[test]
    fn cards_and_data_as_the_proxy_writes_them_are_right() {
        for cards in [
            "<section class=\"widget\"></section>",
            "<p title=\"&lt;b&gt; &quot;a&quot;\">1 &lt; 2<br><img src=\"https://a.test/b\"></p>",
            "<h3 data-key=\"ca\">\u{5d0}</h3>",
            "<a href=\"/log-in\">a</a>",
        ] {
            assert_eq!(fault(cards), None, "{cards}");
        }
    }

    #[test]
    fn a_text_that_became_markup_is_found() {
        for cards in [
            "<p><x-evil></x-evil></p>",
            "<p><x-evil></p>",
            "<p>a > b</p>",
            "<p><</p>",
            "<p>",
            "</p>",
            "<p></b></p>",
            "<p title=\"a\"b\"></p>",
            "<p title=\"<b\"></p>",
            "<p onclick=\"a()\"></p>",
            "<p style=\"color:red\"></p>",
            "<a href=\"javascript:a()\"></a>",
            "<img src=\"//evil.test/a\">",
            "<!-- a -->",
            "<p><script>a()</script></p>",
            "<script>a()</script>",
        ] {
            assert!(fault(cards).is_some(), "{cards}");
        }
    }

    #[test]
    fn data_that_ends_its_element_is_found() {
        let html = END.replace("[]", "\"</script><x-evil>\"");
        assert!(check(&html).is_err());
        assert!(check(&END.replace("[]", "\"<!--\"")).is_err());
        assert!(check(&[END, "<p></p>"].concat()).is_err());
        assert!(check("").is_err());
    }
}
