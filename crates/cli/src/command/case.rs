//! `guohe case`: a case of an installation from what was recorded by an instant, under the version of the law
//! with which it runs or the one of another day.

mod sources;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use guohe_cases::{
    case::Case,
    event::{About, Event, StreamId},
    outside,
    ports::Store as _,
    procedure::Level,
    provenance,
    refusal::Refusal,
    round::Round,
    rulebook::Asked,
};
use guohe_rules::{document, pack::PackFiles, prose::Lang};
use guohe_web::site::Outside as _;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    USAGE,
    account::Place,
    check::{self, Language},
    known,
    serve::Clock,
};
use crate::{
    installation::{self, Installation, cannot},
    print,
};

#[derive(Debug, Subcommand)]
pub(crate) enum CaseCommand {
    /// Where a case stands and what its check comes to, from what the applicant has stated.
    Show(Show),
}

/// The arguments of `guohe case show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The id of the case, as in its address.
    case: Uuid,
    /// Only what was recorded by this day, or by this instant as 2026-05-15T09:30:00+08:00: of the case, of
    /// its round, of registers and of the values that officers enter.
    #[arg(long, value_name = "WHEN", value_parser = known::by)]
    as_of: Option<Timestamp>,
    /// Under the version of the pack that is in force on this day, instead of the one of the case.
    #[arg(long, value_name = "DATE")]
    law_date: Option<Date>,
    /// The language of the text.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
    #[command(flatten)]
    place: Place,
}

/// Looks at a case.
pub(crate) fn run(command: &CaseCommand, packs: &PackFiles) -> ExitCode {
    let CaseCommand::Show(show) = command;
    installation::run(async {
        print(&shown(&show.place.open(packs).await?, show).await?);
        Ok(())
    })
}

async fn shown(installation: &Installation, show: &Show) -> Result<String, u8> {
    let events = recorded(installation, About::Case, show.case, show.as_of).await?;
    let case = Case::fold(&events).map_err(|error| cannot("读取案件", "read the case", &error))?;
    let case = case.ok_or_else(|| nothing(show))?;
    let events = recorded(installation, About::Round, case.round, show.as_of).await?;
    let round =
        Round::fold(&events).map_err(|error| cannot("读取轮次", "read the round", &error))?;
    let law = match show.law_date {
        None => installation.laws.get(&case.pack),
        Some(day) => installation.laws.on(&case.pack.id, day),
    };
    let law = law.map_err(|refusal| refused(&refusal))?;
    // An application without a call has no events of a round.
    let round = round.or_else(|| Round::standing_of(law, case.round, case.looked_at()));
    let round = round.ok_or_else(|| nothing(show))?;
    let Some(kind) = law.pack.type_at(&case.kind) else {
        let id = &case.kind;
        eprintln!(
            "这一版本没有类别“{id}”，请换一个日期 / this version has no type `{id}`; take another day"
        );
        return Err(USAGE);
    };
    let known = show.as_of.unwrap_or_else(|| Clock::of_the_machine().now());
    let outside = outside::then(installation.desk(), law, &case, known).await;
    let outside = outside
        .map_err(|error| cannot("读取登记与参数", "read registers and parameters", &error))?;
    let on = round.terms.reference_date;
    let asked = Asked::about(law, (&round, &case), &outside, on, Level::Declared);
    let check = document::check(&law.pack, asked.situation(), kind, Level::Declared.into());
    let lang: Lang = show.lang.into();
    let (stage, version) = (&case.stage.at.to, case.version);
    let head = match lang {
        Lang::Zh => format!("案件 {}，环节 {stage}，已记录 {version} 件事\n", case.id),
        Lang::En => format!("Case {}, stage {stage}, {version} events recorded\n", case.id),
    };
    let used = provenance::used(law, &round, &outside, asked.situation(), &check);
    let sources = sources::text(&used, known, lang);
    Ok(format!("{head}\n{}{sources}", check::memo(&check, lang)))
}

/// The events of a stream that were recorded by an instant.
async fn recorded(
    installation: &Installation,
    about: About,
    id: Uuid,
    by: Option<Timestamp>,
) -> Result<Vec<Event>, u8> {
    let stream = installation.store.stream(&installation.tenant, StreamId { about, id }).await;
    let mut events = stream.map_err(|error| cannot("读取记录", "read the log", &error))?;
    events.retain(|event| by.is_none_or(|by| event.recorded_at <= by));
    Ok(events)
}

fn nothing(show: &Show) -> u8 {
    let case = show.case;
    eprintln!("没有案件 {case}，或此刻尚未记录；请核对编号与时刻");
    eprintln!(
        "there is no case {case}, or nothing was recorded by then; check the id and the instant"
    );
    USAGE
}

fn refused(refusal: &Refusal) -> u8 {
    eprintln!("{}；{}", refusal.what.zh, refusal.next.zh);
    eprintln!("{}; {}", refusal.what.en, refusal.next.en);
    USAGE
}
