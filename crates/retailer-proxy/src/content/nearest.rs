//! What somebody probably meant: the name that is most like the one they wrote.

/// The name that differs in the fewest letters, if these are few enough for a slip.
pub(super) fn nearest<'n>(
    written: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let written = written.to_lowercase();
    let most = match written.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        _ => 2,
    };
    let distances = names.into_iter().map(|name| {
        let distance = strsim::osa_distance(&written, &name.to_lowercase());
        (distance, name)
    });
    let close = distances.filter(|(distance, _)| *distance <= most);
    close
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("tittle", Some("title"))]
    #[case("Title", Some("title"))]
    #[case("titel", Some("title"))]
    #[case("desciption", Some("description"))]
    #[case("al", None)]
    #[case("colour", None)]
    fn a_slip_leads_to_the_name_that_was_meant(
        #[case] written: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(nearest(written, ["title", "at", "description"]), expected);
    }
}
