//! Papers as they are printed: each of every case of the stories, and the templates of every pack.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use axum::http::StatusCode;
use guohe_cases::{
    case::Case,
    desk::Desk,
    event::{About, Event, StreamId, Tenant},
    journey::tell_to,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    ports::{RowQuery, Store as _},
    procedure::Kind,
    replay::{Script, Stage, play},
    verbs::attach::Room,
};
use guohe_print::{Faces, Form, Mark, Press, Refusal, Sheet};
use guohe_rules::pack::{PackFiles, Shelf};
use guohe_testkit::packs;
use guohe_web::{
    app,
    lang::Lang,
    print::{Paper, Printed, Printer},
    site::{Ports, Site},
};
use jiff::{Timestamp, civil::date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    town::{Still, Town},
    visitor::Visitor,
};

/// Where certificates say that they can be checked.
const ORIGIN: &str = "http://localhost:8080";

/// The first story of some packs, told to its end.
struct Told {
    tenant: Tenant,
    store: Arc<Memory>,
    laws: Arc<Laws>,
    script: Option<Script>,
}

impl Told {
    async fn of(files: PackFiles) -> Self {
        let mut laws = Laws::default();
        for pack in Shelf::load(&files).packs {
            laws.add(Law::of(pack).unwrap());
        }
        let found = laws.iter().find_map(|law| Some((Arc::clone(law), Script::of(law).unwrap()?)));
        let (law, script) = found.unwrap();
        let (tenant, store) = (Tenant("print".to_owned()), Arc::new(Memory::default()));
        let desk = Desk { tenant: &tenant, store: &*store, kept: &Kept::default(), laws: &laws };
        let room = Room { inspector: &*store, files: &*store };
        play(Stage { desk, room, law: &law, script: &script, password: "hash" }).await.unwrap();
        Self { tenant, store, laws: Arc::new(laws), script: Some(script) }
    }

    /// The site over it; the key from which check codes follow is the same each time.
    async fn site(&self) -> Site {
        self.store.set_setting(&self.tenant, "certificate_key", &json!("key")).await.unwrap();
        let memory = || Arc::<Memory>::clone(&self.store);
        let ports = Ports { store: memory(), files: memory(), inspector: memory() };
        let now: Timestamp = "2026-06-01T02:00:00Z".parse().unwrap();
        Site::new(self.tenant.clone(), ports, Arc::clone(&self.laws), Arc::new(Still::at(now)))
    }

    async fn cases(&self) -> Vec<Uuid> {
        let query = RowQuery { about: Some(About::Case), limit: 1000, ..RowQuery::default() };
        let rows = self.store.rows(&self.tenant, &query).await.unwrap();
        rows.into_iter().map(|row| row.stream.id).collect()
    }

    async fn events(&self, id: Uuid) -> Vec<Event> {
        self.store.stream(&self.tenant, StreamId { about: About::Case, id }).await.unwrap()
    }

    /// How many papers of each sort were printed.
    async fn all(&self, each: impl Fn(Paper, &Printed)) -> BTreeMap<&'static str, usize> {
        let (site, mut counts) = (self.site().await, BTreeMap::new());
        for (at, case) in self.cases().await.into_iter().enumerate() {
            for paper in Paper::ALL {
                // Applications are long: one language for each, in turn.
                let in_turn = [if at % 2 == 0 { Lang::Zh } else { Lang::En }];
                let both = [Lang::Zh, Lang::En];
                let langs = if paper == Paper::Application { &in_turn[..] } else { &both[..] };
                for &lang in langs {
                    match site.print_apart(case, paper, (lang, ORIGIN)).await {
                        Ok(printed) => {
                            each(paper, &printed);
                            *counts.entry(paper.name()).or_default() += 1;
                        }
                        Err(told) => assert!(told.contains("has not come to"), "{paper:?}: {told}"),
                    }
                }
            }
        }
        counts
    }
}

