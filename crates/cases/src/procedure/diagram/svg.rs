//! The map of stages as a picture: SVG, made here, without a script and without anything from elsewhere.

use std::fmt::Write as _;

use guohe_rules::syntax::Words;

use super::{
    STYLE,
    layout::{Layout, Way},
};
use crate::{
    law::Law,
    procedure::{End, Stage},
};

/// From one row to the next.
const PITCH: usize = 74;
/// Height of a box.
const BOX: usize = 52;
/// Width of a box.
const WIDE: usize = 252;
/// From one track to the next.
const TRACK: usize = 13;
/// From a box to its first track.
const GAP: usize = 20;
/// Around the whole.
const MARGIN: usize = 8;
/// Where lines leave a box and where they reach it, above and below its middle.
const ASIDE: usize = 9;
/// The width of a line of a name: 25 letters of English, or 15 Chinese characters.
const LINE: usize = 75;

/// Signs that do not begin a line.
const CLOSING: &str = "）」』、，。○";

/// Whether the picture stands in a page that has its style, or alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a page with [`STYLE`].
    Page,
    /// In a file of its own.
    File,
}

/// Draws the procedure of a law in the language that `pick` chooses.
pub fn svg(law: &Law, place: Place, pick: impl Fn(&Words) -> &str) -> String {
    let layout = Layout::of(&law.procedure);
    let map = Map { law, layout: &layout, pick: &pick };
    map.draw(place)
}

struct Map<'a, P> {
    law: &'a Law,
    layout: &'a Layout<'a>,
    pick: &'a P,
}

