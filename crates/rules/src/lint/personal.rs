//! Facts without a class, and facts about natural persons without a purpose or a rule of retention.

use std::sync::Arc;

use super::{Finder, places, unused::Used};
use crate::{
    syntax::{Purpose, Words},
    vocabulary::{FieldDef, RecordDef},
    yaml::{Located, Place},
};

const FILE: &str = "personal.yaml";

pub(super) fn check(finder: &mut Finder<'_>) {
    let pack = finder.pack;
    let used = Used::by(pack);
    let mut needed = Vec::new();
    for (at, record) in (0..).zip(&pack.names.vocabulary.records) {
        if !used.records.contains(&at) {
            continue;
        }
        let title = record.written.title.as_ref().and_then(|title| record.field(title));
        for (field, def) in (0..).zip(&record.fields) {
            let asked = used.fields.contains(&(at, field)) || title == Some(field);
            if def.class.is_none() {
                unclassified(finder, record, def);
            } else if asked && def.is_personal() {
                needed.push(format!("{}.{}", record.id, def.id));
                purpose(finder, record, def);
            }
        }
    }
    let file: Arc<str> = Arc::from(format!("{}/{FILE}", pack.id()));
    let mut rules = Vec::new();
    for rule in &pack.personal.keep {
        if rules.contains(&rule.id.value.as_str()) {
            twice(finder, &file, rule.id.place, &rule.id);
        }
        rules.push(rule.id.value.as_str());
        words(finder, &file, rule.id.place, &[&rule.name, &rule.law]);
    }
    let mut said = Vec::new();
    for one in &pack.personal.facts {
        if said.contains(&one.fact.value) {
            twice(finder, &file, one.fact.place, &one.fact);
        }
        if !needed.contains(&one.fact.value) {
            nothing(finder, &file, one);
        }
        said.push(one.fact.value.clone());
        let (name, purpose, law) = (one.fact.value.as_str(), &one.purpose, one.law.as_ref());
        let need =
            Need { name, place: one.fact.place, purpose, cites: &one.cites, law, keep: &one.keep };
        basis(finder, &file, &need, &rules);
    }
    if let Some(one) = &pack.personal.spoken {
        let (purpose, law, place) = (&one.purpose, one.law.as_ref(), one.keep.place);
        let need = Need { name: "spoken", place, purpose, cites: &one.cites, law, keep: &one.keep };
        basis(finder, &file, &need, &rules);
    }
}

/// What is said about why something is kept, and how long.
struct Need<'n> {
    name: &'n str,
    place: Place,
    purpose: &'n Words,
    cites: &'n [Located<String>],
    law: Option<&'n Words>,
    keep: &'n Located<String>,
}

/// Where the vocabulary says what a field is.
fn place(finder: &Finder<'_>, def: &FieldDef) -> (Arc<str>, Place) {
    let id = &def.written.id;
    (places::file_of(finder.pack, id, &["vocabulary/"]), id.place)
}

fn unclassified(finder: &mut Finder<'_>, record: &RecordDef, def: &FieldDef) {
    let (file, place) = place(finder, def);
    let name = format!("{}.{}", record.id, def.id);
    finder.error_in(
        "unclassified",
        &file,
        place,
        &format!("“{name}”没有写明数据类别"),
        &format!("`{name}` has no class of data"),
    );
    finder.help(
        "在字段或其记录写 class: public、internal、confidential、personal 或 sensitive_personal",
        "write class: public, internal, confidential, personal or sensitive_personal at the fact or its record",
    );
}

fn purpose(finder: &mut Finder<'_>, record: &RecordDef, def: &FieldDef) {
    let name = format!("{}.{}", record.id, def.id);
    if finder.pack.personal.facts.iter().any(|one| one.fact.value == name) {
        return;
    }
    let (file, place) = place(finder, def);
    let pack = finder.pack.id();
    finder.error_in(
        "no-purpose",
        &file,
        place,
        &format!("{pack} 用到自然人信息“{name}”，却没有写明用途和保存期限"),
        &format!(
            "{pack} uses `{name}`, which is about a natural person, and gives no purpose for it"
        ),
    );
    finder.help(
        &format!("在 {pack}/{FILE} 的 facts 中写明用途、条款和保存规则；不需要的，从规则中删去"),
        &format!(
            "give purpose, clause and rule of retention under `facts` in {pack}/{FILE}; or take it out of the rules"
        ),
    );
}

fn nothing(finder: &mut Finder<'_>, file: &Arc<str>, one: &Purpose) {
    let name = &one.fact;
    finder.error_in(
        "purpose-of-nothing",
        file,
        name.place,
        &format!("“{name}”不是本规则包用到的自然人信息"),
        &format!("`{name}` is no fact about a natural person that this pack uses"),
    );
    finder.help("删去这一项，或改正 record.field", "take the entry out, or mend its record.field");
}

/// On what a purpose rests, and whether there is such a rule of retention.
fn basis(finder: &mut Finder<'_>, file: &Arc<str>, one: &Need<'_>, rules: &[&str]) {
    let (name, pack) = (one.name, finder.pack);
    words(finder, file, one.place, &[one.purpose]);
    if one.cites.is_empty() && one.law.is_none() {
        finder.error_in(
            "no-basis",
            file,
            one.place,
            &format!("“{name}”的用途没有依据"),
            &format!("the purpose of `{name}` rests on nothing"),
        );
        finder.help(
            "引条款（cites）或写明法律依据（law）",
            "cite a clause, or name the act under `law`",
        );
    }
    for cite in one.cites.iter().filter(|cite| pack.clause(cite).is_none()) {
        finder.error_in(
            "unknown-clause",
            file,
            cite.place,
            &format!("没有条款“{cite}”"),
            &format!("there is no clause `{cite}`"),
        );
    }
    if !rules.contains(&one.keep.value.as_str()) {
        let rule = one.keep;
        finder.error_in(
            "unknown-retention",
            file,
            rule.place,
            &format!("keep 中没有保存规则“{rule}”"),
            &format!("there is no rule of retention `{rule}` under `keep`"),
        );
        finder.help(
            "在 keep 中补写这条规则，或改用已有的",
            "write the rule under `keep`, or name one that stands there",
        );
    }
}

fn twice(finder: &mut Finder<'_>, file: &Arc<str>, place: Place, name: &str) {
    finder.error_in(
        "duplicate-id",
        file,
        place,
        &format!("“{name}”写了两次"),
        &format!("`{name}` stands there twice"),
    );
}

fn words(finder: &mut Finder<'_>, file: &Arc<str>, place: Place, all: &[&Words]) {
    if all.iter().any(|one| one.zh.trim().is_empty() || one.en.trim().is_empty()) {
        finder.error_in(
            "not-translated",
            file,
            place,
            "缺少中文或英文",
            "words are missing in one language",
        );
    }
}
