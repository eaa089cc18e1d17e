//! Objections to public notices: filing one, and what became of it. Anybody may, without a token.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    case::{Case, Objection},
    law::Law,
    refusal::Fault,
    verbs::{Request, erasing, perform},
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    operation::{Area, Operation, schema},
    problem,
};
use crate::{
    desks::{Answer, find_objection, objecting, own_objection},
    dossier::Dossier,
    trouble::Trouble,
    views,
};

pub(crate) const FILE: Operation = Operation::gives(
    "fileObjection",
    Area::Public,
    (
        "对公示提出异议；返回的查询码只给提出人",
        "Objects to an entry of a notice; the code in the answer is for whoever objects",
    ),
    schema::<Filed>,
)
.takes(schema::<Objecting>)
.changes();
pub(crate) const LOOK: Operation = Operation::gives(
    "lookUpObjection",
    Area::Public,
    ("凭查询码查看异议办理情况", "Says what became of an objection, by its code"),
    schema::<Handled>,
)
.takes(schema::<Code>);

pub(crate) const ERASE: Operation = Operation::gives(
    "askToEraseObjection",
    Area::Public,
    (
        "凭查询码申请删除异议人、联系方式和异议内容",
        "Asks, by its code, that who objected, the contact and the text be erased",
    ),
    schema::<Handled>,
)
.takes(schema::<ErasingOwn>)
.changes();

/// An objection.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a statement that somebody makes by itself"
)]
pub(crate) struct Objecting {
    /// The case that stands in the notice: the id of a certified base, or as its list tells.
    #[schemars(with = "String", extend("format" = "uuid"))]
    case: Uuid,
    /// Who objects.
    name: String,
    /// How they are reached.
    contact: String,
    /// What is wrong, and by what it is shown.
    text: String,
    /// Whether it is in the name of a unit.
    #[serde(default)]
    unit: bool,
    /// Whether a unit has sealed it, where the law asks for that.
    #[serde(default)]
    sealed: bool,
    /// Whether it was also sent on paper, where the law asks for that.
    #[serde(default)]
    written: bool,
}

/// An objection that was filed.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "the word of the document")]
pub(crate) struct Filed {
    /// Its number.
    number: String,
    /// The code by which one looks what became of it; nobody else is given it.
    code: String,
    /// When it had come in.
    filed_at: String,
}

/// The code of an objection.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// As it was given.
    code: String,
}

/// That an objection be erased.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasingOwn {
    /// The code, as it was given.
    code: String,
    /// Why.
    reasons: String,
}

/// What became of an objection.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Handled {
    /// Its number.
    number: String,
    /// When it had come in.
    filed_at: String,
    /// Whether it is still being handled.
    open: bool,
    /// Whether its erasure is on its way.
    erasing: bool,
    /// What was decided about it.
    steps: Vec<Step>,
}

/// A step of handling.
#[derive(Debug, Serialize, JsonSchema)]
struct Step {
    /// The way out, by its id.
    outcome: String,
    /// The reasons.
    reasons: String,
    /// When.
    on: Date,
}

impl Handled {
    fn of(law: &Law, case: &Case, objection: &Objection) -> Self {
        let step = |step: &guohe_cases::case::Handled| Step {
            outcome: step.outcome.clone(),
            reasons: step.reasons.clone(),
            on: step.on,
        };
        Self {
            number: views::case::objection_number(case.id, &objection.id),
            filed_at: objection.filed_at.to_string(),
            open: law.procedure.waits_for_answer(objection.status),
            erasing: erasing::open(case, &objection.subject).is_some(),
            steps: objection.handled.iter().map(step).collect(),
        }
    }
}

pub(crate) async fn file(Path(id): Path<Uuid>, call: Call<Sent<Objecting>>) -> Answer {
    let here = &call.here;
    let (notice, law) = here.notice_with_law(id).await?;
    let Sent(said) = &call.body;
    let act = objecting(&law).ok_or(Trouble::NotFound)?;
    if !notice.entries.contains(&said.case) {
        return Err(problem::malformed(Fault::at(
            "case",
            "公示名单中没有这一件",
            "it does not stand in the notice",
        )));
    }
    let request = Request {
        person: here.person(),
        moment: call.moment(),
        cases: vec![said.case],
        act: act.id.value.clone(),
        input: json!({
            "name": said.name,
            "contact": said.contact,
            "text": said.text,
            "written": said.written,
            "unit": said.unit,
            "sealed": said.sealed,
        }),
        seen: None,
        once: call.once.clone(),
    };
    perform(here.site.desk(), &request).await?;
    let file = here.dossier(said.case).await?;
    let own = own_objection(&file.case, (&said.name, &said.contact, &said.text));
    let own = own.ok_or(Trouble::NotFound)?;
    let filed = Filed {
        number: views::case::objection_number(said.case, &own.id),
        code: own.said.as_ref().map(|said| said.code.clone()).unwrap_or_default(),
        filed_at: own.filed_at.to_string(),
    };
    Ok(Json(filed).into_response())
}

pub(crate) async fn look(call: Call<Sent<Code>>) -> Answer {
    let Sent(Code { code }) = &call.body;
    let found = find_objection(&call.here, &code.trim().to_uppercase()).await?;
    let (file, id) = found.ok_or(Trouble::NotFound)?;
    how_it_stands(&file, &id)
}

pub(crate) async fn erase(call: Call<Sent<ErasingOwn>>) -> Answer {
    let Sent(ErasingOwn { code, reasons }) = &call.body;
    let code = code.trim().to_uppercase();
    let (file, id) = find_objection(&call.here, &code).await?.ok_or(Trouble::NotFound)?;
    let by = call.filling(file.case.id);
    erasing::ask_with_code(call.here.site.desk(), &by, &code, reasons).await?;
    how_it_stands(&call.here.dossier(file.case.id).await?, &id)
}

fn how_it_stands(file: &Dossier, id: &str) -> Answer {
    let objection = file.case.objection(id).ok_or(Trouble::NotFound)?;
    Ok(Json(Handled::of(&file.law, &file.case, objection)).into_response())
}
