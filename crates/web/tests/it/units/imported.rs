//! Units that the authority knows already, read in from a table.

use guohe_cases::{unit::table::COLUMNS, verbs::unit::import};
use guohe_rules::syntax::Words;
use guohe_sheets::{Book, Cell, Column, Found, Kind, Layout, read};
use jiff::civil::date;

use super::*;

const PAGE: &str = "/desk/units/import";
const OTHER: &str = "91350100M000100Y43";

/// The rows of a table that is right.
fn right() -> Vec<[String; 9]> {
    let row = |name: &str, code: &str, superior: &str| {
        let cells = [
            name,
            "Yunxi Institute",
            code,
            "research_institution",
            "420000",
            superior,
            "林若溪",
            "0100 5550100",
            "lin@example.org",
        ];
        cells.map(str::to_owned)
    };
    vec![row("云溪研究院", &code(), "某市科技局"), row("=松禾孵化器", OTHER, "")]
}

/// A workbook with the keys of the template.
fn workbook(rows: &[[String; 9]]) -> Vec<u8> {
    let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
    let mut book = Book::new(&words("表"), &words("某"), date(2026, 5, 8));
    let column =
        |key: &str| Column { key: Some(key.to_owned()), ..Column::new(words(key), Kind::Text) };
    let columns = COLUMNS.map(column).to_vec();
    let key = Some("table".to_owned());
    let layout = Layout { tab: "表".into(), key, columns, ..Layout::default() };
    let mut sheet = book.sheet(layout).unwrap();
    for row in rows {
        book.row(&mut sheet, &row.clone().map(Cell::text)).unwrap();
    }
    book.close(sheet).unwrap();
    book.finish().unwrap()
}

