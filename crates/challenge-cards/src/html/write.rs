//! The tree as HTML.

use super::element::{Element, Node};

/// The elements that have no content and no end tag, as the HTML standard lists
/// them. A parser would take an end tag of theirs for an error, or for a second
/// element.
const VOID_ELEMENTS: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

impl Element {
    /// The element as HTML. Text stays text: it cannot become markup.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        self.write_html(&mut html);
        html
    }

    /// Appends the element to HTML.
    pub fn write_html(&self, html: &mut String) {
        html.push('<');
        html.push_str(self.tag());
        for (name, value) in self.attributes() {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            escape(value, Place::Attribute, html);
            html.push('"');
        }
        html.push('>');
        if VOID_ELEMENTS.contains(&self.tag()) {
            return;
        }
        for child in self.child_nodes() {
            match child {
                Node::Nothing => {}
                Node::Text(text) => escape(text, Place::Content, html),
                Node::Element(element) => element.write_html(html),
            }
        }
        html.push_str("</");
        html.push_str(self.tag());
        html.push('>');
    }
}

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Attribute,
    Content,
}

/// Appends text in a form that a parser reads back as the same text. A browser's own
/// `outerHTML` has the same form, so that the two can be compared.
fn escape(text: &str, place: Place, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            '"' if place == Place::Attribute => html.push_str("&quot;"),
            // A parser would turn a carriage return into a line feed.
            '\r' => html.push_str("&#13;"),
            // A parser would drop this character or replace it.
            '\0' => {}
            letter => html.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::element;

    #[test]
    fn an_element_is_written_with_its_attributes_and_children() {
        let list = element("ul")
            .class("cards")
            .child(element("li").child("one".to_owned()))
            .child(None)
            .child(element("li").child(String::new()));
        assert_eq!(
            list.to_html(),
            r#"<ul class="cards"><li>one</li><li></li></ul>"#
        );
    }

    #[test]
    fn a_void_element_is_written_without_content_and_without_an_end_tag() {
        // HTML's own list, written down once more: the constant must hold all of it.
        let void_elements = "area base br col embed hr img input link meta source track wbr";
        for tag in void_elements.split(' ') {
            let void = element(tag).attribute("id", "a").child("text".to_owned());
            let html = element("p").child(void).child("after".to_owned()).to_html();
            assert_eq!(html, format!(r#"<p><{tag} id="a">after</p>"#));
        }
    }

    #[test]
    fn an_element_that_is_not_void_has_an_end_tag_even_when_it_is_empty() {
        for tag in ["a", "b", "p", "progress", "slot", "script"] {
            assert_eq!(element(tag).to_html(), format!("<{tag}></{tag}>"));
        }
    }

    #[test]
    fn text_is_text_in_elements_and_in_attributes() {
        let text = "<b>\"&\u{a0}\r\0";
        let element = element("p").attribute("title", text).child(text.to_owned());
        assert_eq!(
            element.to_html(),
            "<p title=\"&lt;b&gt;&quot;&amp;&nbsp;&#13;\">&lt;b&gt;\"&amp;&nbsp;&#13;</p>"
        );
    }
}
