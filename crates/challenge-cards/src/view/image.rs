//! Images of the retailer's or Engage's, which may fail to load.

use challenge_model::HttpsUrl;

use crate::html::{Element, element};

/// An image that loads when it comes near, and does not tell its host which page
/// it stands on (T25). The widget hides an image that failed to load, because its
/// alternative text is empty: the text beside it says the same.
pub(super) fn image(class: &'static str, url: &HttpsUrl) -> Element {
    element("img")
        .class(class)
        .part("image")
        .attribute("alt", "")
        .attribute("loading", "lazy")
        .attribute("decoding", "async")
        .attribute("referrerpolicy", "no-referrer")
        .attribute("src", url.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_loads_late_and_tells_its_host_nothing() {
        let url = HttpsUrl::parse("https://images.test/a.png").unwrap();
        assert_eq!(
            image("picture", &url).to_html(),
            "<img class=\"picture\" part=\"image\" alt=\"\" loading=\"lazy\" decoding=\"async\" \
             referrerpolicy=\"no-referrer\" src=\"https://images.test/a.png\">"
        );
    }
}
