//! Whose data something is: every id in an answer belongs to whoever asked, or to nobody.

use std::collections::HashMap;

use engage_sim::Simulator;
use parking_lot::Mutex;

use crate::shop::Contact;

/// How long a GUID is, with its dashes.
const GUID: usize = 36;

/// Who has which challenge in Engage.
#[derive(Debug)]
pub(crate) struct Owners {
    simulator: Simulator,
    /// By the id of the challenge. Engage only ever adds challenges during a run.
    known: Mutex<HashMap<String, Contact>>,
}

impl Owners {
    pub(crate) fn new(simulator: Simulator) -> Self {
        Self {
            simulator,
            known: Mutex::default(),
        }
    }

    /// What is wrong with an answer to this contact, if anything is.
    pub(crate) fn fault(&self, contact: &str, answer: &str) -> Option<String> {
        let contacts_in_it = guids(answer).find(|id| is_contact(id));
        if let Some(id) = contacts_in_it {
            return Some(format!("an answer to {contact} names the contact {id}"));
        }
        guids(answer).find_map(|id| {
            let owner = self.owner(id)?;
            (owner != contact).then(|| format!("an answer to {contact} shows {id} of {owner}"))
        })
    }

    /// Who has the challenge of this id, if it is one of a challenge.
    fn owner(&self, id: &str) -> Option<Contact> {
        let mut known = self.known.lock();
        if let Some(owner) = known.get(id) {
            return Some(owner.clone());
        }
        self.simulator.change_state(|state, _| {
            for challenge in state.challenges().iter().skip(known.len()) {
                known.insert(challenge.id.to_string(), challenge.contact_id.to_string());
            }
        });
        known.get(id).cloned()
    }
}

/// The id of the contact with this number in this group of shoppers.
pub(crate) fn contact_id(group: usize, number: usize) -> Contact {
    format!("aaaaaaaa-{group:04x}-4000-8000-{number:012x}")
}

fn is_contact(id: &str) -> bool {
    id.starts_with("aaaaaaaa-")
}

/// Everything in a text that has the form of a GUID.
fn guids(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.len().saturating_sub(GUID - 1);
    (0..ends)
        .filter_map(|begin| text.get(begin..begin + GUID))
        .filter(|candidate| is_guid(candidate))
}

fn is_guid(text: &str) -> bool {
    text.bytes().enumerate().all(|(index, byte)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

#[cfg(test)]
mod tests {
    use engage_sim::{Seed, Settings};

    use super::*;

    const OWN: &str = "cccccccc-0000-4000-8000-000000000001";
    const OTHERS: &str = "cccccccc-0000-4000-8000-000000000002";
    const DEFINITION: &str = "dddddddd-0000-4000-8000-000000000001";

    /// Engage with a challenge of each of two contacts.
    fn owners() -> Owners {
        let mut seed = format!(
            "[[definition]]\nkey = \"d\"\nid = \"{DEFINITION}\"\nname = \"D\"\nrequired = 10\n\
             created_by = \"A\"\ncreated_on = \"-6 months\"\nmodified_by = \"A\"\n\
             modified_on = \"-5 months\"\n"
        );
        for (number, challenge) in [OWN, OTHERS].iter().enumerate() {
            let contact = contact_id(0, number);
            let texts = format!(
                "[[contact]]\nkey = \"{number}\"\nid = \"{contact}\"\nname = \"C\"\n\
                 [[challenge]]\nid = \"{challenge}\"\ncontact = \"{number}\"\n\
                 definition = \"d\"\nstart = \"-3 days\"\ncompleted = 4\nlatest = \"-2 days\"\n"
            );
            seed.push_str(&texts);
        }
        let seed = Seed::parse("a seed", &seed).unwrap();
        Owners::new(Simulator::new(seed, Settings::default()))
    }

    #[test]
    fn a_contacts_own_challenge_is_fine_and_that_of_another_is_not() {
        let owners = owners();
        let contact = contact_id(0, 0);
        let answer = format!("{{\"id\":\"{OWN}\",\"challengeId\":\"{DEFINITION}\"}}");
        assert_eq!(owners.fault(&contact, &answer), None);
        let answer = format!("<li data-id={OTHERS}>");
        assert!(owners.fault(&contact, &answer).is_some());
    }

    #[test]
    fn no_answer_names_a_contact() {
        let owners = owners();
        let contact = contact_id(0, 0);
        let answer = format!("{{\"contactId\":\"{contact}\"}}");
        assert!(owners.fault(&contact, &answer).is_some());
    }
}
