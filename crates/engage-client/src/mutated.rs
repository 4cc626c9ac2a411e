//! Reads mutated answers: bytes flipped, inserted, removed and moved between documents.
//! No document may cause a panic. A short run is a test; a longer one is
//! `FUZZ_DOCUMENTS=1000000 FUZZ_SEED=7 cargo test --release -p engage-client mutated`.

use challenge_model::{Challenge, Definition};

use crate::{answer, checkpoints, lenient_json};

/// In a test run that says no number.
const DOCUMENTS: u64 = 2_000;
/// In bytes; a repeated piece does not make a document longer.
const LONGEST: usize = 64 * 1024;
/// Pieces that are special to JSON or to UTF-8.
const PIECES: [&[u8]; 16] = [
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
    b"1e999",
    b"-0.1e-999",
    b"99999999999999999999999999",
    b"[",
    b"{\"a\":",
    b"null",
];

/// A small generator of numbers that are the same for one seed (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one, or 0.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.next() % end).unwrap()
    }
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../challenge-model/tests/fixtures"
    );
    let files = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

fn mutate(document: &mut Vec<u8>, others: &[Vec<u8>], numbers: &mut Numbers) {
    let place = numbers.below(document.len() + 1);
    let end = (place + numbers.below(40)).min(document.len());
    match numbers.below(7) {
        0 if place < document.len() => document[place] ^= 1 << numbers.below(8),
        1 => drop(document.drain(place..end)),
        2 => document.truncate(place),
        3 => {
            let other = &others[numbers.below(others.len())];
            let from = numbers.below(other.len());
            document.splice(place..end, other[from..].iter().copied());
        }
        4 => {
            let piece = PIECES[numbers.below(PIECES.len())];
            document.splice(place..place, piece.repeat(1 + numbers.below(400)));
        }
        _ => {
            let piece = PIECES[numbers.below(PIECES.len())];
            document.splice(place..end, piece.iter().copied());
        }
    }
    document.truncate(LONGEST);
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |number| number.parse().unwrap())
}

#[test]
fn no_mutated_answer_causes_a_panic_and_valid_json_is_read_as_it_is() {
    let fixtures = fixtures();
    let mut numbers = Numbers(setting("FUZZ_SEED", 1));
    let mut repaired = 0_u64;
    for _ in 0..setting("FUZZ_DOCUMENTS", DOCUMENTS) {
        let mut document = fixtures[numbers.below(fixtures.len())].clone();
        for _ in 0..=numbers.below(4) {
            mutate(&mut document, &fixtures, &mut numbers);
        }
        let read = lenient_json::read(&document);
        match serde_json::from_slice::<serde_json::Value>(&document) {
            Ok(value) => assert_eq!(read, Some(value)),
            Err(_) => repaired += u64::from(read.is_some()),
        }
        let _ = answer::page::<Definition>(&document);
        let _ = answer::page::<Challenge>(&document);
        let _ = answer::object::<Definition>(&document);
        let _ = answer::object::<Challenge>(&document);
        let _ = answer::contact_id(&document);
        let _ = answer::assigned(&document);
        let _ = checkpoints::read_answer(&document);
    }
    assert!(repaired > 0, "the mutations make nothing that is repaired");
    println!("{repaired} documents were repaired");
}
