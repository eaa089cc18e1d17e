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

/// Of the mutants so many are left out between two that are looked at.
const STEP: usize = 16;

/// The packs of the repository and the invented authority.
fn packs() -> Vec<Pack> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = PackFiles::new();
    for folder in ["packs", "fixtures/authority"] {
        read(&root.join(folder), "", &mut files);
    }
    let shelf = Shelf::load(&files);
    assert_eq!(shelf.findings, Vec::new());
    shelf.packs.iter().map(|pack| Pack::clone(pack)).collect()
}

fn read(folder: &Path, under: &str, files: &mut PackFiles) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if under.is_empty() { name } else { format!("{under}/{name}") };
        if entry.path().is_dir() {
            read(&entry.path(), &path, files);
        } else if Path::new(&path).extension().is_some_and(|ext| ext == "yaml") {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

#[test]
fn no_example_contradicts_an_order_that_was_read_off() {
    let (mut read_off, mut differing) = (0, 0);
    for pack in packs() {
        let mut after = pack.clone();
        let expectations = examples::prepare(&pack).expectations;
        for mutant in mutate::mutants(&pack).into_iter().step_by(STEP) {
            // A change of a score changes several clauses, each of which is looked at by itself.
            for (at, clause) in mutant.changed() {
                let old = after.replace_clause(*at, clause.clone()).unwrap();
                for matter in [Matter::Rule, Matter::Bar] {
                    let found = held_to((&pack, &after), *at, matter, &expectations, &mutant.name);
                    read_off += usize::from(found.is_some());
                    differing += found.unwrap_or_default();
                }
                after.replace_clause(*at, old);
            }
        }
    }
    // It shows nothing when nothing was read off, or when no example tells two rules apart.
    assert!(read_off > 100 && differing > 50, "{read_off} {differing}");
}

/// Holds an order between two rules to the examples of the clause; gives how many told the two apart, and
/// nothing when no order was read off.
fn held_to(
    (before, after): (&Pack, &Pack),
    at: usize,
    matter: Matter,
    expectations: &[examples::Expectation],
    name: &str,
) -> Option<usize> {
    let (one, other) = ((before, &before.clauses[at]), (after, &after.clauses[at]));
    let order = of(one, other, matter == Matter::Bar)?;
    let own = expectations.iter().filter(|example| match example.about {
        Of::Rule(of) => of == at && matter == Matter::Rule,
        Of::Bar(of) => of == at && matter == Matter::Bar,
        Of::Overall(_) => false,
    });
    let mut differing = 0;
    for example in own {
        let found = [one, other].map(|of| {
            outcome(of, &example.situation, matter).and_then(|found| favour(of.1, found, matter))
        });
        let [Some(first), Some(second)] = found else { continue };
        differing += usize::from(first != second);
        let fits = match order {
            Order::Equal => first == second,
            Order::NotStricter => first <= second,
            Order::NotLooser => first >= second,
        };
        assert!(fits, "{name}: {order:?}, {first} {second}");
    }
    Some(differing)
}