/// Everything that the journeys of a pack have left, each with its realm.
fn journeys(pack: &str) -> Vec<Told> {
    let all = || Shelf::load(&packs::files().unwrap()).packs;
    let law = Law::of(all().into_iter().find(|one| one.id() == pack).unwrap()).unwrap();
    let mut laws = Laws::default();
    for pack in all() {
        laws.add(Law::of(pack).unwrap());
    }
    let (laws, mut left) = (Arc::new(laws), Vec::new());
    drop(tell_to(law, &mut |ended| {
        left.push((ended.tenant.clone(), Arc::new(ended.store.clone())));
    }));
    left.into_iter()
        .map(|(tenant, store)| Told { tenant, store, laws: Arc::clone(&laws), script: None })
        .collect()
}

fn lines(printed: &Printed) -> String {
    guohe_documents::text(&printed.file).unwrap()
}

/// Text without spaces, and without what stands on each page: its number, and the word across a draft.
fn read(printed: &Printed) -> Vec<String> {
    let lines = lines(printed);
    let lines = lines.lines().map(|line| line.split_whitespace().collect::<String>());
    let is_number = |line: &str| line.starts_with('—') && line.ends_with('—');
    lines.filter(|line| !line.is_empty() && !is_number(line) && line != "草稿").collect()
}

/// All that is said, without the word for the document in the head: it stands between several issuers on paper, and behind
/// the last of them in the Word file.
fn said(lines: &[String]) -> String {
    lines.concat().replacen("文件", "", 1)
}

/// Both are made of one template: what stands in one stands in the other, in the same order, and a paragraph of the Word
/// file is found whole on paper.
#[tokio::test]
async fn a_decision_as_a_word_file_says_what_it_says_on_paper() {
    let told = Told::of(packs::files().unwrap()).await;
    let (site, mut compared) = (told.site().await, 0);
    for case in told.cases().await {
        for lang in [Lang::Zh, Lang::En] {
            let Ok(paper) = site.print_apart(case, Paper::Decision, (lang, ORIGIN)).await else {
                continue;
            };
            let word = site.write_apart(case, Paper::Decision, (lang, ORIGIN)).await.unwrap();
            let ending = word.name.rsplit_once('.').map(|(_, ending)| ending);
            assert_eq!(ending, Some("docx"), "{}", word.name);
            let (on_paper, edited) = (read(&paper), read(&word));
            assert!(edited.len() > 5, "{edited:?}");
            assert_eq!(said(&edited), said(&on_paper));
            keep(&word);
            compared += 1;
        }
    }
    assert_eq!(compared, 4, "two decisions, each in both languages");
}

/// The other papers are not for going on writing in.
#[tokio::test]
async fn only_the_decision_is_made_as_a_word_file() {
    let told = Told::of(packs::files().unwrap()).await;
    let (site, mut made) = (told.site().await, Vec::new());
    for case in told.cases().await {
        for paper in Paper::ALL {
            if site.write_apart(case, paper, (Lang::Zh, ORIGIN)).await.is_ok() {
                made.push(paper.name());
            }
        }
    }
    made.dedup();
    assert_eq!(made, ["decision"]);
}

#[tokio::test]
async fn every_paper_of_the_demonstration_is_printed_and_can_be_read() {
    let told = Told::of(packs::files().unwrap()).await;
    let counts = told
        .all(|paper, printed| {
            let text = lines(printed);
            assert!(text.contains("（演示）"), "{paper:?}: {text}");
            keep(printed);
        })
        .await;
    let cases = told.cases().await.len();
    assert_eq!(counts.get("application"), Some(&cases));
    let count = |name: &str| counts.get(name).copied().unwrap_or_default();
    assert!(count("letter") > 0 && count("decision") > 0 && count("certificate") > 0, "{counts:?}");
}

#[tokio::test]
async fn a_pack_without_templates_prints_in_plain_words() {
    let told = Told::of(packs::invented().unwrap()).await;
    let acts = || told.laws.iter().flat_map(|law| law.procedure.acts.iter());
    let judging = || acts().filter(|act| matches!(act.kind.value, Kind::Declare | Kind::Judge));
    assert!(judging().next().is_some());
    let counts = told
        .all(|paper, printed| {
            keep(printed);
            // Nothing of what single experts did is told to the base.
            let text: String = lines(printed).split_whitespace().collect();
            for act in judging().filter(|_| paper == Paper::Yearly(None)) {
                assert!(!text.contains(&act.name.zh), "{}: {text}", act.name.zh);
            }
        })
        .await;
    assert_eq!(counts.get("application"), Some(&told.cases().await.len()));
    for paper in ["opinion", "evaluation", "yearly", "plaque"] {
        assert!(counts.contains_key(paper), "{paper}: {counts:?}");
    }
    assert!(counts.contains_key("certificate") && counts.contains_key("decision"), "{counts:?}");
}

