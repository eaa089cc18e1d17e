//! How somebody is told of things: language, ways, addresses, and the address of their calendar.

use guohe_cases::{
    message::{Choice as Chosen, Messages, Outcome, Standing, owner::Affair},
    ports::StoreError,
};
use sha2::{Digest as _, Sha256};

use crate::{
    desks::answer::{Answer, go, page, wrong},
    format,
    pages::message::ReachPage,
    parts::{Choice, ErrorLine, Field, Input},
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::word,
};

/// So many messages are looked through for one that did not arrive.
const LOOKED_AT: u32 = 20;
/// No address is longer (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// How the account is told.
pub(crate) async fn form(here: Here) -> Answer {
    let chosen = chosen(&here).await?;
    page(&reach_page(&here, &chosen, [None; 2]).await?)
}

async fn chosen(here: &Here) -> Result<Chosen, Trouble> {
    let account = here.signed_in()?.account.id;
    Ok(match &here.site.messages {
        Some(messages) => messages.choice(&here.site.tenant, account).await?,
        None => Chosen::default(),
    })
}

/// Keeps what was chosen. What was typed stays where it cannot be kept.
pub(crate) async fn save(here: Here, sent: Sent) -> Answer {
    let account = here.signed_in()?.account.id;
    let Some(messages) = &here.site.messages else { return Err(Trouble::NotFound) };
    let chosen = Chosen {
        english: sent.text("lang") == "en",
        by_mail: sent.text("by_mail") == "yes",
        by_sms: sent.text("by_sms") == "yes",
        gathered: sent.text("gathered") != "no",
        mail: sent.text("mail").trim().to_owned(),
        phone: sent.text("phone").chars().filter(|sign| !" -".contains(*sign)).collect(),
    };
    let mail = (!chosen.mail.is_empty() && !is_mail(&chosen.mail)).then_some("reach.mail.wrong");
    let phone = !chosen.phone.is_empty() && !is_phone(&chosen.phone);
    let phone = phone.then_some("reach.phone.wrong");
    if mail.is_some() || phone.is_some() {
        return wrong(&reach_page(&here, &chosen, [mail, phone]).await?);
    }
    let before = messages.choice(&here.site.tenant, account).await?;
    let mut shown = reach_page(&here, &chosen, [None; 2]).await?;
    let key = match messages.choose(&here.site.tenant, account, &chosen).await {
        Ok(()) => {
            if (&before.mail, &before.phone) != (&chosen.mail, &chosen.phone) {
                here.tells(account, Affair::Reach).await?;
            }
            "reach.done"
        }
        // An account from which its key was taken reaches nobody any more.
        Err(StoreError::Inconsistent { .. }) => "reach.lost",
        Err(error) => return Err(error.into()),
    };
    shown.ui.flash = Some(word(here.lang(), key).into_owned());
    page(&shown)
}

/// Makes another address of the calendar, shown this once, or takes it back.
pub(crate) async fn calendar(here: Here, sent: Sent) -> Answer {
    let account = here.signed_in()?.account.id;
    let Some(messages) = &here.site.messages else { return Err(Trouble::NotFound) };
    if sent.text("do") == "end" {
        messages.set_calendar(&here.site.tenant, account, None).await?;
        return go("/account/messages");
    }
    let secret = here.site.secret();
    let digest: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    let now = here.moment(&sent).now;
    messages.set_calendar(&here.site.tenant, account, Some((digest, now))).await?;
    let mut shown = reach_page(&here, &chosen(&here).await?, [None; 2]).await?;
    let origin = here.origin().unwrap_or_default();
    shown.word = Some(format!("{origin}/calendar/{secret}.ics"));
    page(&shown)
}

/// Whether a text can be an address of mail: one `@` with a name before it and a name with a dot behind it, without anything
/// that could end a line or begin another address.
fn is_mail(text: &str) -> bool {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_graphic() && !b",;:<>()[]\\\"".contains(&byte));
    let Some((name, host)) = text.split_once('@') else { return false };
    let labels: Vec<&str> = host.split('.').collect();
    let sound = |label: &&str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let dots = !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    plain
        && text.len() <= LONGEST
        && !name.is_empty()
        && dots
        && labels.len() > 1
        && labels.iter().all(sound)
}

