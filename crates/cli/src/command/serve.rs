//! `guohe serve`: the pages over a data directory, until it is told to stop.

mod chores;
mod clock;
mod door;
mod realm;
mod running;
mod signals;
mod telling;

pub(crate) use clock::{Clock, chance};
pub(crate) use realm::{Realm, demands, limits, providers, scanner, surface};
pub(crate) use running::program;
pub(crate) use signals::Told;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use axum::Router;
use clap::Args;
use guohe_cases::{account::AlarmKind, auditing::Auditing, message::Messages, ports::Evidence};
use guohe_rules::{diagnostic::Diagnostic, pack::PackFiles, syntax::Words};
use guohe_web::{
    caught::{caught, told_by_place},
    site::{Outside as _, Ports, Site},
    throttle::Throttle,
    unified::Unified,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::sleep};
use tracing_subscriber::EnvFilter;

use super::{BAD_INPUT, USAGE, outage, print::Fonts};
use door::Door;
use realm::{Houses, whatever_is};
use running::Running;

use crate::{
    apart::{Apart, press::PressApart, workbook::ReaderApart},
    fence,
    installation::{self, Installation, cannot},
    mail::MailServer,
    outward::Line,
    post::Ways,
    print, shelf,
    sms::Gateway,
    stamping::{Authority, Stamping},
};

/// How long requests under way may take once the program is told to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Exit code when the program itself is at fault (`EX_SOFTWARE`).
const FAULTY: u8 = 70;

/// The arguments of `guohe serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The data directory, made when there is none.
    #[arg(long, value_name = "DIR", default_value = "data/guohe", env = "GUOHE_DATA")]
    data: PathBuf,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", env = "GUOHE_LISTEN")]
    listen: SocketAddr,
    /// A PostgreSQL server, `postgres://…`, in place of the database in the data directory.
    #[arg(long, value_name = "URL", env = "GUOHE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The address by which people reach the pages, such as <https://bases.example.gov.cn>; passkeys are bound to its
    /// name, and with https cookies demand it.
    #[arg(long, value_name = "URL", env = "GUOHE_ORIGIN")]
    origin: Option<String>,
    /// Let webhooks lead to the machine itself: for trying them out, never in earnest.
    #[arg(long, env = "GUOHE_HOOKS_ON_THIS_MACHINE")]
    hooks_on_this_machine: bool,
    #[command(flatten)]
    tsa: Authority,
    #[command(flatten)]
    mail: MailServer,
    #[command(flatten)]
    sms: Gateway,
    #[command(flatten)]
    fonts: Fonts,
}

/// The server that is named, if it can be the address of one.
pub(super) fn server(named: Option<&str>) -> Result<Option<&str>, u8> {
    if named.is_some_and(|url| !url.starts_with("postgres")) {
        eprintln!(
            "数据库地址应为 postgres://… / the address of a database begins with postgres://"
        );
        return Err(USAGE);
    }
    Ok(named)
}

/// Serves an installation.
pub(crate) fn run(serve: &Serve, packs: PackFiles, folder: Option<&Path>) -> ExitCode {
    let server = match server(serve.database.as_deref()) {
        Ok(server) => server,
        Err(code) => return ExitCode::from(code),
    };
    talk();
    installation::run(async {
        let ways = Ways { mail: serve.mail.open()?, sms: serve.sms.open(&serve.data)? };
        let installation = Installation::open(&serve.data, server, &packs).await?;
        // Each pack has its own; a server works for months.
        drop(packs);
        let realms = Realm::all(installation.clone()).await?;
        let listener = listen(serve.listen).await?;
        let told = Told::begin()?;
        print(&format!("国合 / Guohe: http://{}\n", shown(&listener, serve.listen)));
        let folder = folder.map(Path::to_owned);
        let clock = Clock::of_the_machine();
        // One program alone serves an embedded database, so its marks tell when nobody was served.
        let marks = server.is_none();
        let origin = serve.origin.clone();
        let stamping = serve.tsa.stamping(&serve.data)?;
        let press = serve.fonts.press_apart();
        let hooks = serve.hooks_on_this_machine;
        let demonstration = false;
        let mut concerns = concerns(server).await?;
        let (running, changes) = Running::begins(&installation).await?;
        let changed = !changes.is_empty();
        concerns.extend(changes);
        let work = Work {
            clock,
            demonstration,
            marks,
            folder,
            origin,
            stamping,
            ways,
            press,
            hooks,
            concerns,
            program: Some(running.program),
            changed,
        };
        at_work(realms, listener, told, work).await
    })
}

