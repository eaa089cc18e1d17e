//! Who can be drawn: the pool without those who cannot sit, with every reason, before anything is drawn.

use std::collections::BTreeMap;

use guohe_rules::syntax::{ActorKind, Words};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Failure, rules, ticket_of};
use crate::{
    case::Case,
    conflict::{self, Bar, Looked, plain},
    desk::Desk,
    draw::{Candidate, Group, Left, Terms, Ticket},
    event::About,
    expert::{Employer, Expert, Profile, of_account, pool, workload},
    law::Law,
    moment::Moment,
    person::Person,
    ports::{Account, RowQuery},
    procedure::{DrawRules, GroupRule},
    refusal::words,
};

/// What an officer wants of a draw, on top of what the pack says.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The panel of the procedure, by its key.
    pub panel: String,
    /// The cases that it will treat.
    pub cases: Vec<Uuid>,
    /// How many are drawn.
    pub seats: usize,
    /// How many stand by.
    pub substitutes: usize,
    /// Only experts of one of these fields; of any when empty.
    pub fields: Vec<String>,
    /// Only experts of one of these regions; of any when empty.
    pub regions: Vec<String>,
    /// For groups of the pack: at least so many, where the officer wants more than the pack.
    pub least: BTreeMap<String, usize>,
}

/// Why an expert cannot be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No account to sign in with.
    NoAccount,
    /// The account was closed, or does not hold the role of an expert any more.
    NoRole,
    /// No entry in the pool, so that nothing is known that could tie the person to a case.
    NotListed,
    /// Has left the pool.
    Retired,
    /// What was said about the person was erased, so conflicts cannot be looked at.
    Erased,
    /// Not available on the day.
    Away,
    /// No training, or one that has run out.
    Untrained,
    /// As many reviews as the expert may have are open.
    Busy,
    /// As many reviews as the expert may take on in a year were taken on.
    YearFull,
    /// Of none of the fields that are wanted.
    Field,
    /// Of none of the regions that are wanted.
    Region,
    /// Sits on the panel already, or left it.
    Seated,
    /// A conflict of interest with one of the cases.
    Conflict,
    /// A possible conflict on which nobody has decided.
    Undecided,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 14] = [
        Self::NoAccount,
        Self::NoRole,
        Self::NotListed,
        Self::Retired,
        Self::Erased,
        Self::Away,
        Self::Untrained,
        Self::Busy,
        Self::YearFull,
        Self::Field,
        Self::Region,
        Self::Seated,
        Self::Conflict,
        Self::Undecided,
    ];

    /// Whether nobody can sit on a panel any more for whom it holds, even if they were drawn before it did.
    pub(in crate::verbs) fn is_gone(self) -> bool {
        matches!(self, Self::NoRole | Self::NotListed | Self::Retired | Self::Erased)
    }

    /// The key in records.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoAccount => "no_account",
            Self::NoRole => "no_role",
            Self::NotListed => "not_listed",
            Self::Retired => "retired",
            Self::Erased => "erased",
            Self::Away => "away",
            Self::Untrained => "untrained",
            Self::Busy => "busy",
            Self::YearFull => "year_full",
            Self::Field => "field",
            Self::Region => "region",
            Self::Seated => "seated",
            Self::Conflict => "conflict",
            Self::Undecided => "undecided",
        }
    }

    /// The words on screen.
    pub fn name(self) -> Words {
        let (zh, en) = match self {
            Self::NoAccount => ("没有登录账户", "no account to sign in with"),
            Self::NoRole => (
                "账户已停用或不再具有专家角色",
                "the account is closed or no longer that of an expert",
            ),
            Self::NotListed => ("不在专家库中", "not in the pool of experts"),
            Self::Retired => ("已出库", "has left the pool"),
            Self::Erased => ("个人信息已删除", "personal text was erased"),
            Self::Away => ("当日不可参加", "not available on the day"),
            Self::Untrained => ("没有有效的培训", "no training that counts"),
            Self::Busy => ("在评件数已满", "as many open reviews as allowed"),
            Self::YearFull => ("本年度评审件数已满", "as many reviews this year as allowed"),
            Self::Field => ("不属于所需领域", "not of the fields wanted"),
            Self::Region => ("不属于所需地区", "not of the regions wanted"),
            Self::Seated => ("已在专家组或已退出", "sits on the panel or has left it"),
            Self::Conflict => ("存在利害关系", "conflict of interest"),
            Self::Undecided => ("可能的利害关系待认定", "possible conflict, not decided on"),
        };
        words(zh, en)
    }
}

