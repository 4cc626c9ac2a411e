//! Reading what `cargo tree` prints: packages, and which uses which.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

/// How a line has to look, after the number that says how deep the package is.
pub(super) const FORMAT: &str = "|{p}|{l}|";

/// A package in one version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// As an SPDX expression.
    pub(super) licence: String,
    /// Whether it is of this project, and in no registry.
    pub(super) is_own: bool,
}

impl Package {
    /// What a bill calls it. For a package from crates.io that is its package URL.
    pub(super) fn reference(&self) -> String {
        let Self { name, version, .. } = self;
        if self.is_own {
            format!("{name}@{version}")
        } else {
            format!("pkg:cargo/{name}@{version}")
        }
    }

    /// Reads, for example, `|serde v1.0.229|MIT OR Apache-2.0|`. A package of this project has
    /// its folder after the version.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('|')?.split('|');
        let (package, licence) = (parts.next()?, parts.next()?);
        let mut words = package.split_whitespace();
        Some(Self {
            name: words.next()?.to_owned(),
            version: words.next()?.strip_prefix('v')?.to_owned(),
            // Older packages have a slash for the choice.
            licence: licence.replace('/', " OR "),
            is_own: words.next().is_some_and(|word| word.starts_with("(/")),
        })
    }
}

/// Packages, each with those that it uses.
#[derive(Debug, Default)]
pub(super) struct Tree(BTreeMap<Package, BTreeSet<Package>>);

impl Tree {
    /// Reads what is printed with `--prefix depth` and [`FORMAT`]. A package that is used several
    /// times has the packages that it uses below it in one place alone.
    pub(super) fn parse(printed: &str) -> Result<Self> {
        let mut tree = Self::default();
        // The package of the last line, and all above it.
        let mut path: Vec<Package> = Vec::new();
        for line in printed.lines().filter(|line| !line.is_empty()) {
            let unreadable = || format!("the line {line:?} is not as expected");
            let start = line.find('|').with_context(unreadable)?;
            let (depth, package) = line.split_at(start);
            let depth: usize = depth.parse().with_context(unreadable)?;
            let package = Package::parse(package).with_context(unreadable)?;
            path.truncate(depth);
            if let Some(above) = path.last() {
                tree.0
                    .entry(above.clone())
                    .or_default()
                    .insert(package.clone());
            }
            tree.0.entry(package.clone()).or_default();
            path.push(package);
        }
        Ok(tree)
    }

    /// All packages, in the order of their names.
    pub(super) fn packages(&self) -> impl Iterator<Item = &Package> {
        self.0.keys()
    }

    /// The references of the packages that one uses.
    pub(super) fn below(&self, package: &Package) -> Vec<String> {
        let below = self.0.get(package).into_iter().flatten();
        below.map(Package::reference).collect()
    }

    /// Adds another tree, whose root the package uses. The root is what nothing in it uses.
    pub(super) fn add_below(&mut self, package: &Package, other: Self) {
        let used: BTreeSet<_> = other.0.values().flatten().cloned().collect();
        let roots = other.0.keys().filter(|root| !used.contains(root));
        let roots: Vec<_> = roots.cloned().collect();
        self.0.entry(package.clone()).or_default().extend(roots);
        for (package, below) in other.0 {
            self.0.entry(package).or_default().extend(below);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "\
        0|proxy v0.1.0 (/home/ann/proxy)|MIT OR Apache-2.0|\n\
        1|axum v0.8.9|MIT|\n\
        2|bytes v1.0.0|MIT/Apache-2.0|\n\
        1|bytes v1.0.0|MIT/Apache-2.0|\n\
        1|hyper v1.12.0|MIT|\n\
        2|axum v0.8.9|MIT| (*)\n";

    fn tree() -> Tree {
        Tree::parse(PRINTED).unwrap()
    }

    fn named<'t>(tree: &'t Tree, name: &str) -> &'t Package {
        tree.packages()
            .find(|package| package.name == name)
            .unwrap()
    }

    #[test]
    fn each_package_is_there_once_with_what_it_uses() {
        let tree = tree();

        assert_eq!(tree.packages().count(), 4);
        assert_eq!(
            tree.below(named(&tree, "proxy")),
            [
                "pkg:cargo/axum@0.8.9",
                "pkg:cargo/bytes@1.0.0",
                "pkg:cargo/hyper@1.12.0"
            ]
        );
        let below = tree.below(named(&tree, "axum"));
        assert_eq!(below, ["pkg:cargo/bytes@1.0.0"]);
        assert_eq!(tree.below(named(&tree, "hyper")), ["pkg:cargo/axum@0.8.9"]);
    }

    #[test]
    fn a_package_of_this_project_is_in_no_registry() {
        assert_eq!(named(&tree(), "proxy").reference(), "proxy@0.1.0");
    }

    #[test]
    fn a_licence_becomes_an_expression() {
        assert_eq!(named(&tree(), "bytes").licence, "MIT OR Apache-2.0");
    }

    #[test]
    fn another_tree_is_added_below_a_package() {
        let mut tree = tree();
        let proxy = named(&tree, "proxy").clone();
        let other = "0|widget v0.1.0 (/home/ann)|MIT|\n1|leptos v0.8.23|MIT|\n";

        tree.add_below(&proxy, Tree::parse(other).unwrap());

        assert!(tree.below(&proxy).contains(&"widget@0.1.0".to_owned()));
        let widget = named(&tree, "widget");
        assert_eq!(tree.below(widget), ["pkg:cargo/leptos@0.8.23"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error = Tree::parse("0 serde\n").unwrap_err();

        assert!(error.to_string().contains("0 serde"), "{error}");
    }
}
