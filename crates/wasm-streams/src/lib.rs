//! Stands in for the crate `wasm-streams`, and has as much of it as Leptos needs to
//! compile: its server functions convert streams of the browser, and the widget has
//! no server functions.
//!
//! The real crate exports classes to JavaScript. What is exported counts as used,
//! with everything that it reaches, so that linking could not drop what nobody calls:
//! some 5 KB of the widget as brotli packs it.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

const NO_STREAMS: &str = "the widget has no server functions: to stream with one, \
                          take `wasm-streams` out of [patch.crates-io] in Cargo.toml";

/// A stream of the browser, which is never converted to one of Rust or back.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes a stream of the browser.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The stream of the browser.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would turn a stream of Rust into one of the browser.
    ///
    /// # Panics
    ///
    /// Always: see the crate's own words.
    #[must_use]
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        panic!("{NO_STREAMS}")
    }

    /// Would turn a stream of the browser into one of Rust.
    ///
    /// # Panics
    ///
    /// Whenever the stream is polled: see the crate's own words.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        stream::poll_fn(|_| panic!("{NO_STREAMS}"))
    }
}
