//! Tests in English.

use super::{En, OTHER_READINGS, and_list, or_list, quoted};
use crate::{
    model::{Group, Op, Path, Quantity, Question, Rows, Span, Test, TestKind, Window},
    naming::Template,
    prose::{
        Lang,
        limbs::{Join, fit, flat, ordered},
        lookup::none_words,
        passage::Said,
    },
    syntax::{Brackets, Class},
    vocabulary::Kind,
};

/// Two limbs that are longer together stand in a list.
const LONGEST_LINE: usize = 180;

impl En<'_> {
    /// A test as a statement.
    pub(super) fn test(&mut self, test: &Test) -> Said {
        match &test.what {
            TestKind::All(limbs) => self.joined(limbs, Join::All),
            TestKind::Any(limbs) => self.joined(limbs, Join::Any),
            TestKind::AtLeastKOf(k, limbs) => {
                let lead = format!("at least {k} of the following {} hold", limbs.len());
                let limbs = limbs.iter().map(|limb| self.test(limb)).collect();
                Said::list(lead, all_full(limbs))
            }
            TestKind::Not(limb) => self.negated(limb),
            TestKind::OneOf { fact, listed, otherwise } => {
                self.one_of(fact, listed, otherwise.as_ref())
            }
            TestKind::Is(fact) => self.is(fact),
            TestKind::Given(fact) => Said::plain(self.given(fact)),
            TestKind::Absent(fact) => Said::plain(self.absent(fact)),
            TestKind::Compare(op, left, right) => self.phrase(|en| en.compare(*op, left, right)),
            TestKind::Within(date, window) => self.phrase(|en| en.falls(date, "falls", window)),
            TestKind::Overlap(spans) => self.phrase(|en| {
                let spans: Vec<String> = spans.iter().map(|span| en.span(span)).collect();
                format!("{} have at least one day in common", and_list(&spans))
            }),
            TestKind::Covered { span, rows, from, to } => {
                self.phrase(|en| en.covered(span, rows, (from, to)))
            }
            TestKind::InList { fact, list, on } => {
                self.phrase(|en| en.in_list(fact, *list, on.as_ref(), "is among"))
            }
            TestKind::OwnedBy { owner, among, on } => {
                let owners = self.owners(among, on.as_ref());
                self.said_of(owner, "is", &owners)
            }
            TestKind::Same(left, right) => self.same(left, "is", right),
            TestKind::Named(fact, template) => self.named(fact, "is", template),
            TestKind::Some(rows) => self.some(rows),
            TestKind::No(rows) => self.no(rows),
            TestKind::Each(rows, limb) => self.each(rows, limb),
            TestKind::EveryPeriod(periods, limb) => self.every_period(periods, limb),
            TestKind::Document(rows) => Said::plain(self.document(rows)),
            TestKind::Judge(question) => Said::plain(self.judged(question)),
            TestKind::Refer(clause) => Said::plain(self.refer(*clause)),
            TestKind::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else { return Said::default() };
                self.test(one).marked(OTHER_READINGS)
            }
            TestKind::Rare(rare) => self.rare(rare),
        }
    }

    fn falls(&mut self, date: &Quantity, verb: &str, window: &Window) -> String {
        let (date, window) = (self.quantity(date), self.stretch(window));
        format!("{date} {verb} within {window}")
    }

    fn covered(&mut self, span: &Span, rows: &Rows, ends: (&Quantity, &Quantity)) -> String {
        let span = self.span(span);
        let (from, to) = self.within(rows.record, |en| (en.quantity(ends.0), en.quantity(ends.1)));
        let rows = self.rows(rows);
        format!(
            "every day of {span} lies between {from} and {to} of one of the {rows}, stretches that \
             follow each other day by day being joined"
        )
    }

    fn same(&self, left: &Path, verb: &str, right: &Path) -> Said {
        Said::plain(format!("{} {verb} the same as {}", self.path(left), self.path(right)))
    }

    /// A name with what stands for each fact in square brackets.
    fn named(&self, fact: &Path, verb: &str, template: &Template) -> Said {
        let name = template.make(Lang::Zh, |path| format!("〔{}〕", self.path(path)));
        let width = match template.brackets {
            Brackets::Either => "brackets of either width",
            Brackets::Full => "brackets of full width",
            Brackets::Half => "brackets of half width",
        };
        Said::plain(format!("{} {verb} “{name}”, with {width}", self.path(fact)))
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
                Join::All => format!("{}, and {}", full(a), full(b)),
                Join::Any => format!("either {} or {}", full(a), full(b)),
            }),
            (_, Join::All) => Said::list("all of the following hold", all_full(said)),
            (_, Join::Any) => Said::list("at least one of the following holds", all_full(said)),
        }
    }

    fn negated(&mut self, limb: &Test) -> Said {
        match &limb.what {
            TestKind::OneOf { fact, listed, otherwise: None } => self.none_of(fact, listed),
            TestKind::Is(fact) => self.is_not(fact),
            TestKind::Given(fact) => Said::plain(self.absent(fact)),
            TestKind::Absent(fact) => Said::plain(self.given(fact)),
            TestKind::InList { fact, list, on } => {
                self.phrase(|en| en.in_list(fact, *list, on.as_ref(), "is not among"))
            }
            TestKind::OwnedBy { owner, among, on } => {
                let owners = self.owners(among, on.as_ref());
                self.said_of(owner, "is not", &owners)
            }
            TestKind::Same(left, right) => self.same(left, "is not", right),
            TestKind::Rare(rare) => self.not_rare(rare),
            TestKind::Named(fact, template) => self.named(fact, "is not", template),
            TestKind::Some(rows) => self.no(rows),
            TestKind::No(rows) => self.some(rows),
            TestKind::Judge(question) => Said::plain(self.not_judged(question)),
            TestKind::Within(date, window) => {
                self.phrase(|en| en.falls(date, "does not fall", window))
            }
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
            | TestKind::Readings(..) => denied(self.test(limb)),
        }
    }

    /// For a fact that holds several codes, one of them is enough.
    fn one_of(&self, fact: &Path, listed: &[u16], otherwise: Option<&Question>) -> Said {
        let codes = self.codes(fact, listed);
        let verb = if matches!(fact.kind, Kind::Codes(_)) { "include" } else { "is" };
        let said = self.said_of(fact, verb, &codes);
        match otherwise {
            Some(question) => {
                said.and(&format!(", or it is another and {}", self.judged(question)))
            }
            None => said,
        }
    }

    fn none_of(&self, fact: &Path, listed: &[u16]) -> Said {
        let codes = self.codes(fact, listed);
        let verb = if matches!(fact.kind, Kind::Codes(_)) { "do not include" } else { "is not" };
        self.said_of(fact, verb, &codes)
    }

    fn codes(&self, fact: &Path, listed: &[u16]) -> String {
        let codes: Vec<String> =
            listed.iter().map(|code| quoted(self.at.code(fact, *code))).collect();
        or_list(&codes)
    }

    /// "the kind is …"; a name that ends in a preposition is a verb: "it is set up by …".
    fn said_of(&self, fact: &Path, verb: &str, what: &str) -> Said {
        let name = self.at.last(fact).map_or("", |field| self.at.lang.of(&field.written.name));
        let is_verb = [" by", " in", " from", " to"].iter().any(|end| name.ends_with(end));
        if !is_verb || matches!(fact.kind, Kind::Codes(_)) {
            return Said::plain(format!("{} {verb} {what}", self.path(fact)));
        }
        match self.holder(fact) {
            Some(holder) => Said::plain(format!("{holder} {verb} {name} {what}")),
            None => Said::verb(format!("{verb} {name} {what}")),
        }
    }

    /// A yes-or-no fact: the row at hand is the subject of its verb.
    fn is(&self, fact: &Path) -> Said {
        let Some(holds) = self.when_true(fact) else {
            return Said::plain(format!("“{}” is yes", self.path(fact)));
        };
        match self.holder(fact) {
            Some(holder) => Said::plain(format!("{holder} {holds}")),
            None => Said::verb(holds),
        }
    }

    fn is_not(&self, fact: &Path) -> Said {
        let Some(holds) = self.when_true(fact) else {
            return Said::plain(format!("“{}” is no", self.path(fact)));
        };
        let holder = self.holder(fact);
        for verb in ["is", "are", "was", "were"] {
            if let Some(rest) = holds.strip_prefix(verb).and_then(|rest| rest.strip_prefix(' ')) {
                let holds = format!("{verb} not {rest}");
                return match holder {
                    Some(holder) => Said::plain(format!("{holder} {holds}")),
                    None => Said::verb(holds),
                };
            }
        }
        let holder = holder.unwrap_or_else(|| "it".to_owned());
        Said::plain(format!("it is not the case that {holder} {holds}"))
    }

    fn when_true(&self, fact: &Path) -> Option<String> {
        let words = self.at.last(fact)?.written.when_true.as_ref()?;
        Some(words.en.clone())
    }

    /// The thing whose flag it is; none for the row at hand.
    fn holder(&self, fact: &Path) -> Option<String> {
        let (_, way) = fact.steps.split_last()?;
        if way.is_empty() {
            return self.owner(fact.root);
        }
        Some(self.path(&Path { steps: way.to_vec(), ..fact.clone() }))
    }

    fn given(&self, fact: &Path) -> String {
        let path = self.path(fact);
        match none_words(self.at.last(fact)) {
            Some(none) => format!("{path} is given and is not {}", quoted(&none.en)),
            None => format!("{path} is given"),
        }
    }

    fn absent(&self, fact: &Path) -> String {
        let path = self.path(fact);
        match none_words(self.at.last(fact)) {
            Some(none) => format!("{path} is {}", quoted(&none.en)),
            None => format!("{path} is known not to exist"),
        }
    }

    fn compare(&mut self, op: Op, left: &Quantity, right: &Quantity) -> String {
        let (op, left, right) = ordered(op, left, right);
        let words = op_words(op, &left.kind);
        if let Some(counted) = self.counted(words, left, right) {
            return counted;
        }
        format!("{} is {words} {}", self.quantity(left), self.quantity(right))
    }

    fn in_list(&mut self, fact: &Path, list: u16, on: Option<&Quantity>, verb: &str) -> String {
        let some = if matches!(fact.kind, Kind::Codes(_)) { "at least one of " } else { "" };
        let day = on.map(|on| format!(", by the list of {}", self.quantity(on)));
        let day = day.unwrap_or_default();
        format!("{some}{} {verb} the {}{day}", self.path(fact), self.at.title(list))
    }

    fn owners(&mut self, among: &[Group], on: Option<&Quantity>) -> String {
        let day = on.map(|on| self.quantity(on));
        let names: Vec<String> = among
            .iter()
            .map(|group| {
                let name = self.at.record_name(group.record);
                match (&group.term, &day) {
                    (Some((from, to)), Some(day)) => format!(
                        "{} {name} ({day} lying between its {} and its {})",
                        super::article(name),
                        self.at.field_name(group.record, *from),
                        self.at.field_name(group.record, *to)
                    ),
                    (Some(_), None) => format!("{} {name} at any time", super::article(name)),
                    (None, _) if self.at.is_single(group.record) => format!("the {name}"),
                    (None, _) => format!("{} {name}", super::article(name)),
                }
            })
            .collect();
        or_list(&names)
    }

    /// A document: its kind as the noun, its form behind it.
    fn document(&mut self, rows: &Rows) -> String {
        let name = self.at.record_name(rows.record);
        let Some(TestKind::All(limbs)) = rows.filter.as_deref().map(|filter| &filter.what) else {
            return format!("{} {name} is on file", super::article(name));
        };
        self.within(rows.record, |en| {
            let mut kind = String::new();
            let mut form = Vec::new();
            for (at, limb) in limbs.iter().enumerate() {
                if let (0, TestKind::OneOf { fact, listed, .. }) = (at, &limb.what) {
                    kind = en.codes(fact, listed);
                } else {
                    form.push(full(&en.test(limb)));
                }
            }
            let form = and_list(&form);
            let form = if form.is_empty() { form } else { format!(", and {form}") };
            format!("a {name} of the kind {kind} is on file{form}")
        })
    }

    /// The finding of a judgement, with who makes it.
    fn judged(&self, question: &Question) -> String {
        let Some(slot) = self.at.pack.names.slot_def(question.slot) else { return String::new() };
        let about = self.asked_about(question);
        format!("{about}{} (judged by: {})", slot.finding.en, self.at.actor(&slot.by))
    }

    fn not_judged(&self, question: &Question) -> String {
        let Some(slot) = self.at.pack.names.slot_def(question.slot) else { return String::new() };
        let about = self.asked_about(question);
        let actor = self.at.actor(&slot.by);
        format!("{about}the finding is not {} (judged by: {actor})", quoted(&slot.finding.en))
    }

    /// The row that a question is about, unless it is the one at hand.
    fn asked_about(&self, question: &Question) -> String {
        let at_hand = |path: &Path| path.steps.is_empty() && self.scope.last() == Some(&path.root);
        match &question.about {
            Some(path) if !at_hand(path) => format!("as to {}, ", self.path(path)),
            Some(_) | None => String::new(),
        }
    }

    pub(super) fn refer(&self, clause: u16) -> String {
        let Some(clause) = self.at.pack.clauses.get(usize::from(clause)) else {
            return String::new();
        };
        let (cite, name) = (&clause.written.cite.en, &clause.written.name.en);
        if clause.written.class == Class::Sanction {
            format!("the ground of {cite}, {}, is present", quoted(name))
        } else {
            format!("{cite}, {}, is satisfied", quoted(name))
        }
    }
}

