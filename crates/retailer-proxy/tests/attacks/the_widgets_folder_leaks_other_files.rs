//! The folder of the widget must give out the files of the build and nothing else that
//! lies in it or that a link in it leads to.

use std::fs::{create_dir_all, remove_dir_all, write};
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use retailer_proxy::{WidgetFiles, WidgetSource};
use rstest::rstest;

use crate::shop::{Answer, Behaviour, Shop};

/// A folder that is removed when the test is over.
struct Folder(PathBuf);

impl Folder {
    /// A built widget, beside which somebody has put other files and links.
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        let folder = Self(folder);
        create_dir_all(folder.0.join("release/locales")).unwrap();
        create_dir_all(folder.0.join("elsewhere")).unwrap();
        for (file, text) in [
            ("elsewhere/secret.js", "a secret"),
            ("release/.env", "a secret"),
            ("release/proxy.toml", "a secret"),
            ("release/challenges-widget.js.map", "a secret"),
            ("release/challenges-widget.js", "loader"),
            ("release/challenges-widget.js.br", "compressed"),
            ("release/locales/sv-5b5b471901.json", "texts"),
            ("release/old-1b5d20e53d.js", "of the last release"),
            (
                "release/integrity.json",
                r#"{"challenges-widget.js":{},"locales/sv-5b5b471901.json":{},
                    "linked.js":{},"linked/secret.js":{},"half.js":{},
                    "../elsewhere/secret.js":{},".env":{}}"#,
            ),
            ("release/integrity-2.json", r#"{"old-1b5d20e53d.js":{}}"#),
            ("release/half.js", "loader"),
        ] {
            write(folder.0.join(file), text).unwrap();
        }
        let secret = folder.0.join("elsewhere/secret.js");
        symlink(&secret, folder.0.join("release/linked.js")).unwrap();
        symlink(&secret, folder.0.join("release/half.js.br")).unwrap();
        symlink(folder.0.join("elsewhere"), folder.0.join("release/linked")).unwrap();
        symlink(folder.0.join("release"), folder.0.join("current")).unwrap();
        folder
    }

    async fn served(&self) -> Shop {
        // The folder of all files may be a link, as shops switch from release to release.
        let widget = WidgetFiles {
            source: WidgetSource::Folder(self.0.join("current")),
            path: "/widget".to_owned(),
        };
        let behaviour = Behaviour {
            widget: Some(widget),
            ..Behaviour::default()
        };
        Shop::open_with(behaviour).await.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn the_files_of_this_build_and_of_the_last_are_there() {
    let folder = Folder::new("widget-listed");
    let shop = folder.served().await;
    for name in [
        "challenges-widget.js",
        "locales/sv-5b5b471901.json",
        "old-1b5d20e53d.js",
        "integrity.json",
    ] {
        let answer = Answer::of(shop.get_beside(&format!("/widget/{name}"))).await;
        assert_eq!(answer.status, 200, "{name}");
    }
}

#[rstest]
#[case::not_listed("proxy.toml")]
#[case::source_map("challenges-widget.js.map")]
#[case::hidden(".env")]
#[case::compressed_by_name("challenges-widget.js.br")]
#[case::former_list("integrity-2.json")]
#[case::link("linked.js")]
#[case::through_a_linked_folder("linked/secret.js")]
#[case::compressed_link("half.js")]
#[case::folder("locales")]
#[case::written_in_another_way("locales//sv-5b5b471901.json")]
#[case::escaped("challenges%2dwidget.js")]
#[tokio::test]
async fn no_other_file_is_given_out(#[case] name: &str) {
    let folder = Folder::new(&format!("widget-{}", name.replace(['/', '%'], "-")));
    let shop = folder.served().await;
    let request = shop.get_beside(&format!("/widget/{name}"));
    let answer = Answer::of(request.header("accept-encoding", "br")).await;
    assert_eq!(answer.status, 404, "{}", answer.text);
    assert!(!answer.text.contains("a secret"));
}
