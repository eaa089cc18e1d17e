//! From what a verb decided to what is recorded: the stage it leads to, the rows of the case file, the frame.

use std::collections::BTreeMap;

use guohe_rules::vocabulary::{Kind as FieldKind, TYPES};
use jiff::Timestamp;
use serde_json::Value;

use super::{
    Failure, allowed, joint,
    scene::{Deed, Scene},
    stopped,
};
use crate::{
    case::Case,
    event::Actor,
    facts::read::Reader,
    happened::{Entry, Frame, Happened, Moved, Once, Wrote},
    law::Law,
    ports::{IdempotencyKey, StoreError},
    procedure::{BACK, DECIDED, End, Fill, Kind, Outcome, Writes},
    refusal::{Fault, Refusal, Sort, words},
    term::Until,
};

/// The entry of a deed, without the stage it leads to: rows first, because the stage's day may depend on
/// them.
pub(crate) fn entry(scene: &Scene<'_>, deed: &Deed<'_>, once: Option<Once>) -> Entry {
    if deed.stays {
        let act = Some(scene.act.id.value.clone());
        let frame = Frame { act, once, received: received(scene), ..Frame::default() };
        return Entry { frame, what: deed.what.clone(), personal: deed.personal.clone() };
    }
    let mut rows = Vec::new();
    rows.extend(
        scene.act.sets.jointly.iter().filter_map(|writes| further_row(scene, deed, writes)),
    );
    let act = Some(scene.act.id.value.clone());
    if is_signature(deed) {
        let frame = Frame { act, rows, once, ..Frame::default() };
        return Entry { frame, what: deed.what.clone(), personal: None };
    }
    rows.extend(own_row(scene, deed));
    let also = written_by(scene, deed).into_iter().flat_map(|outcome| &outcome.also);
    for writes in scene.act.sets.also.iter().chain(also) {
        rows.extend(further_row(scene, deed, writes));
    }
    rows.extend(deed.rows.iter().cloned());
    let act = Some(scene.act.id.value.clone());
    let phase = scene.act.sets.phase.as_ref().map(|phase| phase.value.clone());
    let late = scene.late.map(|late| late.mark);
    let frame = Frame { act, moved: None, rows, phase, late, once, received: received(scene) };
    Entry { frame, what: deed.what.clone(), personal: deed.personal.clone() }
}

/// Who is recorded as having done it. Whoever objects without a name is nobody: neither their account nor their visit
/// is recorded. What came on paper was entered by officers, who are.
pub(crate) fn actor(scene: &Scene<'_>, deed: &Deed<'_>) -> Actor {
    let own = scene.person.acting_as(scene.late.map_or(scene.role, |late| &late.role));
    if deed.nobody && scene.late.is_none() {
        return Actor { account: scene.moment.fresh, acting_for: None, ..own };
    }
    own
}

/// When an act had come in, where that decides whether it is in time.
fn received(scene: &Scene<'_>) -> Option<Timestamp> {
    let hands_in = matches!(scene.act.kind.value, Kind::Submit | Kind::Resubmit);
    hands_in.then_some(scene.moment.now)
}

/// Whether an act only records that one of several bodies has signed.
pub(crate) fn is_signature(deed: &Deed<'_>) -> bool {
    matches!(deed.what, Happened::Signed {})
}

/// Whether every day that the act has to work out for its rows can be worked out.
///
/// # Errors
/// The first one that cannot, with what is missing.
pub(crate) fn days(scene: &Scene<'_>, deed: &Deed<'_>) -> Result<(), Refusal> {
    let sets = &scene.act.sets;
    let chosen = deed.outcome.into_iter().flat_map(|outcome| outcome.fill.values());
    let also = written_by(scene, deed).into_iter().flat_map(|outcome| &outcome.also);
    let also = sets.also.iter().chain(also).flat_map(|writes| writes.fill.values());
    for day in sets.fill.values().chain(chosen).chain(also).filter_map(Fill::day) {
        scene.day(&day, scene.case)?;
    }
    Ok(())
}

