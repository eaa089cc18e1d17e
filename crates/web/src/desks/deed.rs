//! Doing an act of the procedure: its form by kind, and what the domain says to what was handed in.

use axum::extract::Path;
use guohe_cases::{
    case::{Case, Question},
    law::Law,
    procedure::{Act, Kind, Level},
    refusal::{Fault, Refusal},
    seen::Seen,
    verbs::{Failure, Request, perform},
};
use guohe_rules::model::Clause;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::officer::{ActPage, DefectForm, OutcomeChoice, ReviewPage},
    parts::{Choice, ErrorLine, Field, Input, Outcome},
    sent::Sent,
    trouble::Trouble,
    views::{
        case::{self, acts_now, may},
        finding::{Links, Teller, cites},
        form::as_field,
        slot,
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    amount,
    answer::{Answer, go, page, wrong},
    decide, input, notice,
    offered::Offered,
    officer::{act_of, facts, key},
    panel, waiver,
};

/// What a person handed in, and why it was not taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tried<'a> {
    pub(crate) sent: &'a Sent,
    pub(crate) refusal: Option<&'a Refusal>,
    /// What stands in the way before anything is handed in.
    pub(crate) ahead: Option<&'a Refusal>,
}

impl<'a> Tried<'a> {
    /// What was handed in, or nothing yet.
    pub(crate) fn of(sent: &'a Sent) -> Self {
        Self { sent, refusal: None, ahead: None }
    }

    /// What was handed in and not taken.
    pub(crate) fn refused_as(sent: &'a Sent, refusal: &'a Refusal) -> Self {
        Self { refusal: Some(refusal), ..Self::of(sent) }
    }

    /// What was refused and what to do next, when it is not about single fields.
    pub(crate) fn refused(&self, here: &Here) -> Option<(String, String)> {
        let refusal = self.refusal.or(self.ahead).filter(|refusal| refusal.faults.is_empty())?;
        Some((here.say(&refusal.what).to_owned(), here.say(&refusal.next).to_owned()))
    }
}

/// A case and one of its acts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doing<'a> {
    pub(crate) here: &'a Here,
    pub(crate) file: &'a Dossier,
    pub(crate) act: &'a Act,
}

