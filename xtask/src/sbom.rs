//! `cargo xtask sbom`: the bill of materials, `sbom.cdx.json` in cargo's target folder (CycloneDX 1.6): every crate of
//! `Cargo.lock`, with the scope `excluded` where it only builds or tests, and every package of
//! `ui/package-lock.json`, whose tools bundle the pages. It holds no time: the same lock files give the same
//! bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::{process, repo};

/// What is shipped.
const SHIPPED: [&str; 2] = ["shengshitong", "sst-platform"];
/// Its name in cargo's target folder.
const FILE: &str = "sbom.cdx.json";

/// Writes it, and fails if a crate of the lock file is not in it. Crates of other systems are downloaded if
/// they are not here yet.
pub(crate) fn run() -> anyhow::Result<()> {
    let metadata = process::output(process::cargo().args([
        "metadata",
        "--locked",
        "--all-features",
        "--format-version=1",
    ]))?;
    let read = |path: &str| fs::read_to_string(repo::root().join(path)).context(path.to_owned());
    let (crates, packages) = (read("Cargo.lock")?, read("ui/package-lock.json")?);
    let bill = bill(
        &serde_json::from_str(&metadata)?,
        &crates,
        &serde_json::from_str(&packages)?,
    );
    let missing = missing(&bill, &crates);
    ensure!(missing.is_empty(), "in Cargo.lock only: {missing:?}");
    let path = repo::target().join(FILE);
    fs::write(&path, serde_json::to_vec_pretty(&bill)?)
        .with_context(|| path.display().to_string())?;
    let components = array(&bill["components"]).count();
    println!("{}  {components} components", path.display());
    Ok(())
}

/// The bill, from what cargo and npm say of their lock files.
fn bill(metadata: &Value, crates: &str, packages: &Value) -> Value {
    let checksums: BTreeMap<_, _> = locked(crates).collect();
    let shipped = shipped(metadata);
    let each = || array(&metadata["packages"]);
    let names: BTreeMap<&str, String> = each()
        .map(|found| (text(&found["id"]), crate_ref(found)))
        .collect();
    let components = each().map(|found| {
        let (name, version) = (text(&found["name"]), text(&found["version"]));
        let ours = found["source"].is_null();
        let mut component = json!({
            "type": if SHIPPED.contains(&name) { "application" } else { "library" },
            "bom-ref": crate_ref(found),
            "name": name,
            "version": version,
            "scope": if shipped.contains(text(&found["id"])) { "required" } else { "excluded" },
        });
        if let Some(license) = found["license"].as_str() {
            // Before SPDX had expressions, a slash meant a choice.
            component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
        }
        if !ours {
            component["purl"] = crate_ref(found).into();
        }
        if let Some(Some(checksum)) = checksums.get(&(name, version)) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        component
    });
    let dependencies = array(&metadata["resolve"]["nodes"]).map(|node| {
        let on = array(&node["dependencies"]).map(|id| &names[text(id)]);
        json!({ "ref": names[text(&node["id"])], "dependsOn": on.collect::<BTreeSet<_>>() })
    });
    let found = packages["packages"].as_object();
    let npm = found.into_iter().flatten().filter_map(package);
    let npm: BTreeMap<String, Value> = npm.collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": "盛事通", "bom-ref": "product" } },
        "components": components.chain(npm.into_values()).collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
    })
}

/// One package of npm; what is ours has no address. The lock file does not say what of it ends up in the
/// pages, so all counts as shipped.
fn package((path, found): (&String, &Value)) -> Option<(String, Value)> {
    let (_, name) = path.rsplit_once("node_modules/")?;
    let version = found["version"].as_str()?;
    let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
    let mut component = json!({
        "type": "library", "bom-ref": purl, "purl": purl, "name": name, "version": version, "scope": "required",
    });
    if let Some(license) = found["license"].as_str() {
        component["licenses"] = json!([{ "expression": license }]);
    }
    let sha512 = found["integrity"].as_str().unwrap_or_default();
    let sha512 = sha512
        .strip_prefix("sha512-")
        .map(|text| STANDARD.decode(text));
    if let Some(Ok(bytes)) = sha512 {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        component["hashes"] = json!([{ "alg": "SHA-512", "content": hex }]);
    }
    Some((purl, component))
}

/// Identifiers of what ships, and of everything that it needs while it runs, on any system.
fn shipped(metadata: &Value) -> BTreeSet<&str> {
    let nodes = array(&metadata["resolve"]["nodes"]);
    let nodes: BTreeMap<_, _> = nodes.map(|node| (text(&node["id"]), node)).collect();
    let roots = array(&metadata["packages"])
        .filter(|found| SHIPPED.contains(&text(&found["name"])) && found["source"].is_null());
    let mut left: Vec<&str> = roots.map(|found| text(&found["id"])).collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = left.pop() {
        if !reached.insert(id) {
            continue;
        }
        let needs = nodes.get(id).map(|node| array(&node["deps"]));
        let runs = |needed: &&Value| array(&needed["dep_kinds"]).any(|kind| kind["kind"].is_null());
        left.extend(
            needs
                .into_iter()
                .flatten()
                .filter(runs)
                .map(|needed| text(&needed["pkg"])),
        );
    }
    reached
}