/// What whoever runs the program should mend, said in the log as well; the program goes on.
///
/// # Errors
/// The exit code, after what is wrong has been said.
async fn concerns(server: Option<&str>) -> Result<Vec<Words>, u8> {
    let Some(url) = server else { return Ok(Vec::new()) };
    let gaps = fence::gaps(url).await;
    let gaps = gaps.map_err(|error| cannot("检查数据库", "look at the database", &error))?;
    for Words { zh, en } in &gaps {
        tracing::warn!("{zh} / {en}");
    }
    Ok(gaps)
}

/// What happens is told on standard error; `RUST_LOG` says how much.
pub(crate) fn talk() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    told_by_place();
}

/// Takes the address.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn listen(at: SocketAddr) -> Result<TcpListener, u8> {
    TcpListener::bind(at).await.map_err(|error| {
        cannot(&format!("监听 {at}"), &format!("listen on {at}"), &error);
        USAGE
    })
}

/// The address as people type it: passkeys refuse a bare number, and so does the demonstration.
pub(crate) fn shown(listener: &TcpListener, asked: SocketAddr) -> String {
    let taken = listener.local_addr().unwrap_or(asked);
    if taken.ip().is_loopback() { format!("localhost:{}", taken.port()) } else { taken.to_string() }
}

/// How an installation is served.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting by itself")]
pub(crate) struct Work {
    /// The time of its pages.
    pub(crate) clock: Clock,
    /// Whether everything in it is invented.
    pub(crate) demonstration: bool,
    /// Whether it notes when it starts and stops, so that the next start knows of an outage.
    pub(crate) marks: bool,
    /// The folder of packs, which is read again on the signal to do so.
    pub(crate) folder: Option<PathBuf>,
    /// The address by which people reach it; the names of other authorities stand in the place of its own.
    pub(crate) origin: Option<String>,
    /// Who stamps its checkpoints.
    pub(crate) stamping: Option<Stamping>,
    /// By which ways messages go out of the house.
    pub(crate) ways: Ways,
    /// What sets papers, for all authorities.
    pub(crate) press: Arc<PressApart>,
    /// Whether webhooks may lead to the machine itself.
    pub(crate) hooks: bool,
    /// What whoever runs the program should mend, as it was found at the start.
    pub(crate) concerns: Vec<Words>,
    /// The digest of the program; none where nobody has to know it.
    pub(crate) program: Option<String>,
    /// Whether something that runs is not what it was at the last start.
    pub(crate) changed: bool,
}

impl Work {
    /// The pages of an authority, with what is wrong with packs that it did not take.
    fn pages(&self, realm: &Realm, faulty: Vec<Diagnostic>) -> Result<Router, u8> {
        let Installation { tenant, store, kept, files, laws, .. } = realm.installation.clone();
        let messages: Arc<dyn Messages> = Arc::clone(&store) as Arc<dyn Messages>;
        let evidence: Arc<dyn Evidence> = Arc::clone(&store) as Arc<dyn Evidence>;
        let auditing: Arc<dyn Auditing> = Arc::clone(&store) as Arc<dyn Auditing>;
        let ports =
            Ports { store, files, inspector: Arc::new(Apart::scanned_by(realm.scanner.clone())) };
        let mut site = Site::new(tenant, ports, laws, Arc::new(self.clock.clone()));
        site.kept = kept;
        site.chores = Arc::clone(&realm.chores);
        site.printer = Arc::<PressApart>::clone(&self.press);
        site.reader = Arc::new(ReaderApart::new());
        site.evidence = Some(evidence);
        site.auditing = Some(auditing);
        site.messages = Some(messages);
        site.secure = realm.surface.https;
        site.throttle = Some(Throttle::new(&realm.surface));
        site.surface = realm.surface.clone();
        site.demonstration = self.demonstration;
        site.hooks_on_this_machine = self.hooks;
        site.concerns.clone_from(&self.concerns);
        site.program.clone_from(&self.program);
        if self.changed {
            site.alarm(AlarmKind::Program);
        }
        if !realm.providers.is_empty() {
            let line = Line::open().map_err(|error| cannot("启动", "start", &error))?;
            site.unified = Unified::new(realm.providers.clone(), Arc::new(line));
        }
        site.limits = realm.limits;
        site.demands = realm.demands.clone();
        site.faulty = faulty;
        if let Some(origin) = self.origin.as_ref().map(|origin| realm.origin(origin))
            && !site.is_reached_at(&origin)
        {
            eprintln!(
                "--origin {origin}：应为“协议://名称[:端口]”，不带路径，名称不能是数字地址 / \
                 --origin is scheme, name and port alone, and the name is no number"
            );
            return Err(USAGE);
        }
        guohe_web::app(site).map_err(|error| {
            cannot("启动", "start", &error);
            BAD_INPUT
        })
    }

