//! The program's settings: a TOML file, the environment over it, and a check that finds
//! everything that is wrong with them at once.
//!
//! Each section of the file has a module of its own. It declares the settings of that
//! section, each of them once, and makes of their values what the rest of the proxy works
//! with. To add a setting, declare it there, read it there, and let the test write the
//! documentation:
//!
//! ```sh
//! UPDATE=1 cargo test -p retailer-proxy --lib documentation
//! ```
//!
//! `setting` says how a setting is declared and `form` what its value may be; `file` and
//! `environment` collect what is given, and `given` holds it.

mod awards;
mod budget;
mod consents;
mod content;
#[cfg(test)]
mod documentation;
mod engage;
mod environment;
mod file;
mod form;
mod given;
mod identity;
mod limits;
mod listen;
mod live;
mod origins;
mod preview;
mod problems;
mod reads;
mod runtime;
#[cfg(test)]
mod secrecy;
mod session;
mod setting;
mod shared;
mod value;
mod variable;
mod widget;

pub use awards::AwardSettings;
pub use consents::ConsentsSettings;
pub use live::LiveSettings;
pub use preview::PreviewSettings;
pub use problems::Problems;
pub use runtime::{LogFormat, RuntimeSettings};

use std::net::SocketAddr;
use std::path::Path;

use engage_client::ClientOptions;

use crate::content::ContentSource;
use crate::sessions::Sessions;
use crate::shared::SharedOptions;
use given::{Given, Wrong};
use setting::Section;

/// Settings that were checked: with them, a proxy starts.
#[derive(Debug)]
pub struct Settings {
    /// Where to listen.
    pub address: SocketAddr,
    /// The path before the proxy's own, `/` for none.
    pub base_path: String,
    /// How Engage is called.
    pub engage: ClientOptions,
    /// How sessions are read.
    pub sessions: Sessions,
    /// The retailer's own words.
    pub content: ContentSource,
    /// The database that keeps the consents.
    pub consents: ConsentsSettings,
    /// Origins besides the proxy's own whose pages may join.
    pub joining_origins: Vec<String>,
    /// How pages learn of changes.
    pub live: LiveSettings,
    /// What the shop awards through the proxy.
    pub awards: AwardSettings,
    /// What several instances share, where there are several.
    pub shared: Option<SharedOptions>,
    /// How the program is run.
    pub running: RuntimeSettings,
}

/// Reads the file, where there is one, lays the environment over it, and takes out of it what
/// `read` does. What is wrong with the form of the file is an error too.
fn load<T>(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
    read: impl FnOnce(&mut Given) -> Result<T, Wrong>,
) -> Result<T, Problems> {
    let sections = sections();
    let mut given = Given::default();
    let file = file.map_or(Ok(()), |path| file::read(path, &sections, &mut given));
    let settings = file.and_then(|()| {
        environment::read(environment, &sections, &mut given);
        read(&mut given)
    });
    given.finish(settings)
}

impl Settings {
    /// Reads the file, where there is one, and lays the environment over it.
    ///
    /// # Errors
    ///
    /// With everything that is wrong, each naming its key or the line of the file.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        load(file, environment, Self::read)
    }

    /// How Engage is called, for a command that needs nothing else: other settings may be
    /// wrong or missing. `None` where the settings have no key.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or settings about Engage are wrong.
    pub fn load_engage(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Option<ClientOptions>, Problems> {
        let sections = sections();
        let mut given = Given::default();
        if let Some(path) = file
            && let Err(wrong) = file::read(path, &sections, &mut given)
        {
            return given.finish(Err(wrong));
        }
        environment::read(environment, &sections, &mut given);
        match engage::read_where_there_is_a_key(&mut given) {
            Ok(options) => Ok(options),
            Err(wrong) => given.finish(Err(wrong)),
        }
    }

    /// Each part is read before the first that is wrong ends it, so that all faults are
    /// noted.
    fn read(given: &mut Given) -> Result<Self, Wrong> {
        let address = listen::address(given);
        let base_path = listen::base_path(given);
        let engage = engage::read(given);
        let sessions = identity::read(given);
        let content = content::read(given);
        let consents = consents::read(given);
        let joining_origins = origins::joining(given);
        let live = live::read(given);
        let awards = awards::read(given);
        // A fault of the API key is noted once.
        let sealing = engage.as_ref().ok().map(|_| engage::sealing_key(given));
        let shared = shared::read(given, sealing.transpose()?);
        let running = runtime::read(given);
        if let (Ok(Some(shared)), Ok(running)) = (&shared, &running) {
            shared::check(shared, &running.proxy.calls, given)?;
        }
        if let (Ok(public), Ok(running)) = (&address, &running) {
            runtime::check_internal(*public, running.internal, given)?;
        }
        let (mut live, running) = (live?, running?);
        live.rules = live.rules.within(running.server.connections);
        Ok(Self {
            address: address?,
            base_path: base_path?,
            engage: engage?,
            sessions: sessions?,
            content: content?,
            consents: consents?,
            joining_origins: joining_origins?,
            live,
            awards: awards?,
            shared: shared?,
            running,
        })
    }
}

/// Every section, in the order of the example file.
fn sections() -> [Section; 18] {
    [
        listen::Listen::section(),
        engage::Engage::section(),
        session::Session::section(),
        identity::ForwardAuth::section(),
        identity::Gateway::section(),
        content::Content::section(),
        consents::Consents::section(),
        origins::Joining::section(),
        live::Live::section(),
        awards::Awards::section(),
        reads::Reads::section(),
        budget::Budget::section(),
        shared::Shared::section(),
        limits::Limits::section(),
        runtime::Internal::section(),
        widget::Widget::section(),
        origins::Cors::section(),
        runtime::Log::section(),
    ]
}
