//! The authorities of an installation as they are served: each under its host names, the first under all others.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError, RwLock},
};

use axum::{Router, extract::Request, http::header};
use guohe_cases::ports::Store as _;
use guohe_web::{
    chores::{Chore, Chores},
    demands::Demands,
    session::Limits,
    site::Outside as _,
    surface::Surface,
    unified::{self, Providers},
};
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

use super::clock::Clock;
use crate::{
    authority::{self, MAIN, host_of},
    command::BAD_INPUT,
    installation::{Installation, cannot},
    scanner::Scanner,
};

/// An authority at work.
#[derive(Debug, Clone)]
pub(crate) struct Realm {
    /// Its host names; none for the first, which has every other.
    pub(super) hosts: BTreeSet<String>,
    pub(super) installation: Installation,
    /// For how long one stays signed in there, and how often one may be wrong.
    pub(super) limits: Limits,
    /// What its security administrator demands of accounts.
    pub(super) demands: Demands,
    /// How its pages meet the network.
    pub(super) surface: Surface,
    /// Who scans its files for malware.
    pub(super) scanner: Option<Scanner>,
    /// Where its people may sign in besides.
    pub(super) providers: Providers,
    /// What runs for it beside its pages.
    pub(super) chores: Arc<Chores>,
}

impl Realm {
    /// The first authority of an installation, alone.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn first(installation: Installation) -> Result<Self, u8> {
        Self::under(BTreeSet::new(), installation).await
    }

    /// All authorities of an installation, the first before the others.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn all(installation: Installation) -> Result<Vec<Self>, u8> {
        let others = authority::all(&*installation.store).await?;
        let mut all = Vec::new();
        for (id, other) in others {
            let unknown = authority::faults((&id, &other), &BTreeMap::new(), &installation.laws);
            if let Some((zh, en)) = unknown.first() {
                eprintln!("{id}: {zh}\n{id}: {en}");
                return Err(BAD_INPUT);
            }
            let of = installation.clone().of(Some(&id)).await?;
            all.push(Self::under(other.hosts, of).await?);
        }
        all.insert(0, Self::first(installation).await?);
        Ok(all)
    }

    async fn under(hosts: BTreeSet<String>, installation: Installation) -> Result<Self, u8> {
        let (limits, surface) = (limits(&installation).await?, surface(&installation).await?);
        let (demands, scanner) = (demands(&installation).await?, scanner(&installation).await?);
        let providers = providers(&installation).await?;
        let chores = Arc::default();
        Ok(Self { hosts, installation, limits, demands, surface, scanner, providers, chores })
    }

    /// Its address, from that of the first: under a name of its own where it has some, in their order.
    pub(super) fn origin(&self, first: &str) -> String {
        match (self.hosts.first(), first.split_once("://")) {
            (Some(host), Some((scheme, _))) => format!("{scheme}://{host}"),
            _ => first.to_owned(),
        }
    }

    /// Does something beside its pages; what panics is caught and told.
    pub(super) async fn does(&self, chore: Chore, clock: &Clock, work: impl Future<Output = ()>) {
        self.chores.does((self.id(), chore), clock.now(), work).await;
    }

    /// Its id, for the log of the program.
    pub(super) fn id(&self) -> &str {
        &self.installation.tenant.0
    }
}

/// The limits that the operator has set, or the usual ones.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn limits(installation: &Installation) -> Result<Limits, u8> {
    setting(installation, Limits::SETTING).await
}

/// What is demanded of accounts, as the security administrator has set it.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn demands(installation: &Installation) -> Result<Demands, u8> {
    setting(installation, Demands::SETTING).await
}

/// How the pages meet the network, as the operator has set it or as usual.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn surface(installation: &Installation) -> Result<Surface, u8> {
    setting(installation, Surface::SETTING).await
}

/// Who scans files for malware, if the operator has set anybody.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn scanner(installation: &Installation) -> Result<Option<Scanner>, u8> {
    setting(installation, Scanner::SETTING).await
}

/// The providers of unified logins.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn providers(installation: &Installation) -> Result<Providers, u8> {
    setting(installation, unified::SETTING).await
}

async fn setting<T: Default + DeserializeOwned>(
    installation: &Installation,
    name: &str,
) -> Result<T, u8> {
    let set = installation.store.setting(&installation.tenant, name).await;
    let set = set.map_err(|error| cannot("读取设置", "read the settings", &error))?;
    let read = set.map_or_else(|| Ok(T::default()), serde_json::from_value);
    read.map_err(|error| cannot("读取设置", "read the settings", &error))
}

/// The pages of every authority, by host name.
#[derive(Debug, Clone)]
pub(super) struct Houses {
    first: Router,
    others: BTreeMap<String, Router>,
}

impl Houses {
    /// Builds the pages of each.
    pub(super) fn of(
        realms: &[Realm],
        mut pages: impl FnMut(&Realm) -> Result<Router, u8>,
    ) -> Result<Self, u8> {
        let (mut first, mut others) = (Router::new(), BTreeMap::new());
        for realm in realms {
            let router = pages(realm)?;
            if realm.id() == MAIN {
                first = router;
                continue;
            }
            others.extend(realm.hosts.iter().map(|host| (host.clone(), router.clone())));
        }
        Ok(Self { first, others })
    }

    /// The pages of the authority that a request names: by its address in HTTP/2, by its header before.
    fn called(&self, request: &Request) -> Router {
        let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let host = request.uri().authority().map(axum::http::uri::Authority::as_str).or(header);
        let other = host.and_then(|host| self.others.get(&host_of(host)));
        other.unwrap_or(&self.first).clone()
    }
}

/// Hands every request to the pages as they are when it comes.
#[expect(
    clippy::disallowed_methods,
    reason = "whatever it is asked goes to pages that were built by the registry"
)]
pub(super) fn whatever_is(current: Arc<RwLock<Houses>>) -> Router {
    Router::new().fallback(move |request: Request| {
        let house = current.read().unwrap_or_else(PoisonError::into_inner).called(&request);
        house.oneshot(request)
    })
}
