//! `guohe outage`: the log of outages, and what the program itself notes when it stops and starts.
//!
//! A program that is told to stop leaves a mark, and the next start knows from it how long nobody was served. One that is
//! killed leaves none; then it is not known since when, the start says so, and whoever runs the machine states what they
//! know.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use guohe_cases::{
    department::Reach,
    event::Tenant,
    moment::{Moment, instant},
    outage::{Noted, OPERATOR, outages},
    person::Person,
    ports::Store as _,
    verbs::{Failure, outage::note, round::Calling},
};
use guohe_rules::pack::PackFiles;
use guohe_store::Database;
use guohe_web::site::Outside as _;
use jiff::{SignedDuration, Timestamp, civil::DateTime};
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

use super::{
    BAD_INPUT, USAGE,
    account::Place,
    serve::{Clock, chance},
};
use crate::{
    installation::{self, Installation, cannot},
    print,
};

/// The setting that holds the last mark.
const MARK: &str = "service.mark";

/// A stop that is shorter than this is no outage: a program is started anew to take another version.
const SHORT: SignedDuration = SignedDuration::from_mins(1);

#[derive(Debug, Subcommand)]
pub(crate) enum OutageCommand {
    /// The outages that are recorded.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Records that nobody could reach the service; it stays in the log.
    Add(Add),
}

/// The arguments of `guohe outage add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Since when, China Standard Time, as 2026-05-29T18:00.
    #[arg(long, value_name = "TIME")]
    from: DateTime,
    /// Until when.
    #[arg(long, value_name = "TIME")]
    to: DateTime,
    /// How that is known.
    #[arg(long, value_name = "TEXT")]
    known: String,
    /// The login of whoever states it. The log keeps the number of the account and no name, so that a person can be
    /// erased from it.
    #[arg(long, value_name = "LOGIN")]
    by: String,
    #[command(flatten)]
    place: Place,
}

/// Shows outages or records one.
pub(crate) fn run(command: &OutageCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            OutageCommand::List { place } => list(&place.open(packs).await?).await,
            OutageCommand::Add(new) => add(&new.place.open(packs).await?, new).await,
        }
    })
}

async fn list(installation: &Installation) -> Result<(), u8> {
    let known = outages(installation.desk()).await.map_err(|failure| told(&failure))?;
    if known.is_empty() {
        print("没有登记服务中断 / no outage is recorded\n");
    }
    for one in known {
        let (from, to) = (shown(one.noted.from), shown(one.noted.to));
        let by = match one.by {
            Some(account) => name(installation, account).await?,
            None => String::new(),
        };
        let line = format!("{} {from} – {to} {} {by}", one.number, one.noted.known);
        print(&format!("{}\n", line.trim_end()));
    }
    Ok(())
}

/// The name of an account as it is now; what stands for it where it was erased.
async fn name(installation: &Installation, account: Uuid) -> Result<String, u8> {
    let found = installation.store.account(&installation.tenant, account).await;
    let found = found.map_err(|error| cannot("读取账号", "read the accounts", &error))?;
    Ok(found.map(|account| account.name).unwrap_or_default())
}

async fn add(installation: &Installation, new: &Add) -> Result<(), u8> {
    let login = new.by.trim().to_lowercase();
    let account = installation.store.account_by_login(&installation.tenant, &login).await;
    let account = account.map_err(|error| cannot("读取账号", "read the accounts", &error))?;
    let Some(account) = account else {
        eprintln!(
            "没有账号 {login}；用 guohe account list 查看 / there is no account {login}; see `guohe account list`"
        );
        return Err(USAGE);
    };
    let noted =
        Noted { from: instant(new.from), to: instant(new.to), known: new.known.trim().to_owned() };
    let clock = Clock::of_the_machine();
    let number = record(installation, noted, (account.id, &clock)).await?;
    print(&format!("已登记，第{number}条 / recorded, number {number}\n"));
    Ok(())
}

