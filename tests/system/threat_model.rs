//! `docs/threat-model.md`, `docs/requirements.md` and `docs/faults.md` say which tests show what: each of them is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn threat_model_names_real_tests() {
    let rows = rows("docs/threat-model.md", |cells| cells.last());
    let named: BTreeSet<String> = rows.iter().flat_map(|cell| named(cell)).collect();
    assert!(named.len() > 20, "{named:?}");
    assert_are_there(&named);
}

#[test]
fn requirements_name_real_tests() {
    const PAGE: &str = "docs/requirements.md";
    // The table of the requirements, and behind it that of what was taken away, by their numbers of cells.
    for table in [4, 3] {
        let numbers = rows(PAGE, |cells| cells.first().filter(|_| cells.len() == table));
        let numbers: BTreeSet<u32> = numbers.iter().filter_map(|no| no.parse().ok()).collect();
        assert_eq!(numbers, (1..=17).collect(), "of {table} cells");
    }
    let unnamed = rows(PAGE, |cells| {
        let mut numbered = cells.first().filter(|no| no.parse::<u32>().is_ok());
        let named = cells.get(2)?;
        let of_a_screen = cells.len() == 3 && named.contains('"');
        numbered.take_if(|_| !of_a_screen && !named.contains('`'))
    });
    assert_eq!(unnamed, [""; 0], "each row names a test");
    let rows = rows(PAGE, |cells| cells.get(2));
    let named: BTreeSet<String> = rows.iter().flat_map(|cell| named(cell)).collect();
    assert_are_there(&named);
    let screens = fs::read_dir(root().join("ui/tests/screens")).unwrap();
    let screens: String = screens
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    let titles = rows
        .iter()
        .flat_map(|cell| cell.split('"').skip(1).step_by(2));
    for title in titles {
        let there = screens.contains(&format!("test('{title}'"));
        assert!(there, "not among the tests of the screens: {title}");
    }
}

#[test]
fn faults_name_real_tests() {
    let rows = rows("docs/faults.md", |cells| cells.get(3));
    let rows: Vec<String> = rows.into_iter().filter(|cell| cell.contains('`')).collect();
    assert_eq!(rows.len(), 30, "each fault names a test");
    for (row, cell) in (1..).zip(&rows) {
        let own = format!("fault_{row:02}_");
        assert!(
            named(cell).iter().any(|name| name.starts_with(&own)),
            "{cell}"
        );
    }
    assert_are_there(&rows.iter().flat_map(|cell| named(cell)).collect());
}

fn assert_are_there(named: &BTreeSet<String>) {
    let mut tests = BTreeSet::new();
    for folder in ["crates", "src-tauri/src", "tests", "xtask/src"] {
        collect(&root().join(folder), &mut tests);
    }
    // The control: the search does not take everything for a test.
    assert!(tests.contains("threat_model_names_real_tests") && !tests.contains("collect"));
    let missing: Vec<&String> = named.difference(&tests).collect();
    assert!(missing.is_empty(), "not in the tree: {missing:?}");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// One cell of each row of the tables of a page.
fn rows(page: &str, pick: impl Fn(&[String]) -> Option<&String>) -> Vec<String> {
    let page = fs::read_to_string(root().join(page)).unwrap();
    let cells = |line: &str| -> Option<Vec<String>> {
        let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
        Some(row.split(" | ").map(str::to_owned).collect())
    };
    let rows = page.lines().filter_map(cells);
    rows.filter_map(|cells| pick(&cells).cloned()).collect()
}

/// Names in backticks.
fn named(cell: &str) -> Vec<String> {
    let names = cell.split('`').skip(1).step_by(2);
    names.map(str::to_owned).collect()
}

/// Names of functions under an attribute `test`.
fn collect(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, tests);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                if line == "#[test]" || line.starts_with("#[tokio::test") {
                    is_test = true;
                } else if let Some((_, after)) = line.split_once("fn ") {
                    if let (true, Some((name, _))) = (is_test, after.split_once('(')) {
                        tests.insert(name.to_owned());
                    }
                    is_test = false;
                }
            }
        }
    }
}
