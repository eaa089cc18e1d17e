//! Moving the last day of a call to a later one, by two persons.

use jiff::civil::Date;
use uuid::Uuid;

use super::{Failure, Receipt, round::Calling, round::append, scene::no_reasons};
use crate::{
    desk::Desk,
    event::{About, StreamId},
    extension::{Extension, Step},
    happened::Happened,
    law::Law,
    moment::civil_day,
    outage::{Outage, outages},
    parameter::{self, Entered},
    person::Person,
    procedure,
    refusal::{Fault, Refusal, Sort, words},
    round::{Round, Status},
    term::Until,
    timetable,
};

/// A later last day that somebody proposes.
#[derive(Debug, Clone)]
pub struct Later {
    /// The day.
    pub closes_on: Date,
    /// Why.
    pub reasons: String,
    /// The outage it rests on, by its number.
    pub outage: Option<u64>,
}

/// Proposes a later last day.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn propose(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    later: Later,
) -> Result<Receipt, Failure> {
    let role = role(law_of(desk, id).await?, &by.person, |rules| &rules.by)?;
    let end = Ending::of(desk, id).await?;
    let Later { closes_on, reasons, outage } = later;
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("extension", vec![no_reasons("reasons")]).into());
    }
    append(desk, (by, &role), stream(id), |round| {
        let round = round.ok_or_else(closed)?;
        end.possible(round, by, (closes_on, outage))?;
        if round.extensions.iter().any(|one| one.settled.is_none()) {
            return Err(another_waits());
        }
        Ok(Happened::Extended(Step::Proposed { closes_on, reasons, outage }))
    })
    .await
}

/// Confirms a later last day that somebody else proposed; from now on the call ends on that day.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn confirm(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    proposal: u64,
) -> Result<Receipt, Failure> {
    let role = role(law_of(desk, id).await?, &by.person, |rules| &rules.confirmed_by)?;
    let end = Ending::of(desk, id).await?;
    append(desk, (by, &role), stream(id), |round| {
        let round = round.ok_or_else(closed)?;
        let waiting = waiting(round, proposal)?;
        if by.person.is_behind(&waiting.by) {
            return Err(same_person());
        }
        end.possible(round, by, (waiting.to, waiting.outage))?;
        Ok(Happened::Extended(Step::Confirmed { proposal }))
    })
    .await
}

/// Declines a proposal, or takes one's own back.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn decline(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    (proposal, reasons): (u64, &str),
) -> Result<Receipt, Failure> {
    let law = law_of(desk, id).await?;
    let role = role(law, &by.person, |rules| &rules.confirmed_by)
        .or_else(|_| role(law, &by.person, |rules| &rules.by))?;
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("extension", vec![no_reasons("reasons")]).into());
    }
    append(desk, (by, &role), stream(id), |round| {
        waiting(round.ok_or_else(closed)?, proposal)?;
        Ok(Happened::Extended(Step::Declined { proposal, reasons }))
    })
    .await
}

async fn law_of(desk: Desk<'_>, id: Uuid) -> Result<&Law, Failure> {
    let round = desk.round(id).await?;
    Ok(desk.laws.get(&round.terms.pack)?)
}

fn stream(id: Uuid) -> StreamId {
    StreamId { about: About::Round, id }
}

/// The role in which a person may do one half of it.
fn role(
    law: &Law,
    person: &Person,
    who: impl Fn(&procedure::Extension) -> &Vec<guohe_rules::yaml::Located<String>>,
) -> Result<String, Refusal> {
    let Some(rules) = &law.procedure.extension else { return Err(not_known()) };
    let actors = || who(rules).iter().filter_map(|actor| law.pack.actor(&actor.value));
    let mut held =
        actors().filter(|actor| person.holds(law.pack.id(), &actor.id.value, actor.kind));
    held.next().map(|actor| actor.id.value.clone()).ok_or_else(|| {
        let zh: Vec<_> = actors().map(|actor| actor.name.zh.as_str()).collect();
        let en: Vec<_> = actors().map(|actor| actor.name.en.as_str()).collect();
        Refusal::new(
            Sort::NotAllowed,
            "extension",
            words(
                format!("延期的这一步由{}办理", zh.join("、")),
                format!("this half of an extension is done by {}", en.join(", ")),
            ),
            words("请由有权办理的人员登录后办理", "let somebody who may do it sign in and do it"),
        )
        .citing(rules.cites.iter().map(|cite| cite.value.clone()))
    })
}

