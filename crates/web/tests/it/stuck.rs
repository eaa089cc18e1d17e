//! A store that gives no answer, or takes nothing: who asks for something else goes on, and nothing is done by halves.

use std::sync::Arc;

use axum::http::StatusCode;
use futures_util::future;
use guohe_web::app;
use jiff::{SignedDuration, Timestamp};

use crate::{
    broken::Brittle,
    town::{Still, Town},
    visitor::Visitor,
};

#[tokio::test]
async fn what_a_store_never_answers_is_given_up_and_whoever_asks_for_something_else_is_answered() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let mut site = town.site();
    let store = Brittle::around(&site.store);
    site.store = Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let section = format!("/applications/{case}/sections/host");
    let form = host.gets(&section).await;
    let before = town.desk().case(case).await.unwrap().version;
    let hidden = ["form_token", "seen"].map(|name| (name, form.value(name).unwrap()));
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("name", "北辰科技园"));

    // Two minutes pass at once where everybody waits.
    tokio::time::pause();
    store.hangs_at(&["append"]);
    let (mut other, mut third) = (host.clone(), Visitor::of(&site));
    let all =
        future::join3(host.posts(&section, &fields), other.gets(&section), third.gets("/sign-in"));
    let (saved, read, signing_in) = all.await;
    assert_eq!(saved.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!((read.status, signing_in.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(town.desk().case(case).await.unwrap().version, before);
    store.hangs_at(&["session"]);
    assert_eq!(host.gets(&section).await.status, StatusCode::REQUEST_TIMEOUT);

    // The same form is taken once the store answers again.
    store.hangs_at(&[]);
    let saved = host.posts(&section, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert!(host.gets(&section).await.text().contains("北辰科技园"));
}

#[tokio::test]
async fn where_nothing_can_be_written_people_go_on_reading_and_no_session_lasts_longer_for_it() {
    let town = Town::new().await;
    let mut host = Visitor::signed_in(&app(town.site()).unwrap(), "host").await;
    let session = host.session();
    let opened = town.site().outside.now();
    let store = Brittle::around(&town.site().store);
    let after = |minutes: i64| -> Timestamp { opened + SignedDuration::from_mins(minutes) };
    let at = |minutes: i64| {
        let mut site = town.site();
        site.store = Arc::<Brittle>::clone(&store);
        site.outside = Arc::new(Still::at(after(minutes)));
        Visitor::of(&app(site).unwrap()).with_session(&session)
    };
    store.refuses(&["touch_session", "close_session"]);
    assert_eq!(at(20).gets("/applications").await.status, StatusCode::OK);
    // Used twenty minutes ago, and nobody could note it: it ends as if it had not been.
    let late = at(31).gets("/applications").await;
    assert_eq!((late.status, late.to().starts_with("/sign-in")), (StatusCode::SEE_OTHER, true));
    store.refuses(&[]);
    assert_eq!(host.gets("/applications").await.status, StatusCode::OK);
    assert_eq!(at(20).gets("/applications").await.status, StatusCode::OK);
    assert_eq!(at(31).gets("/applications").await.status, StatusCode::OK);
}
