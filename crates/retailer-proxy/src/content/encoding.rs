//! The text in the bytes of a file, or why there is none.

use super::findings::{Finding, Severity, Topic};
use super::position::Position;

/// The mark that some editors write at the beginning of a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const HOW_TO_SAVE: &str = "Save the file as UTF-8. In Notepad: File, Save as, Encoding: UTF-8. \
     In Visual Studio Code: click on the name of the encoding at the bottom right, Save with \
     Encoding, UTF-8. In TextEdit: Format, Make Plain Text, then save with the encoding UTF-8.";

/// The text in these bytes, without a byte order mark.
pub(super) fn text(file: &[u8]) -> Result<&str, Finding> {
    let bytes = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let error = match str::from_utf8(bytes) {
        Ok(text) if !is_utf_16(bytes) => return Ok(text),
        Ok(_) => return Err(in_utf_16()),
        Err(_) if is_utf_16(bytes) => return Err(in_utf_16()),
        Err(error) => error,
    };
    let valid = error.valid_up_to();
    let before = bytes.get(..valid).unwrap_or_default();
    let before = str::from_utf8(before).unwrap_or_default();
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let at = Position::of(before, valid);
    let what = if error.error_len().is_none() {
        "The file ends in the middle of a character: its end is lost.".to_owned()
    } else {
        format!(
            "The character {} is not saved as UTF-8, as this file has to be. The file was \
             probably saved as ANSI, Latin-1 or Windows-1252.",
            windows_1252(byte)
        )
    };
    let instead = if error.error_len().is_none() {
        "Copy or save the whole file again."
    } else {
        HOW_TO_SAVE
    };
    Err(finding(at, what, instead))
}

fn finding(at: Position, what: impl Into<String>, instead: &str) -> Finding {
    Finding::new(at, Severity::Mistake, Topic::Notation, what, instead)
}

fn in_utf_16() -> Finding {
    let what = "The file is saved as UTF-16, which some programs call Unicode, and not as UTF-8.";
    finding(Position::START, what, HOW_TO_SAVE)
}

/// Whether it begins as a file in UTF-16 does: with its mark, or with a letter that is
/// followed or preceded by a zero.
fn is_utf_16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [1..=255, 0, ..] | [0, 1..=255, ..]
    )
}

/// What the bytes from 0x80 to 0x9f are in Windows-1252, where they are characters. The others
/// are the same ones as in Latin-1.
const FROM_80: [char; 32] = [
    '€', '�', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '�', 'Ž', '�', '�', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '�', 'ž', 'Ÿ',
];

/// What the byte is in Windows-1252.
fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).map(usize::from);
    special
        .and_then(|index| FROM_80.get(index))
        .copied()
        .unwrap_or(char::from(byte))
}

/// The text as it was before some program read its UTF-8 as Windows-1252: `Fält` for `FÃ¤lt`.
/// `None` for a text that was read rightly.
pub(super) fn misread(text: &str) -> Option<String> {
    let byte = |sign: char| {
        let special = FROM_80
            .iter()
            .position(|known| *known == sign && sign != '�');
        match special {
            Some(index) => u8::try_from(index + 0x80).ok(),
            None => u8::try_from(sign).ok(),
        }
    };
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    let meant = String::from_utf8(bytes?).ok()?;
    (meant != text).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::latin_1(
        b"# x\ntitle.sv = \"F\xe5\"\n",
        2,
        14,
        "The character å is not saved as UTF-8"
    )]
    #[case::windows_1252(b"title.en = \x93Five\x94", 1, 12, "The character “ is not saved")]
    #[case::utf_16_little(b"\xff\xfet\0i\0", 1, 1, "saved as UTF-16")]
    #[case::utf_16_big(b"\xfe\xff\0t\0i", 1, 1, "saved as UTF-16")]
    #[case::utf_16_without_its_mark(b"t\0i\0t\0", 1, 1, "saved as UTF-16")]
    #[case::cut("# å".as_bytes().split_last().unwrap().1, 1, 3, "ends in the middle of a character")]
    fn a_file_in_another_encoding_is_told_with_its_first_character(
        #[case] file: &[u8],
        #[case] line: usize,
        #[case] column: usize,
        #[case] expected: &str,
    ) {
        let finding = text(file).unwrap_err();
        assert_eq!((finding.line, finding.column), (line, column));
        assert!(finding.what.contains(expected), "{finding}");
    }

    #[rstest]
    #[case("FÃ¤lt", Some("Fält"))]
    #[case("Itâ€™s", Some("It’s"))]
    #[case("Fält", None)]
    #[case("It’s", None)]
    #[case("ÅÄÖ åäö", None)]
    #[case("plain", None)]
    fn a_text_that_was_read_in_another_encoding_is_known(
        #[case] text: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(misread(text).as_deref(), expected);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(text("\u{feff}# å\n".as_bytes()), Ok("# å\n"));
        assert_eq!(text(b""), Ok(""));
    }
}
