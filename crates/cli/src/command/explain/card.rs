//! The card of a clause: citation, class, words, rule, readings, judgements, evidence, consequence, waiver.

use guohe_rules::{
    document,
    model::Clause,
    pack::Pack,
    prose::{self, Lang, Passage, Prose},
    syntax::{self, Class, Computable, Modality, Register, RegisterPolicy, Slot, Words},
};

use crate::paper::{Paper, width};

/// Columns of the labels.
const LABELS: usize = 12;

/// The card in one language, or in both, Chinese first.
pub(super) fn text(pack: &Pack, clause: &Clause, langs: &[Lang]) -> String {
    let mut card = Card { pack, clause, langs, paper: Paper::default() };
    card.head();
    card.rule();
    card.parameters();
    card.readings();
    card.judgements();
    card.aftermath();
    card.paper.text()
}

struct Card<'c> {
    pack: &'c Pack,
    clause: &'c Clause,
    langs: &'c [Lang],
    paper: Paper,
}

impl Card<'_> {
    fn head(&mut self) {
        let written = &self.clause.written;
        let names: Vec<_> = self.langs.iter().map(|lang| lang.of(&written.name)).collect();
        self.paper.line(0, &format!("{}  {}", written.id, names.join("  ")));
        let (pack, cite) = (self.pack, &written.cite);
        let number = pack.file.document.number.as_deref().unwrap_or_default();
        for lang in self.langs {
            let cite = pick(*lang, &cite.zh, &cite.en);
            let title = lang.of(&pack.file.title);
            self.paper.line(
                0,
                &pick(
                    *lang,
                    format!("{title}（{number}）{cite}"),
                    format!("{title} ({number}), {cite}"),
                ),
            );
        }
        self.paper.line(0, &format!("{}/{}", pack.id(), cite.path));
        self.paper.gap();
        self.said(&words("性质", "class"), |lang| class(written, lang).to_owned());
        self.said(&words("机器核对", "decided by"), |lang| {
            computable(written.computable, lang).to_owned()
        });
        self.said(&words("约束力", "force"), |lang| modality(written.modality, lang).to_owned());
        self.said(&words("内容", "says"), |lang| lang.of(&written.text).to_owned());
        self.whose();
        if let Some(note) = &written.note {
            self.said(&words("附注", "note"), |lang| lang.of(note).to_owned());
        }
    }

    /// Whose step, power or support it is, with the bodies that have filled the role.
    fn whose(&mut self) {
        for by in &self.clause.written.by {
            let Some(actor) = self.pack.actor(by) else { continue };
            self.said(&words("由谁实施", "whose"), |lang| lang.of(&actor.name).to_owned());
            for holder in &actor.filled_by {
                let line = holder.line();
                for lang in self.langs.iter().copied() {
                    self.paper.labelled(LABELS, "· ", 2, lang.of(&line));
                }
            }
        }
    }

    /// The rule in words, as nested lists.
    fn rule(&mut self) {
        for lang in self.langs.iter().copied() {
            let prose = prose::clause(self.pack, self.clause, lang);
            self.plain(lang, &words("类别", "types"), prose.types.as_deref());
            self.passages(lang, &prose);
            self.plain(lang, &words("效力", "binding"), prose.binding.as_deref());
        }
    }

    fn passages(&mut self, lang: Lang, prose: &Prose) {
        let parts = [
            (words("适用", "applies"), &prose.applies),
            (words("规则", "rule"), &prose.rule),
            (words("义务", "duty"), &prose.duty),
            (words("限制", "bar"), &prose.bar),
        ];
        for (label, passage) in parts {
            let Some(passage) = passage else { continue };
            self.label(lang, &label, &ended(passage, lang));
            self.limbs(lang, passage, LABELS);
        }
        if prose.rule.is_none() && prose.duty.is_none() {
            let none =
                words("没有可由机器核对的规则", "there is nothing in it for a machine to decide");
            self.label(lang, &words("规则", "rule"), lang.of(&none));
        }
    }

    fn limbs(&mut self, lang: Lang, passage: &Passage, indent: usize) {
        for limb in &passage.limbs {
            let space = pick(lang, "", " ");
            let label = format!("{}{space}", limb.label);
            let text = ended(&limb.passage, lang);
            self.paper.labelled(indent, &label, width(&label), &text);
            self.limbs(lang, &limb.passage, indent + 4);
        }
    }

    fn parameters(&mut self) {
        for lang in self.langs.iter().copied() {
            for note in prose::clause(self.pack, self.clause, lang).parameters {
                let source = note.source.map(|source| {
                    pick(lang, format!("；来源：{source}"), format!("; source: {source}"))
                });
                let text = pick(
                    lang,
                    format!(
                        "{}：{}；由{}录入{}",
                        note.title,
                        note.value,
                        note.by,
                        source.clone().unwrap_or_default()
                    ),
                    format!(
                        "{}: {}; entered by {}{}",
                        note.title,
                        note.value,
                        note.by,
                        source.unwrap_or_default()
                    ),
                );
                self.label(lang, &words("参数", "parameter"), &text);
            }
        }
    }

    /// Every entry of the register that bears on the clause, its policy and its options.
    fn readings(&mut self) {
        let names = &self.pack.names;
        let beside = self.clause.written.readings.iter().filter_map(|id| names.register(id));
        let mut all: Vec<u16> = self.clause.registers.iter().copied().chain(beside).collect();
        all.sort_unstable();
        all.dedup();
        for at in all {
            let Some(register) = names.register_def(at) else { continue };
            let decides = self.clause.registers.contains(&at);
            self.register(register, decides);
        }
    }

    fn register(&mut self, register: &Register, decides: bool) {
        let policy = match register.policy {
            RegisterPolicy::Fixed => words("按推荐读法核对", "the recommended reading is followed"),
            RegisterPolicy::Open => words(
                "每种读法都核对，直到本轮选定",
                "every reading is followed until a round chooses",
            ),
        };
        let beside = words("；规则不随它变", "; the rule does not depend on it");
        self.said(&words("读法", "reading"), |lang| {
            let (question, policy) = (lang.of(&register.question), lang.of(&policy));
            let beside = if decides { "" } else { lang.of(&beside) };
            pick(
                lang,
                format!("{} {question}（{policy}{beside}）", register.id),
                format!("{} {question} ({policy}{beside})", register.id),
            )
        });
        for (at, option) in register.options.iter().enumerate() {
            let sign = if at == 0 { "● " } else { "○ " };
            for lang in self.langs.iter().copied() {
                let recommended =
                    if at == 0 { pick(lang, "（推荐）", " (recommended)") } else { "" };
                let text = format!("{}：{}{recommended}", option.id, lang.of(&option.text));
                let text = pick(lang, text.clone(), text.replacen('：', ": ", 1));
                self.paper.labelled(LABELS, sign, 2, &text);
            }
        }
    }

    fn judgements(&mut self) {
        for slot in document::questions(self.pack, self.clause) {
            self.slot(slot);
        }
    }

    fn slot(&mut self, slot: &Slot) {
        let actor = self.pack.actor(&slot.by).map(|actor| actor.name.clone()).unwrap_or_default();
        self.said(&words("判断", "judgement"), |lang| {
            let (question, actor) = (lang.of(&slot.question), lang.of(&actor));
            pick(
                lang,
                format!("{} {question}（由{actor}判断）", slot.id),
                format!("{} {question} (judged by: {actor})", slot.id),
            )
        });
        for criterion in &slot.rubric {
            for lang in self.langs.iter().copied() {
                self.paper.labelled(LABELS, "· ", 2, lang.of(criterion));
            }
        }
    }

    /// Evidence, consequence, waiver.
    fn aftermath(&mut self) {
        let written = &self.clause.written;
        for evidence in &written.evidence {
            self.said(&words("证据", "evidence"), |lang| lang.of(evidence).to_owned());
        }
        if let Some(consequence) = &written.consequence {
            self.said(&words("后果", "consequence"), |lang| lang.of(consequence).to_owned());
        }
        if let Some(waiver) = &written.waiver {
            let actor = self.pack.actor(&waiver.by).map(|actor| actor.name.clone());
            let actor = actor.unwrap_or_default();
            self.said(&words("豁免", "waiver"), |lang| {
                let (actor, authority) = (lang.of(&actor), lang.of(&waiver.authority));
                pick(
                    lang,
                    format!("由{actor}决定；依据：{authority}"),
                    format!("by {actor}; authority: {authority}"),
                )
            });
        }
    }

    /// The same in every language asked for.
    fn said(&mut self, label: &Words, say: impl Fn(Lang) -> String) {
        for lang in self.langs.iter().copied() {
            self.label(lang, label, &say(lang));
        }
    }

    fn plain(&mut self, lang: Lang, label: &Words, text: Option<&str>) {
        if let Some(text) = text {
            self.label(lang, label, text);
        }
    }

    fn label(&mut self, lang: Lang, label: &Words, text: &str) {
        self.paper.labelled(0, lang.of(label), LABELS, text);
    }
}

