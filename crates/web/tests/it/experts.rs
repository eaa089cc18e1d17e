//! The pool and draws, as an officer and the leadership work with them.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

#[tokio::test]
async fn an_officer_reads_in_a_table_seals_and_two_parties_draw_from_it() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let mut leader = Visitor::signed_in(&site, "leader").await;
    let table: String = (1..=9)
        .map(|n| format!("示例专家{n},expert{n},robotics,单位{n}|X{n:017}\n"))
        .fold("name,login,fields,employers\n".to_owned(), |all, line| all + &line);
    let wrong = table.replace("expert3", "nobody");
    let page = "/desk/experts/import";
    let refused = officer.fills(page, page, &[("table", &wrong), ("do", "load")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("B4 login"), "{}", refused.text());
    assert!(officer.gets("/desk/experts").await.text().contains("专家库是空的"));
    let dry = officer.fills(page, page, &[("table", &table), ("do", "check")]).await;
    assert!(dry.text().contains("将导入 9 名专家"));
    officer.fills(page, page, &[("table", &table), ("do", "load")]).await;
    let found = officer.gets("/desk/experts?q=示例专家4").await.text();
    assert!(found.contains("示例专家4") && !found.contains("示例专家5"));

    let new = "/desk/draws/new/beijing/bases-2025/first";
    let id = case.to_string();
    let typed = [("cases", id.as_str()), ("seats", "5"), ("substitutes", "2"), ("do", "seal")];
    let sealed = officer.fills(new, new, &typed).await.to().to_owned();
    assert!(sealed.starts_with("/desk/draws/"), "{sealed}");
    let public = sealed.replace("/desk", "");
    assert_eq!(Visitor::of(&site).gets(&public).await.status, StatusCode::NOT_FOUND);
    let mut secrets = Vec::new();
    for person in [&mut officer, &mut leader] {
        let made =
            person.fills(&sealed, &format!("{sealed}/commit"), &[("do", "make")]).await.text();
        let after = made.split("<p class=\"mono\">").nth(1).unwrap();
        secrets.push(after.split('<').next().unwrap().to_owned());
    }
    for (person, secret) in [&mut officer, &mut leader].into_iter().zip(&secrets) {
        person.fills(&sealed, &format!("{sealed}/open"), &[("secret", secret)]).await;
    }
    let record = Visitor::of(&site).gets(&public).await.text();
    assert!(!record.contains("示例专家"), "{record}");
    let record: guohe_cases::draw::Record = serde_json::from_str(&record).unwrap();
    assert_eq!((record.replay(), record.drawn.seats.len()), (Vec::new(), 5));
    // The leadership takes part and does not learn whom the tickets stand for.
    assert!(!leader.gets(&sealed).await.text().contains("示例专家"));
    assert!(officer.gets(&sealed).await.text().contains("示例专家"));
}
