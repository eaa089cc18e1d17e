//! Drawing a panel: an officer seals pool and terms, two parties commit to a secret each and open both, the list
//! follows.
//!
//! Who can be drawn is settled before anything of the seed exists ([`mod@assemble`]). Opening again what was sealed is
//! possible and leaves an alarm.

mod assemble;
mod standing;

use guohe_rules::syntax::Words;
use uuid::Uuid;

use super::{Failure, Receipt, Request, mark::officer, round::Calling, write};
use crate::{
    attachment::hexadecimal,
    case::Case,
    desk::Desk,
    draw::{
        self, Draw, Drawn, Party, Record, Replaced, Sealed, Sealing, Stage, Step, lack, ticket,
    },
    event::{About, Event, StreamId},
    happened::{Entry, Frame, Happened},
    law::Law,
    moment::Moment,
    ports::{Act, Append, Row, RowQuery},
    procedure::{DrawRules, Kind},
    refusal::{Fault, Refusal, Sort, words},
};

pub(super) use assemble::is_open;
pub use assemble::{Assembly, Reason, Wish, assemble, not_by_hand, per_year};

/// So many characters a secret must have at least, so that nobody finds it by trying.
pub const SECRET: usize = 20;
/// The characters of a digest in hexadecimal.
const DIGEST: usize = 64;

/// A draw.
///
/// # Errors
/// A refusal when there is none, or the failure of the store.
pub async fn one(desk: Desk<'_>, id: Uuid) -> Result<Draw, Failure> {
    let events = desk.events(StreamId { about: About::Draw, id }).await?;
    Draw::fold(&events)?.ok_or_else(|| {
        Refusal::new(
            Sort::NotFound,
            id.to_string(),
            words("没有这次抽取", "there is no such draw"),
            words("请从抽取列表中打开", "open one from the list of draws"),
        )
        .into()
    })
}

/// All draws of the realm, the latest first.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn all(desk: Desk<'_>) -> Result<Vec<Draw>, Failure> {
    in_stages(desk, &[], None).await
}

/// The draws that can still be used, of all panels or of one, the latest first.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub(super) async fn usable(desk: Desk<'_>, panel: Option<&str>) -> Result<Vec<Draw>, Failure> {
    in_stages(desk, &[Stage::Sealed, Stage::Drawn], panel).await
}

/// Draws by the stage in which they are, or in any where none is named.
async fn in_stages(
    desk: Desk<'_>,
    stages: &[Stage],
    panel: Option<&str>,
) -> Result<Vec<Draw>, Failure> {
    let stages = stages.iter().map(|stage| stage.word().to_owned()).collect();
    let query = RowQuery { about: Some(About::Draw), stages, ..RowQuery::default() };
    let is_for = |row: &Row| panel.is_none_or(|key| row.kind.as_deref() == Some(key));
    let mut draws = Vec::new();
    for row in desk.rows_where(query, usize::MAX, is_for).await? {
        draws.extend(Draw::fold(&desk.events(row.stream).await?)?);
    }
    draws.sort_by_key(|draw| std::cmp::Reverse((draw.sealed.1, draw.id)));
    Ok(draws)
}

/// The draw that an act names.
pub(super) async fn gather(
    desk: Desk<'_>,
    request: &Request,
    case: &Case,
) -> Result<Option<Draw>, Failure> {
    let named = request.input.get("draw").and_then(|id| id.as_str()?.parse().ok());
    let Some(id) = named else { return Ok(None) };
    let draw = Some(one(desk, id).await?).filter(|draw| draw.sealing.cases.contains(&case.id));
    if let Some(draw) = &draw {
        standing::first_come(desk, case, draw, &request.moment).await?;
    }
    Ok(draw)
}

/// The record of a draw with the seats that were filled again since, in the order of cases and panels; none before
/// there is a result.
///
/// # Errors
/// The failure of the store.
pub async fn record_of(desk: Desk<'_>, draw: &Draw) -> Result<Option<Record>, Failure> {
    let mut replaced: Vec<Replaced> = Vec::new();
    for id in &draw.sealing.cases {
        let case = desk.case(*id).await?;
        let drawn = case.panels.iter().flat_map(|panel| &panel.drawn);
        let own = drawn.filter(|(of, _)| *of == draw.id);
        replaced.extend(own.filter_map(|(_, replaced)| replaced.clone()));
    }
    Ok(draw.record(replaced))
}

