//! Late entries from a table with their papers: all rows or none, each as the form would make it.

use axum::{Router, http::StatusCode};
use guohe_cases::late::table::COLUMNS;
use guohe_sheets::{Found, read};
use guohe_web::app;
use uuid::Uuid;

use crate::{
    town::Town,
    visitor::{Seen, Visitor},
};

const PAGE: &str = "/desk/late/beijing/bases-2025/import";
const TEMPLATE: &str = "/desk/late/beijing/bases-2025/template.xlsx";
const LETTERS: (&str, &[u8]) = ("letters.pdf", b"%PDF-1.7 two letters");
const OTHER: (&str, &[u8]) = ("other.pdf", b"%PDF-1.7 another letter");

/// Two cases that were handed in, on the sixth of May.
async fn two() -> (Town, Router, [Uuid; 2]) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let mut cases = Vec::new();
    for login in ["host", "park"] {
        let case = town.open(login, round, "PARK").await;
        town.fill(login, case, "park").await;
        town.hand_in(login, case).await;
        cases.push(case);
    }
    town.turns("2026-05-06");
    let site = app(town.site()).unwrap();
    (town, site, cases.try_into().unwrap())
}

/// A row: case, act, day, paper and page.
fn row(case: &str, [act, day, paper, page]: [&str; 4]) -> String {
    format!("{case},,{act},{day},纸质来件,{paper},{page},,,项目调整")
}

fn table(rows: &[String]) -> String {
    let heading = COLUMNS.join(",");
    [heading].iter().chain(rows).cloned().collect::<Vec<_>>().join("\n")
}

/// Three rows that are right: two of one case, two that share a paper.
fn right([one, other]: [Uuid; 2]) -> Vec<String> {
    let (one, other) = (one.to_string(), other.to_string());
    vec![
        row(&one, ["withdraw", "2026-05-04", "letters.pdf", "第 1 页"]),
        row(&one, ["withdraw", "2026-05-05", "other.pdf", ""]),
        row(&other, ["withdraw", "2026-05-05", "letters.pdf", "第 2 页"]),
    ]
}

