//! How often one may ask: a bucket of tokens for each account and each address, by what is asked.
//!
//! The buckets are this server's own and in memory, so that a flood costs no database; several servers each allow as
//! much. The clock is given with each question. Written here rather than taken from a crate: `governor` keeps its own
//! clock and its key extractors believe any `X-Forwarded-For`; a bucket is a dozen lines.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv6Addr},
    sync::Mutex,
};

use axum::http::{Method, Uri};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    surface::{Rate, Rates, Surface},
    watch::held,
};

/// So many buckets are kept; beyond that those that are full again are thrown away first, and then all.
const BUCKETS: usize = 1 << 16;
/// The budget of applications counts within an hour.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);
/// An alarm is raised beyond so many times what is usual in the role.
const UNUSUAL: usize = 3;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Load {
    /// Signing in.
    SignIn,
    /// A second factor.
    SecondFactor,
    /// A file or a table.
    Upload,
    /// An objection that is filed, or the code of one: anybody may, without an account.
    Objection,
    /// A list or a search.
    Search,
    /// Anything else.
    Other,
}

/// Where one objects, or says the code of an objection.
const OBJECTIONS: [&str; 4] =
    ["/objections", "/objections/erasures", "/api/v1/objections", "/api/v1/objections/erasures"];

/// With what the addresses end at which files and tables are taken.
const UPLOADS: [&str; 7] =
    ["/attachments", "/files", "/import", "/late", "/paste", "/signed", "/workbook"];
/// Under what those lie at which registers are loaded: authority, instrument and record follow, and nothing else.
const REGISTERS: [&str; 2] = ["/desk/registers/", "/api/v1/desk/registers/"];

/// Whether files or tables are taken there.
fn is_upload(path: &str) -> bool {
    let mut registers = REGISTERS.iter().filter_map(|prefix| path.strip_prefix(prefix));
    UPLOADS.iter().any(|end| path.ends_with(end))
        || registers.any(|rest| rest.split('/').count() == 3)
}

/// Whether it is a record of a decision, which is made anew for whoever asks.
fn is_record(path: &str) -> bool {
    path.ends_with("/record")
}

/// Whether a provider says there that somebody has signed out: one address speaks for everybody, at the end of a day
/// for many at once, and nobody signs in by it.
fn is_word(path: &str) -> bool {
    let parts = path.strip_prefix("/sign-in/with/").and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(_, what)| what == "out")
}

impl Load {
    /// What a request asks; nothing for what costs nothing.
    pub(crate) fn of(method: &Method, uri: &Uri) -> Option<Self> {
        let path = uri.path();
        if path.starts_with("/assets/") || path == "/health" {
            return None;
        }
        let sends = method == Method::POST;
        Some(
            if (sends && ["/sign-in", "/sign-in/code", "/reset"].contains(&path))
                || path.starts_with("/sign-in/with/") && !is_word(path)
            {
                Self::SignIn
            } else if sends && path == "/account/second-factor" {
                Self::SecondFactor
            } else if sends && is_upload(path) {
                Self::Upload
            } else if sends
                && (OBJECTIONS.contains(&path)
                    || path.starts_with("/notices/") && path.ends_with("/object")
                    || path.starts_with("/api/v1/notices/") && path.ends_with("/objections"))
            {
                Self::Objection
            } else if path == EXPORT
                || !sends && (uri.query().is_some() || LISTS.contains(&path) || is_record(path))
            {
                Self::Search
            } else {
                Self::Other
            },
        )
    }

    fn rate(self, rates: &Rates) -> Rate {
        match self {
            Self::SignIn => rates.sign_in,
            Self::SecondFactor => rates.second_factor,
            Self::Upload => rates.upload,
            Self::Objection => rates.objection,
            Self::Search => rates.search,
            Self::Other => rates.other,
        }
    }
}

impl Load {
    /// The rate of an address, behind which there may be an office; whoever signs in proves nothing yet, and neither does
    /// whoever has a code, so that there it is that of one.
    fn of_many(self, rate: Rate) -> Rate {
        let times = match self {
            Self::SignIn | Self::SecondFactor | Self::Objection => 1,
            Self::Upload | Self::Search | Self::Other => MANY,
        };
        Rate {
            burst: rate.burst.saturating_mul(times),
            per_minute: rate.per_minute.saturating_mul(times),
        }
    }
}

/// So many people may stand behind one address.
const MANY: u32 = 10;

/// Lists that read much, also without a query.
const LISTS: &[&str] = &[
    "/bases",
    "/notices",
    "/desk",
    "/desk/experts",
    "/desk/panels",
    "/desk/objections",
    "/desk/erasures",
    "/admin/audit",
    "/api/v1/bases",
    "/api/v1/notices",
    "/api/v1/applications",
    "/api/v1/desk/cases",
];
/// An export that reads as much.
const EXPORT: &str = "/admin/audit/log.csv";

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asker {
    Account(Uuid),
    Address(IpAddr),
}

/// A bucket, in thousandths of a token.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u64,
    at: Timestamp,
}