/// By what the end of a call is found, and what happened to the service around it.
struct Ending<'a> {
    law: &'a Law,
    entered: Entered,
    outages: Vec<Outage>,
}

impl<'a> Ending<'a> {
    async fn of(desk: Desk<'a>, id: Uuid) -> Result<Self, Failure> {
        let law = law_of(desk, id).await?;
        let entered = parameter::entered(desk, &law.pack).await?;
        Ok(Self { law, entered, outages: outages(desk).await? })
    }

    /// Whether a call can end on a day: later than it does, and while applications are handed in, or after that because
    /// of an outage that was there when that ended. It ends at the minute at which it ends for those who hand in.
    fn possible(
        &self,
        round: &Round,
        by: &Calling,
        (closes_on, outage): (Date, Option<u64>),
    ) -> Result<(), Refusal> {
        let Some(before) = round.closes().filter(|_| round.status == Status::Open) else {
            return Err(closed());
        };
        if closes_on <= before {
            let fault = Fault::at(
                "closes_on",
                format!("本轮申报截止日为{before}，只能延后，不能提前"),
                format!("the call ends on {before}; its last day can be moved to a later one only"),
            );
            return Err(Refusal::of_faults("extension", vec![fault]));
        }
        let cited = self.outages.iter().find(|one| Some(one.number) == outage);
        if outage.is_some() && cited.is_none() {
            let fault = Fault::at(
                "outage",
                "没有登记这一次服务中断",
                "no such outage of the service is recorded",
            );
            return Err(Refusal::of_faults("extension", vec![fault]));
        }
        let (day, at) = timetable::handing_in(self.law, &round.terms, &self.entered);
        let end = Until { day: day.unwrap_or(before), at };
        let at_the_end = cited.is_some_and(|one| {
            civil_day(one.noted.from) <= end.day && civil_day(one.noted.to) >= end.day
        });
        if end.is_over(by.moment.now) && !at_the_end { Err(over(end)) } else { Ok(()) }
    }
}

fn waiting(round: &Round, proposal: u64) -> Result<&Extension, Refusal> {
    let mut all = round.extensions.iter();
    all.find(|one| one.number == proposal && one.settled.is_none()).ok_or_else(|| {
        Refusal::new(
            Sort::Conflict,
            "extension",
            words("没有这一待确认的延期", "no such extension waits for confirmation"),
            words("请刷新页面查看现状", "reload the page to see how it stands"),
        )
    })
}

fn not_known() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "extension",
        words(
            "本办法的程序没有规定申报延期",
            "the procedure of this regulation knows no extension of a call",
        ),
        words(
            "需要延期的，请另行发布通知并开设新的轮次",
            "where more time is needed, publish a notice and open another call",
        ),
    )
}

fn closed() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "extension",
        words("本轮申报已经关闭，或者没有截止日", "this call is closed, or has no last day"),
        words("无法延期；可以开设新的轮次", "it cannot be extended; another call can be opened"),
    )
}

fn over(end: Until) -> Refusal {
    let minute = end.at.map(|at| at.strftime(" %H:%M").to_string()).unwrap_or_default();
    let before = format!("{}{minute}", end.day);
    Refusal::new(
        Sort::Condition,
        "extension",
        words(
            format!("本轮申报已于{before}截止；截止之后只能因截止当日的服务中断而延期"),
            format!(
                "the call ended on {before}; afterwards it is extended only because of an outage on that day"
            ),
        ),
        words(
            "请先由运行人员登记中断（guohe outage add），再据以提出延期",
            "have the operator record the outage (guohe outage add) and propose the extension because of it",
        ),
    )
}

fn another_waits() -> Refusal {
    Refusal::new(
        Sort::Conflict,
        "extension",
        words("已有一项延期等待确认", "an extension waits for confirmation already"),
        words("请先确认或者不予确认该项", "confirm or decline that one first"),
    )
}

fn same_person() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "extension",
        words("提出延期的人不能自己确认", "nobody confirms an extension that they proposed"),
        words("请由另一人核对理由后确认", "let another person look at the reasons and confirm it"),
    )
}
