//! Cases on whose panels one sits, under the blindness of the pages: before the declaration the parties alone, afterwards
//! the material without what is about natural persons, and of the answers one's own.

use axum::extract::{Path, Query};
use guohe_cases::{
    procedure::Kind,
    seen::Seen,
    verbs::{
        conflict::{Reading, declare_late},
        perform,
    },
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    acts::{Asking, Object, questions, request},
    body::{Call, Sent},
    cases::{FileView, impersonal, with_state},
    officer::{Done, Reasons, done},
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{
        Answer, Asked,
        expert::{self, Place, first_due, place, reading, seated},
    },
    trouble::Trouble,
    views::case,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listReviews",
    Area::Reviews,
    ("列出本人的评审任务", "Lists the cases on whose panels one sits"),
    schema::<ReviewLine>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getReview",
    Area::Reviews,
    (
        "读取一项评审任务；声明无利益冲突之后才有材料",
        "Reads a review; the material comes after the declaration",
    ),
    schema::<ReviewView>,
)
.with_state();
pub(crate) const ACT: Operation = Operation::gives(
    "doReviewAct",
    Area::Reviews,
    ("声明利益冲突，或提交评审意见", "Declares whether there is a conflict, or answers"),
    schema::<Reviewed>,
)
.takes(schema::<Object>)
.changes()
.with_state();
pub(crate) const CONFLICT: Operation = Operation::gives(
    "declareLateConflict",
    Area::Reviews,
    (
        "声明之后发现的利益冲突",
        "Declares a conflict of interest that was found after the declaration",
    ),
    schema::<Done>,
)
.takes(schema::<Reasons>)
.changes();
pub(crate) const FILE: Operation =
    Operation::hands_out("getReviewFile", Area::Reviews, ("下载材料", "Downloads a file"));

/// A review in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReviewLine {
    /// The case.
    id: String,
    /// Its host.
    title: String,
    /// The law, by its id.
    law: String,
    /// The type applied for, by its id.
    #[serde(rename = "type")]
    kind: String,
    /// The panel, by its key.
    panel: String,
    /// The name under which the others know one.
    alias: String,
    /// What is next.
    state: State,
    /// The last day for the first answer that waits.
    due: Option<Date>,
}

/// What is next in a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    /// An officer has to decide first whether something ties one to the case.
    Undecided,
    /// One declares whether there is a conflict.
    Declare,
    /// One answers.
    Answer,
    /// Nothing more.
    Done,
}

/// A review.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReviewView {
    #[serde(flatten)]
    line: ReviewLine,
    /// Those with whom the host works, to be known before one declares.
    parties: Vec<String>,
    /// The acts that are open: to declare, to answer.
    acts: Vec<String>,
    /// The questions.
    questions: Vec<Asking>,
    /// One's own answers.
    answers: Vec<Value>,
    /// The facts without those about natural persons; absent before one has declared that there is no conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<Map<String, Value>>,
    /// The files; none before that either.
    files: Vec<FileView>,
}

/// What came of a declaration or of answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reviewed {
    /// The case.
    case: String,
    /// When it was recorded.
    at: String,
}

fn state(place: &Place<'_>, found: Reading) -> State {
    match (found, &place.seat.declared) {
        (Reading::Undecided, _) => State::Undecided,
        (_, None) if place.panel.closed.is_none() && !place.seat.recused() => State::Declare,
        (_, Some(_)) if place.is_open() => State::Answer,
        _ => State::Done,
    }
}

impl ReviewLine {
    fn of(place: &Place<'_>, found: Reading) -> Self {
        let case = &place.file.case;
        Self {
            id: case.id.to_string(),
            title: case::title(place.here.lang(), case),
            law: place.file.law.pack.id().to_owned(),
            kind: case.kind.clone(),
            panel: place.panel.key.clone(),
            alias: place.seat.alias.clone(),
            state: state(place, found),
            due: first_due(place),
        }
    }
}

impl ReviewView {
    fn of(place: &Place<'_>, found: Reading) -> Result<Self, Trouble> {
        let line = ReviewLine::of(place, found);
        let (law, case) = (&*place.file.law, &place.file.case);
        let answers = line.state == State::Answer;
        let kind = match line.state {
            State::Declare => Some(Kind::Declare),
            State::Answer => Some(Kind::Judge),
            State::Undecided | State::Done => None,
        };
        let act = kind.and_then(|kind| place.act(kind));
        let given: Result<Vec<Value>, _> =
            place.seat.answers.iter().map(serde_json::to_value).collect();
        let read = line.state != State::Undecided;
        Ok(Self {
            parties: if read { place.partners() } else { Vec::new() },
            acts: act.map(|act| act.id.value.clone()).into_iter().collect(),
            questions: if answers { questions(law, &place.panel.questions) } else { Vec::new() },
            answers: given.map_err(Trouble::broken)?.into_iter().filter(|_| read).collect(),
            facts: answers.then(|| impersonal(law, place.file)),
            files: if answers { FileView::all(case) } else { Vec::new() },
            line,
        })
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let (files, next) = slice.cut(seated(&here).await?, |file| file.case.id.to_string());
    let mut lines = Vec::new();
    for file in &files {
        let found = reading(&here, file.case.id).await?;
        let file = here.dossier(file.case.id).await?;
        lines.extend(place(&here, &file).map(|place| ReviewLine::of(&place, found)));
    }
    Page { items: lines, next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let found = reading(&here, id).await?;
    let file = here.dossier(id).await?;
    let place = place(&here, &file).ok_or(Trouble::NotFound)?;
    with_state(&ReviewView::of(&place, found)?, &place.seen())
}

pub(crate) async fn act(Path((id, act)): Path<(Uuid, String)>, call: Call<Sent<Object>>) -> Answer {
    let here = &call.here;
    let file = here.dossier(id).await?;
    let place = place(here, &file).ok_or(Trouble::NotFound)?;
    let own = [Kind::Declare, Kind::Judge].into_iter().filter_map(|kind| place.act(kind));
    if !own.into_iter().any(|one| one.id.value == act) {
        return Err(Trouble::NotFound);
    }
    let Sent(input) = &call.body;
    let request = request(&call, &file.case, (act.as_str(), Value::Object(input.clone())));
    let done = perform(here.site.desk(), &request).await;
    done.map_err(|failure| call.stale(failure.into()))?;
    let file = here.dossier(id).await?;
    let seen = Seen::from_a_seat(&file.case, here.person().account);
    with_state(&Reviewed { case: id.to_string(), at: request.moment.now.to_string() }, &seen)
}

pub(crate) async fn file(here: Here, path: Path<(Uuid, String)>) -> Answer {
    expert::file(here, path).await
}

pub(crate) async fn conflict(Path(id): Path<Uuid>, call: Call<Sent<Reasons>>) -> Answer {
    let file = call.here.dossier(id).await?;
    place(&call.here, &file).ok_or(Trouble::NotFound)?;
    let Sent(Reasons { reasons }) = &call.body;
    done(&declare_late(call.here.site.desk(), &call.filling(id), reasons).await?)
}