/// However many they are.
#[tokio::test]
async fn each_year_in_which_a_base_filed_anything_has_its_summary() {
    let told = Told::of(packs::invented().unwrap()).await;
    let (site, mut seen) = (told.site().await, 0);
    for id in told.cases().await {
        let case = Case::fold(&told.events(id).await).unwrap().unwrap();
        let law = told.laws.get(&case.pack).unwrap();
        let filed = case.timeline.iter().skip_while(|step| step.kind != "certified");
        let mut years: Vec<i16> =
            filed.filter(|step| step.kind == "filed").map(|step| step.on.year()).collect();
        years.dedup();
        let papers = Paper::of(law, &case).into_iter().filter(|paper| paper.name() == "yearly");
        let of_years = years.iter().rev().map(|year| Paper::Yearly(Some(*year)));
        assert_eq!(papers.collect::<Vec<_>>(), of_years.collect::<Vec<_>>());
        let printed = async |year| {
            let printed = site.print_apart(id, Paper::Yearly(year), (Lang::Zh, ORIGIN)).await;
            printed.map(|printed| (printed.name, printed.file))
        };
        assert!(printed(Some(1999)).await.is_err());
        for year in &years {
            let (name, _) = printed(Some(*year)).await.unwrap();
            assert!(name.starts_with(&year.to_string()), "{name}");
        }
        if let Some(last) = years.last() {
            assert_eq!(printed(None).await, printed(Some(*last)).await);
            seen = seen.max(years.len());
        }
    }
    assert_eq!(seen, 5, "the most years in which a base of the demonstration filed anything");
}

#[test]
fn a_paper_is_asked_for_by_one_name() {
    let all = Paper::ALL.into_iter().chain([Paper::Yearly(Some(2025))]);
    for paper in all {
        assert_eq!(Paper::named(&paper.asked()), Some(paper));
    }
    for wrong in ["", "yearly-", "yearly-x", "yearly-02025", "yearly-+2025", "letter-x"] {
        assert_eq!(Paper::named(wrong), None, "{wrong}");
    }
}

#[tokio::test]
async fn a_certificate_says_who_what_until_when_and_how_to_check_it() {
    let told = Told::of(packs::files().unwrap()).await;
    let case = told.script.as_ref().unwrap().case_id("yunxi").unwrap();
    let site = told.site().await;
    let printed = site.print_apart(case, Paper::Certificate, (Lang::Zh, ORIGIN)).await.unwrap();
    let text = lines(&printed);
    let words = [
        "云汐谷国际科技园（演示）",
        "北京国际科技合作基地",
        "园区类",
        "http://localhost:8080/verify",
    ];
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
    let again = site.print_apart(case, Paper::Certificate, (Lang::Zh, ORIGIN)).await.unwrap();
    assert!(printed.file == again.file, "the same certificate twice has other bytes");
}

#[tokio::test]
async fn an_application_that_may_still_change_is_a_draft_and_one_handed_in_is_not() {
    let told = Told::of(packs::files().unwrap()).await;
    let site = told.site().await;
    for (case, draft) in [("tongyue", true), ("lishi", false)] {
        let case = told.script.as_ref().unwrap().case_id(case).unwrap();
        let printed = site.print_apart(case, Paper::Application, (Lang::Zh, ORIGIN)).await.unwrap();
        assert_eq!(lines(&printed).contains("草稿"), draft, "{case}");
    }
}

/// Whether words stand in a text, at the most cut in two by what stands beside them in the other columns.
fn stands_in(text: &str, words: &str) -> bool {
    let beside = |(cut, _): (usize, char)| {
        let (first, second) = words.split_at(cut);
        text.match_indices(first).any(|(at, _)| {
            let rest = text.get(at + first.len()..).unwrap_or_default();
            rest.chars().take(80).collect::<String>().contains(second)
        })
    };
    text.contains(words) || words.char_indices().skip(1).any(beside)
}

