//! Samples of the pages about the API.

use crate::{
    lang::Lang,
    pages::public::{
        AreaBlock, ExplorePage, OperationBlock, ParameterLine, ProblemLine, ProblemPage,
        ProblemsPage,
    },
    samples::frame::{Desk, ui},
    ui::Crumb,
};

pub(super) fn explore(lang: Lang) -> ExplorePage {
    let parameter =
        |name: &str, place: &str, kind: &str, needed, about: (&str, &str)| ParameterLine {
            name: name.to_owned(),
            place: place.to_owned(),
            kind: kind.to_owned(),
            needed,
            about: lang.of(about.0, about.1).to_owned(),
        };
    let gives = "{\n  \"type\": \"object\"\n}".to_owned();
    let list = OperationBlock {
        id: "listCalls",
        method: "GET",
        path: "/api/v1/calls",
        about: lang.of("列出申报通知", "Lists calls"),
        scope: None,
        parameters: vec![
            parameter("after", "query", "string", false, ("从这一条之后开始", "behind this one")),
            parameter("limit", "query", "integer", false, ("每页条数", "how many on a page")),
        ],
        takes: None,
        gives: gives.clone(),
        tried: true,
    };
    let act = OperationBlock {
        id: "doApplicationAct",
        method: "POST",
        path: "/api/v1/applications/{case}/acts/{act}",
        about: lang.of("办理一个事项", "Does an act"),
        scope: Some("applications:write".to_owned()),
        parameters: vec![
            parameter("case", "path", "uuid", true, ("", "")),
            parameter("Idempotency-Key", "header", "string", true, ("只生效一次", "One effect")),
        ],
        takes: Some("{\n  \"type\": \"object\"\n}".to_owned()),
        gives,
        tried: false,
    };
    ExplorePage {
        ui: ui(lang, Desk::Public, "/api"),
        areas: vec![
            AreaBlock {
                id: "public",
                name: lang.of("公开信息", "Public").to_owned(),
                operations: vec![list],
            },
            AreaBlock {
                id: "applications",
                name: lang.of("本单位的申报", "Applications of one's organisation").to_owned(),
                operations: vec![act],
            },
        ],
        origin: "https://bases.example.gov.cn".to_owned(),
        begins: "guohe_",
    }
}

fn line(lang: Lang) -> ProblemLine {
    ProblemLine {
        name: "stale",
        status: 412,
        title: lang.of("内容已有变化", "It has changed since").to_owned(),
        what: lang
            .of("If-Match 所指的状态已经过去。", "The state that If-Match names is over.")
            .to_owned(),
        mend: lang.of("重新读取，核对变化。", "Read it again and look at what changed.").to_owned(),
    }
}

pub(super) fn problems(lang: Lang) -> ProblemsPage {
    ProblemsPage { ui: ui(lang, Desk::Public, "/problems"), kinds: vec![line(lang)] }
}

pub(super) fn problem(lang: Lang) -> ProblemPage {
    ProblemPage {
        ui: ui(lang, Desk::Public, "/problems/stale"),
        crumbs: vec![
            Crumb::new(lang.of("程序接口", "API"), "/api"),
            Crumb::new(lang.of("出错说明", "Problems"), "/problems"),
        ],
        kind: line(lang),
    }
}