/// The way out whose further rows are written now: those of a decision when it is confirmed.
fn written_by<'a>(scene: &Scene<'a>, deed: &Deed<'a>) -> Option<&'a Outcome> {
    let chosen = deed.outcome?;
    match scene.act.kind.value {
        Kind::PrepareDecision => None,
        Kind::ConfirmDecision if chosen.to.as_ref().is_some_and(|to| to.value == DECIDED) => {
            let decision = scene.case.decision.as_ref()?;
            scene.law.procedure.act(&decision.act)?.outcome(&decision.outcome)
        }
        Kind::Withdraw
        | Kind::Submit
        | Kind::ReturnForCorrection
        | Kind::Resubmit
        | Kind::Record
        | Kind::Check
        | Kind::PanelConvene
        | Kind::Declare
        | Kind::Judge
        | Kind::OpenAnswers
        | Kind::PanelClose
        | Kind::Propose
        | Kind::PublishNotice
        | Kind::Object
        | Kind::AdmitObjection
        | Kind::SettleObjection
        | Kind::Waive
        | Kind::Countersign
        | Kind::ConfirmDecision
        | Kind::Certify
        | Kind::Award
        | Kind::File
        | Kind::Evaluate
        | Kind::Rank
        | Kind::Lapse => Some(chosen),
    }
}

/// The row of the act's own record.
fn own_row(scene: &Scene<'_>, deed: &Deed<'_>) -> Option<Wrote> {
    let sets = &scene.act.sets;
    let record = &sets.record.as_ref()?.value;
    let list = scene.law.list_of(record)?;
    let id = match &deed.row {
        Some(row) => row.clone(),
        None => row_id(scene.case, record, &list, sets.same_row),
    };
    let exists = scene.case.rows.iter().any(|row| row.list == list && row.id == id);
    if exists && scene.act.kind.value == Kind::PanelConvene {
        return None;
    }
    let outcome = deed.outcome.map(|outcome| &outcome.fill);
    let fills = sets.fill.iter().chain(outcome.into_iter().flatten());
    let mut cells = filled(scene, deed, fills);
    cells.extend(deed.fields.clone());
    Some(qualified(scene.law, Wrote { list, id, cells }))
}

fn further_row(scene: &Scene<'_>, deed: &Deed<'_>, writes: &Writes) -> Option<Wrote> {
    let record = &writes.record.value;
    let list = scene.law.list_of(record)?;
    let id = row_id(scene.case, record, &list, writes.same_row);
    let cells = filled(scene, deed, writes.fill.iter());
    Some(qualified(scene.law, Wrote { list, id, cells }))
}

/// A row of a register names a type together with its pack, since other packs read it as well.
pub(super) fn qualified(law: &Law, mut row: Wrote) -> Wrote {
    let (vocabulary, pack) = (law.vocabulary(), law.pack.id());
    let def = vocabulary.list(&row.list).and_then(|at| vocabulary.record_def(at));
    let fields = def.filter(|def| def.is_registry()).map_or(&[][..], |def| &def.fields);
    let types = vocabulary.code_list(TYPES);
    for field in
        fields.iter().filter(|field| types.map(FieldKind::Code).as_ref() == Some(&field.kind))
    {
        if let Some(Value::String(code)) = row.cells.get_mut(&field.id)
            && law.pack.type_at(code).is_some()
        {
            *code = format!("{pack}:{code}");
        }
    }
    row
}

/// The last row of a list when that is to be completed, a new one otherwise.
fn row_id(case: &Case, record: &str, list: &str, same_row: bool) -> String {
    let of_list = || case.rows.iter().filter(|row| row.list == list);
    let last = of_list().next_back().filter(|_| same_row);
    last.map_or_else(|| format!("{record}-{}", of_list().count() + 1), |row| row.id.clone())
}

/// Values that the machine enters, by field.
pub(crate) fn filled<'f>(
    scene: &Scene<'_>,
    deed: &Deed<'_>,
    fills: impl Iterator<Item = (&'f String, &'f Fill)>,
) -> BTreeMap<String, Value> {
    fills.filter_map(|(field, fill)| Some((field.clone(), scene.fill(fill, deed)?))).collect()
}