/// Everybody who can be drawn, and everybody who was left out.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// What the draw has to satisfy.
    pub terms: Terms,
    /// Those who can be drawn, with the groups to which they belong.
    pub able: Vec<(Expert, Vec<String>)>,
    /// Those who were left out, with every reason.
    pub left: Vec<Left>,
}

/// Puts together who can be drawn.
///
/// # Errors
/// A refusal when the pack has no rules for draws, or the failure of the store.
pub async fn assemble(
    desk: Desk<'_>,
    law: &Law,
    wish: &Wish,
    moment: &Moment,
) -> Result<Assembly, Failure> {
    let rules = rules(law)?;
    let mut cases = Vec::new();
    for id in &wish.cases {
        cases.push(desk.case(*id).await?);
    }
    let cases: Vec<&Case> = cases.iter().map(|case| &**case).collect();
    let mut assembly = Assembly { terms: terms(rules, wish), ..Assembly::default() };
    let (today, taken) = (moment.today(), workload::until(desk, moment.today()).await?);
    let accounts = desk.store.accounts(desk.tenant).await.map_err(Failure::Store)?;
    let accounts: BTreeMap<Uuid, Account> =
        accounts.into_iter().map(|account| (account.id, account)).collect();
    let all = pool(desk).await?;
    let entries = by_account(&all);
    for expert in all.iter().filter(|expert| expert.retired.is_none()) {
        let id = expert.profile.account;
        let account = id.and_then(|id| accounts.get(&id));
        let mut reasons = by_itself(Some(rules), expert, today);
        reasons.extend(not_wanted(wish, &expert.profile));
        reasons.extend(
            (id.is_some() && !account.is_some_and(|own| is_open(law, own)))
                .then_some(Reason::NoRole),
        );
        if is_busy(desk, Some(rules), expert, &wish.cases).await? {
            reasons.push(Reason::Busy);
        }
        if is_year_full(Some(rules), expert, (&taken, cases.len())) {
            reasons.push(Reason::YearFull);
        }
        if let Some(id) = id {
            let own = entries.get(&id).map_or(&[][..], Vec::as_slice);
            let who = Looked { id, account, entries: own };
            reasons.extend(cases.iter().flat_map(|case| with_case(law, (case, wish), who, today)));
        }
        reasons.sort_unstable();
        reasons.dedup();
        if reasons.is_empty() {
            let groups = rules.groups.iter().filter(|group| belongs(&expert.profile, group));
            let groups = groups.map(|group| group.id.clone()).collect();
            assembly.able.push((expert.clone(), groups));
        } else {
            let reasons = reasons.into_iter().map(|reason| reason.key().to_owned()).collect();
            assembly.left.push(Left { expert: expert.id, reasons });
        }
    }
    Ok(assembly)
}

fn terms(rules: &DrawRules, wish: &Wish) -> Terms {
    let group = |rule: &GroupRule| Group {
        id: rule.id.clone(),
        least: wish.least.get(&rule.id).copied().unwrap_or_default().max(rule.least),
        most: rule.most,
    };
    let groups = rules.groups.iter().map(group).filter(|g| g.least > 0 || g.most.is_some());
    Terms {
        seats: wish.seats,
        substitutes: wish.substitutes,
        per_unit: rules.per_unit,
        groups: groups.collect(),
    }
}

/// The entries in which each account stands or once stood.
fn by_account(all: &[Expert]) -> BTreeMap<Uuid, Vec<&Expert>> {
    let mut entries: BTreeMap<Uuid, Vec<&Expert>> = BTreeMap::new();
    for expert in all {
        for account in expert.profile.account.iter().chain(&expert.former) {
            entries.entry(*account).or_default().push(expert);
        }
    }
    entries
}

