//! The shape of the house: which rooms know each other, and what may be shared between threads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms whose names must not stand in it.
const RULES: &[(&str, &[&str])] = &[
    (
        "problem",
        &[
            "pool",
            "rules",
            "score",
            "matching",
            "solve",
            "strategy",
            "synthetic",
            "measure",
            "compare",
        ],
    ),
    (
        "solve",
        &["pool", "rules", "score", "matching", "strategy", "synthetic", "measure", "compare"],
    ),
    ("strategy", &["pool", "rules", "score", "matching", "synthetic", "measure", "compare"]),
    // Measures look at any matching, whoever made it.
    (
        "measure",
        &[
            "pool",
            "rules",
            "score",
            "matching",
            "synthetic",
            "solve",
            "strategy",
            "verify",
            "compare",
        ],
    ),
    // The hall hands out problems; what is asked of them stands on it.
    ("matching", &["compare"]),
    // What checks an answer shares nothing with what found it.
    ("verify", &["pool", "rules", "score", "matching", "synthetic", "solve", "strategy"]),
    (
        "pool",
        &["problem", "solve", "strategy", "verify", "matching", "synthetic", "score", "rules"],
    ),
    ("rules", &["problem", "solve", "strategy", "verify", "matching", "synthetic", "score"]),
    ("score", &["problem", "solve", "strategy", "verify", "matching", "synthetic"]),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file: no comments (examples in docs may show the whole house), nothing from the tests at its end.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Paths of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<String> {
    let tree: String = tree.chars().filter(|letter| !letter.is_whitespace()).collect();
    let Some((head, rest)) = tree.split_once('{') else { return vec![tree] };
    let inner = rest.strip_suffix('}').unwrap_or(rest);
    let (mut parts, mut depth, mut part) = (Vec::new(), 0, String::new());
    for letter in inner.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(letter);
        }
    }
    parts.push(part);
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.flat_map(|part| paths(&format!("{head}{part}"))).collect()
}

/// Top-level names of this crate that a file speaks of. `depth` is how many modules deep it lies.
fn rooms(code: &str, depth: usize) -> BTreeSet<String> {
    let mut all = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let starts = at == 0 || code[..at].ends_with(char::is_whitespace);
        if starts && let Some((tree, _)) = code[at + 4..].split_once(';') {
            all.extend(paths(tree));
        }
    }
    // Paths in the midst of code, and `pub(in crate::score)`.
    for root in ["crate::", "tandems::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let inside = code[..at].ends_with("::") || code[..at].ends_with(char::is_alphanumeric);
            if !inside {
                let letter = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
                all.push(code[at..].split(letter).next().unwrap_or_default().to_owned());
            }
        }
    }
    let supers = "super::".repeat(depth);
    let room = |path: &String| {
        let rest = ["crate::", "tandems::", supers.as_str()]
            .into_iter()
            .find_map(|root| path.strip_prefix(root))?;
        rest.split("::").next().filter(|room| !room.is_empty()).map(str::to_owned)
    };
    all.iter().filter_map(room).collect()
}

#[test]
fn the_wings_do_not_know_each_other() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut read = 0;
    for (room, strangers) in RULES {
        let mut all = files(&source.join(room));
        let file = source.join(format!("{room}.rs"));
        all.extend(file.exists().then_some(file));
        assert!(!all.is_empty(), "there is no room {room}");
        for file in all {
            let inside = file.strip_prefix(&source).unwrap();
            let folders = inside.components().count() - 1;
            let is_root = file.file_name().is_some_and(|name| name == "mod.rs") || folders == 0;
            let depth = if is_root { folders.max(1) } else { folders + 1 };
            let seen = rooms(&code(&fs::read_to_string(&file).unwrap()), depth);
            for stranger in *strangers {
                assert!(!seen.contains(*stranger), "{} knows {stranger}", inside.display());
            }
            read += 1;
        }
    }
    assert!(read > 30, "only {read} files were read");
}

#[test]
fn the_reader_of_imports_sees_what_is_there() {
    let text = "use std::fmt;\nuse super::super::{verify, pool::{Pool, Side}};\n\
                // use crate::matching::Matcher;\npub(in crate::score) fn f() { crate::solve::go() }\n\
                #[cfg(test)]\nuse crate::synthetic::Preset;";
    let expected = ["pool", "score", "solve", "verify"].map(str::to_owned);
    assert_eq!(rooms(&code(text), 2), BTreeSet::from(expected));
    assert_eq!(rooms("use super::problem::Edge;", 2), BTreeSet::new());
    assert_eq!(rooms("use crate::{pool, score::{self}};", 1).len(), 2);
}

#[test]
fn what_is_public_goes_between_threads() {
    fn shared<T: Send + Sync>() {}
    use tandems::{matching, pool, problem, rules, score, solve, strategy, synthetic, verify};
    shared::<pool::Pool>();
    shared::<pool::PoolBuilder>();
    shared::<pool::PoolError>();
    shared::<pool::Faults>();
    shared::<pool::CsvFormat>();
    shared::<score::ScoringModel>();
    shared::<score::ModelBuilder>();
    shared::<score::ModelError>();
    shared::<score::CompiledModel<'_>>();
    shared::<score::PairScore>();
    shared::<score::Taxonomy>();
    shared::<rules::Rules>();
    shared::<rules::CompiledRules<'_>>();
    shared::<rules::Violation>();
    shared::<problem::Problem<problem::Csr>>();
    shared::<problem::Problem<problem::Csr<f64>>>();
    shared::<problem::Problem<problem::DenseView<'_, i32>>>();
    shared::<problem::ProblemError>();
    shared::<problem::MatrixError>();
    shared::<problem::Limits>();
    shared::<problem::CancelToken>();
    shared::<problem::Solution>();
    shared::<solve::Options>();
    shared::<solve::SolveError>();
    shared::<problem::Preferences>();
    shared::<strategy::Strategy>();
    shared::<strategy::Inputs<'_>>();
    shared::<strategy::Outcome>();
    shared::<strategy::StrategyError>();
    shared::<verify::Verified>();
    shared::<verify::VerifyError>();
    shared::<matching::CompiledScores<'_>>();
    shared::<matching::Matcher<'_>>();
    shared::<matching::Matching>();
    shared::<matching::MatchError>();
    shared::<matching::Review>();
    shared::<matching::Priority>();
    shared::<synthetic::SyntheticPool>();
    shared::<synthetic::planted::Planted>();
    shared::<synthetic::Instance>();
    shared::<synthetic::Built>();
    shared::<problem::Frontier>();
    shared::<solve::FrontierError>();
    shared::<tandems::measure::Measures>();
    shared::<tandems::measure::MeasureError>();
    shared::<tandems::measure::Matched<'_>>();
    shared::<tandems::compare::Case<'_>>();
    shared::<tandems::compare::Compare>();
    shared::<tandems::compare::Comparison>();
    shared::<tandems::compare::CompareError>();
}
