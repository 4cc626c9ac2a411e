//! The parameters of the two lists.

use challenge_model::{ContactId, DefinitionId};

/// Which of a contact's challenges are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChallengeFilter {
    /// All challenges, completed ones too.
    #[default]
    All,
    /// Challenges that are running.
    Active,
    /// Challenges whose goal is reached.
    Completed,
    /// The documentation does not say what this means. Most likely it means challenges
    /// that ended before they were completed. Ask for all challenges and derive the
    /// state instead (T10).
    NotCompleted,
}

impl ChallengeFilter {
    const ALL: [Self; 4] = [Self::All, Self::Active, Self::Completed, Self::NotCompleted];

    /// The documented name, which is sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Completed => "Completed",
            Self::NotCompleted => "NotCompleted",
        }
    }

    /// The filter with this name, in upper or lower case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|filter| filter.name().eq_ignore_ascii_case(name))
    }
}

/// Which definitions are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DefinitionFilter {
    /// All definitions, drafts too (T28).
    #[default]
    All,
    /// Definitions that are running.
    Active,
    /// Definitions that are not published yet.
    Draft,
    /// Definitions whose window has not opened yet.
    Scheduled,
    /// Definitions that are over.
    Ended,
}

impl DefinitionFilter {
    /// The documented name, which is sent.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Draft => "Draft",
            Self::Scheduled => "Scheduled",
            Self::Ended => "Ended",
        }
    }
}

/// The most items that a page may have: 1 to 100. Engage documents no maximum. Where
/// the query names no size, Engage sends 100 (T9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageSize(u8);

impl PageSize {
    /// The largest page: 100 items.
    pub const MAX: Self = Self(100);

    /// A page of this many items. `None` for 0 and for more than 100.
    #[must_use]
    pub fn new(items: usize) -> Option<Self> {
        u8::try_from(items)
            .ok()
            .filter(|items| (1..=Self::MAX.0).contains(items))
            .map(Self)
    }

    /// The number of items.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRange {
    /// The number of items before the page.
    pub offset: usize,
    /// The most items that the page may have.
    pub count: PageSize,
}

/// The first 100 items, which is also Engage's default.
impl Default for PageRange {
    fn default() -> Self {
        Self {
            offset: 0,
            count: PageSize::MAX,
        }
    }
}

/// Which challenges are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengesQuery {
    /// Whose challenges.
    pub contact: ContactId,
    /// Only challenges of this definition.
    pub definition: Option<DefinitionId>,
    /// Only challenges in this state.
    pub filter: ChallengeFilter,
}

impl ChallengesQuery {
    /// All challenges of a contact.
    #[must_use]
    pub fn of(contact: ContactId) -> Self {
        Self {
            contact,
            definition: None,
            filter: ChallengeFilter::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("All", Some(ChallengeFilter::All))]
    #[case("notcompleted", Some(ChallengeFilter::NotCompleted))]
    #[case("ACTIVE", Some(ChallengeFilter::Active))]
    #[case("Completed", Some(ChallengeFilter::Completed))]
    #[case("Ended", None)]
    #[case("1", None)]
    #[case("", None)]
    fn a_filter_is_found_by_its_name_in_upper_or_lower_case(
        #[case] name: &str,
        #[case] expected: Option<ChallengeFilter>,
    ) {
        assert_eq!(ChallengeFilter::named(name), expected);
    }

    #[rstest]
    #[case(0, None)]
    #[case(1, Some(1))]
    #[case(100, Some(100))]
    #[case(101, None)]
    #[case(usize::MAX, None)]
    fn a_page_has_1_to_100_items(#[case] items: usize, #[case] expected: Option<usize>) {
        assert_eq!(PageSize::new(items).map(PageSize::get), expected);
    }
}
