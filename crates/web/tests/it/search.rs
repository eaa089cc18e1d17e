//! Lists are looked through by what they show; views are kept and shared; an act for several rows is shown before it is done.

use axum::{Router, http::StatusCode};
use guohe_cases::{
    message::{State, derive},
    moment::Moment,
};
use guohe_web::{app, site::Site};
use jiff::Timestamp;
use scraper::{Html, Selector};
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

const VIEWS: &str = "/account/views";
const OUTBOX: &str = "/desk/outbox";

/// The texts of what a selector finds.
fn texts(page: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|one| one.text().collect::<String>().trim().to_owned()).collect()
}

/// Where what a selector finds leads.
fn links(page: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|a| a.value().attr("href").unwrap().to_owned()).collect()
}

/// The address of a query.
fn asks(list: &str, query: &str) -> String {
    let escaped: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    format!("{list}?q={escaped}")
}

/// A town with two cases at the desk and one that is still being filled in.
async fn cases() -> (Router, [String; 3]) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let one = town.reviewable("host", round).await;
    let other = town.reviewable("park", round).await;
    let draft = town.open("host", round, "PARK").await;
    let href = |id: Uuid| format!("/desk/cases/{id}");
    (app(town.site()).unwrap(), [one, other, draft].map(href))
}

/// The cases that the desk finds.
async fn found(officer: &mut Visitor, query: &str) -> Vec<String> {
    let seen = officer.gets(&asks("/desk", query)).await;
    assert_eq!(seen.status, StatusCode::OK, "{query}: {}", seen.text());
    let mut found = links(&seen.text(), "table.data tbody th a");
    found.sort();
    found
}

