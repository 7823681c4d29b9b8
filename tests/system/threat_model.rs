//! `docs/threat-model.md` says which tests show what: each of them is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn threat_model_names_real_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/threat-model.md")).unwrap();
    let mut tests = BTreeSet::new();
    for folder in ["crates", "src-tauri/src", "tests", "xtask/src"] {
        collect(&root.join(folder), &mut tests);
    }
    // The control: the search does not take everything for a test.
    assert!(tests.contains("threat_model_names_real_tests") && !tests.contains("collect"));
    let named = named(&page);
    assert!(named.len() > 20, "{named:?}");
    let missing: Vec<&String> = named.difference(&tests).collect();
    assert!(missing.is_empty(), "not in the tree: {missing:?}");
}

/// Names in backticks in the last column.
fn named(page: &str) -> BTreeSet<String> {
    page.lines()
        .filter_map(|line| line.strip_suffix(" |")?.rsplit_once(" | "))
        .flat_map(|(_, column)| column.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
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
