//! How long a page of an official document takes, and an application of thirty pages, once the faces are unpacked.
//!
//! The bars are 10 and 200 milliseconds on one core: `cargo bench -p guohe-print`. What is printed changes a little each
//! time, so that nothing is taken from what the typesetter remembers of the very same document.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]

use std::{cell::Cell, collections::BTreeMap};

use criterion::{Criterion, criterion_group, criterion_main};
use guohe_print::{Faces, Form, Mark, Press, Sheet};
use jiff::civil::date;
use serde_json::{Value, json};

fn sheet(template: &str, data: Value) -> Sheet {
    Sheet {
        form: Form::Pdf,
        template: format!("layout/plain/{template}.typ"),
        templates: BTreeMap::new(),
        data,
        code: None,
        mark: Some(Mark {
            number: "1A2B-3C4D".to_owned(),
            version: 1,
            digest: "3fa9c1d2".to_owned(),
        }),
        ident: "bench".to_owned(),
        day: date(2026, 5, 8),
    }
}

fn both(text: &str) -> Value {
    json!({"zh": text, "en": text})
}

fn doc() -> Value {
    json!({"title": "文书", "number": "示例〔2026〕1号", "version": 1, "digest": "3fa9c1d2", "draft": false})
}

/// A letter with two defects: one page.
fn letter(turn: u64) -> Value {
    let defect = |text: String| json!({"label": "合作协议", "value": text, "cite": "第八条"});
    json!({
        "lang": "zh", "doc": doc(), "words": {"draft": "草稿"}, "name": format!("第{turn}单位"), "object": both("国际科技合作基地"),
        "kind": both("园区类"), "round": both("第一批"), "revision": false, "authority": both("某某科学技术厅"),
        "defects": [defect(format!("第{turn}页缺签字，请补充完整的签字页。")), defect("经费说明未加盖公章。".to_owned())],
        "closing": ["请于2026年5月22日前补正并重新提交。", "以上为全部需要补正的内容。"], "day": both("2026年5月8日"),
    })
}

/// Fourteen lists with forty-six rows each: thirty pages.
fn application(turn: u64) -> Value {
    let words = [
        "draft",
        "version",
        "digest",
        "scan",
        "form",
        "blank",
        "empty",
        "row",
        "contents",
        "attachments",
        "file",
        "proves",
        "size",
        "file_digest",
        "undertakings",
        "host_opinion",
        "legal_person",
        "head_of_base",
        "applicant",
        "partner_page",
        "partner_says",
        "partner_opinion",
        "signed_by",
        "position",
        "seal",
        "date_blank",
    ];
    let words: serde_json::Map<String, Value> =
        words.iter().map(|word| ((*word).to_owned(), json!("字样"))).collect();
    let row = |at: usize| {
        json!([
            format!("第{turn}次第{at}届国际科技合作交流大会"),
            "依托单位",
            "人工智能、机器人",
            "2025-09-18",
            "320"
        ])
    };
    let rows: Vec<Value> = (0..46).map(row).collect();
    let list = |at: usize| {
        json!({
            "key": format!("list{at}"), "kind": "list", "title": "交流活动", "columns": ["名称", "主办", "领域", "日期", "人数"],
            "titles": [], "rows": rows, "closing": "共 46 项。",
        })
    };
    json!({
        "lang": "zh", "doc": doc(), "words": words, "applicant": "某单位",
        "cover": {"object": "国际科技合作基地", "authority": "某某科学技术厅", "rows": [{"label": "申报单位", "value": "某单位"}]},
        "sections": (0..14).map(list).collect::<Vec<_>>(), "undertakings": [{"value": "材料真实。"}], "attachments": [],
    })
}

fn papers(bench: &mut Criterion) {
    let press = Press::new(Faces::of_machine(Vec::new()));
    let turn = Cell::new(0);
    let next = || {
        turn.set(turn.get() + 1);
        turn.get()
    };
    let pages = press.print(&sheet("application", application(0))).unwrap().pages;
    assert!((28..=34).contains(&pages), "{pages} pages");
    assert_eq!(press.print(&sheet("letter", letter(0))).unwrap().pages, 1);
    bench.bench_function("a letter of one page", |timed| {
        timed.iter(|| press.print(&sheet("letter", letter(next()))).unwrap());
    });
    let mut few = bench.benchmark_group("long");
    few.sample_size(10);
    few.bench_function("an application of thirty pages", |timed| {
        timed.iter(|| press.print(&sheet("application", application(next()))).unwrap());
    });
    few.finish();
}

criterion_group!(benches, papers);
criterion_main!(benches);
