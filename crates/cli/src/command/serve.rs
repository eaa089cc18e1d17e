//! `guohe serve`: the pages over a data directory, until it is told to stop.

mod clock;
mod door;
mod realm;
mod signals;
mod telling;

use clock::Jump;
pub(crate) use clock::{Clock, chance};
pub(crate) use realm::{Realm, limits, providers, scanner, surface};
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
use guohe_cases::{
    auditing::Auditing,
    desk::Desk,
    message::Messages,
    moment::Moment,
    ports::{Evidence, StoreError},
    verbs::{attach::Room, lapse, scan},
};
use guohe_rules::{diagnostic::Diagnostic, pack::PackFiles};
use guohe_store::Contradiction;
use guohe_web::{
    site::{Outside as _, Ports, Site},
    throttle::Throttle,
    unified::Unified,
};
use tokio::{
    net::TcpListener,
    signal::unix::Signal,
    sync::watch,
    time::{interval, sleep},
};
use tracing_subscriber::EnvFilter;
use uuid::Builder;

use super::{BAD_INPUT, USAGE, outage, print::Fonts};
use door::Door;
use realm::{Houses, whatever_is};
use telling::Telling;

use crate::{
    apart::{Apart, press::PressApart, workbook::ReaderApart},
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

/// How often a checkpoint is signed when something was recorded.
const SEALED: Duration = Duration::from_mins(10);

/// How often it is looked at what the passing of time has brought about.
const OFTEN: Duration = Duration::from_mins(1);

/// How often it is looked at what there is to tell, and what is to go out.
const POSTED: Duration = Duration::from_secs(10);

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
        let realms = Realm::all(installation).await?;
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
        let work =
            Work { clock, demonstration, marks, folder, origin, stamping, ways, press, hooks };
        at_work(realms, listener, told, work).await
    })
}

