//! Entering the value of a parameter: an officer proposes it, another confirms it or declines it.

use guohe_rules::syntax::{ActorKind, Covered, ParameterKind};
use jiff::civil::Date;

use super::{Failure, Receipt, round::Calling, write};
use crate::{
    desk::Desk,
    event::{Event, StreamId},
    happened::{Entry, Frame, Happened},
    law::Law,
    parameter::{self, Parameter, Proposal},
    person::Person,
    ports::{Act, Append},
    refusal::{Fault, Refusal, Sort, words},
};

/// A value that somebody proposes.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The parameter.
    pub name: String,
    /// The value.
    pub value: ParameterKind,
    /// Where it comes from.
    pub source: String,
    /// The day on which the source was published.
    pub published_on: Date,
}

/// Proposes a value.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn propose(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    what: Proposed,
) -> Result<Receipt, Failure> {
    let role = may_enter(law, &by.person, &what.name)?;
    check(law, by, &what)?;
    let Proposed { name, value, source, published_on } = what;
    let stream = parameter::stream(parameter::owner(&law.pack, &name), &name);
    let pack = parameter::owner(&law.pack, &name).map(str::to_owned);
    let source = source.trim().to_owned();
    let proposed = Happened::ParameterProposed { pack, name, value, source, published_on };
    append(desk, by, &role, stream, |_| Ok(proposed)).await
}

/// Confirms a value that somebody else proposed; it counts from now on.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn confirm(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    name: &str,
    proposal: u64,
) -> Result<Receipt, Failure> {
    let role = may_enter(law, &by.person, name)?;
    let stream = parameter::stream(parameter::owner(&law.pack, name), name);
    append(desk, by, &role, stream, |parameter| {
        let proposed = waiting(parameter, proposal)?;
        if by.person.is_behind(&proposed.by) {
            return Err(same_person());
        }
        Ok(Happened::ParameterConfirmed { proposal })
    })
    .await
}

/// Declines a proposed value, or takes one's own back.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn decline(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    (name, proposal): (&str, u64),
    reasons: &str,
) -> Result<Receipt, Failure> {
    let role = may_enter(law, &by.person, name)?;
    let stream = parameter::stream(parameter::owner(&law.pack, name), name);
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(
            Refusal::of_faults("parameter", vec![super::scene::no_reasons("reasons")]).into()
        );
    }
    append(desk, by, &role, stream, |parameter| {
        waiting(parameter, proposal)?;
        Ok(Happened::ParameterDeclined { proposal, reasons })
    })
    .await
}

async fn append(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    stream: StreamId,
    what: impl FnOnce(Option<&Parameter>) -> Result<Happened, Refusal>,
) -> Result<Receipt, Failure> {
    let mut events = desk.events(stream).await?;
    let before = Parameter::fold(&events)?;
    if let Some(parameter) = &before
        && write::done_before(&parameter.done, by.once.as_ref())?
    {
        return Ok(receipt(stream, parameter.version, by));
    }
    let what = what(before.as_ref())?;
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let frame = Frame { once: write::once(by.once.as_ref()), ..Frame::default() };
    let entry = Entry { frame, what, personal: None };
    let event = entry.record(by.person.acting_as(role), by.moment.today())?;
    let (seq, recorded_at) = (expected + 1, by.moment.now);
    events.push(Event { stream, seq, recorded_at, what: event.clone() });
    let Some(after) = Parameter::fold(&events)? else { return Err(write::conflict().into()) };
    let (row, registered) = (after.row(), Vec::new());
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: vec![Append { stream, expected, events: vec![event], row, registered }],
        freezes: false,
    };
    desk.store.append(act).await?;
    Ok(receipt(stream, after.version, by))
}

fn receipt(stream: StreamId, version: u64, by: &Calling) -> Receipt {
    Receipt { stream, version, at: by.moment.now, stage: None, tells: None, faults: Vec::new() }
}

fn waiting(parameter: Option<&Parameter>, number: u64) -> Result<&Proposal, Refusal> {
    let proposals = parameter.map_or(&[][..], |parameter| &parameter.proposals);
    let found = proposals.iter().find(|one| one.number == number && one.settled.is_none());
    found.ok_or_else(|| {
        Refusal::new(
            Sort::WrongStage,
            "parameter",
            words("没有这一待确认的录入", "no such value waits for confirmation"),
            words("请刷新页面查看现状", "reload the page to see how it stands"),
        )
    })
}

/// The role in which a person may enter a parameter: the actor that it names, or any officer.
///
/// # Errors
/// Who may, when this person may not; or that the pack has no such parameter.
pub fn may_enter(law: &Law, person: &Person, name: &str) -> Result<String, Refusal> {
    let names = &law.pack.names;
    let def = names.parameter(name).and_then(|at| names.parameter_def(at));
    let Some((written, _)) = def else {
        return Err(Refusal::new(
            Sort::NotFound,
            name,
            words(format!("规则包没有参数“{name}”"), format!("the pack has no parameter `{name}`")),
            words("请从参数列表中选择", "choose one from the list of parameters"),
        ));
    };
    let named = |id: &str| written.entered_by.as_ref().is_none_or(|by| by.value == id);
    let actors = law.pack.file.actors.iter();
    let mut able = actors
        .filter(|actor| named(&actor.id.value))
        .filter(|actor| written.entered_by.is_some() || actor.kind == ActorKind::Officer);
    let held = able.clone().find(|actor| person.holds(law.pack.id(), &actor.id.value, actor.kind));
    held.map(|actor| actor.id.value.clone()).ok_or_else(|| {
        let who = able.next().map(|actor| actor.name.clone()).unwrap_or_default();
        Refusal::new(
            Sort::NotAllowed,
            name,
            words(
                format!("“{}”由{}录入", written.title.zh, who.zh),
                format!("the {} is entered by {}", written.title.en, who.en),
            ),
            words("请由该角色的人员登录后办理", "let somebody in that role sign in and do it"),
        )
    })
}

/// A value that can be read, with a source and a day that is not to come.
fn check(law: &Law, by: &Calling, what: &Proposed) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if let Some((year, Covered { from, to })) = what.value.not_of_its_year() {
        faults.push(Fault::at(
            "covers_to",
            format!("数据涵盖 {from} 至 {to}，不是{year}年全年的数据；请待全年数据公布后录入"),
            format!(
                "the figure covers {from} to {to} and not all of {year}; enter it once the figure for \
                 the full year is published"
            ),
        ));
    } else if let Err(part) = law.pack.value_of(&what.name, &what.value) {
        faults.push(Fault::at(
            "value",
            format!("“{part}”不是这个参数的值"),
            format!("`{part}` is no value of this parameter"),
        ));
    }
    if what.source.trim().is_empty() {
        faults.push(Fault::at("source", "请写明出处", "say where the value comes from"));
    }
    if what.published_on > by.moment.today() {
        faults.push(Fault::at(
            "published_on",
            "出处的发布日期不能晚于今天",
            "the source cannot have been published after today",
        ));
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("parameter", faults)) }
}

fn same_person() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "parameter",
        words("录入的人不能自己确认", "nobody confirms a value that they proposed themselves"),
        words(
            "请由另一名工作人员核对出处后确认",
            "let another officer look at the source and confirm it",
        ),
    )
}
