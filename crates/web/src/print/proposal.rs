//! The papers for a meeting: every entry of a round with what the rules say and what people judged, kept apart.

use guohe_cases::{case::Panel, law::Law, round::Round, verbs::panel::is_sealed};
use serde_json::{Value, json};

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    site::Site,
    trouble::Trouble,
    views::{
        case::{self, kind},
        finding::tally,
        slot, weighed,
        words::overall,
    },
    words::{fill, word},
};

use super::{Draft, Printed, act, both, certificate::both_of, in_both};

impl Site {
    /// Prints the papers for the meeting on a round; `files` are its cases.
    ///
    /// # Errors
    /// They cannot be printed.
    pub(crate) async fn print_proposal(
        &self,
        lang: Lang,
        (law, round): (&Law, &Round),
        files: &[Dossier],
    ) -> Result<Printed, Trouble> {
        let mut files: Vec<&Dossier> =
            files.iter().filter(|file| file.case.was_handed_in()).collect();
        files.sort_by_key(|file| (file.case.looked_at(), file.case.id));
        let entries: Vec<Value> = files.iter().map(|file| entry(lang, file)).collect();
        let last = files.iter().filter_map(|file| file.case.timeline.last()).map(|step| step.on);
        let steps = files.iter().map(|file| file.case.version).sum::<u64>();
        let draft = Draft {
            template: "proposal",
            title: word(lang, "print.proposal").into_owned(),
            number: case::number(round.id),
            version: steps,
            may_change: false,
            day: last.max().unwrap_or(round.terms.reference_date),
            data: json!({
                "object": both_of(law),
                "authority": both(&law.pack.file.authority),
                "round": in_both(|lang| crate::views::words::say(lang, &round.terms.name)),
                "entries": entries,
            }),
            code: None,
        };
        self.set((lang, guohe_print::Form::Pdf), law, round.id, draft).await
    }
}

fn entry(lang: Lang, file: &Dossier) -> Value {
    let (law, case) = (&file.law, &file.case);
    let scores = act::scores(lang, file);
    let points =
        scores.iter().map(|(_, total)| total.as_str()).collect::<Vec<_>>().join(lang.comma());
    let stage = case::stage(lang, law, &case.stage.at.to);
    let mut facts = act::facts(lang, file);
    facts.push(json!({"label": word(lang, "print.stage"), "value": stage}));
    json!({
        "name": case::title(lang, case),
        "kind": kind(lang, law, &case.kind),
        "facts": facts,
        "points": points,
        "rules": rules(lang, file, scores),
        "people": people(lang, file),
        "proposal": case.decision.as_ref().map(|decision| json!({
            "label": weighed::decided(lang, law, &decision.outcome),
            "value": decision.reasons,
            "day": format::long_day(lang, decision.prepared.1),
            "overrides": weighed::overrides(lang, law, decision).iter().map(pair).collect::<Vec<_>>(),
        })),
    })
}

fn pair(pair: &crate::parts::Pair) -> Value {
    json!({"label": pair.label, "value": pair.value})
}

/// What the rules say: the result, how many conditions came out how, and each that is not simply met.
fn rules(lang: Lang, file: &Dossier, scores: Vec<(String, String)>) -> Value {
    let summary = file.summary(file.level());
    let tally = tally(summary.tally)
        .into_iter()
        .map(|(outcome, count)| format!("{} {count}", word(lang, outcome.key())));
    let tally: Vec<String> = tally.collect();
    let lines = weighed::computed(lang, file).into_iter().filter(|line| {
        line.outcome != crate::parts::Outcome::Met
            && line.outcome != crate::parts::Outcome::NotApplicable
    });
    let lines = lines.map(|line| {
        json!({
            "cite": line.cite.label,
            "label": line.name,
            "value": word(lang, line.outcome.key()),
            "gist": line.gist,
        })
    });
    json!({
        "overall": word(lang, overall(summary.overall).overall_key()),
        "tally": tally.join(lang.comma()),
        "lines": lines.collect::<Vec<_>>(),
        "waivers": weighed::waivers(lang, file).iter().map(pair).collect::<Vec<_>>(),
        "scores": scores.into_iter().map(|(label, value)| json!({"label": label, "value": value})).collect::<Vec<_>>(),
    })
}

/// What people judged: the opinions of panels, each question with its votes, and who differs, under an alias.
fn people(lang: Lang, file: &Dossier) -> Value {
    let (law, case) = (&file.law, &file.case);
    let closed = || case.panels.iter().filter_map(|panel| Some((panel, panel.closed.as_ref()?)));
    let panels = closed().map(|(panel, closed)| {
        let members = fill(lang, "print.members", &[&panel.effective().count()]);
        let label = format!("{}{}{members}", case::panel(lang, law, &panel.key), lang.of("，", ", "));
        json!({"label": label, "value": format!("{}\n{}", result(lang, law, panel, &closed.outcome), closed.opinion)})
    });
    let mut short = closed().map(|(panel, closed)| result(lang, law, panel, &closed.outcome));
    let votes = weighed::judged(lang, file).into_iter().zip(&case.judgements);
    let votes = votes.map(|(vote, judgement)| {
        let asked_yes_or_no = judgement.finding.points.is_empty();
        let counted = asked_yes_or_no && vote.yes + vote.no > 0;
        json!({
            "label": vote.question,
            "value": slot::told(lang, &judgement.finding),
            "votes": if counted { format!("{} : {}", vote.yes, vote.no) } else { "—".to_owned() },
            "by": vote.by,
            "reasons": vote.reasons,
        })
    });
    let open = case.panels.iter().filter(|panel| !is_sealed(law, panel));
    let dissents = open.flat_map(|panel| &panel.work.dissents);
    let dissents = dissents.map(|one| json!({"label": one.alias, "value": one.text}));
    json!({
        "panels": panels.collect::<Vec<_>>(),
        "short": short.next_back(),
        "votes": votes.collect::<Vec<_>>(),
        "dissents": dissents.collect::<Vec<_>>(),
    })
}

/// The way out of a panel, in words.
fn result(lang: Lang, law: &Law, panel: &Panel, outcome: &str) -> String {
    let of_key = |act: &&guohe_cases::procedure::Act| {
        act.sets.panel.as_ref().is_some_and(|key| key.value == panel.key)
    };
    let mut ways = law.procedure.acts.iter().filter(of_key).filter_map(|act| act.outcome(outcome));
    ways.next().map_or_else(|| outcome.to_owned(), |way| crate::views::words::say(lang, &way.name))
}
