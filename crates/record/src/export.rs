//! Making a record from the log of an installation.

use std::{borrow::Cow, collections::BTreeMap};

use guohe_cases::{
    case::Case,
    desk::Desk,
    event::{About, Event, StreamId},
    law::Law,
    outside,
    ports::{Evidence, Proven},
    refusal::{Refusal, Sort},
    round::Round,
    verbs::Failure,
};
use guohe_chain::{
    both::{Both, hex},
    keys::PublicKey,
    note::Note,
    signed::Signed,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    classes, container, json,
    manifest::{
        EVENTS, FORMAT, KEYS, LOG, MANIFEST, Manifest, OUTSIDE, PACK, PARTS, Part, ROUND,
        SIGNATURE, WITHHELD, statement,
    },
    matter::{Fixed, Known, Matter, prepared},
    people::People,
    report::words,
    tell,
    withheld::{Leaving, Left},
};

/// Which of the two files is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Everything but who the hidden experts are.
    Full,
    /// Without any value that is not public.
    Public,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// A name to save it under.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The decisions of a case that were confirmed, by the numbers of their events.
pub fn decisions(case: &Case) -> impl Iterator<Item = u64> {
    case.timeline.iter().filter(|step| step.kind == "decision_confirmed").map(|step| step.seq)
}

/// The record of a decision of a case: the one with a number, or the last.
///
/// # Errors
/// A refusal when there is no such decision or nobody signs; the failure of the store.
pub async fn export(
    desk: Desk<'_>,
    evidence: &dyn Evidence,
    (id, decision): (Uuid, Option<u64>),
    (edition, at): (Edition, Timestamp),
) -> Result<Exported, Failure> {
    let case = desk.case(id).await?;
    let law = desk.law_of(&case)?;
    let last = decisions(&case).filter(|seq| decision.is_none_or(|wanted| wanted == *seq)).last();
    let last = last.ok_or_else(|| undecided(id))?;
    let stream = StreamId { about: About::Case, id };
    let mut events = desk.events(stream).await?;
    events.retain(|event| event.seq <= last);
    let proven = evidence.proven(desk.tenant, stream, last, at).await.map_err(Failure::Store)?;
    let proven = proven.ok_or_else(|| unsigned(id))?;
    let purpose = format!("record/{}/{id}/{last}", desk.tenant.0);
    let secret = evidence.concealed(&purpose).ok_or_else(|| unsigned(id))?;
    let people = People::of(law, &events);
    let names = names(desk, &people).await?;
    let hidden: Vec<(Event, bool)> = events.iter().map(|event| people.hide(event)).collect();
    let matter = gather(desk, law, &events, (&hidden, names)).await?;
    // Everything is there several times while it is made, and is let go as soon as it stands in the next form.
    drop(events);
    let mut leaving = Leaving::new(secret);
    let mut parts = told(&matter, &mut leaving, &case)?;
    drop(matter);
    parts.insert(LOG, log(&proven));
    parts.insert(EVENTS, recorded(&hidden, &proven));
    drop(hidden);
    parts.insert(WITHHELD, leaving.left.into_iter().map(Left::into_value).collect());
    let head = Head { case: id, decision: last, tenant: &desk.tenant.0, law };
    let bytes = head.written(evidence, parts, (&proven, edition)).ok_or_else(|| unsigned(id))?;
    let short = id.simple().to_string();
    let short = short.get(short.len().saturating_sub(8)..).unwrap_or_default();
    let word = if edition == Edition::Full { "full" } else { "public" };
    Ok(Exported { name: format!("record-{short}-{last}-{word}.zip"), bytes })
}

async fn names(desk: Desk<'_>, people: &People) -> Result<BTreeMap<Uuid, String>, Failure> {
    let mut names = BTreeMap::new();
    for account in people.shown() {
        let found = desk.store.account(desk.tenant, account).await.map_err(Failure::Store)?;
        names.extend(found.map(|found| (account, found.name)));
    }
    Ok(names)
}

/// What the decision rests on, as it was known when it was prepared and when it was confirmed.
async fn gather<'a>(
    desk: Desk<'a>,
    law: &'a Law,
    events: &[Event],
    (hidden, names): (&[(Event, bool)], BTreeMap<Uuid, String>),
) -> Result<Matter<'a>, Failure> {
    let id = events.first().map(|event| event.stream.id).unwrap_or_default();
    let preparing = prepared(events).ok_or_else(|| undecided(id))?;
    let until = |seq: u64| -> Vec<Event> {
        events.iter().filter(|event| event.seq < seq).cloned().collect()
    };
    let before = Case::fold(&until(preparing.seq))?.ok_or_else(|| undecided(id))?;
    let known = outside::then(desk, law, &before, preparing.recorded_at).await?;
    let last = events.last().ok_or_else(|| undecided(id))?;
    let decided = Case::fold(&until(last.seq))?.ok_or_else(|| undecided(id))?;
    let later = outside::then(desk, law, &decided, last.recorded_at).await?;
    let same = serde_json::to_value(&later)? == serde_json::to_value(&known)?;
    let round = round(desk, law, &before, preparing.recorded_at).await?;
    let round = Fixed::of(&round).round();
    let events = hidden.iter().map(|(event, _)| event.clone()).collect();
    let outside = Known { prepared: known, confirmed: (!same).then_some(later) };
    Ok(Matter { law, round, events, outside, names })
}

