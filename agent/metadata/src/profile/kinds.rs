use serde::{Deserialize, Serialize};

/// A type in Arrow's words, for example `int64`, `timestamp[us, Europe/Berlin]`, `decimal128(10, 2)`, `list<int32>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnType {
    pub arrow: String,
    pub family: TypeFamily,
}

impl ColumnType {
    /// Of no column.
    pub(crate) const fn none() -> Self {
        Self { arrow: String::new(), family: TypeFamily::Null }
    }
}

/// What the figures of a column mean: numeric axes are in the column's own unit, dates and timestamps in seconds since
/// 1970-01-01T00:00:00 UTC (local time if the column has no zone), times in seconds since midnight, durations in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TypeFamily {
    Boolean,
    Integer,
    Float,
    Decimal,
    Text,
    Date,
    Time,
    Timestamp,
    Duration,
    Binary,
    List,
    Struct,
    Null,
    Other,
}

/// What a column is, judged from its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Semantic {
    /// Nearly every value occurs once.
    Identifier,
    /// Groups without an order.
    Categorical,
    /// Whole numbers from a short run: ratings, months, numbers of children.
    Ordinal,
    Continuous,
    /// Whole numbers.
    Discrete,
    /// One value throughout.
    Constant,
    FreeText,
    Temporal,
    /// Countries, regions, postal codes. Coordinates are personal data.
    Geographic,
}

/// Why a column counts as personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PersonalClass {
    Email,
    Phone,
    PaymentCard,
    Iban,
    NationalId,
    IpAddress,
    MacAddress,
    Person,
    Address,
    BirthDate,
    Coordinates,
    Secret,
    Url,
}