/// What happens is told on standard error; `RUST_LOG` says how much.
pub(crate) fn talk() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
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
        if !realm.providers.is_empty() {
            let line = Line::open().map_err(|error| cannot("启动", "start", &error))?;
            site.unified = Unified::new(realm.providers.clone(), Arc::new(line));
        }
        site.limits = realm.limits;
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

    /// Reads the packs again whenever the program is told to (SIGHUP), and records meanwhile what the passing
    /// of time brings about. A request under way ends with the packs with which it began.
    #[expect(
        clippy::cognitive_complexity,
        reason = "it counts what the macro of choices expands to"
    )]
    async fn goes_on(
        self,
        mut reread: Signal,
        mut realms: Vec<Realm>,
        current: Arc<RwLock<Houses>>,
    ) {
        let (mut ticks, mut seals) = (interval(OFTEN), interval(SEALED));
        let (mut tells, mut telling) = (interval(telling::OFTEN), Telling::begin(self.hooks));
        let mut posts = interval(POSTED);
        loop {
            tokio::select! {
                more = reread.recv() => match more {
                    Some(()) => self.takes_over(&mut realms, &current).await,
                    None => return,
                },
                _ = tells.tick(), if !self.demonstration => {
                    let reached = |realm: &Realm| {
                        self.origin.as_ref().map(|origin| realm.origin(origin)).unwrap_or_default()
                    };
                    let told = realms.iter().map(|realm| (realm.clone(), reached(realm)));
                    telling.tell(told.collect(), &self.clock);
                },
                _ = posts.tick() => for realm in &realms {
                    self.posts(realm).await;
                },
                // The story of a demonstration tells by itself what time brings about.
                _ = seals.tick() => for realm in &realms {
                    self.seal(realm).await;
                },
                _ = ticks.tick(), if !self.demonstration => {
                    self.compares_clocks(&realms).await;
                    for realm in &realms {
                        self.time_passes(realm).await;
                        self.scans(realm).await;
                    }
                },
            }
        }
    }

    /// Tells of a jump of the clock: in the log of the program, and in that of each authority.
    async fn compares_clocks(&self, realms: &[Realm]) {
        let Some(Jump { here, machine }) = self.clock.jumped() else { return };
        tracing::error!(
            target: "guohe::security", %here, %machine,
            "the clock of the machine jumped; look whether it is right, and start the program anew where it was not"
        );
        for realm in realms {
            // Why it could not be recorded has been said.
            let _said = outage::jumped(&realm.installation, (here, machine), &self.clock).await;
        }
    }

    /// Goes on with the packs as they are now, when they can be read.
    async fn takes_over(&self, realms: &mut Vec<Realm>, current: &RwLock<Houses>) {
        match self.reread(realms).await {
            Ok((next, houses)) => {
                *realms = next;
                *current.write().unwrap_or_else(PoisonError::into_inner) = houses;
            }
            Err(_said) => {
                tracing::error!("the packs could not be read again; nothing has changed");
            }
        }
    }

    /// Terms that are over move their cases on, without a person.
    #[expect(
        clippy::cognitive_complexity,
        reason = "it counts what the macros of the log expand to"
    )]
    async fn time_passes(&self, realm: &Realm) {
        let Installation { tenant, store, kept, laws, .. } = &realm.installation;
        let desk = Desk { tenant, store: &**store, kept, laws };
        match lapse::sweep(desk, || self.moment()).await {
            Ok(swept) => {
                if swept.passed > 0 {
                    tracing::info!(
                        authority = realm.id(),
                        passed = swept.passed,
                        "terms were over"
                    );
                }
                for (case, failure) in swept.failed {
                    tracing::error!(%case, %failure, "a term is over and could not be recorded");
                }
            }
            Err(error) => tracing::error!(%error, "terms could not be looked at"),
        }
    }

    /// Makes the messages that follow from what happened, and sends those that are to be sent.
    async fn posts(&self, realm: &Realm) {
        let origin = self.origin.as_ref().map(|origin| realm.origin(origin.trim_end_matches('/')));
        self.ways.post(&realm.installation, origin.as_deref(), || self.moment()).await;
    }

    /// Asks the scanner again about files that are held.
    #[expect(
        clippy::cognitive_complexity,
        reason = "it counts what the macros of the log expand to"
    )]
    async fn scans(&self, realm: &Realm) {
        let installation = &realm.installation;
        if realm.scanner.is_none() {
            return;
        }
        let inspector = Apart::scanned_by(realm.scanner.clone());
        let room = Room { inspector: &inspector, files: &*installation.files };
        match scan::sweep(installation.desk(), room, || self.moment()).await {
            Ok(swept) => {
                if let Some((_, error)) = swept.held.first() {
                    let held = swept.held.len();
                    tracing::error!(held, %error, "files stay held: they could not be scanned");
                }
            }
            Err(error) => tracing::error!(%error, "held files could not be looked at"),
        }
    }

    /// What comes from outside with what nobody does.
    fn moment(&self) -> Moment {
        let fresh = chance().first_chunk().copied().unwrap_or_default();
        let fresh = Builder::from_random_bytes(fresh).into_uuid();
        Moment { now: self.clock.now(), fresh, seed: chance() }
    }

    /// Signs where the log stands, when something was recorded since.
    async fn seal(&self, realm: &Realm) {
        let Installation { tenant, store, .. } = &realm.installation;
        match store.seal(tenant, self.clock.now()).await {
            Ok(Some(sealed)) => self.stamp(realm, &sealed.note).await,
            Ok(None) => {}
            Err(error) => unsealed(realm.id(), &error),
        }
    }

    /// Has a checkpoint stamped outside. It stands whatever becomes of this; the next one is tried again.
    async fn stamp(&self, realm: &Realm, note: &str) {
        let Some(stamping) = &self.stamping else { return };
        let stamped = stamping.stamp(note).await;
        if let Err(why) = stamped {
            tracing::error!(authority = realm.id(), %why, "a checkpoint was not stamped");
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
    let going_on = tokio::spawn(work.goes_on(reread, realms, current));
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
    tokio::select! {
        () = serving => {}
        () = too_late => {}
    }
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
    Ok(())
}

/// Says why the log was not sealed; that it contradicts what was sealed before is an alarm.
#[expect(clippy::cognitive_complexity, reason = "it counts what the macros of the log expand to")]
fn unsealed(authority: &str, error: &StoreError) {
    let cause = std::error::Error::source(error);
    if let Some(contradiction) = cause.and_then(|cause| cause.downcast_ref::<Contradiction>()) {
        tracing::error!(
            target: "guohe::security", authority, size = contradiction.size,
            "refused to sign: the log contradicts its last checkpoint outside the database"
        );
    } else {
        tracing::error!(authority, %error, "the log could not be sealed");
    }
}
