//! The memo: what a person pastes into a file note. First what stands in the way, last what is in order.

use guohe_rules::{
    document::{ClauseDocument, Deciding, Document, FoundFact, Holds, Role, RowDocument},
    prose::Lang,
    report::Outcome,
    syntax::Words,
    value::Level,
};

use super::{
    points,
    terms::{self, pick},
};
use crate::paper::{Paper, padded, width};

/// Columns before the text of a clause.
const INDENT: usize = 4;
/// Of many rows only so many are named.
const MOST_ROWS: usize = 12;

/// The groups of the memo, in its order, with their headings.
const GROUPS: [(Outcome, &str, &str); 6] = [
    (Outcome::NotMet, "不满足", "Not met"),
    (Outcome::Undetermined, "无法确定", "Undetermined"),
    (Outcome::NeedsJudgement, "待人工判断", "Needs judgement"),
    (Outcome::Waived, "不满足，已豁免", "Not met, waived"),
    (Outcome::Met, "满足", "Met"),
    (Outcome::NotApplicable, "不适用", "Not applicable"),
];

/// The memo without its closing line.
pub(super) fn text(document: &Document, lang: Lang) -> String {
    let mut memo = Memo { document, lang, paper: Paper::default() };
    memo.head();
    let mut number = 0;
    for (outcome, zh, en) in GROUPS {
        let group: Vec<_> = document.conditions().filter(|c| c.outcome == outcome).collect();
        if !group.is_empty() {
            memo.heading(number, pick(lang, zh, en), group.len());
            memo.group(&group, outcome != Outcome::Met && outcome != Outcome::NotApplicable);
            number += 1;
        }
    }
    let warnings: Vec<_> = document.warnings().collect();
    if !warnings.is_empty() {
        let title = pick(
            lang,
            "可以申报，但尚不能认定，不计入结论",
            "One may apply, certification is blocked; no part of the result",
        );
        memo.heading(number, title, warnings.len());
        memo.group(&warnings, true);
        number += 1;
    }
    let priorities: Vec<_> = document.clauses.iter().filter(|c| c.role == Role::Priority).collect();
    if !priorities.is_empty() {
        let title = pick(lang, "优先条件，不计入结论", "Priorities, no part of the result");
        memo.heading(number, title, priorities.len());
        memo.priorities(&priorities);
    }
    points::write(&mut memo.paper, &document.scores, lang);
    memo.foot();
    memo.paper.text()
}

/// The closing line: the figure, and where the application stands.
pub(super) fn closing(document: &Document, lang: Lang) -> String {
    let overall = terms::overall(document.overall, lang);
    let tally = terms::tally(&document.tally, lang);
    match lang {
        Lang::Zh => format!("{tally}。结论：{overall}"),
        Lang::En => format!("{tally}. Result: {overall}"),
    }
}

struct Memo<'d> {
    document: &'d Document,
    lang: Lang,
    paper: Paper,
}

