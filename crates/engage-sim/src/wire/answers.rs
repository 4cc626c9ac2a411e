//! Writes the answers to the two POSTs, and errors.

use serde_json::Value;

use super::json::{Json, Object};
use super::writer::Writer;
use crate::guid::Guid;
use crate::switches::{AssignAnswer, CheckpointsAnswer, ErrorMember, Nulls, Switches};

/// The answer to a batch of checkpoints.
pub(crate) struct CheckpointsBody {
    /// Contacts that do not exist.
    pub(crate) missing_contact_ids: Vec<Guid>,
    /// Definitions that do not exist.
    pub(crate) missing_definition_ids: Vec<Guid>,
    /// The rows that were skipped.
    pub(crate) not_accepted: Vec<Json>,
}

impl CheckpointsBody {
    fn accepts_everything(&self) -> bool {
        self.not_accepted.is_empty()
    }
}

impl Writer<'_> {
    /// The answer to a batch. `None` is an empty body.
    pub(crate) fn checkpoints(&self, body: CheckpointsBody) -> Option<Json> {
        let object = self.object();
        if !body.accepts_everything() {
            return Some(full(object, body));
        }
        match self.switches.checkpoints_answer {
            CheckpointsAnswer::Arrays => Some(full(object, body)),
            CheckpointsAnswer::Nulls => Some(Json::from(
                object
                    .member("missingContactIds", Value::Null)
                    .member("missingDefinitionIds", Value::Null)
                    .member("notAccepted", Value::Null),
            )),
            CheckpointsAnswer::Object => Some(Json::from(object)),
            CheckpointsAnswer::Empty => None,
        }
    }

    /// The answer to a successful assign. `None` is an empty body.
    pub(crate) fn assigned(&self) -> Option<Json> {
        match self.switches.assign_answer {
            AssignAnswer::Boolean => Some(Json::from(true)),
            AssignAnswer::String => Some(Json::from("true")),
            AssignAnswer::Empty => None,
        }
    }
}

fn full(object: Object, body: CheckpointsBody) -> Json {
    let ids = |ids: Vec<Guid>| -> Vec<Json> {
        ids.into_iter()
            .map(|id| Json::from(id.to_string()))
            .collect()
    };
    let object = object
        .member("missingContactIds", ids(body.missing_contact_ids))
        .member("missingDefinitionIds", ids(body.missing_definition_ids))
        .member("notAccepted", body.not_accepted);
    Json::from(object)
}

/// The body of an error: a code, if there is one, and a message.
pub(crate) fn error(switches: &Switches, code: Option<&'static str>, message: &str) -> Json {
    let member = match switches.error_member {
        ErrorMember::Message => "message",
        ErrorMember::CapitalMessage => "Message",
    };
    let object = Object::new(Nulls::Omitted)
        .optional("errorCode", code)
        .member(member, message);
    Json::from(object)
}
