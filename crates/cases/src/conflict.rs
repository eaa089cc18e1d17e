//! Conflicts of interest between an expert and a case: what can be computed, and what people must judge.
//!
//! An identity that is the same on both sides (a unified social credit code, a researcher's number, an account) is
//! certain and bars the expert. A text that is the same is only possible: an officer decides on it with reasons,
//! and until then the expert neither reads nor scores. Windows come from the pack.

mod parties;
mod standing;

use guohe_rules::syntax::Words;
use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::Case,
    draw,
    expert::{Employer, Expert, Particulars, Tie, TieKind},
    law::Law,
    ports::Account,
    procedure::ConflictRules,
    refusal::words,
};
use parties::{Is, Parties, Party};

pub use standing::{Bar, Named, Pinned, Ruling, bar};

/// What ties an expert to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Works for a party, or did within the window.
    Employer,
    /// Works for a unit of the same group, or one held by or holding a party.
    Group,
    /// Published together with a person of the application.
    Coauthor,
    /// Shared a project.
    Project,
    /// Tied to a partner institution.
    Partner,
    /// A relative, or where a relative works.
    Family,
    /// Recommended a party before.
    Recommended,
    /// Is a person of the application.
    Party,
    /// The applicant asked that the expert be avoided.
    Avoided,
    /// The applicant objected to the expert.
    Objected,
    /// Declared a conflict on one of the panels of the case.
    Declared,
}

/// A finding as it is kept in a case once it was found about somebody who sits there, without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// What.
    pub kind: Kind,
    /// Where the other side stands.
    pub place: String,
    /// See [`Finding::key`].
    pub key: String,
}

/// What may happen to conflicts in the stream of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A member of a panel was found to be in conflict; the seat falls empty and the sheet no longer counts. The words
    /// are personal text.
    Found {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// What was found.
        pins: Vec<Pin>,
    },
    /// A possible conflict of a member of a panel was found. It stays until it is ruled on, whatever is taken out of the
    /// pool. The words are personal text.
    Noted {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// What was found.
        pins: Vec<Pin>,
    },
    /// An officer decided on a possible conflict. The reasons are personal text.
    Ruled {
        /// The account of the expert.
        account: Uuid,
        /// Which finding: see [`Finding::key`].
        key: String,
        /// Whether it is a conflict.
        conflict: bool,
    },
    /// The applicant named an expert: to be avoided, or to object. Name, unit and reasons are personal text.
    Named {
        /// Its id in the case.
        id: String,
        /// The account, for an objection to somebody on the list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<Uuid>,
    },
}

/// One thing that ties an expert to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// Whether identities were compared; otherwise texts were, and people must look.
    pub certain: bool,
    /// Whether it was so once and is not said any more: people must look whether it was ever true.
    pub past: bool,
    /// Where in the application the other side stands: `host`, `partners[P1]`.
    pub place: String,
    /// By which a ruling names it: stays the same while the same two things are compared.
    pub key: String,
    /// What was compared with what, in words.
    pub told: Words,
}

impl Kind {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Group => "group",
            Self::Coauthor => "coauthor",
            Self::Project => "project",
            Self::Partner => "partner",
            Self::Family => "family",
            Self::Recommended => "recommended",
            Self::Party => "party",
            Self::Avoided => "avoided",
            Self::Objected => "objected",
            Self::Declared => "declared",
        }
    }

    /// The name on screen.
    pub fn name(self) -> Words {
        let (zh, en) = match self {
            Self::Employer => ("任职单位", "employer"),
            Self::Group => ("同一集团或持股关系", "same group or shares"),
            Self::Coauthor => ("合作发表", "joint publication"),
            Self::Project => ("共同项目", "shared project"),
            Self::Partner => ("合作机构", "partner institution"),
            Self::Family => ("亲属关系", "family"),
            Self::Recommended => ("曾经推荐", "earlier recommendation"),
            Self::Party => ("申报材料中的人员", "person of the application"),
            Self::Avoided => ("申报单位申请回避", "named by the applicant to be avoided"),
            Self::Objected => ("申报单位提出异议", "objected to by the applicant"),
            Self::Declared => ("本人已声明回避", "declared by the expert"),
        };
        words(zh, en)
    }
}

/// Somebody who is looked at: the account, and the entries of the pool in which it stands or once stood.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// The id of the account.
    pub id: Uuid,
    /// The account, where there is one.
    pub account: Option<&'a Account>,
    /// The entries.
    pub entries: &'a [&'a Expert],
}

