//! Replaces the crate `wasm-streams`, with as much of it as Leptos needs to compile.
//!
//! The server functions of Leptos convert streams of the browser, but the widget has no
//! server functions. The real crate exports classes to JavaScript. The linker keeps
//! everything that is exported and everything that this calls, even if nobody uses it.
//! That was about 5 KB of the widget after brotli.

use futures_util::stream::{self, Stream};
use wasm_bindgen::JsValue;

const NO_STREAMS: &str = "the widget has no server functions: to use one that streams, \
                          remove `wasm-streams` from [patch.crates-io] in Cargo.toml";

/// A stream of the browser. It is never converted to or from a stream of Rust.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a stream of the browser.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The stream of the browser.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Stands for the conversion of a stream of Rust into a stream of the browser.
    ///
    /// # Panics
    ///
    /// Always, since the widget has no server functions.
    #[must_use]
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        panic!("{NO_STREAMS}")
    }

    /// Stands for the conversion of a stream of the browser into a stream of Rust.
    ///
    /// # Panics
    ///
    /// Whenever the stream is polled, since the widget has no server functions.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        stream::poll_fn(|_| panic!("{NO_STREAMS}"))
    }
}
