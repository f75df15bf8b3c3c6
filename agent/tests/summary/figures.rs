//! Everything that is known of a table, as lines that can be compared: the figures which hold whatever the order of
//! rows, batches, threads and merges. Frequent values count as long as they are exact. Tests for personal data do not: a
//! different value is tried once in each part.

use conspectus_agent::summary::{ColumnSummary, FrameSummary, NumberSummary, TextSummary, Values};

pub fn figures(summary: &FrameSummary) -> Vec<String> {
    let mut lines = vec![format!("{} rows, {:x?}, {:?}", summary.rows, summary.fingerprint, summary.row_set)];
    summary.columns.iter().for_each(|column| of_column(column, &mut lines));
    lines
}

fn of_column(column: &ColumnSummary, lines: &mut Vec<String>) {
    let ColumnSummary { name, arrow_type, family, rows, nulls, values } = column;
    lines.push(format!("{name}: {arrow_type}, {family:?}, {rows} rows, {nulls} nulls"));
    match values {
        Values::Uncounted => {}
        Values::Boolean { trues } => lines.push(format!("{trues} trues")),
        Values::Number(numbers) | Values::Binary(numbers) => of_numbers(numbers, lines),
        Values::Text(texts) => of_texts(texts, lines),
        Values::List { lengths, item } => {
            of_numbers(lengths, lines);
            of_column(item, lines);
        }
        Values::Struct(fields) => fields.iter().for_each(|field| of_column(field, lines)),
    }
}

fn of_numbers(numbers: &NumberSummary, lines: &mut Vec<String>) {
    let NumberSummary { finite, nan, pos_inf, neg_inf, zeros, negatives, integral, .. } = numbers;
    lines.push(format!("{finite} {nan} {pos_inf} {neg_inf} {zeros} {negatives} {integral}"));
    lines.push(format!("moments {:?} {:?} {:?}", numbers.mean(), numbers.variance(), numbers.total()));
    let distribution = numbers.distribution();
    lines.push(format!("largest {:?}, range {:?}", numbers.largest(), distribution.range()));
    let quantiles: Vec<f64> = (0..=50).map(|q| distribution.quantile(f64::from(q) / 50.0)).collect();
    lines.push(format!("{} in {quantiles:?}", distribution.count()));
    let ranks: Vec<u64> = quantiles.iter().map(|x| distribution.rank(*x)).collect();
    lines.push(format!("{ranks:?}, {} distinct", numbers.distinct()));
    if numbers.distinct_is_exact() {
        lines.push(format!("{:?}", numbers.frequent()));
    }
}

fn of_texts(texts: &TextSummary, lines: &mut Vec<String>) {
    of_numbers(&texts.lengths, lines);
    let looks = (texts.numeric_looking(), texts.date_looking());
    lines.push(format!("{} empty, {} distinct, {looks:?}", texts.empty, texts.distinct()));
    if texts.distinct_is_exact() {
        lines.push(format!("{:?}", texts.frequent()));
    }
}
