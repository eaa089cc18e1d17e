//! Why a test does not hold, in lines that a person can act on: the clause, what it asks, what kept each row
//! out, what is missing. The words come from the rules themselves.

use guohe_rules::{
    eval::{
        Node, Open,
        trace::{Seen, Trace},
    },
    guard::Checked,
    model::{Test, TestKind},
    pack::Pack,
    prose::{self, Lang},
    situation::Situation,
    syntax::Words,
    value::Truth,
};

use crate::refusal::words;

/// Why a test came out as it did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Because {
    /// One line for each reason.
    pub lines: Vec<Words>,
    /// Clauses it rests on.
    pub cites: Vec<String>,
}

/// At most so many rows are named for one test; the pages show them all.
const MOST_ROWS: usize = 5;

impl Because {
    pub(super) fn of(pack: &Pack, at: &Situation, checked: &Checked<'_>) -> Self {
        let mut teller = Teller { pack, at, trace: &checked.trace, told: Self::default() };
        teller.below(None);
        if !checked.truth.is_known() {
            let missing = Self::missing(pack, at, &checked.trace.opens);
            teller.told.lines.extend(missing.lines);
        }
        teller.told
    }

    /// What would have to be known.
    pub(super) fn missing(pack: &Pack, at: &Situation, opens: &[Open]) -> Self {
        let line = |open: &Open| both(|lang| prose::open(pack, at, *open, lang));
        Self { lines: opens.iter().map(line).collect(), cites: Vec::new() }
    }

    /// All lines in one, in Chinese and in English.
    pub fn told(&self) -> (String, String) {
        let zh: Vec<_> = self.lines.iter().map(|line| line.zh.as_str()).collect();
        let en: Vec<_> = self.lines.iter().map(|line| line.en.as_str()).collect();
        (zh.join(";"), en.join("; "))
    }

    /// The same, resting on a clause.
    #[must_use]
    pub(super) fn under(mut self, pack: &Pack, clause: &str) -> Self {
        if let Some(found) = pack.clause(clause) {
            let (cite, name) = (&found.written.cite, &found.written.name);
            let line =
                words(format!("{}“{}”", cite.zh, name.zh), format!("{} “{}”", cite.en, name.en));
            self.lines.insert(0, line);
        }
        self.cites.insert(0, clause.to_owned());
        self
    }
}

fn both(text: impl Fn(Lang) -> String) -> Words {
    words(text(Lang::Zh), text(Lang::En))
}

struct Teller<'a, 'p> {
    pack: &'a Pack,
    at: &'a Situation,
    trace: &'a Trace<'p>,
    told: Because,
}

impl Teller<'_, '_> {
    /// Goes down to the limbs that keep the test from holding.
    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever is no junction is a limb")]
    fn below(&mut self, parent: Option<usize>) {
        let nodes: Vec<_> = self.trace.below(parent).map(|(at, seen)| (at, *seen)).collect();
        for (at, seen) in nodes.into_iter().filter(|(_, seen)| seen.truth != Truth::True) {
            let Node::Test(test) = seen.node else { continue };
            match &test.what {
                TestKind::Refer(clause) => {
                    self.clause(*clause);
                    self.below(Some(at));
                }
                TestKind::All(_) | TestKind::Any(_) | TestKind::AtLeastKOf(..) => {
                    self.below(Some(at));
                }
                _ => self.limb(test, &seen),
            }
        }
    }

    fn clause(&mut self, at: u16) {
        let Some(clause) = self.pack.clauses.get(usize::from(at)) else { return };
        let written = &clause.written;
        if self.told.cites.contains(&written.id.value) {
            return;
        }
        self.told.cites.push(written.id.value.clone());
        self.told.lines.push(words(
            format!("{}“{}”", written.cite.zh, written.name.zh),
            format!("{} “{}”", written.cite.en, written.name.en),
        ));
    }

    /// What a limb asks, what was found instead, and what kept its rows out.
    fn limb(&mut self, test: &Test, seen: &Seen<'_>) {
        let (pack, at) = (self.pack, self.at);
        let found = |lang| match (&test.what, self.trace.compared(seen)) {
            (TestKind::Compare(_, left, _), Some((range, _))) => {
                let found = prose::range(pack, left, range, lang);
                match lang {
                    Lang::Zh => format!("(现为{found})"),
                    Lang::En => format!(" (it is {found})"),
                }
            }
            _ => String::new(),
        };
        let asks = |lang| format!("{}{}", prose::sentence(pack, test, lang), found(lang));
        self.told.lines.push(both(asks));
        let rows = self.trace.rows_of(seen).iter().filter(|row| row.because.is_some());
        for row in rows.take(MOST_ROWS) {
            self.told.lines.push(both(|lang| {
                let name = prose::row(pack, at, row.row, lang);
                format!("{name}: {}", prose::because(pack, at, row, lang))
            }));
        }
    }
}
