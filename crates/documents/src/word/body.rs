//! The body: paragraphs, and the rows of tables.

use std::collections::BTreeMap;

use super::{
    numbering::{Numbering, Styles},
    xml::{Element, Sink},
};

/// A paragraph in the making.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    /// The list it names itself; `0` takes it out of that of its style.
    used: Option<String>,
    level: Option<usize>,
    /// Whether its end was deleted, so that the next one continues it.
    goes_on: bool,
    in_properties: bool,
    /// The notes to which it refers.
    notes: Vec<String>,
}

/// What is read of a part of paragraphs.
#[derive(Debug)]
pub(super) struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    notes: BTreeMap<String, Vec<String>>,
    /// The note that is being read, in a part of notes.
    note: Option<String>,
    /// Paragraphs that stand open: one, or more where a text box stands in one.
    open: Vec<Paragraph>,
    /// Lines of the body and of the cells that stand open in it.
    lines: Vec<Vec<String>>,
    /// The cells of the rows that stand open.
    rows: Vec<Vec<Vec<String>>>,
    /// What was before a deleted end of a paragraph.
    before: String,
    /// In how many elements the walk is of those that are left out.
    left_out: usize,
    /// For each field that stands open, whether its instruction is being read.
    fields: Vec<bool>,
    hidden: bool,
    in_text: bool,
}

impl<'a> Body<'a> {
    pub(super) fn new(
        styles: &'a Styles,
        numbering: Numbering,
        notes: BTreeMap<String, Vec<String>>,
    ) -> Self {
        Self {
            styles,
            numbering,
            notes,
            note: None,
            open: Vec::new(),
            lines: vec![Vec::new()],
            rows: Vec::new(),
            before: String::new(),
            left_out: 0,
            fields: Vec::new(),
            hidden: false,
            in_text: false,
        }
    }

    pub(super) fn into_text(self) -> String {
        let lines = self.lines.into_iter().flatten();
        lines.map(|line| line + "\n").collect()
    }

    /// The notes of a part of notes.
    pub(super) fn into_notes(self) -> BTreeMap<String, Vec<String>> {
        self.notes
    }

    /// Signs of the text, unless they are hidden or the instruction of a field.
    fn put(&mut self, signs: &str) {
        if self.hidden || self.fields.contains(&true) {
            return;
        }
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.extend(signs.chars().filter(|sign| *sign != '\u{ad}'));
        }
    }

    fn lines(&mut self, more: impl IntoIterator<Item = String>) {
        if let Some(lines) = self.lines.last_mut() {
            lines.extend(more);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        let text = std::mem::take(&mut self.before) + &paragraph.text;
        if paragraph.goes_on {
            self.before = text;
            return;
        }
        let style = paragraph.style.as_deref();
        let (of_style, style_level) = self.styles.list(style).unzip();
        let used = paragraph.used.as_deref().or(of_style);
        let level = paragraph.level.or(style_level.flatten());
        let number = used
            .filter(|used| *used != "0")
            .and_then(|used| self.numbering.next(used, level, style));
        let notes: Vec<String> =
            paragraph.notes.iter().filter_map(|id| self.notes.get(id)).flatten().cloned().collect();
        self.lines(std::iter::once(number.unwrap_or_default() + &text).chain(notes));
    }

    /// A row whose cells have a line each is one line; the cells of any other stand one after the other.
    fn end_row(&mut self) {
        let Some(cells) = self.rows.pop() else { return };
        if cells.iter().all(|cell| cell.iter().filter(|line| !line.trim().is_empty()).count() <= 1)
        {
            let cells: Vec<String> = cells.into_iter().map(|cell| cell.concat()).collect();
            self.lines([cells.join("\t")]);
        } else {
            self.lines(cells.into_iter().flatten());
        }
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => self.fields.push(true),
            Some("separate") => {
                if let Some(instruction) = self.fields.last_mut() {
                    *instruction = false;
                }
            }
            Some("end") => drop(self.fields.pop()),
            Some(_) | None => {}
        }
    }

    /// Enters or leaves the properties of a paragraph.
    fn properties(&mut self, within: bool) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.in_properties = within;
        }
    }

    /// What stands in the properties of a paragraph.
    fn property(&mut self, element: &Element) {
        let Some(paragraph) = self.open.last_mut() else { return };
        let said = || element.val().map(str::to_owned);
        match element.name.as_str() {
            "pStyle" => paragraph.style = said(),
            "numId" => paragraph.used = said(),
            "ilvl" => paragraph.level = element.val().and_then(|at| at.parse().ok()),
            _ => {}
        }
    }

    /// What stands in a run.
    fn inline(&mut self, element: &Element) {
        match element.name.as_str() {
            "r" => self.hidden = false,
            "vanish" => self.hidden = element.is_on(),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.put("\t"),
            "br" | "cr" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "sym" => self.put(&symbol(element).to_string()),
            "fldChar" => self.field(element.get("fldCharType")),
            "footnoteReference" | "endnoteReference" => {
                let kind = element.name.trim_end_matches("Reference");
                let note = element.get("id").map(|id| format!("{kind} {id}"));
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.notes.extend(note);
                }
            }
            _ => {}
        }
    }
}

/// A sign from a font of symbols; where it has a place of its own there, nobody else knows what it is.
fn symbol(element: &Element) -> char {
    let code = element.get("char").and_then(|code| u32::from_str_radix(code, 16).ok());
    let sign =
        code.and_then(char::from_u32).filter(|sign| !('\u{e000}'..='\u{f8ff}').contains(sign));
    sign.unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Elements with everything in them that are no part of the text as it is now: what was deleted or moved away,
/// former properties, a picture's replacement for older programs, readings above characters.
fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "rt") || name.ends_with("Change")
}

impl Sink for Body<'_> {
    fn open(&mut self, element: &Element) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        let name = element.name.as_str();
        let in_properties = self.open.last().is_some_and(|paragraph| paragraph.in_properties);
        if is_left_out(name) {
            if let (true, "del" | "moveFrom", Some(paragraph)) =
                (in_properties, name, self.open.last_mut())
            {
                paragraph.goes_on = true;
            }
            self.left_out = 1;
            return;
        }
        match name {
            "p" => self.open.push(Paragraph::default()),
            "pPr" => self.properties(true),
            "tr" => self.rows.push(Vec::new()),
            "tc" => self.lines.push(Vec::new()),
            "footnote" | "endnote" => {
                self.note = element.get("id").map(|id| format!("{name} {id}"));
            }
            _ if in_properties => self.property(element),
            _ => self.inline(element),
        }
    }

    fn close(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.properties(false),
            "t" => self.in_text = false,
            "tc" if self.lines.len() > 1 => {
                let lines = self.lines.pop().unwrap_or_default();
                if let Some(row) = self.rows.last_mut() {
                    row.push(lines);
                }
            }
            "tr" => self.end_row(),
            "footnote" | "endnote" => {
                let lines = self.lines.last_mut().map(std::mem::take).unwrap_or_default();
                self.notes.extend(self.note.take().map(|note| (note, lines)));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.left_out == 0 {
            self.put(text);
        }
    }
}
