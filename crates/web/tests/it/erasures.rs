//! Erasures asked for and decided on in pages.

use guohe_web::app;
use scraper::{Html, Selector};
use uuid::Uuid;

use crate::{
    broken::Brittle,
    town::{PACK, Town},
    visitor::Visitor,
};

/// Somebody of whom an application of one's own tells something.
async fn subject(host: &mut Visitor, id: &str) -> String {
    let page = Html::parse_document(&host.gets("/account/data").await.text());
    // One form for each application: that of this one.
    let own = Selector::parse(&format!("form:has(input[name=case][value='{id}']) option")).unwrap();
    let mut values = page.select(&own).filter_map(|option| option.value().attr("value"));
    values.find(|value| !value.is_empty()).unwrap().to_owned()
}

#[tokio::test]
async fn erasures_are_listed_without_reading_the_cases_in_which_none_is_on_its_way() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await.to_string();
    town.reviewable("park", round).await;
    let mut site = town.site();
    let store = Brittle::around(&site.store);
    site.store = std::sync::Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    store.read();
    officer.gets("/desk/erasures").await;
    let without = store.read();
    let mut host = Visitor::signed_in(&site, "host").await;
    let subject = subject(&mut host, &case).await;
    let form = [("case", case.as_str()), ("subject", &subject), ("reasons", "已离职")];
    host.fills("/account/data", "/account/data", &form).await;
    store.read();
    assert!(officer.gets("/desk/erasures").await.text().contains("已离职"));
    assert_eq!((without, store.read()), (0, 1));
}

#[tokio::test]
async fn an_erasure_is_asked_for_on_a_page_and_answered_with_the_rule_that_demands_keeping() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let id = case.to_string();
    let subject = subject(&mut host, &id).await;
    let form = [("case", id.as_str()), ("subject", &subject), ("reasons", "已离职，要求删除")];
    assert_eq!(host.fills("/account/data", "/account/data", &form).await.to(), "/account/data");
    assert!(host.gets("/account/data").await.text().contains("申请删除个人信息"));
    // Whoever names the application of somebody else, or one that does not exist, gets one answer.
    let mut park = Visitor::signed_in(&site, "park").await;
    let nobody = Uuid::nil().to_string();
    for other in [id.as_str(), &nobody] {
        let form = [("case", other), ("subject", &subject), ("reasons", "x")];
        let status = park.fills("/account/data", "/account/data", &form).await.status.as_u16();
        assert_eq!(status, 404, "{other}");
    }

    let mut officer = Visitor::signed_in(&site, "officer").await;
    let desk = "/desk/erasures";
    let list = officer.gets(desk).await.text();
    assert!(list.contains("已离职，要求删除") && list.contains(&subject), "{list}");
    let decided = |act: &'static str| {
        [("do", act), ("case", id.as_str()), ("subject", &subject), ("reasons", "核实")]
    };
    let early = officer.fills(desk, desk, &decided("propose")).await;
    assert_eq!(early.status, 422);
    assert!(early.text().contains("案件仍在办理") && early.text().contains("BJ-"));
    assert_eq!(officer.fills(desk, desk, &decided("decline")).await.to(), desk);
    let told = host.gets("/account/data").await.text();
    assert!(told.contains("不予删除个人信息") && told.contains("案件仍在办理"), "{told}");
}

#[tokio::test]
async fn an_expert_who_left_the_pool_is_erased_after_a_second_officer_has_confirmed() {
    let town = Town::new().await;
    town.joins(0x77, ("second", "秦远山"), vec![format!("{PACK}:authority")], 0).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let import = "/desk/experts/import";
    let table = "name,login,fields,employers\n示例专家甲,,robotics,示例单位甲\n示例专家乙,,robotics,示例单位乙\n";
    officer.fills(import, import, &[("table", table), ("do", "load")]).await;
    let list = Html::parse_document(&officer.gets("/desk/experts").await.text());
    let links = Selector::parse("a[href^='/desk/experts/']").unwrap();
    let named =
        |link: &scraper::ElementRef<'_>| link.text().any(|text| text.contains("示例专家甲"));
    let entry = list.select(&links).find(named).unwrap().attr("href").unwrap().to_owned();
    assert!(!officer.gets(&entry).await.text().contains("提出删除"), "in the pool");
    officer.fills(&entry, &format!("{entry}/retire"), &[("reasons", "退休")]).await;

    let desk = "/desk/erasures";
    let id = entry.rsplit('/').next().unwrap();
    let form = |act: &'static str| [("do", act), ("expert", id), ("reasons", "本人来函要求")];
    assert_eq!(officer.fills(&entry, desk, &form("propose")).await.to(), desk);
    let own = officer.gets(desk).await.text();
    assert!(own.contains("示例专家甲") && own.contains("须由另一位工作人员确认"), "{own}");
    assert_eq!(officer.fills(desk, desk, &form("confirm")).await.status, 422, "it takes two");
    assert_eq!(officer.fills(desk, desk, &form("remove")).await.status, 404);
    let mut second = Visitor::signed_in(&site, "second").await;
    assert!(second.gets(desk).await.text().contains("本人来函要求"));
    assert_eq!(second.fills(desk, desk, &form("confirm")).await.to(), desk);
    let left = second.gets("/desk/experts?retired=yes").await.text();
    assert!(left.contains("示例专家乙") && !left.contains("示例专家甲"), "{left}");
    assert!(!second.gets(&entry).await.text().contains("示例单位甲"));
}
