//! Sheets of those who judge, taken along as a workbook and laid beside the drafts when it comes back.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Router, http::StatusCode};
use guohe_cases::{
    case::Seat,
    credential::{Credentials as _, Enrolment, Factor},
    desk::Desk,
    event::Tenant,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    replay::{Script, Stage, begin, timeline},
    verbs::attach::Room,
};
use guohe_rules::{pack::Shelf, syntax::Words};
use guohe_sheets::{Book, Cell, Column, Found, Kind, Layout, Table, read};
use guohe_testkit::packs;
use guohe_web::{
    app, password, second_factor,
    site::{Ports, Site},
};
use jiff::{Timestamp, civil::date};
use serde_json::json;
use uuid::Uuid;

use crate::{
    town::{PASSWORD, Still},
    visitor::{Seen, Visitor},
};

const PAGE: &str = "/reviews/workbook";
/// The columns of what the invented authority asks.
const KEYS: [&str; 6] = ["case", "row", "course", "course.reasons", "harbour", "harbour.reasons"];

/// The morning on which everything here takes place.
fn now() -> Timestamp {
    "2018-04-05T02:00:00Z".parse().unwrap()
}

/// The invented authority at ten o'clock of the day on which its pilots have declared and not yet answered.
struct Place {
    site: Router,
    store: Arc<Memory>,
    tenant: Tenant,
    laws: Arc<Laws>,
    pilots: [Uuid; 2],
}

impl Place {
    async fn new() -> Self {
        let shelf = Shelf::load(&packs::invented().unwrap());
        let law = Law::of(Arc::clone(shelf.pack("shenting/stations-2018").unwrap())).unwrap();
        let script = Script::of(&law).unwrap().unwrap();
        let mut laws = Laws::default();
        laws.add(law);
        let (tenant, store, kept) =
            (Tenant("demo".into()), Arc::new(Memory::default()), Kept::default());
        let law = laws.iter().next().unwrap();
        let desk = Desk { tenant: &tenant, store: &*store, kept: &kept, laws: &laws };
        let room = Room { inspector: &*store, files: &*store };
        let hash = password::hash(PASSWORD, &[7; 16]).unwrap();
        let stage = Stage { desk, room, law, script: &script, password: &hash };
        begin(stage).await.unwrap();
        let answered = date(2018, 4, 5).at(14, 0, 0, 0);
        for beat in timeline(&script).iter().filter(|beat| beat.at < answered) {
            beat.happen(stage).await.unwrap();
        }
        let now = now();
        for login in ["pilot1", "pilot2", "officer1"] {
            let secret = second_factor::invented(PASSWORD, login);
            let factor = Factor { secret, since: now, used: 0 };
            let enrolment = Enrolment { factor, recovery: Vec::new() };
            let account = script.account_id(login).unwrap();
            store.put_factor(&tenant, account, &enrolment, None).await.unwrap();
        }
        let pilots = ["pilot1", "pilot2"].map(|login| script.account_id(login).unwrap());
        let laws = Arc::new(laws);
        let memory = || Arc::<Memory>::clone(&store);
        let ports = Ports { store: memory(), files: memory(), inspector: memory() };
        let mut site =
            Site::new(tenant.clone(), ports, Arc::clone(&laws), Arc::new(Still::at(now)));
        site.demonstration = true;
        Self { site: app(site).unwrap(), store, tenant, laws, pilots }
    }

    async fn pilot(&self, login: &str) -> Visitor {
        let mut who = Visitor::of(&self.site);
        let code = second_factor::code(&second_factor::invented(PASSWORD, login), now());
        assert_eq!(who.shows(login, PASSWORD, &code).await.to(), "/home");
        who
    }

    /// The seat of one of the pilots in a case.
    async fn seat(&self, case: Uuid, pilot: usize) -> Seat {
        let kept = Kept::default();
        let desk =
            Desk { tenant: &self.tenant, store: &*self.store, kept: &kept, laws: &self.laws };
        let case = desk.case(case).await.unwrap();
        case.panels[0].seat_of(self.pilots[pilot]).unwrap().clone()
    }
}

/// What a workbook holds of reviews.
fn sheets(bytes: &[u8]) -> Vec<Table> {
    let mut book = read(bytes).unwrap();
    book.sheets.retain(|table| table.rows[0].cells.get(&0) == Some(&Found::Text("scores".into())));
    book.sheets
}

/// The cases in a workbook.
fn cases(bytes: &[u8]) -> Vec<Uuid> {
    let all = sheets(bytes).into_iter().flat_map(|table| table.rows.into_iter().skip(3));
    let id = |found: &Found| {
        let Found::Text(text) = found else { panic!("{found:?}") };
        text.parse().unwrap()
    };
    all.map(|line| id(&line.cells[&0])).collect()
}

/// A row: case, points and reasons of the course, points and reasons of the fit.
fn row(case: Uuid, cells: [Cell; 4]) -> Vec<Cell> {
    [Cell::text(case.to_string()), Cell::Empty].into_iter().chain(cells).collect()
}