#[tokio::test]
async fn the_sheet_of_an_expert_says_the_answers_and_nobody_whose_they_are() {
    let told = Told::of(packs::files().unwrap()).await;
    let site = told.site().await;
    let accounts = told.store.accounts(&told.tenant).await.unwrap();
    let (mut sheets, mut could_leak) = (0, 0);
    for id in told.cases().await {
        let case = Kept::default().case(&*told.store, &told.tenant, id).await.unwrap().unwrap();
        let seats: Vec<_> = case.panels.iter().flat_map(|panel| &panel.seats).collect();
        for lang in [Lang::Zh, Lang::En] {
            let Ok(printed) = site.print_sheets_apart(id, lang).await else { continue };
            let effective = seats.iter().filter(|seat| seat.final_on.is_some() && !seat.recused());
            assert_eq!(printed.len(), effective.clone().count());
            for (one, seat) in printed.iter().zip(effective) {
                keep(one);
                // Where a line breaks means nothing.
                let text: String = lines(one).split_whitespace().collect();
                assert!(text.contains(&seat.alias), "{}: {text}", seat.alias);
                for answer in &seat.answers {
                    let reasons: String = answer.reasons.split_whitespace().collect();
                    assert!(stands_in(&text, &reasons), "{reasons}: {text}");
                }
                for account in &accounts {
                    let sits = seats.iter().any(|seat| seat.account == account.id);
                    could_leak += usize::from(sits);
                    let leaks = text.contains(&account.name) || one.name.contains(&account.name);
                    assert!(!sits || !leaks, "{}: {text}", account.name);
                }
                sheets += 1;
            }
        }
    }
    assert!(sheets > 4 && could_leak > sheets, "{sheets} sheets, {could_leak} names");
}

#[tokio::test]
async fn the_papers_for_a_meeting_keep_rules_and_people_apart_for_every_entry() {
    let told = Told::of(packs::files().unwrap()).await;
    let (site, case) = (told.site().await, told.script.as_ref().unwrap().case_id("yunxi").unwrap());
    let accounts = told.store.accounts(&told.tenant).await.unwrap();
    let experts: Vec<_> = accounts
        .iter()
        .filter(|one| one.roles.iter().any(|role| role.ends_with(":expert")))
        .collect();
    assert!(experts.len() > 4);
    for (lang, rules, people) in [
        (Lang::Zh, "一、规则核算", "二、人员评判"),
        (Lang::En, "1. What the rules say", "2. What people judged"),
    ] {
        let printed = site.print_proposal_apart(case, lang).await.unwrap();
        keep(&printed);
        let text = lines(&printed);
        let counts = [rules, people].map(|part| text.matches(part).count());
        let round =
            Kept::default().case(&*told.store, &told.tenant, case).await.unwrap().unwrap().round;
        let mut entries = 0;
        for id in told.cases().await {
            let case = Kept::default().case(&*told.store, &told.tenant, id).await.unwrap().unwrap();
            entries += usize::from(case.round == round && case.was_handed_in());
        }
        assert_eq!(counts, [entries, entries]);
        for expert in &experts {
            assert!(!text.contains(&expert.name), "{}", expert.name);
        }
    }
}

#[tokio::test]
async fn the_opinion_of_a_recommender_says_what_they_said_and_nothing_of_other_bodies() {
    for (pack, said, others) in [
        ("hubei/bases-2025", "同意推荐，报省科技厅", "形式审查"),
        ("national/bases-2011", "省级人民政府提出申请（创新园）", "考核申报机构"),
    ] {
        let mut texts = String::new();
        for told in journeys(pack).iter().take(6) {
            let site = told.site().await;
            for case in told.cases().await {
                if let Ok(one) = site.print_apart(case, Paper::Opinion, (Lang::Zh, ORIGIN)).await {
                    keep(&one);
                    texts.extend(lines(&one).split_whitespace());
                }
            }
        }
        assert!(texts.contains(said), "{pack}: {texts}");
        assert!(!texts.contains(others), "{pack}: {texts}");
    }
}

