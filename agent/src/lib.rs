//! The local half of Conspectus: the only code that touches data.
//!
//! A capture flows one way: Arrow stream -> `summary` -> `disclosure` -> `ledger` -> `upload`.
