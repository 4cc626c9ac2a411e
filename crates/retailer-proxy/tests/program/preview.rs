//! `retailer-proxy preview`: the page follows the file, and belongs to this machine alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tokio::time::timeout;

use super::*;

/// A test that waits longer than this has failed. The page itself has to know within a second.
const PATIENCE: Duration = Duration::from_mins(1);
const CONTENT: &str = "[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]\n\
     title.en = \"Five bags\"\ntitle.sv = \"Fem säckar\"\nreward.en = \"One more\"\n\
     reward.sv = \"En till\"\n";
const UNDER_WAY: &str = "sample/5eafb034-ad40-4099-9152-cf4d8d605b55/under-way/challenges";

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("preview-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("widget")).unwrap();
        let listed = r#"{"challenges-widget.js": "sha384-x"}"#;
        fs::write(folder.join("widget/integrity.json"), listed).unwrap();
        fs::write(folder.join("widget/challenges-widget.js"), "// the loader").unwrap();
        Self(folder)
    }

    fn content(&self) -> PathBuf {
        self.0.join("content.toml")
    }

    /// Replaces the content as editors do: by a new file of the same name.
    fn save(&self, text: &str) {
        let beside = self.0.join("content.toml~");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, self.content()).unwrap();
    }

    /// The program with the widget of this folder, and without any settings.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"));
        command.env_clear().arg("preview");
        command.arg("--content").arg(self.content());
        command.arg("--widget").arg(self.0.join("widget"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A preview that runs until the test is over.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find(|line| line.starts_with("http://127.0.0.1:"));
        let address = address.unwrap_or_else(|| panic!("no address was printed"));
        Self { child, address }
    }

    async fn text(&self, path: &str) -> String {
        let answer = reqwest::get(format!("{}{path}", self.address)).await;
        answer.unwrap().text().await.unwrap()
    }

    /// Waits until the event stream tells of a page with this in it, and gives the page.
    async fn page_with(&self, expected: &str) -> String {
        let waiting = async {
            let stream = reqwest::get(format!("{}changes", self.address)).await;
            let mut stream = stream.unwrap();
            while stream.chunk().await.unwrap().is_some() {
                let page = self.text("").await;
                if page.contains(expected) {
                    return page;
                }
            }
            panic!("the event stream has ended");
        };
        let waited = timeout(PATIENCE, waiting).await;
        waited.unwrap_or_else(|_| panic!("no page with {expected:?}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn without_settings_and_engage_the_cards_of_the_file_are_shown() {
    let folder = Folder::new("alone");
    folder.save(CONTENT);
    let preview = Running::start(folder.command());
    let page = preview.text("").await;
    assert!(page.contains("Five bags"), "{page}");
    assert!(page.contains("The definitions are made up"), "{page}");
    let swedish = preview.text(&format!("{UNDER_WAY}?lang=sv")).await;
    assert!(swedish.contains("Fem säckar"), "{swedish}");
    assert_eq!(
        preview.text("widget/challenges-widget.js").await,
        "// the loader"
    );
}

#[tokio::test]
async fn the_page_follows_the_file() {
    let folder = Folder::new("follows");
    let preview = Running::start(folder.command());
    preview
        .page_with("There is no file <code>content.toml</code> yet")
        .await;

    folder.save(CONTENT);
    preview.page_with("Shown as saved").await;

    folder.save(&CONTENT.replace("Five bags", "Six bags"));
    preview.page_with("Six bags").await;
    let card = preview.text(UNDER_WAY).await;
    assert!(card.contains("Six bags"), "{card}");

    folder.save(&CONTENT.replace("title.sv = \"Fem säckar\"", "layout = \"round\""));
    let page = preview.page_with("Line 3, column 10:").await;
    assert!(page.contains("<mark>&quot;round&quot;</mark>"), "{page}");
    // The last good cards stay.
    let card = preview.text(UNDER_WAY).await;
    assert!(card.contains("Six bags"), "{card}");

    folder.save(&CONTENT.replace("reward.sv = \"En till\"\n", ""));
    let page = preview.page_with("Missing texts and languages").await;
    assert!(page.contains("Five bags</a>, line 4: "), "{page}");
    assert!(!page.contains("Line 3, column 10:"), "{page}");

    fs::remove_file(folder.content()).unwrap();
    let page = preview.page_with("The file is gone").await;
    assert!(page.contains("<challenges-widget"), "{page}");
}

#[tokio::test]
async fn it_answers_its_own_page_alone() {
    let folder = Folder::new("guard");
    folder.save(CONTENT);
    let preview = Running::start(folder.command());
    let get = |path: &str| reqwest::Client::new().get(format!("{}{path}", preview.address));
    for path in [
        "",
        "changes",
        UNDER_WAY,
        "widget/challenges-widget.js",
        "preview.js",
    ] {
        let rebound = get(path)
            .header("host", "preview.example.test")
            .send()
            .await;
        assert_eq!(rebound.unwrap().status(), 403, "{path}");
        let other = get(path)
            .header("sec-fetch-site", "cross-site")
            .send()
            .await;
        assert_eq!(other.unwrap().status(), 403, "{path}");
        let answer = get(path)
            .header("origin", "https://example.test")
            .send()
            .await
            .unwrap();
        let headers = answer.headers();
        assert_eq!(
            headers["cross-origin-resource-policy"], "same-origin",
            "{path}"
        );
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        assert!(
            !headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}

#[tokio::test]
async fn joining_is_answered_as_in_a_shop() {
    let folder = Folder::new("joining");
    folder.save(CONTENT);
    let joined = async |definitions: serde_json::Value| {
        let file = folder.0.join("definitions.json");
        fs::write(&file, definitions.to_string()).unwrap();
        let mut command = folder.command();
        command.arg("--definitions").arg(&file);
        let preview = Running::start(command);
        let sample = format!("{}sample/{DOG_FOOD}/not-joined", preview.address);
        let path = format!("{sample}/challenges/definitions/{DOG_FOOD}/assign");
        let answer = reqwest::Client::new().post(path).send().await.unwrap();
        answer.status().as_u16()
    };
    assert_eq!(joined(json!([{ "id": DOG_FOOD }])).await, 200);
    let with_consent = json!([{ "id": DOG_FOOD, "isContactConsentRequired": true }]);
    assert_eq!(joined(with_consent).await, 409);
}

#[tokio::test]
async fn definitions_of_a_file_are_shown_with_their_checkpoints() {
    let folder = Folder::new("definitions");
    folder.save(CONTENT);
    let json = json!({ "items": [
        { "id": DOG_FOOD, "requiredNumberOfCheckpoints": 8, "status": "Draft" },
    ]});
    let file = folder.0.join("definitions.json");
    fs::write(&file, json.to_string()).unwrap();
    let mut command = folder.command();
    command.arg("--definitions").arg(&file);
    let preview = Running::start(command);
    let page = preview.text("").await;
    assert!(page.contains("<li>8 checkpoints</li>"), "{page}");
    assert!(page.contains("<code>definitions.json</code>"), "{page}");
}

// Starting the program blocks a thread, and Engage answers on another one.
#[tokio::test(flavor = "multi_thread")]
async fn engages_definitions_are_asked_for_where_the_settings_have_a_key() {
    let folder = Folder::new("engage");
    folder.save(CONTENT);
    let engage = Engage::start().await;
    let settings = folder.0.join("proxy.toml");
    let (address, key) = (&engage.address, DEFAULT_API_KEY);
    let text = format!("[engage]\nbase_url = \"{address}\"\napi_key = \"{key}\"\n");
    fs::write(&settings, text).unwrap();
    let mut command = folder.command();
    command.arg("--config").arg(&settings);
    let preview = Running::start(command);
    let page = preview.text("").await;
    assert!(page.contains("The definitions are Engage’s"), "{page}");
    assert!(!page.contains(">made up<"), "{page}");
}

fn message(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn without_the_widget_it_says_where_to_get_it() {
    let folder = Folder::new("no-widget");
    let output = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"))
        .env_clear()
        .args(["preview", "--content"])
        .arg(folder.content())
        .output()
        .unwrap();
    let message = message(&output);
    assert!(message.contains("--widget dist/embed"), "{message}");
}

#[test]
fn a_folder_without_the_widget_is_named() {
    let folder = Folder::new("other-folder");
    let output = Command::new(env!("CARGO_BIN_EXE_retailer-proxy"))
        .env_clear()
        .args(["preview", "--content"])
        .arg(folder.content())
        .arg("--widget")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap();
    let message = message(&output);
    assert!(message.contains("integrity.json"), "{message}");
}

#[test]
fn a_file_of_definitions_that_is_none_is_named() {
    let folder = Folder::new("no-list");
    folder.save(CONTENT);
    let mut command = folder.command();
    let output = command.arg("--definitions").arg(folder.content()).output();
    let message = message(&output.unwrap());
    assert!(message.contains("content.toml cannot be used"), "{message}");
    assert!(message.contains("definitions --json"), "{message}");
}
