//! What costs much is done for nobody who may not ask for it.

use std::net::SocketAddr;

use axum::{Extension, extract::ConnectInfo, http::StatusCode};
use guohe_cases::{
    credential::Attempt,
    event::{About, StreamId},
};
use sha2::{Digest as _, Sha256};

use super::{Place, accepts, fills, newcomer, place};
use crate::visitor::Visitor;

impl Place {
    /// The same place for somebody who comes from an address.
    fn from(&self, address: &str) -> Visitor {
        let peer = ConnectInfo(SocketAddr::new(address.parse().unwrap(), 4711));
        Visitor::of(&self.site.clone().layer(Extension(peer)))
    }

    /// As many registrations from an address as are taken within an hour.
    async fn registered_from(&self, address: &str, at: jiff::Timestamp) {
        let who = Sha256::digest(format!("register\n{address}")).into();
        for _ in 0..30 {
            let since = at - jiff::SignedDuration::from_hours(1);
            let attempt = Attempt { who, at, since, most: 30 };
            self.store.attempt(&self.tenant, &attempt).await.unwrap();
        }
    }
}

#[tokio::test]
async fn no_password_is_hashed_for_whoever_has_no_invitation_or_has_registered_too_often() {
    let place = place().await;
    let (mut who, unit) = place.admitted().await;
    let now = place.store.stream(&place.tenant, StreamId { about: About::Organisation, id: unit });
    let now = now.await.unwrap().pop().unwrap().recorded_at;
    let made = place.hashing.made();
    let nowhere = format!("/join/{unit}#{}", "0".repeat(64));
    let seen = accepts(&mut place.visitor(), &nowhere, &newcomer("gu")).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    place.registered_from("203.0.113.7", now).await;
    place.registered_from("127.0.0.1", now).await;
    let mut many = place.from("203.0.113.7");
    let seen = fills(&mut many, "/register", &newcomer("gu")).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(place.hashing.made(), made, "nothing that costs was done");
    // Behind the machine itself stands everybody, and another address is another asker.
    for address in ["127.0.0.1", "203.0.113.8"] {
        let seen = fills(&mut place.from(address), "/register", &newcomer("gu")).await;
        assert_eq!(seen.to(), "/unit", "{address}");
    }
    let link = place.invites(&mut who, "filler").await;
    assert_eq!(accepts(&mut place.visitor(), &link, &newcomer("gu")).await.to(), "/unit");
    assert_eq!(place.hashing.made(), made + 3);
}
