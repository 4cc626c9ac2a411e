//! `retailer-proxy preview`: finds what a preview needs, listens, and serves it.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use engage_client::ClientOptions;
use retailer_proxy::config::{PreviewSettings, Problems};
use retailer_proxy::preview::{Definitions, Preview, PreviewOptions};
use retailer_proxy::{WidgetSource, definition_list, stop_signal};
use tokio::net::TcpListener;

use crate::commands;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The content file. If it does not exist yet, the preview waits for it.
    #[arg(long, value_name = "FILE")]
    content: PathBuf,
    /// The definitions, as `retailer-proxy definitions --json` writes them. Without this,
    /// Engage is asked where the settings have a key, and definitions are made up where not.
    #[arg(long, value_name = "FILE")]
    definitions: Option<PathBuf>,
    /// The folder of the built widget, dist/embed. The program of a release has the widget
    /// inside and needs none.
    #[arg(long, value_name = "FOLDER")]
    widget: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 for any that is free.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

/// Serves the preview until it is told to stop.
///
/// # Errors
///
/// When the widget or the definitions cannot be had, or the port is taken.
pub(crate) async fn run(
    arguments: &Arguments,
    settings: Result<PreviewSettings, Problems>,
) -> anyhow::Result<()> {
    let settings = commands::usable(settings)?;
    let widget = widget(arguments.widget.as_deref(), settings.widget)?;
    let definitions = match &arguments.definitions {
        Some(file) => of_file(file)?,
        None => of_engage_or_made_up(settings.engage).await?,
    };
    let listener = listen(arguments.port).await?;
    let address = listener.local_addr()?;
    let stop = stop_signal().context("cannot listen for signals")?;
    let preview = Preview::start(PreviewOptions {
        content: arguments.content.clone(),
        definitions,
        definitions_file: arguments.definitions.clone(),
        widget,
    });
    println!("the preview of {} is at", arguments.content.display());
    println!("http://{address}/");
    println!("It follows the file until you press Ctrl-C.");
    let serving = axum::serve(listener, preview.router(address.port()));
    // Nothing of what is under way has to be finished: event streams have no end.
    tokio::select! {
        served = serving => served.context("the preview has failed"),
        () = stop => Ok(()),
    }
}

/// The widget's files: those that the command line or the settings name, or those inside
/// this program.
fn widget(
    folder: Option<&Path>,
    of_settings: Option<WidgetSource>,
) -> anyhow::Result<WidgetSource> {
    if let Some(folder) = folder {
        return WidgetSource::folder(folder.to_owned()).with_context(|| {
            format!(
                "{} is not the folder of a built widget: it has no file integrity.json as the \
                 build writes it",
                folder.display()
            )
        });
    }
    of_settings.or_else(WidgetSource::of_this_program).context(
        "there is no widget to draw the cards with: this program was built without it. Use \
             the program of a release, or name the folder of the built widget, for example \
             --widget dist/embed, which `cargo xtask dist` makes",
    )
}

fn of_file(file: &Path) -> anyhow::Result<Definitions> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("{name} cannot be read"))?;
    let definitions = definition_list::read(&bytes);
    let definitions = definitions.with_context(|| format!("{name} cannot be used"))?;
    Ok(Definitions::OfFile(definitions))
}

async fn of_engage_or_made_up(engage: Option<ClientOptions>) -> anyhow::Result<Definitions> {
    let Some(engage) = engage else {
        return Ok(Definitions::MadeUp);
    };
    let definitions = commands::definitions(&engage).await.context(
        "Engage cannot be asked for its definitions. Without --config, or with --definitions and \
         a file, the preview does not ask it",
    )?;
    Ok(Definitions::OfEngage(definitions))
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    listener.with_context(|| {
        format!(
            "cannot listen on port {port} of 127.0.0.1; is another program, or another preview, \
             there already? Leave --port out, and any free one is taken"
        )
    })
}