/// The rules of a pack for draws.
///
/// # Errors
/// A refusal when it has none.
pub fn rules(law: &Law) -> Result<&DrawRules, Refusal> {
    law.procedure.experts.as_ref().and_then(|experts| experts.draw.as_ref()).ok_or_else(|| {
        Refusal::new(
            Sort::Condition,
            law.pack.id(),
            words("本规则包没有规定抽取专家的办法", "the pack does not say how experts are drawn"),
            words(
                "请在 procedure.yaml 的 experts.draw 中写明",
                "write it under experts.draw in procedure.yaml",
            ),
        )
    })
}

/// The name of a group of the pack.
pub fn group_name(law: &Law, id: &str) -> Words {
    let groups = rules(law).map(|rules| rules.groups.as_slice()).unwrap_or_default();
    groups
        .iter()
        .find(|group| group.id == id)
        .map_or_else(|| words(id, id), |group| group.name.clone())
}

/// Seals the pool, the conflicts and the terms.
///
/// # Errors
/// A refusal that names every condition that lacks somebody, or the failure of the store.
pub async fn seal(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    wish: &Wish,
) -> Result<Receipt, Failure> {
    let role = officer(law, &by.person)?;
    let rules = rules(law)?;
    if let Some(before) = sealed_before(desk, by).await? {
        return Ok(before);
    }
    check(desk, law, wish, &by.moment).await?;
    let assembly = assemble(desk, law, wish, &by.moment).await?;
    let salt = hexadecimal(by.moment.seed);
    let (candidates, tickets) = assembly.ticketed(&salt, by.moment.today());
    let lacks = lack::lacks(&assembly.terms, &candidates);
    if !lacks.is_empty() {
        let fault = |lack: &lack::Lack| Fault {
            place: "terms".to_owned(),
            what: lack.told(|id| group_name(law, id)),
        };
        return Err(Refusal::of_faults("draw", lacks.iter().map(fault).collect()).into());
    }
    let sealed = Sealed {
        draw: by.moment.fresh.to_string(),
        purpose: format!("{} {}", law.reference().key(), wish.panel),
        parties: rules.secrets_by.iter().map(|party| party.value.clone()).collect(),
        terms: assembly.terms.clone(),
        left_out: assembly.counts(),
        candidates,
    };
    let sealing = Sealing {
        pack: law.reference(),
        panel: wish.panel.clone(),
        cases: wish.cases.clone(),
        digest: sealed.digest(),
        sealed,
        salt,
        tickets,
        left: assembly.left,
    };
    append(desk, by, &role, by.moment.fresh, |_| Ok(Step::Sealed(Box::new(sealing)))).await
}

/// The receipt of the same request, where it was sent before: what it sealed stands in its own way otherwise.
async fn sealed_before(desk: Desk<'_>, by: &Calling) -> Result<Option<Receipt>, Failure> {
    if by.once.is_none() {
        return Ok(None);
    }
    for draw in all(desk).await? {
        if write::done_before(&draw.done, by.once.as_ref())? {
            return Ok(Some(receipt(draw.id, draw.version, by)));
        }
    }
    Ok(None)
}

/// The cases are there, under this law, wait for this panel, and have no other draw that could be used.
async fn check(desk: Desk<'_>, law: &Law, wish: &Wish, moment: &Moment) -> Result<(), Failure> {
    let mut acts = law.procedure.acts.iter();
    let convening = acts.find(|act| {
        act.kind.value == Kind::PanelConvene
            && act.sets.panel.as_ref().is_some_and(|panel| panel.value == wish.panel)
    });
    let Some(convening) = convening else {
        let fault = Fault::at("panel", "请选择评审环节", "choose the review");
        return Err(Refusal::of_faults("draw", vec![fault]).into());
    };
    let mut faults = Vec::new();
    if wish.cases.is_empty() {
        faults.push(Fault::at(
            "cases",
            "请选择要评审的申报",
            "choose the cases that are to be reviewed",
        ));
    }
    for id in &wish.cases {
        let case = desk.case(*id).await?;
        let waits = convening.from.iter().any(|from| from.value == case.stage.at.to);
        if case.pack != law.reference() || !waits {
            let title = case.title();
            faults.push(Fault::at(
                "cases",
                format!("“{title}”不在这一评审环节"),
                format!("“{title}” does not stand in this review"),
            ));
        } else {
            faults.extend(standing::against(desk, (law, &case), wish, moment).await?);
        }
    }
    if wish.seats == 0 {
        faults.push(Fault::at("seats", "至少抽取 1 名", "draw at least one"));
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("draw", faults).into()) }
}

