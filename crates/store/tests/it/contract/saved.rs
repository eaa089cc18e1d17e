//! Queries that people keep under a name.
#![expect(clippy::cognitive_complexity, reason = "a story is told in one piece")]

use guohe_cases::people::{Change, People as _};
use guohe_cases::ports::{Act, Store as _};
use guohe_cases::saved::{View, Views as _};

use super::people::account;
use crate::scene::*;

told_alike!(
    a_view_is_seen_by_those_it_is_shared_with_and_changed_by_its_owner_alone,
    the_views_of_an_account_that_is_erased_are_gone,
);

async fn begin(scene: &Scene) {
    for (number, login) in [(1, "one"), (2, "two")] {
        scene.db.add_account(&north(), &account(number, login)).await.unwrap();
    }
}

fn view(number: u128, of: u128, list: &str, with: Option<&str>) -> View {
    View {
        id: id(number),
        account: id(of),
        list: list.to_owned(),
        name: format!("视图 {number}"),
        query: "q=due%3A..today%2B7&view=late".to_owned(),
        shared_with: with.map(str::to_owned),
        made_at: at(7),
    }
}

async fn kept(scene: &Scene, view: &View) -> bool {
    scene.db.put_view(&north(), view).await.unwrap()
}

async fn a_view_is_seen_by_those_it_is_shared_with_and_changed_by_its_owner_alone(
    scene: &Scene,
) -> Vec<View> {
    begin(scene).await;
    let all = [
        view(31, 1, "/desk", None),
        view(32, 1, "/desk", Some("a/b:authority")),
        view(33, 2, "/desk", Some("a/b:authority")),
        view(34, 2, "/desk", Some("a/c:authority")),
        view(35, 2, "/desk/experts", Some("a/b:authority")),
    ];
    for one in &all {
        assert!(kept(scene, one).await);
    }
    let of = async |number| scene.db.views_of(&north(), id(number)).await.unwrap();
    let shared = async |list, with| scene.db.views_shared(&north(), list, with).await.unwrap();
    assert_eq!(of(1).await, all[..2]);
    assert_eq!(shared("/desk", "a/b:authority").await, all[1..3]);
    assert_eq!(shared("/desk", "a/c:authority").await, [all[3].clone()]);
    assert_eq!(shared("/desk", "").await, []);
    assert_eq!(scene.db.views_of(&south(), id(1)).await.unwrap(), [], "another realm");

    let stolen = View { account: id(2), ..all[0].clone() };
    assert!(!kept(scene, &stolen).await, "it is somebody else's");
    assert!(!scene.db.drop_view(&north(), id(2), all[0].id).await.unwrap(), "so it is");
    assert_eq!(of(1).await, all[..2]);
    let renamed = View { name: "改了名".to_owned(), shared_with: None, ..all[1].clone() };
    assert!(kept(scene, &renamed).await);
    assert_eq!(shared("/desk", "a/b:authority").await, [all[2].clone()]);
    assert!(scene.db.drop_view(&north(), id(1), all[0].id).await.unwrap());
    assert!(!scene.db.drop_view(&north(), id(1), all[0].id).await.unwrap(), "gone already");
    assert_eq!(of(1).await, [renamed]);
    of(2).await
}

async fn the_views_of_an_account_that_is_erased_are_gone(scene: &Scene) -> Vec<View> {
    begin(scene).await;
    for one in [view(31, 1, "/desk", Some("a/b:authority")), view(33, 2, "/desk", None)] {
        assert!(kept(scene, &one).await);
    }
    let act =
        Act { tenant: north(), at: at(20), idempotency: None, appends: Vec::new(), freezes: false };
    let erased = Change::Erased { account: id(1), texts: Vec::new() };
    scene.db.append_with(act, &[erased]).await.unwrap();
    assert_eq!(scene.db.views_of(&north(), id(1)).await.unwrap(), []);
    assert_eq!(scene.db.views_shared(&north(), "/desk", "a/b:authority").await.unwrap(), []);
    scene.db.views_of(&north(), id(2)).await.unwrap()
}