const TOKEN: u64 = 1_000;
/// Milliseconds of a minute: a rate of one a minute fills a thousandth in 60 of them.
const MINUTE: u64 = 60_000;

impl Bucket {
    /// Takes a token; else says after how many seconds there is one.
    fn take(&mut self, rate: Rate, now: Timestamp) -> Result<(), u64> {
        let (full, speed) =
            (u64::from(rate.burst.max(1)) * TOKEN, u64::from(rate.per_minute.max(1)));
        let passed = u64::try_from(now.duration_since(self.at).as_millis()).unwrap_or(0);
        self.left =
            full.min(self.left.saturating_add(passed.saturating_mul(speed) * TOKEN / MINUTE));
        self.at = self.at.max(now);
        if self.left >= TOKEN {
            self.left -= TOKEN;
            return Ok(());
        }
        let lacks = (TOKEN - self.left) * MINUTE / (speed * TOKEN);
        Err(lacks.div_ceil(1_000).max(1))
    }
}

/// An application that somebody opened came on top of what they may open, or of what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    /// As usual.
    Usual,
    /// Unusually many: how many within an hour, and what is usual.
    Unusual(u32, u32),
    /// More than may be opened; further ones after so many seconds.
    TooMany(u64),
}

/// Applications that an account opened, each with the last time.
#[derive(Debug, Default)]
struct Desk {
    role: String,
    cases: BTreeMap<Uuid, Timestamp>,
}

/// Says how often one may ask.
#[derive(Debug)]
pub struct Throttle {
    rates: Rates,
    most: usize,
    alarm_from: usize,
    buckets: Mutex<BTreeMap<(Load, Asker), Bucket>>,
    desks: Mutex<BTreeMap<Uuid, Desk>>,
}

impl Throttle {
    /// With the figures of an installation.
    pub fn new(surface: &Surface) -> Self {
        Self {
            rates: surface.rates,
            most: surface.cases_per_hour.into(),
            alarm_from: surface.alarm_from_cases.into(),
            buckets: Mutex::default(),
            desks: Mutex::default(),
        }
    }

    /// Takes a token from the buckets of an account and of an address; else says after how many seconds to come
    /// again.
    pub(crate) fn asks(
        &self,
        load: Load,
        (account, address): (Option<Uuid>, Option<IpAddr>),
        now: Timestamp,
    ) -> Result<(), u64> {
        let rate = load.rate(&self.rates);
        let address = address.and_then(counted);
        let askers = [account.map(Asker::Account), address.map(Asker::Address)];
        let mut buckets = held(&self.buckets);
        if buckets.len() > BUCKETS {
            buckets
                .retain(|_, bucket| now.duration_since(bucket.at) < SignedDuration::from_mins(1));
            if buckets.len() > BUCKETS {
                buckets.clear();
            }
        }
        let mut wait = Ok(());
        for asker in askers.into_iter().flatten() {
            let rate = match asker {
                Asker::Account(_) => rate,
                Asker::Address(_) => load.of_many(rate),
            };
            let full = Bucket { left: u64::from(rate.burst.max(1)) * TOKEN, at: now };
            let taken = buckets.entry((load, asker)).or_insert(full).take(rate, now);
            wait = match (wait, taken) {
                (Err(one), Err(other)) => Err(one.max(other)),
                (Err(one), Ok(())) | (Ok(()), Err(one)) => Err(one),
                (Ok(()), Ok(())) => Ok(()),
            };
        }
        wait
    }

    /// Notes that somebody opens an application in a role.
    pub(crate) fn opens(&self, account: Uuid, role: &str, case: Uuid, now: Timestamp) -> Opened {
        let mut desks = held(&self.desks);
        for desk in desks.values_mut() {
            desk.cases.retain(|_, at| now.duration_since(*at) < AN_HOUR);
        }
        desks.retain(|_, desk| !desk.cases.is_empty());
        let others = desks.iter().filter(|(own, desk)| **own != account && desk.role == role);
        let mut others: Vec<usize> = others.map(|(_, desk)| desk.cases.len()).collect();
        others.sort_unstable();
        let median = others.get(others.len() / 2).copied().unwrap_or(0);
        let own = desks.entry(account).or_default();
        role.clone_into(&mut own.role);
        let known: BTreeSet<Uuid> = own.cases.keys().copied().collect();
        if known.len() >= self.most && !known.contains(&case) {
            let oldest = own.cases.values().min().copied().unwrap_or(now);
            let left = (AN_HOUR - now.duration_since(oldest)).as_secs();
            return Opened::TooMany(u64::try_from(left).unwrap_or(1).max(1));
        }
        own.cases.entry(case).or_insert(now);
        let count = own.cases.len();
        let usual = self.alarm_from.max(UNUSUAL * median);
        let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        if known.contains(&case) || count <= usual {
            return Opened::Usual;
        }
        Opened::Unusual(number(count), number(usual))
    }
}

/// By which address somebody is counted, of the one that a visit came from, as it is written; none where nothing is known.
pub(crate) fn asker(place: &str) -> Option<IpAddr> {
    place.parse().ok().and_then(counted)
}

