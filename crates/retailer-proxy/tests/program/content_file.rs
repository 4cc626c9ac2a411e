//! The commands around the content file: `check`, `definitions`, `content-schema`.

use std::process::{Command, Output};

use serde_json::Value;

use crate::{ALVA, DOG_FOOD, Engage, File, program};

const HELLO: &str = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";

/// The program without any settings.
fn without_settings() -> Command {
    let mut command = program();
    command.env_clear();
    command
}

fn printed(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn complaint(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// Runs the command while the simulator answers.
async fn output(mut command: Command) -> Output {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    output.await.unwrap()
}

#[test]
fn mistakes_are_told_with_their_line_and_fail() {
    let text = "[definition.hello]\n\n[elsewhere]\ntitle.en = \"The \"best\" card\"\n";
    let file = File::new("mistaken.toml", text);
    let output = without_settings()
        .arg("check")
        .arg(&file.0)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    for expected in [
        "line 1, column 13: mistake\n  | [definition.hello]\n  |             ^\n  `hello` is not the id",
        "line 3, column 2: mistake\n",
        "  | title.en = \"The \"best\" card\"\n  |                 ^\n",
        "  There are quotation marks inside of the text",
        "has 3 mistakes and no warnings. The proxy does not use it as it is.",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn mistakes_are_told_where_engage_does_not_answer() {
    let file = File::new("unreachable.toml", "[definition.hello]\n");
    let output = program().arg("check").arg(&file.0).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("line 1, column 13: mistake"));
    assert!(complaint(&output).contains("Engage cannot be asked"));
}

#[test]
fn a_file_without_mistakes_is_neither_right_nor_wrong_where_engage_does_not_answer() {
    let file = File::new("unanswered.toml", format!("[definition.{DOG_FOOD}]\n"));
    let output = program().arg("check").arg(&file.0).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("Engage cannot be asked"));
}

#[test]
fn a_file_that_cannot_be_read_has_an_exit_code_of_its_own() {
    for arguments in [
        vec!["check", "/nowhere/content.toml"],
        vec!["check"],
        vec![
            "check",
            "--definitions",
            "/nowhere/definitions.json",
            "/dev/null",
        ],
    ] {
        let output = without_settings().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(printed(&output), "");
        assert_ne!(complaint(&output), "");
    }
}

#[test]
fn a_file_can_be_checked_without_any_settings() {
    let file = File::new(
        "alone.toml",
        "[definition.5eafb034ad4040999152cf4d8d605b55]\n",
    );
    let output = without_settings()
        .arg("check")
        .arg(&file.0)
        .output()
        .unwrap();
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("not compared with Engage"), "{text}");
    assert!(text.contains("Definitions in it: 1."), "{text}");
}

#[test]
fn a_strict_check_fails_for_warnings_and_where_nothing_was_compared() {
    let check = |file: &File, definitions: Option<&File>| {
        let mut command = without_settings();
        command.args(["check", "--strict"]).arg(&file.0);
        if let Some(definitions) = definitions {
            command.arg("--definitions").arg(&definitions.0);
        }
        command.output().unwrap()
    };
    let right = File::new("strict.toml", format!("[definition.{DOG_FOOD}]\n"));
    let output = check(&right, None);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("was not compared with Engage's definitions"));

    let engages = format!(r#"{{"items":[{{"id":"{DOG_FOOD}","status":"Active"}}]}}"#);
    let engages = File::new("strict.json", engages);
    assert_eq!(check(&right, Some(&engages)).status.code(), Some(0));

    let long = format!("[definition.{DOG_FOOD}]\ntitle = \"{}\"\n", "x".repeat(100));
    let long = File::new("long.toml", long);
    let output = check(&long, Some(&engages));
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("line 2, column 9: warning"));
    let output = without_settings()
        .arg("check")
        .arg(&long.0)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "a warning is no mistake");
}

