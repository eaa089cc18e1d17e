//! What messages say: in the house whatever their reader may know, and outside it as little as can be.
//!
//! A mail passes through machines that are not ours, and lies where others read along. So it says that something waits and
//! until when, with the number of the case where the reader may know it; what it is about stands behind the door.

use guohe_cases::{
    message::{Matter, Message, Occasion},
    procedure::Kind,
    term::Until,
};
use guohe_rules::syntax::{ActorKind, Words};

use crate::{
    format,
    lang::Lang,
    views::case::number,
    words::{fill, word},
};

/// A letter that goes out by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its text, plain.
    pub text: String,
}

/// What is told of each kind of act; of others, that something was done.
const ACTS: [(Kind, &str); 7] = [
    (Kind::AdmitObjection, "message.act.objection"),
    (Kind::SettleObjection, "message.act.objection"),
    (Kind::PublishNotice, "message.act.notice"),
    (Kind::ConfirmDecision, "message.act.decision"),
    (Kind::Certify, "message.act.certified"),
    (Kind::Award, "message.act.award"),
    (Kind::Evaluate, "message.act.evaluated"),
];

/// What a message tells, in one line without a name.
pub fn title(lang: Lang, matter: &Matter) -> String {
    let own = matter.reader == ActorKind::Applicant;
    let key = match matter.occasion {
        Occasion::Turn if own => "message.turn.own",
        Occasion::Turn => "message.turn",
        Occasion::Seat => "message.seat",
        Occasion::Near => "message.near",
        Occasion::Over => "message.over",
        Occasion::Act => {
            let named = ACTS.iter().find(|(kind, _)| matter.act == Some(*kind));
            named.map_or("message.act", |(_, key)| key)
        }
    };
    word(lang, key).into_owned()
}

/// The last day in words.
pub(crate) fn until(lang: Lang, until: Until) -> String {
    let day = format::long_day(lang, until.day);
    match until.at {
        Some(at) => fill(lang, "message.until.minute", &[&day, &at.strftime("%H:%M").to_string()]),
        None => fill(lang, "message.until", &[&day]),
    }
}

/// What stands beside the title: the number of the case, where the reader may know it, and the last day.
pub(crate) fn details(lang: Lang, matter: &Matter) -> Vec<String> {
    let case = matter.names_the_case().then(|| fill(lang, "message.case", &[&number(matter.case)]));
    case.into_iter().chain(matter.until().map(|one| until(lang, one))).collect()
}

/// Where the reader finds what it is about.
pub(crate) fn leads_to(matter: &Matter) -> String {
    let case = matter.case;
    match matter.reader {
        ActorKind::Applicant => format!("/applications/{case}"),
        ActorKind::Expert => format!("/reviews/{case}"),
        ActorKind::Recommender
        | ActorKind::Officer
        | ActorKind::Leader
        | ActorKind::Evaluator
        | ActorKind::Public => format!("/desk/cases/{case}"),
    }
}

/// A line about one message.
fn line(lang: Lang, message: &Message) -> String {
    let title = title(lang, &message.matter);
    let details = details(lang, &message.matter);
    if details.is_empty() {
        return title;
    }
    let [open, close] = [lang.of("（", " ("), lang.of("）", ")")];
    format!("{title}{open}{}{close}", details.join(lang.of("，", ", ")))
}

/// The letter in which messages go out together; `origin` is the address of the site, without a slash at the end.
pub fn letter(
    lang: Lang,
    messages: &[Message],
    (authority, origin): (&Words, Option<&str>),
) -> Letter {
    let authority = lang.of(&authority.zh, &authority.en);
    let subject = match messages {
        [one] => fill(lang, "mail.subject.one", &[&title(lang, &one.matter), &authority]),
        several => fill(lang, "mail.subject.several", &[&several.len(), &authority]),
    };
    let mut text = vec![fill(lang, "mail.lead", &[&authority]), String::new()];
    text.extend(messages.iter().map(|one| format!("· {}", line(lang, one))));
    text.push(String::new());
    if let Some(origin) = origin {
        text.push(fill(lang, "mail.sign_in.at", &[&format!("{origin}/messages")]));
        text.push(String::new());
        text.push(fill(lang, "mail.choose.at", &[&format!("{origin}/account/messages")]));
    } else {
        text.push(word(lang, "mail.sign_in").into_owned());
        text.push(String::new());
        text.push(word(lang, "mail.choose").into_owned());
    }
    Letter { subject, text: text.join("\n") + "\n" }
}

/// The same as a short message, in one sentence.
pub fn short(lang: Lang, messages: &[Message], authority: &Words) -> String {
    let authority = lang.of(&authority.zh, &authority.en);
    match messages {
        [one] => fill(lang, "sms.one", &[&authority, &title(lang, &one.matter)]),
        several => fill(lang, "sms.several", &[&authority, &several.len()]),
    }
}

#[cfg(test)]
mod tests {
    use guohe_cases::message::State;
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn message(reader: ActorKind, occasion: Occasion) -> Message {
        Message {
            id: Uuid::from_u128(1),
            account: Uuid::from_u128(2),
            known_by: "x".to_owned(),
            matter: Matter {
                occasion,
                case: Uuid::from_u128(0x3F2A_77C1),
                pack: "secret/pack@1".to_owned(),
                reader,
                stage: "secret_stage".to_owned(),
                act: None,
                due: Some(jiff::civil::date(2026, 5, 20)),
                due_at: None,
            },
            entered: 1,
            urgent: false,
            state: State::Released,
            note: "a secret note".to_owned(),
            reasons: "secret reasons".to_owned(),
            made_at: Timestamp::UNIX_EPOCH,
            settled: None,
            read_at: None,
        }
    }

    #[test]
    fn a_mail_says_that_something_waits_and_an_expert_is_not_told_in_which_case() {
        let authority = Words { zh: "某局".to_owned(), en: "the Bureau".to_owned() };
        let told = |reader, lang| {
            let one = [message(reader, Occasion::Near)];
            letter(lang, &one, (&authority, Some("https://x.example")))
        };
        let officer = told(ActorKind::Officer, Lang::Zh);
        assert_eq!(officer.subject, "一项期限临近——某局");
        assert!(officer.text.contains("· 一项期限临近（编号 3F2A-77C1，最后一日 2026年5月20日）"));
        let expert = told(ActorKind::Expert, Lang::En);
        assert!(expert.text.contains("· A term comes near (last day 20 May 2026)\n"), "{expert:?}");
        for letter in [officer, expert.clone()] {
            assert!(!letter.text.contains("secret"), "{letter:?}");
        }
        assert!(!expert.text.contains("77C1"));
        let one = [message(ActorKind::Expert, Occasion::Seat)];
        assert_eq!(
            short(Lang::En, &one, &authority),
            "[the Bureau] You are invited to review. Please sign in."
        );
    }
}