/// Everything that ties an account to a case on a day, by the windows of the pack: what the pool says of it, what it
/// said before it was changed, and what stands in the case itself.
pub fn all(law: &Law, case: &Case, who: Looked<'_>, on: Date) -> Vec<Finding> {
    let mut found: Vec<Finding> =
        who.account.iter().filter_map(|account| of_account(case, account)).collect();
    for expert in who.entries {
        let mut own = findings(law, case, expert, on);
        if expert.profile.account != Some(who.id) {
            own.iter_mut().for_each(no_longer_said);
        }
        found.extend(own);
    }
    found.extend(of_case(case, who.id));
    once_each(found)
}

/// Each thing once, as it is most certain.
fn once_each(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|one, other| {
        (one.kind, &one.key, !one.certain, one.past).cmp(&(
            other.kind,
            &other.key,
            !other.certain,
            other.past,
        ))
    });
    found.dedup_by(|one, other| one.key == other.key);
    found
}

/// Everything that ties an expert of the pool to a case on a day, by the windows of the pack.
///
/// What was changed in the entry is looked at as it was, as if it had ended on that day; it is never certain, because it may have been a mistake.
pub fn findings(law: &Law, case: &Case, expert: &Expert, on: Date) -> Vec<Finding> {
    let rules = law.procedure.experts.as_ref().and_then(|experts| experts.conflicts.clone());
    let rules = rules.unwrap_or_default();
    let parties = Parties::of(law.vocabulary(), case);
    let Some(person) = &expert.person else { return Vec::new() };
    let mut found = of_person((&rules, &parties, case), person, on);
    for (until, person) in &expert.earlier {
        let mut own = of_person((&rules, &parties, case), &ended(person, *until), on);
        own.iter_mut().for_each(no_longer_said);
        found.extend(own);
    }
    once_each(found)
}

/// What was said of somebody, as if it had ended on the day on which it was taken out of the pool.
fn ended(person: &Particulars, until: Date) -> Particulars {
    let earlier = |day: Option<Date>| Some(day.map_or(until, |day| day.min(until)));
    let mut person = person.clone();
    person.employers.iter_mut().for_each(|unit| unit.to = earlier(unit.to));
    person.ties.iter_mut().for_each(|tie| tie.last = earlier(tie.last));
    person
}

/// Makes of a finding one that the pool said once and does not say now.
fn no_longer_said(finding: &mut Finding) {
    if finding.past {
        return;
    }
    (finding.certain, finding.past) = (false, true);
    finding.told.zh.push_str("；专家库以前如此记载，现已改动，须认定并写明理由");
    finding.told.en.push_str(
        "; the pool said so before it was changed, so somebody decides on it, with reasons",
    );
}

fn of_person(
    (rules, parties, case): (&ConflictRules, &Parties, &Case),
    person: &Particulars,
    on: Date,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for employer in &person.employers {
        found.extend(employed(rules, parties, employer, on));
    }
    for tie in &person.ties {
        found.extend(tied(rules, parties, tie, on));
    }
    let own = Side { name: &person.name, code: person.identity.as_deref() };
    for party in parties.all.iter().filter(|party| party.is == Is::Person) {
        found.extend(
            own.same(party).map(|certain| finding(Kind::Party, certain, party, &person.name)),
        );
    }
    found.extend(avoided(case, &person.name));
    found
}

/// What stands in the case about an account, whatever the pool says: conflicts that it declared on any panel of the case,
/// objections to it, and what was found about it while it sat there.
fn of_case(case: &Case, account: Uuid) -> Vec<Finding> {
    let mut found = Vec::new();
    for panel in &case.panels {
        let own = panel.seats.iter().filter(|seat| seat.account == account);
        found.extend(own.filter(|seat| seat.declares_conflict()).map(|seat| {
            let (kind, name) = (Kind::Declared, Kind::Declared.name());
            let key = key(kind, &panel.id, &seat.alias);
            Finding { kind, certain: true, past: false, place: panel.id.clone(), key, told: name }
        }));
    }
    let objected = case.named.iter().filter(|named| named.account == Some(account));
    found.extend(objected.map(|named| said(Kind::Objected, named)));
    let pinned = case.pinned.iter().filter(|pinned| pinned.account == account);
    found.extend(pinned.map(|pinned| {
        let Pin { kind, place, key } = pinned.pin.clone();
        let told = pinned.told.clone().unwrap_or_else(|| kind.name());
        let mut finding = Finding { kind, certain: false, past: false, place, key, told };
        no_longer_said(&mut finding);
        finding
    }));
    found
}

/// The conflict of an account that acts for the applicant itself, whatever the pool says.
pub fn of_account(case: &Case, account: &Account) -> Option<Finding> {
    (account.organisation == Some(case.organisation)).then(|| Finding {
        kind: Kind::Employer,
        certain: true,
        place: "host".to_owned(),
        key: key(Kind::Employer, "host", "account"),
        past: false,
        told: words(
            "该专家的账户属于申报单位",
            "the account of this expert belongs to the applicant",
        ),
    })
}