/// Records an outage that somebody stated; the nil account stands for the program itself.
async fn record(
    installation: &Installation,
    noted: Noted,
    (account, clock): (Uuid, &Clock),
) -> Result<u64, u8> {
    let person = Person {
        account,
        roles: vec![OPERATOR.to_owned()],
        organisation: None,
        acting_for: None,
        reach: Reach::Nobody,
    };
    let bytes = chance();
    let fresh = Builder::from_random_bytes(bytes.first_chunk().copied().unwrap_or_default());
    let moment = Moment { now: clock.now(), fresh: fresh.into_uuid(), seed: bytes };
    let by = Calling { person, moment, once: None };
    let receipt = note(installation.desk(), &by, noted).await;
    receipt.map(|receipt| receipt.version).map_err(|failure| told(&failure))
}

/// Records that the clock of the machine jumped: the time between what it showed and what was the time here, for whoever
/// audits the log and for whoever judges what was in time.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(super) async fn jumped(
    installation: &Installation,
    (here, machine): (Timestamp, Timestamp),
    clock: &Clock,
) -> Result<(), u8> {
    let known = format!(
        "本机时钟跳变：程序为 {here}，本机为 {machine} / the clock of the machine jumped: {here} here, {machine} there"
    );
    let noted = Noted { from: here.min(machine), to: here.max(machine), known };
    record(installation, noted, (Uuid::nil(), clock)).await.map(drop)
}

/// An instant as people of the authority read it.
fn shown(at: Timestamp) -> String {
    let civil = jiff::tz::offset(8).to_datetime(at);
    civil.strftime("%Y-%m-%d %H:%M").to_string()
}

fn told(failure: &Failure) -> u8 {
    let Failure::Refused(refusal) = failure else {
        return cannot("登记服务中断", "record the outage", failure);
    };
    eprintln!("{} / {}", refusal.what.zh, refusal.what.en);
    for fault in &refusal.faults {
        eprintln!("--{}: {} / {}", fault.place, fault.what.zh, fault.what.en);
    }
    eprintln!("{} / {}", refusal.next.zh, refusal.next.en);
    if refusal.faults.is_empty() { BAD_INPUT } else { USAGE }
}

/// Notes that the program serves from now on, and records the outage that a stop before left behind, where it lasted.
///
/// Only for one program on a database of its own: where several serve, nobody knows from one of them.
///
/// # Errors
/// The exit code, after what is wrong has been said.
#[expect(clippy::cognitive_complexity, reason = "it counts what the macros of the log expand to")]
pub(super) async fn begins(installation: &Installation, clock: &Clock) -> Result<(), u8> {
    let Installation { tenant, store, .. } = installation;
    let mark = store.setting(tenant, MARK).await;
    let mark = mark.map_err(|error| cannot("读取设置", "read the settings", &error))?;
    let at = |name: &str| {
        let text = mark.as_ref().and_then(|mark| mark.get(name)).and_then(Value::as_str);
        text.and_then(|text| text.parse::<Timestamp>().ok())
    };
    let now = clock.now();
    if let Some(from) = at("stopped").filter(|from| now.duration_since(*from) >= SHORT) {
        let known = "程序停止与再次启动时的标记 / marks left when the program stopped and started"
            .to_owned();
        let noted = Noted { from, to: now, known };
        let number = record(installation, noted, (Uuid::nil(), clock)).await?;
        tracing::warn!(number, "an outage was recorded between the last stop and this start");
    } else if let Some(since) = at("serving") {
        tracing::warn!(%since, "the program ended without a mark; record what you know with `guohe outage add`");
    }
    leave((tenant, store), "serving", now).await
}

/// Leaves a mark: that the program serves, or that it was told to stop.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(super) async fn leave(
    (tenant, store): (&Tenant, &Database),
    what: &str,
    at: Timestamp,
) -> Result<(), u8> {
    let set = store.set_setting(tenant, MARK, &json!({what: at})).await;
    set.map_err(|error| cannot("写入设置", "write the settings", &error))
}
