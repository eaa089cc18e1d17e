//! What the pages are served from: one realm with its store, files and packs, and what comes from outside.
//!
//! Nothing here reads a clock or makes up a number; both come through [`Outside`], which the binary
//! implements.

use std::{collections::BTreeMap, fmt, sync::Arc};

use guohe_cases::{
    auditing::Auditing,
    desk::Desk,
    directory::Directory,
    event::Tenant,
    kept::Kept,
    law::{Law, Laws},
    message::Messages,
    moment::{Moment, civil_day},
    ports::{Evidence, Files, Inspector, Store},
    verbs::attach::Room,
};
use guohe_print::Faces;
use guohe_rules::{diagnostic::Diagnostic, official::Ledger, syntax::Words};
use jiff::{Timestamp, civil::Date};
use tokio::sync::Mutex;
use url::Url;
use uuid::{Builder, Uuid};

use crate::{
    chores::Chores,
    crowd::Crowd,
    demands::Demands,
    password::Hashing,
    policy::{House, Policy},
    print::{Inside, Printer},
    session::Limits,
    sheets::{self, Reader},
    surface::Surface,
    throttle::Throttle,
    unified::Unified,
    views::regulation::{Subjects, subjects},
    watch::Watch,
};

/// The clock and the dice of the machine.
pub trait Outside: Send + Sync + fmt::Debug {
    /// The instant. In a demonstration it is on the stated day.
    fn now(&self) -> Timestamp;
    /// The instant on the clocks of authenticators, which know nothing of stated days.
    fn authenticators(&self) -> Timestamp {
        self.now()
    }
    /// Bytes that nobody can guess.
    fn random(&self) -> [u8; 32];
}

/// What the binary plugs in.
#[derive(Debug)]
pub struct Ports {
    /// The log and the lists.
    pub store: Arc<dyn Store>,
    /// The files.
    pub files: Arc<dyn Files>,
    /// Who looks files over before they are kept.
    pub inspector: Arc<dyn Inspector>,
}

/// An installation as the pages see it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting by itself")]
pub struct Site {
    /// The realm.
    pub tenant: Tenant,
    /// The log and the lists.
    pub store: Arc<dyn Store>,
    /// Cases that were folded before.
    pub kept: Arc<Kept>,
    /// The directory of bases.
    pub(crate) directory: Directory,
    /// What shows others that the log is what was recorded; none where nobody signs.
    pub evidence: Option<Arc<dyn Evidence>>,
    /// The files.
    pub files: Arc<dyn Files>,
    /// Who looks files over before they are kept.
    pub inspector: Arc<dyn Inspector>,
    /// The packs that are loaded.
    pub laws: Arc<Laws>,
    /// What is wrong with packs that were read since, while their previous version goes on.
    pub faulty: Vec<Diagnostic>,
    /// The clock and the dice.
    pub outside: Arc<dyn Outside>,
    /// What decides who may do what.
    pub policy: Arc<dyn Policy>,
    /// Scheme, name and port by which people reach it, without a slash at the end: passkeys and unified logins are
    /// bound to it. Without it they work on the machine itself alone.
    pub origin: Option<String>,
    /// Whether it is reached over https; then cookies demand it.
    pub secure: bool,
    /// Whether everything in it is invented and its day is a stated one.
    pub demonstration: bool,
    /// For how long one stays signed in, and how often one may be wrong.
    pub limits: Limits,
    /// Who did what, and whether it is what was recorded; none where nobody can look.
    pub auditing: Option<Arc<dyn Auditing>>,
    /// What the security administrator demands of accounts.
    pub demands: Demands,
    /// What people are told, and how; none where nobody is told anything.
    pub messages: Option<Arc<dyn Messages>>,
    /// How the installation meets the network.
    pub surface: Surface,
    /// Whether webhooks may lead to the machine itself: for tests, and never in earnest.
    pub hooks_on_this_machine: bool,
    /// How often one may ask; as often as one likes where there is none.
    pub throttle: Option<Throttle>,
    /// How many may have what costs much at the same moment.
    pub crowd: Crowd,
    /// What whoever runs the program should mend, as it was found at its start.
    pub concerns: Vec<Words>,
    /// The digest of the program (SHA-256, in hexadecimal digits), to be compared with what is published; none where it is
    /// not known.
    pub program: Option<String>,
    /// What runs beside the pages.
    pub chores: Arc<Chores>,
    /// What this server has noticed since it began.
    pub(crate) watch: Watch,
    /// What articles are about, by pack.
    pub(crate) subjects: BTreeMap<String, Subjects>,
    /// The editions of the ledgers of words, by pack; see [`Ledger::edition`].
    pub(crate) editions: BTreeMap<String, String>,
    /// Providers of unified logins.
    pub unified: Unified,
    /// Where passwords are looked at.
    pub hashing: Hashing,
    /// What sets papers; in this process with the faces of the machine, unless said otherwise.
    pub printer: Arc<dyn Printer>,
    /// What reads workbooks from outside; in this process, unless said otherwise.
    pub reader: Arc<dyn Reader>,
    /// Whoever makes a record of a decision has it: each takes some ten megabytes while it is made, so one is made
    /// after the other.
    pub(crate) recording: Mutex<()>,
}