#[tokio::test]
async fn with_a_key_a_file_is_compared_with_engage() {
    let engage = Engage::start().await;
    let text = format!(
        "[definition.{ALVA}]\n[definition.{HELLO}]\n[[definition.{HELLO}.checkpoint]]\nat = 9\n\
         [definition.5eafb034-ad40-4099-9152-cf4d8d605b56]\n"
    );
    let file = File::new("compared.toml", &text);
    let mut command = engage.known_to(program());
    command.arg("check").arg(&file.0);
    let output = output(command).await;
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    for expected in [
        "line 1, column 13: mistake",
        "Engage has no definition with this id",
        "line 2, column 13: warning",
        "The definition needs consent, as Engage says, and there is no consent text.",
        "There is no checkpoint 9: the definition has 4 in Engage.",
        "Type `[definition.5eafb034-ad40-4099-9152-cf4d8d605b55]`: Engage calls it",
        "It was compared with Engage.",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[tokio::test]
async fn other_settings_than_those_of_engage_may_be_wrong() {
    let engage = Engage::start().await;
    let file = File::new("of-the-settings.toml", format!("[definition.{ALVA}]\n"));
    let mut command = engage.known_to(program());
    // The settings name the file itself, which has mistakes.
    command.env("RETAILER_PROXY_CONTENT_FILE", &file.0);
    command.env("RETAILER_PROXY_CONSENTS_DATABASE", "no address");
    command.arg("check").arg(&file.0);
    let output = output(command).await;
    let text = printed(&output);
    assert!(
        text.contains("It was compared with Engage."),
        "{text}{}",
        complaint(&output)
    );
}

#[tokio::test]
async fn definitions_are_listed_with_the_settings_about_engage_alone() {
    let engage = Engage::start().await;
    let mut command = engage.known_to(without_settings());
    command.arg("definitions");
    let output = output(command).await;
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    assert!(printed(&output).contains(DOG_FOOD));
}

#[tokio::test]
async fn tools_get_one_document() {
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.args(["definitions", "--json"]);
    let definitions = File::new("definitions.json", output(command).await.stdout);

    let text = format!(
        "[definition.{DOG_FOOD}]\ntitle.en = \"x\"\ntitle.sv = \"{}\"\n",
        "å".repeat(80)
    );
    let file = File::new("document.toml", text);
    let mut command = without_settings();
    command
        .args(["check", "--json", "--definitions"])
        .args([&definitions.0, &file.0]);
    let output = output(command).await;
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["isUsable"], true);
    assert_eq!(document["definitions"], 1);
    assert_eq!(document["mistakes"], 0);
    assert_eq!(document["comparedWith"], definitions.0.to_str().unwrap());
    let findings = document["findings"].as_array().unwrap();
    assert_eq!(document["warnings"], findings.len());
    let long = findings
        .iter()
        .find(|finding| finding["topic"] == "too_long")
        .unwrap();
    assert_eq!(long["line"], 3);
    assert_eq!(long["column"], 12);
    assert_eq!(long["severity"], "warning");
    assert_eq!(long["path"], format!("definition.{DOG_FOOD}.title.sv"));
    assert!(long["what"].is_string() && long["instead"].is_string());
    // The simulator has other active definitions.
    assert!(findings.iter().any(|finding| finding["topic"] == "missing"));

    let broken = File::new("broken.toml", b"[definition.x]\ntitle.sv = \"F\xe5r\"\n");
    let output = without_settings()
        .args(["check", "--json"])
        .arg(&broken.0)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["isUsable"], false);
    assert_eq!(document["definitions"], Value::Null);
    assert_eq!(document["findings"][0]["topic"], "notation");
    assert_eq!(document["findings"][0]["line"], 2);
}

#[tokio::test]
async fn definitions_are_listed_with_their_ids() {
    let engage = Engage::start().await;
    let mut command = engage.known_to(program());
    command.arg("definitions");
    let output = output(command).await;
    let text = printed(&output);
    let line = text.lines().find(|line| line.starts_with(DOG_FOOD));
    assert!(
        line.is_some_and(|line| line.contains("  active ")),
        "{text}"
    );
    assert!(text.lines().any(|line| line.contains("  draft ")), "{text}");
}

#[test]
fn the_schema_is_printed() {
    let output = without_settings().arg("content-schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(schema, retailer_proxy::content::schema());
}
