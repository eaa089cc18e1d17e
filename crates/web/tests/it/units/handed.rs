//! A unit that registers after the authority opened a case for it.

use super::*;

const WAY: &str = "/desk/open/hubei/bases-2025/ministry_base";

/// What the log says of a case, the kind of each event with its role.
async fn course(place: &Place, case: &str) -> Vec<(String, String)> {
    let id = case.rsplit('/').next().unwrap().parse().unwrap();
    let stream = StreamId { about: About::Case, id };
    let events = place.store.stream(&place.tenant, stream).await.unwrap();
    events.into_iter().map(|event| (event.what.kind, event.what.actor.role)).collect()
}

#[tokio::test]
async fn a_unit_that_registers_finds_the_case_that_was_opened_for_its_code_and_no_other() {
    let place = place().await;
    place.enters("county", "hubei/bases-2025:authority", None).await;
    let mut officer = Visitor::signed_in(&place.site, "county").await;
    let opens = async |officer: &mut Visitor, code: &str| {
        let typed =
            [("host.name", "云溪研究院"), ("host.uscc", code), ("host.registered_in", "420000")];
        officer.fills(WAY, WAY, &typed).await.to().to_owned()
    };
    let own = opens(&mut officer, &code()).await;
    let other = opens(&mut officer, "91350100M000100Y43").await;
    let (mut who, _) = place.registrant("lin").await;
    let seen_by = |case: &str| case.replace("/desk/cases/", "/applications/");
    assert_eq!(who.gets(&seen_by(&own)).await.status, StatusCode::NOT_FOUND);

    let (mut who, _) = place.admitted().await;
    let list = who.gets("/applications").await.text();
    assert!(list.contains(&seen_by(&own)) && !list.contains(&seen_by(&other)), "{list}");
    assert_eq!(who.gets(&seen_by(&own)).await.status, StatusCode::OK);
    assert_eq!(who.gets(&seen_by(&other)).await.status, StatusCode::NOT_FOUND);

    let said = |kind: &str, role: &str| (kind.to_owned(), role.to_owned());
    let before = [said("case_opened", "authority"), said("facts_changed", "authority")];
    assert_eq!(course(&place, &other).await, before);
    let registered = said("host_registered", "recommender");
    assert_eq!(course(&place, &own).await, [&before[..], &[registered]].concat());
    let page = officer.gets(&own).await.text();
    assert!(page.contains("单位完成注册，本件转由该单位跟进"), "{page}");
    // Whoever opens another one for the code finds the unit at once.
    let later = opens(&mut officer, &code()).await;
    assert_eq!(who.gets(&seen_by(&later)).await.status, StatusCode::OK);
    assert_eq!(course(&place, &later).await, before);
}
