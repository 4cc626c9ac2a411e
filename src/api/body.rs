//! Reading the body of an answer, up to a limit.

use challenge_cards::state::Failure;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

/// The longest answer that is read, in bytes. A thousand challenges with all their
/// texts take about one million.
const MAX_BYTES: usize = 8_000_000;

/// Why a body could not be read.
pub(super) enum BodyFailure {
    /// It is too long, or no text.
    Answer(Failure),
    /// The connection broke, with this error of the browser's.
    Broken(JsValue),
}

/// The text of a body.
///
/// # Errors
///
/// When the body is too long or no text, and when the connection breaks.
pub(super) async fn text(response: &Response) -> Result<String, BodyFailure> {
    let Some(stream) = response.body() else {
        return Ok(String::new());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while let Some(chunk) = next(&reader).await.map_err(BodyFailure::Broken)? {
        if bytes.len() + chunk.length() as usize > MAX_BYTES {
            // The result does not matter: the answer is given up.
            let _ = reader.cancel();
            return Err(BodyFailure::Answer(Failure::Unreadable));
        }
        bytes.extend(chunk.to_vec());
    }
    String::from_utf8(bytes).map_err(|_| BodyFailure::Answer(Failure::Unreadable))
}

async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    let is_done = Reflect::get(&result, &"done".into())?.is_truthy();
    let chunk = Reflect::get(&result, &"value".into())?;
    Ok((!is_done).then(|| chunk.unchecked_into()))
}