/// Sends a table with papers, as the form of the page does.
async fn sends(who: &mut Visitor, wanted: &str, rows: &[String], papers: &[(&str, &[u8])]) -> Seen {
    let seen = who.gets(PAGE).await;
    let hidden = ["form_token", "once"].map(|name| (name, seen.value(name).unwrap()));
    let fields = hidden.into_iter().chain([("do", wanted.to_owned()), ("table", table(rows))]);
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    for (name, bytes) in papers {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"papers\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(*b"--edge--\r\n");
    who.posts_parts(PAGE, "edge", body).await
}

/// How many late entries wait in each case.
async fn waiting(town: &Town, cases: [Uuid; 2]) -> [usize; 2] {
    let mut counts = [0; 2];
    for (count, case) in counts.iter_mut().zip(cases) {
        *count = town.desk().case(case).await.unwrap().late_entries_waiting().count();
    }
    counts
}

#[tokio::test]
async fn rows_become_the_entries_of_the_form_and_share_their_papers() {
    let (town, site, cases) = two().await;
    let mut officer = Visitor::signed_in(&site, "officer").await;
    assert!(officer.gets("/desk").await.text().contains(&format!("href=\"{PAGE}\"")));
    let template = read(&officer.gets(TEMPLATE).await.bytes).unwrap();
    let texts = |row: usize| -> Vec<String> {
        let cells = template.sheets[0].rows[row].cells.values();
        let text = |found: &Found| {
            if let Found::Text(text) = found { Some(text.clone()) } else { None }
        };
        cells.filter_map(text).collect()
    };
    assert_eq!(texts(1)[..COLUMNS.len()], COLUMNS.map(str::to_owned));
    let mut begun: Vec<String> =
        (3..template.sheets[0].rows.len()).map(|at| texts(at)[0].clone()).collect();
    let mut wanted = cases.map(|case| case.to_string()).to_vec();
    begun.sort();
    wanted.sort();
    assert_eq!(begun, wanted, "a row for each case in which something can be entered");

    let rows = right(cases);
    let seen = sends(&mut officer, "check", &rows, &[LETTERS, OTHER]).await;
    assert!(seen.text().contains("核对通过，将录入 3 项"), "{}", seen.text());
    assert_eq!(waiting(&town, cases).await, [0, 0], "only looked at");
    let done = sends(&mut officer, "load", &rows, &[LETTERS, OTHER]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert!(done.text().contains("已录入 3 项，待另一人确认"), "{}", done.text());
    assert_eq!(waiting(&town, cases).await, [2, 1]);
    let case = town.desk().case(cases[0]).await.unwrap();
    let told: Vec<_> = case
        .late_entries
        .iter()
        .map(|one| (one.evidence.id.as_str(), one.evidence.label.as_str(), one.act.as_str()))
        .collect();
    assert_eq!(told, [("P1", "第 1 页", "withdraw"), ("P2", "", "withdraw")]);
    assert_eq!(case.late_entries[0].input, Some(serde_json::json!({"reasons": "项目调整"})));
    assert_eq!(case.late_entries[0].by.account, Town::person("officer").account);
    assert!(case.stage.at.end.is_none(), "nothing takes effect before another has confirmed it");
    let late = format!("/desk/cases/{}/late", cases[1]);
    assert!(officer.gets(&late).await.text().contains("第 2 页"));
    assert_eq!(officer.gets(&format!("{late}/P1")).await.bytes, LETTERS.1);
    // The same table again enters nothing twice.
    let again = sends(&mut officer, "load", &rows, &[LETTERS, OTHER]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains(">C2 补录哪一事项<"), "{}", again.text());
    assert_eq!(waiting(&town, cases).await, [2, 1]);
}

#[tokio::test]
async fn one_fault_keeps_every_row_out_and_each_is_told_by_its_cell() {
    let (town, site, cases) = two().await;
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let one = cases[0].to_string();
    let mut rows = right(cases);
    rows[2] = row(&cases[1].to_string(), ["withdraw", "2026-05-05", "letters.pdf", ""]);
    rows.extend([
        row("0000-0000", ["withdraw", "2026-05-05", "other.pdf", "1"]),
        row(&one, ["object", "2026-05-05", "other.pdf", "2"]),
        row(&one, ["withdraw", "2026-05-06", "lost.pdf", ""]),
        row(&one, ["withdraw", "2026-05-04", "", ""]),
    ]);
    let cells = [
        ("G3 页码或位置", "几行引用同一个扫描件"),
        ("G4 页码或位置", "几行引用同一个扫描件"),
        ("A5 案件编号", "没有编号为“0000-0000”的案件"),
        ("C6 补录哪一事项", "不是可以成批补录的事项"),
        ("D7 实际发生日期", "补录只用于今天以前发生的事"),
        ("F7 扫描件文件名", "没有上传名为“lost.pdf”的扫描件"),
        ("C8 补录哪一事项", "已经录入过，或在表中出现了两次"),
        ("F8 扫描件文件名", "请附上纸质材料的扫描件"),
        ("spare.pdf", "没有一行引用这个扫描件"),
    ];
    for wanted in ["check", "load"] {
        let papers = [LETTERS, OTHER, ("spare.pdf", b"%PDF-1.7 spare".as_slice())];
        let seen = sends(&mut officer, wanted, &rows, &papers).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = seen.text();
        for (cell, what) in cells {
            assert!(text.contains(&format!(">{cell}<")) && text.contains(what), "{cell}: {text}");
        }
        assert_eq!(text.matches("<tr><td class=\"nowrap\">").count(), cells.len(), "{text}");
        assert_eq!(waiting(&town, cases).await, [0, 0]);
    }
    // A paper that is none is found before anything is kept, and keeps the other rows out as well.
    let seen = sends(&mut officer, "load", &right(cases), &[LETTERS, (OTHER.0, b"text")]).await;
    assert!(seen.text().contains(">F3 扫描件文件名<"), "{}", seen.text());
    assert_eq!(waiting(&town, cases).await, [0, 0]);
}

#[tokio::test]
async fn whoever_is_no_officer_of_the_law_enters_nothing() {
    let (town, site, cases) = two().await;
    for login in ["host", "leader"] {
        let mut who = Visitor::signed_in(&site, login).await;
        for path in [PAGE, TEMPLATE] {
            assert_eq!(who.gets(path).await.status, StatusCode::FORBIDDEN, "{login} {path}");
        }
    }
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let nowhere = "/desk/late/beijing/none/import";
    assert_eq!(officer.gets(nowhere).await.status, StatusCode::NOT_FOUND);
    // A draft is nobody's at the desk: it is not told apart from no case at all.
    let mut town = town;
    let round = town.round().await;
    let draft = town.open("host", round, "PARK").await;
    let rows = [row(&draft.to_string(), ["withdraw", "2026-05-05", "other.pdf", ""])];
    let seen = sends(&mut officer, "load", &rows, &[OTHER]).await;
    assert!(seen.text().contains(">A2 案件编号<"), "{}", seen.text());
    assert_eq!(waiting(&town, cases).await, [0, 0]);
}