/// Reads the fields that an act asks for.
///
/// # Errors
/// All faults at once.
pub(crate) fn asked_fields(
    scene: &Scene<'_>,
    typed: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Value>, Refusal> {
    let vocabulary = scene.law.vocabulary();
    let record = scene.act.sets.record.as_ref().and_then(|record| vocabulary.record(record));
    let def = record.and_then(|record| vocabulary.record_def(record));
    let reader = Reader { vocabulary, document: &scene.case.facts };
    let mut fields = BTreeMap::new();
    let mut faults = Vec::new();
    for ask in &scene.act.sets.ask {
        let name = &ask.field.value;
        let Some(field) = def.and_then(|def| def.fields.iter().find(|field| field.id == *name))
        else {
            continue;
        };
        let text = typed.get(name).map_or("", String::as_str);
        match reader.read(field, text) {
            Ok(Value::Null) if !ask.optional => faults.push(Fault::at(
                format!("fields.{name}"),
                format!("请填写“{}”", field.written.name.zh),
                format!("fill in “{}”", field.written.name.en),
            )),
            Ok(Value::Null) => {}
            Ok(value) => {
                fields.insert(name.clone(), value);
            }
            Err(what) => faults.push(Fault { place: format!("fields.{name}"), what }),
        }
    }
    if !faults.is_empty() {
        return Err(scene.invalid(faults));
    }
    let entered = scene.act.sets.ask.iter().filter_map(|ask| {
        let field = def?.fields.iter().find(|field| field.id == ask.field.value)?;
        Some((field, ask, fields.get(&field.id)?))
    });
    allowed::within(scene, entered)?;
    Ok(fields)
}

/// The stage an act leads to; none when it stays.
pub(crate) fn moved(
    scene: &Scene<'_>,
    deed: &Deed<'_>,
    after: &Case,
) -> Result<Option<Moved>, Refusal> {
    if deed.stays {
        return Ok(None);
    }
    if is_signature(deed) {
        return Ok(Some(joint::next(scene)));
    }
    // An objection is taken and answered in every stage, and the case follows from those that the act names.
    if !scene.act.is_from(&scene.case.stage.at.to) {
        return Ok(None);
    }
    let own = deed.to.as_deref();
    let chosen = deed.outcome.and_then(|outcome| outcome.to.as_ref()).map(|to| to.value.as_str());
    let written = scene.act.to.as_ref().map(|to| to.value.as_str());
    let Some(to) = own.or(chosen).or(written) else { return Ok(None) };
    if to == BACK {
        return match &scene.case.sent_from {
            Some(stage) => Ok(Some(stopped::restarted(scene, stage))),
            None => Err(no_way_back(scene)),
        };
    }
    let decided = scene.case.decision.as_ref().filter(|_| to == DECIDED);
    let to = decided.map_or(to, |decision| decision.then.as_str());
    Ok(Some(enter(scene, to, deed.until, after)))
}

/// A stage as it is entered today.
pub(crate) fn enter(scene: &Scene<'_>, to: &str, until: Option<Until>, after: &Case) -> Moved {
    let stage = scene.law.procedure.stage(to);
    let by_rule = || {
        let quantity = stage.and_then(|stage| stage.due.as_ref())?;
        scene.day(quantity, after).ok().map(|day| day.day)
    };
    let end = stage.and_then(|stage| stage.end);
    // A certified base is left alone until its term is over.
    let of_stage = stage.and_then(|stage| stage.due_at.as_ref()).map(|at| at.value);
    let term = || after.certificate.as_ref().filter(|_| end == Some(End::Certified))?.valid_to;
    Moved {
        to: to.to_owned(),
        waits_for: stage.and_then(|stage| stage.waits_for.as_ref()).map(|a| a.value.clone()),
        due: until.map(|until| until.day).or_else(by_rule).or_else(term),
        due_at: until.and_then(|until| until.at).or(of_stage),
        end,
        arithmetic: None,
    }
}

fn no_way_back(scene: &Scene<'_>) -> Refusal {
    scene
        .condition("本件没有可以退回的环节", "there is no stage from which this case was sent away")
}

/// Whether the same request was done before.
///
/// # Errors
/// The key was used for another request.
pub(crate) fn done_before(done: &[Once], key: Option<&IdempotencyKey>) -> Result<bool, Failure> {
    let Some(once) = once(key) else { return Ok(false) };
    match done.iter().find(|done| done.key == once.key) {
        Some(done) if done.request == once.request => Ok(true),
        Some(_) => Err(StoreError::KeyReused.into()),
        None => Ok(false),
    }
}

/// The mark of a request on an event.
pub(crate) fn once(key: Option<&IdempotencyKey>) -> Option<Once> {
    key.map(|key| Once {
        key: key.key.clone(),
        request: crate::attachment::hexadecimal(key.request),
    })
}

/// The refusal for what the store would not write.
pub(crate) fn refusal_of(error: &StoreError) -> Refusal {
    match error {
        StoreError::KeyReused => Refusal::new(
            Sort::Conflict,
            "idempotency-key",
            words("同一请求标识已用于另一次提交", "the key was used for another request"),
            words("请刷新页面后重新提交", "reload the page and hand it in again"),
        ),
        StoreError::Conflict { .. } | StoreError::Inconsistent { .. } | StoreError::Database(_) => {
            conflict()
        }
    }
}

/// Somebody else wrote first.
pub(crate) fn conflict() -> Refusal {
    Refusal::new(
        Sort::Conflict,
        "",
        words(
            "在您打开本页之后，本件已有新的变动",
            "the case has changed since this page was opened",
        ),
        words(
            "请刷新页面，查看变动后再提交；您填写的内容没有丢失",
            "reload the page, look at what changed and hand it in again; what you typed is kept",
        ),
    )
}