impl Site {
    /// An installation; over plain http and no demonstration unless said otherwise.
    pub fn new(tenant: Tenant, ports: Ports, laws: Arc<Laws>, outside: Arc<dyn Outside>) -> Self {
        let Ports { store, files, inspector } = ports;
        let subjects =
            laws.iter().map(|law| (law.pack.id().to_owned(), subjects(&law.pack))).collect();
        let edition = |law: &Arc<Law>| {
            let ledger = Ledger::of(&law.pack).ok().flatten()?;
            Some((law.pack.id().to_owned(), ledger.edition()))
        };
        let editions = laws.iter().filter_map(edition).collect();
        Self {
            tenant,
            store,
            kept: Arc::default(),
            evidence: None,
            files,
            inspector,
            laws,
            faulty: Vec::new(),
            policy: Arc::new(House),
            outside,
            subjects,
            editions,
            origin: None,
            secure: false,
            demonstration: false,
            limits: Limits::default(),
            demands: Demands::default(),
            unified: Unified::default(),
            hashing: Hashing::default(),
            auditing: None,
            messages: None,
            directory: Directory::default(),
            surface: Surface::default(),
            hooks_on_this_machine: false,
            throttle: None,
            crowd: Crowd::default(),
            concerns: Vec::new(),
            program: None,
            chores: Arc::default(),
            watch: Watch::default(),
            printer: Arc::new(Inside::new(Faces::of_machine(Vec::new()))),
            reader: Arc::new(sheets::Inside),
            recording: Mutex::default(),
        }
    }

    /// Says at which address people reach it; false when it is not scheme, name and port alone. With https, cookies
    /// demand it from then on.
    pub fn is_reached_at(&mut self, address: &str) -> bool {
        let Ok(url) = Url::parse(address) else { return false };
        let origin = url.origin().ascii_serialization();
        let named = url.domain().is_some() && ["http", "https"].contains(&url.scheme());
        if !named || address.trim_end_matches('/') != origin {
            return false;
        }
        self.secure = url.scheme() == "https";
        self.origin = Some(origin);
        true
    }

    /// Where acts are done.
    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store: &**store, kept, laws }
    }

    /// Where files are looked over and kept.
    pub(crate) fn room(&self) -> Room<'_> {
        Room { inspector: &*self.inspector, files: &*self.files }
    }

    /// Whether the files of a pack that were read last were read without an error.
    pub(crate) fn is_sound(&self, pack: &str) -> bool {
        !self.faulty.iter().any(|one| lies_in(&one.file, pack))
    }

    /// What comes from outside with an act.
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.outside.now(), fresh: self.fresh(), seed: self.outside.random() }
    }

    /// The civil day.
    pub(crate) fn today(&self) -> Date {
        civil_day(self.outside.now())
    }

    /// An id that is not in use, in the order of time.
    pub(crate) fn fresh(&self) -> Uuid {
        let millis = u64::try_from(self.outside.now().as_millisecond()).unwrap_or_default();
        let mut random = [0; 10];
        random.iter_mut().zip(self.outside.random()).for_each(|(to, from)| *to = from);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// A word that nobody can guess, in hexadecimal.
    pub(crate) fn secret(&self) -> String {
        guohe_cases::attachment::hexadecimal(self.outside.random())
    }

    /// The law whose authority signs the pages: the first that is loaded.
    pub(crate) fn first_law(&self) -> Option<&Arc<Law>> {
        self.laws.iter().next()
    }

    /// The authority.
    pub(crate) fn authority(&self) -> Words {
        self.first_law().map(|law| law.pack.file.authority.clone()).unwrap_or_default()
    }
}

/// Whether a file lies in the folder of a pack, both as they are named within the folder of packs.
fn lies_in(file: &str, pack: &str) -> bool {
    file.strip_prefix(pack).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::lies_in;

    #[test]
    fn a_file_lies_in_the_folder_of_its_own_pack_alone() {
        let packs = ["north/bases", "north/bases-2", "south/north/bases"];
        let of = |file| packs.map(|pack| lies_in(file, pack));
        assert_eq!(of("north/bases/rules.yaml"), [true, false, false]);
        assert_eq!(of("north/bases-2/letters/a.yaml"), [false, true, false]);
        assert_eq!(of("north/bases.yaml"), [false; 3]);
    }
}
