//! What the contract says of awards beside what the handlers say: where their listener is,
//! how the shop's back end proves itself, and how a request is made in four languages.

use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, ServerBuilder};

/// The address of the internal listener where no setting says another.
const LISTENER: &str = "http://127.0.0.1:8083";

/// Adds it to the document.
pub(crate) struct AwardsContract;

impl Modify for AwardsContract {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let backend = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The setting live.backend_secret"));
        components.add_security_scheme("backend", SecurityScheme::Http(backend.build()));
        let server = ServerBuilder::new()
            .url(LISTENER)
            .description(Some("The internal listener, internal.address"))
            .build();
        for (path, item) in &mut document.paths.paths {
            if path.starts_with("/awards") {
                item.servers = Some(vec![server.clone()]);
            }
        }
        let awards = document.paths.paths.get_mut("/awards");
        if let Some(add) = awards.and_then(|awards| awards.post.as_mut()) {
            let samples = ExtensionsBuilder::new().add("x-codeSamples", samples());
            add.extensions = Some(samples.build());
        }
    }
}

/// In the form that viewers of OpenAPI documents show.
fn samples() -> Value {
    json!([
        { "lang": "Shell", "label": "curl", "source": include_str!("samples/award.sh") },
        { "lang": "JavaScript", "label": "Node.js", "source": include_str!("samples/award.mjs") },
        { "lang": "PHP", "label": "PHP", "source": include_str!("samples/award.php") },
        { "lang": "C#", "label": "C#", "source": include_str!("samples/award.cs") },
    ])
}
