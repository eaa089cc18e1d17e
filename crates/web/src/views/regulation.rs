//! The regulation as it is loaded: instruments, articles, clauses.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{law::Law, moment::civil_day, ports::OfficialText};
use guohe_rules::{
    document,
    model::Clause,
    pack::Pack,
    prose,
    syntax::{self, ActorDef, Article, Class, Computable, Words},
    yaml,
};
use jiff::civil::Date;

use crate::{
    lang::Lang,
    pages::public::{
        ArticleBlock, ClassCount, ClauseLine, ClausePage, ReadingOption, RegisterBlock, Regulation,
        RuleCard, SlotBlock,
    },
    parts::{Cite, Link, Pair, RuleText},
    ui::{Crumb, Ui},
    words::{fill, word},
};

use super::{
    finding::clause_href,
    stage_map::stage_map,
    words::{class, decided, inline, modality, policy, say},
};

/// The language of the rules' own prose.
pub(crate) fn prose_lang(lang: Lang) -> prose::Lang {
    match lang {
        Lang::Zh => prose::Lang::Zh,
        Lang::En => prose::Lang::En,
    }
}

/// The page of an instrument.
pub(crate) fn href(pack: &str) -> String {
    format!("/rules/{pack}")
}

/// An instrument in the list.
pub(crate) fn card(lang: Lang, law: &Law) -> RuleCard {
    let clauses = law.pack.own_clauses();
    let with =
        |wanted: fn(&Clause) -> bool| clauses.clone().filter(|clause| wanted(clause)).count();
    RuleCard {
        title: say(lang, &law.pack.file.title),
        href: href(law.pack.id()),
        number: law.pack.file.document.number.clone(),
        in_force: in_force(lang, &law.pack),
        clauses: clauses.clone().count(),
        computed: with(|clause| clause.rule.is_some() || clause.duty.is_some()),
        judged: with(|clause| clause.written.class == Class::JudgementCriterion),
    }
}

fn in_force(lang: Lang, pack: &Pack) -> String {
    match pack.file.document.effective_from {
        Some(day) => fill(lang, "rules.in_force", &[&crate::format::long_day(lang, day)]),
        None => word(lang, "rules.in_force_unknown").into_owned(),
    }
}

/// The groups by which clauses can be filtered.
const GROUPS: [(&str, &str, &[Class]); 5] = [
    (
        "conditions",
        "filter.conditions",
        &[
            Class::ComputableCriterion,
            Class::JudgementCriterion,
            Class::InPrincipleCriterion,
            Class::PriorityPreference,
        ],
    ),
    ("steps", "filter.steps", &[Class::ProcedureStep]),
    ("duties", "filter.duties", &[Class::DutyWithDeadline, Class::PowerOrResponsibility]),
    ("sanctions", "filter.sanctions", &[Class::Sanction, Class::EvaluationRule]),
    (
        "other",
        "filter.other",
        &[
            Class::Definition,
            Class::Naming,
            Class::Support,
            Class::EffectRepealValidity,
            Class::Declaratory,
        ],
    ),
];

/// What the articles of a pack are about, by article; read once, when the site starts.
pub(crate) type Subjects = BTreeMap<String, Words>;

/// Reads what the articles of a pack are about.
pub(crate) fn subjects(pack: &Pack) -> Subjects {
    let folder = format!("{}/articles/", pack.id());
    let files = pack.files.iter().filter(|(path, _)| path.starts_with(&folder));
    let articles = files.filter_map(|(_, text)| yaml::parse::<Article>(text).ok());
    articles.filter_map(|article| Some((article.article.zh, article.subject?))).collect()
}

