//! Tests in Chinese.

use super::{OTHER_READINGS, Zh, or_list, quoted};
use crate::{
    model::{Group, Op, Path, Quantity, Question, Rows, Span, Test, TestKind, Window},
    naming::Template,
    prose::{
        Lang,
        limbs::{Join, fit, flat, ordered},
        lookup::none_words,
        passage::Said,
    },
    syntax::{Brackets, Class, Words},
    vocabulary::Kind,
};

/// Two limbs that are longer together stand in a list.
const LONGEST_LINE: usize = 44;

impl Zh<'_> {
    /// A test as a statement.
    pub(super) fn test(&mut self, test: &Test) -> Said {
        match &test.what {
            TestKind::All(limbs) => self.joined(limbs, Join::All),
            TestKind::Any(limbs) => self.joined(limbs, Join::Any),
            TestKind::AtLeastKOf(k, limbs) => {
                let lead = format!("下列{}项中至少有{k}项成立", limbs.len());
                Said::list(lead, limbs.iter().map(|limb| self.test(limb)).collect())
            }
            TestKind::Not(limb) => self.negated(limb),
            TestKind::OneOf { fact, listed, otherwise } => {
                Said::plain(self.one_of(fact, listed, otherwise.as_ref()))
            }
            TestKind::Is(fact) => self.is(fact),
            TestKind::Given(fact) => Said::plain(self.given(fact)),
            TestKind::Absent(fact) => Said::plain(self.absent(fact)),
            TestKind::Compare(op, left, right) => self.phrase(|zh| zh.compare(*op, left, right)),
            TestKind::Within(date, window) => self.phrase(|zh| zh.falls(date, "在", window)),
            TestKind::Overlap(spans) => self.phrase(|zh| {
                let spans: Vec<String> = spans.iter().map(|span| zh.span(span)).collect();
                format!("{}至少有一日重合", super::and_list(&spans))
            }),
            TestKind::Covered { span, rows, from, to } => {
                self.phrase(|zh| zh.covered(span, rows, (from, to)))
            }
            TestKind::InList { fact, list, on } => {
                self.phrase(|zh| zh.in_list(fact, *list, on.as_ref(), "属于"))
            }
            TestKind::OwnedBy { owner, among, on } => {
                self.phrase(|zh| format!("{}为{}", zh.path(owner), zh.owners(among, on.as_ref())))
            }
            TestKind::Same(left, right) => Said::plain(self.same(left, right, true)),
            TestKind::Named(fact, template) => Said::plain(self.named(fact, "为", template)),
            TestKind::Some(rows) => self.some(rows),
            TestKind::No(rows) => self.no(rows),
            TestKind::Each(rows, limb) => self.each(rows, limb),
            TestKind::EveryPeriod(periods, limb) => self.every_period(periods, limb),
            TestKind::Document(rows) => Said::plain(self.document(rows)),
            TestKind::Judge(question) => Said::verb(self.judged(question)),
            TestKind::Refer(clause) => Said::plain(self.refer(*clause)),
            TestKind::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else { return Said::default() };
                self.test(one).marked(OTHER_READINGS)
            }
            TestKind::Rare(rare) => self.rare(rare),
        }
    }

    fn falls(&mut self, date: &Quantity, verb: &str, window: &Window) -> String {
        let (date, window) = (self.quantity(date), self.window(window));
        format!("{date}{verb}{window}")
    }

    fn covered(&mut self, span: &Span, rows: &Rows, ends: (&Quantity, &Quantity)) -> String {
        let span = self.span(span);
        let (from, to) = self.within(rows.record, |zh| (zh.quantity(ends.0), zh.quantity(ends.1)));
        let rows = self.rows(rows);
        format!("{span}的每一天都在{rows}的{from}至{to}之内（首尾逐日相接的合并计算）")
    }

    /// Limbs on one line when there are two short ones, in a list otherwise.
    pub(super) fn joined(&mut self, limbs: &[Test], join: Join) -> Said {
        let flat = flat(limbs, join);
        if let [only] = flat.as_slice() {
            return self.test(only);
        }
        let said: Vec<Said> = flat.into_iter().map(|limb| self.test(limb)).collect();
        match (said.as_slice(), join) {
            ([a, b], _) if fit(a, b, LONGEST_LINE) => Said::joined(match join {
                Join::All => format!("{}，且{}", a.text, b.text),
                Join::Any => format!("{}，或者{}", a.text, b.text),
            }),
            (_, Join::All) => Said::verb_list("同时符合下列各项", said),
            (_, Join::Any) => Said::verb_list("符合下列任一项", said),
        }
    }

    fn negated(&mut self, limb: &Test) -> Said {
        match &limb.what {
            TestKind::OneOf { fact, listed, otherwise: None } => {
                Said::plain(self.none_of(fact, listed))
            }
            TestKind::Is(fact) => Said::plain(self.is_not(fact)),
            TestKind::Given(fact) => Said::plain(self.absent(fact)),
            TestKind::Absent(fact) => Said::plain(self.given(fact)),
            TestKind::InList { fact, list, on } => {
                self.phrase(|zh| zh.in_list(fact, *list, on.as_ref(), "不属于"))
            }
            TestKind::OwnedBy { owner, among, on } => {
                self.phrase(|zh| format!("{}不是{}", zh.path(owner), zh.owners(among, on.as_ref())))
            }
            TestKind::Same(left, right) => Said::plain(self.same(left, right, false)),
            TestKind::Rare(rare) => self.not_rare(rare),
            TestKind::Named(fact, template) => Said::plain(self.named(fact, "不是", template)),
            TestKind::Some(rows) => self.no(rows),
            TestKind::No(rows) => self.some(rows),
            TestKind::Judge(question) => Said::verb(self.not_judged(question)),
            TestKind::Within(date, window) => self.phrase(|zh| zh.falls(date, "不在", window)),
            TestKind::All(_)
            | TestKind::Any(_)
            | TestKind::AtLeastKOf(..)
            | TestKind::Not(_)
            | TestKind::OneOf { .. }
            | TestKind::Compare(..)
            | TestKind::Overlap(_)
            | TestKind::Covered { .. }
            | TestKind::Each(..)
            | TestKind::EveryPeriod(..)
            | TestKind::Document(_)
            | TestKind::Refer(_)
            | TestKind::Readings(..) => Self::denied(self.test(limb)),
        }
    }

    /// The contrary of something that has no short negative.
    pub(super) fn denied(said: Said) -> Said {
        if said.is_plain() {
            Said::plain(format!("并非{}", quoted(&said.text)))
        } else {
            Said::list("下列情形不成立", vec![said])
        }
    }

    fn words(&self, words: &Words) -> String {
        self.at.lang.of(words).to_owned()
    }

    /// For a fact that holds several codes, one of them is enough.
    fn one_of(&self, fact: &Path, listed: &[u16], otherwise: Option<&Question>) -> String {
        let codes: Vec<&str> = listed.iter().map(|code| self.at.code(fact, *code)).collect();
        let verb = if matches!(fact.kind, Kind::Codes(_)) { "包括" } else { "为" };
        let text = format!("{}{verb}{}", self.path(fact), or_list(&codes));
        match otherwise {
            Some(question) => format!("{text}，属其他情形的，{}", self.judged(question)),
            None => text,
        }
    }

    fn none_of(&self, fact: &Path, listed: &[u16]) -> String {
        let codes: Vec<&str> = listed.iter().map(|code| self.at.code(fact, *code)).collect();
        let verb = if matches!(fact.kind, Kind::Codes(_)) { "不包括" } else { "不是" };
        format!("{}{verb}{}", self.path(fact), or_list(&codes))
    }

    /// A yes-or-no fact: the row at hand is the subject of its verb.
    fn is(&self, fact: &Path) -> Said {
        let Some(holds) = self.when_true(fact) else {
            return Said::plain(format!("{}为“是”", self.path(fact)));
        };
        match self.holder(fact) {
            Some(holder) => Said::plain(format!("{holder}{holds}")),
            None => Said::verb(holds),
        }
    }

    fn is_not(&self, fact: &Path) -> String {
        match self.when_true(fact) {
            Some(holds) => {
                let holder = self.holder(fact).unwrap_or_default();
                format!("{holder}没有{}的情形", quoted(&holds))
            }
            None => format!("{}为“否”", self.path(fact)),
        }
    }

    fn when_true(&self, fact: &Path) -> Option<String> {
        let words = self.at.last(fact)?.written.when_true.as_ref()?;
        Some(self.words(words))
    }

    /// The thing whose flag it is; none for the row at hand.
    fn holder(&self, fact: &Path) -> Option<String> {
        let (_, way) = fact.steps.split_last()?;
        let row = Path { steps: way.to_vec(), ..fact.clone() };
        let at_hand = way.is_empty() && self.scope.last() == Some(&fact.root);
        if way.is_empty() && self.at.is_single(fact.root) {
            return Some(self.at.record_name(fact.root).to_owned());
        }
        (!at_hand).then(|| self.path(&row))
    }

    fn given(&self, fact: &Path) -> String {
        let path = self.path(fact);
        match none_words(self.at.last(fact)) {
            Some(none) => format!("{path}已经确定（不是{}）", quoted(&none.zh)),
            None => format!("{path}已经确定"),
        }
    }

    fn absent(&self, fact: &Path) -> String {
        let path = self.path(fact);
        match none_words(self.at.last(fact)) {
            Some(none) => format!("{path}为{}", quoted(&none.zh)),
            None => format!("{path}确认没有"),
        }
    }

    fn compare(&mut self, op: Op, left: &Quantity, right: &Quantity) -> String {
        let (op, left, right) = ordered(op, left, right);
        let measure = self.counted(left, right);
        let (left_text, word) = match measure {
            Some(rows) => (rows, op_word(op, &left.kind)),
            None => (self.quantity(left), op_word(op, &left.kind)),
        };
        let unit = self.unit_beside(left, right);
        format!("{left_text}{word}{}{unit}", self.measured(right))
    }

    fn in_list(&mut self, fact: &Path, list: u16, on: Option<&Quantity>, verb: &str) -> String {
        let some = if matches!(fact.kind, Kind::Codes(_)) { "中至少有一项" } else { "" };
        let day = on.map(|on| format!("（以{}当日的名单为准）", self.quantity(on)));
        let day = day.unwrap_or_default();
        format!("{}{some}{verb}{}{day}", self.path(fact), quoted(self.at.title(list)))
    }

    fn owners(&mut self, among: &[Group], on: Option<&Quantity>) -> String {
        let day = on.map(|on| self.quantity(on));
        let names: Vec<String> = among
            .iter()
            .map(|group| {
                let name = self.at.record_name(group.record);
                match (&group.term, &day) {
                    (Some((from, to)), Some(day)) => format!(
                        "{name}（{day}须在其{}与{}之间）",
                        self.at.field_name(group.record, *from),
                        self.at.field_name(group.record, *to)
                    ),
                    (Some(_), None) => format!("{name}（不论何时）"),
                    (None, _) => name.to_owned(),
                }
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        or_list(&names)
    }

    fn same(&self, left: &Path, right: &Path, same: bool) -> String {
        let rows = matches!(left.kind, Kind::Row(_) | Kind::Party(_));
        let (left, right) = (self.path(left), self.path(right));
        match (rows, same) {
            (true, true) => format!("{left}就是{right}"),
            (true, false) => format!("{left}不是{right}"),
            (false, true) => format!("{left}与{right}相同"),
            (false, false) => format!("{left}与{right}不同"),
        }
    }

    /// A name with what stands for each fact in brackets of its own.
    fn named(&self, fact: &Path, verb: &str, template: &Template) -> String {
        let name = template.make(Lang::Zh, |path| format!("〔{}〕", self.path(path)));
        let width = match template.brackets {
            Brackets::Either => "括号全角、半角均可",
            Brackets::Full => "括号用全角",
            Brackets::Half => "括号用半角",
        };
        format!("{}{verb}“{name}”（{width}）", self.path(fact))
    }

    /// A document: its kind as the noun, its form behind it.
    fn document(&mut self, rows: &Rows) -> String {
        let Some(TestKind::All(limbs)) = rows.filter.as_deref().map(|filter| &filter.what) else {
            return format!("已提交{}", self.at.record_name(rows.record));
        };
        self.within(rows.record, |zh| {
            let mut kind = String::new();
            let mut form = Vec::new();
            for (at, limb) in limbs.iter().enumerate() {
                if let (0, TestKind::OneOf { fact, listed, .. }) = (at, &limb.what) {
                    let codes: Vec<&str> =
                        listed.iter().map(|code| zh.at.code(fact, *code)).collect();
                    kind = or_list(&codes);
                } else {
                    form.push(zh.test(limb).text);
                }
            }
            let form = form.join("，");
            let form = if form.is_empty() { form } else { format!("（{form}）") };
            format!("已提交{}材料{form}", quoted(&kind))
        })
    }

    /// The finding of a judgement, with who makes it.
    fn judged(&self, question: &Question) -> String {
        let Some(slot) = self.at.pack.names.slot_def(question.slot) else { return String::new() };
        let about = self.asked_about(question);
        format!("{about}{}（由{}判断）", slot.finding.zh, self.at.actor(&slot.by))
    }

    fn not_judged(&self, question: &Question) -> String {
        let Some(slot) = self.at.pack.names.slot_def(question.slot) else { return String::new() };
        let about = self.asked_about(question);
        let actor = self.at.actor(&slot.by);
        format!("{about}判断结论不是{}（由{actor}判断）", quoted(&slot.finding.zh))
    }

    /// The row that a question is about, unless it is the one at hand.
    fn asked_about(&self, question: &Question) -> String {
        let at_hand = |path: &Path| path.steps.is_empty() && self.scope.last() == Some(&path.root);
        match &question.about {
            Some(path) if !at_hand(path) => self.path(path),
            Some(_) | None => String::new(),
        }
    }

    pub(super) fn refer(&self, clause: u16) -> String {
        let Some(clause) = self.at.pack.clauses.get(usize::from(clause)) else {
            return String::new();
        };
        let (cite, name) = (&clause.written.cite.zh, &clause.written.name.zh);
        if clause.written.class == Class::Sanction {
            format!("有{cite}{}的情形", quoted(name))
        } else {
            format!("符合{cite}{}", quoted(name))
        }
    }
}

/// The words of a comparison of quantities of a kind.
pub(in crate::prose) fn op_word(op: Op, kind: &Kind) -> &'static str {
    match (op, kind) {
        (Op::AtLeast, Kind::Date | Kind::Year) => "不早于",
        (Op::MoreThan, Kind::Date | Kind::Year) => "晚于",
        (Op::AtMost, Kind::Date | Kind::Year) => "不晚于",
        (Op::LessThan, Kind::Date | Kind::Year) => "早于",
        (Op::Equal, Kind::Date | Kind::Year) => "即为",
        (Op::AtLeast, Kind::Ratio) => "不低于",
        (Op::LessThan, Kind::Ratio) => "低于",
        (Op::AtLeast, _) => "不少于",
        (Op::MoreThan, _) => "超过",
        (Op::AtMost, _) => "不超过",
        (Op::LessThan, _) => "不满",
        (Op::Equal, _) => "等于",
    }
}
