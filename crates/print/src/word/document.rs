//! The text of the file: each part a paragraph in its style, or a table.

use super::{Tongue, escaped};
use crate::told::{Cell, Part, Role, Run};

/// The namespaces that the parts of a text use.
const OPEN: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" ",
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
);
/// The width of the text, 156 mm, in twentieths of a point.
const WIDTH: u32 = 8844;
/// The width of the column with the numbers of a list, 14 mm.
const NARROW: u32 = 794;
/// The red names are as large as this at most, in half points.
const LARGEST: usize = 92;

pub(super) fn xml(parts: &[Part], tongue: Tongue) -> String {
    let writer = Writer { parts, tongue };
    let body: String = (0..parts.len()).map(|at| writer.part(at)).collect();
    format!("{OPEN}{body}{}</w:body></w:document>", section(tongue))
}

/// The page of GB/T 9704: 37 mm above, 35 mm below, 28 mm on the binding side and 26 mm opposite, with a grid of lines. That
/// 28 characters fill a line is said by the space between them: programs differ in what they make of a grid of characters.
fn section(tongue: Tongue) -> String {
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:headerReference w:type=\"even\" r:id=\"rId4\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"even\" r:id=\"rId6\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"1300\" w:gutter=\"0\"/>\
         <w:docGrid w:type=\"lines\" w:linePitch=\"{}\"/></w:sectPr>",
        tongue.pitch
    )
}

/// Writes the parts of a paper.
struct Writer<'a> {
    parts: &'a [Part],
    tongue: Tongue,
}

impl Writer<'_> {
    fn part(&self, at: usize) -> String {
        match self.parts.get(at) {
            Some(Part::Paragraph(role, runs)) => self.paragraph(at, *role, runs),
            Some(Part::Table { head, rows }) => table(head, rows),
            None => String::new(),
        }
    }

    fn paragraph(&self, at: usize, role: Role, runs: &[Run]) -> String {
        // The word for the document stands in the line of those who issue it, and the day of printing in that of who printed.
        let (after, before) = (self.role(at + 1), at.checked_sub(1).and_then(|at| self.role(at)));
        let joined = |runs: &[Run]| runs.iter().map(|run| self::run(run, "")).collect::<String>();
        let styled = |style: &str, more: &str| {
            format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>{}</w:p>", joined(runs))
        };
        match role {
            Role::Issuer | Role::Suffix => self.issuer(at, runs),
            Role::Number => styled("DocumentNumber", ""),
            Role::Title => styled("Title", ""),
            Role::To => styled("Addressee", ""),
            Role::Heading(level) => styled(&format!("Heading{level}"), ""),
            Role::Body | Role::Item => {
                let style = if role == Role::Item { "ListNumber" } else { "BodyText" };
                // No signature stands alone on a page.
                let keeps =
                    if after == Some(Role::Signed) { "<w:keepNext/><w:keepLines/>" } else { "" };
                styled(style, keeps)
            }
            Role::Signed | Role::Date => {
                let style = if role == Role::Date { "Date" } else { "Signature" };
                let room = (role == Role::Signed && before != Some(Role::Signed))
                    .then(|| format!("<w:spacing w:before=\"{}\"/>", self.tongue.pitch * 11 / 5));
                let place = format!("{}{}", room.unwrap_or_default(), self.beside());
                styled(style, &place)
            }
            Role::Copies => styled("Imprint", FRAME),
            Role::Imprint | Role::Printed => self.imprint(at, role),
        }
    }

    fn role(&self, at: usize) -> Option<Role> {
        match self.parts.get(at)? {
            Part::Paragraph(role, _) => Some(*role),
            Part::Table { .. } => None,
        }
    }

    /// The text of the first paragraph of a role.
    fn text_of(&self, wanted: Role) -> impl Iterator<Item = String> {
        self.parts.iter().filter_map(move |part| match part {
            Part::Paragraph(role, runs) if *role == wanted => {
                Some(runs.iter().map(|run| run.text.as_str()).collect())
            }
            Part::Paragraph(..) | Part::Table { .. } => None,
        })
    }

    /// A name in red, with the word for the document behind the last.
    fn issuer(&self, at: usize, runs: &[Run]) -> String {
        let suffix = self.role(at + 1) == Some(Role::Suffix);
        if self.role(at) == Some(Role::Suffix) {
            return String::new();
        }
        let mut size = 40;
        if !self.tongue.english {
            let longest = self.text_of(Role::Issuer).map(|name| name.chars().count()).max();
            let beside = self.text_of(Role::Suffix).next().map_or(0, |word| word.chars().count());
            let signs = longest.unwrap_or_default() + beside;
            // Half points, from a width in twentieths of one.
            size = LARGEST.min((WIDTH / 10) as usize / signs.max(1));
        }
        let first = at == 0;
        let above = if first { "<w:spacing w:before=\"1984\"/>" } else { "" };
        let larger = format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
        let mut text: String = runs.iter().map(|one| run(one, &larger)).collect();
        if suffix && let Some(Part::Paragraph(_, word)) = self.parts.get(at + 1) {
            text.extend(word.iter().map(|one| run(one, &larger)));
        }
        format!("<w:p><w:pPr><w:pStyle w:val=\"Issuer\"/>{above}</w:pPr>{text}</w:p>")
    }

    /// Name over day, each in the middle of the other, with the room of four characters at the right: the seal presses
    /// over both.
    fn beside(&self) -> String {
        if self.tongue.english {
            // 92 mm at the right.
            return format!("<w:ind w:left=\"{}\"/>", WIDTH - 5216);
        }
        let sign = self.tongue.size * 10;
        let names = self.text_of(Role::Signed).chain(self.text_of(Role::Date));
        let widest = names.map(|name| name.chars().map(half_widths).sum::<u32>()).max();
        // Programs set some space between digits and characters.
        let width = widest.unwrap_or_default() * sign / 2 + 2 * sign;
        let left = WIDTH.saturating_sub(4 * sign + width);
        format!("<w:ind w:left=\"{left}\" w:right=\"{}\"/>", 4 * sign)
    }

    /// The foot of the last page: who sent it out at the left, when at the right.
    fn imprint(&self, at: usize, role: Role) -> String {
        if role == Role::Printed {
            return String::new();
        }
        let text = |at: usize| match self.parts.get(at) {
            Some(Part::Paragraph(Role::Imprint | Role::Printed, runs)) => {
                runs.iter().map(|one| run(one, "")).collect()
            }
            _ => String::new(),
        };
        let (who, when) = (text(at), text(at + 1));
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"Imprint\"/>{FRAME}</w:pPr>{who}<w:r><w:tab/></w:r>{when}</w:p>"
        )
    }
}

