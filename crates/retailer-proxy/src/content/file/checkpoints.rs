//! What is special about single checkpoints.

use super::super::CheckpointContent;
use super::super::findings::Topic;
use super::super::keys::{CheckpointKey, Keys as _};
use super::super::translated::Translated;
use super::{Reader, Value};

impl Reader<'_> {
    pub(super) fn checkpoints(&mut self, value: &Value<'_>) -> Vec<CheckpointContent> {
        let Some(list) = value.get_ref().as_array() else {
            let what = "Each checkpoint begins with a line in two brackets.";
            let instead = self.checkpoint_line();
            self.wrong(&value.span(), what, instead);
            return Vec::new();
        };
        let mut checkpoints: Vec<CheckpointContent> = Vec::new();
        for value in list {
            let Some(checkpoint) = self.checkpoint(value) else {
                continue;
            };
            let at = checkpoint.at;
            if let Some(other) = checkpoints.iter().find(|other| other.at == at) {
                let what = format!(
                    "Checkpoint {at} stands in the file already, on line {}.",
                    other.position.line
                );
                let instead = "Type the number of another one behind `at =`.";
                self.within(at.to_string(), |reader| {
                    reader.mistake(Topic::Twice, &value.span(), what, instead);
                });
            }
            checkpoints.push(checkpoint);
        }
        checkpoints.sort_by_key(|checkpoint| checkpoint.at);
        checkpoints
    }

    /// What the line above a checkpoint looks like.
    fn checkpoint_line(&self) -> String {
        let id = self.path.get(1).map_or("ID", String::as_str);
        format!("Type `[[definition.{id}.checkpoint]]`, and `at = 1` below it.")
    }

    fn checkpoint(&mut self, value: &Value<'_>) -> Option<CheckpointContent> {
        let mut content = CheckpointContent {
            position: self.position(&value.span()),
            at: 0,
            label: Translated::default(),
            icon: None,
            image: None,
            reward: Translated::default(),
            link: None,
        };
        // Its number is read first: it is the name of the checkpoint in the path.
        let number = value.get_ref().as_table().and_then(|table| table.get("at"));
        if let Some(value) = number
            && let Some((_, about)) = CheckpointKey::named("at")
        {
            let read = |reader: &mut Self| reader.number(value, about);
            content.at = self.within("at", read).unwrap_or_default();
        }
        let name = if content.at > 0 {
            content.at.to_string()
        } else {
            "?".to_owned()
        };
        self.within(name, |reader| {
            reader.keys(value, |reader, key, about, value| match key {
                CheckpointKey::At => {}
                CheckpointKey::Label => content.label = reader.translated(value, about),
                CheckpointKey::Icon => content.icon = reader.icon(value),
                CheckpointKey::Image => content.image = reader.address(value),
                CheckpointKey::Reward => content.reward = reader.translated(value, about),
                CheckpointKey::Link => content.link = reader.address(value),
            });
        });
        if number.is_none() && value.get_ref().as_table().is_some() {
            let what = "The checkpoint has no number.";
            let instead = "Add which one it is, counted from 1, as in `at = 1`.";
            self.mistake(Topic::Missing, &value.span(), what, instead);
        }
        Some(content).filter(|content| content.at > 0)
    }
}
