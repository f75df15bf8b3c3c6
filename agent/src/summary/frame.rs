use super::column::{ColumnSummary, merge_all};
use super::partial::{Part, Reader, Writer};
use super::rows::RowStatistics;
use super::{RowSet, SummaryError};

/// All that is known about one table. It does not leave the process.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameSummary {
    pub rows: u64,
    pub columns: Vec<ColumnSummary>,
    /// A keyed digest of the content: names and types of the columns in their order, and the multiset of rows, whatever
    /// their order and their batches.
    pub fingerprint: [u8; 16],
    /// Tells whether two versions differ by only a few rows.
    pub row_set: RowSet,
    /// Which rows repeat, which columns they miss, and some of them.
    pub row_statistics: RowStatistics,
    pub(super) content: Content,
}

/// What a fingerprint is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    /// A keyed digest of the columns' names and types.
    pub(super) schema: [u8; 32],
    /// Sums of two keyed hashes of each row.
    pub(super) sums: [u64; 2],
}

impl Content {
    pub(super) fn fingerprint(&self, rows: u64) -> [u8; 16] {
        let mut message = self.schema.to_vec();
        message.extend([rows, self.sums[0], self.sums[1]].into_iter().flat_map(u64::to_le_bytes));
        let digest = ring::digest::digest(&ring::digest::SHA256, &message);
        digest.as_ref().first_chunk().copied().unwrap_or_default()
    }
}

/// The fingerprint follows from the content.
impl Part for FrameSummary {
    fn write(&self, out: &mut Writer) {
        self.rows.write(out);
        self.columns.write(out);
        self.row_set.write(out);
        self.row_statistics.write(out);
        out.bytes(&self.content.schema);
        self.content.sums.iter().for_each(|sum| out.word(*sum));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let (rows, columns, row_set) = (Part::read(input)?, Vec::<ColumnSummary>::read(input)?, RowSet::read(input)?);
        let row_statistics = RowStatistics::read(input)?;
        let schema = input.bytes(32)?.first_chunk().copied()?;
        let content = Content { schema, sums: [input.word()?, input.word()?] };
        let whole =
            row_set.holds(rows) && row_statistics.holds(rows) && columns.iter().all(|column| column.rows == rows);
        let fingerprint = content.fingerprint(rows);
        whole.then_some(Self { rows, columns, fingerprint, row_set, row_statistics, content })
    }
}

impl FrameSummary {
    /// The summary of both tables' rows together; both were made under the same key.
    pub fn merge(self, other: Self) -> Result<Self, SummaryError> {
        let columns = merge_all(self.columns, other.columns)?;
        if self.content.schema != other.content.schema {
            return Err(SummaryError::Schema("they were made under different keys".to_owned()));
        }
        let (rows, mut row_set) = (self.rows + other.rows, self.row_set);
        row_set.merge(&other.row_set);
        let mut row_statistics = self.row_statistics;
        row_statistics.merge(&other.row_statistics);
        let [a, b] = self.content.sums;
        let sums = [a.wrapping_add(other.content.sums[0]), b.wrapping_add(other.content.sums[1])];
        let content = Content { schema: self.content.schema, sums };
        Ok(Self { rows, columns, fingerprint: content.fingerprint(rows), row_set, row_statistics, content })
    }
}
