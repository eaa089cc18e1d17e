//! Objections of the public: what the code opens, to whom, and how often one may try.

use guohe_cases::{
    message::State,
    person::Person,
    procedure::Kind,
    round::Contact,
    verbs::round::{Calling, change_round},
};
use guohe_web::{app, surface::Rate, throttle::Throttle};
use jiff::ToSpan as _;
use scraper::{Html, Selector};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{messages::sweep, town::Town, visitor::Visitor};

/// A town with a posted notice about one application.
async fn posted() -> (Town, Uuid, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let notice = town.posted(case).await;
    (town, case, notice)
}

/// Somebody objects in the pages and is shown a code.
async fn objects(visitor: &mut Visitor, notice: Uuid, case: Uuid, text: &str) -> String {
    let page = format!("/notices/{notice}/object");
    let case = case.to_string();
    let form = [
        ("entry", case.as_str()),
        ("who", "person"),
        ("name", "秦异议"),
        ("contact", "qin@example.org"),
        ("text", text),
        ("written", "yes"),
    ];
    let receipt = visitor.fills(&page, &page, &form).await.text();
    let code = receipt.split("<code>").nth(1).unwrap_or_else(|| panic!("{receipt}"));
    code.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_opens_its_own_objection_and_all_others_get_one_answer() {
    let (town, case, notice) = posted().await;
    let site = app(town.site()).unwrap();
    let mut public = Visitor::of(&site);
    let code = objects(&mut public, notice, case, "所列合作项目并未开展").await;
    // Sixteen signs out of thirty-two: eighty bits.
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4, 4]);
    let mut stranger = Visitor::of(&site);
    let mut looks =
        async |code: &str| stranger.fills("/objections", "/objections", &[("code", code)]).await;
    let mine = looks(&format!(" {} ", code.to_lowercase())).await;
    assert_eq!(mine.status, 200);
    let found = mine.text();
    assert!(found.contains("id=\"found\"") && !found.contains("秦异议"), "{found}");

    let mut answers = Vec::new();
    let last = if code.ends_with('A') { "B" } else { "A" };
    let near: String = code.chars().take(code.chars().count() - 1).chain(last.chars()).collect();
    for wrong in [near.as_str(), "AAAA-AAAA-AAAA-AAAA", "x", "<b>", &"A".repeat(5_000)] {
        let seen = looks(wrong).await;
        let shown = seen.value("code").unwrap();
        let mut text = seen.text().replace(&as_written(&shown), "");
        for name in ["form_token", "once"] {
            text = text.replace(&seen.value(name).unwrap(), "");
        }
        answers.push((seen.status, text));
    }
    assert!(answers[0].1.contains("code-error"));
    for answer in &answers[1..] {
        assert_eq!(answer, &answers[0]);
    }
    // A code in an address opens nothing: it would stand in histories and logs.
    let address = stranger.gets(&format!("/objections?code={code}")).await.text();
    assert!(!address.contains("id=\"found\""), "{address}");
}

/// A text as it stands in an attribute of a page.
fn as_written(text: &str) -> String {
    text.replace('<', "&#60;").replace('>', "&#62;")
}

#[tokio::test]
async fn codes_are_tried_and_objections_filed_only_so_often() {
    let town = Town::new().await;
    let mut site = town.site();
    site.surface.rates.objection = Rate { burst: 2, per_minute: 1 };
    site.throttle = Some(Throttle::new(&site.surface));
    let site = app(site).unwrap();
    // Nothing is known of the address in this test, so what counts is the account that is signed in.
    let mut host = Visitor::signed_in(&site, "host").await;
    let codes = [("code", "AAAA-AAAA-AAAA-AAAA")];
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(host.fills("/objections", "/objections", &codes).await.status.as_u16());
    }
    assert_eq!(told, [200, 200, 429]);
    let filed = host.posts(&format!("/notices/{}/object", Uuid::nil()), &codes).await;
    assert_eq!(filed.status, 429, "filing takes from the same bucket");
}

/// A case as pages number it.
fn number_of(case: Uuid) -> String {
    let hex = case.simple().to_string().to_uppercase();
    [hex.get(24..28), hex.get(28..32)].map(Option::unwrap).join("-")
}

