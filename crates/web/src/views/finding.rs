//! Findings from the document of a check: one line that says why, figures, rows, advice, links.

use crate::{
    lang::Lang,
    parts::{
        Cite, Finding, Gauge, JudgementLine, Link, Outcome, Panel, PanelGroup, ReadingLine, Repair,
        RowLine, RuleText, TypeFit,
    },
    words::{fill, word},
};
use guohe_cases::law::Law;
use guohe_rules::{
    document::{
        self, Address, ClauseDocument, Compared, Document, Holds, Role, RowDocument, Summary, Tally,
    },
    pack::Pack,
    report,
    value::Num,
};

pub(crate) use super::links::Links;
use super::words::{asked, inline, outcome, overall, say};

/// The number at the end of the id of a row.
pub(crate) fn number_of(row: &str) -> &str {
    row.rsplit_once('-').map_or(row, |(_, number)| number)
}

/// The page of a clause. One that the notice of a call adds stands in the version of the call alone.
pub(crate) fn clause_href(pack: &Pack, clause: &str) -> String {
    let id = clause.strip_suffix("#bar").unwrap_or(clause);
    let page = format!("/rules/{}/{id}", pack.id());
    match pack.clause(id).filter(|clause| clause.added) {
        Some(_) => format!("{page}?version={}", pack.hash_hex()),
        None => page,
    }
}

/// The citation of a clause.
pub(crate) fn cite(lang: Lang, law: &Law, clause: &str) -> Option<Cite> {
    let id = clause.strip_suffix("#bar").unwrap_or(clause);
    let found = law.pack.clause(id)?;
    let label = lang.of(&found.written.cite.zh, &found.written.cite.en);
    Some(Cite::new(label, clause_href(&law.pack, id)))
}

/// Citations of clauses that exist.
pub(crate) fn cites(
    lang: Lang,
    law: &Law,
    clauses: impl IntoIterator<Item = impl AsRef<str>>,
) -> Vec<Cite> {
    clauses.into_iter().filter_map(|clause| cite(lang, law, clause.as_ref())).collect()
}

/// Makes findings of documents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Teller<'a> {
    pub(crate) lang: Lang,
    pub(crate) law: &'a Law,
    pub(crate) links: Links,
}

