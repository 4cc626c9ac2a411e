//! What can be asked of the two lists.

use challenge_model::{ContactId, DefinitionId};

/// Which of a contact's challenges are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChallengeFilter {
    /// All of them, completed ones too.
    #[default]
    All,
    /// Those that run.
    Active,
    /// Those whose goal is reached.
    Completed,
    /// Documented without a meaning: most likely those that ended without being
    /// completed. Ask for all and derive the state instead (T10).
    NotCompleted,
}

impl ChallengeFilter {
    const ALL: [Self; 4] = [Self::All, Self::Active, Self::Completed, Self::NotCompleted];

    /// The name as it is documented, which is the one that is sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Completed => "Completed",
            Self::NotCompleted => "NotCompleted",
        }
    }

    /// The filter of this name, in any case.
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
    /// All of them, drafts too (T28).
    #[default]
    All,
    /// Those that run.
    Active,
    /// Those not yet published.
    Draft,
    /// Those whose window is not yet open.
    Scheduled,
    /// Those that are over.
    Ended,
}

impl DefinitionFilter {
    /// The name as it is documented, which is the one that is sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Active => "Active",
            Self::Draft => "Draft",
            Self::Scheduled => "Scheduled",
            Self::Ended => "Ended",
        }
    }
}

/// How many items a page has at most: 1 to 100. Engage names no maximum, and
/// 100 is what it sends when not asked (T9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageSize(u8);

impl PageSize {
    /// As many as a page may have.
    pub const MAX: Self = Self(100);

    /// A page of so many items; `None` for 0 and for more than 100.
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

/// A stretch of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRange {
    /// How many items come before it.
    pub offset: usize,
    /// How many items it has at most.
    pub count: PageSize,
}

/// The first 100 items, which is also what Engage takes for granted.
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
    /// Only those of this definition.
    pub definition: Option<DefinitionId>,
    /// Only those in this state.
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
    fn a_filter_is_found_by_its_name_in_any_case(
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
