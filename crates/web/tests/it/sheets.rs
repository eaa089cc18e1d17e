//! Lists that are taken along, the form that is filled in offline, and tables that come as workbooks.

use axum::http::StatusCode;
use guohe_rules::syntax::Words;
use guohe_sheets::{Book, Cell, Column, Found, Kind, Layout, MEDIA_TYPE, Table, read};
use guohe_web::app;
use jiff::civil::date;

use crate::{
    town::Town,
    visitor::{Seen, Visitor},
};

/// The first sheet of a workbook that was handed out.
fn sheet(seen: &Seen) -> Table {
    assert_eq!(
        (seen.status, &seen.headers["content-type"]),
        (StatusCode::OK, &MEDIA_TYPE.parse().unwrap())
    );
    read(&seen.bytes).unwrap().sheets.remove(0)
}

/// The texts of a row.
fn texts(table: &Table, at: usize) -> Vec<String> {
    let text = |found: &Found| {
        if let Found::Text(text) = found { Some(text.clone()) } else { None }
    };
    table.rows[at].cells.values().filter_map(text).collect()
}

#[tokio::test]
async fn the_inbox_is_taken_along_by_the_filter_of_its_page_and_by_nobody_else() {
    let mut town = Town::new().await;
    let round = town.round().await;
    town.reviewable("park", round).await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let all = sheet(&officer.gets("/desk?as=xlsx").await);
    assert_eq!(all.rows.len(), 3, "{all:?}");
    assert_eq!(texts(&all, 1)[1], "案件\nCase");
    let since = all.rows[2].cells.values().any(|found| matches!(found, Found::Day(_)));
    assert!(since, "{all:?}");
    let none = sheet(&officer.gets("/desk?q=%E7%81%AB%E6%98%9F&as=xlsx").await);
    assert_eq!(none.rows.len(), 2, "{none:?}");
    let page = officer.gets("/desk?q=%E7%81%AB%E6%98%9F").await.text();
    assert!(!page.contains("as=xlsx"), "nothing is offered where nothing is found");
    assert!(officer.gets("/desk").await.text().contains("href=\"/desk?as=xlsx\""));
    let mut host = Visitor::signed_in(&site, "host").await;
    assert_eq!(host.gets("/desk?as=xlsx").await.status, StatusCode::FORBIDDEN);
    assert_eq!(host.gets("/desk/experts?as=xlsx").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_list_that_offers_a_workbook_hands_one_out() {
    let mut town = Town::new().await;
    town.round().await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let register = "/desk/registers/beijing/bases-2025/ban";
    let lists = [
        "/bases",
        "/notices",
        "/desk",
        "/desk/experts",
        "/desk/units",
        "/desk/parameters",
        "/desk/rounds",
        register,
    ];
    for list in lists {
        let table = sheet(&officer.gets(&format!("{list}?as=xlsx")).await);
        assert!(table.rows.len() >= 2, "{list}: {table:?}");
    }
    let book = read(&officer.gets("/desk/experts?as=xlsx").await.bytes).unwrap();
    let about = book.sheets[1].rows.iter().flat_map(|row| row.cells.values());
    let warned = about
        .into_iter()
        .any(|found| matches!(found, Found::Text(text) if text.contains("个人信息")));
    assert!(warned, "a list of persons says so");
}

#[tokio::test]
async fn the_form_goes_out_as_a_workbook_and_comes_back_difference_by_difference() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let section = format!("/applications/{case}/sections/host");
    let page = format!("/applications/{case}/workbook");
    host.fills(&section, &section, &[("name", "北辰科技园")]).await;
    let book = host.gets(&format!("{page}.xlsx")).await.bytes;
    let look = [("do", "look")];
    let same = host.sends(&page, &look, ("form.xlsx", &book)).await;
    assert_eq!(same.status, StatusCode::OK, "{}", same.text());
    assert!(same.text().contains("工作簿与草稿完全一致"), "{}", same.text());

    host.fills(&section, &section, &[("name", "别的园区")]).await;
    let told = host.sends(&page, &look, ("form.xlsx", &book)).await;
    assert!(told.text().contains("别的园区") && told.text().contains("修改 1"), "{}", told.text());
    assert_eq!(
        host.gets(&section).await.value("name").as_deref(),
        Some("别的园区"),
        "only compared"
    );
    let [token, seen, take] = ["form_token", "seen", "take"].map(|name| told.value(name).unwrap());
    let form = [("form_token", token.as_str()), ("seen", &seen), ("do", "take"), ("take", &take)];
    let done = host.posts(&page, &form).await;
    assert_eq!(done.to(), format!("/applications/{case}"));
    assert_eq!(host.gets(&section).await.value("name").as_deref(), Some("北辰科技园"));
    // What was seen is no longer so.
    assert_eq!(host.posts(&page, &form).await.status, StatusCode::CONFLICT);

    let own = host.gets(&section).await;
    let [token, seen] = ["form_token", "seen"].map(|name| own.value(name).unwrap());
    for edit in [r#"{"edit":"set","place":"application.type","typed":"RES"}"#, "{}"] {
        let form =
            [("form_token", token.as_str()), ("seen", &seen), ("do", "take"), ("take", edit)];
        assert_eq!(host.posts(&page, &form).await.status, StatusCode::PAYLOAD_TOO_LARGE, "{edit}");
    }
    for file in [&b"name,login\n"[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0"] {
        let refused = host.sends(&page, &look, ("form.xlsx", file)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(".xlsx"), "{}", refused.text());
    }
    let mut park = Visitor::signed_in(&site, "park").await;
    assert_eq!(park.gets(&format!("{page}.xlsx")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_table_of_experts_comes_as_a_workbook_and_its_faults_are_told_by_their_cells() {
    let town = Town::new().await;
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let template = sheet(&officer.gets("/desk/experts/template.xlsx").await);
    assert_eq!(texts(&template, 1)[..3], ["name", "login", "identity"]);
    let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
    let mut book = Book::new(&words("表"), &words("某"), date(2026, 5, 8));
    let column =
        |key: &str| Column { key: Some(key.to_owned()), ..Column::new(words(key), Kind::Text) };
    let columns = ["name", "fields", "away_until"].map(column).to_vec();
    let key = Some("table".to_owned());
    let layout = Layout { tab: "表".into(), key, columns, ..Layout::default() };
    let mut sheet = book.sheet(layout).unwrap();
    let row = |name: &str, field: &str, away: Cell| [Cell::text(name), Cell::text(field), away];
    for cells in [
        row("张三", "robotics", Cell::Day(date(2026, 9, 1))),
        row("", "astrology", Cell::Whole(46_000)),
    ] {
        book.row(&mut sheet, &cells).unwrap();
    }
    book.close(sheet).unwrap();
    let bytes = book.finish().unwrap();
    let page = "/desk/experts/import";
    let refused = officer.sends(page, &[("do", "check")], ("experts.xlsx", &bytes)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for cell in ["A5 name", "B5 fields", "C5 away_until"] {
        assert!(text.contains(&format!(">{cell}<")), "{cell}: {text}");
    }
    assert!(!text.contains(">C4 "), "{text}");
}