/// Whether a text can be a number that short messages reach: of the mainland, or with the code of its country or region.
fn is_phone(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match text.strip_prefix('+') {
        Some(rest) => digits(rest) && (7..=15).contains(&rest.len()) && !rest.starts_with('0'),
        None => digits(text) && text.len() == 11 && text.starts_with('1'),
    }
}

async fn reach_page(
    here: &Here,
    chosen: &Chosen,
    faults: [Option<&str>; 2],
) -> Result<ReachPage, Trouble> {
    let account = here.signed_in()?.account.id;
    let fields = fields(here, chosen, faults);
    let (calendar, failed) = match &here.site.messages {
        Some(messages) => (
            messages.calendar_since(&here.site.tenant, account).await?,
            refused(here, &**messages).await?,
        ),
        None => (None, None),
    };
    Ok(ReachPage {
        ui: here.frame().await?,
        errors: ErrorLine::of(&fields),
        failed,
        fields,
        calendar: calendar.map(format::instant),
        word: None,
    })
}

fn fields(here: &Here, chosen: &Chosen, [mail, phone]: [Option<&str>; 2]) -> Vec<Field> {
    let lang = here.lang();
    let say = |key: &str| word(lang, key).into_owned();
    let wrong = |field: Field, fault: Option<&str>| match fault {
        Some(fault) => field.wrong(say(fault)),
        None => field,
    };
    let one = |name: &str, key: &str, input| Field::new(name, say(key), input);
    let free = |name: &str, key: &str, input| one(name, key, input).optional();
    let box_of = |key: &str, on| Input::Codes { choices: vec![Choice::new("yes", say(key), on)] };
    let text = |value: &str| Input::Text { value: value.to_owned() };
    let languages =
        [("zh", "reach.lang.zh", !chosen.english), ("en", "reach.lang.en", chosen.english)];
    let often = [
        ("yes", "reach.gathered.yes", chosen.gathered),
        ("no", "reach.gathered.no", !chosen.gathered),
    ];
    let languages = languages.map(|(code, key, on)| Choice::new(code, say(key), on));
    let often = often.map(|(code, key, on)| Choice::new(code, say(key), on));
    vec![
        one("lang", "reach.lang", Input::Radios { choices: languages.to_vec() }),
        one("by_mail", "reach.by_mail", box_of("reach.by_mail.yes", chosen.by_mail)),
        wrong(free("mail", "reach.mail", text(&chosen.mail)), mail).help(say("reach.mail.help")),
        one("by_sms", "reach.by_sms", box_of("reach.by_sms.yes", chosen.by_sms)),
        wrong(free("phone", "reach.phone", text(&chosen.phone)), phone)
            .help(say("reach.phone.help")),
        one("gathered", "reach.gathered", Input::Radios { choices: often.to_vec() }),
    ]
}

/// What was said of the last message that went out of the house, where it was given up.
async fn refused(here: &Here, messages: &dyn Messages) -> Result<Option<String>, Trouble> {
    let (tenant, account) = (&here.site.tenant, here.signed_in()?.account.id);
    for one in messages.messages_of(tenant, account, LOOKED_AT).await? {
        let deliveries = messages.deliveries(tenant, one.id).await?;
        let ended = |standing| [Standing::Sent, Standing::Failed].contains(&standing);
        let Some(last) = deliveries.iter().find(|one| ended(one.standing)) else { continue };
        let given_up = last.standing == Standing::Failed;
        let tried = last.tries.iter().rfind(|one| one.outcome != Outcome::Begun);
        return Ok(tried.filter(|_| given_up).map(|one| one.said.clone()));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::{is_mail, is_phone};

    #[test]
    fn what_could_end_a_line_or_name_two_is_no_address() {
        for good in ["a@example.org", "zhang.san+x@mail.example.org", "a-b@x-y.cn"] {
            assert!(is_mail(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.cn",
            "a@b..cn",
            "@b.cn",
            "a@b.cn,c@d.cn",
            "a@b.cn\r\nbcc:c@d.cn",
            "<a@b.cn>",
            "a b@c.cn",
            ".a@b.cn",
            "a@-b.cn",
            "甲@b.cn",
        ] {
            assert!(!is_mail(bad), "{bad}");
        }
    }

    #[test]
    fn a_number_is_of_the_mainland_or_says_of_where() {
        for good in ["13800000000", "+85291234567", "+8613800000000"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "1380000000", "23800000000", "+0123456789", "+86", "138000000a0"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
