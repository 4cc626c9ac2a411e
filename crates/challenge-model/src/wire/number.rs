//! Reads decimal numbers that are written as text (T24).

/// Reads digits with at most one decimal point, and with an optional minus sign.
///
/// It is written by hand because the parser of the standard library would add more bytes
/// to the WebAssembly than the rest of the reading in this crate.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut number = 0.0;
    for digit in whole.bytes() {
        number = number * 10.0 + value(digit)?;
    }
    let mut place = 1.0;
    for digit in fraction.bytes() {
        place /= 10.0;
        number += value(digit)? * place;
    }
    Some(sign * number).filter(|number: &f64| number.is_finite())
}

fn value(digit: u8) -> Option<f64> {
    digit.is_ascii_digit().then(|| f64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("5", 5.0)]
    #[case("5.0", 5.0)]
    #[case("249.5", 249.5)]
    #[case("-1", -1.0)]
    #[case(".5", 0.5)]
    #[case("5.", 5.0)]
    fn a_decimal_number_is_read(#[case] text: &str, #[case] expected: f64) {
        assert!((parse(text).unwrap() - expected).abs() < 1e-9);
    }

    #[rstest]
    #[case("")]
    #[case(".")]
    #[case("-")]
    #[case("many")]
    #[case("1.2.3")]
    #[case("1e5")]
    #[case("NaN")]
    #[case("٣")]
    fn any_other_text_is_not_a_number(#[case] text: &str) {
        assert_eq!(parse(text), None);
    }

    proptest! {
        #[test]
        fn a_number_is_the_same_as_in_the_standard_library(text in "-?[0-9]{1,9}(\\.[0-9]{0,6})?") {
            let expected: f64 = text.parse().unwrap();
            prop_assert!((parse(&text).unwrap() - expected).abs() <= expected.abs() * 1e-12 + 1e-12);
        }

        #[test]
        fn no_text_makes_the_reading_panic(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