impl Teller<'_> {
    /// The panel of a check.
    pub(crate) fn panel(self, check: &Document) -> Panel {
        let mut groups: Vec<PanelGroup> = Vec::new();
        for clause in &check.clauses {
            let title = match clause.role {
                Role::Priority => word(self.lang, "panel.priorities").into_owned(),
                Role::Warning => word(self.lang, "panel.later").into_owned(),
                Role::Condition | Role::Bar | Role::Other => say(self.lang, &clause.article),
            };
            let finding = self.finding(clause);
            match groups.last_mut().filter(|group| group.title == title) {
                Some(group) => group.findings.push(finding),
                None => groups.push(PanelGroup { title, findings: vec![finding] }),
            }
        }
        Panel {
            kind: say(self.lang, &check.kind.name),
            overall: overall(check.overall),
            tally: tally(check.tally),
            cautions: self.cautions(check),
            groups,
            scores: super::score::sheets(self.lang, self.law, &check.scores),
            level: asked(self.lang, check.level),
            reference: check.reference_date,
            href: self.links.panel(),
        }
    }

    /// One clause.
    pub(crate) fn finding(self, clause: &ClauseDocument) -> Finding {
        let outcome = outcome(clause.outcome);
        let rows = clause.tree.as_ref().map(all_rows).unwrap_or_default();
        let compared = clause.tree.as_ref().map(all_compared).unwrap_or_default();
        let deciding: Vec<&document::Finding> =
            clause.tree.iter().flat_map(document::Finding::deciding).map(|end| end.leaf).collect();
        let figure =
            deciding.iter().find_map(|limb| limb.compared.as_ref()).filter(|_| compared.len() == 1);
        Finding {
            id: anchor(&clause.id),
            outcome,
            name: say(self.lang, &clause.name),
            cite: Cite::new(
                self.lang.of(&clause.citation.zh, &clause.citation.en),
                clause_href(&self.law.pack, &clause.id),
            ),
            text: say(self.lang, &clause.text),
            rule: self.rule(clause),
            gist: self.gist(clause, &deciding),
            figure: figure.map(|one| (self.words(&one.found), self.words(&one.against))),
            gauges: compared
                .iter()
                .filter_map(|one| self.gauge(&say(self.lang, &clause.name), one))
                .collect(),
            counted: self.rows(&rows, |row| row.counted != Holds::No),
            uncounted: self.rows(&rows, |row| row.counted == Holds::No),
            missing: self.missing(clause),
            judgements: self.judgements(clause),
            repairs: self.repairs(clause),
            readings: self.readings(clause),
            sources: Vec::new(),
            waiver: clause.waiver.as_ref().map(|waiver| {
                let by = inline(self.lang, &waiver.name);
                fill(self.lang, "finding.waived_by", &[&by, &waiver.on, &waiver.reasons])
            }),
            differs: None,
            open: matches!(outcome, Outcome::NotMet),
        }
    }

    /// What the rule asks, limb by limb; in one sentence where nothing was looked at.
    fn rule(self, clause: &ClauseDocument) -> Vec<RuleText> {
        let mut lines = Vec::new();
        if let Some(tree) = &clause.tree {
            self.limbs(tree, 0, &mut lines);
        } else {
            let sentence = clause.sentence.iter();
            lines.extend(sentence.map(|one| RuleText::plain(say(self.lang, one))));
        }
        lines
    }

    fn limbs(self, limb: &document::Finding, depth: usize, lines: &mut Vec<RuleText>) {
        let text = say(self.lang, &limb.text);
        let below = if text.is_empty() { depth } else { depth + 1 };
        if !text.is_empty() {
            let outcome = match limb.holds {
                Holds::Yes => Outcome::Met,
                Holds::No => Outcome::NotMet,
                Holds::Unknown => Outcome::Undetermined,
            };
            lines.push(RuleText {
                depth: depth.min(DEEPEST),
                label: String::new(),
                text,
                outcome: Some(outcome),
            });
        }
        for one in &limb.limbs {
            self.limbs(one, below, lines);
        }
    }

    fn words(self, measure: &document::Measure) -> String {
        say(self.lang, &measure.words)
    }

    /// One line that says why it came out so.
    fn gist(self, clause: &ClauseDocument, deciding: &[&document::Finding]) -> String {
        if let Some(waiver) = &clause.waiver {
            let by = inline(self.lang, &waiver.name);
            return fill(self.lang, "gist.waived", &[&by, &waiver.on]);
        }
        if clause.outcome == report::Outcome::NotApplicable {
            let applies = clause.applies.as_ref().map(|words| say(self.lang, words));
            return applies
                .map(|when| fill(self.lang, "gist.applies", &[&when]))
                .unwrap_or_default();
        }
        if matches!(clause.outcome, report::Outcome::Undetermined | report::Outcome::NeedsJudgement)
            && let Some(first) = clause.open.first()
        {
            let text = say(self.lang, &first.text);
            let more = clause.open.len() - 1;
            return if more == 0 {
                text
            } else {
                fill(self.lang, "gist.and_more", &[&text, &more])
            };
        }
        let parts: Vec<String> =
            deciding.iter().take(2).filter_map(|limb| self.limb(limb)).collect();
        parts.join(self.lang.of("；", "; "))
    }

    /// What a deciding limb found.
    fn limb(self, limb: &document::Finding) -> Option<String> {
        if let Some(compared) = &limb.compared {
            let (what, found) = (say(self.lang, &compared.what), self.words(&compared.found));
            if is_short(self.lang, &what) {
                return Some(fill(self.lang, "gist.found", &[&what, &found]));
            }
            let need = self.need(compared);
            return Some(fill(self.lang, "gist.against", &[&found, &need]));
        }
        if let Some(fact) = limb.facts.first() {
            let (name, value) = (say(self.lang, &fact.name), say(self.lang, &fact.words));
            return Some(fill(self.lang, "gist.found", &[&name, &value]));
        }
        let text = say(self.lang, &limb.text);
        is_short(self.lang, &text).then_some(text)
    }

    /// What a comparison asks for, with its direction.
    fn need(self, compared: &Compared) -> String {
        let key = match compared.op.as_str() {
            "at_least" => "gauge.at_least",
            "more_than" => "gauge.more_than",
            "at_most" => "gauge.at_most",
            "less_than" => "gauge.less_than",
            _ => "gauge.equal",
        };
        fill(self.lang, key, &[&self.words(&compared.against)])
    }

    fn gauge(self, name: &str, compared: &Compared) -> Option<Gauge> {
        let need =
            compared.against.low.as_deref().and_then(Num::read).filter(|n| n.is_positive())?;
        if !matches!(compared.op.as_str(), "at_least" | "more_than")
            || ["date", "year"].contains(&compared.found.unit.as_str())
        {
            return None;
        }
        let share = |end: &Option<String>| {
            end.as_deref().and_then(Num::read).map_or(100, |have| percent(have, need))
        };
        let what = say(self.lang, &compared.what);
        Some(Gauge {
            label: if is_short(self.lang, &what) { what } else { name.to_owned() },
            have: self.words(&compared.found),
            need: self.need(compared),
            sure: compared
                .found
                .low
                .as_deref()
                .and_then(Num::read)
                .map_or(0, |have| percent(have, need)),
            maybe: share(&compared.found.high),
        })
    }

    fn rows(self, rows: &[&RowDocument], wanted: impl Fn(&RowDocument) -> bool) -> Vec<RowLine> {
        let wanted = rows.iter().filter(|row| wanted(row));
        wanted
            .map(|row| RowLine {
                title: say(self.lang, &row.name),
                why: row.because.as_ref().map(|why| say(self.lang, why)).unwrap_or_default(),
                maybe: row.counted == Holds::Unknown,
                href: self.links.row(self.law, row),
            })
            .collect()
    }

    /// Facts, lists and parameters that are open.
    fn missing(self, clause: &ClauseDocument) -> Vec<Link> {
        let open = clause.open.iter().filter_map(|open| {
            let href = match &open.address {
                Address::Fact(fact) => self.links.fact(self.law, fact),
                Address::List { list } => self.links.list(list),
                Address::Parameter { name, .. } => self.links.parameter(self.law, name),
                Address::Reading { .. } | Address::Document { .. } => String::new(),
                Address::Judgement { .. } => return None,
            };
            Some(Link::new(say(self.lang, &open.text), href))
        });
        open.collect()
    }

    /// Questions to people: those that are open, and those that were answered.
    fn judgements(self, clause: &ClauseDocument) -> Vec<JudgementLine> {
        let mut lines: Vec<JudgementLine> = Vec::new();
        for open in &clause.open {
            if let Address::Judgement { by, .. } = &open.address {
                let question = say(self.lang, &open.text);
                lines.push(JudgementLine { question, by: self.actor(by), answer: None });
            }
        }
        for judged in clause.tree.as_ref().map(all_judged).unwrap_or_default() {
            let key = match judged.answer {
                Holds::Yes => "judge.yes",
                Holds::No => "judge.no",
                Holds::Unknown => continue,
            };
            lines.push(JudgementLine {
                question: say(self.lang, &judged.question),
                by: self.actor(&judged.by),
                answer: Some(word(self.lang, key).into_owned()),
            });
        }
        lines
    }

    /// The name of an actor.
    pub(crate) fn actor(self, id: &str) -> String {
        self.law
            .pack
            .actor(id)
            .map_or_else(|| id.to_owned(), |actor| inline(self.lang, &actor.name))
    }

    fn repairs(self, clause: &ClauseDocument) -> Vec<Repair> {
        let one = |repair: &document::Shortfall| Repair {
            text: say(self.lang, &repair.text),
            when: repair.earliest.map(|day| fill(self.lang, "repair.earliest", &[&day])),
        };
        clause.shortfall.iter().map(one).collect()
    }

    /// The outcome under each reading, the one that was computed first.
    fn readings(self, clause: &ClauseDocument) -> Vec<ReadingLine> {
        if clause.readings.is_empty() {
            return Vec::new();
        }
        let joined = |texts: Vec<String>| texts.join(self.lang.of("；", "; "));
        let taken = clause.registers.iter().map(|entry| say(self.lang, &entry.text)).collect();
        let first = ReadingLine {
            text: joined(taken),
            outcome: Self::traced(clause),
            chosen: clause.registers.iter().any(|entry| entry.fixed_by_round),
        };
        let others = clause.readings.iter().map(|reading| ReadingLine {
            text: joined(reading.taken.iter().map(|taken| say(self.lang, &taken.text)).collect()),
            outcome: outcome(reading.outcome),
            chosen: false,
        });
        std::iter::once(first).chain(others).collect()
    }

    /// The outcome under the reading that was traced, which the result over all readings may hide.
    fn traced(clause: &ClauseDocument) -> Outcome {
        match clause.tree.as_ref().map(|tree| tree.holds) {
            Some(Holds::Yes) => Outcome::Met,
            Some(Holds::No) => Outcome::NotMet,
            Some(Holds::Unknown) | None => outcome(clause.outcome),
        }
    }

    /// How well facts fit a type.
    pub(crate) fn fit(self, check: &Summary, href: String, current: bool) -> TypeFit {
        let def = self.law.pack.file.types.iter().find(|def| def.id.value == check.kind.id);
        TypeFit {
            name: say(self.lang, &check.kind.name),
            about: def
                .and_then(|def| def.about.as_ref())
                .map(|about| say(self.lang, about))
                .unwrap_or_default(),
            href,
            overall: overall(check.overall),
            tally: tally(check.tally),
            gap: self.gap(check),
            current,
        }
    }

    /// How far away a type is, in words.
    fn gap(self, check: &Summary) -> String {
        let failed: Vec<String> = check.failed.iter().map(|name| say(self.lang, name)).collect();
        let open = check.tally.undetermined;
        let joined = |names: &[String]| {
            names.iter().take(3).cloned().collect::<Vec<_>>().join(self.lang.comma())
        };
        match (failed.len(), open) {
            (0, 0) if check.tally.needs_judgement > 0 => {
                fill(self.lang, "gap.judged", &[&check.tally.needs_judgement])
            }
            (0, 0) => word(self.lang, "gap.none").into_owned(),
            (0, open) => fill(self.lang, "gap.open", &[&open]),
            (n, 0) => fill(self.lang, "gap.failed", &[&n, &joined(&failed)]),
            (n, open) => fill(self.lang, "gap.both", &[&n, &joined(&failed), &open]),
        }
    }
}

