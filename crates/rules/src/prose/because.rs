//! Why a row was not counted: the limb that kept it out, beside the value it met.

use super::{Lang, Writer, en, lookup, missing, zh};
use crate::{
    eval::{Open, Opens, Quiet, Run, Scope, set, trace::SeenRow},
    facts::CellRef,
    model::{Path, Quantity, Question, Rare, Test, TestKind},
    pack::Pack,
    prose::amount,
    situation::Situation,
    value::{Cell, Truth},
    walk,
};

/// So many values are shown beside a limb that reads several.
const MOST_VALUES: usize = 4;

/// The facts of a row that a limb reads.
struct Read<'m> {
    record: u16,
    paths: Vec<&'m Path>,
}

impl<'m> walk::Visitor<'m> for Read<'m> {
    fn path(&mut self, path: &'m Path) {
        let of_row = path.root == self.record && !path.steps.is_empty();
        if of_row && !self.paths.contains(&path) {
            self.paths.push(path);
        }
    }
}

/// A row before a limb.
struct Case<'p, 'a> {
    writer: Writer<'p>,
    run: Run<'p, 'a>,
    scope: Scope,
    record: u16,
}

/// The reason in words; empty for a row that counted.
pub(super) fn because(
    pack: &Pack,
    at: &Situation,
    seen: &SeenRow<'_>,
    period: Option<(i64, i64)>,
    lang: Lang,
) -> String {
    let Some(limb) = seen.because else { return String::new() };
    let mut scope = Scope::new();
    scope.set_row(seen.row.record, seen.row.row);
    let period = period.map(|(first, last)| amount::period(first, last, lang));
    set(pack, at, |setting| {
        let writer = Writer::new(pack, lang).under(setting.ground).with(&at.parameters);
        let writer = writer.inside(period.as_deref());
        let run = Run::on_ground(pack, setting);
        let mut case = Case { writer, run, scope, record: seen.row.record };
        match seen.truth {
            Truth::True => String::new(),
            Truth::False => case.fails(limb),
            Truth::Unknown(_) => case.open(limb, seen),
        }
    })
}

impl Case<'_, '_> {
    fn path(&self, path: &Path) -> String {
        match self.writer.lang {
            Lang::Zh => zh::row_path(self.writer, self.record, path),
            Lang::En => en::row_path(self.writer, self.record, path),
        }
    }

    fn line(&self, test: &Test) -> String {
        self.writer.limb(self.record, test)
    }

    /// What stands at the end of a path.
    fn value(&self, path: &Path) -> String {
        let cell = self.run.value(path, &self.scope, &mut Quiet);
        let none = lookup::none_words(self.writer.last(path));
        match (cell, none) {
            (Cell::Absent, Some(none)) => format!("“{}”", self.writer.lang.of(none)),
            (cell @ Cell::Code(_), _) if self.writer.lang == Lang::En => {
                let words = lookup::cell_words(self.writer, self.run.at, &path.kind, cell);
                format!("“{words}”")
            }
            (cell, _) => lookup::cell_words(self.writer, self.run.at, &path.kind, cell),
        }
    }

    fn fails(&mut self, limb: &Test) -> String {
        match &limb.what {
            TestKind::Is(fact) => self.no(fact),
            TestKind::OneOf { fact, otherwise: None, .. }
            | TestKind::InList { fact, .. }
            | TestKind::OwnedBy { owner: fact, .. }
            | TestKind::Absent(fact) => self.against(limb, fact),
            TestKind::OneOf { otherwise: Some(question), .. } | TestKind::Judge(question) => {
                self.judged_no(question)
            }
            TestKind::Given(fact) => match self.writer.lang {
                Lang::Zh => format!("{}为{}", self.path(fact), self.value(fact)),
                Lang::En => format!("{} is {}", self.path(fact), self.value(fact)),
            },
            TestKind::Compare(_, left, _) | TestKind::Within(left, _) => self.measured(limb, left),
            TestKind::Readings(register, options) => {
                let taken = self.writer.option(*register, options);
                taken.map_or_else(String::new, |one| self.fails(one))
            }
            TestKind::Rare(rare) => match &**rare {
                Rare::ByPhase(phases) => {
                    let now = phases.get(self.run.at.phase);
                    now.map_or_else(String::new, |one| self.fails(one))
                }
                Rare::Constant(_) | Rare::Shares(_) | Rare::External(_) | Rare::MetOrWaived(_) => {
                    self.unmet(limb)
                }
            },
            TestKind::Not(inner) => self.excluded(inner),
            TestKind::All(_)
            | TestKind::Any(_)
            | TestKind::AtLeastKOf(..)
            | TestKind::Overlap(_)
            | TestKind::Covered { .. }
            | TestKind::Same(..)
            | TestKind::Named(..)
            | TestKind::Some(_)
            | TestKind::No(_)
            | TestKind::Each(..)
            | TestKind::EveryPeriod(..)
            | TestKind::Document(_)
            | TestKind::Refer(_) => self.unmet(limb),
        }
    }

    fn no(&self, fact: &Path) -> String {
        match self.writer.lang {
            Lang::Zh => format!("“{}”为否", self.path(fact)),
            Lang::En => format!("“{}” is no", self.path(fact)),
        }
    }

    /// The contrary of a limb in words.
    fn contrary(&self, limb: &Test) -> String {
        let limb =
            Test { what: TestKind::Not(Box::new(limb.clone())), place: limb.place, column: None };
        self.line(&limb)
    }