impl<P: Fn(&Words) -> &str> Map<'_, P> {
    fn said(&self, zh: &str, en: &str) -> String {
        (self.pick)(&Words { zh: zh.to_owned(), en: en.to_owned() }).to_owned()
    }

    fn draw(&self, place: Place) -> String {
        let lanes = |tracks: &std::collections::BTreeMap<usize, usize>| {
            tracks.values().max().map_or(0, |lane| GAP + lane * TRACK)
        };
        let left = MARGIN + lanes(&self.layout.back);
        let width = left + WIDE + lanes(&self.layout.forward) + MARGIN;
        let height = MARGIN * 2 + self.layout.rows.len() * PITCH - (PITCH - BOX);
        let title = self.said("程序的环节", "the stages of the procedure");
        let name = (self.pick)(&self.law.pack.file.title).to_owned();
        let mut lines = vec![format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"stagemap\" role=\"img\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\"><title>{}</title>",
            escaped(&format!("{name} · {title}"))
        )];
        if place == Place::File {
            lines.push(format!("<style>\n{STYLE}</style>"));
        }
        // The longest first, so that short lines lie over them.
        let mut ways: Vec<&Way<'_>> = self.layout.ways.iter().collect();
        ways.sort_by_key(|way| std::cmp::Reverse(way.from.abs_diff(way.to)));
        lines.extend(ways.into_iter().map(|way| self.way(way, left)));
        let stages = self.layout.rows.iter().enumerate();
        lines.extend(stages.filter_map(|(row, stage)| {
            Some(self.stage(self.law.procedure.stages.get(*stage)?, row, left))
        }));
        lines.push("</svg>\n".to_owned());
        lines.join("\n")
    }

    fn way(&self, way: &Way<'_>, left: usize) -> String {
        let names: Vec<&str> = way.acts.iter().map(|act| (self.pick)(&act.name)).collect();
        let title = escaped(&names.join(" / "));
        let (from, to) = (middle(way.from), middle(way.to));
        let (path, head, side) = if way.to == way.from + 1 {
            let (x, top, foot) = (left + WIDE / 2, from + BOX / 2, to - BOX / 2);
            let head = format!("M{x} {foot} l-4.5 -8 h9 z");
            (format!("M{x} {top} V{}", foot - 7), head, "next")
        } else if way.to > way.from {
            let lane = self.layout.forward.get(&way.to).copied().unwrap_or_default();
            let (x, out) = (left + WIDE, left + WIDE + GAP + lane * TRACK);
            let (start, goal) = (from + ASIDE, to - ASIDE);
            let path = format!(
                "M{x} {start} H{} Q{out} {start} {out} {} V{} Q{out} {goal} {} {goal} H{}",
                out - 6,
                start + 6,
                goal - 6,
                out - 6,
                x + 7
            );
            (path, format!("M{x} {goal} l8 -4.5 v9 z"), "forward")
        } else {
            let lane = self.layout.back.get(&way.to).copied().unwrap_or_default();
            let (x, out) = (left, left.saturating_sub(GAP + lane * TRACK));
            let (start, goal) = (from - ASIDE, to + ASIDE);
            let path = format!(
                "M{x} {start} H{} Q{out} {start} {out} {} V{} Q{out} {goal} {} {goal} H{}",
                out + 6,
                start - 6,
                goal + 6,
                out + 6,
                x - 7
            );
            (path, format!("M{x} {goal} l-8 -4.5 v9 z"), "back")
        };
        format!(
            "<g class=\"{side} {}\"><title>{title}</title><path class=\"line\" d=\"{path}\"/><path class=\"head\" d=\"{head}\"/></g>",
            self.colour(way.to)
        )
    }

    /// The colour of a row: that of its end, or one in turn.
    fn colour(&self, row: usize) -> String {
        let stage = self.layout.rows.get(row).and_then(|at| self.law.procedure.stages.get(*at));
        match stage.and_then(|stage| stage.end) {
            Some(end) if end.is_good() => "kgood".to_owned(),
            Some(End::Ended | End::Withdrawn) => "kplain".to_owned(),
            Some(
                End::Certified
                | End::Rejected
                | End::NotSelected
                | End::NotRecommended
                | End::Refused
                | End::Cancelled
                | End::Revoked,
            ) => "kbad".to_owned(),
            None => format!("k{}", row % 4),
        }
    }

    fn stage(&self, stage: &Stage, row: usize, left: usize) -> String {
        let top = middle(row) - BOX / 2;
        let mark = if stage.operational { " ○" } else { "" };
        let name = format!("{}{mark}", (self.pick)(&stage.name));
        let actor = stage.waits_for.as_ref().and_then(|actor| self.law.pack.actor(actor));
        let who = match (actor, stage.end) {
            (Some(actor), _) => (self.pick)(&actor.name).to_owned(),
            (None, Some(_)) => self.said("终点", "end"),
            (None, None) => String::new(),
        };
        let end = if stage.end.is_some() { " end" } else { "" };
        let mut text = format!(
            "<g class=\"stage {}{end}\"><rect class=\"box\" x=\"{left}\" y=\"{top}\" width=\"{WIDE}\" height=\"{BOX}\" rx=\"8\"/>\
             <rect class=\"mark\" x=\"{left}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\"/>",
            self.colour(row),
            top + 10,
            BOX - 20
        );
        let lines = wrapped(&name, LINE);
        let (first, step) = if lines.len() > 1 { (17, 14) } else { (23, 18) };
        let all = lines.iter().map(|line| ("name", line)).chain([("who", &who)]);
        for (at, (class, line)) in all.enumerate() {
            let narrow = if lines.len() > 1 && class == "name" { " narrow" } else { "" };
            let written = write!(
                text,
                "<text class=\"{class}{narrow}\" x=\"{}\" y=\"{}\">{}</text>",
                left + 14,
                top + first + at * step,
                escaped(line)
            );
            debug_assert!(written.is_ok(), "writing to a string cannot fail");
        }
        text.push_str("</g>");
        text
    }
}

/// The middle of a row.
fn middle(row: usize) -> usize {
    MARGIN + row * PITCH + BOX / 2
}

/// A name on two lines of about one length where it is too long for one.
fn wrapped(name: &str, most: usize) -> Vec<String> {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 3 } else { 5 }).sum::<usize>();
    let whole = wide(name);
    if whole <= most {
        return vec![name.to_owned()];
    }
    // A line ends with a space or between two Chinese characters, and none begins with a closing sign.
    let ends = name.char_indices().filter(|(at, sign)| {
        let before = name.get(..*at).and_then(|text| text.chars().next_back());
        let between = !sign.is_ascii() && before.is_some_and(|before| !before.is_ascii());
        *at > 0 && (*sign == ' ' || between) && !CLOSING.contains(*sign)
    });
    let uneven = |at: &usize| wide(name.get(..*at).unwrap_or_default()).abs_diff(whole / 2);
    let at = ends.map(|(at, _)| at).min_by_key(uneven).unwrap_or(name.len());
    let (head, tail) = name.split_at_checked(at).unwrap_or((name, ""));
    vec![head.trim().to_owned(), tail.trim().to_owned()]
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
