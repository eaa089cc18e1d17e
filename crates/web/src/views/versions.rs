//! Versions of an instrument: their dates, and what differs between two of them.

use std::sync::Arc;

use guohe_cases::law::Law;
use guohe_rules::{
    diff::{self, Change, ClauseChange, Difference, Part},
    document::{self, Holds},
    syntax::{Modality, Words},
};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{
    format,
    lang::Lang,
    pages::public::{ChangeGroup, ChangedClause, ChangedPart, VersionRow, VersionsPage},
    parts::{Choice, Link},
    ui::{Crumb, Ui},
    words::{fill, word},
};

use super::{
    finding::clause_href,
    marked,
    regulation::href,
    words::{class, decided, modality, say},
};

/// So many digits of a hash name a version in an address.
const DIGITS: usize = 12;

/// The page on which two versions are compared.
pub(crate) fn address(pack: &str) -> String {
    format!("{}/versions", href(pack))
}

/// What names a version in an address and in the list of versions.
pub(crate) fn key(law: &Law) -> String {
    law.pack.hash_hex().chars().take(DIGITS).collect()
}

/// The versions of an instrument, the newest first: by the day of effect, else by that of publication or
/// signature; one of which no day is known comes first.
pub(crate) fn newest_first<'l>(laws: impl Iterator<Item = &'l Arc<Law>>) -> Vec<&'l Arc<Law>> {
    let mut versions: Vec<_> = laws.collect();
    versions.sort_by_key(|law| {
        let document = &law.pack.file.document;
        let day = document.effective_from.or(document.published_on).or(document.signed_on);
        (std::cmp::Reverse(day.unwrap_or(Date::MAX)), law.pack.folder.clone())
    });
    versions
}

/// Two versions, what differs, and all the others.
pub(crate) fn versions(
    ui: Ui,
    all: &[&Arc<Law>],
    (old, new): (&Law, &Law),
    today: Date,
) -> VersionsPage {
    let (lang, pack) = (ui.lang, &new.pack);
    let changed = diff::in_words(&old.pack, pack);
    let (mut groups, mut counts) = (Vec::new(), [0, 0, 0]);
    let kinds = [
        ("versions.changed", Change::Changed),
        ("versions.added", Change::Added),
        ("versions.removed", Change::Removed),
    ];
    for ((key, wanted), count) in kinds.into_iter().zip(&mut counts) {
        let clauses = changed.iter().filter(|one| one.change == wanted);
        let clauses: Vec<_> = clauses.map(|one| clause(lang, new, one)).collect();
        *count = clauses.len();
        if !clauses.is_empty() {
            groups.push(ChangeGroup { title: fill(lang, key, &[&clauses.len()]), clauses });
        }
    }
    let choices = |chosen: &Law| {
        let choice =
            |law: &&Arc<Law>| Choice::new(key(law), number(lang, law), key(law) == key(chosen));
        all.iter().map(choice).collect()
    };
    let [changed, added, removed] = counts;
    VersionsPage {
        crumbs: vec![
            Crumb::new(ui.t("nav.rules"), "/rules"),
            Crumb::new(say(lang, &pack.file.title), href(pack.id())),
        ],
        title: say(lang, &pack.file.title),
        versions: all.iter().map(|law| row(lang, law, today)).collect(),
        action: address(pack.id()),
        old: choices(old),
        new: choices(new),
        tally: fill(lang, "versions.tally", &[&changed, &added, &removed]),
        groups,
        ui,
    }
}

/// The number of a version; without one what names it in addresses.
fn number(lang: Lang, law: &Law) -> String {
    let number = law.pack.file.document.number.clone();
    number.unwrap_or_else(|| fill(lang, "versions.nameless", &[&key(law)]))
}

fn row(lang: Lang, law: &Law, today: Date) -> VersionRow {
    let document = &law.pack.file.document;
    let day = |day: Option<Date>| day.map(|day| format::long_day(lang, day));
    let (state, tone) = match document::in_force(document, today) {
        Holds::Yes => ("versions.in_force", "good"),
        Holds::No => ("versions.not_in_force", "mute"),
        Holds::Unknown => ("versions.unknown", "open"),
    };
    VersionRow {
        number: number(lang, law),
        signed: day(document.signed_on),
        published: day(document.published_on),
        effective: day(document.effective_from),
        expires: day(document.expires_on),
        repealed: day(document.repealed_on),
        state: word(lang, state).into_owned(),
        tone,
    }
}

fn clause(lang: Lang, new: &Law, change: &ClauseChange) -> ChangedClause {
    let id = &change.clause;
    let text = change.text.as_ref().map(|text| say(lang, text));
    let parts = change.parts.iter().map(|part| differing(lang, part)).collect();
    let here = new.pack.clause(id).map(|clause| &clause.written.cite);
    let place = match here {
        Some(cite) => Link::new(lang.of(&cite.zh, &cite.en), clause_href(&new.pack, id)),
        None => Link::new(id.as_str(), String::new()),
    };
    ChangedClause { place, name: say(lang, &change.name), text, parts }
}

fn differing(lang: Lang, difference: &Difference) -> ChangedPart {
    let shown = |words: &Words| match difference.part {
        Part::Class => coded(words, |one| class(lang, one, Modality::Hard)),
        Part::Modality => coded(words, |one| {
            modality(lang, one).unwrap_or_else(|| word(lang, "versions.hard").into_owned())
        }),
        Part::Computable => coded(words, |one| {
            let neutral = guohe_rules::syntax::Class::ComputableCriterion;
            decided(lang, neutral, one).0
        }),
        Part::Citation
        | Part::Name
        | Part::Text
        | Part::Types
        | Part::Applies
        | Part::Rule
        | Part::Duty
        | Part::Bar
        | Part::Parameters
        | Part::Readings
        | Part::Waiver
        | Part::Consequence => say(lang, words),
    };
    let (old, new) = marked::both(&shown(&difference.a), &shown(&difference.b));
    ChangedPart { name: word(lang, name(difference.part)).into_owned(), old, new }
}

/// A coded part in words; as it is coded where it cannot be read.
fn coded<T: DeserializeOwned>(words: &Words, say: impl Fn(T) -> String) -> String {
    serde_json::from_value(json!(words.zh)).map_or_else(|_| words.zh.clone(), say)
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Citation => "versions.part.citation",
        Part::Name => "versions.part.name",
        Part::Text => "versions.part.text",
        Part::Class => "versions.part.class",
        Part::Modality => "versions.part.modality",
        Part::Computable => "versions.part.computable",
        Part::Types => "versions.part.types",
        Part::Applies => "versions.part.applies",
        Part::Rule => "versions.part.rule",
        Part::Duty => "versions.part.duty",
        Part::Bar => "versions.part.bar",
        Part::Parameters => "versions.part.parameters",
        Part::Readings => "versions.part.readings",
        Part::Waiver => "versions.part.waiver",
        Part::Consequence => "versions.part.consequence",
    }
}
