//! An order that was read off two rules is held to the evaluator: every mutant of a pack against the rule it
//! was made from, over the examples of the clause.

use std::{fs, path::Path};

use super::{Order, of};
use crate::{
    diff::{Matter, favour, outcome},
    examples::{self, Of},
    mutate,
    pack::{Pack, PackFiles, Shelf},
};

/// The invented authority with the shared vocabulary and parameters.
fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = PackFiles::new();
    for (at, under) in [
        ("packs/vocabulary", "vocabulary"),
        ("packs/parameters", "parameters"),
        ("fixtures/authority", ""),
    ] {
        read(&root.join(at), under, &mut files);
    }
    let shelf = Shelf::load(&files);
    let first = shelf.packs.first();
    Pack::clone(first.unwrap_or_else(|| panic!("{:?}", shelf.findings)))
}

fn read(folder: &Path, under: &str, files: &mut PackFiles) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if under.is_empty() { name } else { format!("{under}/{name}") };
        if entry.path().is_dir() {
            read(&entry.path(), &path, files);
        } else if path.ends_with(".yaml") {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

#[test]
fn no_example_contradicts_an_order_that_was_read_off() {
    let before = pack();
    let mut after = before.clone();
    let expectations = examples::prepare(&before).expectations;
    let (mut read_off, mut differing) = (0, 0);
    for mutant in mutate::mutants(&before) {
        let at = mutant.clause;
        let old = after.replace_clause(at, mutant.changed().clone()).unwrap();
        let (one, other) = (&before.clauses[at], &after.clauses[at]);
        for (of_bar, matter) in [(false, Matter::Rule), (true, Matter::Bar)] {
            let Some(order) = of((&before, one), (&after, other), of_bar) else { continue };
            read_off += 1;
            let own = expectations.iter().filter(|example| match example.about {
                Of::Rule(of) => of == at && !of_bar,
                Of::Bar(of) => of == at && of_bar,
                Of::Overall(_) => false,
            });
            for example in own {
                let found = [(&before, one), (&after, other)].map(|of| {
                    let outcome = outcome(of, &example.situation, matter)?;
                    favour(of.1, outcome, matter)
                });
                let [Some(first), Some(second)] = found else { continue };
                differing += usize::from(first != second);
                let fits = match order {
                    Order::Equal => first == second,
                    Order::NotStricter => first <= second,
                    Order::NotLooser => first >= second,
                };
                assert!(fits, "{}: {order:?}, {first} {second}", mutant.name);
            }
        }
        after.replace_clause(at, old);
    }
    // It is no proof when nothing was read off, or when no example tells the two apart.
    assert!(read_off > 100 && differing > 50, "{read_off} {differing}");
}
