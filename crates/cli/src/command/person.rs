//! `guohe person` and `guohe retention`: what an installation keeps about natural persons, why, until when; and its erasure.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use guohe_cases::{
    case::Case,
    event::About,
    facts::Place as At,
    law::Law,
    moment::Moment,
    person::Person,
    ports::{RowQuery, Store as _},
    verbs::{
        Failure,
        erase::{self, Kept},
        erasing,
        fill::Filling,
    },
};
use guohe_rules::pack::PackFiles;
use guohe_web::site::Outside as _;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    USAGE,
    account::Place,
    serve::{Clock, chance},
};
use crate::{
    installation::{self, Installation, cannot},
    print,
};

/// At most so many cases are looked at in one go; then it goes on after the last.
const AT_ONCE: u32 = 500;

#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// What a case holds about natural persons: fact, class, purpose, clauses, rule of retention, until when.
    Export(Export),
    /// Proposes to erase what a case holds about one of them, or confirms what another officer proposed; refused while a
    /// rule demands keeping.
    Erase(Erase),
}

/// The arguments of `guohe person export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The id of the case, as in its address.
    case: Uuid,
    /// One person only: a record (`leader`) or a row (`persons[person-1]`), as the export names them.
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// The arguments of `guohe person erase`.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// The id of the case, as in its address.
    case: Uuid,
    /// Whom: a record (`leader`) or a row (`persons[person-1]`), as the export names them.
    subject: String,
    /// The login of the officer who decided.
    #[arg(long, value_name = "LOGIN")]
    by: String,
    /// Why; recorded with the erasure.
    #[arg(long, value_name = "TEXT")]
    reasons: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// What no rule demands to keep any longer. Nothing is erased by this.
    Due {
        #[command(flatten)]
        place: Place,
    },
}

/// Exports or erases.
pub(crate) fn run(command: &PersonCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            PersonCommand::Export(export) => shown(&export.place.open(packs).await?, export).await,
            PersonCommand::Erase(erase) => erased(&erase.place.open(packs).await?, erase).await,
        }
    })
}

/// Lists what is due.
pub(crate) fn retention(command: &RetentionCommand, packs: &PackFiles) -> ExitCode {
    let RetentionCommand::Due { place } = command;
    installation::run(async { due(&place.open(packs).await?).await })
}

async fn shown(installation: &Installation, export: &Export) -> Result<(), u8> {
    let case = installation.desk().case(export.case).await.map_err(|error| failed(&error))?;
    let law = installation.desk().law_of(&case).map_err(|error| failed(&error))?;
    let mut subjects = erase::kept(law, &case);
    subjects.retain(|(name, _)| export.subject.as_ref().is_none_or(|wanted| wanted == name));
    let one = |(name, facts): &(String, Vec<Kept<'_>>)| {
        let facts: Vec<Value> = facts.iter().map(|fact| told(law, &case, fact)).collect();
        json!({ "subject": name, "facts": facts })
    };
    let document = json!({
        "case": case.id,
        "regulation": law.pack.id(),
        "subjects": subjects.iter().map(one).collect::<Vec<_>>(),
        "spoken": case.spoken,
        "erased": case.erasures,
    });
    let text = serde_json::to_string_pretty(&document);
    print(&text.map_err(|error| cannot("写出", "write it", &error))?);
    print("\n");
    Ok(())
}

/// A fact with all that there is to say about it.
fn told(law: &Law, case: &Case, fact: &Kept<'_>) -> Value {
    let cell = case.facts.cell(&fact.place);
    json!({
        "place": fact.place.to_string(),
        "name": name(law, &fact.place),
        "value": cell.map(|cell| cell.typed.as_str()),
        "class": fact.class,
        "purpose": fact.purpose.map(|(purpose, _)| &purpose.purpose),
        "cites": fact.purpose.map(|(purpose, _)| {
            purpose.cites.iter().map(|cite| cite.value.as_str()).collect::<Vec<_>>()
        }),
        "law": fact.purpose.and_then(|(purpose, _)| purpose.law.as_ref()),
        "retention": fact.purpose.map(|(_, rule)| {
            json!({ "rule": rule.name, "years": rule.years, "law": rule.law })
        }),
        "until": fact.until,
    })
}

fn name(law: &Law, place: &At) -> Option<Value> {
    let vocabulary = law.vocabulary();
    let at = match place.row {
        Some(_) => vocabulary.list(&place.of),
        None => vocabulary.record(&place.of),
    };
    let record = vocabulary.record_def(at?)?;
    let field = record.fields.iter().find(|field| field.id == place.field)?;
    Some(json!([record.written.name, field.written.name]))
}

async fn erased(installation: &Installation, what: &Erase) -> Result<(), u8> {
    let login = what.by.trim().to_lowercase();
    let account = installation.store.account_by_login(&installation.tenant, &login).await;
    let account = account.map_err(|error| cannot("读取账号", "read the accounts", &error))?;
    let Some(account) = account else {
        eprintln!("没有账号 {login} / there is no account {login}");
        return Err(USAGE);
    };
    let by = Filling {
        person: Person::of(&account),
        moment: moment(),
        case: what.case,
        seen: None,
        once: None,
    };
    let (desk, subject) = (installation.desk(), what.subject.as_str());
    let case = desk.case(what.case).await.map_err(|error| failed(&error))?;
    let proposed = erasing::open(&case, subject).is_some_and(|open| open.proposed.is_some());
    let (done, told) = if proposed {
        (erase::erase(desk, &by, subject, &what.reasons).await, "已依法删除 / erased")
    } else {
        let told = "已提出，待另一人再次执行本命令确认 / proposed; another officer confirms with the same command";
        (erasing::propose(desk, &by, subject, &what.reasons).await, told)
    };
    let receipt = done.map_err(|error| failed(&error))?;
    print(&format!("{told}: {} {subject}, event {}\n", what.case, receipt.version));
    Ok(())
}

async fn due(installation: &Installation) -> Result<(), u8> {
    let today = moment().today();
    let mut query = RowQuery { about: Some(About::Case), limit: AT_ONCE, ..RowQuery::default() };
    let mut found = 0;
    loop {
        let rows = installation.store.rows(&installation.tenant, &query).await;
        let rows = rows.map_err(|error| cannot("读取列表", "read the lists", &error))?;
        for row in &rows {
            let case = installation.desk().case(row.stream.id).await;
            let case = case.map_err(|error| failed(&error))?;
            // A law that is no longer among the files cannot say what it demands.
            let Ok(law) = installation.desk().law_of(&case) else { continue };
            for held in erase::held(law, &case) {
                if let Some(until) = held.until.filter(|until| *until < today) {
                    found += 1;
                    print(&format!("{} {} {until}\n", case.id, held.subject));
                }
            }
        }
        match rows.last() {
            Some(last) if u32::try_from(rows.len()).is_ok_and(|count| count == AT_ONCE) => {
                query.after = Some(last.stream.id);
            }
            _ => break,
        }
    }
    print(&format!("{found} 项保存期满 / past their term of retention\n"));
    Ok(())
}

fn moment() -> Moment {
    Moment { now: Clock::of_the_machine().now(), fresh: Uuid::now_v7(), seed: chance() }
}

fn failed(error: &Failure) -> u8 {
    let Failure::Refused(refusal) = error else {
        return cannot("完成", "do it", error);
    };
    let cites = refusal.cites.join(" ");
    eprintln!("{}；{} {cites}", refusal.what.zh, refusal.next.zh);
    eprintln!("{}; {} {cites}", refusal.what.en, refusal.next.en);
    USAGE
}
