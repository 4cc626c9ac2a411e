//! The envelope of a list, without links.

use engage_client::PageRange;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = List)]
#[serde(rename_all = "camelCase")]
pub struct SanitisedList<T> {
    items: Vec<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_count: Option<usize>,
    offset: usize,
    count: usize,
}

impl<T> SanitisedList<T> {
    /// These items of the page that was asked for, out of so many in all.
    pub(crate) fn new(items: Vec<T>, range: PageRange, total_count: Option<usize>) -> Self {
        Self {
            count: items.len(),
            items,
            total_count,
            offset: range.offset,
        }
    }
}
