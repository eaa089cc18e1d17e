//! What messages say: in the house whatever their reader may know, and outside it as little as can be.
//!
//! A mail passes through machines that are not ours, and lies where others read along. So it says that something waits and
//! until when, with the number of the case where the reader may know it; what it is about stands behind the door.

use guohe_cases::{
    message::{
        Matter, Message, Occasion, OfAccount, OfCase,
        owner::{Affair, Origin},
    },
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
    let key = match matter {
        Matter::Case(of) => of_case(of),
        Matter::Account(of) => of_account(of.affair),
    };
    word(lang, key).into_owned()
}

fn of_account(affair: Affair) -> &'static str {
    match affair {
        Affair::Password => "message.account.password",
        Affair::App => "message.account.app",
        Affair::PasskeyAdded => "message.account.passkey_added",
        Affair::PasskeyRemoved => "message.account.passkey_removed",
        Affair::FactorsReset => "message.account.factors_reset",
        Affair::ResetProposed => "message.account.reset_proposed",
        Affair::ResetGranted => "message.account.reset_granted",
        Affair::LoginLinked => "message.account.login_linked",
        Affair::LoginUnlinked => "message.account.login_unlinked",
        Affair::Roles => "message.account.roles",
        Affair::Ended => "message.account.ended",
        Affair::Unused => "message.account.unused",
        Affair::Reach => "message.account.reach",
        Affair::NewDevice => "message.account.new_device",
        Affair::Attempts => "message.account.attempts",
        Affair::WrongFactor => "message.account.wrong_factor",
        Affair::PasskeyCopied => "message.account.passkey_copied",
    }
}

fn of_case(matter: &OfCase) -> &'static str {
    let own = matter.reader == ActorKind::Applicant;
    match matter.occasion {
        Occasion::Turn if own => "message.turn.own",
        Occasion::Turn => "message.turn",
        Occasion::Seat => "message.seat",
        Occasion::Near => "message.near",
        Occasion::Over => "message.over",
        Occasion::Act => {
            let named = ACTS.iter().find(|(kind, _)| matter.act == Some(*kind));
            named.map_or("message.act", |(_, key)| key)
        }
    }
}

/// The last day in words.
pub(crate) fn until(lang: Lang, until: Until) -> String {
    let day = format::long_day(lang, until.day);
    match until.at {
        Some(at) => fill(lang, "message.until.minute", &[&day, &at.strftime("%H:%M").to_string()]),
        None => fill(lang, "message.until", &[&day]),
    }
}

/// What stands beside the title. Of a case: its number, where the reader may know it, and the last day. Of an account:
/// when, with which device and from where, or that it was the office.
pub(crate) fn details(lang: Lang, matter: &Matter) -> Vec<String> {
    match matter {
        Matter::Case(of) => details_of_case(lang, of),
        Matter::Account(of) => details_of_account(lang, of),
    }
}

fn details_of_account(lang: Lang, matter: &OfAccount) -> Vec<String> {
    let at = fill(lang, "message.account.at", &[&format::instant(matter.at)]);
    let by = match &matter.origin {
        Origin::Office => vec![word(lang, "message.account.office").into_owned()],
        Origin::Time => vec![word(lang, "message.account.time").into_owned()],
        Origin::Visitor { device, place } => {
            let unknown = word(lang, "sessions.device.unknown");
            let device = if device.is_empty() { &unknown } else { device.as_str() };
            let device = fill(lang, "message.account.device", &[&device]);
            let place = (!place.is_empty()).then(|| fill(lang, "message.account.place", &[place]));
            [device].into_iter().chain(place).collect()
        }
    };
    [at].into_iter().chain(by).collect()
}

/// What the owner of an account does when it was not they; nothing where a message is about a case.
pub(crate) fn otherwise(lang: Lang, matter: &Matter) -> Option<String> {
    matter.of_account().map(|_| word(lang, "message.account.otherwise").into_owned())
}

fn details_of_case(lang: Lang, matter: &OfCase) -> Vec<String> {
    let case = matter.names_the_case().then(|| fill(lang, "message.case", &[&number(matter.case)]));
    case.into_iter().chain(matter.until().map(|one| until(lang, one))).collect()
}

/// Where the reader finds what it is about.
pub(crate) fn leads_to(matter: &Matter) -> String {
    let matter = match matter {
        Matter::Case(of) => of,
        Matter::Account(of) => return about(of.affair).to_owned(),
    };
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

/// The page of the account on which its owner sees what there is now.
fn about(affair: Affair) -> &'static str {
    match affair {
        Affair::NewDevice | Affair::Attempts | Affair::WrongFactor => "/account/sessions",
        Affair::PasskeyAdded | Affair::PasskeyRemoved | Affair::PasskeyCopied => {
            "/account/passkeys"
        }
        Affair::LoginLinked | Affair::LoginUnlinked => "/account/logins",
        Affair::Reach => "/account/messages",
        Affair::Password
        | Affair::App
        | Affair::FactorsReset
        | Affair::ResetProposed
        | Affair::ResetGranted
        | Affair::Ended
        | Affair::Unused
        | Affair::Roles => "/account",
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
    if let Some(otherwise) = messages.iter().find_map(|one| otherwise(lang, &one.matter)) {
        text.extend([otherwise, String::new()]);
    }
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
            matter: Matter::Case(OfCase {
                occasion,
                case: Uuid::from_u128(0x3F2A_77C1),
                pack: "secret/pack@1".to_owned(),
                reader,
                stage: "secret_stage".to_owned(),
                act: None,
                due: Some(jiff::civil::date(2026, 5, 20)),
                due_at: None,
            }),
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
    fn a_mail_about_an_account_says_when_and_from_where_and_what_to_do_otherwise() {
        let authority = Words { zh: "某局".to_owned(), en: "the Bureau".to_owned() };
        let told = |lang, origin| {
            let of = OfAccount { affair: Affair::Password, at: Timestamp::UNIX_EPOCH, origin };
            let matter = Matter::Account(of);
            let one = Message { matter, ..message(ActorKind::Officer, Occasion::Near) };
            letter(lang, &[one], (&authority, Some("https://x.example")))
        };
        let [device, place] = ["Firefox · Linux", "203.0.113.7"].map(str::to_owned);
        let own = told(Lang::En, Origin::Visitor { device, place });
        assert_eq!(own.subject, "The password of your account was changed — the Bureau");
        let line = "· The password of your account was changed (at 1970-01-01 08:00, \
                    device Firefox · Linux, address 203.0.113.7)\n";
        assert!(own.text.contains(line), "{}", own.text);
        assert!(own.text.contains("If it was not you"), "{}", own.text);
        let office = told(Lang::Zh, Origin::Office);
        assert!(office.text.contains("由管理员办理") && office.text.contains("如非您本人"));
        for letter in [own, office] {
            assert!(!letter.text.contains("secret"), "{letter:?}");
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