/// Whether somebody can sign in with an account and is an expert under the law.
pub(in crate::verbs) fn is_open(law: &Law, account: &Account) -> bool {
    !account.is_closed() && Person::of(account).holds_under(law, ActorKind::Expert)
}

/// What keeps an expert from any panel.
fn by_itself(rules: Option<&DrawRules>, expert: &Expert, today: Date) -> Vec<Reason> {
    let Profile { account, away_until, trained_until, .. } = &expert.profile;
    let trained = rules.is_some_and(|rules| rules.trained);
    let faults = [
        (account.is_none(), Reason::NoAccount),
        (expert.person.is_none(), Reason::Erased),
        (away_until.is_some_and(|until| until >= today), Reason::Away),
        (trained && trained_until.is_none_or(|until| until < today), Reason::Untrained),
    ];
    faults.into_iter().filter_map(|(is_so, reason)| is_so.then_some(reason)).collect()
}

/// What keeps an expert from a panel of these fields and regions.
fn not_wanted(wish: &Wish, profile: &Profile) -> Vec<Reason> {
    let Profile { fields, region, .. } = profile;
    let in_region = region.as_ref().is_some_and(|own| wish.regions.contains(own));
    let of_field = wish.fields.is_empty() || wish.fields.iter().any(|field| fields.contains(field));
    let faults =
        [(!of_field, Reason::Field), (!wish.regions.is_empty() && !in_region, Reason::Region)];
    faults.into_iter().filter_map(|(is_so, reason)| is_so.then_some(reason)).collect()
}

/// What keeps somebody who is named by hand from a panel, beside what ties them to the case: the same that keeps an
/// expert from being drawn.
///
/// Where the pack has panels drawn, nobody sits there who is not in the pool, because nothing is
/// known that could tie them to the case.
///
/// # Errors
/// The failure of the store.
pub async fn not_by_hand(
    desk: Desk<'_>,
    (law, case): (&Law, Uuid),
    account: Uuid,
    today: Date,
) -> Result<Vec<Reason>, Failure> {
    let rules = rules(law).ok();
    let mut entries = of_account(desk, account).await?;
    let ever = !entries.is_empty();
    entries.retain(|expert| expert.retired.is_none());
    let Some(expert) = entries.first() else {
        let absent = if ever { Reason::Retired } else { Reason::NotListed };
        return Ok(if ever || rules.is_some() { vec![absent] } else { Vec::new() });
    };
    let mut reasons = by_itself(rules, expert, today);
    if is_busy(desk, rules, expert, &[case]).await? {
        reasons.push(Reason::Busy);
    }
    if per_year_of(rules, &expert.profile).is_some() {
        let taken = workload::until(desk, today).await?;
        reasons.extend(is_year_full(rules, expert, (&taken, 1)).then_some(Reason::YearFull));
    }
    Ok(reasons)
}

/// Whether the cases would be more than the expert may have open; one in which the expert sits already is not counted
/// twice.
async fn is_busy(
    desk: Desk<'_>,
    rules: Option<&DrawRules>,
    expert: &Expert,
    cases: &[Uuid],
) -> Result<bool, Failure> {
    let most =
        [rules.and_then(|rules| rules.load), expert.profile.load].into_iter().flatten().min();
    let (Some(most), Some(account)) = (most, expert.profile.account) else { return Ok(false) };
    let query = RowQuery { about: Some(About::Case), person: Some(account), ..RowQuery::default() };
    let rows = desk.rows(query).await?;
    let others = rows.iter().filter(|row| !cases.contains(&row.stream.id)).count();
    Ok(others + cases.len() > most)
}

/// Whether the cases would be more than the expert may take on in the year, with those of all other rounds.
fn is_year_full(
    rules: Option<&DrawRules>,
    expert: &Expert,
    (taken, cases): (&BTreeMap<Uuid, usize>, usize),
) -> bool {
    let most = per_year_of(rules, &expert.profile);
    let own = expert.profile.account.and_then(|account| taken.get(&account).copied());
    most.is_some_and(|most| own.unwrap_or_default() + cases > most)
}