#[tokio::test]
async fn whoever_holds_the_code_asks_that_the_objection_be_erased() {
    let (town, case, notice) = posted().await;
    let site = app(town.site()).unwrap();
    let mut public = Visitor::of(&site);
    let code = objects(&mut public, notice, case, "所列合作项目并未开展").await;
    let mut stranger = Visitor::of(&site);
    let mut asks = async |code: &str, reasons: &str| {
        let form = [("code", code), ("reasons", reasons)];
        stranger.fills("/objections", "/objections/erasures", &form).await
    };
    let wrong = asks("AAAA-AAAA-AAAA-AAAA", "异议已撤回").await.text();
    assert!(wrong.contains("code-error") && !wrong.contains("id=\"found\""), "{wrong}");
    let silent = asks(&code, "  ").await;
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("reasons-error"));
    assert_eq!(town.desk().case(case).await.unwrap().erasing, []);

    let asked = asks(&code.to_lowercase(), "异议已撤回").await;
    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("已申请删除") && !asked.text().contains("reasons"));
    let on_its_way = town.desk().case(case).await.unwrap().erasing.clone();
    let told: Vec<_> = on_its_way
        .iter()
        .map(|one| (one.subject.as_str(), one.asked.as_ref().and_then(|(.., why)| why.as_deref())))
        .collect();
    let subject = town.desk().case(case).await.unwrap().objections[0].subject.clone();
    assert_eq!(told, [(subject.as_str(), Some("异议已撤回"))]);
    assert_eq!(asks(&code, "再次申请").await.status, 422, "it is on its way");
    assert_eq!(town.desk().case(case).await.unwrap().erasing.len(), 1);

    let mut officer = Visitor::signed_in(&site, "officer").await;
    let desk = officer.gets("/desk/erasures").await.text();
    let number = format!("{}/1", number_of(case));
    assert!(desk.contains("异议已撤回") && desk.contains("异议人（凭查询码）"), "{desk}");
    assert!(desk.contains(&format!("异议 {number}")), "{desk}");
    let mut host = Visitor::signed_in(&site, "host").await;
    let own = host.gets("/account/data").await.text();
    assert!(!own.contains(&subject) && !own.contains("异议已撤回"), "{own}");
}

/// What an officer says to an objection.
async fn answers(town: &mut Town, case: Uuid, (act, outcome, reasons): (&str, &str, &str)) {
    let input = json!({"objection": "objection-1", "outcome": outcome, "reasons": reasons});
    town.does(Town::person("officer"), case, act, input).await;
}

#[tokio::test]
async fn an_answer_is_read_with_the_code_and_by_the_host_and_neither_sees_what_the_other_said() {
    let (mut town, case, _) = posted().await;
    let site = town.site();
    sweep(&town, &site, "2026-04-20").await;
    let pages = app(town.site()).unwrap();
    let mut public = Visitor::of(&pages);
    let said = json!({"name": "秦异议", "contact": "qin@example.org",
        "text": "所列合作项目并未开展", "written": true});
    town.does(Person::visitor(Uuid::from_u128(0x99)), case, "object", said).await;
    let filed = town.desk().case(case).await.unwrap();
    let code = filed.objections[0].said.as_ref().unwrap().code.clone();
    answers(&mut town, case, ("examine_objection", "accepted", "针对公示结果，属于异议范围")).await;
    let refuse = json!({"outcome": "refuse", "reasons": "仅供内部的决定理由"});
    town.does(Town::person("officer"), case, "prepare_refusal", refuse).await;
    let yes = json!({"outcome": "confirmed"});
    town.does(Town::person("leader"), case, "confirm_decision", yes).await;
    answers(&mut town, case, ("settle_objection", "removed", "项目经核实没有开展")).await;
    let answered =
        ["予以受理", "针对公示结果，属于异议范围", "异议成立，拟移出名单", "项目经核实没有开展"];
    let mine = public.fills("/objections", "/objections", &[("code", &code)]).await.text();
    for told in answered.iter().chain(&["办理已经结束"]) {
        assert!(mine.contains(told), "{told}: {mine}");
    }
    let held = town.desk().case(case).await.unwrap();
    let typed = |record: &str, field: &str| held.facts.text(record, field).unwrap().to_owned();
    let of_host = [typed("host", "name"), typed("host", "uscc"), "仅供内部的决定理由".to_owned()];
    for told in of_host {
        assert!(!mine.contains(&told), "{told}: {mine}");
    }
    let mut host = Visitor::signed_in(&pages, "host").await;
    let theirs = host.gets(&format!("/applications/{case}")).await.text();
    for told in answered {
        assert!(theirs.contains(told), "{told}: {theirs}");
    }
    for told in ["秦异议", "qin@example.org", "所列合作项目并未开展", &code] {
        assert!(!theirs.contains(told), "{told}: {theirs}");
    }

    sweep(&town, &site, "2026-05-18").await;
    let messages = site.messages.clone().unwrap();
    let drafts = messages.outbox(&site.tenant, State::Draft, 99).await.unwrap();
    let own = drafts.iter().filter(|one| one.account == Town::person("host").account);
    let mut acts: Vec<Option<Kind>> = own.map(|one| one.matter.of_case().unwrap().act).collect();
    acts.retain(|act| *act != Some(Kind::PublishNotice) && act.is_some());
    acts.sort();
    let expected = [Kind::AdmitObjection, Kind::SettleObjection, Kind::ConfirmDecision];
    assert_eq!(acts, expected.map(Some));
}