/// A printer with a full line.
#[derive(Debug)]
struct Full;

#[async_trait]
impl Printer for Full {
    async fn print(&self, _: Sheet) -> Result<guohe_print::Paper, Refusal> {
        Err(Refusal::Busy)
    }
}

#[tokio::test]
async fn who_finds_no_place_in_the_line_is_asked_to_come_again_and_when() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let mut site = town.site();
    site.printer = Arc::new(Full);
    let mut host = Visitor::signed_in(&app(site).unwrap(), "host").await;
    let page = format!("/applications/{case}/papers/application.pdf");
    for (lang, said) in [("zh", "请等候 5 秒再试"), ("en", "Wait 5 seconds and try again")] {
        let answer = host.gets(&format!("{page}?lang={lang}")).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.text().contains(said), "{}", answer.text());
        assert_eq!(answer.headers["retry-after"], "5");
    }
}

/// What a template may be given, with every field that one may read.
fn sample(lang: Lang, favourable: bool) -> Value {
    let both = |zh: &str, en: &str| json!({"zh": zh, "en": en});
    let (from, until) = (both("2026年5月8日", "8 May 2026"), both("2029年5月8日", "8 May 2029"));
    json!({
        "lang": lang.of("zh", "en"),
        "doc": {"title": "文书", "number": "示例〔2026〕1号", "version": 3, "digest": "3fa9c1d2", "draft": true},
        "words": {"draft": "草稿", "row": "序号"},
        "name": "某单位", "object": both("某基地", "base"), "kind": both("某类", "kind"),
        "round": both("某批", "call"), "law": both("《某办法》", "measures"), "grounds": both("第一条", "Article 1"),
        "authority": both("某厅", "department"), "office": "某处", "day": from, "certified": from, "until": until,
        "ends": favourable, "term": favourable.then(|| json!({"from": from, "until": until})),
        "favourable": favourable, "outcome": null, "reasons": "理由", "remedy": both("可以申请复议。", "It may be reconsidered."),
        "stated": [{"label": both("金额", "amount"), "value": both("50 万元", "500,000 yuan")}],
        "code": "2Z2Z-9ABC-DEFG", "verify": "http://localhost:8080/verify",
    })
}

#[test]
fn the_certificates_and_decisions_of_every_pack_are_set_in_both_languages() {
    let files = packs::files().unwrap();
    let press = Press::new(Faces::of_machine(Vec::new()));
    let mut set = Vec::new();
    for (path, text) in &files {
        let Some((pack, name)) = path.split_once("/letters/") else { continue };
        if !["certificate.typ", "decision.typ"].contains(&name) {
            continue;
        }
        for (lang, favourable) in
            [(Lang::Zh, true), (Lang::Zh, false), (Lang::En, true), (Lang::En, false)]
        {
            let template = format!("letters/{name}");
            let sheet = Sheet {
                form: Form::Pdf,
                templates: BTreeMap::from([(template.clone(), text.clone())]),
                template,
                data: sample(lang, favourable),
                code: Some("code".to_owned()),
                mark: Some(Mark { number: "1".to_owned(), version: 1, digest: "d".to_owned() }),
                ident: "sample".to_owned(),
                day: date(2026, 5, 8),
            };
            let printed = press.print(&sheet);
            assert!(printed.is_ok(), "{path}: {}", printed.unwrap_err());
        }
        set.push((pack, name));
    }
    let of = |pack| set.iter().filter(|(one, _)| *one == pack).count();
    let counts =
        ["national/bases-2011", "beijing/bases-2025", "hubei/bases-2025", "hebei/call-2026"]
            .map(of);
    assert_eq!(counts, [1, 2, 1, 2]);
}

/// Leaves a file to be looked at where the environment names a folder for it.
fn keep(printed: &Printed) {
    if let Some(folder) = std::env::var_os("GUOHE_PRINTED") {
        let digest: usize = printed.file.iter().map(|byte| usize::from(*byte)).sum();
        let path = std::path::Path::new(&folder).join(format!("{digest}-{}", printed.name));
        std::fs::write(path, &printed.file).unwrap();
    }
}