#[tokio::test]
async fn the_desk_is_looked_through_by_its_columns_in_either_language_and_never_by_more() {
    let (site, [one, other, draft]) = cases().await;
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let number = |href: &str| {
        let hex = href.rsplit('/').next().unwrap().replace('-', "").to_uppercase();
        let (left, right) = hex.split_at(24).1.split_at(4);
        format!("{left}-{right}")
    };
    let mut both = vec![one.clone(), other.clone()];
    both.sort();
    for (query, expected) in [
        ("", both.clone()),
        (&number(&one), vec![one.clone()]),
        (&number(&one).to_lowercase(), vec![one.clone()]),
        (&format!("受理编号:{}", number(&other)), vec![other.clone()]),
        (&format!("case_number:{} OR {}", number(&one), number(&other)), both.clone()),
        (&format!("-{}", number(&one)), vec![other.clone()]),
        (&format!("-({} 或 {})", number(&one), number(&other)), vec![]),
        ("waiting:>=0", both.clone()),
        ("已等:>9999", vec![]),
        ("since:>2026-01", both.clone()),
        ("since:<2026-01", vec![]),
        ("\"no such phrase\"", vec![]),
        // A case that was not handed in is no row of this list, whatever is typed.
        (&number(&draft), vec![]),
    ] {
        assert_eq!(found(&mut officer, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place_and_nothing_is_listed_nor_taken_along() {
    let (site, [one, other, _]) = cases().await;
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let seen = officer.gets(&asks("/desk", "中心 nosuch:x 2026")).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = seen.text();
    assert!(!text.contains(&one) && !text.contains(&other), "{text}");
    assert_eq!(texts(&text, ".slip mark"), ["nosuch:x"]);
    let told = texts(&text, ".slip").concat();
    assert!(told.contains("第 4 个字起") && told.contains("受理编号"), "{told}");
    assert_eq!(seen.value("q").as_deref(), Some("中心 nosuch:x 2026"), "it stays in the box");
    let english = officer.gets("/desk?q=due%3Asoon&lang=en").await.text();
    assert!(texts(&english, ".slip").concat().contains("is a day, such as"), "{english}");
    let workbook = officer.gets("/desk?q=due%3Asoon&as=xlsx").await;
    assert_eq!(workbook.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in
        ["/bases", "/bases.csv", "/bases.json", "/api/v1/bases", "/desk/experts", "/notices"]
    {
        let seen = officer.gets(&asks(path, "nosuch:x")).await;
        assert!(seen.status.is_client_error(), "{path}: {}", seen.status);
    }
}

#[tokio::test]
async fn a_view_is_kept_once_shared_with_its_circle_renamed_removed_and_brought_back() {
    let (mut town, mut officers) = (Town::new().await, Vec::new());
    town.round().await;
    for (id, login, pack) in
        [(91, "second", "beijing/bases-2025"), (92, "province", "hubei/bases-2025")]
    {
        town.joins(id, (login, login), vec![format!("{pack}:authority")], 0).await;
    }
    let site = app(town.site()).unwrap();
    for login in ["officer", "second", "province"] {
        officers.push(Visitor::signed_in(&site, login).await);
    }
    let [officer, second, province] = officers.as_mut_slice() else { panic!() };
    let pills = async |who: &mut Visitor| texts(&who.gets("/desk").await.text(), ".views .chips a");

    let page = officer.gets("/desk?view=late&q=due%3A..today%2B7&after=50").await;
    assert_eq!(page.value("query").as_deref(), Some("view=late&q=due%3A..today%2B7"));
    let circle = "beijing/bases-2025:authority";
    let once = page.value("once").unwrap();
    let token = page.value("form_token").unwrap();
    let fields = [
        ("form_token", token.as_str()),
        ("once", once.as_str()),
        ("do", "keep"),
        ("list", "/desk"),
        ("query", "view=late&q=due%3A..today%2B7"),
        ("name", "快到期"),
        ("with", circle),
    ];
    for _ in 0..2 {
        let kept = officer.posts(VIEWS, &fields).await;
        assert!(
            ["/desk?view=late&q=due%3A..today%2B7", "/account/views?done=yes"].contains(&kept.to())
        );
    }
    assert_eq!(pills(officer).await, ["快到期", "管理视图"], "sent twice, kept once");
    assert_eq!(pills(second).await, ["快到期 共享", "管理视图"]);
    assert_eq!(pills(province).await, Vec::<String>::new(), "another authority");
    assert!(!second.gets(VIEWS).await.text().contains("快到期"), "it is not theirs to change");

    let id = officer.gets(VIEWS).await.value("id").unwrap();
    let change = [("do", "change"), ("id", id.as_str()), ("name", "七日内"), ("with", "")];
    let stolen = second.fills(VIEWS, VIEWS, &change).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    officer.fills(VIEWS, VIEWS, &change).await.to();
    assert_eq!(pills(second).await, Vec::<String>::new(), "no longer shared");
    let gone = officer.fills(VIEWS, VIEWS, &[("do", "remove"), ("id", &id)]).await.text();
    assert!(gone.contains("已删除视图“七日内”"), "{gone}");
    assert_eq!(pills(officer).await, Vec::<String>::new());
    let back = [
        ("do", "keep"),
        ("id", id.as_str()),
        ("list", "/desk"),
        ("query", "view=late"),
        ("name", "七日内"),
    ];
    officer.fills(VIEWS, VIEWS, &back).await.to();
    assert_eq!(pills(officer).await, ["七日内", "管理视图"]);
}

#[tokio::test]
async fn a_view_has_bounds_and_leads_to_lists_of_this_site_alone() {
    let town = Town::new().await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let keeps = async |officer: &mut Visitor, list: &str, query: &str, name: &str| {
        let fields = [("do", "keep"), ("list", list), ("query", query), ("name", name)];
        officer.fills(VIEWS, VIEWS, &fields).await
    };
    for (list, query) in [
        ("//elsewhere.example", "q=a"),
        ("/desk/cases/1", "q=a"),
        ("/desk", ""),
        ("/desk", "q=a b"),
        ("/desk", "q=\"><script>"),
        ("/desk?x", "q=a"),
    ] {
        let refused = keeps(&mut officer, list, query, "视图").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{list} {query}");
    }
    for (name, told) in [("", "请给视图取一个名称"), (&*"长".repeat(41), "名称最多 40 个字")]
    {
        let refused = keeps(&mut officer, "/desk", "q=a", name).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(told), "{}", refused.text());
        assert_eq!(refused.value("name").as_deref(), Some(name), "what was typed stays");
    }
    for number in 0..30 {
        keeps(&mut officer, "/desk", "q=a", &format!("视图 {number}")).await.to();
    }
    let twice = keeps(&mut officer, "/desk", "q=a", "视图 3").await;
    assert!(twice.text().contains("已有同名的视图"));
    let full = keeps(&mut officer, "/desk", "q=a", "又一个").await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.text().contains("最多保存 30 个视图"), "{}", full.text());
    assert!(
        officer.gets("/account/data.json").await.text().contains("视图 29"),
        "it is told what is kept"
    );
    assert_eq!(Visitor::of(&site).gets(VIEWS).await.to(), "/sign-in?next=/account/views");
}

/// A town in which five experts are about to be invited, with the ids of the messages.
async fn invited() -> (Town, Site, Vec<String>) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    let role = "beijing/bases-2025:authority".to_owned();
    town.joins(91, ("second", "second"), vec![role], 0).await;
    let site = town.site();
    let now: Timestamp = "2026-03-02T02:00:00Z".parse().unwrap();
    let numbers = std::sync::atomic::AtomicU64::new(1 << 40);
    let moment = || {
        let number = numbers.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Moment { now, fresh: Uuid::from_u128(u128::from(number)), seed: [0; 32] }
    };
    let messages = site.messages.clone().unwrap();
    derive::sweep(town.desk(), &*messages, moment).await.unwrap();
    let drafts = messages.outbox(&site.tenant, State::Draft, 99).await.unwrap();
    assert_eq!(drafts.len(), 5);
    let ids = drafts.into_iter().map(|one| one.id.to_string()).collect();
    (town, site, ids)
}

async fn states(site: &Site) -> [usize; 3] {
    let (messages, mut counts) = (site.messages.clone().unwrap(), [0; 3]);
    for (count, state) in counts.iter_mut().zip([State::Draft, State::Held, State::Released]) {
        *count = messages.outbox(&site.tenant, state, 99).await.unwrap().len();
    }
    counts
}

#[tokio::test]
async fn nobody_is_found_by_what_the_outbox_does_not_show() {
    let (_town, site, _) = invited().await;
    let name =
        site.store.account(&site.tenant, Town::expert(3).account).await.unwrap().unwrap().name;
    let site = app(site).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let rows = async |officer: &mut Visitor, list: &str, query: &str| {
        texts(&officer.gets(&asks(list, query)).await.text(), "table.data tbody th a").len()
    };
    assert_eq!(rows(&mut officer, OUTBOX, "收件人:评审专家").await, 5);
    assert_eq!(rows(&mut officer, OUTBOX, "pszj").await, 5, "as it sounds");
    for query in [name.as_str(), "expert3", "zhuanjia3", &Town::expert(3).account.to_string()] {
        assert_eq!(rows(&mut officer, OUTBOX, query).await, 0, "{query}");
        assert_eq!(rows(&mut officer, "/desk/panels", query).await, 0, "{query}");
        assert_eq!(rows(&mut officer, "/desk", query).await, 0, "{query}");
    }
}

#[tokio::test]
async fn several_messages_are_shown_before_they_are_held_and_each_is_told_of_once() {
    let (town, site, ids) = invited().await;
    let sight = town.site();
    let router = app(site).unwrap();
    let mut officer = Visitor::signed_in(&router, "officer").await;
    let none = officer.fills(OUTBOX, OUTBOX, &[("do", "hold"), ("view", "draft")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);

    // All that a query finds: shown with ids and names, and nothing is done yet.
    let all = [("do", "hold"), ("view", "draft"), ("q", "收件人:评审专家"), ("all", "yes")];
    let asked = officer.fills(OUTBOX, OUTBOX, &all).await.text();
    assert!(asked.contains("将暂缓 5 条消息"), "{asked}");
    for id in &ids {
        assert!(asked.contains(&format!("value=\"{id}\"")), "{id}");
    }
    assert_eq!(states(&sight).await, [5, 0, 1]);
    let nobody = [("do", "hold"), ("view", "draft"), ("q", "nosuch"), ("all", "yes")];
    assert_eq!(
        officer.fills(OUTBOX, OUTBOX, &nobody).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let wrong = [("do", "hold"), ("view", "draft"), ("q", "nosuch:x"), ("all", "yes")];
    officer.fills(OUTBOX, OUTBOX, &wrong).await;
    assert_eq!(states(&sight).await, [5, 0, 1], "a query that cannot be read chooses nothing");

    // Without a reason nothing is done, and what was chosen stays.
    let pick = |more: &[(&'static str, &'static str)], of: &[String]| {
        let mut fields: Vec<(String, String)> =
            more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        fields.extend(of.iter().map(|id| ("message".to_owned(), id.clone())));
        fields
    };
    let post = async |officer: &mut Visitor, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        officer.fills(OUTBOX, OUTBOX, &fields).await
    };
    let bare = pick(&[("do", "hold"), ("sure", "yes"), ("reasons", " ")], &ids[..2]);
    let refused = post(&mut officer, &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("请说明为什么暂缓") && refused.text().contains(&ids[1]));
    assert_eq!(states(&sight).await, [5, 0, 1]);

    // Somebody else releases one meanwhile: it is told, and the others are held.
    let mut second = Visitor::signed_in(&router, "second").await;
    let go = pick(&[("do", "release"), ("sure", "yes")], &ids[..1]);
    assert!(post(&mut second, &go).await.text().contains("已发出 1 条"));
    let hold = pick(&[("do", "hold"), ("sure", "yes"), ("reasons", "等名单确定")], &ids[..3]);
    for time in ["first", "sent twice"] {
        let done = post(&mut officer, &hold).await.text();
        assert!(done.contains("已暂缓 2 条；另有 1 条未办理"), "{time}: {done}");
        assert_eq!(texts(&done, "table.data .tag"), ["未办理", "已办理", "已办理"], "{time}");
        assert_eq!(states(&sight).await, [2, 2, 2], "{time}");
    }
    // The question names what is not possible, and sends only the rest.
    let mixed = pick(&[("do", "release")], &ids[..3]);
    let asked = post(&mut officer, &mixed).await.text();
    assert!(asked.contains("选了 3 条，其中 1 条不能办理"), "{asked}");
    assert!(!asked.contains(&format!("value=\"{}\"", ids[0])), "{asked}");
    let foreign = pick(&[("do", "release"), ("sure", "yes")], &[Uuid::nil().to_string()]);
    assert_eq!(post(&mut officer, &foreign).await.status, StatusCode::NOT_FOUND);
}
