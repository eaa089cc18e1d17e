//! A paper as its parts, in the order in which they are read: what the typesetter has worked out of a template, before
//! anything was set.
//!
//! The layouts say the parts (`/layout/told.typ`), and the typesetter hands them over as a page of the web. What stands
//! in it and is not known here is refused by its name, so that nothing is left out of a file unnoticed.

use std::mem;

use typst_html::{HtmlElement, HtmlNode, attr, tag};

/// What a paragraph is in its paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// One of those who issue it, above all else.
    Issuer,
    /// The word for the document beside them.
    Suffix,
    /// Its number.
    Number,
    /// Its title.
    Title,
    /// Whom it is addressed to.
    To,
    /// A paragraph of its text.
    Body,
    /// A heading within the text, by its level from one.
    Heading(u8),
    /// A paragraph of a list that stands in the text, with what is before it.
    Item,
    /// One of those who sign.
    Signed,
    /// The day.
    Date,
    /// Who else gets it.
    Copies,
    /// Who sent it out, at the foot of the last page.
    Imprint,
    /// When it was sent out.
    Printed,
}

/// Some text in one hand. A line that ends within a paragraph ends with `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) bold: bool,
    pub(crate) slanted: bool,
}

/// A cell of a table, as paragraphs.
pub(crate) type Cell = Vec<Vec<Run>>;

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A paragraph.
    Paragraph(Role, Vec<Run>),
    /// A table: the rows of its head, and the others.
    Table { head: Vec<Vec<Cell>>, rows: Vec<Vec<Cell>> },
}

/// The parts of a paper.
///
/// # Errors
/// The name of what cannot be told.
pub(crate) fn parts(root: &HtmlElement) -> Result<Vec<Part>, String> {
    let body = children(root).find(|one| one.tag == tag::body);
    let mut teller = Teller::default();
    teller.blocks(body.ok_or("<html>")?)?;
    teller.ends();
    Ok(teller.parts)
}

fn children(element: &HtmlElement) -> impl Iterator<Item = &HtmlElement> {
    element.children.iter().filter_map(|node| match node {
        HtmlNode::Element(element) => Some(element),
        HtmlNode::Tag(_) | HtmlNode::Text(..) | HtmlNode::Frame(_) => None,
    })
}

/// The hand in which text is written.
#[derive(Debug, Clone, Copy, Default)]
struct Hand {
    bold: bool,
    slanted: bool,
}

/// Goes through a page and takes down its parts.
#[derive(Debug)]
struct Teller {
    parts: Vec<Part>,
    role: Role,
    /// The paragraph that is being read.
    line: Vec<Run>,
    /// The number of the item of a list, before its first paragraph.
    before: String,
}

impl Default for Teller {
    fn default() -> Self {
        Self { parts: Vec::new(), role: Role::Body, line: Vec::new(), before: String::new() }
    }
}