fn number(text: &str) -> Cell {
    Cell::Decimal(text.to_owned())
}

/// A workbook as somebody made it of the one they took.
fn filled(keys: &[&str], rows: &[Vec<Cell>]) -> Vec<u8> {
    let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
    let mut book = Book::new(&words("表"), &words("某"), date(2018, 4, 5));
    let column =
        |key: &&str| Column { key: Some((*key).to_owned()), ..Column::new(words(key), Kind::Text) };
    let columns = keys.iter().map(column).collect();
    let key = Some("scores".to_owned());
    let layout = Layout { tab: "评审".into(), key, columns, ..Layout::default() };
    let mut sheet = book.sheet(layout).unwrap();
    for row in rows {
        book.row(&mut sheet, row).unwrap();
    }
    book.close(sheet).unwrap();
    book.finish().unwrap()
}

async fn lays(who: &mut Visitor, bytes: &[u8]) -> Seen {
    who.sends(PAGE, &[("do", "look")], ("reviews.xlsx", bytes)).await
}

/// Ticks everything of what a page shows, with the words by which it remembers the cases.
async fn takes(who: &mut Visitor, page: &Seen, edits: &[String]) -> Seen {
    let token = page.value("form_token").unwrap();
    let text = page.text();
    let seen: Vec<(String, String)> = text
        .split("name=\"seen.")
        .skip(1)
        .map(|rest| rest.split_once("\" value=\"").unwrap())
        .map(|(case, rest)| (format!("seen.{case}"), rest.split('"').next().unwrap().to_owned()))
        .collect();
    let mut form = vec![("form_token", token.as_str()), ("do", "take")];
    form.extend(seen.iter().map(|(name, word)| (name.as_str(), word.as_str())));
    form.extend(edits.iter().map(|edit| ("take", edit.as_str())));
    who.posts(PAGE, &form).await
}

fn edit(case: Uuid, slot: &str, points: &str) -> String {
    let answer = json!({"slot": slot, "yes": true, "points": [points], "reasons": "分工明确"});
    json!({"case": case, "slot": slot, "row": null, "answer": answer}).to_string()
}

fn given(seat: &Seat) -> Vec<(&str, &str, &str)> {
    seat.answers
        .iter()
        .map(|one| (one.slot.as_str(), one.points[0].as_str(), one.reasons.as_str()))
        .collect()
}

