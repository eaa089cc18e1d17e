//! A comparison in words.

use guohe_rules::{
    diff::{
        Change, ClauseChange, Compared, Comparison, Difference, Figure, FileChange, Matter, Part,
        Shown, Side, Verdict, Witness,
    },
    prose::Lang,
};
use serde_json::Value;

use crate::{command::check::outcome, paper::Paper};

/// A limb that decided is cut after so many characters.
const LONGEST_LIMB: usize = 64;
/// What a file holds is cut after so many; the whole stands in the JSON document.
const LONGEST_VALUE: usize = 160;

fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The whole, with the figure last.
pub(super) fn text(comparison: &Comparison, (a, b): (&str, &str), lang: Lang) -> String {
    let mut teller = Teller { paper: Paper::default(), lang };
    let Comparison { clauses, files, figure: counted, .. } = comparison;
    let titles = [("A", a, &comparison.a), ("B", b, &comparison.b)];
    for (letter, named, pack) in titles {
        teller.paper.line(0, &format!("{letter}  {named}  {}", lang.of(&pack.title)));
    }
    for clause in clauses {
        teller.clause(clause);
    }
    if !files.is_empty() {
        teller.paper.line(0, pick(lang, "其他文件", "Other files"));
        for change in files {
            teller.file(change);
        }
    }
    teller.paper.line(0, &figure(counted, lang));
    teller.paper.text()
}

/// How many clauses differ, and how, in one line.
pub(super) fn figure(figure: &Figure, lang: Lang) -> String {
    let Figure { shared, differ, added, removed, .. } = figure;
    let counts = [
        (figure.looser, "B 更宽", "looser"),
        (figure.stricter, "B 更严", "stricter"),
        (figure.incomparable, "互有宽严", "incomparable"),
        (figure.equal, "仅文字不同", "equal but for words"),
        (figure.no_difference_found, "未找到差别", "no difference found"),
        (figure.not_compared, "无规则可比", "without rules to compare"),
    ];
    let said = counts.into_iter().filter(|(count, ..)| *count > 0);
    let said: Vec<_> = match lang {
        Lang::Zh => said.map(|(count, zh, _)| format!("{zh} {count}")).collect(),
        Lang::En => said.map(|(count, _, en)| format!("{count} {en}")).collect(),
    };
    match lang {
        Lang::Zh => {
            let said =
                if said.is_empty() { String::new() } else { format!("（{}）", said.join("，")) };
            format!(
                "两包共有的 {shared} 条中有 {differ} 条不同{said}；新增 {added} 条，删去 {removed} 条"
            )
        }
        Lang::En => {
            let said =
                if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
            format!(
                "{differ} of {shared} clauses in both differ{said}; {added} added, {removed} removed"
            )
        }
    }
}

struct Teller {
    paper: Paper,
    lang: Lang,
}

impl Teller {
    fn clause(&mut self, change: &ClauseChange) {
        let sign = match change.change {
            Change::Added => '+',
            Change::Removed => '-',
            Change::Changed => '~',
        };
        let was = change.was.as_ref().map(|was| format!(" ({was})")).unwrap_or_default();
        let name = self.lang.of(&change.name);
        self.paper.line(0, &format!("{sign} {}{was}  {name}", change.clause));
        if let Some(text) = &change.text {
            self.paper.line(4, self.lang.of(text));
        }
        change.parts.iter().for_each(|part| self.difference(part));
        change.compared.iter().for_each(|one| self.compared(one));
    }

    fn difference(&mut self, difference: &Difference) {
        let lang = self.lang;
        let (zh, en) = part(difference.part);
        self.paper.line(4, pick(lang, zh, en));
        self.old_and_new(6, lang.of(&difference.a), lang.of(&difference.b));
    }

    fn old_and_new(&mut self, indent: usize, a: &str, b: &str) {
        let none = pick(self.lang, "（无）", "(none)");
        let said = |text: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
        self.paper.labelled(indent, "-", 2, &said(a));
        self.paper.labelled(indent, "+", 2, &said(b));
    }

    fn compared(&mut self, compared: &Compared) {
        let lang = self.lang;
        let of = match compared.of {
            Matter::Rule => pick(lang, "规则", "rule"),
            Matter::Bar => pick(lang, "限制", "bar"),
        };
        let line = match lang {
            Lang::Zh => format!("→ {of}：{}", verdict(compared, lang)),
            Lang::En => format!("→ {of}: {}", verdict(compared, lang)),
        };
        self.paper.line(4, &line);
        compared.witnesses.iter().for_each(|one| self.witness(one));
    }

    fn witness(&mut self, witness: &Witness) {
        let lang = self.lang;
        let lead = if witness.looser {
            pick(lang, "例证：B 较宽的事实", "Witness, facts for which B is the looser")
        } else {
            pick(lang, "例证：B 较严的事实", "Witness, facts for which B is the stricter")
        };
        let kind = witness.kind.as_ref().map(|kind| format!("  --type {kind}")).unwrap_or_default();
        self.paper.line(6, &format!("{lead}{kind}"));
        for line in yaml(&witness.facts) {
            self.paper.verbatim(8, &line);
        }
        for (letter, side) in [("A", &witness.a), ("B", &witness.b)] {
            self.side(letter, side);
        }
    }