impl Teller {
    /// Everything within an element, as paragraphs of the present role.
    fn blocks(&mut self, element: &HtmlElement) -> Result<(), String> {
        for node in &element.children {
            match node {
                HtmlNode::Tag(_) => {}
                HtmlNode::Text(text, _) => self.writes(text, Hand::default()),
                HtmlNode::Element(element) => self.element(element)?,
                HtmlNode::Frame(_) => return Err("a drawing".to_owned()),
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &HtmlElement) -> Result<(), String> {
        let heading = [tag::h2, tag::h3, tag::h4].iter().zip(1..);
        let heading = heading.filter(|(tag, _)| **tag == element.tag).map(|(_, level)| level);
        if let Some(level) = heading.last() {
            return self.within(Role::Heading(level), element);
        }
        match element.tag {
            tag::section => self.within(role(element)?, element),
            tag::p | tag::div => self.within(self.role, element),
            tag::ol => self.list(element, true),
            tag::ul => self.list(element, false),
            tag::table => self.table(element),
            _ => self.inline(element, Hand::default()),
        }
    }

    /// The paragraphs of an element, apart from those before and after it.
    fn within(&mut self, role: Role, element: &HtmlElement) -> Result<(), String> {
        self.ends();
        let before = mem::replace(&mut self.role, role);
        self.blocks(element)?;
        self.ends();
        self.role = before;
        Ok(())
    }

    fn list(&mut self, list: &HtmlElement, counted: bool) -> Result<(), String> {
        self.ends();
        let number = |element: &HtmlElement, attr| element.attrs.get(attr)?.parse::<i64>().ok();
        let mut next = number(list, attr::start).unwrap_or(1);
        for item in children(list) {
            let at = number(item, attr::value).unwrap_or(next);
            next = at.saturating_add(1);
            self.before = if counted { format!("{at}. ") } else { "• ".to_owned() };
            self.within(Role::Item, item)?;
        }
        Ok(())
    }

    fn table(&mut self, table: &HtmlElement) -> Result<(), String> {
        self.ends();
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        for group in children(table) {
            let to = match group.tag {
                tag::thead => &mut head,
                tag::tbody | tag::tfoot => &mut rows,
                _ => return Err(group.tag.to_string()),
            };
            for row in children(group) {
                to.push(children(row).map(cell).collect::<Result<Vec<_>, _>>()?);
            }
        }
        self.parts.push(Part::Table { head, rows });
        Ok(())
    }

    fn inline(&mut self, element: &HtmlElement, hand: Hand) -> Result<(), String> {
        let hand = match element.tag {
            tag::br => {
                self.writes("\n", hand);
                return Ok(());
            }
            tag::span | tag::a => hand,
            tag::strong | tag::b => Hand { bold: true, ..hand },
            tag::em | tag::i => Hand { slanted: true, ..hand },
            other => return Err(other.to_string()),
        };
        for node in &element.children {
            match node {
                HtmlNode::Tag(_) => {}
                HtmlNode::Text(text, _) => self.writes(text, hand),
                HtmlNode::Element(element) => self.inline(element, hand)?,
                HtmlNode::Frame(_) => return Err("a drawing".to_owned()),
            }
        }
        Ok(())
    }

    fn writes(&mut self, text: &str, hand: Hand) {
        let Hand { bold, slanted } = hand;
        match self.line.last_mut() {
            Some(last) if (last.bold, last.slanted) == (bold, slanted) => last.text.push_str(text),
            _ => self.line.push(Run { text: text.to_owned(), bold, slanted }),
        }
    }

    /// The paragraph that was read is a part, unless nothing stands in it.
    fn ends(&mut self) {
        let mut line = mem::take(&mut self.line);
        if let Some(first) = line.first_mut() {
            first.text = first.text.trim_start_matches([' ', '\n']).to_owned();
        }
        if let Some(last) = line.last_mut() {
            last.text.truncate(last.text.trim_end_matches([' ', '\n']).len());
        }
        line.retain(|run| !run.text.is_empty());
        if let Some(first) = line.first_mut() {
            first.text.insert_str(0, &mem::take(&mut self.before));
            self.parts.push(Part::Paragraph(self.role, line));
        }
    }
}

fn cell(element: &HtmlElement) -> Result<Cell, String> {
    let mut teller = Teller::default();
    teller.blocks(element)?;
    teller.ends();
    let paragraphs = teller.parts.into_iter().map(|part| match part {
        Part::Paragraph(_, runs) => Ok(runs),
        Part::Table { .. } => Err("a table in a table".to_owned()),
    });
    paragraphs.collect()
}

/// What a section of a layout is.
fn role(section: &HtmlElement) -> Result<Role, String> {
    let kind =
        section.attrs.get(attr::class).map(typst::ecow::EcoString::as_str).unwrap_or_default();
    Ok(match kind {
        "issuer" => Role::Issuer,
        "suffix" => Role::Suffix,
        "number" => Role::Number,
        "title" => Role::Title,
        "to" => Role::To,
        "body" => Role::Body,
        "signed" => Role::Signed,
        "date" => Role::Date,
        "copies" => Role::Copies,
        "imprint" => Role::Imprint,
        "printed" => Role::Printed,
        other => return Err(format!("the part `{other}`")),
    })
}