/// The round as it was at an instant.
async fn round(desk: Desk<'_>, law: &Law, case: &Case, at: Timestamp) -> Result<Round, Failure> {
    if let Some(standing) = Round::standing_of(law, case.round, case.looked_at()) {
        return Ok(standing);
    }
    let mut events = desk.events(StreamId { about: About::Round, id: case.round }).await?;
    events.retain(|event| event.recorded_at <= at);
    match Round::fold(&events)? {
        Some(round) => Ok(round),
        None => desk.round(case.round).await,
    }
}

/// The parts that follow from the matter, and those that it follows from, with what is not public left out.
fn told(matter: &Matter<'_>, leaving: &mut Leaving, case: &Case) -> Result<tell::Parts, Failure> {
    let mut parts = tell::parts(matter)?.ok_or_else(|| undecided(case.id))?;
    parts.insert(ROUND, serde_json::to_value(Fixed::of(&matter.round))?);
    parts.insert(OUTSIDE, serde_json::to_value(&matter.outside)?);
    for (name, value) in &mut parts {
        classes::leave_out(matter.law, name, value, leaving);
    }
    Ok(parts)
}

fn log(proven: &Proven) -> Value {
    let entries = proven.events.iter().enumerate().map(|(at, event)| {
        let leaf = Both::leaf(&event.leaf);
        let step = |(sha256, sm3): &(String, String)| json!({"sha256": sha256, "sm3": sm3});
        json!({
            "record": at + 1,
            "number": event.number,
            "leaf": {"sha256": hex(leaf.sha256), "sm3": hex(leaf.sm3)},
            "proof": event.proof.iter().map(step).collect::<Vec<_>>(),
        })
    });
    json!({"checkpoint": proven.checkpoint, "entries": entries.collect::<Vec<_>>()})
}

fn recorded(hidden: &[(Event, bool)], proven: &Proven) -> Value {
    let each = hidden.iter().zip(&proven.events).map(|((event, whole), proven)| {
        let leaf = whole.then_some(&proven.leaf);
        json!({"record": event.seq, "leaf": leaf, "event": event})
    });
    each.collect()
}

/// What the list of parts says of the record as a whole.
struct Head<'a> {
    case: Uuid,
    decision: u64,
    tenant: &'a str,
    law: &'a Law,
}

impl Head<'_> {
    /// The file; none where nobody signs, or a value has no form.
    fn written(
        &self,
        evidence: &dyn Evidence,
        mut parts: tell::Parts,
        (proven, edition): (&Proven, Edition),
    ) -> Option<Vec<u8>> {
        let mut text = |name: &str| match name {
            KEYS => Some(keys(evidence, proven)),
            name => json::canonical(&parts.remove(name)?),
        };
        let mut written: Vec<(String, Cow<'_, str>)> = Vec::new();
        for (name, ..) in PARTS {
            written.push(((*name).to_owned(), text(name)?.into()));
        }
        let files = self.law.pack.files.iter();
        written.extend(files.map(|(path, text)| (format!("{PACK}{path}"), text.into())));
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            tenant: self.tenant.to_owned(),
            case: self.case,
            decision: self.decision,
            pack: self.law.reference(),
            parts: written.iter().map(|(name, text)| Part::of(name, text.as_bytes())).collect(),
        };
        let listed = json::canonical(&serde_json::to_value(&manifest).ok()?)?;
        let signed = evidence.signed(&statement(self.case, self.decision, listed.as_bytes()))?;
        let only_full: Vec<&str> = manifest
            .parts
            .iter()
            .filter(|part| part.full_only)
            .map(|part| part.name.as_str())
            .collect();
        let shown = written
            .iter()
            .filter(|(name, _)| edition == Edition::Full || !only_full.contains(&name.as_str()));
        let first = [(MANIFEST, listed.as_bytes()), (SIGNATURE, signed.as_bytes())];
        let shown = shown.map(|(name, text)| (name.as_str(), text.as_bytes()));
        Some(container::write(first.into_iter().chain(shown)))
    }
}

/// The keys that signed: those of the checkpoint, and those of today.
fn keys(evidence: &dyn Evidence, proven: &Proven) -> String {
    let all = evidence.public_keys();
    let probe = evidence.signed(&format!("{FORMAT}\n")).unwrap_or_default();
    let probe = Signed::parse(&probe).ok();
    let note = Note::parse(&proven.checkpoint).ok();
    let signs = |key: &PublicKey| {
        let key = std::slice::from_ref(key);
        let now = probe.as_ref().is_some_and(|one| one.signatures.any(&one.body, key));
        now || note.as_ref().is_some_and(|note| note.signed_by(key))
    };
    let parsed = all.iter().filter_map(|text| PublicKey::parse(text).ok());
    let mut lines: Vec<String> = parsed.filter(signs).map(|key| key.text()).collect();
    lines.push(String::new());
    lines.join("\n")
}

fn undecided(case: Uuid) -> Failure {
    Refusal::new(
        Sort::NotFound,
        case.to_string(),
        words("本件没有这样一项经确认的决定", "the case has no such confirmed decision"),
        words("决定确认之后才有决定档案", "a record exists once a decision was confirmed"),
    )
    .into()
}

fn unsigned(case: Uuid) -> Failure {
    Refusal::new(
        Sort::Condition,
        case.to_string(),
        words(
            "没有签名密钥或检查点，不能制作决定档案",
            "there are no keys that sign or no checkpoint, so no record can be made",
        ),
        words(
            "请管理员检查数据目录下的 keys",
            "let the operator look at the folder keys of the data directory",
        ),
    )
    .into()
}
