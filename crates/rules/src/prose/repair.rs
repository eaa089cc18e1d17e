//! What would mend a clause, in words: things to do, judgements that are taken for granted, the first day.

use jiff::civil::Date;

use super::{Lang, Writer, amount, en, limbs, lookup, zh};
use crate::{
    model::{Rows, Test, TestKind, Window, day_number},
    pack::Pack,
    repair::{Action, Repair},
    situation::Situation,
    value::{Num, Range},
    vocabulary::Kind,
    yaml::Place,
};

/// A plan in one sentence without a stop.
pub(super) fn repair(pack: &Pack, at: &Situation, repair: &Repair<'_>, lang: Lang) -> String {
    let choice: Vec<u16> = at.readings.iter().map(|fixed| fixed.unwrap_or(0)).collect();
    let writer = Writer::new(pack, lang).under(&choice).with(&at.parameters);
    let plan = Plan { writer, at };
    let mut parts = plan.actions(&repair.actions);
    parts.extend(plan.assumes(repair));
    parts.extend(plan.earliest(repair));
    let mut sentences = vec![parts.join(amount::pick(lang, "，", ", "))];
    sentences.extend(plan.conditions(&repair.actions));
    sentences.join(amount::pick(lang, "。", ". "))
}

struct Plan<'p, 'a> {
    writer: Writer<'p>,
    at: &'a Situation,
}

/// The days within which something is to be done.
type Period = Option<(Date, Date)>;