/// At the lower edge of the text of its page.
const FRAME: &str = "<w:framePr w:w=\"8844\" w:hRule=\"auto\" w:wrap=\"notBeside\" w:hAnchor=\"margin\" w:vAnchor=\"margin\" \
                     w:xAlign=\"left\" w:yAlign=\"bottom\"/>";

fn half_widths(sign: char) -> u32 {
    if sign.is_ascii() { 1 } else { 2 }
}

/// Text in one hand; `more` are further properties of it.
fn run(run: &Run, more: &str) -> String {
    let bold = if run.bold { "<w:b/>" } else { "" };
    let slanted = if run.slanted { "<w:i/>" } else { "" };
    let lines = run.text.split('\n');
    let lines = lines.map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line)));
    let lines = lines.collect::<Vec<_>>().join("<w:br/>");
    let hand = format!("{bold}{slanted}{more}");
    let hand = if hand.is_empty() { hand } else { format!("<w:rPr>{hand}</w:rPr>") };
    format!("<w:r>{hand}{lines}</w:r>")
}

/// A table over the whole width; its head stands on each page, and no row is broken.
fn table(head: &[Vec<Cell>], rows: &[Vec<Cell>]) -> String {
    let widths = widths(head, rows);
    let grid = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>"));
    let grid = grid.collect::<Vec<_>>().concat();
    let row = |cells: &Vec<Cell>, style: &str, heads: &str| {
        let cells = cells.iter().zip(&widths).map(|(one, width)| cell(one, *width, style));
        let cells: String = cells.collect();
        format!("<w:tr><w:trPr><w:cantSplit/>{heads}</w:trPr>{cells}</w:tr>")
    };
    let heads = head.iter().map(|cells| row(cells, "TableHead", "<w:tblHeader/>"));
    let rows: String = heads.chain(rows.iter().map(|cells| row(cells, "TableText", ""))).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

fn cell(paragraphs: &Cell, width: u32, style: &str) -> String {
    let style = format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>");
    let paragraph = |runs: &Vec<Run>| {
        let text: String = runs.iter().map(|one| run(one, "")).collect();
        format!("<w:p>{style}{text}</w:p>")
    };
    let mut text: String = paragraphs.iter().map(paragraph).collect();
    if text.is_empty() {
        // A cell holds a paragraph, also where nothing stands in it.
        text = format!("<w:p>{style}</w:p>");
    }
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>{text}</w:tc>"
    )
}

/// The widths of the columns: that of the numbers is narrow, the others go by the longest of what stands in them.
fn widths(head: &[Vec<Cell>], rows: &[Vec<Cell>]) -> Vec<u32> {
    /// The narrowest and the widest that a column counts as, in halves of a Chinese character.
    const BOUNDS: (u32, u32) = (6, 34);
    let columns = head.iter().chain(rows).map(Vec::len).max().unwrap_or_default();
    let wide = |at: usize| {
        let cells = head.iter().chain(rows).filter_map(|row| row.get(at));
        let texts = cells.flat_map(|cell| cell.iter().flatten());
        let wide = texts.map(|run| run.text.chars().map(half_widths).sum::<u32>()).max();
        wide.unwrap_or_default().clamp(BOUNDS.0, BOUNDS.1)
    };
    let wides: Vec<u32> = (1..columns).map(wide).collect();
    let all = wides.iter().sum::<u32>().max(1);
    let room = WIDTH - NARROW;
    (0..columns.min(1)).map(|_| NARROW).chain(wides.iter().map(|one| room * one / all)).collect()
}