/// The form of an act.
pub(crate) async fn form(here: Here, Path((id, act)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    let act = act_of(&file.law, &act)?;
    let doing = Doing { here: &here, file: &file, act };
    doing.allowed()?;
    let sent = Sent::default();
    let (person, moment) = (here.person(), here.site.moment());
    let ahead = file.view(&person, &moment).hindrance(act);
    doing.page(Tried { ahead: ahead.as_ref(), ..Tried::of(&sent) }).await
}

/// Does an act.
pub(crate) async fn submit(
    here: Here,
    Path((id, act)): Path<(Uuid, String)>,
    sent: Sent,
) -> Answer {
    let file = here.dossier(id).await?;
    let act = act_of(&file.law, &act)?;
    let doing = Doing { here: &here, file: &file, act };
    match doing.allowed() {
        Err(Trouble::NotFound) => return decide::after_others(&doing, &sent).await,
        allowed => allowed?,
    }
    if ["another", "unanimous"].contains(&sent.text("do")) {
        return doing.page(Tried::of(&sent)).await;
    }
    if let Some(refusal) = panel::may_call(&doing, &sent).await? {
        return doing.page(Tried::refused_as(&sent, &refusal)).await;
    }
    match doing.perform(&sent).await {
        Ok(()) => go(&format!("/desk/cases/{id}")),
        Err(Failure::Refused(refusal)) if decide::is_taken(act, &refusal) => {
            Err(Trouble::from(*refusal))
        }
        Err(Failure::Refused(refusal)) => doing.page(Tried::refused_as(&sent, &refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

impl Doing<'_> {
    /// The case.
    pub(crate) fn case(&self) -> &Case {
        &self.file.case
    }

    /// Whether the act exists in the stage of the case and is the person's to do.
    pub(crate) fn allowed(&self) -> Result<(), Trouble> {
        let law = &self.file.law;
        if !may(law, self.act, &self.here.person(), self.case()) {
            return Err(Trouble::Forbidden);
        }
        let offered = acts_now(law, self.case()).any(|act| act.id == self.act.id);
        if offered { Ok(()) } else { Err(Trouble::NotFound) }
    }

    /// The questions that the act asks: of its panel, or of those it names itself.
    pub(crate) fn questions(&self) -> Vec<Question> {
        let panel = self.act.sets.panel.as_ref().and_then(|panel| self.case().panel(&panel.value));
        if let Some(panel) = panel.filter(|_| self.act.kind.value != Kind::PanelConvene) {
            return panel.questions.clone();
        }
        let law = &self.file.law;
        if self.act.kind.value != Kind::Check || law.asks(self.act).next().is_none() {
            return Vec::new();
        }
        let asked =
            self.file.asked(&self.case().kind, self.file.round.terms.reference_date, self.level());
        let named = |question: &Question| law.asks(self.act).any(|slot| slot == question.slot);
        asked.questions().into_iter().filter(named).collect()
    }

    /// The level of evidence at which the act looks at facts.
    pub(crate) fn level(&self) -> Level {
        self.act.sets.level.unwrap_or_default()
    }

    /// Does it.
    pub(crate) async fn perform(&self, sent: &Sent) -> Result<(), Failure> {
        let request = Request {
            person: self.here.person(),
            moment: self.here.moment(sent),
            cases: vec![self.case().id],
            act: self.act.id.value.clone(),
            input: input::of(&self.file.law, self.act, &self.questions(), sent),
            seen: sent.seen(),
            once: key(self.here, sent),
        };
        perform(self.here.site.desk(), &request).await.map(|_| ())
    }

    /// The case as the form remembers it.
    pub(crate) fn seen(&self) -> Seen {
        Seen::at_the_desk(&self.file.law, self.case(), &self.here.person())
    }

    /// Where the form is sent.
    pub(crate) fn action(&self) -> String {
        format!("/desk/cases/{}/acts/{}", self.case().id, self.act.id.value)
    }

    /// The page of the act, by its kind.
    pub(crate) async fn page(&self, tried: Tried<'_>) -> Answer {
        match self.act.kind.value {
            Kind::Check | Kind::ReturnForCorrection => answered(tried, &self.review(tried).await?),
            Kind::PanelConvene => answered(tried, &panel::convene(self, tried).await?),
            Kind::PanelClose => answered(tried, &panel::close(self, tried).await?),
            Kind::PrepareDecision => answered(tried, &decide::prepare(self, tried).await?),
            Kind::ConfirmDecision => answered(tried, &decide::proposal(self, tried).await?),
            Kind::AdmitObjection | Kind::SettleObjection => notice::handle(self, tried).await,
            Kind::PublishNotice => go("/desk/publish"),
            Kind::Submit
            | Kind::Withdraw
            | Kind::Resubmit
            | Kind::Record
            | Kind::Declare
            | Kind::Judge
            | Kind::OpenAnswers
            | Kind::Propose
            | Kind::Object
            | Kind::Waive
            | Kind::Countersign
            | Kind::Certify
            | Kind::Award
            | Kind::File
            | Kind::Evaluate
            | Kind::Rank
            | Kind::Lapse => answered(tried, &self.general(tried).await?),
        }
    }

    /// Ways out of the act.
    pub(crate) fn outcomes(&self, tried: Tried<'_>) -> Vec<OutcomeChoice> {
        let lang = self.here.lang();
        let law = &self.file.law;
        let one = |way: &guohe_cases::procedure::Outcome| {
            let to = way.then.as_ref().or(way.to.as_ref()).filter(|to| !to.value.starts_with('$'));
            let mut choice = Choice::new(
                way.id.value.as_str(),
                say(lang, &way.name),
                tried.sent.text("outcome") == way.id.value,
            );
            choice.hint =
                to.map(|to| fill(lang, "moment.to", &[&case::stage(lang, law, &to.value)]));
            OutcomeChoice {
                choice,
                cites: cites(lang, law, way.cites.iter().map(|id| id.value.as_str())),
            }
        };
        self.act.outcomes.iter().map(one).collect()
    }

    /// The field for reasons.
    pub(crate) fn reasons(&self, tried: Tried<'_>, key: &str) -> Field {
        let input = Input::Long { value: tried.sent.text("reasons").to_owned(), limit: None };
        Field::new("reasons", word(self.here.lang(), key), input)
    }

    /// The fields of the case file that the act asks for.
    pub(crate) fn asked_fields(&self, tried: Tried<'_>) -> Vec<Field> {
        let law = &self.file.law;
        let facts = &self.case().facts;
        let offered = Offered::of(self.file, self.act, self.here.site.today());
        let asked = input::asked(law, self.act).into_iter().map(|(def, optional)| {
            let name = input::field_name(def);
            let sent = crate::views::form::typed(tried.sent, &name, def);
            let typed = sent.or_else(|| offered.only(def)).unwrap_or_default();
            let reader =
                guohe_cases::facts::read::Reader { vocabulary: law.vocabulary(), document: facts };
            let value = reader.read(def, &typed).unwrap_or_default();
            let cell = guohe_cases::facts::Cell { typed, value, ..Default::default() };
            let mut field = as_field(self.here.lang(), law, facts, def, Some(&cell)).named(name);
            // Whoever records something has it before them; that there is none is not recorded.
            field.none = None;
            let field = offered.beside(self.here.lang(), def, field);
            let field = amount::beside(self, def, field);
            if optional { field.optional() } else { field }
        });
        asked.collect()
    }

    /// Puts faults beside their fields; gives the summary.
    pub(crate) fn faults(&self, tried: Tried<'_>, fields: &mut [Field]) -> Vec<ErrorLine> {
        let questions = self.questions();
        let given = slot::sent(&questions, tried.sent);
        let defects = input::defects(tried.sent);
        let place = |fault: &Fault| {
            slot::place_of(&questions, &given, &fault.place)
                .unwrap_or_else(|| place_in_form(&fault.place, &defects))
        };
        tried.refusal.map(|refusal| self.here.beside(refusal, fields, place)).unwrap_or_default()
    }

    /// The general form.
    pub(crate) async fn general(&self, tried: Tried<'_>) -> Result<ActPage, Trouble> {
        let (here, lang) = (self.here, self.here.lang());
        let mut fields = self.asked_fields(tried);
        let kind = self.act.kind.value;
        fields.extend(waiver::field(self, tried));
        match kind {
            Kind::Waive | Kind::Countersign | Kind::Evaluate => {
                fields.push(self.reasons(tried, "act.reasons"));
            }
            Kind::Propose | Kind::Withdraw => {
                fields.push(self.reasons(tried, "act.reasons").optional());
            }
            Kind::Record | Kind::File => {
                let note = Input::Long { value: tried.sent.text("note").to_owned(), limit: None };
                fields.push(Field::new("note", word(lang, "act.note"), note).optional());
            }
            Kind::Submit
            | Kind::ReturnForCorrection
            | Kind::Resubmit
            | Kind::Check
            | Kind::PanelConvene
            | Kind::Declare
            | Kind::Judge
            | Kind::OpenAnswers
            | Kind::PanelClose
            | Kind::PublishNotice
            | Kind::Object
            | Kind::AdmitObjection
            | Kind::SettleObjection
            | Kind::PrepareDecision
            | Kind::ConfirmDecision
            | Kind::Certify
            | Kind::Award
            | Kind::Rank
            | Kind::Lapse => {}
        }
        let errors = self.faults(tried, &mut fields);
        Ok(ActPage {
            ui: here.frame().await?,
            crumbs: here.way(Some(self.case())),
            errors,
            refused: tried.refused(here),
            title: say(lang, &self.act.name),
            case: case::title(lang, self.case()),
            help: self.act.help.as_ref().map(|help| say(lang, help)),
            cites: cites(lang, &self.file.law, self.act.cites.iter().map(|id| id.value.as_str())),
            action: self.action(),
            seen: self.seen().to_string(),
            outcomes: self.outcomes(tried),
            fields,
            button: say(lang, &self.act.name),
            grave: kind == Kind::Withdraw,
            facts: facts(here, self.file),
            back: format!("/desk/cases/{}", self.case().id),
        })
    }

    /// The formal review, or the letter alone.
    async fn review(&self, tried: Tried<'_>) -> Result<ReviewPage, Trouble> {
        let (here, lang) = (self.here, self.here.lang());
        let law = &self.file.law;
        let level = if self.act.sets.level.is_some() { self.level() } else { self.file.level() };
        let (check, used) = self.file.sourced(&self.case().kind, level);
        let teller = Teller { lang, law, links: Links::material(here, law, self.case().id) };
        let panel = teller.sourced(teller.panel(&check), &used);
        let letter = self.act.kind.value == Kind::ReturnForCorrection;
        let mut fields = self.asked_fields(tried);
        if !letter {
            fields.push(self.reasons(tried, "act.reasons").optional());
        }
        let errors = self.faults(tried, &mut fields);
        let questions = self.questions();
        let given = slot::sent(&questions, tried.sent);
        Ok(ReviewPage {
            ui: here.frame().await?,
            crumbs: here.way(Some(self.case())),
            errors,
            refused: tried.refused(here),
            title: say(lang, &self.act.name),
            case: case::title(lang, self.case()),
            help: self.act.help.as_ref().map(|help| say(lang, help)),
            cites: cites(lang, law, self.act.cites.iter().map(|id| id.value.as_str())),
            action: self.action(),
            seen: self.seen().to_string(),
            outcomes: self.outcomes(tried),
            defects: defects(law, tried.sent, &panel, letter),
            clauses: law
                .pack
                .clauses
                .iter()
                .filter(|clause| clause.is_condition())
                .map(|clause| {
                    let written = &clause.written;
                    let label = format!(
                        "{} {}",
                        lang.of(&written.cite.zh, &written.cite.en),
                        say(lang, &written.name)
                    );
                    Choice::new(written.id.value.as_str(), label, false)
                })
                .collect(),
            slots: slot::results(
                lang,
                law,
                self.case(),
                slot::Asked { questions: &questions, seats: &[], given: &given },
            ),
            fields,
            button: say(lang, &self.act.name),
            material: format!("/desk/cases/{}/material", self.case().id),
            panel,
            until: self.until(),
        })
    }

    /// The last day of what the act starts, were it done today.
    pub(crate) fn until(&self) -> Option<String> {
        let lang = self.here.lang();
        let ends = self.act.sets.ends.as_ref()?;
        let asked = self.file.asked(&self.case().kind, self.here.site.today(), Level::Declared);
        match asked.day(ends) {
            Ok(day) => Some(fill(lang, "act.until", &[&crate::format::long_day(lang, day.day)])),
            Err(because) => Some(lang.of(&because.told().0, &because.told().1).to_owned()),
        }
    }
}

/// The page, with the status of what became of it.
pub(crate) fn answered(tried: Tried<'_>, found: &impl askama::Template) -> Answer {
    if tried.refusal.is_some() { wrong(found) } else { page(found) }
}

/// The field of the form that a fault of the domain is about.
fn place_in_form(place: &str, defects: &[(usize, serde_json::Value)]) -> String {
    let Some((head, rest)) = place.split_once('[') else { return place.to_owned() };
    let Some((index, field)) = rest.split_once(']') else { return place.to_owned() };
    let at = index.parse::<usize>().ok().and_then(|index| defects.get(index)).map(|(at, _)| *at);
    match (head, at) {
        ("defects", Some(at)) => format!("defects.{at}{field}"),
        ("experts", _) => "experts".to_owned(),
        _ => place.to_owned(),
    }
}

/// Defects as they are being written; at first those that the rules propose, and always one empty place.
fn defects(law: &Law, sent: &Sent, panel: &crate::parts::Panel, letter: bool) -> Vec<DefectForm> {
    let mut forms: Vec<DefectForm> = input::defects(sent)
        .into_iter()
        .enumerate()
        .map(|(index, (_, defect))| {
            let text = |key: &str| {
                defect.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
            };
            DefectForm {
                index,
                place: text("place"),
                what: text("what"),
                clause: text("clause"),
                proposed: false,
            }
        })
        .collect();
    if forms.is_empty() && letter {
        forms.extend(proposed(law, panel));
    }
    if forms.is_empty() || sent.text("do") == "another" {
        let index = forms.len();
        forms.push(DefectForm {
            index,
            place: String::new(),
            what: String::new(),
            clause: String::new(),
            proposed: false,
        });
    }
    forms
}

/// Conditions that nobody can decide because the applicant left something open: what only the authority can
/// supply is no defect of the application.
fn proposed(law: &Law, panel: &crate::parts::Panel) -> Vec<DefectForm> {
    let is_condition = |id: &str| law.pack.clause(id).is_some_and(Clause::is_condition);
    let form = |finding: &crate::parts::Finding| {
        let clause = finding.id.trim_start_matches("f-").to_owned();
        let missing = finding.missing.iter().filter(|one| !one.href.is_empty());
        let missing: Vec<&str> = missing.map(|one| one.label.as_str()).collect();
        let open = finding.outcome == Outcome::Undetermined && is_condition(&clause);
        (open && !missing.is_empty()).then(|| (finding.name.clone(), missing.join("；"), clause))
    };
    let forms = panel.groups.iter().flat_map(|group| &group.findings).filter_map(form);
    forms
        .enumerate()
        .map(|(index, (place, what, clause))| DefectForm {
            index,
            place,
            what,
            clause,
            proposed: true,
        })
        .collect()
}

#[cfg(test)]
mod tests;
