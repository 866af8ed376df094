//! Hierarchies of sectors or regions, and how similar two of their codes are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Score;
use super::criteria::key;

/// A hierarchy of a programme's own, each entry under its parent: `nursing` under `health`.
///
/// The root has depth 0. A tree with a single top has that top as its root; several tops hang under a root that nobody
/// sees, so that two codes under different tops have nothing in common. Codes compare without regard to case.
///
/// ```
/// use tandems::score::Tree;
///
/// let tree = Tree::new("jobs", [("nursing", "health"), ("care", "health"), ("law", "offices")])?;
/// assert_eq!(tree.similarity("nursing", "care").unwrap().micros(), 500_000);
/// assert_eq!(tree.similarity("nursing", "law").unwrap().micros(), 0);
/// # Ok::<(), tandems::score::TreeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    name: String,
    /// Parent of each code, both by key. The tops are not in it.
    parents: BTreeMap<String, String>,
    /// Each code as it was first written, by key.
    shown: BTreeMap<String, String>,
    /// The one top, where there is one: its depth is 0.
    root: Option<String>,
}

/// Why a list of parents is no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TreeError {
    /// Following the parents leads back to the start.
    #[error("{code:?} lies under itself ({circle}); give one of them a parent outside the circle")]
    Cycle {
        /// A code on the circle.
        code: String,
        /// The whole circle, `a > b > a`.
        circle: String,
    },
    /// A code has two parents.
    #[error("{code:?} has two parents, {first:?} and {second:?}; keep one")]
    TwoParents {
        /// The code.
        code: String,
        /// Parent that came first.
        first: String,
        /// Parent that came later.
        second: String,
    },
    /// A code or a parent is blank.
    #[error("an entry of the tree is blank; write a code and its parent")]
    Blank,
}

impl Tree {
    /// A tree from pairs of child and parent.
    ///
    /// # Errors
    ///
    /// [`TreeError`] where the entries make no tree.
    pub fn new<C: AsRef<str>, P: AsRef<str>>(
        name: impl Into<String>,
        entries: impl IntoIterator<Item = (C, P)>,
    ) -> Result<Self, TreeError> {
        let (mut parents, mut shown) = (BTreeMap::new(), BTreeMap::new());
        for (child, parent) in entries {
            let (child, parent) = (child.as_ref().trim(), parent.as_ref().trim());
            if child.is_empty() || parent.is_empty() {
                return Err(TreeError::Blank);
            }
            for code in [child, parent] {
                shown.entry(key(code)).or_insert_with(|| code.to_owned());
            }
            if let Some(first) = parents.insert(key(child), key(parent))
                && first != key(parent)
            {
                let first = shown.get(&first).unwrap_or(&first).clone();
                let (code, second) = (child.to_owned(), parent.to_owned());
                return Err(TreeError::TwoParents { code, first, second });
            }
        }
        let mut sound = BTreeSet::new();
        for start in parents.keys() {
            let (mut path, mut code) = (vec![start], start);
            while let Some(parent) = parents.get(code) {
                if sound.contains(parent) {
                    break;
                }
                if let Some(from) = path.iter().position(|seen| *seen == parent) {
                    let mut circle: Vec<&str> =
                        path[from..].iter().map(|code| shown[*code].as_str()).collect();
                    circle.push(circle[0]);
                    return Err(TreeError::Cycle {
                        code: circle[0].to_owned(),
                        circle: circle.join(" > "),
                    });
                }
                path.push(parent);
                code = parent;
            }
            sound.extend(path);
        }
        let mut tops = shown.keys().filter(|code| !parents.contains_key(*code));
        let root = tops.next().filter(|_| tops.next().is_none()).cloned();
        Ok(Self { name: name.into(), parents, shown, root })
    }

    /// The name by which a model file speaks of it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Children and parents, sorted by child.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parents.iter().map(|(child, parent)| (&*self.shown[child], &*self.shown[parent]))
    }

    /// How similar two codes are: see [`Taxonomy`]. `None` where the tree does not have one of them.
    #[must_use]
    pub fn similarity(&self, one: &str, other: &str) -> Option<Score> {
        Some(wu_palmer(&self.path(one)?, &self.path(other)?).0)
    }

    /// Keys from below the root down to the code; empty for the root.
    pub(super) fn path(&self, code: &str) -> Option<Path> {
        let code = key(code);
        let mut at = self.shown.get_key_value(&code)?.0;
        let mut path = Vec::new();
        while Some(at) != self.root.as_ref() {
            path.push(self.shown[at].clone());
            let Some(parent) = self.parents.get(at) else { break };
            at = parent;
        }
        path.reverse();
        let root = self.root.as_ref().map(|root| self.shown[root].clone());
        Some(Path { nodes: path, root })
    }

    /// All codes, as they were written.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.shown.values().map(String::as_str)
    }
}

/// Where a code stands: its ancestors below the root, itself last. The depth of the code is their number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Path {
    pub(super) nodes: Vec<String>,
    /// The root's name, where it has one.
    pub(super) root: Option<String>,
}

impl Path {
    /// The code itself.
    pub(super) fn code(&self) -> &str {
        self.nodes.last().or(self.root.as_ref()).map_or("", String::as_str)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Similarity of two codes and the depth of their lowest common ancestor.
///
/// Wu and Palmer 1994, "Verb semantics and lexical selection": twice the depth of the lowest common ancestor over the
/// sum of the depths. A code is as similar as can be to itself, the root included.
pub(super) fn wu_palmer(one: &Path, other: &Path) -> (Score, usize) {
    let common = one.nodes.iter().zip(&other.nodes).take_while(|(a, b)| a == b).count();
    let depths = one.nodes.len() + other.nodes.len();
    let similarity =
        if depths == 0 { Score::ONE } else { Score::ratio(2 * common as u64, depths as u64) };
    (similarity, common)
}

/// The hierarchy the sectors of a pool are codes of.
///
/// Two codes are similar as Wu and Palmer (1994) say: twice the depth of the lowest common ancestor over the sum of
/// both depths, the root having depth 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Taxonomy {
    /// Economic activities: NACE Rev. 2, which is ISIC Rev. 4 down to its divisions.
    ///
    /// Sections `A` to `U`, divisions `86` or `Q86`, groups `86.1` or `861`, classes `86.10` or `8610`. Groups and
    /// classes follow from their digits and are not checked against a list.
    #[default]
    Nace,
    /// A tree of the programme's own.
    Tree(Tree),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_top_is_the_root_and_has_depth_zero() {
        let tree = Tree::new("t", [("a", "all"), ("b", "all"), ("aa", "a"), ("ab", "a")]).unwrap();
        let micros = |one, other| tree.similarity(one, other).unwrap().micros();
        assert_eq!(micros("a", "b"), 0);
        assert_eq!(micros("AA", " ab "), 500_000);
        assert_eq!(micros("a", "aa"), 666_667);
        assert_eq!(micros("all", "all"), 1_000_000);
        assert_eq!(tree.similarity("a", "zz"), None);
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        let circle = Tree::new("t", [("a", "b"), ("b", "c"), ("c", "a")]).unwrap_err();
        assert!(matches!(&circle, TreeError::Cycle { circle, .. } if circle == "a > b > c > a"));
        assert!(matches!(Tree::new("t", [("a", "A")]), Err(TreeError::Cycle { .. })));
        assert!(matches!(
            Tree::new("t", [("a", "b"), ("A", "c")]),
            Err(TreeError::TwoParents { .. })
        ));
        assert!(matches!(Tree::new("t", [("a", " ")]), Err(TreeError::Blank)));
    }
}
