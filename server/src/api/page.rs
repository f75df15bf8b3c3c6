use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ApiError;

/// One page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// Where a page starts: after the row with this sort key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub key: i64,
    pub id: Uuid,
}

pub const MOST_ITEMS: u32 = 200;
const USUAL_ITEMS: u32 = 50;

impl Listing {
    pub fn limit(&self) -> Result<u32, ApiError> {
        match self.limit.unwrap_or(USUAL_ITEMS) {
            limit @ 1..=MOST_ITEMS => Ok(limit),
            _ => Err(ApiError::invalid("limit is a number from 1 to 200.")),
        }
    }

    pub fn cursor(&self) -> Result<Option<Cursor>, ApiError> {
        let refused = || ApiError::invalid("This cursor is not one of ours: pass next_cursor as it came.");
        self.cursor.as_deref().map(|text| Cursor::decode(text).ok_or_else(refused)).transpose()
    }
}

impl Cursor {
    pub fn encode(self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.key.to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (key, id) = bytes.split_at(8);
        Some(Self { key: i64::from_be_bytes(key.try_into().ok()?), id: Uuid::from_slice(id).ok()? })
    }
}

impl<T> Page<T> {
    /// From up to `limit + 1` rows in order: the surplus row only says that there is a next page.
    pub fn from_surplus(mut items: Vec<T>, limit: u32, cursor_of: impl Fn(&T) -> Cursor) -> Self {
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next_cursor = items.last().filter(|_| more).map(|last| cursor_of(last).encode());
        Self { items, next_cursor }
    }
}