/// Limbs deeper than this are not moved in any further.
const DEEPEST: usize = 4;

/// Whether words are short enough to stand in a line with others.
fn is_short(lang: Lang, text: &str) -> bool {
    let longest = match lang {
        Lang::Zh => 24,
        Lang::En => 70,
    };
    !text.is_empty() && text.chars().count() <= longest
}

/// The anchor of a clause on a page.
pub(crate) fn anchor(clause: &str) -> String {
    format!("f-{}", clause.replace('#', "-"))
}

/// A share in whole percent, from 0 to 100.
fn percent(have: Num, need: Num) -> u8 {
    let share = have.times(Num::whole(100)).and_then(|n| n.over(need));
    let (above, below) = share.map_or((0, 1), Num::parts);
    u8::try_from((above / below.max(1)).clamp(0, 100)).unwrap_or(100)
}

/// How many of each outcome, without those that are none.
pub(crate) fn tally(t: Tally) -> Vec<(Outcome, usize)> {
    let counts = [t.met, t.not_met, t.undetermined, t.needs_judgement, t.waived, t.not_applicable];
    Outcome::CONDITION.into_iter().zip(counts).filter(|(_, n)| *n > 0).collect()
}

fn all_rows(tree: &document::Finding) -> Vec<&RowDocument> {
    let mut found: Vec<&RowDocument> = tree.rows.iter().collect();
    for row in tree.limbs.iter().flat_map(all_rows) {
        if !found.iter().any(|known| known.at == row.at && known.counted == row.counted) {
            found.push(row);
        }
    }
    found
}

fn all_compared(tree: &document::Finding) -> Vec<&Compared> {
    tree.compared.iter().chain(tree.limbs.iter().flat_map(all_compared)).collect()
}

fn all_judged(tree: &document::Finding) -> Vec<&document::JudgedSlot> {
    tree.judgement.iter().chain(tree.limbs.iter().flat_map(all_judged)).collect()
}