/// The same as text.
fn table(rows: &[[String; 9]]) -> String {
    let lines = rows.iter().map(|row| row.join(","));
    [COLUMNS.join(",")].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// What is recorded of the organisation that follows from a code: kinds of steps, with the role.
async fn recorded(place: &Place, code: &str) -> Vec<(String, String)> {
    let id = guohe_cases::credit_code::CreditCode::read(code).unwrap().organisation();
    let stream = StreamId { about: About::Organisation, id };
    let events = place.store.stream(&place.tenant, stream).await.unwrap();
    events.into_iter().map(|event| (event.what.kind, event.what.actor.role)).collect()
}

#[tokio::test]
async fn units_are_read_in_from_a_workbook_all_of_them_or_none() {
    let place = place().await;
    let mut officer = Visitor::signed_in(&place.site, "officer").await;
    let list = officer.gets("/desk/units").await.text();
    assert!(list.contains(&format!("href=\"{PAGE}\"")), "{list}");
    let template = read(&officer.gets("/desk/units/template.xlsx").await.bytes).unwrap();
    let keys = template.sheets[0].rows[1].cells.values();
    let keys: Vec<Found> = keys.cloned().collect();
    assert_eq!(keys, COLUMNS.map(|key| Found::Text(key.to_owned())));

    let mut faulty = right();
    faulty[1][2] = "91350100M000100Y44".to_owned();
    faulty[1][3] = "circus".to_owned();
    faulty[1][5] = "某县科技局".to_owned();
    faulty[1][8] = "nobody".to_owned();
    for wanted in ["check", "load"] {
        let told = officer.sends(PAGE, &[("do", wanted)], ("units.xlsx", &workbook(&faulty))).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = told.text();
        for cell in ["C5 统一社会信用代码", "D5 单位性质", "F5 上级部门", "I5 电子邮箱"]
        {
            assert!(text.contains(&format!(">{cell}<")), "{cell}: {text}");
        }
        assert!(text.contains("表中有 4 处错误，没有导入任何一行"), "{text}");
    }
    assert_eq!(recorded(&place, &code()).await, [], "not one row of a faulty table");

    let told = officer.sends(PAGE, &[("do", "check")], ("units.xlsx", &workbook(&right()))).await;
    let text = told.text();
    assert!(text.contains("核对通过，将录入 2 个单位，另有 0 行与系统一致"), "{text}");
    assert_eq!(recorded(&place, &code()).await, [], "only looked at");
    let [token, whole] = ["form_token", "table"].map(|name| told.value(name).unwrap());
    let form = [("form_token", token.as_str()), ("table", &whole), ("do", "load")];
    assert_eq!(officer.posts(PAGE, &form).await.to(), "/desk/units");
    for code in [code().as_str(), OTHER] {
        let steps = recorded(&place, code).await;
        assert!(
            steps.iter().all(|(kind, role)| kind == "unit" && role == "authority"),
            "{steps:?}"
        );
        assert_eq!(steps.len(), 2);
    }
    let list = officer.gets("/desk/units").await.text();
    for known in ["云溪研究院", "=松禾孵化器", "由管理方录入", OTHER] {
        assert!(list.contains(known), "{known}: {list}");
    }
    let id = guohe_cases::credit_code::CreditCode::read(&code()).unwrap().organisation();
    let page = officer.gets(&format!("/desk/units/{id}")).await.text();
    for known in ["某市科技局", "lin@example.org", "确定上级部门"] {
        assert!(page.contains(known), "{known}: {page}");
    }
}

#[tokio::test]
async fn a_table_changes_no_unit_that_is_known() {
    let place = place().await;
    let mut officer = Visitor::signed_in(&place.site, "officer").await;
    let load = |text: String| [("table", text), ("do", "load".to_owned())];
    assert_eq!(fills(&mut officer, PAGE, &load(table(&right()))).await.to(), "/desk/units");
    let before = recorded(&place, OTHER).await;
    let check = [("table", table(&right())), ("do", "check".to_owned())];
    let same = fills(&mut officer, PAGE, &check).await.text();
    assert!(same.contains("表中各单位都已在系统中，没有需要录入的"), "{same}");
    assert_eq!(fills(&mut officer, PAGE, &load(table(&right()))).await.to(), "/desk/units");
    assert_eq!(recorded(&place, OTHER).await, before, "the same again records nothing");

    let mut other = right();
    other[1][0] = "松禾加速器".to_owned();
    let told = fills(&mut officer, PAGE, &load(table(&other))).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = told.text();
    assert!(text.contains(">A3 单位全称<") && text.contains("这一项为“=松禾孵化器”"), "{text}");
    assert_eq!(recorded(&place, OTHER).await, before);

    let mut twice = right();
    twice[1][2] = twice[0][2].clone();
    let text = fills(&mut officer, PAGE, &load(table(&twice))).await.text();
    assert!(text.contains(">C3 统一社会信用代码<") && text.contains("第 2 行已经出现"), "{text}");
}

#[tokio::test]
async fn what_a_department_audited_is_not_told_by_a_table_and_a_department_reads_none_in() {
    let place = place().await;
    let (_, _) = place.admitted().await;
    let mut officer = Visitor::signed_in(&place.site, "officer").await;
    let mut rows = right();
    rows[0][0] = "别的名称".to_owned();
    let form = [("table", table(&rows)), ("do", "check".to_owned())];
    let text = fills(&mut officer, PAGE, &form).await.text();
    assert!(text.contains(">C2 统一社会信用代码<"), "{text}");
    assert!(!text.contains(">A2 ") && !text.contains("这一项为"), "{text}");

    let mut city = Visitor::signed_in(&place.site, "city").await;
    assert!(!city.gets("/desk/units").await.text().contains(PAGE));
    for path in [PAGE, "/desk/units/template.xlsx"] {
        assert_eq!(city.gets(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let tenant = &place.tenant;
    let person = place.store.account_by_login(tenant, "city").await.unwrap().unwrap();
    let mut town = Town::new().await;
    let by = Calling { person: Person::of(&person), moment: town.now(), once: None };
    let refused = import(town.desk(), &by, &table(&right()), false).await;
    assert!(refused.is_err(), "{refused:?}");
}
