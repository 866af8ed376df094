//! Pictures as SVG, with the text as text: no fonts are needed to write them.

#![allow(clippy::cast_precision_loss, reason = "pixels are coarser")]
#![allow(clippy::cast_possible_truncation, reason = "a handful of lines")]
#![allow(clippy::cast_possible_wrap, reason = "a handful of lines")]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "as plotters wants it")]
#![allow(clippy::type_complexity, reason = "a name, a color and a point")]

use std::error::Error;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;
use tandems::compare::{Comparison, Measure};
use tandems::problem::Frontier;
use tandems::strategy::Strategy;

use crate::Matched;

type Drawn = Result<(), Box<dyn Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Colors that people who see few colors can tell apart (Okabe and Ito), then gray.
const COLORS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(60, 60, 60),
    RGBColor(160, 160, 160),
];

const FONT: &str = "sans-serif";
const POINT: f64 = 1e6;

fn whole(number: &f64) -> String {
    format!("{number:.0}")
}

fn micros(weight: i64) -> f64 {
    weight as f64 / POINT
}

/// What more tandems cost: the best total above, the worst pairs below.
pub(crate) fn frontier(path: &Path, title: &str, frontier: &Frontier) -> Drawn {
    let root = SVGBackend::new(path, (900, 700)).into_drawing_area();
    root.fill(&WHITE)?;
    let root = root.titled(&format!("What more tandems cost: {title}"), (FONT, 20))?;
    let (above, below) = root.split_vertically(340);
    let points = frontier.points();
    let last = points.last().map_or(1, |point| point.tandems).max(1) as f64;
    let total = |total: i128| total as f64 / POINT;
    let most = points.iter().map(|point| total(point.total)).fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(&above)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..last * 1.02, 0.0..most * 1.05)?;
    chart
        .configure_mesh()
        .x_desc("tandems")
        .x_label_formatter(&whole)
        .y_desc("best total, points")
        .y_label_formatter(&whole)
        .label_style((FONT, 14))
        .light_line_style(WHITE)
        .draw()?;
    let curve = points.iter().map(|point| (point.tandems as f64, total(point.total)));
    chart.draw_series(LineSeries::new(curve, COLORS[0].stroke_width(2)))?;

    let (left, right) = below.split_horizontally(690);
    let mut chart = ChartBuilder::on(&left)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..last * 1.02, 0.0..1.05)?;
    chart
        .configure_mesh()
        .x_desc("tandems")
        .x_label_formatter(&whole)
        .y_desc("score of the worst pair")
        .label_style((FONT, 14))
        .light_line_style(WHITE)
        .draw()?;
    let curve = |of: fn(&tandems::problem::FrontierPoint) -> Option<i64>| {
        let points = points.iter();
        points.filter_map(move |point| Some((point.tandems as f64, micros(of(point)?))))
    };
    chart
        .draw_series(LineSeries::new(curve(|point| point.best_worst), COLORS[2].stroke_width(2)))?;
    chart.draw_series(LineSeries::new(curve(|point| point.worst), COLORS[1].stroke_width(2)))?;
    legend(
        &right,
        &[("best worst pair".to_owned(), COLORS[2]), ("worst of best total".to_owned(), COLORS[1])],
    )?;
    root.present()?;
    Ok(())
}

/// How good the tandems of each strategy are: the share of them that score at least this.
pub(crate) fn scores(path: &Path, title: &str, runs: &[Matched]) -> Drawn {
    let lines = runs.iter().map(|run| {
        let mut scores: Vec<f64> = run.weights.iter().map(|&weight| micros(weight)).collect();
        scores.sort_by(f64::total_cmp);
        let count = scores.len().max(1) as f64;
        let mut line = vec![(0.0, 100.0)];
        for (below, score) in scores.iter().enumerate() {
            line.push((*score, 100.0 * (count - below as f64) / count));
            line.push((*score, 100.0 * (count - below as f64 - 1.0) / count));
        }
        (run.name.clone(), line)
    });
    let lines: Vec<_> = lines.collect();
    let axes = ["score", "tandems that score at least this, %"];
    curves(path, &format!("Scores of the tandems: {title}"), axes, 1.02, 102.0, &lines)
}

/// How many mentees get one of their first choices: running totals of the profile.
pub(crate) fn ranks(path: &Path, title: &str, runs: &[Matched], mentees: usize) -> Drawn {
    const SHOWN: u32 = 20;
    let lines = runs.iter().map(|run| {
        let line = (0..=SHOWN).map(|rank| {
            let so_far = run.ranks.iter().filter(|&&own| own <= rank).count();
            (f64::from(rank), 100.0 * so_far as f64 / mentees.max(1) as f64)
        });
        (run.name.clone(), line.collect::<Vec<_>>())
    });
    let lines: Vec<_> = lines.collect();
    let most = lines.iter().flat_map(|line| &line.1).map(|point| point.1).fold(1.0, f64::max);
    let axes = ["rank of the mentor on the mentee's list", "mentees with this rank or better, %"];
    let title = format!("Ranks of the tandems: {title}");
    curves(path, &title, axes, f64::from(SHOWN) + 0.4, most * 1.06, &lines)
}