/// An instrument, article by article, restricted to a group of clauses; its articles are unfolded where that is
/// asked for, and the way to its other versions is shown where there are several.
pub(crate) fn regulation(
    ui: Ui,
    law: &Law,
    subjects: &Subjects,
    (group, open, several): (&str, bool, bool),
    text: Option<&OfficialText>,
) -> Regulation {
    let (lang, pack) = (ui.lang, &law.pack);
    let wanted = GROUPS.iter().find(|(id, ..)| *id == group).map(|(.., classes)| *classes);
    let shown =
        |clause: &&Clause| wanted.is_none_or(|classes| classes.contains(&clause.written.class));
    let mut articles: Vec<ArticleBlock> = Vec::new();
    for clause in pack.own_clauses().filter(shown) {
        let number = say(lang, &clause.article);
        let line = line(lang, law, clause, text);
        match articles.last_mut().filter(|article| article.number == number) {
            Some(article) => article.clauses.push(line),
            None => articles.push(ArticleBlock {
                anchor: format!("art{}", articles.len() + 1),
                subject: subjects
                    .get(&clause.article.zh)
                    .map(|words| say(lang, words))
                    .unwrap_or_default(),
                number,
                clauses: vec![line],
            }),
        }
    }
    Regulation {
        crumbs: vec![Crumb::new(ui.t("nav.rules"), "/rules")],
        title: say(lang, &pack.file.title),
        facts: facts(lang, pack),
        classes: filters(lang, pack, group),
        articles,
        open,
        other: folded(pack.id(), group, !open),
        versions: several.then(|| super::versions::address(pack.id())),
        imported: imported(lang, text),
        map: stage_map(lang, law),
        ui,
    }
}

/// The address at which the articles are unfolded, or folded again; it needs no scripts.
fn folded(pack: &str, group: &str, open: bool) -> String {
    let show = (!group.is_empty()).then(|| format!("show={group}"));
    let open = open.then(|| "open=all".to_owned());
    let asked: Vec<String> = open.into_iter().chain(show).collect();
    let mark = if asked.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", href(pack), asked.join("&"))
}

fn filters(lang: Lang, pack: &Pack, group: &str) -> Vec<ClassCount> {
    let base = href(pack.id());
    let all = ClassCount {
        label: word(lang, "common.all").into_owned(),
        count: pack.own_clauses().count(),
        href: base.clone(),
        current: GROUPS.iter().all(|(id, ..)| *id != group),
    };
    let groups = GROUPS.iter().map(|(id, key, classes)| ClassCount {
        label: word(lang, key).into_owned(),
        count: pack.own_clauses().filter(|clause| classes.contains(&clause.written.class)).count(),
        href: format!("{base}?show={id}"),
        current: *id == group,
    });
    std::iter::once(all).chain(groups).filter(|filter| filter.count > 0).collect()
}

fn facts(lang: Lang, pack: &Pack) -> Vec<Pair> {
    let document = &pack.file.document;
    let day = |day: Option<Date>| day.map(|day| crate::format::long_day(lang, day));
    let rows = [
        ("rules.number", document.number.clone()),
        ("rules.authority", Some(say(lang, &pack.file.authority))),
        ("rules.signed", day(document.signed_on)),
        ("rules.published", day(document.published_on)),
        ("rules.effective", day(document.effective_from)),
        ("rules.expires", day(document.expires_on)),
        ("rules.version", Some(pack.hash_hex().chars().take(12).collect())),
    ];
    rows.into_iter().filter_map(|(key, value)| Some(Pair::new(word(lang, key), value?))).collect()
}

/// Where the official words come from, or that there are none yet.
fn imported(lang: Lang, text: Option<&OfficialText>) -> String {
    text.map_or_else(
        || word(lang, "official.none").into_owned(),
        |text| {
            let day = crate::format::long_day(lang, civil_day(text.imported_at));
            fill(lang, "official.from", &[&day])
        },
    )
}

/// The sentences that a clause paraphrases.
fn sentences(clause: &Clause, text: Option<&OfficialText>) -> Vec<String> {
    let id = &clause.written.id.value;
    let all = text.iter().flat_map(|text| &text.sentences);
    all.filter(|one| one.clauses.contains(id)).map(|one| one.words.clone()).collect()
}

