//! What a webhook says about a contact.

use challenge_model::ContactId;
use engage_client::lenient_json;
use serde_json::Value;

/// What a message says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    Changed(ContactId),
    Deleted(ContactId),
    /// It names no contact, or cannot be read.
    Other,
}

/// Reads a message, as leniently as Engage's answers, since one bad character must not hide
/// that a contact changed. Member names come in any letter case, and the contact is in the
/// payload or beside it (T34).
pub(super) fn read(body: &[u8]) -> Message {
    let Some(message) = lenient_json::read(body) else {
        return Message::Other;
    };
    if member(&message, "isEncrypted").and_then(Value::as_bool) == Some(true) {
        tracing::warn!("a webhook is encrypted; switch encryption off for this endpoint");
        return Message::Other;
    }
    let kind = member(&message, "eventType").and_then(Value::as_str);
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let payload = member(&message, "payload").unwrap_or(&message);
    let named = member(payload, "contactId").or_else(|| member(&message, "contactId"));
    // In a message about a contact, the contact id may be called just `id`.
    let is_of_contact = kind.starts_with("contact.");
    let named = named.or_else(|| member(payload, "id").filter(|_| is_of_contact));
    let contact = named.and_then(Value::as_str);
    match contact.and_then(|contact| ContactId::guid(contact).ok()) {
        Some(contact) if is_of_contact && kind.contains("delete") => Message::Deleted(contact),
        Some(contact) => Message::Changed(contact),
        None => Message::Other,
    }
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = value.as_object()?.iter();
    let found = members.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const ALVA: &str = "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01";

    #[rstest]
    #[case::points(json!({ "eventType": "point.balance.updated", "payload": { "contactId": ALVA } }))]
    #[case::vouchers(json!({ "eventType": "reward.voucher.created", "Payload": { "ContactId": ALVA.to_uppercase() } }))]
    #[case::beside(json!({ "EVENTTYPE": "loyalty.addPoints", "contactid": ALVA }))]
    #[case::updated(json!({ "eventType": "contact.updated", "payload": { "id": ALVA } }))]
    fn a_contact_is_found_whatever_the_case(#[case] message: Value) {
        let contact = ContactId::guid(ALVA).unwrap();
        let body = message.to_string();
        assert_eq!(read(body.as_bytes()), Message::Changed(contact));
    }

    #[rstest]
    #[case::stray_byte(b"\xff")]
    #[case::half_a_pair(br"\ud83d")]
    #[case::control(b"\0")]
    fn a_bad_character_hides_no_contact(#[case] character: &[u8]) {
        let before = format!(r#"{{"eventType":"contact.updated","contactId":"{ALVA}","name":""#);
        let body = [before.as_bytes(), character, br#""}"#].concat();
        let contact = ContactId::guid(ALVA).unwrap();
        assert_eq!(read(&body), Message::Changed(contact));
    }

    #[test]
    fn a_contact_who_is_deleted_is_told_from_one_who_changed() {
        let message = json!({ "eventType": "contact.deleted", "payload": { "ContactId": ALVA } });
        let contact = ContactId::guid(ALVA).unwrap();
        assert_eq!(
            read(message.to_string().as_bytes()),
            Message::Deleted(contact)
        );
    }

    #[rstest]
    #[case(json!({ "eventType": "ping", "id": ALVA }))]
    #[case(json!({ "eventType": "contact.updated", "isEncrypted": true, "payload": "…" }))]
    #[case(json!({ "payload": { "contactId": "4711" } }))]
    #[case(json!([]))]
    fn everything_else_names_nobody(#[case] message: Value) {
        assert_eq!(read(message.to_string().as_bytes()), Message::Other);
    }
}