/// The most reviews that an expert takes on in a year: the smaller of what the pack and the expert say.
pub fn per_year(rules: &DrawRules, profile: &Profile) -> Option<usize> {
    per_year_of(Some(rules), profile)
}

fn per_year_of(rules: Option<&DrawRules>, profile: &Profile) -> Option<usize> {
    [rules.and_then(|rules| rules.per_year), profile.per_year].into_iter().flatten().min()
}

/// What keeps an expert from one of the cases.
fn with_case(law: &Law, (case, wish): (&Case, &Wish), who: Looked<'_>, today: Date) -> Vec<Reason> {
    let found = conflict::all(law, case, who, today);
    let bars = found.iter().filter_map(|finding| conflict::bar(case, who.id, finding));
    let mut reasons: Vec<Reason> = bars
        .map(|bar| match bar {
            Bar::Conflict => Reason::Conflict,
            Bar::Undecided => Reason::Undecided,
        })
        .collect();
    let seated = case.panel(&wish.panel).is_some_and(|panel| panel.seat_of(who.id).is_some());
    reasons.extend(seated.then_some(Reason::Seated));
    reasons
}

/// Whether what the pool says of an expert fits a group.
fn belongs(profile: &Profile, group: &GroupRule) -> bool {
    let fits = |wanted: &[String], own: &[String]| {
        wanted.is_empty() || wanted.iter().any(|code| own.contains(code))
    };
    let region: Vec<String> = profile.region.iter().cloned().collect();
    fits(&group.fields, &profile.fields)
        && fits(&group.regions, &region)
        && fits(&group.languages, &profile.languages)
}

impl Assembly {
    /// How many were left out, by reason.
    pub fn counts(&self) -> Vec<(String, usize)> {
        let count = |reason: Reason| {
            let has = |left: &&Left| left.reasons.iter().any(|key| key == reason.key());
            (reason.key().to_owned(), self.left.iter().filter(has).count())
        };
        Reason::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
    }

    /// The candidates without names, by ticket, and who stands behind each.
    pub fn ticketed(&self, salt: &str, today: Date) -> (Vec<Candidate>, Vec<Ticket>) {
        let able: Vec<&Expert> = self.able.iter().map(|(expert, _)| expert).collect();
        let units = units(&able, today);
        let mut all: Vec<(String, &Expert, &Vec<String>, usize)> = self
            .able
            .iter()
            .zip(units)
            .map(|((expert, groups), unit)| (ticket_of(salt, expert.id), expert, groups, unit))
            .collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        let mut named: BTreeMap<usize, String> = BTreeMap::new();
        let (mut candidates, mut tickets) = (Vec::new(), Vec::new());
        for (ticket, expert, groups, unit) in all {
            let next = format!("u{}", named.len() + 1);
            let unit = named.entry(unit).or_insert(next).clone();
            candidates.push(Candidate { ticket: ticket.clone(), unit, groups: groups.clone() });
            let account = expert.profile.account.unwrap_or_default();
            tickets.push(Ticket { ticket, expert: expert.id, account });
        }
        (candidates, tickets)
    }
}

/// The unit of each expert, as a number. Experts who share any employer of today count as of one unit, and so do
/// those who are tied together by a third who works for both: rather too few from a house than too many.
fn units(experts: &[&Expert], today: Date) -> Vec<usize> {
    let mut units: Vec<usize> = Vec::new();
    let mut of_name: BTreeMap<String, usize> = BTreeMap::new();
    for (at, expert) in experts.iter().enumerate() {
        let mut own = at;
        for employer in expert.employers_on(today).flat_map(names) {
            let met = *of_name.entry(employer).or_insert(own);
            let (keep, drop) = (met.min(own), met.max(own));
            units
                .iter_mut()
                .chain(of_name.values_mut())
                .filter(|unit| **unit == drop)
                .for_each(|unit| *unit = keep);
            own = keep;
        }
        units.push(own);
    }
    units
}

/// What a unit is called by: its code and its name.
fn names(employer: &Employer) -> Vec<String> {
    let code = employer.code.as_deref().map(|code| format!("code {}", plain(code)));
    code.into_iter().chain([format!("name {}", plain(&employer.name))]).collect()
}
