//! Erasing what is kept about a natural person: decided by an officer with reasons, refused while a rule demands keeping.

use guohe_rules::{
    pack::Pack,
    syntax::{DataClass, Purpose, Retention},
};
use jiff::{ToSpan as _, civil::Date};

use super::{
    Failure, Receipt,
    append::{AtDesk, at_desk, built},
    erasing::given,
    fill::Filling,
    write,
};
use crate::{
    case::{Case, END},
    desk::Desk,
    erasing::Wanted,
    event::{About, StreamId},
    facts::Place,
    happened::{Entry, Happened},
    law::Law,
    person::Person,
    personal::{Spoken, Subject, of_place},
    ports::Row,
    procedure::End,
    refusal::{Refusal, Sort, words},
};

/// A fact about a subject that a case holds, with what the law says about keeping it.
#[derive(Debug, Clone)]
pub struct Kept<'l> {
    /// Its place in the case.
    pub place: Place,
    /// Its class.
    pub class: Option<DataClass>,
    /// Its purpose and its rule; nothing for what the pack needs no longer.
    pub purpose: Option<(&'l Purpose, &'l Retention)>,
    /// The last day on which it is kept; none while the case goes on.
    pub until: Option<Date>,
}

/// What a case holds about natural persons in its facts, by subject.
pub fn kept<'l>(law: &'l Law, case: &Case) -> Vec<(String, Vec<Kept<'l>>)> {
    let mut found: Vec<(String, Vec<Kept<'l>>)> = Vec::new();
    for (place, class) in places(law, case) {
        let subject = of_place(&place.to_string());
        let fact = fact(law, &place);
        let purpose = law.pack.purpose(&fact);
        let years = purpose.map_or(0, |(_, rule)| rule.years);
        let until = ended(case).map(|day| after(day, years));
        let one = Kept { place, class, purpose, until };
        match found.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, all)) => all.push(one),
            None => found.push((subject, vec![one])),
        }
    }
    found
}

/// What a case holds about a subject, with what demands keeping it.
#[derive(Debug, Clone)]
pub struct Held {
    /// Whom it is about.
    pub subject: String,
    /// What was said; none where facts are held.
    pub spoken: Option<Spoken>,
    /// How many facts, or things said, are held.
    pub count: usize,
    /// The last day on which something of it is kept; none while the case goes on.
    pub until: Option<Date>,
    /// The rule that demands it longest.
    pub rule: Option<Retention>,
    cites: Vec<String>,
}

/// What a case holds about natural persons, in its facts and in what was said in it.
pub fn held(law: &Law, case: &Case) -> Vec<Held> {
    let facts = kept(law, case).into_iter().map(|(subject, facts)| {
        let purposes = facts.iter().filter_map(|one| one.purpose);
        let cites = purposes.flat_map(|(purpose, _)| &purpose.cites);
        let cites = cites.map(|cite| cite.value.clone()).collect();
        let last = facts.iter().filter_map(|one| Some((one.until?, one.purpose?.1)));
        let rule = last.max_by_key(|(until, _)| *until).map(|(_, rule)| rule.clone());
        let (count, until) = (facts.len(), until(&facts));
        Held { subject, spoken: None, count, until, rule, cites }
    });
    let rule = law.pack.retention_of_spoken();
    let until = ended(case).map(|day| after(day, rule.map_or(0, |rule| rule.years)));
    let cites = law.pack.personal.spoken.iter().flat_map(|spoken| &spoken.cites);
    let cites: Vec<String> = cites.map(|cite| cite.value.clone()).collect();
    let spoken = case.spoken.iter().map(|one| {
        let (subject, cites) = (one.subject.clone(), cites.clone());
        Held { subject, spoken: Some(one.clone()), count: 1, until, rule: rule.cloned(), cites }
    });
    facts.chain(spoken).collect()
}

fn after(day: Date, years: u16) -> Date {
    day.saturating_add(i32::from(years).years())
}

/// The day on which nothing more follows in a case; none while it goes on, or the base lives.
pub fn ended(case: &Case) -> Option<Date> {
    let end = case.stage.at.end?;
    (end != End::Certified).then_some(case.stage.since)
}

/// Whether a list says that something about persons may be past its term in a case.
///
/// It has come to its end, longer ago than the shortest term of its law. Whoever reads such cases alone reads all that
/// are due.
pub fn may_be_due(law: &Law, row: &Row, today: Date) -> bool {
    let end: Option<End> =
        row.extra.get(END).and_then(|end| serde_json::from_value(end.clone()).ok());
    let over = end.is_some_and(|end| end != End::Certified);
    let facts = law.pack.personal.facts.iter();
    let terms = facts.filter_map(|one| Some(law.pack.purpose(&one.fact.value)?.1.years));
    let spoken = law.pack.retention_of_spoken().map_or(0, |rule| rule.years);
    let shortest = terms.min().map_or(spoken, |least| least.min(spoken));
    over && after(row.since, shortest) < today
}