/// The same of an address. Behind one of the machine itself stands whoever connects to a proxy that nobody has listed:
/// everybody.
fn counted(address: IpAddr) -> Option<IpAddr> {
    Some(address).filter(|one| !one.to_canonical().is_loopback()).map(shared)
}

/// The address by which a subscriber is known: of IPv6 the network, since each has as many as they like.
fn shared(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::{Load, Opened, Throttle};
    use crate::surface::{Rate, Surface};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn throttle() -> Throttle {
        let mut surface = Surface { cases_per_hour: 6, alarm_from_cases: 2, ..Surface::default() };
        surface.rates.sign_in = Rate { burst: 2, per_minute: 6 };
        Throttle::new(&surface)
    }

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate_for_each_asker_apart() {
        let (throttle, here) = (throttle(), Some("203.0.113.7".parse().unwrap()));
        let asks = |second| throttle.asks(Load::SignIn, (None, here), at(second));
        assert_eq!(
            [0, 0, 0, 9, 10, 10].map(asks),
            [Ok(()), Ok(()), Err(10), Err(1), Ok(()), Err(10)]
        );
        let elsewhere = Some("203.0.113.8".parse().unwrap());
        assert_eq!(throttle.asks(Load::SignIn, (None, elsewhere), at(10)), Ok(()));
        assert_eq!(throttle.asks(Load::Other, (None, here), at(10)), Ok(()));
        // Of the machine itself nothing is known.
        let machine = Some("127.0.0.1".parse().unwrap());
        let codes = [0; 4].map(|_| throttle.asks(Load::SignIn, (None, machine), at(0)).is_ok());
        assert_eq!(codes, [true; 4]);
        // A clock that goes back gives nothing.
        assert_eq!(asks(0), Err(10));
    }

    #[test]
    fn an_account_is_counted_wherever_it_comes_from_and_a_network_as_one() {
        let throttle = throttle();
        let asks = |who, from: &str| {
            throttle.asks(Load::SignIn, (who, Some(from.parse().unwrap())), at(0)).is_ok()
        };
        let one = Some(Uuid::from_u128(1));
        assert!(asks(one, "203.0.113.1") && asks(one, "203.0.113.2") && !asks(one, "203.0.113.3"));
        assert!(
            asks(None, "2001:db8::1") && asks(None, "2001:db8::2") && !asks(None, "2001:db8::3")
        );
    }

    #[test]
    fn what_is_asked_follows_from_the_route() {
        let of = |method: &Method, path: &str| Load::of(method, &path.parse().unwrap());
        assert_eq!(of(&Method::POST, "/sign-in"), Some(Load::SignIn));
        assert_eq!(of(&Method::GET, "/sign-in?next=/"), Some(Load::Search));
        assert_eq!(of(&Method::POST, "/applications/1/attachments"), Some(Load::Upload));
        for taken in ["signed", "workbook", "lists/works/paste"] {
            let path = format!("/applications/1/{taken}");
            assert_eq!(of(&Method::POST, &path), Some(Load::Upload), "{path}");
        }
        for taken in
            ["/desk/cases/1/late", "/desk/experts/import", "/desk/registers/north/law-1/companies"]
        {
            let api = format!("/api/v1{taken}");
            assert_eq!([taken, &api].map(|path| of(&Method::POST, path)), [Some(Load::Upload); 2]);
        }
        let kept = "/api/v1/desk/registers/north/law-1/companies/keep";
        assert_eq!(of(&Method::POST, kept), Some(Load::Other));
        assert_eq!(of(&Method::GET, "/applications/1/signed"), Some(Load::Other));
        assert_eq!(of(&Method::POST, "/sign-in/with/out"), Some(Load::SignIn));
        assert_eq!(of(&Method::POST, "/sign-in/with/north/out"), Some(Load::Other));
        assert_eq!(of(&Method::GET, "/desk"), Some(Load::Search));
        assert_eq!(of(&Method::POST, "/desk/cases/1/acts/x?y=1"), Some(Load::Other));
        assert_eq!(of(&Method::GET, "/assets/x.css"), None);
    }

    #[test]
    fn applications_are_budgeted_by_the_hour_and_unusual_numbers_are_said() {
        let throttle = throttle();
        let opens = |who: u128, case: u128, second| {
            throttle.opens(Uuid::from_u128(who), "officer", Uuid::from_u128(case), at(second))
        };
        assert_eq!(
            (opens(1, 1, 0), opens(1, 1, 1), opens(1, 2, 2)),
            (Opened::Usual, Opened::Usual, Opened::Usual)
        );
        assert_eq!(opens(1, 3, 3), Opened::Unusual(3, 2));
        // Another who opens two makes more than six unusual, and six are all one may open.
        for case in 1..=2 {
            opens(2, case, 3);
        }
        assert_eq!(
            (opens(1, 4, 4), opens(1, 5, 5), opens(1, 6, 6)),
            (Opened::Usual, Opened::Usual, Opened::Usual)
        );
        assert_eq!(opens(1, 7, 7), Opened::TooMany(3_593));
        assert_eq!(opens(1, 6, 8), Opened::Usual);
        assert_eq!(opens(1, 7, 3_600), Opened::Usual);
    }
}
