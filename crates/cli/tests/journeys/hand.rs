//! Somebody who does with the pages what a story says: the fields of a form are named as its inputs are.

use std::collections::BTreeMap;

use guohe_cases::{
    case::Case,
    moment::Moment,
    procedure::{Act, Kind},
    replay::{Case as Told, Round, Script, Step, Together},
    verbs::lapse,
};
use guohe_rules::syntax::ActorKind;
use guohe_web::site::Outside as _;
use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use crate::{applicant::list, facts::Facts, walk::Walk};

/// The one at the browser.
pub(crate) struct Hand<'h> {
    pub(crate) walk: Walk<'h>,
    password: String,
    /// Who is signed in, and since which day: a session does not outlive it by long.
    who: Option<(String, Date)>,
}

/// The button that hands the form of an act in.
const HAND_IN: &str = "main form[action*='/acts/'] .actions button.btn[type=submit]";

impl<'h> Hand<'h> {
    pub(crate) fn new(walk: Walk<'h>, password: &str) -> Self {
        Self { walk, password: password.to_owned(), who: None }
    }

    /// Somebody sits down at the browser.
    async fn sits_down(&mut self, login: &str) {
        let now = Some((login.to_owned(), self.walk.house.clock.today()));
        if self.who == now {
            return;
        }
        self.walk.leave().await;
        self.walk.open("/sign-in").await;
        let password = self.password.clone();
        self.walk.sign_in(login, &password).await;
        self.who = now;
    }

    /// Whoever is an officer of two authorities is asked under which regulation.
    pub(crate) async fn chooses_a_regulation(&mut self, login: &str) {
        self.sits_down(login).await;
        let law = self.walk.house.law();
        self.walk.open("/desk/rounds").await;
        self.walk.press("main .head a.btn").await;
        let choices = self.walk.every("main article h2 a", "href").await;
        assert_eq!(choices.len(), 2, "{choices:?}");
        let own = format!("main article a[href$='law={}']", law.pack.id());
        self.walk.press(&own).await;
        let under = self.walk.text("main .head .meta a").await;
        assert_eq!(under, self.walk.of(&law.pack.file.title));
    }

    /// Opens a round; gives its id.
    pub(crate) async fn opens_round(&mut self, login: &str, round: &Round) -> Uuid {
        self.sits_down(login).await;
        self.walk.open("/desk/rounds").await;
        self.walk.press("main .head a.btn").await;
        let named = |name: &str, value: String| (name.to_owned(), value);
        let mut fields = vec![
            named("name.zh", round.name.zh.clone()),
            named("name.en", round.name.en.clone()),
            named("opens_on", round.opens_on.to_string()),
            named("closes_on", round.closes_on.to_string()),
            named("reference_date", round.reference_date.to_string()),
            named("despite", round.despite.clone().unwrap_or_default()),
        ];
        let own = round.parameters.iter();
        fields.extend(own.map(|(name, value)| (format!("parameters.{name}"), text(value))));
        let read = round.readings.iter();
        fields.extend(read.map(|(entry, option)| (format!("readings.{entry}"), option.clone())));
        self.walk.fill_all(&fields).await;
        self.walk.press("main form[novalidate] button[type=submit]").await;
        assert_eq!(self.walk.heading().await, self.walk.of(&round.name));
        self.walk.path().await.rsplit('/').next().unwrap().parse().unwrap()
    }

    /// Checks as a visitor, then starts an application; gives its id.
    pub(crate) async fn starts(&mut self, login: &str, case: &Told, round: Uuid) -> Uuid {
        let law = self.walk.house.law();
        self.walk.leave().await;
        self.who = None;
        self.walk.open("/check").await;
        let kind = format!("main a[href='/check/{}/{}']", law.pack.id(), case.kind);
        self.walk.press(&kind).await;
        self.sits_down(login).await;
        self.walk.open("/applications").await;
        self.walk.press("main a[href='/applications/start']").await;
        // Where the law takes applications without a call too, the call is chosen first.
        let call = format!("main article a[href$='call={round}']");
        if !self.walk.every(&call, "href").await.is_empty() {
            self.walk.press(&call).await;
        }
        self.walk.fill_all(&[("type", case.kind.as_str())]).await;
        self.walk.press("main form button[type=submit]:not([name=do])").await;
        self.walk.path().await.rsplit('/').next().unwrap().parse().unwrap()
    }

