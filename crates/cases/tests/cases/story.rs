//! The chapters of the usual story: an application on its way from handing in to the certificate.

use std::sync::Arc;

use guohe_cases::{
    case::{Answer, Question},
    expert::of_account,
    facts::Standing,
    law::Law,
    person::Person,
    verbs::{expert::enter, mark::mark, perform, round::Calling},
};
use guohe_rules::pack::Shelf;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{BEIJING, World, declarations, expert, host, leader, officer, own_files};

/// The chapters of the usual story.
impl World {
    /// A world under a law of which the procedure was changed here and there.
    pub(crate) async fn changed(changes: &[(&str, &str)]) -> Self {
        let mut files = own_files();
        let procedure = files.get_mut(&format!("{BEIJING}/procedure.yaml")).unwrap();
        for (from, to) in changes {
            assert!(procedure.contains(from), "the procedure does not say {from}");
            *procedure = procedure.replacen(from, to, 1);
        }
        let shelf = Shelf::load(&files);
        Self::keeping(Law::of(Arc::clone(shelf.pack(BEIJING).unwrap())).unwrap()).await
    }

    /// An application of an invented park, handed in.
    pub(crate) async fn handed_in(&self) -> Uuid {
        let round = self.round().await;
        let case = self.open(host(), round, "PARK").await;
        self.fill(host(), case, "park").await;
        self.hands_in(host(), case).await;
        case
    }

    pub(crate) async fn hands_in(&self, who: Person, case: Uuid) {
        self.does(who, case, "submit", declarations()).await;
    }

    pub(crate) async fn checked(&self, case: Uuid) {
        self.does(officer(), case, "check_material", json!({"outcome": "passed"})).await;
    }

    pub(crate) async fn convenes(&self, case: Uuid, act: &str, experts: &[u128]) {
        self.listed(experts).await;
        let ids: Vec<Uuid> = experts.iter().map(|n| expert(*n).account).collect();
        self.does(officer(), case, act, json!({"experts": ids, "reasons": "未组织抽取"})).await;
    }

    /// Experts stand in the pool, tied to nobody; those who stand there already are left as they are.
    pub(crate) async fn listed(&self, experts: &[u128]) {
        for n in experts {
            if !of_account(self.desk(), expert(*n).account).await.unwrap().is_empty() {
                continue;
            }
            let by = Calling { person: officer(), moment: self.moment(), once: None };
            let cells = [("name", format!("专家{n}")), ("login", format!("expert{n}"))];
            let cells = cells.map(|(column, cell)| (column.to_owned(), cell)).into();
            enter(self.desk(), self.law(), &by, None, &cells).await.unwrap();
        }
    }

    /// Experts declare that they have no conflict, and answer everything with yes.
    pub(crate) async fn answers(&self, case: Uuid, round: &str, experts: &[u128]) {
        for n in experts {
            let declaration = json!({"conflict": false});
            self.does(expert(*n), case, &format!("declare_{round}"), declaration).await;
            let answers = self.all_yes(case, round).await;
            let input = json!({"answers": answers, "final": true});
            self.does(expert(*n), case, &format!("judge_{round}"), input).await;
        }
    }

    pub(crate) async fn all_yes(&self, case: Uuid, round: &str) -> Vec<Answer> {
        let case = self.case(case).await;
        let questions = &case.panel(round).unwrap().questions;
        let yes = |question: &Question| Answer {
            slot: question.slot.clone(),
            row: question.row.clone(),
            yes: true,
            points: Vec::new(),
            reasons: "材料齐备，符合要求".to_owned(),
        };
        questions.iter().map(yes).collect()
    }

    pub(crate) async fn closing(&self, case: Uuid, round: &str) -> Value {
        let findings = self.all_yes(case, round).await;
        json!({"outcome": "recommended", "opinion": "专家组一致认为符合条件", "findings": findings})
    }

    pub(crate) async fn reviewed(&self, case: Uuid, round: &str, experts: &[u128]) {
        self.convenes(case, &format!("convene_{round}"), experts).await;
        self.answers(case, round, experts).await;
        let closing = self.closing(case, round).await;
        self.does(officer(), case, &format!("close_{round}"), closing).await;
    }

    /// Task goals and the site visit of the second review.
    pub(crate) async fn inspected(&self, case: Uuid) {
        let goals = json!({"fields": {"text": "三年内新增五家境外合作机构"}});
        self.does(officer(), case, "fix_goals", goals).await;
        let visit = json!({"fields": {"visited_on": self.today().to_string()}});
        self.does(officer(), case, "visit_site", visit).await;
    }

    /// From handing in to the list of those proposed.
    pub(crate) async fn proposed(&self, case: Uuid) {
        self.checked(case).await;
        self.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
        self.reviewed(case, "second", &[6, 7, 8, 9, 10]).await;
        self.inspected(case).await;
        self.does(officer(), case, "propose", json!({"outcome": "listed"})).await;
    }

    pub(crate) async fn posted(&self, cases: &[Uuid]) -> Uuid {
        let request = self.request(officer(), cases, "publish_notice", Value::Null);
        perform(self.desk(), &request).await.unwrap();
        self.case(cases[0]).await.notice.unwrap().id
    }

    /// An officer has looked at every fact and every list.
    pub(crate) async fn verified(&self, case: Uuid) {
        let facts = self.case(case).await.facts;
        let places: Vec<String> = facts.once.keys().chain(facts.lists.keys()).cloned().collect();
        let by = self.filling(officer(), case);
        mark(self.desk(), &by, &places, Standing::Verified, "核对原件").await.unwrap();
    }

    /// An application that was proposed and posted, with every fact verified, on the day on which its notice is over.
    pub(crate) async fn ready_to_decide(&self) -> Uuid {
        let case = self.handed_in().await;
        self.made_public(case).await;
        self.verified(case).await;
        self.on("2026-05-11");
        case
    }

    /// What was handed in is proposed and posted, on the days of a spring.
    pub(crate) async fn made_public(&self, case: Uuid) {
        self.on("2026-04-20");
        self.proposed(case).await;
        self.on("2026-04-29");
        self.posted(&[case]).await;
    }

    /// The same with the decision to certify it prepared.
    pub(crate) async fn decision_prepared(&self) -> Uuid {
        let case = self.ready_to_decide().await;
        self.prepared(case).await;
        case
    }

    pub(crate) async fn prepared(&self, case: Uuid) {
        let input = json!({"outcome": "certify", "reasons": "符合全部条件，公示无异议"});
        self.does(officer(), case, "prepare_decision", input).await;
    }

    pub(crate) async fn confirmed(&self, case: Uuid) {
        self.does(leader(), case, "confirm_decision", json!({"outcome": "confirmed"})).await;
    }

    /// The whole way to the certificate, on the days of a spring.
    pub(crate) async fn certified(&self) -> Uuid {
        let case = self.decision_prepared().await;
        self.confirmed(case).await;
        self.does(officer(), case, "certify", Value::Null).await;
        case
    }
}