/// The words of a passage with the sign that leads into its list.
fn ended(passage: &Passage, lang: Lang) -> String {
    let end = if passage.limbs.is_empty() { "" } else { pick(lang, "：", ":") };
    format!("{}{end}", passage.text)
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

fn pick<T>(lang: Lang, zh: T, en: T) -> T {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn class(clause: &syntax::Clause, lang: Lang) -> &'static str {
    match clause.class {
        Class::ComputableCriterion => {
            pick(lang, "可由事实核对的条件", "condition decided from facts")
        }
        Class::JudgementCriterion => pick(lang, "由人判断的条件", "condition decided by people"),
        Class::InPrincipleCriterion if clause.modality == Modality::Generally => pick(
            lang,
            "一般应达到的条件，未达到的由人决定",
            "condition as a rule; a person decides where it fails",
        ),
        Class::InPrincipleCriterion => {
            pick(lang, "原则性条件，可以豁免", "condition in principle, may be waived")
        }
        Class::PriorityPreference => {
            pick(lang, "同等条件下优先，不是条件", "priority among equals, not a condition")
        }
        Class::Definition => pick(lang, "定义或结构性规定", "definition or structure"),
        Class::Naming => pick(lang, "命名规则", "how it is named"),
        Class::PowerOrResponsibility => pick(lang, "职权与职责", "power or responsibility"),
        Class::ProcedureStep => pick(lang, "程序步骤", "step of the procedure"),
        Class::DutyWithDeadline => pick(lang, "义务", "duty"),
        Class::EvaluationRule => pick(lang, "评价规则", "rule of evaluation"),
        Class::Sanction => {
            pick(lang, "取消、处理的情形或后果", "ground for a sanction, or its effect")
        }
        Class::Support => pick(lang, "支持措施", "benefit"),
        Class::EffectRepealValidity => {
            pick(lang, "施行、有效期与废止", "entry into force, validity, repeal")
        }
        Class::Declaratory => pick(lang, "宗旨与原则", "purpose and principle"),
    }
}

fn computable(computable: Computable, lang: Lang) -> &'static str {
    match computable {
        Computable::Yes => pick(lang, "全部由机器核对", "a machine entirely"),
        Computable::Partly => {
            pick(lang, "机器核对一部分，其余由人判断", "a machine in part, people for the rest")
        }
        Computable::No => pick(lang, "机器不核对，由人判断", "people alone"),
    }
}

fn modality(modality: Modality, lang: Lang) -> &'static str {
    match modality {
        Modality::Hard => pick(lang, "必须", "must"),
        Modality::InPrinciple => pick(lang, "原则上", "in principle"),
        Modality::Generally => pick(lang, "一般应", "generally"),
        Modality::Preferred => pick(lang, "可优先", "preferred"),
        Modality::Encouraged => pick(lang, "鼓励", "encouraged"),
    }
}
