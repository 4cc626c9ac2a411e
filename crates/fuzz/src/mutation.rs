//! Changes bytes in the ways in which documents go wrong: on the way, in an editor, or in
//! the hands of somebody who means harm.

use crate::random::Random;

/// In bytes. A document that a mutation makes longer is cut.
const LONGEST: usize = 64 * 1024;
/// How often a piece or an item is repeated at most.
const MOST_REPETITIONS: usize = 400;
/// One in so many pieces is repeated.
const REPEATED: usize = 12;
/// How many bytes are removed, copied or replaced at once at most.
const LONGEST_PART: usize = 60;

/// Pieces that are special to JSON, UTF-8 or TOML, wherever they stand.
const PIECES: [&[u8]; 18] = [
    b"\\ud83d",
    b"\\ude00",
    b"\\u12",
    b"\\",
    b"\"",
    b"\xf0\x9f",
    b"\xed\xa0\xbd",
    b"\xff",
    b"\0",
    b"\xef\xbb\xbf",
    b"{",
    b"[",
    b"]",
    b"}",
    b",",
    b"null",
    b"\n",
    b"=",
];

/// Pieces for the inside of a text. No card has an element `x-evil`.
const TEXTS: [&str; 18] = [
    "<x-evil onclick=alert(1)>",
    "\\\"><x-evil>",
    "'><x-evil>",
    "</script><x-evil>",
    "<!--<x-evil>",
    "&lt;x-evil&gt;",
    "]]><x-evil>",
    "\\ud83d",
    "\\udc00\\ud800",
    "\\u0000",
    "\\u001b[31m",
    "\\u2028",
    "\u{202e}",
    "\u{feff}",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{e4}\u{30a}\u{327}",
    "\u{5d0}\u{627}",
    "\u{fdfd}\t\r",
];

/// Values in place of a value.
const VALUES: [&str; 26] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "1e999",
    "-0.1e-999",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "99999999999999999999999999",
    "\"\"",
    "\" \"",
    "\"5\"",
    "\"0001-01-01T00:00:00\"",
    "\"9999-12-31T23:59:59.9999999+14:00\"",
    "\"2026-02-30T00:00:00Z\"",
    "\"2026-03-29T02:30:00+99:99\"",
    "\"-2026-03-29\"",
    "\"1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11\"",
    "\"{1F3B6A906F0C4C559F1E8B0F4F2C1D11}\"",
    "\"javascript:alert(1)\"",
    "\"https://images.example.test/<x-evil>\\\"\"",
    "{\"id\":{}}",
    "[[],{},null]",
];

/// Changes the document in one way. Ways that leave most documents readable are more
/// frequent, since little is examined of the others. `others` are documents that parts are taken from.
pub(crate) fn mutate(document: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    match random.below(32) {
        0 => flip(document, random),
        1 => drop(document.drain(part(document, random))),
        2 => duplicate_part(document, random),
        3 => splice(document, others, random),
        4 => insert(document, random),
        5 => nest(document, random),
        6 if random.one_in(4) => document.truncate(random.below(document.len() + 1)),
        6..=8 => duplicate_line(document, random),
        9..=11 => repeat_object(document, random),
        12..=20 => replace_value(document, random),
        _ => insert_into_text(document, random),
    }
    document.truncate(LONGEST);
}

fn flip(document: &mut [u8], random: &mut Random) {
    let place = random.below(document.len());
    if let Some(byte) = document.get_mut(place) {
        *byte ^= 1 << random.below(8);
    }
}

fn duplicate_part(document: &mut Vec<u8>, random: &mut Random) {
    let copy = document[part(document, random)].to_vec();
    let place = random.below(document.len() + 1);
    document.splice(place..place, copy);
}

fn splice(document: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    let other = random.pick(others);
    let (from, into) = (part(other, random), part(document, random));
    let end = if random.one_in(2) {
        other.len()
    } else {
        from.end
    };
    document.splice(into, other[from.start..end].iter().copied());
}

fn insert(document: &mut Vec<u8>, random: &mut Random) {
    let piece = *random.pick(&PIECES);
    let times = repetitions(random);
    let place = random.below(document.len() + 1);
    document.splice(place..place, piece.repeat(times));
}