#[tokio::test]
async fn a_notice_says_whom_to_ask_how_its_days_were_counted_and_what_was_announced() {
    let (mut town, case, notice) = posted().await;
    let round = town.desk().case(case).await.unwrap().round;
    let mut terms = town.desk().round(round).await.unwrap().terms;
    terms.contact = Contact {
        office: "国际合作处".to_owned(),
        phone: "010-00000000".to_owned(),
        mail: "office@example.org".to_owned(),
        address: "某路1号".to_owned(),
    };
    let by = Calling { person: Town::person("officer"), moment: town.now(), once: None };
    change_round(town.desk(), &by, round, terms, "补充联系方式").await.unwrap();
    let site = app(town.site()).unwrap();
    let mut public = Visitor::of(&site);
    let page = public.gets(&format!("/notices/{notice}")).await.text();
    for told in
        ["国际合作处", "010-00000000", "office@example.org", "某路1号", "送交或者寄送受理部门"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let stands = town.desk().notice(notice).await.unwrap();
    // How the last day was found: each day from that of the announcement to the last, as counted or not.
    let days = Html::parse_document(&page);
    let days: Vec<String> = days
        .select(&Selector::parse("ol.days li b").unwrap())
        .map(|day| day.text().collect())
        .collect();
    let every = stands.posted_on.series(1.day()).take_while(|day| *day <= stands.ends_on);
    let every: Vec<String> = every.map(|day| day.strftime("%m-%d").to_string()).collect();
    assert_eq!(days, every);
    // By docs/open-data.md, from what anybody is given.
    let told = public.gets(&format!("/api/v1/notices/{notice}")).await.text();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let list = serde_json::to_string(&told["list"]).unwrap();
    let keys = [list.find("application.type"), list.find("host.name")];
    assert!(keys[0].is_some() && keys[0] < keys[1], "keys in the order of their bytes: {list}");
    let digest =
        Sha256::digest(&list).iter().fold(String::new(), |told, byte| format!("{told}{byte:02x}"));
    assert!(page.contains(&digest), "{digest}: {page}");

    town.does(Town::person("host"), case, "withdraw", json!({})).await;
    let on = town.desk().case(case).await.unwrap().stage.since;
    let mark = format!("已撤回，{on}");
    let page = public.gets(&format!("/notices/{notice}")).await.text();
    assert!(page.contains(&mark), "{page}");
    let form = public.gets(&format!("/notices/{notice}/object")).await.text();
    assert!(form.contains(&mark), "{form}");
    let code = objects(&mut public, notice, case, "撤回之前的材料不实").await;
    assert_eq!(code.len(), 19, "what is objected to a withdrawn entry is registered");
}

#[tokio::test]
async fn a_letter_of_a_unit_is_entered_with_its_seal() {
    let sealed = ("        contact: true\n", "        contact: true\n        sealed: true\n");
    let mut town = Town::under(&[sealed]).await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.posted(case).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let page = officer.gets(&format!("/desk/cases/{case}/late?act=object")).await.text();
    for field in ["name=\"who\"", "name=\"sealed\"", "name=\"name\"", "name=\"contact\""] {
        assert!(page.contains(field), "{field}: {page}");
    }
}
