//! Templates of a pack, looked over before there is a case for which one is set.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use typst::syntax::{DiagSpanKind, Source};

use crate::world::{id_of, layouts};

/// Where the templates lie that stand in for those that a pack does not have.
const PLAIN: &str = "layout/plain/";

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Its name, as that of the sheet.
    pub template: String,
    /// The bytes that are wrong; none where all of it is meant.
    pub range: Range<usize>,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// What is wrong, in Chinese and in English.
    pub what: (String, String),
}

/// What can be said of the templates of a pack by themselves: what the typesetter cannot read, and those that no paper takes
/// because none has their name and no other template names them.
pub fn flaws(templates: &BTreeMap<String, String>) -> Vec<Flaw> {
    let papers = papers();
    let mut flaws: Vec<Flaw> =
        templates.iter().flat_map(|(name, text)| unreadable(name, text)).collect();
    let unused = templates.keys().filter(|name| {
        let file = name.rsplit_once('/').map_or(name.as_str(), |(_, file)| file);
        let mut others = templates.iter().filter(|(other, _)| other != name);
        !papers.contains(file) && !others.any(|(_, text)| text.contains(file))
    });
    let all: Vec<&str> = papers.iter().map(String::as_str).collect();
    flaws.extend(unused.map(|name| Flaw {
        template: name.clone(),
        range: 0..0,
        line: 1,
        column: 1,
        what: (
            format!("没有文书使用这个模板；文书模板的文件名是：{}", all.join("、")),
            format!("no paper takes this template; those of papers are named {}", all.join(", ")),
        ),
    }));
    flaws
}

/// The names of templates that papers take.
fn papers() -> BTreeSet<String> {
    let paths = layouts().keys().map(|id| id.get().vpath().get_without_slash());
    paths.filter_map(|path| path.strip_prefix(PLAIN)).map(str::to_owned).collect()
}

/// What the typesetter cannot read in a template.
fn unreadable(name: &str, text: &str) -> Vec<Flaw> {
    let Some(id) = id_of(name) else { return Vec::new() };
    let source = Source::new(id, text.to_owned());
    let (errors, _) = source.root().errors_and_warnings();
    let flaw = |error: typst::syntax::SyntaxDiagnostic| {
        let range = match error.span.get() {
            DiagSpanKind::Detached => None,
            DiagSpanKind::Number { num, sub_range, .. } => source.range(num, sub_range),
            DiagSpanKind::Range { range, .. } => Some(range),
        };
        let range = range.unwrap_or(0..0);
        let (line, column) = source.lines().byte_to_line_column(range.start).unwrap_or((0, 0));
        let what = error.message;
        Flaw {
            template: name.to_owned(),
            range,
            line: line + 1,
            column: column + 1,
            what: (format!("模板有误：{what}"), format!("the template cannot be read: {what}")),
        }
    };
    errors.into_iter().map(flaw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> Vec<(String, usize, usize)> {
        let own = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let flaws = flaws(&own.collect());
        flaws.into_iter().map(|one| (one.template, one.line, one.column)).collect()
    }

    #[test]
    fn a_template_that_cannot_be_read_is_named_with_its_place() {
        let broken = "#let a = 1\n甲 #let = 2\n";
        let found = told(&[("letters/notice.typ", broken)]);
        assert_eq!(found, [("letters/notice.typ".to_owned(), 2, 7)]);
    }

    #[test]
    fn a_template_that_nothing_takes_is_named_and_one_that_another_takes_is_not() {
        let takes = "#import \"head.typ\": head\n#head";
        let files = [
            ("letters/decison.typ", "甲"),
            ("letters/decision.typ", takes),
            ("letters/head.typ", "#let head = [甲]"),
        ];
        assert_eq!(told(&files), [("letters/decison.typ".to_owned(), 1, 1)]);
    }
}
