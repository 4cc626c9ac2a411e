//! The parameters in the query of a request. Unknown ones are ignored, and no value is
//! ever repeated in an answer.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use challenge_model::DefinitionId;
use engage_client::{ChallengeFilter, PageRange, PageSize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::api_error::{ApiError, ParameterFault};

/// How many items may come before a page. No more are read of any list (T8). The contract
/// of the routes says the same number.
const LARGEST_OFFSET: usize = 10_000;

/// Which of the contact's challenges are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChallengesParameters {
    pub(crate) definition: Option<DefinitionId>,
    pub(crate) filter: ChallengeFilter,
    pub(crate) range: PageRange,
}

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RangeParameters(pub(crate) PageRange);

/// The names of the filters, for the contract.
pub(crate) struct FilterName;

impl ToSchema for FilterName {}

impl PartialSchema for FilterName {
    fn schema() -> RefOr<Schema> {
        let filters = [
            ChallengeFilter::All,
            ChallengeFilter::Active,
            ChallengeFilter::Completed,
            ChallengeFilter::NotCompleted,
        ];
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Which challenges are asked for."))
            .enum_values(Some(filters.map(ChallengeFilter::name)))
            .into()
    }
}

/// The decoded names and values of a query.
struct Parameters(Vec<(String, String)>);

impl ChallengesParameters {
    fn read(parameters: &Parameters) -> Result<Self, ParameterFault> {
        Ok(Self {
            definition: parameters.read("definitionId", ParameterFault::DefinitionId, |text| {
                DefinitionId::guid(text).ok()
            })?,
            filter: parameters
                .read("filter", ParameterFault::Filter, ChallengeFilter::named)?
                .unwrap_or_default(),
            range: RangeParameters::read(parameters)?.0,
        })
    }
}

impl RangeParameters {
    fn read(parameters: &Parameters) -> Result<Self, ParameterFault> {
        let default = PageRange::default();
        let offset = parameters.read("offset", ParameterFault::Offset, |text| {
            whole_number(text).filter(|offset| *offset <= LARGEST_OFFSET)
        })?;
        let count = parameters.read("count", ParameterFault::Count, |text| {
            PageSize::new(whole_number(text)?)
        })?;
        Ok(Self(PageRange {
            offset: offset.unwrap_or(default.offset),
            count: count.unwrap_or(default.count),
        }))
    }
}

impl Parameters {
    fn of(parts: &Parts) -> Self {
        let parameters = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Self(parameters.map(|Query(pairs)| pairs).unwrap_or_default())
    }

    /// The parameter of this name, in any letter case. An empty one counts as absent.
    fn read<T>(
        &self,
        name: &str,
        fault: ParameterFault,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ParameterFault> {
        let mut values = self
            .0
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim());
        match (values.next(), values.next()) {
            (None | Some(""), None) => Ok(None),
            (Some(value), None) => read(value).map(Some).ok_or(fault),
            (_, Some(_)) => Err(ParameterFault::Repeated),
        }
    }
}

/// A number of digits alone, without a sign, that fits into Engage's `int`.
fn whole_number(text: &str) -> Option<usize> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i32 = text.parse().ok().filter(|_| digits)?;
    usize::try_from(number).ok()
}

impl<S: Sync> FromRequestParts<S> for ChallengesParameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::read(&Parameters::of(parts)).map_err(ApiError::InvalidParameter)
    }
}

impl<S: Sync> FromRequestParts<S> for RangeParameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::read(&Parameters::of(parts)).map_err(ApiError::InvalidParameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;
    use rstest::rstest;

    const DEFINITION: &str = "1f3b6a90-6f0c-4c55-9f1e-8b0f4f2c1d11";

    fn read(query: &str) -> Result<ChallengesParameters, ParameterFault> {
        let request = Request::get(format!("/challenges?{query}"))
            .body(())
            .unwrap();
        ChallengesParameters::read(&Parameters::of(&request.into_parts().0))
    }

    #[rstest]
    #[case("")]
    #[case("filter=&count=&offset=&definitionId=")]
    #[case("sort=name&_=1730000000")]
    #[case("filter=all")]
    fn without_parameters_the_first_hundred_of_all_are_asked_for(#[case] query: &str) {
        assert_eq!(read(query), Ok(ChallengesParameters::default()));
    }

    #[test]
    fn every_parameter_is_read_whatever_the_case_of_its_name() {
        let query = format!("DefinitionID={DEFINITION}&Filter=notcompleted&OFFSET=40&Count=20");
        let expected = ChallengesParameters {
            definition: Some(DefinitionId::guid(DEFINITION).unwrap()),
            filter: ChallengeFilter::NotCompleted,
            range: PageRange {
                offset: 40,
                count: PageSize::new(20).unwrap(),
            },
        };
        assert_eq!(read(&query), Ok(expected));
    }

    #[rstest]
    #[case("definitionId=4711", ParameterFault::DefinitionId)]
    #[case("definitionId=../checkpoints", ParameterFault::DefinitionId)]
    #[case("filter=Ended", ParameterFault::Filter)]
    #[case("filter=1", ParameterFault::Filter)]
    #[case("offset=-1", ParameterFault::Offset)]
    #[case("offset=%2B1", ParameterFault::Offset)]
    #[case("offset=1.5", ParameterFault::Offset)]
    #[case("offset=10001", ParameterFault::Offset)]
    #[case("offset=2147483647", ParameterFault::Offset)]
    #[case("offset=99999999999", ParameterFault::Offset)]
    #[case("count=0", ParameterFault::Count)]
    #[case("count=101", ParameterFault::Count)]
    #[case("count=many", ParameterFault::Count)]
    #[case("filter=All&filter=Active", ParameterFault::Repeated)]
    #[case("count=1&COUNT=", ParameterFault::Repeated)]
    fn a_value_that_a_parameter_cannot_have_is_refused(
        #[case] query: &str,
        #[case] fault: ParameterFault,
    ) {
        assert_eq!(read(query), Err(fault));
    }
}