impl Plan<'_, '_> {
    fn actions(&self, actions: &[Action<'_>]) -> Vec<String> {
        let mut said: Vec<(String, Vec<Period>)> = Vec::new();
        for action in actions {
            let (text, period) = self.action(action);
            match said.iter_mut().find(|(known, _)| *known == text) {
                Some((_, periods)) => periods.push(period),
                None => said.push((text, vec![period])),
            }
        }
        said.into_iter().map(|(text, periods)| self.timed(&text, &periods)).collect()
    }

    /// The same thing in several periods is said once: 2026、2027、2028年各….
    fn timed(&self, text: &str, periods: &[Period]) -> String {
        let each = periods.len() > 1;
        let named: Vec<String> = periods.iter().flatten().map(|days| self.period(*days)).collect();
        if named.is_empty() {
            return text.to_owned();
        }
        match self.writer.lang {
            Lang::Zh => {
                let named = named.join("、");
                let named = named.replace("年、", "、");
                format!("{named}{}{text}", if each { "各" } else { "" })
            }
            Lang::En => {
                let each = if each { "each of " } else { "" };
                format!("{text} in {each}{}", named.join(", "))
            }
        }
    }

    fn period(&self, (first, last): (Date, Date)) -> String {
        amount::period(day_number(first), day_number(last), self.writer.lang)
    }

    fn action(&self, action: &Action<'_>) -> (String, Period) {
        match action {
            Action::AddRows { rows, count, distinct, period } => {
                (self.rows(rows, *count, *distinct), *period)
            }
            Action::AddAmount { rows, value, amount, period } => {
                let kind = value.kind.clone();
                let value = match self.writer.lang {
                    Lang::Zh => zh::row_quantity(self.writer, rows.record, value),
                    Lang::En => en::row_quantity(self.writer, rows.record, value),
                };
                (self.amount(rows, (&value, &kind), *amount), *period)
            }
            Action::Reach { cell, op, value } => {
                let fact = self.fact(*cell);
                let kind = self.writer.field(cell.at.record, cell.field).map(|field| &field.kind);
                let kind = kind.cloned().unwrap_or(Kind::Number);
                let value = amount::number(*value, &kind, self.writer.lang);
                let text = match self.writer.lang {
                    Lang::Zh => format!("使{fact}{} {value}", zh::op_word(*op, &kind)),
                    Lang::En => format!("bring {fact} to {} {value}", en::op_words(*op, &kind)),
                };
                (text, None)
            }
            Action::Become { cell, codes } => (self.code(*cell, codes), None),
            Action::MakeTrue { cell } => (self.flag(*cell), None),
            Action::Provide { cell } => {
                let fact = self.fact(*cell);
                let text = match self.writer.lang {
                    Lang::Zh => format!("补上{fact}"),
                    Lang::En => format!("provide {fact}"),
                };
                (text, None)
            }
        }
    }

    fn fact(&self, cell: crate::facts::CellRef) -> String {
        let row = lookup::row_name(self.writer.pack, self.at, cell.at, self.writer.lang);
        let field = self.writer.field_name(cell.at.record, cell.field);
        match self.writer.lang {
            Lang::Zh => format!("{row}的{field}"),
            Lang::En => format!("the {field} of the {row}"),
        }
    }

    fn code(&self, cell: crate::facts::CellRef, codes: &[u16]) -> String {
        let fact = self.fact(cell);
        let kind = self.writer.field(cell.at.record, cell.field).map(|field| field.kind.clone());
        let named: Vec<&str> = codes
            .iter()
            .filter_map(|code| kind.as_ref().map(|kind| self.writer.code_of(kind, *code)))
            .collect();
        match self.writer.lang {
            Lang::Zh => format!("使{fact}为{}", zh::or_list(&named)),
            Lang::En => format!("have {fact} be {}", en::or_list(&named)),
        }
    }

    fn flag(&self, cell: crate::facts::CellRef) -> String {
        let row = lookup::row_name(self.writer.pack, self.at, cell.at, self.writer.lang);
        let def = self.writer.field(cell.at.record, cell.field);
        let holds = def.and_then(|def| def.written.when_true.as_ref());
        let name = self.writer.field_name(cell.at.record, cell.field);
        let holds = holds.map_or(name, |words| self.writer.lang.of(words));
        match self.writer.lang {
            Lang::Zh => format!("使{row}{holds}"),
            Lang::En => format!("see to it that the {row} {holds}"),
        }
    }

    fn rows(&self, rows: &Rows, count: u32, distinct: bool) -> String {
        let things = lookup::things(self.writer, rows.record);
        let def = self.writer.record(rows.record);
        let verb = def.and_then(|def| def.written.verb.as_ref());
        match self.writer.lang {
            Lang::Zh => {
                let verb = verb.map_or("增加", |verb| &verb.zh);
                let name = self.writer.record_name(rows.record);
                let name = if name.contains(verb) { "" } else { name };
                let other = if distinct { "（与已计入的不重复）" } else { "" };
                format!("再{verb} {count} {}{name}{other}", things.zh)
            }
            Lang::En => {
                let verb = verb.map_or("add", |verb| &verb.en);
                let name = if count == 1 { things.one } else { things.many };
                let other =
                    if distinct { " (different from those that count already)" } else { "" };
                format!("{verb} {count} more {name}{other}")
            }
        }
    }

    fn amount(&self, rows: &Rows, (value, kind): (&str, &Kind), amount: Num) -> String {
        let lang = self.writer.lang;
        let amount = amount::range(Range::exact(amount), kind, None, lang);
        let name = self.writer.record_name(rows.record);
        match lang {
            Lang::Zh => format!("使{name}的{value}合计增加 {amount}"),
            Lang::En => {
                format!(
                    "raise the sum of {value} over {} by {amount}",
                    self.writer.plural(rows.record)
                )
            }
        }
    }

    /// What new rows must be like, once for each list and filter. Days and judgements are said elsewhere.
    fn conditions(&self, actions: &[Action<'_>]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for action in actions {
            let (Action::AddRows { rows, .. } | Action::AddAmount { rows, .. }) = action else {
                continue;
            };
            let Some(filter) = &rows.filter else { continue };
            let mut limbs = Vec::new();
            self.limbs(filter, &mut limbs);
            let said = self.like(rows, &limbs);
            if !limbs.is_empty() && !all.contains(&said) {
                all.push(said);
            }
        }
        all
    }

    fn like(&self, rows: &Rows, limbs: &[&Test]) -> String {
        let all = limbs.iter().map(|limb| (*limb).clone()).collect();
        let filter = Test { what: TestKind::All(all), place: Place::default(), column: None };
        let line = self.writer.limb(rows.record, &filter);
        let name = self.writer.record_name(rows.record);
        match self.writer.lang {
            Lang::Zh if limbs.len() == 1 => format!("所增{name}须符合：{line}"),
            Lang::Zh => format!("所增{name}须{line}"),
            Lang::En => format!("Each new {name} is such that {line}"),
        }
    }

    fn limbs<'t>(&self, test: &'t Test, all: &mut Vec<&'t Test>) {
        if let TestKind::All(below) = &test.what {
            for limb in limbs::flat(below, limbs::Join::All) {
                self.limbs(limb, all);
            }
        } else if let TestKind::Readings(register, options) = &test.what {
            if let Some(one) = self.writer.option(*register, options) {
                self.limbs(one, all);
            }
        } else if !matches!(test.what, TestKind::Judge(_) | TestKind::Within(_, Window::Period)) {
            all.push(test);
        }
    }

    fn assumes(&self, repair: &Repair<'_>) -> Option<String> {
        let mut slots: Vec<u16> = repair.assumes.iter().map(|(slot, _)| *slot).collect();
        slots.sort_unstable();
        slots.dedup();
        let findings: Vec<&str> = slots
            .into_iter()
            .filter_map(|slot| self.writer.pack.names.slot_def(slot))
            .map(|slot| self.writer.lang.of(&slot.finding))
            .collect();
        (!findings.is_empty()).then(|| match self.writer.lang {
            Lang::Zh => format!("并以“{}”为前提", findings.join("”“")),
            Lang::En => format!("provided that {}", findings.join(" and ")),
        })
    }

    fn earliest(&self, repair: &Repair<'_>) -> Option<String> {
        let day = repair.earliest?;
        let waits = repair.actions.is_empty();
        Some(match (self.writer.lang, waits) {
            (Lang::Zh, true) => format!("无须另做什么，最早 {day} 可满足"),
            (Lang::Zh, false) => format!("最早 {day} 可满足"),
            (Lang::En, true) => format!("nothing need be done; it can be met from {day} on"),
            (Lang::En, false) => format!("which can be met from {day} on"),
        })
    }
}