/// A statement with its subject.
pub(super) fn full(said: &Said) -> String {
    if said.verb { format!("it {}", said.text) } else { said.text.clone() }
}

/// Statements with their subjects.
pub(super) fn all_full(said: Vec<Said>) -> Vec<Said> {
    said.into_iter().map(|one| Said { text: full(&one), verb: false, ..one }).collect()
}

/// The contrary of something that has no short negative.
pub(super) fn denied(said: Said) -> Said {
    if said.is_plain() {
        Said::plain(format!("it is not the case that {}", full(&said)))
    } else {
        Said::list("the following does not hold", all_full(vec![said]))
    }
}

/// The words of a comparison of quantities of a kind.
pub(in crate::prose) fn op_words(op: Op, kind: &Kind) -> &'static str {
    match (op, kind) {
        (Op::AtLeast, Kind::Date) => "on or after",
        (Op::MoreThan, Kind::Date) => "after",
        (Op::AtMost, Kind::Date) => "on or before",
        (Op::LessThan, Kind::Date) => "before",
        (Op::Equal, Kind::Date) => "the same day as",
        (Op::AtLeast, Kind::Year) => "not earlier than",
        (Op::MoreThan, Kind::Year) => "later than",
        (Op::AtMost, Kind::Year) => "not later than",
        (Op::LessThan, Kind::Year) => "earlier than",
        (Op::Equal, Kind::Year) => "the same year as",
        (Op::AtLeast, _) => "at least",
        (Op::MoreThan, _) => "more than",
        (Op::AtMost, _) => "at most",
        (Op::LessThan, _) => "less than",
        (Op::Equal, _) => "exactly",
    }
}
