//! The worlds: two applications, of which the first was reviewed twice and waits for the leader, and the second is being
//! reviewed for the second time.

use std::fmt::Write as _;

use guohe_cases::{
    credential::Credentials as _,
    message::State,
    token::{Token, Tokens as _},
};
use guohe_web::site::Site;
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    messages::sweep,
    rights::SCOPES,
    town::{PACK, TODAY, Town},
};

/// In what a world differs from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Other {
    /// In nothing.
    Nothing,
    /// Nobody stood back.
    Everybody,
    /// Two experts changed places, on every panel.
    Swapped,
    /// Those of each panel answered in the reverse order.
    Order,
    /// Those who stood back had been asked for the other application.
    StoodBack,
    /// Nobody stood back, and the second application had six reviewers.
    Fewer,
    /// Nobody stood back, and the first application had six reviewers.
    Number,
}

/// The experts who change places.
pub(super) const SWAPPED: [u128; 2] = [1, 6];

/// A town with two applications that were reviewed, and the round.
pub(super) struct World {
    pub(super) town: Town,
    pub(super) cases: [Uuid; 2],
    pub(super) round: Uuid,
    /// An entry of the pool.
    pub(super) expert: Uuid,
    /// A message of the outbox.
    pub(super) message: Uuid,
}

// On each application sits somebody who sits on no other, in all worlds: where everybody sits on one's own, whom the round has
// called is not told.

/// Who is asked to review an application: in the first review, and who of them stood back; in the second.
type Called = (Vec<u128>, Vec<u128>, Vec<u128>);

fn called(other: Other) -> [Called; 2] {
    let mut first = (vec![1, 2, 3, 4, 5], vec![11], vec![6, 7, 8, 9, 10]);
    let mut second = (vec![6, 7, 8, 9, 10], vec![], vec![1, 2, 3, 4, 12]);
    match other {
        Other::Nothing | Other::Order => {}
        Other::Everybody => first.1.clear(),
        Other::Swapped => {
            for panel in [&mut first.0, &mut first.2, &mut second.0, &mut second.2] {
                for expert in panel.iter_mut() {
                    *expert = match *expert {
                        1 => 6,
                        6 => 1,
                        other => other,
                    };
                }
            }
        }
        Other::StoodBack => std::mem::swap(&mut first.1, &mut second.1),
        Other::Fewer => {
            first.1.clear();
            (first.2, second.0) = (vec![7, 8, 9, 10, 11], vec![7, 8, 9, 10, 11, 6]);
        }
        Other::Number => {
            first.1.clear();
            (first.0, first.2) = (vec![1, 2, 3, 4, 5, 6], vec![7, 8, 9, 10, 11]);
            second.0 = vec![7, 8, 9, 10, 11];
        }
    }
    [first, second]
}

#[expect(clippy::cognitive_complexity, reason = "one story, told from its beginning to its end")]
pub(super) async fn world(other: Other) -> World {
    let mut town = Town::new().await;
    let round = town.round().await;
    people(&town).await;
    programs(&town).await;
    let mut table = "name,login,fields,employers\n".to_owned();
    for n in 1..=12 {
        writeln!(table, "专家{n:02},expert{n},robotics,示例单位{n}|X{n:017}").unwrap();
    }
    town.lists(&table).await;
    let cases = [town.reviewable("host", round).await, town.reviewable("park", round).await];
    // Chance is the same in all worlds. It gives a seat its alias, whoever sits there and however many come after.
    let called = called(other);
    for (case, (panel, back, _)) in cases.iter().zip(&called) {
        town.convened("first", *case, &[&panel[..], &back[..]].concat()).await;
        town.found(*case, (&in_turn(other, panel), back)).await;
    }
    for (case, (_, _, second)) in cases.iter().zip(&called) {
        town.answered("second", *case, (&second[..], &[])).await;
    }
    let officer = || Town::person("officer");
    let findings = town.yes("second", cases[0]).await;
    let closing = json!({"outcome": "recommended", "opinion": "同意", "findings": findings});
    town.does(officer(), cases[0], "close_second", closing).await;
    let refusal = json!({"outcome": "refuse", "reasons": "未达到条件"});
    town.does(officer(), cases[0], "prepare_refusal", refusal).await;
    let site = town.site();
    sweep(&town, &site, TODAY).await;
    let expert = guohe_cases::expert::pool(town.desk()).await.unwrap()[0].id;
    let message = message(&site).await;
    World { town, cases, round, expert, message }
}

/// Everybody has a program that asks for them, with their login for a token.
async fn programs(town: &Town) {
    let (store, site) = (town.store(), town.site());
    let now = site.outside.now();
    for account in site.store.accounts(&site.tenant).await.unwrap() {
        let token = Token {
            digest: Sha256::digest(account.login.as_bytes()).into(),
            id: Uuid::from_u128(account.id.as_u128() ^ (1 << 100)),
            account: account.id,
            name: account.login,
            scopes: SCOPES.map(str::to_owned).into(),
            two_factors: true,
            made_at: now,
            ends_at: now.checked_add(SignedDuration::from_hours(2)).unwrap(),
            used_at: None,
        };
        store.add_token(&site.tenant, &token).await.unwrap();
    }
}

/// The order in which people answer.
fn in_turn(other: Other, panel: &[u128]) -> Vec<u128> {
    let mut panel = panel.to_vec();
    if other == Other::Order {
        panel.reverse();
    }
    panel
}

/// People who come in addition: the three administrators, an officer of another law, and a second role for an expert.
async fn people(town: &Town) {
    for office in ["system", "security", "audit"] {
        town.administrator(office).await;
    }
    let elsewhere = "hubei/bases-2025:authority".to_owned();
    town.joins(0x61, ("elsewhere", "外地经办员"), vec![elsewhere.clone()], 0).await;
    let (store, site) = (town.store(), town.site());
    let both = [format!("{PACK}:expert"), elsewhere];
    let expert = Town::expert(3).account;
    store.set_roles(&site.tenant, expert, &both).await.unwrap();
}

/// A message of the outbox, whichever is the first.
async fn message(site: &Site) -> Uuid {
    let messages = site.messages.clone().unwrap();
    let mut all = Vec::new();
    for state in State::ALL {
        all.extend(messages.outbox(&site.tenant, state, 99).await.unwrap());
    }
    all.iter().map(|one| one.id).min().unwrap()
}
