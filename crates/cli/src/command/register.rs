//! `guohe register`: registers loaded from outside, and statements since when cases keep them.

use std::{fs, path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};
use guohe_cases::{
    attachment::hexadecimal,
    law::Law,
    moment::Moment,
    person::Person,
    ports::{IdempotencyKey, Store as _},
    refusal::{Fault, Refusal},
    registry::{self, Basis, Part, table},
    verbs::{
        Failure,
        registry::{Keeping, Loading, keep, keep_every, load},
        round::Calling,
    },
};
use guohe_rules::{pack::PackFiles, vocabulary::RecordDef};
use guohe_web::site::Outside as _;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    BAD_INPUT, USAGE,
    account::Place,
    serve::{Clock, chance},
};
use crate::{
    installation::{self, Installation, cannot},
    paper::padded,
    print,
};

#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// What was loaded of each register and when, and since when cases keep it.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Loads a register as it stood on a day; what was loaded before stays for looking at past days.
    Load(Load),
    /// States that cases write every row of a register from a day on.
    Keep(Keep),
}

/// The arguments of `guohe register load`.
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// The pack whose officer loads it.
    pack: String,
    /// The register, by the noun of its rows.
    record: String,
    /// The rows: CSV with a heading of field names, or YAML with a list of rows.
    file: PathBuf,
    /// The day on which the list was complete.
    #[arg(long, value_name = "DAY")]
    as_of: Date,
    /// Where it comes from.
    #[arg(long)]
    source: String,
    /// Only a part of the register, for instance `jurisdiction=110000`.
    #[arg(long, value_name = "FIELD=CODE", value_parser = part)]
    part: Option<Part>,
    /// Read and check the file and record nothing.
    #[arg(long)]
    dry_run: bool,
    /// The login of the officer who loads it; not needed with --dry-run.
    #[arg(long, value_name = "LOGIN", required_unless_present = "dry_run")]
    by: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// The arguments of `guohe register keep`.
#[derive(Debug, Args)]
pub(crate) struct Keep {
    /// The pack whose officer states it.
    pack: String,
    /// The register, by the noun of its rows; every register when it is left out.
    record: Option<String>,
    /// The first day.
    #[arg(long, value_name = "DAY")]
    since: Date,
    /// What the statement rests on.
    #[arg(long)]
    reasons: String,
    /// The register was empty before that day; otherwise what it held has to be loaded.
    #[arg(long)]
    empty_before: bool,
    /// Only a part of the register, for instance `jurisdiction=110000`.
    #[arg(long, value_name = "FIELD=CODE", value_parser = part, requires = "record")]
    part: Option<Part>,
    /// The login of the officer who states it.
    #[arg(long, value_name = "LOGIN")]
    by: String,
    #[command(flatten)]
    place: Place,
}

/// Lists registers, loads one, or states that one is kept.
pub(crate) fn run(command: &RegisterCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            RegisterCommand::List { place } => list(&place.open(packs).await?).await,
            RegisterCommand::Load(what) => loaded(what, packs).await,
            RegisterCommand::Keep(what) => kept(&what.place.open(packs).await?, what).await,
        }
    })
}

fn part(text: &str) -> Result<Part, String> {
    let (field, code) = text.split_once('=').ok_or("应为 FIELD=CODE / it is FIELD=CODE")?;
    Ok(Part { field: field.trim().to_owned(), code: code.trim().to_owned() })
}

async fn list(installation: &Installation) -> Result<(), u8> {
    let sheets = registry::sheets(installation.desk()).await;
    let mut sheets = sheets.map_err(|error| cannot("读取登记", "read the registers", &error))?;
    sheets.sort_by(|one, other| {
        (&one.list, &one.part, one.at).cmp(&(&other.list, &other.part, other.at))
    });
    for sheet in &sheets {
        let of = sheet.part.as_ref().map(|part| format!("{}={}", part.field, part.code));
        let (list, of) = (padded(&sheet.list, 20), padded(&of.unwrap_or_default(), 22));
        let said = match sheet.basis {
            Basis::Loaded { as_of } => {
                format!(
                    "截至 {as_of} 载入 {rows} 行 / loaded as of {as_of}, {rows} rows",
                    rows = sheet.rows
                )
            }
            Basis::Kept { since, empty_before: true } => {
                format!("自 {since} 起登记，此前为空 / kept since {since}, empty before")
            }
            Basis::Kept { since, empty_before: false } => {
                format!("自 {since} 起登记 / kept since {since}")
            }
        };
        print(&format!("{list} {of} {said}  {}\n", sheet.source));
    }
    print(&format!("{} statements\n", sheets.len()));
    Ok(())
}