/// What fairness costs: the mean over all pools and seeds.
pub(crate) fn fairness(path: &Path, comparison: &Comparison, strategies: &[Strategy]) -> Drawn {
    let of = |strategy, measure| Some(comparison.row(strategy, measure)?.summary?.mean);
    let points: Vec<(String, RGBColor, f64, f64)> = strategies
        .iter()
        .zip(COLORS)
        .filter_map(|(&strategy, color)| {
            let total = of(strategy, Measure::Total)? / POINT;
            Some((strategy.to_string(), color, total, of(strategy, Measure::Gini)?))
        })
        .collect();
    let range = |values: &dyn Fn(&(String, RGBColor, f64, f64)) -> f64| {
        let low = points.iter().map(values).fold(f64::MAX, f64::min);
        let high = points.iter().map(values).fold(f64::MIN, f64::max);
        let room = ((high - low) * 0.08).max(1e-3);
        low - room..high + room
    };
    let root = SVGBackend::new(path, (900, 480)).into_drawing_area();
    root.fill(&WHITE)?;
    let count = comparison.cases.len();
    let title = format!("Fairness against total: means over {count} pools");
    let root = root.titled(&title, (FONT, 20))?;
    let (left, right) = root.split_horizontally(600);
    let mut chart = ChartBuilder::on(&left)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(range(&|point| point.2), range(&|point| point.3))?;
    chart
        .configure_mesh()
        .x_desc("total, points (more is better)")
        .x_label_formatter(&whole)
        .y_desc("Gini of the mentees (less is fairer)")
        .label_style((FONT, 14))
        .light_line_style(WHITE)
        .draw()?;
    let mut entries = Vec::new();
    for (at, (name, color, total, gini)) in points.iter().enumerate() {
        let same = points[..at].iter().find(|earlier| (earlier.2, earlier.3) == (*total, *gini));
        if let Some(earlier) = same {
            entries.push((format!("{name} = {}", earlier.0), WHITE));
        } else {
            chart.draw_series(std::iter::once(Circle::new((*total, *gini), 6, color.filled())))?;
            entries.push((name.clone(), *color));
        }
    }
    legend(&right, &entries)?;
    root.present()?;
    Ok(())
}

/// One line for each strategy, on axes from zero.
fn curves(
    path: &Path,
    title: &str,
    axes: [&str; 2],
    width: f64,
    height: f64,
    lines: &[(String, Vec<(f64, f64)>)],
) -> Drawn {
    let root = SVGBackend::new(path, (900, 480)).into_drawing_area();
    root.fill(&WHITE)?;
    let root = root.titled(title, (FONT, 20))?;
    let (left, right) = root.split_horizontally(600);
    let mut chart = ChartBuilder::on(&left)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..width, 0.0..height)?;
    chart
        .configure_mesh()
        .x_desc(axes[0])
        .y_desc(axes[1])
        .x_label_formatter(&|number| {
            if width < 2.0 { format!("{number:.1}") } else { whole(number) }
        })
        .y_label_formatter(&whole)
        .label_style((FONT, 14))
        .light_line_style(WHITE)
        .draw()?;
    let mut entries = Vec::new();
    for (at, ((name, line), color)) in lines.iter().zip(COLORS).enumerate() {
        // A line that is the same as an earlier one would hide it.
        let same = lines[..at].iter().find(|earlier| earlier.1 == *line);
        if let Some((earlier, _)) = same {
            entries.push((format!("{name} = {earlier}"), WHITE));
        } else {
            chart.draw_series(LineSeries::new(line.iter().copied(), color.stroke_width(2)))?;
            entries.push((name.clone(), color));
        }
    }
    legend(&right, &entries)?;
    root.present()?;
    Ok(())
}

/// Names beside the chart, where they hide nothing.
fn legend(area: &Area<'_>, entries: &[(String, RGBColor)]) -> Drawn {
    for (at, (name, color)) in entries.iter().enumerate() {
        let y = 30 + 24 * at as i32;
        area.draw(&Rectangle::new([(4, y - 2), (28, y + 3)], color.filled()))?;
        area.draw(&Text::new(name.clone(), (36, y - 6), (FONT, 13)))?;
    }
    Ok(())
}
