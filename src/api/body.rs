//! Reading an answer's body, but not an endless one.

use js_sys::{JSON, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::{Failure, Json};

/// The longest answer that is read, in bytes: a thousand challenges with all
/// their texts take about one million.
const LONGEST: usize = 8_000_000;

/// The JSON in a body.
///
/// # Errors
///
/// [`Failure::Unreadable`] when it is no JSON or too long; the reason when the
/// connection breaks.
pub(super) async fn json(response: &Response) -> Result<Json, BodyFailure> {
    let text = text(response).await?;
    JSON::parse(&text)
        .map(Json)
        .map_err(|_| BodyFailure::Answer(Failure::Unreadable))
}

/// Why a body could not be read.
pub(super) enum BodyFailure {
    /// It was all there, but is no good.
    Answer(Failure),
    /// It did not come to its end.
    Broken(JsValue),
}

async fn text(response: &Response) -> Result<String, BodyFailure> {
    let Some(stream) = response.body() else {
        return Ok(String::new());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while let Some(chunk) = next(&reader).await.map_err(BodyFailure::Broken)? {
        if bytes.len() + chunk.length() as usize > LONGEST {
            // The connection ends with it; how does not matter.
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
