use std::fmt::Display;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conspectus_metadata::{Problem, ProblemCode};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ApiError;
use crate::store::Slice;

/// One page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// Which page of a list is asked for. Lists with filters have a type of their own with these two beside them.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// `next_cursor` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]{43}$")]
    pub cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl Listing {
    /// See [`Asked::of`].
    pub fn of(&self, list: impl Display) -> Result<Asked, ApiError> {
        Asked::of(list, self.cursor.as_deref(), self.limit)
    }
}

const MOST_ITEMS: u32 = 200;
const USUAL_ITEMS: u32 = 50;
const KEY: usize = 8;
const ID: usize = 16;

/// A page that was asked for and can be answered.
///
/// Its cursors hold the sort key and id of the last row shown, so that rows that come and go elsewhere shift nothing,
/// and a digest of the list with its filters, so that a cursor is good for the list it came from and for no other.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    slice: Slice,
    list: [u8; 8],
}

impl Asked {
    /// `list` names the list and all of its filters.
    pub fn of(list: impl Display, cursor: Option<&str>, limit: Option<u32>) -> Result<Self, ApiError> {
        let limit = limit.unwrap_or(USUAL_ITEMS);
        if !(1..=MOST_ITEMS).contains(&limit) {
            return Err(refused("limit", "a number from 1 to 200"));
        }
        let mut name = [0; 8];
        name.copy_from_slice(&digest(&SHA256, list.to_string().as_bytes()).as_ref()[..8]);
        let foreign = || refused("cursor", "next_cursor of the page before, with the same filters");
        let after = cursor.map(|text| decode(text, name).ok_or_else(foreign)).transpose()?;
        Ok(Self { slice: Slice { after, limit }, list: name })
    }

    pub const fn slice(&self) -> Slice {
        self.slice
    }

    /// From up to one row more than asked for, in order: the surplus row only says that there is a next page.
    pub fn page<R, T>(&self, mut rows: Vec<R>, key: impl Fn(&R) -> (i64, Uuid), item: impl FnMut(R) -> T) -> Page<T> {
        let wanted = self.slice.limit as usize;
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next_cursor = rows.last().filter(|_| more).map(|last| self.encode(key(last)));
        Page { items: rows.into_iter().map(item).collect(), next_cursor }
    }

    fn encode(&self, (key, id): (i64, Uuid)) -> String {
        let bytes = [key.to_be_bytes().as_slice(), id.as_bytes(), &self.list].concat();
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn decode(text: &str, list: [u8; 8]) -> Option<(i64, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (key, rest) = bytes.split_at_checked(KEY)?;
    let (id, tail) = rest.split_at_checked(ID)?;
    let is_ours = tail == list;
    is_ours.then_some((i64::from_be_bytes(key.try_into().ok()?), Uuid::from_slice(id).ok()?))
}

/// A query parameter or header that is not as it should be.
pub(super) fn refused(field: &str, expected: &str) -> ApiError {
    let detail = format!("{field} is not as expected: {expected}.");
    Problem::new(ProblemCode::InvalidRequest, detail).with_field(field, format!("expected {expected}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(list: &str, cursor: Option<&str>) -> Result<Asked, ApiError> {
        Asked::of(list, cursor, Some(2))
    }

    fn cursor_of(list: &str) -> String {
        let rows = vec![(30, Uuid::from_u128(3)), (20, Uuid::from_u128(2)), (10, Uuid::from_u128(1))];
        let page = asked(list, None).expect("asked").page(rows, |row| *row, |row| row.0);
        assert_eq!(page.items, [30, 20]);
        page.next_cursor.expect("a third row is left")
    }

    #[test]
    fn a_cursor_leads_on_after_the_last_row_shown() {
        let cursor = cursor_of("assets");
        let slice = asked("assets", Some(&cursor)).expect("its own cursor").slice();
        assert_eq!(slice.after, Some((20, Uuid::from_u128(2))));
    }

    #[test]
    fn a_cursor_is_good_for_its_own_list_and_filters_only() {
        let cursor = cursor_of("assets, datasets only");
        assert!(asked("assets, models only", Some(&cursor)).is_err());
    }

    #[test]
    fn a_malformed_cursor_is_refused_by_name() {
        for text in ["", "x", "AAAA", "ä", &"A".repeat(500)] {
            let problem = asked("assets", Some(text)).expect_err("refused").into_problem();
            assert_eq!((problem.status, problem.errors[0].field.as_str()), (400, "cursor"));
        }
    }

    #[test]
    fn a_limit_beyond_its_bounds_is_refused_by_name() {
        for limit in [0, 201] {
            let problem = Asked::of("assets", None, Some(limit)).expect_err("refused").into_problem();
            assert_eq!(problem.errors[0].field, "limit");
        }
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = asked("assets", None).expect("asked").page(vec![(1, Uuid::nil())], |row| *row, |row| row.0);
        assert_eq!(page.next_cursor, None);
    }
}