fn line(lang: Lang, law: &Law, clause: &Clause, text: Option<&OfficialText>) -> ClauseLine {
    let written = &clause.written;
    let (decided, human) = decided(lang, written.class, written.computable);
    ClauseLine {
        id: written.id.value.clone(),
        href: clause_href(&law.pack, &written.id.value),
        cite: lang.of(&written.cite.zh, &written.cite.en).to_owned(),
        name: say(lang, &written.name),
        text: say(lang, &written.text),
        official: sentences(clause, text),
        class: class(lang, written.class, written.modality),
        decided: if written.computable == Computable::No && !human {
            String::new()
        } else {
            decided
        },
        human,
        prose: sentence(lang, law, clause),
    }
}

/// The rule of a clause in sentences.
fn sentence(lang: Lang, law: &Law, clause: &Clause) -> Option<String> {
    if clause.rule.is_none() && clause.duty.is_none() && clause.bar.is_none() {
        return None;
    }
    let text = prose::clause(&law.pack, clause, prose_lang(lang)).text(prose_lang(lang));
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The rule of a clause as a nested list.
fn rule(lang: Lang, law: &Law, clause: &Clause) -> Vec<RuleText> {
    let prose = prose::clause(&law.pack, clause, prose_lang(lang));
    let mut lines: Vec<RuleText> = prose.types.into_iter().map(RuleText::plain).collect();
    for passage in [&prose.applies, &prose.rule, &prose.duty, &prose.bar].into_iter().flatten() {
        flatten(passage, "", 0, &mut lines);
    }
    lines.extend(prose.binding.map(RuleText::plain));
    lines
}

fn flatten(passage: &prose::Passage, label: &str, depth: usize, lines: &mut Vec<RuleText>) {
    let text = passage.text.clone();
    lines.push(RuleText { depth: depth.min(4), label: label.to_owned(), text, outcome: None });
    for limb in &passage.limbs {
        flatten(&limb.passage, &limb.label, depth + 1, lines);
    }
}

/// One clause.
pub(crate) fn clause(
    (ui, today): (Ui, Date),
    law: &Law,
    id: &str,
    text: Option<&OfficialText>,
) -> Option<ClausePage> {
    let (lang, pack) = (ui.lang, &law.pack);
    let at = usize::from(pack.names.clause(id)?);
    let clause = pack.clauses.get(at)?;
    let written = &clause.written;
    let neighbour = |at: Option<usize>| {
        let other = &pack.clauses.get(at?)?.written;
        Some(Link::new(say(lang, &other.name), clause_href(pack, &other.id.value)))
    };
    let crumbs = vec![
        Crumb::new(ui.t("nav.rules"), "/rules"),
        Crumb::new(say(lang, &pack.file.title), href(pack.id())),
    ];
    let words = |list: &[Words]| list.iter().map(|one| say(lang, one)).collect::<Vec<_>>();
    Some(ClausePage {
        crumbs,
        name: say(lang, &written.name),
        cite: lang.of(&written.cite.zh, &written.cite.en).to_owned(),
        class: class(lang, written.class, written.modality),
        decided: decided(lang, written.class, written.computable).0,
        text_zh: written.text.zh.clone(),
        text_en: written.text.en.clone(),
        official: sentences(clause, text),
        imported: imported(lang, text),
        rule: rule(lang, law, clause),
        applies: modality(lang, written.modality),
        types: types(lang, pack, clause),
        facts: used(lang, pack, clause),
        readings: registers(lang, law, clause),
        slots: slots(lang, law, clause),
        evidence: words(&written.evidence),
        consequence: written.consequence.as_ref().map(|words| say(lang, words)),
        by: by(lang, pack, written, today),
        waiver: written.waiver.as_ref().map(|waiver| {
            let by = pack.actor(&waiver.by.value).map(|actor| inline(lang, &actor.name));
            fill(
                lang,
                "clause.waived_by",
                &[&by.unwrap_or_default(), &say(lang, &waiver.authority)],
            )
        }),
        note: written.note.as_ref().map(|words| say(lang, words)),
        related: related(lang, law, clause),
        before: neighbour(at.checked_sub(1)),
        after: neighbour(at.checked_add(1)),
        ui,
    })
}

/// Whose step, power or support a clause is, with the body that fills the role today and where that stands.
fn by(lang: Lang, pack: &Pack, written: &syntax::Clause, today: Date) -> Vec<String> {
    let actors = written.by.iter().filter_map(|by| pack.actor(&by.value));
    let line = |actor: &ActorDef| {
        let sources = actor.holders_on(today).into_iter().map(|held| say(lang, &held.source));
        std::iter::once(say(lang, &actor.name_on(today))).chain(sources).collect::<Vec<_>>()
    };
    actors.map(|actor| line(actor).join(lang.of("。依据：", ". Source: "))).collect()
}

fn types(lang: Lang, pack: &Pack, clause: &Clause) -> Vec<String> {
    let named =
        clause.written.types.iter().filter_map(|id| pack.type_def(pack.type_at(&id.value)?));
    named.map(|def| say(lang, &def.name)).collect()
}

/// The facts that a clause looks at, by record.
fn used(lang: Lang, pack: &Pack, clause: &Clause) -> Vec<String> {
    let uses = document::uses(pack, clause);
    let records: BTreeSet<u16> = uses.iter().map(|one| one.record).collect();
    let line = |record: &u16| {
        let def = pack.names.vocabulary.record_def(*record)?;
        let fields: Vec<String> = uses
            .iter()
            .filter(|one| one.record == *record)
            .filter_map(|one| pack.names.vocabulary.field_def(*record, one.field?))
            .map(|field| say(lang, &field.written.name))
            .collect();
        let name = say(lang, &def.written.name);
        let fields = fields.join(lang.comma());
        Some(if fields.is_empty() { name } else { fill(lang, "gist.found", &[&name, &fields]) })
    };
    records.iter().filter_map(line).collect()
}

fn registers(lang: Lang, law: &Law, clause: &Clause) -> Vec<RegisterBlock> {
    let names = &law.pack.names;
    let named = clause.written.readings.iter().filter_map(|id| names.register(&id.value));
    let all: BTreeSet<u16> = clause.registers.iter().copied().chain(named).collect();
    let defs = all.into_iter().filter_map(|at| names.register_def(at));
    defs.map(|def| RegisterBlock {
        question: say(lang, &def.question),
        policy: policy(lang, def.policy),
        options: def
            .options
            .iter()
            .enumerate()
            .map(|(at, option)| ReadingOption {
                text: say(lang, &option.text),
                recommended: at == 0,
            })
            .collect(),
    })
    .collect()
}

fn slots(lang: Lang, law: &Law, clause: &Clause) -> Vec<SlotBlock> {
    let asked = document::questions(&law.pack, clause);
    let by =
        |id: &str| law.pack.actor(id).map(|actor| inline(lang, &actor.name)).unwrap_or_default();
    asked
        .into_iter()
        .map(|slot| SlotBlock {
            question: say(lang, &slot.question),
            by: fill(lang, "clause.by", &[&by(&slot.by.value)]),
            rubric: slot.rubric.iter().map(|one| say(lang, one)).collect(),
        })
        .collect()
}

/// Clauses that its rule refers to.
fn related(lang: Lang, law: &Law, clause: &Clause) -> Vec<Cite> {
    let mut found = Vec::new();
    clause
        .applies_if
        .iter()
        .chain(&clause.rule)
        .chain(&clause.bar)
        .for_each(|test| test.referred(&mut found));
    let clauses = found.into_iter().filter_map(|at| law.pack.clauses.get(usize::from(at)));
    clauses
        .map(|clause| {
            let cite = &clause.written.cite;
            Cite::new(lang.of(&cite.zh, &cite.en), clause_href(&law.pack, &clause.written.id.value))
        })
        .collect()
}
