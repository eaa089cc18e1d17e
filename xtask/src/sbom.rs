//! The list of parts of the product (a `CycloneDX` document), made from what Cargo has resolved and locked.
//!
//! In it is what the binary is built from: the packages that `guohe-cli` needs to run and to be built, on any platform, with their
//! licences, where they come from and the digests by which they are locked. Packages of tests alone are not in it. The same
//! tree gives the same bytes, so no time and no random number stands in it. Written here because the tool for it
//! (`cargo-cyclonedx`) is one more program to install and to trust for what is a page of code.

use crate::line::{Failure, Line};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The product.
const PRODUCT: &str = "guohe-cli";
/// Where the document is written to.
const TO: &str = "target/guohe.cdx.json";

/// Writes the document and says how many parts are in it.
pub(crate) fn write(root: &Path) -> Result<(), Failure> {
    let failed = |reason: &str| Failure::new(reason, "cargo xtask sbom");
    let arguments = ["metadata", "--format-version", "1", "--locked"];
    let told = Command::new("cargo").args(arguments).current_dir(root).output();
    let told = told.ok().filter(|output| output.status.success());
    let told = told.ok_or_else(|| {
        Failure::new(
            "cargo does not say what it has resolved",
            Line::new("cargo").with(arguments).to_string(),
        )
    })?;
    let metadata = serde_json::from_slice(&told.stdout)
        .map_err(|_why| failed("cargo says what is no JSON"))?;
    let lock = std::fs::read_to_string(root.join("Cargo.lock"));
    let lock = lock.map_err(|_why| failed("Cargo.lock cannot be read"))?;
    let document =
        document(&metadata, &lock).ok_or_else(|| failed("the product is not in the tree"))?;
    let parts = document.get("components").and_then(Value::as_array).map_or(0, Vec::len);
    let written = std::fs::write(root.join(TO), format!("{document:#}\n"));
    written.map_err(|_why| failed("target/ cannot be written to"))?;
    println!("{TO}: {parts} parts");
    Ok(())
}

/// The document, from what `cargo metadata` says and the lock file. None where the product is not in it.
fn document(metadata: &Value, lock: &str) -> Option<Value> {
    let packages: BTreeMap<&str, &Value> = list(metadata, "packages")
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let needs: BTreeMap<&str, Vec<&str>> = list(&metadata["resolve"], "nodes")
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, needed(node))))
        .collect();
    let product =
        packages.iter().find(|(_, package)| package["name"] == PRODUCT).map(|(id, _)| *id)?;
    let mut within = BTreeSet::new();
    let mut next = vec![product];
    while let Some(id) = next.pop() {
        if within.insert(id) {
            next.extend(needs.get(id).into_iter().flatten());
        }
    }
    let sums = checksums(lock);
    let part = |id: &&str| component(packages.get(id)?, &sums);
    let components: Vec<Value> =
        within.iter().filter(|id| **id != product).filter_map(part).collect();
    let reference = |id: &str| packages.get(id).map(|package| reference(package));
    let dependencies: Vec<Value> = within
        .iter()
        .map(|id| {
            let on: BTreeSet<_> =
                needs.get(id).into_iter().flatten().filter_map(|id| reference(id)).collect();
            json!({ "ref": reference(id), "dependsOn": on })
        })
        .collect();
    Some(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": component(packages.get(product)?, &sums)? },
        "components": components,
        "dependencies": dependencies,
    }))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// What a package needs to run or to be built, but not what its tests need.
fn needed(node: &Value) -> Vec<&str> {
    let counts = |kind: &Value| kind["kind"].is_null() || kind["kind"] == "build";
    let deps = list(node, "deps").iter();
    let deps = deps.filter(|dep| list(dep, "dep_kinds").iter().any(counts));
    deps.filter_map(|dep| dep["pkg"].as_str()).collect()
}

/// The digests of the lock file, by name and version.
fn checksums(lock: &str) -> BTreeMap<(&str, &str), &str> {
    let value = |block: &'_ str, key: &str| -> Option<(usize, usize)> {
        let from = block.find(&format!("\n{key} = \""))? + key.len() + 5;
        let length = block.get(from..)?.find('"')?;
        Some((from, from + length))
    };
    let blocks = lock.split("[[package]]").skip(1);
    let one = |block| {
        let cut = |key| value(block, key).and_then(|(from, to)| block.get(from..to));
        Some(((cut("name")?, cut("version")?), cut("checksum")?))
    };
    blocks.filter_map(one).collect()
}

/// The address of a package in the language of such documents.
fn reference(package: &Value) -> String {
    let text = |name: &str| package[name].as_str().unwrap_or_default();
    format!("pkg:cargo/{}@{}", text("name"), text("version"))
}

fn component(package: &Value, sums: &BTreeMap<(&str, &str), &str>) -> Option<Value> {
    let (name, version) = (package["name"].as_str()?, package["version"].as_str()?);
    let reference = reference(package);
    let kind = if name == PRODUCT { "application" } else { "library" };
    let whole = json!({
        "type": kind,
        "bom-ref": reference,
        "name": name,
        "version": version,
        "purl": reference,
    });
    let mut part = whole.as_object().cloned()?;
    if let Some(licence) = package["license"].as_str() {
        // An older way to write it, which is no expression of SPDX.
        part.insert("licenses".to_owned(), json!([{ "expression": licence.replace('/', " OR ") }]));
    }
    if let Some(sum) = sums.get(&(name, version)) {
        part.insert("hashes".to_owned(), json!([{ "alg": "SHA-256", "content": sum }]));
    }
    Some(Value::Object(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_product_needs_is_in_the_list_and_what_only_tests_need_is_not() {
        let package = |name: &str, licence: &str| json!({ "id": name, "name": name, "version": "1.0.0", "license": licence });
        let dep = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [
                package(PRODUCT, "MIT"), package("a", "MIT/Apache-2.0"), package("b", "MIT"),
                package("probe", "MIT"), package("elsewhere", "MIT"),
            ],
            "resolve": { "nodes": [
                { "id": PRODUCT, "deps": [dep("a", json!(null)), dep("probe", json!("dev"))] },
                { "id": "a", "deps": [dep("b", json!("build"))] },
                { "id": "b", "deps": [dep("a", json!("dev"))] },
            ]},
        });
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"r\"\nchecksum = \"c0ffee\"\n\
                    \n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n";
        let library = |name: &str, licence: &str| {
            let reference = format!("pkg:cargo/{name}@1.0.0");
            json!({
                "type": "library", "bom-ref": reference, "name": name, "version": "1.0.0", "purl": reference,
                "licenses": [{ "expression": licence }],
            })
        };
        let mut a = library("a", "MIT OR Apache-2.0");
        a["hashes"] = json!([{ "alg": "SHA-256", "content": "c0ffee" }]);
        let mut product = library(PRODUCT, "MIT");
        product["type"] = json!("application");
        let expected = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "metadata": { "component": product },
            "components": [a, library("b", "MIT")],
            "dependencies": [
                { "ref": "pkg:cargo/a@1.0.0", "dependsOn": ["pkg:cargo/b@1.0.0"] },
                { "ref": "pkg:cargo/b@1.0.0", "dependsOn": [] },
                { "ref": "pkg:cargo/guohe-cli@1.0.0", "dependsOn": ["pkg:cargo/a@1.0.0"] },
            ],
        });
        assert_eq!(document(&metadata, lock), Some(expected));
        assert_eq!(document(&json!({ "packages": [] }), lock), None);
    }
}
