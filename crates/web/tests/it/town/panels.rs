//! Panels of the town: experts in the pool, called by name, who stand back or answer.

use guohe_cases::{
    case::Question,
    expert::of_account,
    verbs::{expert::enter, round::Calling},
};
use serde_json::json;
use uuid::Uuid;

use super::Town;

impl Town {
    /// Experts stand in the pool, tied to nobody; those who stand there already are left as they are.
    pub(crate) async fn listed(&mut self, experts: &[u128]) {
        for n in experts {
            if !of_account(self.desk(), Self::expert(*n).account).await.unwrap().is_empty() {
                continue;
            }
            let moment = self.now();
            let by = Calling { person: Self::person("officer"), moment, once: None };
            let cells = [("name", format!("专家{n:02}")), ("login", format!("expert{n}"))];
            let cells = cells.map(|(column, cell)| (column.to_owned(), cell)).into();
            enter(self.desk(), &self.law(), &by, None, &cells).await.unwrap();
        }
    }

    /// A first review from the invitation to the opinion: everybody declares, some of those invited stand back, and the
    /// others answer yes. People come in the order in which they are named.
    pub(crate) async fn reviewed(&mut self, case: Uuid, experts: &[u128], back: &[u128]) {
        self.convened("first", case, &[experts, back].concat()).await;
        self.found(case, (experts, back)).await;
    }

    /// What a first panel that is convened answers and finds.
    pub(crate) async fn found(&mut self, case: Uuid, who: (&[u128], &[u128])) {
        self.answer("first", case, who).await;
        let answers = self.yes("first", case).await;
        let closing = json!({"outcome": "recommended", "opinion": "同意", "findings": answers});
        self.does(Self::person("officer"), case, "close_first", closing).await;
    }

    /// A panel is convened and answers, the experts in the order in which they are named.
    pub(crate) async fn answered(
        &mut self,
        review: &str,
        case: Uuid,
        (experts, back): (&[u128], &[u128]),
    ) {
        self.convened(review, case, &[experts, back].concat()).await;
        self.answer(review, case, (experts, back)).await;
    }

    /// A panel is convened, its seats filled in the order in which experts are named.
    pub(crate) async fn convened(&mut self, review: &str, case: Uuid, experts: &[u128]) {
        self.listed(experts).await;
        let ids: Vec<Uuid> = experts.iter().map(|n| Self::expert(*n).account).collect();
        let convene = format!("convene_{review}");
        let named = json!({"experts": ids, "reasons": "未组织抽取"});
        self.does(Self::person("officer"), case, &convene, named).await;
    }

    /// Some stand back, the others answer in the order in which they are named.
    async fn answer(&mut self, review: &str, case: Uuid, (experts, back): (&[u128], &[u128])) {
        let (declare, judge) = (format!("declare_{review}"), format!("judge_{review}"));
        let answers = self.yes(review, case).await;
        for n in back {
            let conflict = json!({"conflict": true, "reasons": "有合作"});
            self.does(Self::expert(*n), case, &declare, conflict).await;
        }
        for n in experts {
            let none = json!({"conflict": false});
            self.does(Self::expert(*n), case, &declare, none).await;
            let sheet = json!({"answers": answers, "final": true});
            self.does(Self::expert(*n), case, &judge, sheet).await;
        }
    }

    /// Yes to everything that a panel is asked.
    pub(crate) async fn yes(&self, review: &str, case: Uuid) -> Vec<serde_json::Value> {
        let questions =
            self.desk().case(case).await.unwrap().panel(review).unwrap().questions.clone();
        let yes = |question: &Question| json!({"slot": question.slot, "row": question.row, "yes": true, "reasons": "材料齐备"});
        questions.iter().map(yes).collect()
    }
}