    fn side(&mut self, letter: &str, side: &Side) {
        let lang = self.lang;
        let cite = match lang {
            Lang::Zh => &side.citation.zh,
            Lang::En => &side.citation.en,
        };
        let line = format!("{letter}  {} {cite}  {}", side.clause, outcome(side.outcome, lang));
        self.paper.line(8, &line);
        for limb in &side.decided_by {
            let text = brief(lang.of(&limb.text).trim_end_matches(['。', '.']), LONGEST_LIMB);
            let told = limb.compared.as_ref().map(|compared| {
                let (found, against) =
                    (lang.of(&compared.found.words), lang.of(&compared.against.words));
                match lang {
                    Lang::Zh => format!("：实为 {found}，对照 {against}"),
                    Lang::En => format!(": found {found}, held against {against}"),
                }
            });
            self.paper.line(10, &format!("{text}{}", told.unwrap_or_default()));
        }
    }

    fn file(&mut self, change: &FileChange) {
        self.paper.line(4, &format!("{}  {}", change.file, change.path));
        let said = |of: &Option<String>| brief(of.as_deref().unwrap_or_default(), LONGEST_VALUE);
        self.old_and_new(6, &said(&change.a), &said(&change.b));
    }
}

/// The beginning of a text; the whole stands in the rule above.
fn brief(text: &str, longest: usize) -> String {
    let mut short: String = text.chars().take(longest).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The verdict with how it was come to.
fn verdict(compared: &Compared, lang: Lang) -> String {
    let trials = compared.trials;
    let word = match compared.verdict {
        Verdict::Equal => pick(lang, "相同", "equal"),
        Verdict::Looser => pick(lang, "B 更宽", "B is looser"),
        Verdict::Stricter => pick(lang, "B 更严", "B is stricter"),
        Verdict::Incomparable => pick(lang, "互有宽严，不可比", "incomparable"),
        Verdict::NoDifferenceFound => pick(lang, "未找到差别", "no difference found"),
    };
    let excluded = match (compared.excluded, lang) {
        (Some(Verdict::Stricter), Lang::Zh) => "；由结构可知 B 不会更严",
        (Some(Verdict::Stricter), Lang::En) => "; by structure B is not stricter",
        (Some(_), Lang::Zh) => "；由结构可知 B 不会更宽",
        (Some(_), Lang::En) => "; by structure B is not looser",
        (None, _) => "",
    };
    let how = match (compared.shown, lang) {
        (Shown::Structure, Lang::Zh) => "由规则结构可知".to_owned(),
        (Shown::Structure, Lang::En) => "by structure".to_owned(),
        (Shown::Search, Lang::Zh) => format!("由例证可知；{trials} 次试算未见相反的事实"),
        (Shown::Search, Lang::En) => {
            format!("by witness; nothing to the contrary in {trials} trials")
        }
        (Shown::Witnesses, Lang::Zh) => "由两个方向的例证可知".to_owned(),
        (Shown::Witnesses, Lang::En) => "by witnesses both ways".to_owned(),
        (Shown::Nothing, Lang::Zh) => format!("试算 {trials} 次{excluded}"),
        (Shown::Nothing, Lang::En) => format!("by {trials} trials{excluded}"),
    };
    match lang {
        Lang::Zh => format!("{word}（{how}）"),
        Lang::En => format!("{word} ({how})"),
    }
}

/// A facts file in lines: each record that exists once and each row in one.
fn yaml(facts: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for (section, value) in facts.as_object().into_iter().flatten() {
        let records = value.as_object().filter(|_| section == "facts");
        let Some(records) = records else {
            lines.push(format!("{section}: {value}"));
            continue;
        };
        lines.push(format!("{section}:"));
        for (record, value) in records {
            let rows = value.get("rows").and_then(Value::as_array);
            let closed = value.get("closed").and_then(Value::as_bool).unwrap_or_default();
            match rows {
                Some(rows) => {
                    lines.push(format!("  {record}:"));
                    lines.push(format!("    closed: {closed}"));
                    lines.push("    rows:".to_owned());
                    lines.extend(rows.iter().map(|row| format!("      - {row}")));
                }
                None => lines.push(format!("  {record}: {value}")),
            }
        }
    }
    lines
}

/// What a part is called.
fn part(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Citation => ("出处", "citation"),
        Part::Name => ("名称", "name"),
        Part::Text => ("内容", "what it says"),
        Part::Class => ("规范类别", "class"),
        Part::Modality => ("约束程度", "modality"),
        Part::Computable => ("可计算程度", "computable"),
        Part::Types => ("适用类别", "types"),
        Part::Applies => ("适用情形", "when it applies"),
        Part::Rule => ("规则", "rule"),
        Part::Duty => ("义务与期限", "duty and its term"),
        Part::Bar => ("限制", "bar"),
        Part::Parameters => ("参数", "parameters"),
        Part::Readings => ("理解", "readings"),
        Part::Waiver => ("豁免", "waiver"),
        Part::Consequence => ("后果", "consequence"),
    }
}
