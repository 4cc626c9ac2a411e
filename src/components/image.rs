//! Pictures of the retailer's or Engage's, which may fail.

use challenge_model::HttpsUrl;

use crate::drawing::{Element, element};

/// An image that is loaded when it comes near, and tells its host nothing of the
/// page it stands on (T25). It vanishes when it fails (see `widget`): what is
/// drawn says the same.
pub(super) fn image(class: &'static str, address: &HttpsUrl) -> Element {
    element("img")
        .class(class)
        .part("image")
        .attribute("alt", "")
        .attribute("loading", "lazy")
        .attribute("decoding", "async")
        .attribute("referrerpolicy", "no-referrer")
        .attribute("src", address.as_str().to_owned())
}
