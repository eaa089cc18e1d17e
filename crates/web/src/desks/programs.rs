//! Pages about the API: its operations with a form to try those that only look, and the kinds of problems.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use serde_json::Value;

use crate::{
    api::{Area, Described, Gives, Kind, PROBLEMS, Takes, document, kind_named, outline, tokens},
    pages::public::{
        AreaBlock, ExplorePage, OperationBlock, ParameterLine, ProblemLine, ProblemPage,
        ProblemsPage,
    },
    routes::{Method, escaped},
    trouble::Trouble,
    ui::Crumb,
    visit::Here,
    words::word,
};

use super::{
    answer::{Answer, Asked, go, page},
    registry,
};

/// The document that describes the API.
pub(crate) async fn described() -> Answer {
    Ok(Json(document(&registry().described())).into_response())
}

/// The operations.
pub(crate) async fn explore(here: Here) -> Answer {
    let all = registry().described();
    let written = document(&all);
    let block = |area: Area| AreaBlock {
        id: area.word(),
        name: word(here.lang(), area.key()).into_owned(),
        operations: all
            .iter()
            .filter(|one| one.operation.area == area)
            .map(|one| operation(&here, one, &written))
            .collect(),
    };
    let areas = [Area::Public].into_iter().chain(Area::COVERED).map(block).collect();
    let origin = here.origin().unwrap_or_else(|| "https://…".to_owned());
    page(&ExplorePage { areas, origin, begins: tokens::BEGINS, ui: here.frame().await? })
}

/// What stands at a place of a JSON text; null where there is nothing.
fn part<'v>(of: &'v Value, place: &[&str]) -> &'v Value {
    const NOTHING: &Value = &Value::Null;
    place.iter().fold(of, |of, name| of.get(name).unwrap_or(NOTHING))
}

fn operation(here: &Here, one: &Described, written: &Value) -> OperationBlock {
    let method = if one.method == Method::Get { "get" } else { "post" };
    let of = part(written, &["paths", one.path, method]);
    let parameter = |parameter: &Value| {
        let text = |name: &str| part(parameter, &[name]).as_str().unwrap_or_default().to_owned();
        let schema = |name: &str| part(parameter, &["schema", name]);
        let format = schema("format").as_str().or(schema("type").as_str()).unwrap_or_default();
        let values = schema("enum").as_array().into_iter().flatten();
        let values: Vec<&str> = values.filter_map(Value::as_str).collect();
        ParameterLine {
            name: text("name"),
            place: text("in"),
            kind: if values.is_empty() { format.to_owned() } else { values.join(" | ") },
            needed: part(parameter, &["required"]).as_bool().unwrap_or_default(),
            about: text("description"),
        }
    };
    let parameters = part(of, &["parameters"]).as_array().into_iter().flatten();
    let parameters = parameters.map(parameter).collect();
    let lang = here.lang();
    OperationBlock {
        id: one.operation.id,
        method: if one.method == Method::Get { "GET" } else { "POST" },
        path: one.path,
        about: lang.of(one.operation.zh, one.operation.en),
        scope: one.scope(),
        parameters,
        takes: match one.operation.takes {
            Takes::Nothing => None,
            Takes::Bytes => Some(word(lang, "api.bytes").into_owned()),
            Takes::Json(_) => {
                let schema = ["requestBody", "content", "application/json", "schema"];
                Some(outline(part(of, &schema), written))
            }
        },
        gives: match one.operation.gives {
            Gives::File => word(lang, "api.bytes").into_owned(),
            Gives::Json(_) | Gives::List(_) => {
                let schema = ["responses", "200", "content", "application/json", "schema"];
                outline(part(of, &schema), written)
            }
        },
        tried: one.method == Method::Get,
    }
}

/// Leads from the form of an operation to its address; a form cannot put what is typed into a path.
pub(crate) async fn attempt(here: Here, Query(asked): Asked) -> Answer {
    let Some(id) = asked.get("operation") else { return go("/api") };
    let all = registry().described();
    let one = all.iter().find(|one| one.operation.id == id.as_str() && one.method == Method::Get);
    let one = one.ok_or(Trouble::NotFound)?;
    go(&address(one, &asked, here.lang().code()))
}

fn address(one: &Described, asked: &BTreeMap<String, String>, lang: &str) -> String {
    let typed = |name: &str| asked.get(name).map(|value| escaped(value.trim())).unwrap_or_default();
    let parts = one.path.split(['{', '}']).enumerate();
    let path: String = parts
        .map(
            |(at, part)| {
                if at % 2 == 0 { part.to_owned() } else { typed(part).replace('/', "%2F") }
            },
        )
        .collect();
    let query = one.operation.query.iter().map(|param| (param.name, typed(param.name)));
    let query = query.filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = query.map(|(name, value)| format!("{name}={value}")).collect();
    let all: Vec<String> = [format!("lang={lang}")].into_iter().chain(query).collect();
    format!("{path}?{}", all.join("&"))
}

/// The kinds of problems.
pub(crate) async fn problems(here: Here) -> Answer {
    let kinds = PROBLEMS.iter().map(|kind| line(&here, kind)).collect();
    page(&ProblemsPage { kinds, ui: here.frame().await? })
}

fn line(here: &Here, kind: &Kind) -> ProblemLine {
    let [title, what, mend] = kind.words.map(|key| word(here.lang(), key).into_owned());
    ProblemLine { name: kind.name, status: kind.status, title, what, mend }
}

/// One kind.
pub(crate) async fn problem(here: Here, Path(name): Path<String>) -> Answer {
    let kind = kind_named(&name).ok_or(Trouble::NotFound)?;
    page(&ProblemPage {
        crumbs: vec![
            Crumb::new(word(here.lang(), "api.title"), "/api"),
            Crumb::new(word(here.lang(), "problems.title"), "/problems"),
        ],
        kind: line(&here, kind),
        ui: here.frame().await?,
    })
}