    /// Takes a step of the story.
    pub(crate) async fn takes(&mut self, script: &Script, (told, step): (&Told, &Step), by: &str) {
        let id = script.case_id(&told.id).unwrap();
        if step.time_passes {
            let clock = &self.walk.house.clock;
            let moment = Moment { now: clock.now(), fresh: Uuid::from_u128(1), seed: [1; 32] };
            assert!(lapse::pass(self.walk.house.desk(), moment, id).await.unwrap().is_some());
            return;
        }
        self.sits_down(by).await;
        if step.fill.is_some() {
            let facts = Facts::in_file(script.host(told).unwrap(), &self.walk.house.law());
            return self.fills_in(id, &facts).await;
        }
        let law = self.walk.house.law();
        let act = law.procedure.act(step.act.as_deref().unwrap()).unwrap();
        let fields = typed(script, &step.input);
        match (act.kind.value, law.kind_of(&act.by[0].value).unwrap()) {
            (Kind::Submit, _) => self.hands_in(id, &fields).await,
            (Kind::Declare, _) => self.declares(id).await,
            (Kind::Judge, _) => self.judges(script, id, (act, step), by).await,
            (_, ActorKind::Applicant) => self.reports(id, act, &fields).await,
            _ => self.acts(id, act, &fields).await,
        }
    }

    async fn case(&self, id: Uuid) -> std::sync::Arc<Case> {
        self.walk.house.desk().case(id).await.unwrap()
    }

    /// Types in all facts, part by part, and states that the lists are complete.
    async fn fills_in(&mut self, id: Uuid, facts: &Facts) {
        self.walk.open(&format!("/applications/{id}")).await;
        let mut typed = 0;
        for part in self.walk.every("ul.tasks a", "pathname").await {
            let key = part.rsplit('/').next().unwrap().to_owned();
            if part.contains("/lists/") {
                let none = Vec::new();
                list(&mut self.walk, &part, facts.lists.get(&key).unwrap_or(&none)).await;
                typed += 1;
            } else if let Some(fields) =
                facts.once.get(&key).filter(|_| part.contains("/sections/"))
            {
                self.walk.open(&part).await;
                let asked = self.walk.every("main form .group [name]", "name").await;
                let there = fields.iter().filter(|(name, _)| asked.contains(name)).cloned();
                self.walk.fill_all(&there.collect::<Vec<_>>()).await;
                self.walk.press("main form button[value=next]").await;
                typed += 1;
            }
        }
        let page = self.walk.path().await;
        let all = facts.once.len() + facts.lists.len();
        assert_eq!(
            typed,
            all,
            "parts of the facts were asked for on {page}: {}",
            self.walk.text("main").await
        );
    }

    /// Makes the declarations and hands in.
    async fn hands_in(&mut self, id: Uuid, fields: &[(String, String)]) {
        self.walk.open(&format!("/applications/{id}/answers")).await;
        self.walk.open(&format!("/applications/{id}/submit")).await;
        self.walk.fill_all(fields).await;
        self.walk.press("main form .actions button").await;
        assert_eq!(self.walk.path().await, format!("/applications/{id}/receipt"));
    }

    /// Hands in something later, from the page of the application.
    async fn reports(&mut self, id: Uuid, act: &Act, fields: &[(String, String)]) {
        let page = format!("/applications/{id}");
        self.walk.open(&page).await;
        let act = &act.id.value;
        self.walk.press(&format!("ul.acts a[href='{page}/acts/{act}']")).await;
        self.walk.fill_all(fields).await;
        self.walk.press(HAND_IN).await;
        assert_eq!(self.walk.path().await, page);
    }

    /// Does something at a desk, and sees where the case stands then.
    async fn acts(&mut self, id: Uuid, act: &Act, fields: &[(String, String)]) {
        let law = self.walk.house.law();
        let before = self.case(id).await;
        let waits = before.stage.at.waits_for.as_ref();
        // Answers wait for one of two roles at a time; the other one finds the case by its address alone.
        let listed = act.kind.value != Kind::OpenAnswers;
        if listed && waits.is_some_and(|waits| act.by.iter().any(|by| by.value == *waits)) {
            self.walk.takes_up(&id.to_string()).await;
        } else {
            self.walk.open(&format!("/desk/cases/{id}")).await;
        }
        self.walk.stands_in(&before.stage.at.to).await;
        self.walk.begins(&act.id.value).await;
        self.walk.fill_all(fields).await;
        self.walk.press(HAND_IN).await;
        self.walk.open(&format!("/desk/cases/{id}")).await;
        let after = self.case(id).await;
        assert!(after.version > before.version, "{} was done", act.id.value);
        assert!(law.procedure.stage(&after.stage.at.to).is_some());
        self.walk.stands_in(&after.stage.at.to).await;
    }

