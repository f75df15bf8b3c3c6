use super::csv::{COLUMNS, to_csv_record};
use super::{CSV_MARK, Header, Line};

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// For spreadsheets, with a comment as its first line.
    Csv,
}

impl Format {
    /// What stands before the events.
    #[must_use]
    pub fn start(self, header: &Header) -> String {
        let json = serde_json::to_string(header).unwrap_or_default();
        match self {
            Self::JsonLines => format!("{json}\n"),
            Self::Csv => format!("{CSV_MARK}{json}\n{}", row(COLUMNS)),
        }
    }

    /// One event.
    #[must_use]
    pub fn line(self, line: &Line) -> String {
        match self {
            Self::JsonLines => format!("{}\n", serde_json::to_string(line).unwrap_or_default()),
            Self::Csv => row(to_csv_record(line)),
        }
    }
}

fn row<T: AsRef<[u8]>>(cells: impl IntoIterator<Item = T>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
