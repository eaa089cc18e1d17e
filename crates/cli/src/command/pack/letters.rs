//! The templates of a pack, which only the typesetter can read.

use std::{collections::BTreeMap, sync::Arc};

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    pack::PackFiles,
    yaml::Place,
};

/// What is wrong with the templates in a folder of packs, before anything is printed by them.
pub(super) fn check(folder: &str, files: &PackFiles) -> Vec<Diagnostic> {
    let own = format!("{folder}/");
    let templates: BTreeMap<String, String> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&own)?, text)))
        .filter(|(name, _)| name.starts_with("letters/") && name.strip_suffix(".typ").is_some())
        .map(|(name, text)| (name.to_owned(), text.clone()))
        .collect();
    let flaws = guohe_print::flaws(&templates).into_iter();
    let found = flaws.map(|flaw| {
        let file: Arc<str> = format!("{own}{}", flaw.template).into();
        let number = |at: usize| u64::try_from(at).unwrap_or(0);
        let place = Place {
            offset: flaw.range.start,
            len: flaw.range.len(),
            line: number(flaw.line),
            column: number(flaw.column),
        };
        let (zh, en) = flaw.what;
        Diagnostic::error("template", &file, place, words(zh, en))
    });
    found.collect()
}
