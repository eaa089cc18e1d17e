//! Linked logins, and the secrets of providers.

use guohe_cases::credential::Credentials as _;
use guohe_cases::linked::{Link, Links as _, SignOut};
use guohe_cases::ports::{Session, Store as _};

use super::people::{account, session};
use crate::scene::*;

told_alike!(
    a_login_belongs_to_one_account_and_an_account_has_one_of_a_provider,
    of_two_accounts_that_link_one_login_at_once_one_gets_it,
    the_secret_of_a_provider_is_kept_replaced_and_forgotten,
    a_word_of_a_provider_ends_the_sessions_that_began_there_once,
);

async fn begin(scene: &Scene) {
    for (number, login) in [(1, "one"), (2, "two")] {
        scene.db.add_account(&north(), &account(number, login)).await.unwrap();
        let open = session(u8::try_from(number).unwrap(), number);
        scene.db.open_session(&north(), &open).await.unwrap();
    }
}

fn login(provider: &str, subject: &str, of: u128) -> Link {
    Link {
        provider: provider.to_owned(),
        subject: subject.to_owned(),
        account: id(of),
        since: at(1),
        used_at: at(2),
    }
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn a_login_belongs_to_one_account_and_an_account_has_one_of_a_provider(
    scene: &Scene,
) -> Vec<Link> {
    begin(scene).await;
    let mut told = Vec::new();
    let links = [("b", "x", 1), ("a", "x", 1), ("a", "x", 2), ("a", "y", 1), ("a", "Y", 2)];
    for (provider, subject, of) in links {
        told.push(scene.db.link(&north(), &login(provider, subject, of), None).await.unwrap());
    }
    assert_eq!(told, [true, true, false, false, true]);
    assert_eq!(scene.db.sessions_of(&north(), id(1)).await.unwrap(), [], "they ended with it");
    let used = Link { used_at: at(9), ..login("a", "x", 1) };
    assert!(scene.db.use_link(&north(), &used, at(9)).await.unwrap());
    let of_another = Link { account: id(2), ..used.clone() };
    assert!(!scene.db.use_link(&north(), &of_another, at(10)).await.unwrap());
    let kept = scene.db.links(&north(), id(1)).await.unwrap();
    assert_eq!(kept, [used.clone(), login("b", "x", 1)]);
    assert_eq!(scene.db.linked(&north(), "a", "x").await.unwrap(), Some(used));
    assert_eq!(scene.db.linked(&north(), "a", "X").await.unwrap(), None, "another subject");
    assert_eq!(scene.db.linked(&south(), "a", "x").await.unwrap(), None, "another realm");
    scene.db.open_session(&north(), &session(7, 1)).await.unwrap();
    assert!(!scene.db.unlink(&north(), id(2), "b", None).await.unwrap());
    assert!(scene.db.unlink(&north(), id(1), "b", Some([7; 32])).await.unwrap());
    assert_eq!(scene.db.sessions_of(&north(), id(1)).await.unwrap().len(), 1, "but for this one");
    scene.db.links(&north(), id(1)).await.unwrap()
}

async fn of_two_accounts_that_link_one_login_at_once_one_gets_it(scene: &Scene) -> usize {
    begin(scene).await;
    let (north, one, two) = (north(), login("a", "x", 1), login("a", "x", 2));
    let (one, two) =
        tokio::join!(scene.db.link(&north, &one, None), scene.db.link(&north, &two, None));
    [one.unwrap(), two.unwrap()].into_iter().filter(|linked| *linked).count()
}

async fn the_secret_of_a_provider_is_kept_replaced_and_forgotten(
    scene: &Scene,
) -> Vec<Option<Vec<u8>>> {
    let mut told = Vec::new();
    for secret in [Some(&b"one"[..]), Some(b"two"), None] {
        scene.db.set_provider_secret(&north(), "a", secret).await.unwrap();
        told.push(scene.db.provider_secret(&north(), "a").await.unwrap());
        assert_eq!(scene.db.provider_secret(&south(), "a").await.unwrap(), None);
    }
    assert_eq!(told, [Some(b"one".to_vec()), Some(b"two".to_vec()), None]);
    told
}

async fn a_word_of_a_provider_ends_the_sessions_that_began_there_once(
    scene: &Scene,
) -> Vec<Option<u64>> {
    begin(scene).await;
    for (subject, of) in [("x", 1), ("y", 2)] {
        scene.db.link(&north(), &login("province", subject, of), None).await.unwrap();
    }
    let elsewhere = Session { provider: "a".to_owned(), ..session(13, 1) };
    for open in [session(11, 1), session(12, 1), elsewhere.clone(), session(14, 2)] {
        scene.db.open_session(&north(), &open).await.unwrap();
    }
    let says = async |provider, subject, number, now| {
        let said = SignOut { provider, subject, heard: [number; 32], until: at(30) };
        scene.db.sign_out(&north(), &said, at(now)).await.unwrap()
    };
    let told = vec![
        says("a", "x", 1, 10).await,
        says("province", "z", 2, 10).await,
        says("province", "x", 2, 10).await,
        says("province", "x", 3, 10).await,
        says("province", "x", 3, 29).await,
        says("province", "x", 3, 30).await,
    ];
    let left = async |of| scene.db.sessions_of(&north(), id(of)).await.unwrap();
    let expected = [Some(0), Some(0), None, Some(2), None, Some(0)];
    let left = (left(1).await, left(2).await.len());
    assert_eq!((&told[..], left), (&expected[..], (vec![elsewhere], 1)));
    told
}
