//! What is to be handed in with an application, as a call lists it.

use std::{cmp::Reverse, collections::BTreeMap};

use guohe_cases::law::Law;

use crate::{
    lang::Lang,
    pages::public::{Material, MaterialGroup},
    views::{finding::cite, words::say},
    words::word,
};

/// What the clauses ask to see, each once with its clauses: what every type needs, then what some need.
pub(super) fn of(lang: Lang, law: &Law) -> Vec<MaterialGroup> {
    let kinds = law.pack.file.types.len();
    let mut asked: Vec<(Vec<usize>, Material)> = Vec::new();
    for clause in law.pack.clauses.iter().filter(|clause| clause.is_condition()) {
        let of: Vec<usize> = (0..kinds).filter(|kind| clause.applies_to(*kind)).collect();
        for evidence in &clause.written.evidence {
            let name = say(lang, evidence);
            let known = asked.iter().position(|(_, material)| material.name == name);
            let at = known.unwrap_or_else(|| {
                asked.push((Vec::new(), Material { name, cites: Vec::new() }));
                asked.len() - 1
            });
            let Some((types, material)) = asked.get_mut(at) else { continue };
            types.extend(of.iter().filter(|kind| !types.contains(kind)).collect::<Vec<_>>());
            types.sort_unstable();
            // Two limbs of one clause read alike here.
            let cite = cite(lang, law, &clause.written.id.value);
            let fresh = cite.filter(|cite| material.cites.iter().all(|c| c.label != cite.label));
            material.cites.extend(fresh);
        }
    }
    by_types(lang, law, asked)
}

fn by_types(lang: Lang, law: &Law, asked: Vec<(Vec<usize>, Material)>) -> Vec<MaterialGroup> {
    let defs = &law.pack.file.types;
    let mut groups: BTreeMap<(Reverse<usize>, Vec<usize>), Vec<Material>> = BTreeMap::new();
    for (types, material) in asked {
        groups.entry((Reverse(types.len()), types)).or_default().push(material);
    }
    let name = |types: &[usize]| match types.len() {
        all if all == defs.len() => word(lang, "call.materials.all").into_owned(),
        _ => {
            let names = types.iter().filter_map(|at| defs.get(*at)).map(|def| say(lang, &def.name));
            names.collect::<Vec<_>>().join(lang.comma())
        }
    };
    groups
        .into_iter()
        .map(|((_, types), materials)| MaterialGroup { types: name(&types), materials })
        .collect()
}
