//! Terms as a calendar (RFC 5545), for programs that subscribe to it.
//!
//! Written here: what it takes is escaping and folding lines, and the libraries for it bring another notion of time beside
//! the one that the product has.

use guohe_cases::{
    message::{Choice, agenda::Deadline},
    moment::instant,
};
use guohe_rules::syntax::ActorKind;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz};

use crate::{
    lang::Lang,
    views::{case::number, finding::cites},
    words::{fill, word},
};

/// No line is longer, in bytes and without its end (3.1).
const LONGEST: usize = 75;

/// The calendar of somebody's terms, as of an instant; `origin` is the address of the site.
pub(crate) fn feed(
    choice: &Choice,
    deadlines: &[Deadline<'_>],
    (now, origin): (Timestamp, Option<&str>),
) -> String {
    let first = if choice.english { Lang::En } else { Lang::Zh };
    let mut out = Lines::default();
    out.add("BEGIN", "VCALENDAR");
    out.add("VERSION", "2.0");
    out.add("PRODID", "-//Guohe//Terms//ZH");
    out.add("CALSCALE", "GREGORIAN");
    out.add("METHOD", "PUBLISH");
    out.text("X-WR-CALNAME", &both(first, |lang| word(lang, "calendar.name").into_owned()));
    for deadline in deadlines {
        event(&mut out, (first, deadline), (now, origin));
    }
    out.add("END", "VCALENDAR");
    out.0
}

/// Words in both languages, that of the reader first.
fn both(first: Lang, say: impl Fn(Lang) -> String) -> String {
    format!("{} / {}", say(first), say(first.other()))
}

fn event(
    out: &mut Lines,
    (first, deadline): (Lang, &Deadline<'_>),
    (now, origin): (Timestamp, Option<&str>),
) {
    let Deadline { case, law, stage, reader, until } = *deadline;
    let expert = reader == ActorKind::Expert;
    let name = |lang: Lang| {
        let stage = lang.of(&stage.name.zh, &stage.name.en).to_owned();
        // What is reviewed is said behind the door.
        if expert { stage } else { fill(lang, "calendar.event", &[&stage, &number(case)]) }
    };
    let clauses = stage.cites.iter().map(|cite| cite.value.as_str());
    let clauses: Vec<&str> = clauses.collect();
    let cited = |lang: Lang| {
        let all = cites(lang, law, clauses.iter().copied());
        all.into_iter().map(|cite| cite.label).collect::<Vec<_>>().join(lang.comma())
    };
    out.add("BEGIN", "VEVENT");
    out.add("UID", &format!("{case}-{}@guohe", stage.id.value));
    out.add("DTSTAMP", &utc(now));
    if let Some(at) = until.at {
        out.add("DTSTART", &utc(instant(until.day.to_datetime(at))));
    } else {
        out.add("DTSTART;VALUE=DATE", &day(until.day));
        out.add("DTEND;VALUE=DATE", &day(until.day.saturating_add(1.day())));
    }
    out.text("SUMMARY", &both(first, name));
    if !clauses.is_empty() {
        out.text("DESCRIPTION", &both(first, cited));
    }
    if let Some(origin) = origin {
        out.add("URL", &format!("{origin}/home"));
    }
    out.add("TRANSP", "TRANSPARENT");
    out.add("END", "VEVENT");
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn utc(at: Timestamp) -> String {
    tz::Offset::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Lines of a calendar.
#[derive(Debug, Default)]
struct Lines(String);

impl Lines {
    /// A text, in which some signs are written otherwise (3.3.11).
    fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        for sign in text.chars().filter(|sign| *sign != '\r') {
            match sign {
                '\\' | ';' | ',' => escaped.extend(['\\', sign]),
                '\n' => escaped.push_str("\\n"),
                other => escaped.push(other),
            }
        }
        self.add(name, &escaped);
    }

    /// A line, folded between signs where it is too long.
    fn add(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for sign in name.chars().chain([':']).chain(value.chars()) {
            if length + sign.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(sign);
            length += sign.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_within_75_bytes_and_between_signs() {
        let mut lines = Lines::default();
        let text = "补正，".repeat(40);
        lines.text("SUMMARY", &text);
        assert!(lines.0.ends_with("\r\n"));
        let folded: Vec<&str> = lines.0.trim_end().split("\r\n").collect();
        assert!(folded.len() > 4);
        assert!(folded.iter().all(|line| line.len() <= LONGEST), "{folded:?}");
        assert!(folded.iter().skip(1).all(|line| line.starts_with(' ')));
        let unfolded = lines.0.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{text}\r\n"));
    }

    #[test]
    fn signs_that_mean_something_are_written_otherwise() {
        let mut lines = Lines::default();
        lines.text("X", "a,b;c\\d\r\nBEGIN:VEVENT");
        assert_eq!(lines.0, "X:a\\,b\\;c\\\\d\\nBEGIN:VEVENT\r\n");
    }
}
