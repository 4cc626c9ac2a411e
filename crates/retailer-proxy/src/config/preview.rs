//! The settings that a preview of the content needs: how Engage is called, and where the
//! widget's files are. All others may be missing or wrong, the content file's too.

use std::path::Path;

use engage_client::ClientOptions;

use super::given::{Given, Wrong};
use super::{Problems, engage, load, widget};
use crate::widget_files::WidgetSource;

/// What a preview takes out of the proxy's settings.
#[derive(Debug)]
pub struct PreviewSettings {
    /// How Engage is called. `None` where the settings have no key.
    pub engage: Option<ClientOptions>,
    /// The files of the widget, where the settings name them.
    pub widget: Option<WidgetSource>,
}

impl PreviewSettings {
    /// Reads the file, where there is one, and lays the environment over it.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with what a preview needs, each naming its key or the
    /// line of the file.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        load(file, environment, Self::read)
    }

    fn read(given: &mut Given) -> Result<Self, Wrong> {
        let engage = engage::read_where_there_is_a_key(given);
        let widget = widget::read(given);
        Ok(Self {
            engage: engage?,
            widget: widget?.map(|files| files.source),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(variables: &[(&str, &str)]) -> Result<PreviewSettings, Problems> {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        PreviewSettings::load(None, variables)
    }

    #[test]
    fn without_any_settings_there_is_no_engage_and_no_fault() {
        let settings = load(&[]).unwrap();
        assert!(settings.engage.is_none());
        assert!(settings.widget.is_none());
    }

    #[test]
    fn a_key_and_an_address_are_enough() {
        let settings = load(&[
            ("RETAILER_PROXY_ENGAGE_TENANT", "example"),
            ("RETAILER_PROXY_ENGAGE_API_KEY", "key-4711"),
        ]);
        assert!(settings.unwrap().engage.is_some());
    }

    #[test]
    fn a_key_without_an_address_is_a_fault() {
        let problems = load(&[("RETAILER_PROXY_ENGAGE_API_KEY", "key-4711")]).unwrap_err();
        assert!(problems.to_string().contains("engage.tenant"), "{problems}");
    }

    #[test]
    fn a_content_file_that_cannot_be_used_is_none_of_its_faults() {
        let settings = load(&[("RETAILER_PROXY_CONTENT_FILE", "/no/such/content.toml")]);
        assert!(settings.is_ok());
    }
}