    /// Treats several cases at once: those that wait for a notice, or a cohort that is put in order.
    pub(crate) async fn treats(&mut self, script: &Script, all: &Together, own: &str) {
        self.sits_down(&all.by).await;
        let law = self.walk.house.law();
        let act = law.procedure.act(&all.act).unwrap();
        let id = script.case_id(own).unwrap();
        if act.kind.value != Kind::PublishNotice {
            return self.acts(id, act, &[]).await;
        }
        let ids: Vec<String> =
            all.cases.iter().map(|case| script.case_id(case).unwrap().to_string()).collect();
        self.walk.open("/desk/publish").await;
        self.walk.fill_all(&[("cases", ids.join("、"))]).await;
        self.walk.press("main form .actions button[type=submit]").await;
        let after = self.case(id).await;
        self.walk.open(&format!("/desk/cases/{id}")).await;
        self.walk.stands_in(&after.stage.at.to).await;
    }

    /// Declares that there is no conflict of interest.
    async fn declares(&mut self, id: Uuid) {
        self.walk.open("/reviews").await;
        self.walk.press(&format!("main article a[href='/reviews/{id}']")).await;
        self.walk.fill_all(&[("conflict", "no")]).await;
        self.walk.press("main form button[type=submit]").await;
    }

    /// Types the points that the story gives, and hands them in.
    async fn judges(&mut self, script: &Script, id: Uuid, (act, step): (&Act, &Step), by: &str) {
        let case = self.case(id).await;
        let panel = case.panel(&act.sets.panel.as_ref().unwrap().value).unwrap();
        let at = step.by.all().iter().position(|login| login == by).unwrap();
        let says = step.says.as_ref().unwrap();
        let mut fields = Vec::new();
        for (n, question) in panel.questions.iter().enumerate() {
            let points = &says.points[&question.slot];
            let points = points.get(at).or(points.last()).unwrap();
            fields.push((format!("slot.{n}.points"), points.clone()));
            fields.push((format!("slot.{n}.reasons"), script.reasons[&question.slot][0].clone()));
        }
        self.walk.open("/reviews").await;
        self.walk.press(&format!("main article a[href='/reviews/{id}']")).await;
        self.walk.fill_all(&fields).await;
        self.walk.press("form.sheet button[value=final]").await;
        let headline = self.walk.say("评审意见已提交", "Your answers are handed in");
        assert_eq!(self.walk.heading().await, headline);
    }

    /// Anybody finds the unit among those that hold the standing.
    pub(crate) async fn finds_it_in_the_directory(&mut self, case: &Case) {
        self.walk.leave().await;
        self.walk.open("/bases").await;
        let number = case.certificate.as_ref().unwrap().number.clone();
        let numbers = self.walk.every("main tbody th .sub", "innerText").await;
        assert!(numbers.contains(&number), "{numbers:?} do not hold {number}");
        self.walk.press(&format!("main tbody th a[href='/bases/{}']", case.id)).await;
        assert_eq!(self.walk.heading().await, case.title());
    }
}

/// A value as it is typed.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join("、"),
        Value::Null | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// The inputs of an act under the names of its form; accounts in the place of the people they name.
fn typed(script: &Script, input: &Value) -> Vec<(String, String)> {
    let Some(input) = input.as_object() else { return Vec::new() };
    let names = BTreeMap::from([("declarations", "declare")]);
    let account = |one: &str| match one.strip_prefix('@') {
        Some(login) => script.account_id(login).unwrap().to_string(),
        None => one.to_owned(),
    };
    let named = |value: &Value| text(value).split('、').map(account).collect::<Vec<_>>().join("、");
    let one = |(name, value): (&String, &Value)| {
        if let Some(fields) = value.as_object() {
            let under =
                |(field, value): (&String, &Value)| (format!("{name}.{field}"), text(value));
            return fields.iter().map(under).collect::<Vec<_>>();
        }
        if name == "experts" {
            return vec![(name.clone(), named(value))];
        }
        let name = names.get(name.as_str()).map_or(name.as_str(), |form| form);
        vec![(name.to_owned(), text(value))]
    };
    input.iter().flat_map(one).collect()
}
