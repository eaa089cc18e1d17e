//! What a comparison of words and clauses found, as lines for a person: where, what, and what to do.

use guohe_rules::official::{Comparison, Deviation, Entry, FILE, Ledger, Split, Unit};

use crate::paper::harmless;

/// So many characters of a sentence are enough to find it again.
const SHOWN: usize = 12;

/// The report, with the figures in its last line.
pub(super) fn report(file: &str, ledger: &Ledger, split: &Split, compared: &Comparison) -> String {
    let teller = Teller { file, ledger, units: &split.units };
    let mut lines: Vec<String> = split
        .dropped
        .iter()
        .map(|line| {
            let words = beginning(&line.words);
            format!(
                "{file}:{}: 版面内容，未计入“{words}” / not part of the document, left out",
                line.line
            )
        })
        .collect();
    lines.extend(compared.notes.iter().map(|one| format!("{} (提示 note)", teller.line(*one))));
    lines.extend(compared.deviations.iter().map(|one| teller.line(*one)));
    let figures = compared.figures;
    lines.push(format!(
        "{} of {} clauses have words, {} of {} sentences have a clause",
        figures.with_words, figures.clauses, figures.with_clause, figures.sentences
    ));
    lines.join("\n") + "\n"
}

fn beginning(words: &str) -> String {
    let mut short: String = harmless(words).chars().take(SHOWN).collect();
    if words.chars().count() > SHOWN {
        short.push('…');
    }
    short
}

#[derive(Debug)]
struct Teller<'a> {
    file: &'a str,
    ledger: &'a Ledger,
    units: &'a [Unit],
}

impl Teller<'_> {
    fn line(&self, one: Deviation) -> String {
        let file = self.file;
        match one {
            Deviation::Missing { entry, after } => {
                let line = after.and_then(|at| self.units.get(at)).map_or(1, |unit| unit.line);
                let (what, after) = (self.entry(entry), self.unit(after));
                format!(
                    "{file}:{line}: 缺少一句：{what}，应在{after}之后；请核对来源是否完整 / \
                     missing: {what}, expected after {after}; see whether the source is complete"
                )
            }
            Deviation::New { unit } => {
                let (line, what) = (self.line_of(unit), self.unit(Some(unit)));
                format!(
                    "{file}:{line}: 没有对应条款：{what}；若文件确有此句，请在 {FILE} 中补上 / \
                     new, no clause has it: {what}; if the document has it, add it to {FILE}"
                )
            }
            Deviation::Altered { entry, unit } => {
                let (line, what, was) =
                    (self.line_of(unit), self.unit(Some(unit)), self.entry(entry));
                format!(
                    "{file}:{line}: 文字不同：{what}，此处应为 {was}；请与公布的文本核对 / \
                     altered: {what} stands where {was} should; compare with the published text"
                )
            }
            Deviation::Moved { entry, unit } => {
                let (line, what, was) =
                    (self.line_of(unit), self.unit(Some(unit)), self.entry(entry));
                format!(
                    "{file}:{line}: 次序不同：{what}，应在 {was} 处；请核对句子的次序 / \
                     out of order: {what} belongs to {was}; compare the order of the sentences"
                )
            }
        }
    }

    fn line_of(&self, unit: usize) -> usize {
        self.units.get(unit).map_or(1, |unit| unit.line)
    }

    /// A sentence of the document: where it stands and how it begins.
    fn unit(&self, at: Option<usize>) -> String {
        at.and_then(|at| self.units.get(at)).map_or_else(
            || "开头 the beginning".to_owned(),
            |unit| format!("{}#{}“{}”", unit.path, unit.sentence, beginning(&unit.words)),
        )
    }

    /// A sentence of the ledger: its line there and its clauses.
    fn entry(&self, at: usize) -> String {
        self.ledger.units.get(at).map_or_else(String::new, |entry: &Entry| {
            let clauses: Vec<_> = entry.clauses.iter().map(|id| id.value.as_str()).collect();
            let line = entry.words.place.line;
            format!("{} {} ({FILE}:{line})", entry.at, clauses.join(" "))
        })
    }
}
