//! Reading the body of an answer, up to a limit.

use challenge_cards::state::Failure;
use js_sys::{JSON, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::Json;

/// The longest answer that is read, in bytes. A thousand challenges with all their
/// texts take about one million.
const MAX_BYTES: usize = 8_000_000;

/// The JSON in a body.
///
/// # Errors
///
/// When the body is not JSON or too long, and when the connection breaks.
pub(super) async fn json(response: &Response) -> Result<Json, BodyFailure> {
    let text = text(response).await?;
    JSON::parse(&text)
        .map(Json)
        .map_err(|_| BodyFailure::Answer(Failure::Unreadable))
}

/// Why a body could not be read.
pub(super) enum BodyFailure {
    /// It is too long, or not JSON.
    Answer(Failure),
    /// The connection broke, with this error of the browser's.
    Broken(JsValue),
}

async fn text(response: &Response) -> Result<String, BodyFailure> {
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
