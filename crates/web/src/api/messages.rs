//! One's own messages, and how one is told of things.

use axum::{Json, extract::Query, response::IntoResponse as _};
use guohe_cases::message::{Choice, Message, Occasion, State, Way, owner::Affair};
use guohe_rules::syntax::Words;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    operation::{Area, Operation, schema},
    paging::{MOST, Page, Slice},
};
use crate::{
    desks::{Answer, Asked},
    lang::Lang,
    message::{details, leads_to, title},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listMessages",
    Area::Account,
    ("列出本人的消息", "Lists one's own messages"),
    schema::<MessageLine>,
);
pub(crate) const MARK: Operation = Operation::gives(
    "markMessages",
    Area::Account,
    ("标记若干消息为已读或未读", "Marks messages as read or not"),
    schema::<Vec<MessageLine>>,
)
.takes(schema::<Marking>)
.changes();
pub(crate) const REACH: Operation = Operation::gives(
    "getReach",
    Area::Account,
    ("读取本人的通知方式", "Reads how one is told of things"),
    schema::<Reach>,
);
/// So many are listed, the newest; older ones lie in the cases themselves.
const KEPT_IN_VIEW: u32 = 2_000;

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MessageLine {
    /// Its id.
    id: String,
    /// What it tells.
    title: Words,
    /// What stands beside that: of a case its number and the last day; of one's own account when it was, with which device
    /// and from where.
    details: Words,
    /// On which occasion it was made, where it is about a case.
    occasion: Option<Occasion>,
    /// What happened, where it is about one's own account.
    affair: Option<Affair>,
    /// The case, where its reader may know it before they have said whether there is a conflict.
    case: Option<String>,
    /// The last day of the term that it tells of.
    due: Option<Date>,
    /// Until which minute of that day; until its end when absent.
    due_at: Option<Time>,
    /// When it was released.
    at: String,
    /// Whether it was read.
    read: bool,
    /// What an officer has added.
    note: String,
    /// The page on which its reader finds what it is about, from the root of the site.
    page: String,
}

/// Whether messages were read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marking {
    /// Their ids, 200 at most; with one that is not one's own nothing is marked.
    #[schemars(with = "Vec<String>", length(max = 200))]
    messages: Vec<Uuid>,
    /// Whether they were.
    read: bool,
}

/// How somebody is told of things.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reach {
    /// In which language.
    language: Language,
    /// The address of mail; nothing goes there when it is absent.
    mail: Option<String>,
    /// The number for short messages; nothing goes there when it is absent.
    phone: Option<String>,
    /// When what is not urgent goes out.
    pace: Pace,
}

/// A language of the product.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// When what is not urgent goes out.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Pace {
    /// Together, once a day.
    Gathered,
    /// Each by itself, at once.
    AtOnce,
}

impl Reach {
    fn of(choice: &Choice) -> Self {
        Self {
            language: if choice.english { Language::En } else { Language::Zh },
            mail: choice.to(Way::Mail).map(str::to_owned),
            phone: choice.to(Way::Sms).map(str::to_owned),
            pace: if choice.gathered { Pace::Gathered } else { Pace::AtOnce },
        }
    }
}

impl MessageLine {
    fn of(message: Message) -> Self {
        let matter = &message.matter;
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| title(lang, matter));
        let beside = [Lang::Zh, Lang::En].map(|lang| details(lang, matter).join(" · "));
        let [beside_zh, beside_en] = beside;
        let of = matter.of_case();
        Self {
            title: Words { zh, en },
            details: Words { zh: beside_zh, en: beside_en },
            occasion: of.map(|of| of.occasion),
            affair: matter.of_account().map(|of| of.affair),
            case: of.filter(|of| of.names_the_case()).map(|of| of.case.to_string()),
            due: of.and_then(|of| of.due),
            due_at: of.and_then(|of| of.due_at),
            at: message.settled.map_or(message.made_at, |(at, _)| at).to_string(),
            read: message.read_at.is_some(),
            page: leads_to(matter),
            id: message.id.to_string(),
            note: message.note,
        }
    }
}

fn account(here: &Here) -> Result<Uuid, Trouble> {
    Ok(here.visit.signed_in.as_ref().ok_or(Trouble::Forbidden)?.account.id)
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let found = match &here.site.messages {
        Some(messages) => {
            messages.messages_of(&here.site.tenant, account(&here)?, KEPT_IN_VIEW).await?
        }
        None => Vec::new(),
    };
    let (found, next) = slice.cut(found, |message| message.id.to_string());
    Page { items: found.into_iter().map(MessageLine::of).collect(), next }.answer(&here)
}

pub(crate) async fn mark(call: Call<Sent<Marking>>) -> Answer {
    let (here, owner) = (&call.here, account(&call.here)?);
    let messages = here.site.messages.as_deref().ok_or(Trouble::NotFound)?;
    let (tenant, Sent(Marking { messages: ids, read })) = (&here.site.tenant, &call.body);
    let mut all = Vec::new();
    for id in ids.iter().take(MOST) {
        let found = messages.message(tenant, *id).await?;
        let own = found.filter(|one| one.account == owner && one.state == State::Released);
        all.push(own.ok_or(Trouble::NotFound)?);
    }
    let read_at = read.then_some(call.moment().now);
    for own in &mut all {
        messages.mark_read(tenant, owner, Some(own.id), read_at).await?;
        own.read_at = read_at;
    }
    Ok(Json(all.into_iter().map(MessageLine::of).collect::<Vec<_>>()).into_response())
}

pub(crate) async fn reach(here: Here) -> Answer {
    let choice = match &here.site.messages {
        Some(messages) => messages.choice(&here.site.tenant, account(&here)?).await?,
        None => Choice::default(),
    };
    Ok(Json(Reach::of(&choice)).into_response())
}