/// Crates of the lock file that the bill does not name.
fn missing(bill: &Value, crates: &str) -> Vec<String> {
    let named: BTreeSet<_> = array(&bill["components"])
        .filter(|one| !text(&one["bom-ref"]).starts_with("pkg:npm/"))
        .map(|one| (text(&one["name"]), text(&one["version"])))
        .collect();
    let crates = locked(crates).map(|(name, _)| name);
    let missing = crates.filter(|one| !named.contains(one));
    missing
        .map(|(name, version)| format!("{name} {version}"))
        .collect()
}

/// Name, version and checksum of each crate of a `Cargo.lock`.
fn locked(crates: &str) -> impl Iterator<Item = ((&str, &str), Option<&str>)> {
    crates.split("[[package]]").skip(1).filter_map(|entry| {
        let value = |key: &str| {
            let found = entry.lines().find_map(|line| line.strip_prefix(key));
            found?.strip_prefix(" = \"")?.strip_suffix('"')
        };
        Some(((value("name")?, value("version")?), value("checksum")))
    })
}

/// Package URL of a crate; for one of ours, which is published nowhere, only a name within the bill.
fn crate_ref(found: &Value) -> String {
    let (name, version) = (text(&found["name"]), text(&found["version"]));
    let kind = if found["source"].is_null() {
        "ours"
    } else {
        "pkg:cargo"
    };
    format!("{kind}/{name}@{version}")
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "shengshitong"
version = "0.1.0"
dependencies = [
 "runs",
]

[[package]]
name = "runs"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "aa"

[[package]]
name = "tests"
version = "2.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "bb"
"#;

    fn metadata() -> Value {
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        json!({
            "packages": [
                { "id": "s", "name": "shengshitong", "version": "0.1.0", "source": null, "license": "MulanPSL-2.0" },
                { "id": "r", "name": "runs", "version": "1.0.0", "source": registry, "license": "MIT/Apache-2.0" },
                { "id": "t", "name": "tests", "version": "2.0.0", "source": registry, "license": null },
            ],
            "resolve": { "nodes": [
                { "id": "s", "dependencies": ["r", "t"], "deps": [
                    { "pkg": "r", "dep_kinds": [{ "kind": null }, { "kind": "build" }] },
                    { "pkg": "t", "dep_kinds": [{ "kind": "dev" }] },
                ] },
                { "id": "r", "dependencies": [], "deps": [] },
                { "id": "t", "dependencies": [], "deps": [] },
            ] },
        })
    }

    fn packages() -> Value {
        json!({ "packages": {
            "": { "name": "shengshitong-ui", "version": "0.1.0" },
            "node_modules/a/node_modules/@b/c": { "version": "3.0.0", "integrity": "sha512-AP8=", "license": "MIT" },
        } })
    }

    fn component<'a>(bill: &'a Value, name: &str) -> &'a Value {
        array(&bill["components"])
            .find(|one| one["name"] == name)
            .unwrap()
    }

    #[test]
    fn the_bill_of_materials_says_what_ships_under_which_licence_and_with_which_bytes() {
        let bill = bill(&metadata(), LOCK, &packages());
        let runs = component(&bill, "runs");
        assert_eq!(runs["scope"], "required");
        assert_eq!(runs["purl"], "pkg:cargo/runs@1.0.0");
        assert_eq!(runs["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(
            runs["hashes"],
            json!([{ "alg": "SHA-256", "content": "aa" }])
        );
        assert_eq!(component(&bill, "tests")["scope"], "excluded");
        let ours = component(&bill, "shengshitong");
        assert_eq!(ours["type"], "application");
        assert!(ours["purl"].is_null() && ours["hashes"].is_null());
        let page = component(&bill, "@b/c");
        assert_eq!(page["purl"], "pkg:npm/%40b/c@3.0.0");
        assert_eq!(page["hashes"][0]["content"], "00ff");
        let on = json!(["pkg:cargo/runs@1.0.0", "pkg:cargo/tests@2.0.0"]);
        assert_eq!(bill["dependencies"][0]["dependsOn"], on);
    }

    #[test]
    fn a_crate_of_the_lock_file_that_is_not_in_the_bill_of_materials_is_named() {
        let mut bill = bill(&metadata(), LOCK, &packages());
        assert_eq!(missing(&bill, LOCK), [""; 0]);
        bill["components"].as_array_mut().unwrap().remove(1);
        assert_eq!(missing(&bill, LOCK), ["runs 1.0.0"]);
        // Another version of it is another crate.
        let other = LOCK.replace("2.0.0", "2.0.1");
        assert_eq!(missing(&bill, &other), ["runs 1.0.0", "tests 2.0.1"]);
    }

    /// The lock file of this very tree is read as it is.
    #[test]
    fn every_entry_of_the_lock_file_is_read() {
        let crates = fs::read_to_string(repo::root().join("Cargo.lock")).unwrap();
        let found: Vec<_> = locked(&crates).collect();
        assert_eq!(found.len(), crates.matches("[[package]]").count());
        let ours = found.iter().filter(|(_, checksum)| checksum.is_none());
        assert!(ours.count() < 20 && found.len() > 500);
    }
}
