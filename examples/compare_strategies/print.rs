//! The table as text.

use tandems::compare::{Comparison, Measure};
use tandems::strategy::Strategy;

/// A line for each strategy and a column for each measure: the mean, and below it the difference from the baseline with its
/// interval.
pub(crate) fn table(
    comparison: &Comparison,
    strategies: &[Strategy],
    measures: &[Measure],
) -> String {
    let mut lines = vec![vec![String::new()]];
    lines[0].extend(measures.iter().map(ToString::to_string));
    for &strategy in strategies {
        let (mut means, mut differences) = (vec![strategy.to_string()], vec![String::new()]);
        for &measure in measures {
            let row = comparison.row(strategy, measure);
            let summary = row.and_then(|row| row.summary);
            means.push(summary.map_or("–".to_owned(), |summary| short(measure, summary.mean)));
            let difference = row.and_then(|row| row.difference);
            differences.push(difference.map_or(String::new(), |difference| {
                let interval = difference.interval.map_or(String::new(), |(low, high)| {
                    format!(" [{}, {}]", short(measure, low), short(measure, high))
                });
                format!("{}{interval}", signed(measure, difference.mean))
            }));
        }
        lines.push(means);
        if differences.iter().any(|cell| !cell.is_empty()) {
            lines.push(differences);
        }
    }
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..=measures.len()).filter_map(width).collect();
    let mut text = String::new();
    for line in &lines {
        for (at, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width - cell.chars().count());
            if at == 0 {
                text.push_str(cell);
                text.push_str(&pad);
            } else {
                text.push_str("  ");
                text.push_str(&pad);
                text.push_str(cell);
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// Weights are millionths of a point.
fn short(measure: Measure, number: f64) -> String {
    match measure {
        Measure::Total => format!("{:.1}", number / 1e6),
        Measure::WorstPair | Measure::MeanValue => format!("{:.3}", number / 1e6),
        Measure::Gini => format!("{number:.3}"),
        _ => format!("{number:.1}"),
    }
}

fn signed(measure: Measure, number: f64) -> String {
    let text = short(measure, number);
    if number >= 0.0 { format!("+{text}") } else { text }
}
