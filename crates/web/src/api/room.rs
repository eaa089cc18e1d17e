//! The room of a panel for its members: answers once they are opened, talk, minutes, dissent, asking for a correction.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    case::Answer as Answered,
    verbs::{
        conflict::Reading,
        review::{Word, speak as record},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    acts::{Asking, questions},
    body::{Call, Sent},
    officer::{Done, done},
    operation::{Area, Operation, schema},
    work::{DissentView, MinutesView, SaidView, WorkView},
};
use crate::{
    desks::{
        Answer,
        expert::{Place, place, reading, room::Sight},
    },
    trouble::Trouble,
    visit::Here,
};

pub(crate) const ROOM: Operation = Operation::gives(
    "getRoom",
    Area::Reviews,
    (
        "读取本人所在专家组开启后的意见、讨论和纪要",
        "Reads what one's panel answered once that is opened, its talk and minutes",
    ),
    schema::<RoomView>,
);
pub(crate) const SPEAK: Operation = Operation::gives(
    "speakInRoom",
    Area::Reviews,
    (
        "参与讨论、确认纪要、保留不同意见、申请更正",
        "Says something, answers the minutes, differs, or asks for a correction",
    ),
    schema::<Done>,
)
.takes(schema::<Speaking>)
.changes();

/// The room of a panel, as far as one may see it.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen, or not, by itself")]
pub(crate) struct RoomView {
    /// The case.
    case: String,
    /// The panel, by its key.
    panel: String,
    /// The name under which the others know one.
    alias: String,
    /// Whether the answers of all are read: one has handed in, and two people have opened them.
    reads: bool,
    /// Whether one may say something.
    talks: bool,
    /// Whether minutes wait for one's answer.
    confirms: bool,
    /// What the panel is asked; nothing before it is read.
    questions: Vec<Asking>,
    /// What the members answered whose answers count.
    answers: Vec<MemberAnswers>,
    /// What members said to each other.
    said: Vec<SaidView>,
    /// The minutes.
    minutes: Option<MinutesView>,
    /// Who differs from the panel.
    dissents: Vec<DissentView>,
    /// The opinion of the panel, once it has ended.
    opinion: Option<String>,
}

/// What a member answered.
#[derive(Debug, Serialize, JsonSchema)]
struct MemberAnswers {
    /// Who.
    alias: String,
    /// What.
    #[schemars(with = "Vec<Value>")]
    answers: Vec<Answered>,
}

/// What one says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Speaking {
    /// Says something to the others.
    Say {
        /// What.
        text: String,
    },
    /// Confirms the minutes.
    Confirm {},
    /// Says what the minutes should say instead.
    Object {
        /// What.
        reasons: String,
    },
    /// Differs from the panel.
    Dissent {
        /// In which words.
        text: String,
    },
    /// Asks to correct what was handed in.
    Correct {
        /// Why.
        reasons: String,
    },
}

impl RoomView {
    fn of(place: &Place<'_>, found: Reading) -> Self {
        let Sight { reads, talks, hears, confirms, .. } = Sight::of(place, found);
        let (law, case, panel) = (&place.file.law, &place.file.case, place.panel);
        let WorkView { said, minutes, dissents, .. } = WorkView::of(law, panel);
        let answers = panel
            .effective()
            .map(|seat| MemberAnswers { alias: seat.alias.clone(), answers: seat.answers.clone() });
        Self {
            case: case.id.to_string(),
            panel: panel.key.clone(),
            alias: place.seat.alias.clone(),
            reads,
            talks,
            confirms,
            questions: if reads { questions(law, &panel.questions) } else { Vec::new() },
            answers: if reads { answers.collect() } else { Vec::new() },
            said: if hears { said } else { Vec::new() },
            minutes: minutes.filter(|_| reads),
            dissents: if reads { dissents } else { Vec::new() },
            opinion: panel.closed.as_ref().filter(|_| reads).map(|closed| closed.opinion.clone()),
        }
    }
}

pub(crate) async fn room(here: Here, Path(id): Path<Uuid>) -> Answer {
    let found = reading(&here, id).await?;
    let file = here.dossier(id).await?;
    let place = place(&here, &file).ok_or(Trouble::NotFound)?;
    Ok(Json(RoomView::of(&place, found)).into_response())
}

pub(crate) async fn speak(Path(id): Path<Uuid>, call: Call<Sent<Speaking>>) -> Answer {
    reading(&call.here, id).await?;
    let Sent(speaking) = &call.body;
    let word = match speaking {
        Speaking::Say { text } => Word::Say(text),
        Speaking::Confirm {} => Word::Answer(true, ""),
        Speaking::Object { reasons } => Word::Answer(false, reasons),
        Speaking::Dissent { text } => Word::Dissent(text),
        Speaking::Correct { reasons } => Word::Correct(reasons),
    };
    done(&record(call.here.site.desk(), &call.filling(id), word).await?)
}
