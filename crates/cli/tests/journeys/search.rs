//! An officer searches the desk, keeps the search and sends its link; holds back at once what a search of the outbox finds.

use guohe_testkit::browser::Options;

use crate::{
    tour::demonstration,
    walk::{Reads, Walk},
};

const SEARCH: &str = "main form[role=search] button[type=submit]";
const ROWS: &str = "main table.data tbody th a";

async fn journey(javascript: bool) {
    let (mut house, password) = demonstration().await;
    house.tells().await;
    let options = Options { javascript, ..Options::default() };
    let mut walk = Walk::begin(&house, Reads::Chinese, options).await;
    walk.open("/sign-in").await;
    walk.sign_in("officer1", &password).await;

    walk.open("/desk").await;
    let all = walk.every(ROWS, "pathname").await;
    walk.fill_all(&[("q", "已等:>=0 -案件:查无此单位")]).await;
    walk.press(SEARCH).await;
    assert_eq!(walk.every(ROWS, "pathname").await, all);
    // A choice of the form that was left open is no part of what is kept.
    let link = walk.path().await.replace("&stage=", "");
    walk.fill_all(&[("q", "已等:很久")]).await;
    walk.press_for(SEARCH, 422).await;
    assert_eq!(walk.text(".slip mark").await, "已等:很久");
    assert_eq!(walk.every(ROWS, "pathname").await, Vec::<String>::new());

    walk.open(&link).await;
    walk.click("details.keepview summary").await;
    walk.fill_all(&[("name", "手上的案件")]).await;
    walk.press("details.keepview button[type=submit]").await;
    assert_eq!(walk.path().await, link, "it leads back to what was kept");
    let shown = "nav.views a[aria-current]";
    assert_eq!(walk.every(shown, "innerText").await, ["手上的案件"]);

    walk.open("/desk/outbox").await;
    walk.fill_all(&[("q", "生成时间:2020..")]).await;
    walk.press(SEARCH).await;
    let count = walk.every(ROWS, "pathname").await.len();
    assert!(count > 0, "there is something to hold back");
    walk.click("#all").await;
    walk.press("main button[name=do][value=hold]").await;
    assert_eq!(walk.heading().await, format!("将暂缓 {count} 条消息"));
    assert_eq!(walk.every("main td code[title]", "title").await.len(), count);
    walk.fill_all(&[("reasons", "示例理由：等名单确定。")]).await;
    walk.press("main .actions button[type=submit]").await;
    assert_eq!(walk.heading().await, format!("已暂缓 {count} 条"));
    walk.press("main .actions a.btn").await;
    assert_eq!(walk.every(ROWS, "pathname").await.len(), count);

    // The link finds for somebody else what they may see, and what is kept of it stays with its owner.
    walk.leave().await;
    walk.open("/sign-in").await;
    walk.sign_in("leader", &password).await;
    walk.open(&link).await;
    assert_eq!(walk.every("nav.views a", "innerText").await, Vec::<String>::new());
    assert_eq!(walk.end().await, Vec::<String>::new());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_keeps_a_search_sends_its_link_and_holds_back_what_one_finds() {
    journey(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_kept_and_messages_are_held_back_without_scripts() {
    journey(false).await;
}
