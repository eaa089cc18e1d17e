//! The outbox at the desk: what is about to be told to people, released or held back.

use axum::{Json, extract::Query, response::IntoResponse as _};
use guohe_cases::{
    message::{Delivery, Message, Messages, Occasion, Outcome, Standing, State, Way},
    refusal::Fault,
};
use guohe_rules::syntax::{ActorKind, Words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    operation::{Area, Operation, Param, schema},
    paging::{AFTER, LIMIT, MOST, Page, Slice},
    problem,
};
use crate::{
    desks::{Answer, Asked, LONGEST_NOTE, faulty_reasons, outgoing, outgoing_message, settle_one},
    lang::Lang,
    message::{details, title},
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

/// The parts of the outbox.
const PARTS: &[&str] = &["draft", "held", "released", "failed"];
/// What may stand in the query of the list.
const QUERY: &[Param] = &[
    Param::text(
        "part",
        "发件箱的哪一部分（默认：待审核）",
        "which part of the outbox; drafts when absent",
    )
    .among(PARTS),
    AFTER,
    LIMIT,
];

pub(crate) const LIST: Operation = Operation::lists(
    "listOutgoing",
    Area::Desk,
    ("列出发件箱中的消息及其投递情况", "Lists messages of the outbox, and what became of each"),
    schema::<OutgoingLine>,
)
.asked(QUERY);
pub(crate) const SETTLE: Operation = Operation::gives(
    "settleOutgoing",
    Area::Desk,
    ("放行若干消息，或者附理由暂缓", "Releases messages or, with reasons, holds them back"),
    schema::<Vec<OutgoingLine>>,
)
.takes(schema::<Settling>)
.changes();

/// A message of the outbox.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OutgoingLine {
    /// Its id.
    id: String,
    /// What it tells.
    text: Words,
    /// On which occasion it was made.
    occasion: Occasion,
    /// The case.
    case: String,
    /// What its reader is in general. Who reviews is not said.
    reader: ActorKind,
    /// Whether it goes out alone and at once.
    urgent: bool,
    /// Where it stands: `draft`, `held`, `released`, `overtaken`.
    state: &'static str,
    /// When it was made.
    made_at: String,
    /// When it was released or held back.
    settled_at: Option<String>,
    /// What an officer has added.
    note: String,
    /// Why it is held back.
    reasons: String,
    /// What became of it on each way.
    deliveries: Vec<DeliveryLine>,
}

/// A delivery of a message.
#[derive(Debug, Serialize, JsonSchema)]
struct DeliveryLine {
    /// On which way: `mail`, `sms`.
    way: &'static str,
    /// Where it stands: `waiting`, `sent`, `failed`, `dropped`.
    standing: &'static str,
    /// How often it was tried.
    tries: usize,
    /// How the last try ended: `begun`, `sent`, `deferred`, `refused`.
    last: Option<&'static str>,
}

/// What is to become of messages.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settling {
    /// Their ids, 200 at most; with one that there is not nothing is done.
    #[schemars(with = "Vec<String>", length(min = 1, max = 200))]
    messages: Vec<Uuid>,
    /// Why they are held back; they are released when it is absent.
    #[serde(default)]
    hold: Option<String>,
    /// What is added for the reader.
    #[serde(default)]
    note: Option<String>,
}

impl From<Delivery> for DeliveryLine {
    fn from(delivery: Delivery) -> Self {
        let last = delivery.tries.last().map(|one| match one.outcome {
            Outcome::Begun => "begun",
            Outcome::Sent => "sent",
            Outcome::Deferred => "deferred",
            Outcome::Refused => "refused",
        });
        Self {
            way: match delivery.way {
                Way::Mail => "mail",
                Way::Sms => "sms",
            },
            standing: match delivery.standing {
                Standing::Waiting => "waiting",
                Standing::Sent => "sent",
                Standing::Failed => "failed",
                Standing::Dropped => "dropped",
            },
            tries: delivery.tries.len(),
            last,
        }
    }
}

async fn line(
    here: &Here,
    messages: &dyn Messages,
    message: Message,
) -> Result<OutgoingLine, Trouble> {
    let deliveries = messages.deliveries(&here.site.tenant, message.id).await?;
    let matter = &message.matter;
    // Nobody looks at what owners are told of their accounts.
    let of = matter.of_case().ok_or(Trouble::NotFound)?;
    let [zh, en] = [Lang::Zh, Lang::En]
        .map(|lang| [vec![title(lang, matter)], details(lang, matter)].concat().join(" · "));
    Ok(OutgoingLine {
        id: message.id.to_string(),
        text: Words { zh, en },
        occasion: of.occasion,
        case: of.case.to_string(),
        reader: of.reader,
        urgent: message.urgent,
        state: message.state.word(),
        made_at: message.made_at.to_string(),
        settled_at: message.settled.map(|(at, _)| at.to_string()),
        deliveries: deliveries.into_iter().map(DeliveryLine::from).collect(),
        note: message.note,
        reasons: message.reasons,
    })
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let part = super::chosen(&asked, "part", PARTS)?.unwrap_or(State::Draft.word());
    let Some(messages) = here.site.messages.as_deref() else {
        return Page::<OutgoingLine> { items: Vec::new(), next: None }.answer(&here);
    };
    let (found, next) = slice.cut(outgoing(&here, part).await?, |message| message.id.to_string());
    let mut items = Vec::new();
    for message in found {
        items.push(line(&here, messages, message).await?);
    }
    Page { items, next }.answer(&here)
}

pub(crate) async fn settle(call: Call<Sent<Settling>>) -> Answer {
    let (here, now) = (&call.here, call.moment().now);
    let messages = here.site.messages.as_deref().ok_or(Trouble::NotFound)?;
    let Sent(Settling { messages: ids, hold, note }) = &call.body;
    let (hold, note) = (hold.as_deref().map(str::trim), note.as_deref().map(str::trim));
    let long = |text: &str| (text.chars().count() > LONGEST_NOTE).then_some("outbox.note.long");
    for (place, key) in [("hold", hold.and_then(faulty_reasons)), ("note", note.and_then(long))] {
        if let Some(key) = key {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| fill(lang, key, &[&LONGEST_NOTE]));
            return Err(problem::malformed(Fault::at(place, zh, en)));
        }
    }
    if ids.is_empty() {
        let [zh, en] =
            [Lang::Zh, Lang::En].map(|lang| word(lang, "outbox.release.nothing").into_owned());
        return Err(problem::malformed(Fault::at("messages", zh, en)));
    }
    let mut all = Vec::new();
    for id in ids.iter().take(MOST) {
        all.push(outgoing_message(here, messages, &id.to_string()).await?);
    }
    let mut lines = Vec::new();
    for message in &all {
        let what = (note.map(str::to_owned), hold);
        let (after, _) = settle_one(here, messages, (message, now), what).await?;
        lines.push(line(here, messages, after).await?);
    }
    Ok(Json(lines).into_response())
}
