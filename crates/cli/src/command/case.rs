//! `guohe case`: a case of an installation from what was recorded by an instant, under the version of the law
//! with which it runs or the one of another day.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use guohe_cases::{
    case::Case,
    event::{About, Event, StreamId},
    ports::Store as _,
    procedure::Level,
    refusal::Refusal,
    registry::Registries,
    round::Round,
    rulebook::Asked,
};
use guohe_rules::{document, pack::PackFiles, prose::Lang};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    USAGE,
    account::Place,
    check::{self, Language},
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
    /// Only what was recorded by this instant, for instance 2026-05-15T09:30:00+08:00.
    #[arg(long, value_name = "INSTANT")]
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
        let place = &show.place;
        let opened = Installation::open(&place.data, place.database.as_deref(), packs).await;
        print(&shown(&opened?, show).await?);
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
    let round = round.or_else(|| Round::standing(law, case.looked_at()));
    let round = round.ok_or_else(|| nothing(show))?;
    let Some(kind) = law.pack.type_at(&case.kind) else {
        let id = &case.kind;
        eprintln!(
            "这一版本没有类别“{id}”，请换一个日期 / this version has no type `{id}`; take another day"
        );
        return Err(USAGE);
    };
    // Registers are not looked at, since they would be those of today; what rests on them stays undetermined.
    let on = round.terms.reference_date;
    let facts = case.as_facts(&round, law.vocabulary(), &Registries::default(), on);
    let asked = Asked::of(&law.pack, &facts, &case.kind, on, Level::Declared);
    let document = document::check(&law.pack, asked.situation(), kind, Level::Declared.into());
    let lang: Lang = show.lang.into();
    let (stage, version) = (&case.stage.at.to, case.version);
    let head = match lang {
        Lang::Zh => {
            format!(
                "案件 {}，环节 {stage}，已记录 {version} 件事；不看登记簿，有关条款待定\n",
                case.id
            )
        }
        Lang::En => format!(
            "Case {}, stage {stage}, {version} events recorded; registers are not looked at, so what rests on them is undetermined\n",
            case.id
        ),
    };
    Ok(format!("{head}\n{}", check::memo(&document, lang)))
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
