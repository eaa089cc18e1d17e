//! Whom to ask about a call: as an officer fills it in.

use guohe_cases::round::Contact;

use crate::{
    lang::Lang,
    parts::{Field, Input, Pair},
    sent::Sent,
    words::word,
};

/// The lines, with the words for them.
fn lines(contact: &Contact) -> [(&'static str, &str); 4] {
    [
        ("contact.office", contact.office.as_str()),
        ("contact.phone", &contact.phone),
        ("contact.mail", &contact.mail),
        ("contact.address", &contact.address),
    ]
}

/// The lines of the form, with what was typed or what is kept.
pub(super) fn fields(lang: Lang, kept: Option<&Contact>, sent: Option<&Sent>) -> Vec<Field> {
    let blank = Contact::default();
    let line = |(key, kept): (&str, &str)| {
        let value = sent.map_or(kept, |sent| sent.text(key)).to_owned();
        Field::new(key, word(lang, key), Input::Text { value }).optional()
    };
    lines(kept.unwrap_or(&blank)).map(line).into()
}

/// What was typed.
pub(super) fn read(sent: &Sent) -> Contact {
    let line = |name: &str| sent.text(name).trim().to_owned();
    Contact {
        office: line("contact.office"),
        phone: line("contact.phone"),
        mail: line("contact.mail"),
        address: line("contact.address"),
    }
}

/// As it is shown to whoever wants to ask.
pub(crate) fn pairs(lang: Lang, contact: &Contact) -> Vec<Pair> {
    let filled = lines(contact).into_iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(key, text)| Pair::new(word(lang, key), text)).collect()
}