impl Memo<'_> {
    fn head(&mut self) {
        let (document, lang) = (self.document, self.lang);
        let title = lang.of(&document.pack.title);
        let number = document.pack.version.number.as_deref();
        let title = number.map_or(title.to_owned(), |number| self.bracketed(title, number));
        self.paper.line(0, &title);
        let kind = &document.kind;
        let lines = [
            (pick(lang, "类别", "Type"), self.bracketed(lang.of(&kind.name), &kind.id)),
            (pick(lang, "基准日", "Reference date"), document.reference_date.to_string()),
            (pick(lang, "证据层级", "Evidence"), terms::level(document.level, lang).to_owned()),
            (pick(lang, "结论", "Result"), terms::overall(document.overall, lang).to_owned()),
        ];
        let columns = lines.iter().map(|(label, _)| width(label)).max().unwrap_or_default() + 2;
        for (label, value) in &lines {
            self.paper.labelled(0, label, columns, value);
        }
        let by_conjunction = pick(
            lang,
            "未定的条件逐项看都可能满足，但不可能同时满足。",
            "Each open condition could be met, but not all of them together.",
        );
        let not_in_force = pick(
            lang,
            "注意：基准日不在本办法的有效期内。",
            "Note: the instrument is not in force on the reference date.",
        );
        let notes = [
            (document.in_force == Holds::No, not_in_force),
            (document.by_conjunction, by_conjunction),
        ];
        notes.iter().filter(|(is_so, _)| *is_so).for_each(|(_, note)| self.paper.line(0, note));
    }

    fn bracketed(&self, text: &str, more: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{text}（{more}）"),
            Lang::En => format!("{text} ({more})"),
        }
    }

    fn heading(&mut self, number: usize, title: &str, count: usize) {
        const NUMERALS: [&str; 8] = ["一", "二", "三", "四", "五", "六", "七", "八"];
        self.paper.gap();
        let heading = match self.lang {
            Lang::Zh => {
                let numeral = NUMERALS.get(number).copied().unwrap_or_default();
                format!("{numeral}、{title}（{count} 项）")
            }
            Lang::En => format!("{}. {title} ({count})", number + 1),
        };
        self.paper.line(0, &heading);
    }

    /// Clauses with their names and citations in columns.
    fn group(&mut self, group: &[&ClauseDocument], explained: bool) {
        let lang = self.lang;
        let name = |clause: &ClauseDocument| {
            let name = lang.of(&clause.name);
            let role = terms::role(clause.role, lang);
            role.map_or_else(|| name.to_owned(), |role| self.bracketed(name, role))
        };
        let named: Vec<_> = group.iter().map(|clause| name(clause)).collect();
        let ids = group.iter().map(|clause| width(&clause.id)).max().unwrap_or_default() + 2;
        let names = named.iter().map(|name| width(name)).max().unwrap_or_default() + 2;
        for (clause, name) in group.iter().zip(&named) {
            let cite = match lang {
                Lang::Zh => &clause.citation.zh,
                Lang::En => &clause.citation.en,
            };
            let line = format!("{}{}{cite}", padded(&clause.id, ids), padded(name, names));
            self.paper.labelled(2, &line, width(&line), "");
            if explained {
                self.explain(clause);
            }
        }
    }

    fn priorities(&mut self, group: &[&ClauseDocument]) {
        for clause in group {
            let outcome = terms::outcome(clause.outcome, self.lang);
            let line = format!("{}  {}  {outcome}", clause.id, self.lang.of(&clause.name));
            self.paper.line(2, &line);
        }
    }

    /// A line of an explanation, after its label.
    fn said(&mut self, zh: &'static str, en: &'static str, text: &str) {
        let columns = match self.lang {
            Lang::Zh => 6,
            Lang::En => 10,
        };
        self.paper.labelled(INDENT, pick(self.lang, zh, en), columns, text);
    }

    fn explain(&mut self, clause: &ClauseDocument) {
        let lang = self.lang;
        self.said("要求", "asks", lang.of(&clause.text));
        if let Some(until) = clause.blocked {
            self.said("期限", "until", &terms::blocked(until, lang));
        }
        self.findings(clause);
        if let Some(exact) = terms::exactness(clause.exactness, lang) {
            self.said("说明", "note", exact);
        }
        for open in &clause.open {
            let support = open.support.map(|level| self.support(level)).unwrap_or_default();
            self.said("未定", "open", &format!("{}{support}", lang.of(&open.text)));
        }
        self.readings(clause);
        self.shortfall(clause);
        self.waiver(clause);
    }

    /// What decided the clause: each limb once, with its values in every period, and the facts at the end.
    fn findings(&mut self, clause: &ClauseDocument) {
        let Some(tree) = &clause.tree else { return };
        let leaves = tree.deciding();
        let mut texts: Vec<&Words> = Vec::new();
        for one in &leaves {
            if !texts.contains(&&one.leaf.text) {
                texts.push(&one.leaf.text);
            }
        }
        for text in texts {
            let same: Vec<_> = leaves.iter().filter(|one| one.leaf.text == *text).collect();
            if !tree.limbs.is_empty() {
                self.said("核对", "checked", self.lang.of(text));
            }
            for one in same {
                self.leaf(one);
            }
        }
        self.facts(&leaves);
    }

    /// What a limb came to in a period: the values and the rows.
    fn leaf(&mut self, one: &Deciding<'_>) {
        let lang = self.lang;
        let period = one.period.map(|period| match lang {
            Lang::Zh => format!("{}：", period.words().zh),
            Lang::En => format!("{}: ", period.words().en),
        });
        let period = period.unwrap_or_default();
        if let Some(compared) = &one.leaf.compared {
            let (found, op) = (lang.of(&compared.found.words), terms::op(compared, lang));
            let against = lang.of(&compared.against.words);
            let line = match lang {
                Lang::Zh => format!("{period}{found}，{op} {against}"),
                Lang::En => format!("{period}{found}; {op} {against}"),
            };
            self.said("现为", "found", &line);
        }
        let groups = [
            (Holds::Yes, "计入", "counted"),
            (Holds::Unknown, "待定", "may count"),
            (Holds::No, "未计", "left out"),
        ];
        for (counted, zh, en) in groups {
            // A row of another period is told about there.
            let elsewhere =
                |row: &&RowDocument| one.period.is_some() && row.limb.as_deref() == Some("within");
            let rows = one.leaf.rows_that(counted).filter(|row| !elsewhere(row));
            let rows: Vec<_> = rows.collect();
            if !rows.is_empty() {
                let text = format!("{period}{}", self.named(&rows));
                self.said(zh, en, &text);
            }
        }
    }

    /// Rows with the reason of each; of very many only the first.
    fn named(&self, rows: &[&RowDocument]) -> String {
        let lang = self.lang;
        let one = |row: &&RowDocument| {
            let name = lang.of(&row.name);
            match (&row.because, lang) {
                (Some(because), Lang::Zh) => format!("{name}：{}", lang.of(because)),
                (Some(because), Lang::En) => format!("{name}: {}", lang.of(because)),
                (None, _) => name.to_owned(),
            }
        };
        let mut all: Vec<_> = rows.iter().take(MOST_ROWS).map(one).collect();
        let more = rows.len().saturating_sub(MOST_ROWS);
        if more > 0 {
            all.push(match lang {
                Lang::Zh => format!("另有 {more} 行"),
                Lang::En => format!("and {more} more"),
            });
        }
        all.join(pick(lang, "；", "; "))
    }

    /// The facts that the deciding limbs looked at, each once.
    fn facts(&mut self, leaves: &[Deciding<'_>]) {
        let mut told: Vec<&FoundFact> = Vec::new();
        for fact in leaves.iter().flat_map(|one| &one.leaf.facts) {
            if !told.contains(&fact) {
                told.push(fact);
                let (name, words) = (self.lang.of(&fact.name), self.lang.of(&fact.words));
                let colon = pick(self.lang, "：", ": ");
                self.said("事实", "fact", &format!("{name}{colon}{words}"));
            }
        }
    }

    /// What would mend it; what the applicant cannot do only where there is nothing else.
    fn shortfall(&mut self, clause: &ClauseDocument) {
        let can = clause.shortfall.iter().any(|plan| plan.actionable);
        for plan in clause.shortfall.iter().filter(|plan| plan.actionable == can) {
            let text = self.lang.of(&plan.text);
            let note =
                pick(self.lang, "（这类事实通常无法改变）", " (facts that can hardly be changed)");
            let note = if can || plan.actions.is_empty() { "" } else { note };
            self.said("补足", "remedy", &format!("{text}{note}"));
        }
    }

    fn support(&self, level: Level) -> String {
        let level = terms::level(level, self.lang);
        match self.lang {
            Lang::Zh => format!("（已填，但只到“{level}”一级）"),
            Lang::En => format!(" (stated, but only {level})"),
        }
    }

    /// The readings, where they disagree: the one that was followed above, and those with another result.
    fn readings(&mut self, clause: &ClauseDocument) {
        let Some(traced) = clause.tree.as_ref().map(|tree| tree.holds) else { return };
        if !clause.reasons.iter().any(|reason| reason == "reading_dependent") {
            return;
        }
        for register in clause.registers.iter().filter(|one| !one.fixed_by_round) {
            let text = self.lang.of(&register.text);
            let line = pick(self.lang, "（以上按此核对）", " (followed above)");
            self.said("读法", "reading", &format!("{} {text}{line}", register.register));
        }
        for reading in clause.readings.iter().filter(|one| one.decides) {
            if Holds::from(reading.outcome) == traced {
                continue;
            }
            let taken = reading.taken.iter();
            let taken = taken.map(|one| format!("{} {}", one.register, self.lang.of(&one.text)));
            let taken: Vec<_> = taken.collect();
            let outcome = terms::outcome(reading.outcome, self.lang);
            let line = format!("{} → {outcome}", taken.join(pick(self.lang, "；", "; ")));
            self.said("读法", "reading", &line);
        }
    }

    fn waiver(&mut self, clause: &ClauseDocument) {
        if let Some(waiver) = &clause.waiver {
            let Words { zh, en } = &waiver.name;
            let line = match self.lang {
                Lang::Zh => format!("{zh}于 {} 豁免，理由：{}", waiver.on, waiver.reasons),
                Lang::En => format!("waived by {en} on {}: {}", waiver.on, waiver.reasons),
            };
            self.said("豁免", "waiver", &line);
        } else if clause.waiver_pending {
            let line = pick(
                self.lang,
                "这是原则性要求，是否豁免尚未决定",
                "this holds in principle; nobody has decided on a waiver",
            );
            self.said("豁免", "waiver", line);
        }
    }

    fn foot(&mut self) {
        let pack = &self.document.pack;
        let (id, hash) = (&pack.id, &pack.hash);
        self.paper.gap();
        let engine = &self.document.engine;
        let label = pick(self.lang, "依据", "Rules");
        self.paper.labelled(0, label, width(label) + 2, &format!("{id}  guohe {engine}\n{hash}"));
    }
}
