//! What waits at the desk.

use guohe_web::app;

use crate::{
    town::{PACK, Town},
    visitor::Visitor,
};

#[tokio::test]
async fn a_role_of_one_law_is_not_the_role_of_the_same_name_under_another() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.hand_in("host", case).await;
    // An officer of another law, who under this one only decides; and one who is an officer of both.
    let elsewhere = "hubei/bases-2025:authority".to_owned();
    town.joins(91, ("between", "两处任职"), vec![elsewhere.clone(), format!("{PACK}:leader")], 0)
        .await;
    town.joins(92, ("both", "两处经办"), vec![elsewhere, format!("{PACK}:authority")], 0).await;
    let site = app(town.site()).unwrap();
    for (login, waits) in [("officer", true), ("both", true), ("between", false)] {
        let page = Visitor::signed_in(&site, login).await.gets("/desk").await.text();
        assert_eq!(page.contains(&format!("/desk/cases/{case}")), waits, "{login}: {page}");
    }
}
