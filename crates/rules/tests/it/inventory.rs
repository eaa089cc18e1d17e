//! The packs against the inventory of the documents, where it lies beside the checkout: every clause with its
//! class, and every worked case. Without it there is nothing to compare with.

use std::{collections::BTreeSet, fs, path::Path};

use guohe_rules::{
    facts::Tree,
    pack::{Pack, Shelf},
    yaml::{self, Located},
};

use crate::packs;

/// The rows of a table of the inventory; none where it is not there.
fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/requirements");
    let text = fs::read_to_string(root.join(name)).ok()?;
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    Some(text.lines().skip(1).map(cells).collect())
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_clause_of_the_inventory_is_in_its_pack_with_its_class_and_no_other_is() {
    let Some(rows) = table("clauses.tsv") else { return };
    for pack in &Shelf::load(&packs::files()).packs {
        let own = rows.iter().filter(|row| row[1] == pack.file.prefix);
        let listed: BTreeSet<[String; 3]> =
            own.map(|row| [row[0].clone(), row[2].clone(), row[3].clone()]).collect();
        let written = pack.clauses.iter().map(|clause| &clause.written);
        let encoded: BTreeSet<[String; 3]> = written
            .map(|clause| [clause.id.value.clone(), word(clause.class), word(clause.computable)])
            .collect();
        assert_eq!(encoded, listed);
    }
}

/// The cases that the examples and journeys of a pack name.
fn cited(pack: &Pack) -> BTreeSet<String> {
    let folder = format!("{}/examples/", pack.id());
    let mut found = BTreeSet::new();
    for (_, text) in pack.files.iter().filter(|(path, _)| path.starts_with(&folder)) {
        let file: Located<Tree> = yaml::parse(text).unwrap();
        let cases = if let Tree::List(cases) = file.value { cases } else { vec![file] };
        for cites in cases.iter().filter_map(|case| case.value.get("cites")) {
            let Tree::List(cites) = &cites.value else { panic!("cites is a list") };
            found.extend(cites.iter().filter_map(|one| one.value.scalar()));
        }
    }
    found.retain(|cite| cite.strip_prefix('T').is_some_and(|n| n.parse::<u32>().is_ok()));
    found
}

#[test]
fn every_worked_case_of_the_inventory_is_an_example_and_no_other_is_named() {
    let Some(rows) = table("worked-cases.tsv") else { return };
    for pack in &Shelf::load(&packs::files()).packs {
        let own = rows.iter().filter(|row| row[1].starts_with(&pack.file.prefix));
        let worked: BTreeSet<String> = own.map(|row| row[0].clone()).collect();
        assert_eq!(cited(pack), worked);
    }
}