/// Inserts something after a quotation mark, where a text probably begins.
fn insert_into_text(document: &mut Vec<u8>, random: &mut Random) {
    let piece = random.pick(&TEXTS).repeat(repetitions(random));
    if let Some(mark) = next(document, b"\"", random) {
        let place = mark + 1;
        document.splice(place..place, piece.into_bytes());
    }
}

/// Replaces what stands between a colon or an equals sign and the end of the value.
fn replace_value(document: &mut Vec<u8>, random: &mut Random) {
    let value = *random.pick(&VALUES);
    if let Some(range) = value_place(document, random) {
        document.splice(range, value.bytes());
    }
}

/// Puts a value into many lists or objects.
fn nest(document: &mut Vec<u8>, random: &mut Random) {
    let depth = random.below(MOST_REPETITIONS);
    let (open, close) = *random.pick(&[("[", "]"), ("{\"a\":", "}")]);
    let closed = random.below(depth + 2);
    let value = format!("{}1{}", open.repeat(depth), close.repeat(closed));
    if let Some(range) = value_place(document, random) {
        document.splice(range, value.into_bytes());
    }
}

/// Copies a whole line to another place, so that an object has a member twice.
fn duplicate_line(document: &mut Vec<u8>, random: &mut Random) {
    let Some(start) = next(document, b"\n", random) else {
        return;
    };
    let length = document[start + 1..].iter().position(|byte| *byte == b'\n');
    let line = document[start..=start + length.unwrap_or_default()].to_vec();
    if let Some(place) = next(document, b"\n", random) {
        document.splice(place..place, line);
    }
}

/// Copies what stands between two braces many times, as the items of a long list.
fn repeat_object(document: &mut Vec<u8>, random: &mut Random) {
    let Some(start) = next(document, b"{", random) else {
        return;
    };
    let mut open = 0_usize;
    let end = document[start..].iter().position(|byte| {
        match byte {
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0
    });
    if let Some(length) = end {
        let mut object = document[start..=start + length].to_vec();
        object.push(b',');
        document.splice(start..start, object.repeat(repetitions(random)));
    }
}

fn repetitions(random: &mut Random) -> usize {
    if random.one_in(REPEATED) {
        1 + random.below(MOST_REPETITIONS)
    } else {
        1
    }
}

/// A short part of a document, which may be empty.
fn part(document: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let start = random.below(document.len() + 1);
    start..(start + random.below(LONGEST_PART)).min(document.len())
}

/// The next of these bytes after some place.
fn next(document: &[u8], bytes: &[u8], random: &mut Random) -> Option<usize> {
    let start = random.below(document.len() + 1);
    let found = document[start..]
        .iter()
        .position(|byte| bytes.contains(byte));
    found.map(|after| start + after)
}

/// Where some value stands.
fn value_place(document: &[u8], random: &mut Random) -> Option<std::ops::Range<usize>> {
    let start = next(document, b":=", random)? + 1;
    let length = document[start..]
        .iter()
        .position(|byte| matches!(byte, b',' | b'\n' | b'}' | b']'))?;
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "{\n\"items\": [\n{\n\"id\": \"a\",\n\"name\": \"b\"\n}\n]\n}";

    fn mutated(number: u64) -> Vec<u8> {
        let mut random = Random::of_document(1, number);
        let mut document = DOCUMENT.as_bytes().to_vec();
        mutate(&mut document, &[b"other".to_vec()], &mut random);
        document
    }

    #[test]
    fn a_mutation_is_the_same_again_and_many_differ() {
        let mut all: Vec<_> = (0..200).map(mutated).collect();
        assert_eq!(all, (0..200).map(mutated).collect::<Vec<_>>());
        all.sort();
        all.dedup();
        assert!(all.len() > 100, "{}", all.len());
    }

    #[test]
    fn some_mutations_stay_json_and_some_do_not() {
        let is_json =
            |number: &u64| serde_json::from_slice::<serde_json::Value>(&mutated(*number)).is_ok();
        let valid = (0..500).filter(is_json).count();
        assert!((50..450).contains(&valid), "{valid}");
    }

    #[test]
    fn an_empty_document_can_be_mutated_and_none_is_too_long() {
        for number in 0..500 {
            let mut random = Random::of_document(2, number);
            let mut document = Vec::new();
            for _ in 0..20 {
                mutate(&mut document, &[vec![b'"'; 100]], &mut random);
            }
            assert!(document.len() <= LONGEST);
        }
    }
}
