use axum::Json;
use axum::extract::State;
use conspectus_metadata::AssetKind;
use serde::{Deserialize, Serialize};

use super::extract::Query;
use super::page::{Asked, refused};
use super::{ApiResult, AppState, Page};
use crate::catalog::AssetSummary;
use crate::identity::Actor;
use crate::vault::query_words;

/// What is looked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Quest {
    /// Words of names, columns, metrics and texts, up to 200 characters. Names are found by their beginnings too.
    #[param(max_length = 200)]
    q: String,
    /// Assets of this kind only.
    #[param(inline)]
    kind: Option<AssetKind>,
    /// `next_cursor` of the page before.
    #[param(pattern = "^[A-Za-z0-9_-]{43}$")]
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

const LONGEST_QUERY: usize = 200;

/// An asset found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Hit {
    pub asset: AssetSummary,
    /// The words of the query that found it, in lower case.
    pub matched: Vec<String>,
}

/// The assets whose newest versions hold at least one of the words: more words first, then names before texts.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "search", operation_id = "search", params(Quest),
    responses((status = 200, body = Page<Hit>))
)]
pub async fn search(
    State(state): State<AppState>,
    actor: Actor,
    Query(quest): Query<Quest>,
) -> ApiResult<Json<Page<Hit>>> {
    let Quest { q, kind, cursor, limit } = quest;
    if q.chars().count() > LONGEST_QUERY {
        return Err(refused("q", "at most 200 characters"));
    }
    let words = query_words(&q);
    let asked = Asked::of(format_args!("search for {words:?} among {kind:?}"), cursor.as_deref(), limit)?;
    let found = state.store.search(&actor, &words, kind, asked.slice()).await?;
    let hit = |found: crate::store::Found| Hit { asset: found.asset, matched: found.words };
    Ok(Json(asked.page(found, |found| (found.rank, found.asset.id), hit)))
}