    /// Goes on with the packs as they are now, when they can be read.
    async fn takes_over(&self, realms: &mut Vec<Realm>, current: &RwLock<Houses>) {
        match caught(self.reread(realms)).await {
            Ok(Ok((next, houses))) => {
                *realms = next;
                *current.write().unwrap_or_else(PoisonError::into_inner) = houses;
            }
            // What is wrong with them, or where it panicked, has been said.
            Ok(Err(_)) | Err(_) => {
                tracing::error!("the packs could not be read again; nothing has changed");
            }
        }
    }

    async fn reread(&self, realms: &[Realm]) -> Result<(Vec<Realm>, Houses), u8> {
        let files = shelf::files(self.folder.as_deref())
            .map_err(|error| cannot("读取规则包", "read the packs", &error))?;
        let (mut next, mut faulty) = (Vec::new(), Vec::new());
        for realm in realms {
            let (installation, found) = realm.installation.reread(&files).await?;
            next.push(Realm { installation, ..realm.clone() });
            faulty = found;
        }
        log(&faulty);
        let houses = Houses::of(&next, |realm| self.pages(realm, faulty.clone()))?;
        Ok((next, houses))
    }
}

/// Says in the log what was taken and what was not.
#[expect(clippy::cognitive_complexity, reason = "it counts what the macros of the log expand to")]
fn log(faulty: &[Diagnostic]) {
    let faults: Vec<String> = faulty.iter().map(ToString::to_string).collect();
    if faults.is_empty() {
        tracing::info!("the packs were read again");
    } else {
        let faults = faults.join("\n");
        tracing::error!(%faults, "not taken; the previous version of these packs goes on");
    }
}

/// Answers requests until the program is told to stop.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn at_work(
    realms: Vec<Realm>,
    listener: TcpListener,
    told: Told,
    work: Work,
) -> Result<(), u8> {
    let (marks, clock) = (work.marks, work.clock.clone());
    if marks {
        for realm in &realms {
            outage::begins(&realm.installation, &clock).await?;
        }
    }
    let houses = Houses::of(&realms, |realm| work.pages(realm, Vec::new()))?;
    let current = Arc::new(RwLock::new(houses));
    let served_here: Vec<_> = realms.iter().map(|realm| realm.installation.clone()).collect();
    let router = whatever_is(Arc::clone(&current));
    let Told { reread, mut terminate, mut interrupt } = told;
    let mut going_on = tokio::spawn(work.goes_on(reread, realms, current));
    let (stop, mut stopped) = watch::channel(false);
    let told_to_stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.send_replace(true);
    };
    let serving = Door::USUAL.serves(listener, router, told_to_stop);
    let too_late = async {
        // The channel closes only after it has said so.
        drop(stopped.wait_for(|stop| *stop).await);
        sleep(PATIENCE).await;
    };
    let ended = until_the_end(serving, too_late, &mut going_on).await;
    going_on.abort();
    for Installation { tenant, store, .. } in &served_here {
        if marks {
            outage::leave((tenant, store), "stopped", clock.now()).await?;
        }
    }
    // They share one database.
    if let Some(first) = served_here.first() {
        first.store.close().await;
    }
    ended
}

/// Waits until the program is to end: everything was answered, or it is too late for that; or nothing goes on beside the
/// pages any more.
///
/// A chore that panics is caught within (`chores`), so what has ended is the loop around them, which nobody can begin again
/// from here: it took over the signals. Pages that go on alone would look sound while no term ends and no message goes out,
/// so the program ends as well, and whoever runs it as a service has it begun anew.
///
/// # Errors
/// The exit code in that case, after it has been said.
async fn until_the_end(
    serving: impl Future<Output = ()>,
    too_late: impl Future<Output = ()>,
    going_on: &mut JoinHandle<()>,
) -> Result<(), u8> {
    tokio::select! {
        () = serving => Ok(()),
        () = too_late => Ok(()),
        _how = going_on => {
            eprintln!(
                "后台任务全部意外结束，程序随之退出。请重新启动服务，并查看此前的日志\n\
                 what runs beside the pages has ended, and the program ends with it. Start the service again, and look \
                 into the log before this line"
            );
            Err(FAULTY)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn the_program_ends_when_nothing_goes_on_beside_the_pages() {
        let mut panicked = tokio::spawn(async { panic!("the loop itself") });
        assert_eq!(until_the_end(pending(), pending(), &mut panicked).await, Err(FAULTY));
        let mut returned = tokio::spawn(ready(()));
        assert_eq!(until_the_end(pending(), pending(), &mut returned).await, Err(FAULTY));
        let mut at_work = tokio::spawn(pending());
        assert_eq!(until_the_end(ready(()), pending(), &mut at_work).await, Ok(()));
        assert_eq!(until_the_end(pending(), ready(()), &mut at_work).await, Ok(()));
    }
}