/// The last day on which something of a subject is kept; none while the case goes on.
pub fn until(facts: &[Kept<'_>]) -> Option<Date> {
    let days: Option<Vec<Date>> = facts.iter().map(|fact| fact.until).collect();
    days?.into_iter().max()
}

/// Facts about natural persons that stand in a case and were not erased.
fn places(law: &Law, case: &Case) -> Vec<(Place, Option<DataClass>)> {
    let (vocabulary, facts) = (law.vocabulary(), &case.facts);
    let mut found = Vec::new();
    let mut look =
        |record: Option<u16>, of: &str, row: Option<&str>, cells: &crate::facts::Cells| {
            let def = record.and_then(|record| vocabulary.record_def(record));
            let fields = def.map_or(&[][..], |def| &def.fields);
            for (field, cell) in cells {
                let def = fields.iter().find(|def| def.id == *field);
                if let Some(def) = def.filter(|def| def.is_personal() && !cell.erased) {
                    let (of, row) = (of.to_owned(), row.map(str::to_owned));
                    found.push((Place { of, row, field: field.clone() }, def.class));
                }
            }
        };
    for (record, cells) in &facts.once {
        look(vocabulary.record(record), record, None, cells);
    }
    for (list, listing) in &facts.lists {
        for line in &listing.rows {
            look(vocabulary.list(list), list, Some(&line.id), &line.cells);
        }
    }
    found
}

/// The fact of a place as packs name it: by the singular noun of its record.
fn fact(law: &Law, place: &Place) -> String {
    let vocabulary = law.vocabulary();
    let at = match &place.row {
        Some(_) => vocabulary.list(&place.of),
        None => vocabulary.record(&place.of),
    };
    let record = at.and_then(|at| vocabulary.record_def(at));
    format!("{}.{}", record.map_or(place.of.as_str(), |def| &def.id), place.field)
}

/// Confirms what another officer proposed, and erases it; nobody can read it any more, and the log still verifies.
///
/// # Errors
/// A refusal, citing what demands keeping; or the failure of the store.
pub async fn erase(
    desk: Desk<'_>,
    by: &Filling,
    subject: &str,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, law, role } = at_desk(desk, by).await?;
    if write::done_before(&case.done, by.once.as_ref())? {
        return Ok(Receipt::of_case(&case, by.moment.now));
    }
    let reasons = given(subject, reasons)?;
    let held = of_subject(law, &case, subject)?;
    demanded(&law.pack, &case, &held, by.moment.today())?;
    proposed_by_another(&case.erasing, subject, &by.person)?;
    let what = Happened::PersonalErased { subject: subject.to_owned(), reasons };
    let (act, after) = built(desk, by, (&case, &role), Entry::plain(what))?;
    let stream = StreamId { about: About::Case, id: case.id };
    let name = subject.to_owned();
    desk.store.erase(act, &[Subject { stream, name }]).await?;
    Ok(Receipt::of_case(&after, by.moment.now))
}

/// Erasing takes two: whoever proposed it does not confirm it.
pub(super) fn proposed_by_another(
    erasing: &[Wanted],
    subject: &str,
    person: &Person,
) -> Result<(), Refusal> {
    let open = erasing.iter().find(|one| one.subject == subject && one.is_open());
    let Some((by, ..)) = open.and_then(|open| open.proposed.as_ref()) else {
        return Err(Refusal::new(
            Sort::Condition,
            subject,
            words("还没有人提出删除", "nobody has proposed to erase it"),
            words(
                "请先由一位工作人员提出，再由另一位确认",
                "let one officer propose it, and another confirm",
            ),
        ));
    };
    if person.is_behind(by) {
        return Err(Refusal::new(
            Sort::NotAllowed,
            subject,
            words("提出删除的人不能自己确认", "whoever proposed it cannot confirm it"),
            words("请由另一位工作人员确认", "let another officer confirm it"),
        ));
    }
    Ok(())
}

/// What a case holds about a subject; a refusal when that is nothing.
pub(super) fn of_subject(law: &Law, case: &Case, subject: &str) -> Result<Held, Refusal> {
    let mut all = held(law, case);
    match all.iter().position(|one| one.subject == subject) {
        Some(at) => Ok(all.swap_remove(at)),
        None => Err(nobody(subject, all.iter().map(|one| one.subject.as_str()))),
    }
}

/// Refuses while the case goes on, or a rule of retention demands keeping.
pub(super) fn demanded(pack: &Pack, case: &Case, held: &Held, today: Date) -> Result<(), Refusal> {
    let (subject, cites) = (&held.subject, held.cites.clone());
    if ended(case).is_none() {
        let name = &pack.file.title;
        let what = words(
            format!("案件仍在办理，或者基地仍在管理期内（{}）", name.zh),
            format!("the case goes on, or the base is still one ({})", name.en),
        );
        let next = words(
            "待案件办结、保存期满后再删除；信息有误的，可先更正",
            "erase it once the case has ended and the term of retention is over; what is wrong can be corrected now",
        );
        return Err(Refusal::new(Sort::Condition, subject, what, next).citing(cites));
    }
    let Some((until, rule)) = held.until.zip(held.rule.as_ref()) else { return Ok(()) };
    if today > until {
        return Ok(());
    }
    let what = words(
        format!("依{}（{}，{} 年），须保存到 {until}", rule.law.zh, rule.name.zh, rule.years),
        format!(
            "it is kept until {until} under {} ({}, {} years)",
            rule.law.en, rule.name.en, rule.years
        ),
    );
    let next = words(format!("{until} 之后再申请删除"), format!("ask for it again after {until}"));
    Err(Refusal::new(Sort::Condition, subject, what, next).citing(cites))
}

pub(super) fn nobody(subject: &str, all: impl Iterator<Item = impl AsRef<str>>) -> Refusal {
    let names: Vec<String> = all.map(|name| name.as_ref().to_owned()).collect();
    Refusal::new(
        Sort::NotFound,
        subject,
        words(
            format!("本件没有“{subject}”的个人信息，或者已经删除"),
            format!("the case holds nothing about `{subject}`, or it was erased"),
        ),
        words(format!("可选：{}", names.join("、")), format!("there is: {}", names.join(", "))),
    )
}