#[tokio::test]
async fn an_untouched_workbook_holds_ones_own_sheets_alone_and_differs_in_nothing() {
    let place = Place::new().await;
    let mut own = place.pilot("pilot1").await;
    let mut other = place.pilot("pilot2").await;
    assert!(own.gets("/reviews").await.text().contains(&format!("href=\"{PAGE}\"")));
    let all = cases(&own.gets("/reviews/workbook.xlsx").await.bytes);
    assert!(all.len() > 2, "{all:?}");
    let saves = [(&mut own, "44.5", "=1+1，退路\r\n也写明了"), (&mut other, "31", "二号的理由")];
    for (who, points, why) in saves {
        let page = format!("/reviews/{}", all[0]);
        let form = [("slot.0.points", points), ("slot.0.reasons", why), ("do", "save")];
        assert_eq!(who.fills(&page, &page, &form).await.to(), page);
    }
    let bytes = own.gets("/reviews/workbook.xlsx").await.bytes;
    let text = format!("{:?}", read(&bytes).unwrap());
    assert!(text.contains("退路") && !text.contains("二号的理由") && !text.contains("引水员0"));
    for case in &all {
        assert!(place.seat(*case, 0).await.final_on.is_none());
    }
    let unique: BTreeSet<Uuid> = all.iter().copied().collect();
    assert_eq!(unique.len(), all.len(), "a row for each application");
    let table = &sheets(&bytes)[0];
    let heads: Vec<String> = table.rows[2].cells.values().map(|head| format!("{head:?}")).collect();
    assert!(heads[5].contains("0 至 60 分") && heads[7].contains("0 至 40 分"), "{heads:?}");

    let same = lays(&mut own, &bytes).await;
    assert_eq!(same.status, StatusCode::OK, "{}", same.text());
    assert!(same.text().contains("工作簿与草稿完全一致"), "{}", same.text());
    assert_eq!(same.value("take"), None);
    // It is laid beside the drafts of whoever sends it, and an officer has none.
    let theirs = lays(&mut other, &bytes).await.text();
    assert!(theirs.contains("31；二号的理由") && theirs.contains("44.5"), "{theirs}");
    let mut officer = place.pilot("officer1").await;
    for path in [PAGE, "/reviews/workbook.xlsx"] {
        assert_eq!(officer.gets(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn differences_are_shown_and_what_is_ticked_goes_into_the_drafts_alone() {
    let place = Place::new().await;
    let mut own = place.pilot("pilot1").await;
    let all = cases(&own.gets("/reviews/workbook.xlsx").await.bytes);
    let rows = [
        row(all[0], [number("55.5"), Cell::text("分工明确"), Cell::Empty, Cell::Empty]),
        row(all[1], [Cell::text("40"), Cell::Empty, number("39"), Cell::text("=相合")]),
    ];
    let told = lays(&mut own, &filled(&KEYS, &rows)).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    let text = told.text();
    assert!(text.contains("新增 3") && text.contains("55.5；分工明确"), "{text}");
    for case in &all[..2] {
        assert_eq!(given(&place.seat(*case, 0).await), [], "only compared");
    }
    let edits: Vec<String> = [("course", "55.5"), ("harbour", "39")]
        .into_iter()
        .zip(&all)
        .map(|((slot, points), case)| edit(*case, slot, points))
        .collect();
    assert_eq!(takes(&mut own, &told, &edits).await.to(), "/reviews");
    let seats = [place.seat(all[0], 0).await, place.seat(all[1], 0).await];
    assert_eq!(given(&seats[0]), [("course", "55.5", "分工明确")]);
    assert_eq!(given(&seats[1]), [("harbour", "39", "分工明确")]);
    assert!(seats.iter().all(|seat| seat.final_on.is_none()), "nothing is handed in by that");
    assert_eq!(given(&place.seat(all[0], 1).await), [], "nor given for others");
    // What was seen is no longer so.
    let again = takes(&mut own, &told, &edits).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());

    // One that cannot be taken keeps the others out as well.
    let more = row(all[2], [number("20"), Cell::Empty, Cell::Empty, Cell::Empty]);
    let page = lays(&mut own, &filled(&KEYS, &[more])).await;
    let edits = [edit(all[2], "course", "20"), edit(all[0], "course", "61")];
    let refused = takes(&mut own, &page, &edits).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert_eq!(given(&place.seat(all[2], 0).await), []);
    assert_eq!(given(&place.seat(all[0], 0).await), [("course", "55.5", "分工明确")]);
}

#[tokio::test]
async fn each_fault_is_told_by_its_cell_and_what_was_handed_in_is_not_taken() {
    let place = Place::new().await;
    let mut own = place.pilot("pilot1").await;
    let all = cases(&own.gets("/reviews/workbook.xlsx").await.bytes);
    let page = format!("/reviews/{}", all[0]);
    let final_form = [
        ("slot.0.points", "50"),
        ("slot.0.reasons", "分工明确"),
        ("slot.1.points", "30"),
        ("slot.1.reasons", "与本屿所需相合"),
        ("do", "final"),
    ];
    let before = own.gets(PAGE).await;
    assert_eq!(own.fills(&page, &page, &final_form).await.to(), page);
    let bytes = own.gets("/reviews/workbook.xlsx").await.bytes;
    assert!(!cases(&bytes).contains(&all[0]), "what was handed in is not among them");

    let keys = [&KEYS[..], &["extra"]].concat();
    let mut rows = vec![
        row(all[0], [number("20"), Cell::text("改"), Cell::Empty, Cell::Empty]),
        row(all[1], [number("60.5"), Cell::Empty, Cell::text("高"), Cell::Empty]),
        row(all[2], [Cell::Empty, Cell::text("只有理由"), Cell::Percent("30".into()), Cell::Empty]),
        row(all[1], [number("1"), Cell::Empty, Cell::Empty, Cell::Empty]),
        row(Uuid::from_u128(7), [number("1"), Cell::Empty, Cell::Empty, Cell::Empty]),
    ];
    rows[1].push(Cell::text("旁注"));
    let told = lays(&mut own, &filled(&keys, &rows)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = told.text();
    let cells = [
        ("A4", "或已经提交"),
        ("C5", "请打 0 至 60 之间的一个分数"),
        ("E5", "请打 0 至 40 之间的一个分数"),
        ("G5", "这一列不属于本表"),
        ("C6", "写了理由，没有作答"),
        ("E6", "请打 0 至 40 之间的一个分数"),
        ("A7", "出现了两次"),
        ("A8", "不是您的任务"),
    ];
    for (cell, what) in cells {
        assert!(text.contains(&format!(">评审 {cell}<")) && text.contains(what), "{cell}: {text}");
    }
    assert!(text.contains(&format!("有 {} 处无法读取", cells.len())), "{text}");
    assert!(!text.contains("name=\"take\""), "nothing is offered before all can be read: {text}");
    // Sent past the page it finds nothing that is open.
    let late = takes(&mut own, &before, &[edit(all[0], "course", "20")]).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
    assert_eq!(place.seat(all[0], 0).await.answers[0].points, ["50"]);
    for (file, what) in [(filled(&["row"], &[]), "找不到列代码"), (b"PK".to_vec(), ".xlsx")] {
        let refused = lays(&mut own, &file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(what), "{}", refused.text());
    }
}
