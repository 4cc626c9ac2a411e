//! The tree as HTML.

use super::element::{Element, Node};

/// Elements that have no end tag.
const VOID: [&str; 2] = ["img", "input"];

impl Element {
    /// The element as HTML. What is text stays text.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        self.write(&mut html);
        html
    }

    pub(super) fn write(&self, html: &mut String) {
        html.push('<');
        html.push_str(self.tag());
        for (name, value) in self.own_attributes() {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            escape(value, html);
            html.push('"');
        }
        html.push('>');
        if VOID.contains(&self.tag()) {
            return;
        }
        for child in self.own_children() {
            match child {
                Node::Nothing => {}
                Node::Text(text) => escape(text, html),
                Node::Element(element) => element.write(html),
            }
        }
        html.push_str("</");
        html.push_str(self.tag());
        html.push('>');
    }
}

/// Writes text so that it is nothing but text, between tags and in attributes.
fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            // A parser would make a line feed of it, and nothing of this one.
            '\r' => html.push_str("&#13;"),
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
    fn what_is_void_has_no_end() {
        let image = element("img").attribute("alt", "");
        assert_eq!(image.to_html(), r#"<img alt="">"#);
    }

    #[test]
    fn text_is_text_in_elements_and_in_attributes() {
        let text = "<b>\"&\r\0";
        let element = element("p").attribute("title", text).child(text.to_owned());
        assert_eq!(
            element.to_html(),
            "<p title=\"&lt;b&gt;&quot;&amp;&#13;\">&lt;b&gt;&quot;&amp;&#13;</p>"
        );
    }
}