async fn loaded(what: &Load, packs: &PackFiles) -> Result<(), u8> {
    let text = fs::read_to_string(&what.file)
        .map_err(|error| cannot("读取文件", "read the file", &error))?;
    let (_, laws) = installation::laws(packs)?;
    let law = laws.iter().find(|law| law.pack.id() == what.pack);
    let law = Arc::clone(law.ok_or_else(|| no_pack(&what.pack))?);
    let def = record(&law, &what.record)?;
    let rows = table::rows(&text, def, law.vocabulary()).map_err(|faults| told(&faults))?;
    let count = rows.len();
    let Some(by) = what.by.as_ref().filter(|_| !what.dry_run) else {
        print(&format!(
            "可以载入 {count} 行，未写入 / {count} rows can be loaded, nothing was recorded\n"
        ));
        return Ok(());
    };
    let installation = what.place.open(packs).await?;
    let named = [&what.pack, &what.record, &what.as_of.to_string(), &what.source, &text];
    let request: [u8; 32] = Sha256::digest(format!("{named:?} {:?}", what.part)).into();
    let key = format!("register/{}", hexadecimal(request));
    let by = Calling {
        once: Some(IdempotencyKey { key, request }),
        ..calling(&installation, by).await?
    };
    let loading = Loading {
        list: def.list.clone().unwrap_or_default(),
        part: what.part.clone(),
        as_of: what.as_of,
        source: what.source.clone(),
        rows,
    };
    load(installation.desk(), &law, &by, loading).await.map_err(|failure| failed(&failure))?;
    print(&format!(
        "已载入 {count} 行，截至 {day} / {count} rows loaded as of {day}\n",
        day = what.as_of
    ));
    Ok(())
}

async fn kept(installation: &Installation, what: &Keep) -> Result<(), u8> {
    let law = installation.laws.iter().find(|law| law.pack.id() == what.pack);
    let law = law.ok_or_else(|| no_pack(&what.pack))?;
    let by = calling(installation, &what.by).await?;
    let done = match &what.record {
        Some(name) => {
            let keeping = Keeping {
                list: record(law, name)?.list.clone().unwrap_or_default(),
                part: what.part.clone(),
                since: what.since,
                empty_before: what.empty_before,
                reasons: what.reasons.clone(),
            };
            keep(installation.desk(), law, &by, keeping).await.map(drop)
        }
        None if what.empty_before => {
            let each = |_: &str| Calling { moment: moment(), ..by.clone() };
            keep_every(installation.desk(), law, what.since, &what.reasons, each).await
        }
        None => {
            eprintln!(
                "一并声明全部登记时须写 --empty-before / every register at once needs --empty-before"
            );
            return Err(USAGE);
        }
    };
    done.map_err(|failure| failed(&failure))?;
    print("已记录 / recorded\n");
    Ok(())
}

/// A register by the noun of its rows, singular or plural.
fn record<'l>(law: &'l Law, name: &str) -> Result<&'l RecordDef, u8> {
    let all = law.vocabulary().records.iter().filter(|def| def.is_registry());
    let known: Vec<&RecordDef> = all.map(Arc::as_ref).collect();
    let named = |def: &&&RecordDef| def.id == name || def.list.as_deref() == Some(name);
    known.iter().find(named).copied().ok_or_else(|| {
        let ids: Vec<&str> = known.iter().map(|def| def.id.as_str()).collect();
        eprintln!("没有登记“{name}”；可用：{}", ids.join("、"));
        eprintln!("there is no register `{name}`; there are: {}", ids.join(", "));
        USAGE
    })
}

/// The officer who does something on the command line.
pub(super) async fn calling(installation: &Installation, login: &str) -> Result<Calling, u8> {
    let found = installation.store.account_by_login(&installation.tenant, login).await;
    let found = found.map_err(|error| cannot("读取账号", "read the accounts", &error))?;
    let account = found.ok_or_else(|| {
        eprintln!("没有账号“{login}” / nobody has the login `{login}`");
        USAGE
    })?;
    Ok(Calling { person: Person::of(&account), moment: moment(), once: None })
}

fn moment() -> Moment {
    Moment { now: Clock::of_the_machine().now(), fresh: Uuid::now_v7(), seed: chance() }
}

fn no_pack(id: &str) -> u8 {
    eprintln!("没有可办理的规则包“{id}”；guohe pack list 列出全部");
    eprintln!("there is no pack `{id}` that can run cases; `guohe pack list` names all");
    USAGE
}

/// Says why something was not done.
pub(super) fn failed(failure: &Failure) -> u8 {
    match failure {
        Failure::Refused(refusal) => refused(refusal),
        other @ (Failure::Store(_) | Failure::Unreadable(_) | Failure::Unwritable(_)) => {
            cannot("记录", "record it", other)
        }
    }
}

fn refused(refusal: &Refusal) -> u8 {
    eprintln!("{} / {}", refusal.what.zh, refusal.what.en);
    let code = told(&refusal.faults);
    eprintln!("{} / {}", refusal.next.zh, refusal.next.en);
    code
}

fn told(faults: &[Fault]) -> u8 {
    for Fault { place, what } in faults {
        eprintln!("{place}: {} / {}", what.zh, what.en);
    }
    BAD_INPUT
}