/// One of the two parties commits to a secret by its digest.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn commit(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    id: Uuid,
    commitment: &str,
) -> Result<Receipt, Failure> {
    let commitment = commitment.trim().to_lowercase();
    let draw = sealed(desk, id).await?;
    let party = party(law, by, &draw)?;
    let hexadecimal =
        commitment.len() == DIGEST && commitment.chars().all(|c| c.is_ascii_hexdigit());
    let same = draw
        .parties
        .iter()
        .any(|party| party.committed.as_ref().is_some_and(|(other, ..)| *other == commitment));
    if !hexadecimal || same {
        return Err(Refusal::of_faults("draw", vec![Fault::at(
            "commitment",
            "请填写自己密语的 SHA-256 摘要（64 位十六进制），不能与另一方相同",
            "give the SHA-256 digest of a secret of your own, 64 hexadecimal digits and not the other party's",
        )])
        .into());
    }
    append(desk, by, &party, id, |_| Ok(Step::Committed { party: party.clone(), commitment })).await
}

/// The party as which somebody may commit: holds the role, which has not committed, and is not the other party.
fn party(law: &Law, by: &Calling, draw: &Draw) -> Result<String, Refusal> {
    let pack = law.pack.id();
    let holds = |party: &&Party| {
        let kind = law.kind_of(&party.role);
        kind.is_some_and(|kind| by.person.holds(pack, &party.role, kind))
    };
    let both = draw.parties.iter().any(|party| {
        party.committed.as_ref().is_some_and(|(_, actor, _)| by.person.is_behind(actor))
    });
    let mut free = draw.parties.iter().filter(holds).filter(|party| party.committed.is_none());
    free.next().filter(|_| !both).map(|party| party.role.clone()).ok_or_else(|| {
        let names = draw.parties.iter().filter_map(|party| law.pack.actor(&party.role));
        let (zh, en): (Vec<_>, Vec<_>) =
            names.map(|actor| (actor.name.zh.clone(), actor.name.en.clone())).unzip();
        Refusal::new(
            Sort::NotAllowed,
            "draw",
            words(
                format!("承诺由{}两方的不同人员各作一次", zh.join("、")),
                format!("{} commit once each, through different people", en.join(" and ")),
            ),
            words(
                "请由尚未承诺的一方登录后办理",
                "let the party that has not committed sign in and do it",
            ),
        )
    })
}

/// A party opens its secret; with the second one the list follows.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn open(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    secret: &str,
) -> Result<Receipt, Failure> {
    let draw = sealed(desk, id).await?;
    let mut own = draw.parties.iter().filter(|party| {
        let committed = party.committed.as_ref();
        party.opened.is_none() && committed.is_some_and(|(_, actor, _)| by.person.is_behind(actor))
    });
    let own = own.next().ok_or_else(not_yours)?;
    let commitments: Vec<&String> =
        draw.parties.iter().filter_map(|party| Some(&party.committed.as_ref()?.0)).collect();
    if commitments.len() < draw.parties.len() {
        return Err(Refusal::new(
            Sort::Condition,
            "draw",
            words("另一方尚未承诺，此时打开密语会让对方预知结果", "the other party has not committed; opening now would let it know the result beforehand"),
            words("请等待双方都承诺之后再打开", "wait until both have committed"),
        )
        .into());
    }
    let fits = own.committed.as_ref().is_some_and(|(digest, ..)| *digest == draw::digest(secret));
    if !fits || secret.chars().count() < SECRET {
        return Err(Refusal::of_faults("draw", vec![Fault::at(
            "secret",
            format!("密语与您承诺的摘要不符（密语至少 {SECRET} 个字符，首尾空格也算）"),
            format!("this is not the secret that you committed to (at least {SECRET} characters; spaces at the ends count)"),
        )])
        .into());
    }
    let role = own.role.clone();
    let step = Step::Opened { party: role.clone(), secret: secret.to_owned(), result: None };
    append(desk, by, &role, id, |now| Ok(with_result(now, step))).await
}

