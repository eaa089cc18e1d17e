//! What the owner of an account is told of it by whoever serves pages: that another proof counts, that somebody came with a
//! device that was not seen, that somebody tries to come in (docs/messages.md).
//!
//! What a stranger brings about is told beside the answer and not before it: how long an answer takes says nothing about
//! whether there is such an account, nor whether its password was right.

use std::net::{IpAddr, Ipv6Addr};

use guohe_cases::{
    credential::Device,
    message::owner::{self, Affair, Origin},
    ports::{Account, StoreError},
};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{session, site::Site, visit::Here};

/// A device that was not used for so long is as good as new.
const STALE: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Tells the owner of an account.
async fn tells(site: &Site, told: (Uuid, Affair), origin: Origin) -> Result<(), StoreError> {
    let Some(messages) = &site.messages else { return Ok(()) };
    owner::tell(&**messages, &site.tenant, told, (origin, &site.moment())).await
}

fn visitor(origin: &session::Origin) -> Origin {
    Origin::Visitor { device: origin.device.clone(), place: origin.place.clone() }
}

impl Here {
    /// Tells the owner of an account what whoever calls has brought about.
    pub(crate) async fn tells(&self, account: Uuid, affair: Affair) -> Result<(), StoreError> {
        tells(&self.site, (account, affair), visitor(&self.visit.origin)).await
    }

    /// Tells the owner of an account what an administrator has brought about.
    pub(crate) async fn tells_for_office(
        &self,
        account: Uuid,
        affair: Affair,
    ) -> Result<(), StoreError> {
        tells(&self.site, (account, affair), Origin::Office).await
    }

    /// Tells owners what strangers have brought about, while whoever calls has their answer.
    pub(crate) fn tells_beside(&self, told: Vec<(Uuid, Affair)>) {
        if told.is_empty() {
            return;
        }
        let here = self.clone();
        tokio::spawn(async move {
            for (account, affair) in told {
                if let Err(error) = here.tells(account, affair).await {
                    tracing::error!(%account, %error, "an owner could not be told");
                }
            }
        });
    }
}

/// Tells the owner of an account that somebody signed in as they never did, once they have signed in at all. Of the accounts
/// of a demonstration everybody knows the password.
pub(crate) async fn looks(
    site: &Site,
    account: &Account,
    origin: &session::Origin,
) -> Result<(), StoreError> {
    let at = site.outside.now();
    let stale = at.checked_sub(STALE).unwrap_or(at);
    let device = Device { digest: familiar(origin), at, stale };
    let strange = site.store.uses_device(&site.tenant, account.id, &device).await?;
    if strange && !account.demonstration {
        tells(site, (account.id, Affair::NewDevice), visitor(origin)).await?;
    }
    Ok(())
}

/// What makes a device familiar: what it calls itself, and its network. An address changes from day to day, the network
/// of a provider or a house seldom.
fn familiar(origin: &session::Origin) -> [u8; 32] {
    let network = match origin.place.parse() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, ..] = address.octets();
            format!("{a}.{b}")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, ..] = address.segments();
            Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0).to_string()
        }
        Err(_unknown) => String::new(),
    };
    Sha256::digest(format!("{}\n{network}", origin.device)).into()
}

#[cfg(test)]
mod tests {
    use super::familiar;
    use crate::session::Origin;

    #[test]
    fn a_device_is_familiar_in_its_network_and_strange_in_another() {
        let of = |device: &str, place: &str| {
            familiar(&Origin { device: device.to_owned(), place: place.to_owned() })
        };
        let home = of("Firefox · Linux", "203.0.113.7");
        assert_eq!(home, of("Firefox · Linux", "203.0.200.1"));
        assert_ne!(home, of("Firefox · Linux", "203.1.113.7"));
        assert_ne!(home, of("Chrome · Linux", "203.0.113.7"));
        assert_eq!(of("", "2001:db8:1::1"), of("", "2001:db8:2::9"));
        assert_ne!(of("", "2001:db8::1"), of("", "2001:db9::1"));
    }
}