/// A name with what identifies its bearer.
struct Side<'a> {
    name: &'a str,
    code: Option<&'a str>,
}

impl Side<'_> {
    /// Whether it is the party: certainly, possibly, or not. Two identities decide, whatever the names are.
    fn same(&self, party: &Party) -> Option<bool> {
        if let (Some(own), Some(other)) = (self.code, party.code.as_deref()) {
            return (plain(own) == plain(other)).then_some(true);
        }
        let (own, other) = (plain(self.name), plain(&party.name));
        (!own.is_empty() && own == other).then_some(false)
    }
}

/// A text without what writers vary: case, spaces, brackets, punctuation.
pub(crate) fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

fn finding(kind: Kind, certain: bool, party: &Party, own: &str) -> Finding {
    let place = &party.place;
    let other = &party.name;
    let how = if certain {
        ("身份标识一致", "the identity is the same")
    } else {
        ("仅文字一致", "only the text is the same")
    };
    let name = kind.name();
    Finding {
        kind,
        certain,
        past: false,
        place: place.clone(),
        key: key(kind, place, &format!("{}\n{}", plain(own), plain(other))),
        told: words(
            format!("{}：专家一方“{own}”，申报材料为“{other}”（{}）", name.zh, how.0),
            format!(
                "{}: “{own}” on the expert's side, “{other}” in the application ({})",
                name.en, how.1
            ),
        ),
    }
}

fn key(kind: Kind, place: &str, compared: &str) -> String {
    let word = kind.word();
    draw::digest(&format!("conflict\n{word}\n{place}\n{compared}\n")).chars().take(16).collect()
}

/// The first day that still counts, by a window of years.
fn since(years: Option<u8>, on: Date) -> Date {
    years.map_or(Date::MIN, |years| on.saturating_sub(i64::from(years).years()))
}

/// What an employer has to do with the parties. Without a window only the units for which the expert works on the
/// day count.
fn employed(rules: &ConflictRules, parties: &Parties, unit: &Employer, on: Date) -> Vec<Finding> {
    let from = rules.employer_years.map_or(on, |years| since(Some(years), on));
    if unit.to.is_some_and(|to| to < from) || unit.from.is_some_and(|first| first > on) {
        return Vec::new();
    }
    let own = Side { name: &unit.name, code: unit.code.as_deref() };
    let mut found = Vec::new();
    for party in parties.all.iter().filter(|party| party.is == Is::Unit) {
        if let Some(certain) = own.same(party) {
            found.push(finding(Kind::Employer, certain, party, &unit.name));
        } else if parties.one_group(unit, party) {
            found.push(finding(Kind::Group, false, party, &unit.name));
        }
    }
    found
}

/// What a tie has to do with the parties.
fn tied(rules: &ConflictRules, parties: &Parties, tie: &Tie, on: Date) -> Vec<Finding> {
    let (kind, window) = match tie.kind {
        TieKind::Coauthor => (Kind::Coauthor, rules.coauthor_years),
        TieKind::Project => (Kind::Project, rules.project_years),
        TieKind::Partner => (Kind::Partner, None),
        TieKind::Family => (Kind::Family, None),
        TieKind::Recommended => (Kind::Recommended, rules.recommended_years),
    };
    if tie.last.is_some_and(|last| last < since(window, on)) {
        return Vec::new();
    }
    let looks_at = |party: &&Party| match tie.kind {
        TieKind::Coauthor => party.is == Is::Person,
        TieKind::Project => true,
        TieKind::Partner | TieKind::Recommended => party.is == Is::Unit,
        TieKind::Family => party.is != Is::Project,
    };
    let own = Side { name: &tie.name, code: tie.code.as_deref() };
    let matching = parties.all.iter().filter(looks_at);
    matching.filter_map(|party| Some(finding(kind, own.same(party)?, party, &tie.name))).collect()
}

/// What the applicant said about somebody whom it named to be avoided.
fn avoided(case: &Case, name: &str) -> Vec<Finding> {
    let fits = |named: &&Named| {
        named.account.is_none()
            && !plain(&named.name).is_empty()
            && plain(&named.name) == plain(name)
    };
    case.named.iter().filter(fits).map(|named| said(Kind::Avoided, named)).collect()
}

/// What the applicant said; never certain, because it is the word of one side.
fn said(kind: Kind, named: &Named) -> Finding {
    let name = kind.name();
    Finding {
        kind,
        certain: false,
        past: false,
        place: named.id.clone(),
        key: key(kind, &named.id, ""),
        told: words(
            format!("{}：{}", name.zh, named.reasons),
            format!("{}: {}", name.en, named.reasons),
        ),
    }
}

impl Finding {
    /// What is kept of it in a case.
    pub fn pin(&self) -> Pin {
        Pin { kind: self.kind, place: self.place.clone(), key: self.key.clone() }
    }
}