/// The step, with the result when it is the second secret.
fn with_result(now: Option<&Draw>, step: Step) -> Step {
    let (Step::Opened { party, secret, .. }, Some(draw)) = (&step, now) else { return step };
    let secret_of = |one: &Party| {
        if one.role == *party {
            Some(secret.clone())
        } else {
            one.opened.clone().map(|(secret, _)| secret)
        }
    };
    let secrets: Option<Vec<String>> = draw.parties.iter().map(secret_of).collect();
    let result = secrets.and_then(|secrets| {
        let seed = draw::seed(&draw.sealing.digest, &secrets);
        let sealed = &draw.sealing.sealed;
        let drawn: Drawn = draw::draw(&sealed.terms, &sealed.candidates, &seed)?;
        Some((seed, drawn))
    });
    Step::Opened { party: party.clone(), secret: secret.clone(), result }
}

fn not_yours() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "draw",
        words("您没有待打开的密语", "you have no secret to open"),
        words("密语由作出承诺的本人打开", "a secret is opened by whoever committed to it"),
    )
}

/// Opens again what was sealed, or what was drawn and does not serve: the draw is void, and an alarm stays.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn reopen(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    id: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let role = officer(law, &by.person)?;
    let draw = one(desk, id).await?;
    if write::done_before(&draw.done, by.once.as_ref())? {
        return Ok(receipt(id, draw.version, by));
    }
    if draw.stage == Stage::Reopened {
        return Err(over().into());
    }
    let used = standing::used_in(desk, &draw).await?;
    if !used.is_empty() {
        return Err(in_use(&used).into());
    }
    if reasons.trim().is_empty() {
        return Err(Refusal::of_faults("draw", vec![super::scene::no_reasons("reasons")]).into());
    }
    let reasons = reasons.trim().to_owned();
    append(desk, by, &role, id, |_| Ok(Step::Reopened { reasons })).await
}

/// A list whose members sit is not taken back: what they say would have no draw any more. Seats fall empty by conflicts.
fn in_use(cases: &[String]) -> Refusal {
    let (zh, en) = (cases.join("、"), cases.join(", "));
    Refusal::new(
        Sort::Condition,
        "draw",
        words(
            format!("“{zh}”的专家组已按这次抽取组成，不能再作废"),
            format!(
                "the panel of “{en}” was put together from this draw, which cannot be void any more"
            ),
        ),
        words(
            "成员须回避的，席位由候补递补；候补用完后可为空缺席位另行抽取",
            "where a member stands back, those who stand by take the seat; once they are used up, draw for the empty seats",
        ),
    )
}

fn over() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "draw",
        words("这次抽取已经结束或作废", "this draw is over or void"),
        words("需要时请另行抽取", "make a new draw where one is needed"),
    )
}

async fn sealed(desk: Desk<'_>, id: Uuid) -> Result<Draw, Failure> {
    let draw = one(desk, id).await?;
    if draw.stage == Stage::Sealed { Ok(draw) } else { Err(over().into()) }
}

async fn append(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    id: Uuid,
    what: impl FnOnce(Option<&Draw>) -> Result<Step, Refusal>,
) -> Result<Receipt, Failure> {
    let stream = StreamId { about: About::Draw, id };
    let mut events = desk.events(stream).await?;
    let before = Draw::fold(&events)?;
    if let Some(draw) = &before
        && write::done_before(&draw.done, by.once.as_ref())?
    {
        return Ok(receipt(id, draw.version, by));
    }
    let what = Happened::Draw(what(before.as_ref())?);
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let frame = Frame { once: write::once(by.once.as_ref()), ..Frame::default() };
    let event = Entry { frame, what, personal: None }
        .record(by.person.acting_as(role), by.moment.today())?;
    let (seq, recorded_at) = (expected + 1, by.moment.now);
    events.push(Event { stream, seq, recorded_at, what: event.clone() });
    let Some(after) = Draw::fold(&events)? else { return Err(write::conflict().into()) };
    let (row, registered) = (after.row(), Vec::new());
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        freezes: true,
        appends: vec![Append { stream, expected, events: vec![event], row, registered }],
    };
    desk.store.append(act).await?;
    Ok(receipt(id, after.version, by))
}

fn receipt(id: Uuid, version: u64, by: &Calling) -> Receipt {
    let stream = StreamId { about: About::Draw, id };
    Receipt { stream, version, at: by.moment.now, stage: None, tells: None, faults: Vec::new() }
}

/// The ticket of an expert under a salt; see [`draw::ticket`].
fn ticket_of(salt: &str, expert: Uuid) -> String {
    ticket(salt, &expert.to_string())
}
