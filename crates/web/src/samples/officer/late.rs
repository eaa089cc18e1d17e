//! Late entries of a case.

use crate::{
    lang::Lang,
    pages::{
        applicant::PasteError,
        officer::{LateForm, LateImportPage, LatePage, LateRow, LateSeen},
    },
    parts::{ErrorLine, Field, Input, Link, Pair},
    samples::frame::{Desk, crumbs, ui},
};

const ACTION: &str = "/desk/cases/018f2c4e-0000-7000-8000-000000000001/late";
const MANY: &str = "/desk/late/sample/bases/import";

fn host(lang: Lang) -> String {
    lang.of("澄州示例大学", "Chengzhou Example University").to_owned()
}

pub(super) fn list(lang: Lang) -> LatePage {
    let waits = LateRow {
        number: 12,
        what: lang.of("提出异议", "object").to_owned(),
        when: lang
            .of(
                "实际发生 2026-05-09，录入 2026-05-11 10:00",
                "Took place 2026-05-09, entered 2026-05-11 10:00",
            )
            .to_owned(),
        who: lang.of("经办甲", "Officer A").to_owned(),
        reasons: lang
            .of("系统停机期间收到来信", "The letter came while the system was down")
            .to_owned(),
        said: vec![Pair::new(
            lang.of("事实与理由", "Facts and reasons"),
            lang.of("场地面积与公示不符", "The area of the site is not what was published"),
        )],
        paper: Link::new("letter.pdf", format!("{ACTION}/P1")),
        state: lang.of("待另一人确认", "Waits for another person").to_owned(),
        tone: "open",
        may_confirm: true,
        may_decline: true,
    };
    let done = LateRow {
        number: 9,
        state: lang.of("经办乙 已确认", "Confirmed by Officer B").to_owned(),
        tone: "good",
        may_confirm: false,
        may_decline: false,
        what: lang.of("登记实地考察", "record the on-site inspection").to_owned(),
        said: Vec::new(),
        paper: Link::new("visit.pdf", format!("{ACTION}/P2")),
        when: waits.when.clone(),
        who: waits.who.clone(),
        reasons: waits.reasons.clone(),
    };
    LatePage {
        ui: ui(lang, Desk::Officer, ACTION),
        crumbs: crumbs(lang, &[("待办", "To do", "/desk")]),
        errors: Vec::new(),
        case: host(lang),
        action: ACTION.to_owned(),
        many: MANY.to_owned(),
        seen: "w13".to_owned(),
        ways: vec![Link::new(lang.of("提出异议", "object"), format!("{ACTION}?act=object"))],
        form: None,
        rows: vec![waits, done],
    }
}

pub(super) fn form(lang: Lang) -> LatePage {
    let fields = vec![
        Field::new(
            "took_place_on",
            lang.of("实际发生日期", "Day on which it took place"),
            Input::Date { value: String::new() },
        )
        .wrong(lang.of("请写明实际发生的日期", "say on which day it took place")),
        Field::new(
            "file",
            lang.of("纸质材料扫描件", "Scan of the paper"),
            Input::File { accept: ".pdf".to_owned() },
        ),
    ];
    let asked = vec![Field::new(
        "name",
        lang.of("姓名或单位名称", "Name of the person or organisation"),
        Input::Text { value: String::new() },
    )];
    LatePage {
        errors: ErrorLine::of(&fields),
        form: Some(LateForm {
            title: lang.of("提出异议", "object").to_owned(),
            act: "object".to_owned(),
            counts: lang
                .of(
                    "自确认录入之日起计，不按纸面日期认定为期内。",
                    "It counts from the day on which it is confirmed; the day on the paper does not put it in time.",
                )
                .to_owned(),
            fields,
            asked,
            outcomes: Vec::new(),
        }),
        rows: Vec::new(),
        ..list(lang)
    }
}

pub(super) fn import(lang: Lang) -> LateImportPage {
    let row = LateSeen {
        case: host(lang),
        number: "0197-11A2".to_owned(),
        act: lang.of("登记实地考察", "record the on-site inspection").to_owned(),
        said: lang.of("符合要求", "As asked").to_owned(),
        day: "2026-05-09".to_owned(),
        paper: "visits.pdf 3".to_owned(),
    };
    LateImportPage {
        ui: ui(lang, Desk::Officer, MANY),
        crumbs: crumbs(lang, &[("待办", "To do", "/desk")]),
        errors: Vec::new(),
        faults: Vec::new(),
        law: lang.of("基地管理办法", "Measures for bases").to_owned(),
        action: MANY.to_owned(),
        template: "/desk/late/sample/bases/template.xlsx".to_owned(),
        text: "case,act".to_owned(),
        seen: Some(vec![row]),
        done: Vec::new(),
    }
}

pub(super) fn import_wrong(lang: Lang) -> LateImportPage {
    let fault = PasteError {
        place: lang.of("F4 扫描件文件名", "F4 File name of the scan").to_owned(),
        text: lang.of("没有上传这一扫描件", "This scan was not sent").to_owned(),
    };
    let done = vec![Link::new(host(lang), ACTION)];
    LateImportPage { faults: vec![fault], seen: None, done, ..import(lang) }
}