    /// The value, against what the limb asks for.
    fn against(&self, limb: &Test, fact: &Path) -> String {
        let (path, value) = (self.path(fact), self.value(fact));
        match self.writer.lang {
            Lang::Zh => {
                let not = self.contrary(limb);
                format!("{path}为{value}，{}", not.strip_prefix(&path).unwrap_or(&not))
            }
            Lang::En => {
                let line = self.line(limb);
                let wanted = line.strip_prefix(&path).and_then(|rest| rest.strip_prefix(" is "));
                format!("{path} is {value} and not {}", wanted.unwrap_or(&line))
            }
        }
    }

    /// A number or a date, against what the limb asks for.
    fn measured(&mut self, limb: &Test, left: &Quantity) -> String {
        let name = match self.writer.lang {
            Lang::Zh => zh::row_quantity(self.writer, self.record, left),
            Lang::En => en::row_quantity(self.writer, self.record, left),
        };
        let range = self.run.quantity(left, &mut self.scope, &mut Quiet);
        let counter = lookup::counter_of(self.writer, left);
        let value = amount::range(range, &left.kind, counter.as_ref(), self.writer.lang);
        match self.writer.lang {
            Lang::Zh => self.measured_zh(limb, &name, &value),
            Lang::En => self.measured_en(limb, &name, &value),
        }
    }

    fn measured_zh(&self, limb: &Test, name: &str, value: &str) -> String {
        let not = self.contrary(limb);
        let line = self.line(limb);
        match (not.strip_prefix(name), line.strip_prefix(name)) {
            (Some(not), _) => format!("{name}为 {value}，{not}"),
            (None, Some(wanted)) => format!("{name}为 {value}，须{}", wanted.trim_start()),
            (None, None) => format!("现为 {value}，须符合：{line}"),
        }
    }

    fn measured_en(&self, limb: &Test, name: &str, value: &str) -> String {
        let line = self.line(limb);
        let Some(wanted) = line.strip_prefix(name) else {
            return format!("it is {value}; required is that {line}");
        };
        let wanted = wanted.trim_start();
        let wanted = wanted.strip_prefix("is ").unwrap_or(wanted);
        let wanted = wanted.strip_prefix("falls ").unwrap_or(wanted);
        format!("{name} is {value} and not {wanted}")
    }

    fn judged_no(&self, question: &Question) -> String {
        let Some(slot) = self.writer.pack.names.slot_def(question.slot) else {
            return String::new();
        };
        let (finding, actor) = (self.writer.lang.of(&slot.finding), self.writer.actor(&slot.by));
        match self.writer.lang {
            Lang::Zh => format!("{actor}未作出“{finding}”的判断"),
            Lang::En => format!("the finding “{finding}” was not made (judged by: {actor})"),
        }
    }

    fn excluded(&self, inner: &Test) -> String {
        match self.writer.lang {
            Lang::Zh => format!("属于应当排除的情形：{}", self.line(inner)),
            Lang::En => format!("left out, because of this: {}", self.line(inner)),
        }
    }

    /// A limb of several facts: what it asks for, and what it met.
    fn unmet(&self, limb: &Test) -> String {
        let mut read = Read { record: self.record, paths: Vec::new() };
        walk::test(limb, &mut read);
        let lang = self.writer.lang;
        let met = read.paths.iter().take(MOST_VALUES).map(|path| {
            let (name, value) = (self.path(path), self.value(path));
            format!("{name}{}{value}", amount::pick(lang, "：", ": "))
        });
        let met = met.collect::<Vec<_>>().join(amount::pick(lang, "，", ", "));
        let line = self.line(limb);
        match (lang, met.is_empty()) {
            (Lang::Zh, true) => format!("不符合：{line}"),
            (Lang::Zh, false) => format!("不符合：{line}（{met}）"),
            (Lang::En, true) => format!("this does not hold: {line}"),
            (Lang::En, false) => format!("this does not hold: {line} ({met})"),
        }
    }

    /// What would have to be known about the row.
    fn open(&mut self, limb: &Test, seen: &SeenRow<'_>) -> String {
        let mut opens = Opens::default();
        self.run.test(limb, &mut self.scope, &mut opens);
        let all: Vec<String> = opens.0.into_iter().map(|open| self.one_open(open, seen)).collect();
        let lang = self.writer.lang;
        if all.is_empty() {
            return match lang {
                Lang::Zh => format!("尚不能确定：{}", self.line(limb)),
                Lang::En => format!("not certain yet: {}", self.line(limb)),
            };
        }
        all.join(amount::pick(lang, "；", "; "))
    }

    /// A fact of the row itself is named without the row.
    fn one_open(&self, open: Open, seen: &SeenRow<'_>) -> String {
        let writer = self.writer;
        let own = |cell: CellRef| {
            cell.at == seen.row && missing::unknown_here(writer.pack, self.run.at, cell).is_none()
        };
        match (open, writer.lang) {
            (Open::Fact(cell), Lang::Zh) if own(cell) => {
                format!("未填{}", writer.field_name(cell.at.record, cell.field))
            }
            (Open::Fact(cell), Lang::En) if own(cell) => {
                format!("{} not given", writer.field_name(cell.at.record, cell.field))
            }
            (open, lang) => missing::open(writer.pack, self.run.at, open, lang),
        }
    }
}
