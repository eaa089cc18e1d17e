//! Letters with defects: what one said when it went out it says ever after, and earlier ones can be read and printed again.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use guohe_cases::{
    facts::Edit,
    verbs::fill::{Filling, edit},
};
use guohe_print::{Refusal, Sheet};
use guohe_web::{
    app,
    lang::Lang,
    print::{Paper, Printer},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{town::Town, visitor::Visitor};

/// A press that keeps what it is given to set and sets nothing.
#[derive(Debug, Default)]
struct Given(Mutex<Vec<Value>>);

#[async_trait]
impl Printer for Given {
    async fn print(&self, sheet: Sheet) -> Result<guohe_print::Paper, Refusal> {
        self.0.lock().unwrap().push(json!([sheet.data, sheet.mark]));
        Err(Refusal::Busy)
    }
}

/// What is set for a letter of a case, by its number.
async fn set(town: &Town, case: Uuid, number: Option<usize>) -> Value {
    let given = Arc::new(Given::default());
    let mut site = town.site();
    site.printer = Arc::<Given>::clone(&given);
    let origin = "http://localhost:8080";
    site.print_apart(case, Paper::Letter(number), (Lang::Zh, origin)).await.unwrap_err();
    let mut all = given.0.lock().unwrap();
    all.pop().unwrap_or(Value::Null)
}

async fn returned(town: &mut Town, case: Uuid, what: &str) {
    let letter = json!({"defects": [{"place": "host.name", "what": what}]});
    town.does(Town::person("officer"), case, "return_for_correction", letter).await;
}

#[tokio::test]
async fn what_a_letter_said_it_says_ever_after() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    town.hand_in("host", case).await;
    returned(&mut town, case, "与证书不一致").await;
    let issued = set(&town, case, None).await;
    assert!(issued.to_string().contains("与证书不一致"), "{issued}");
    assert_eq!(set(&town, case, Some(1)).await, issued);

    let name =
        Edit::Set { place: "host.name".to_owned(), typed: "改名之后的园区".to_owned() };
    let (person, moment) = (Town::person("host"), town.now());
    let by = Filling { person, moment, case, seen: None, once: None };
    edit(town.desk(), &by, &[name]).await.unwrap();
    let again = json!({"declarations": ["truthful", "no_secrets"]});
    town.does(Town::person("host"), case, "resubmit", again).await;
    assert_eq!(set(&town, case, None).await, issued, "an answer changes nothing in it");

    returned(&mut town, case, "缺少附件").await;
    assert_eq!(set(&town, case, Some(1)).await, issued);
    let second = set(&town, case, None).await;
    assert_ne!(second, issued);
    assert!(second.to_string().contains("改名之后的园区"), "{second}");
    assert_eq!(set(&town, case, Some(3)).await, Value::Null, "there is no third");

    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let under = format!("/desk/cases/{case}/papers");
    let earlier = officer.gets(&format!("{under}/letter-1")).await.text();
    for told in ["与证书不一致", "已于 2026-03-02 再次提交", "href=\"letter-1.pdf\""] {
        assert!(earlier.contains(told), "{told}: {earlier}");
    }
    let last = officer.gets(&format!("{under}/letter")).await.text();
    assert!(last.contains("缺少附件") && !last.contains("再次提交。"), "{last}");
    let whole = officer.gets(&format!("/desk/cases/{case}")).await.text();
    assert!(whole.contains("papers/letter-1"), "{whole}");
    assert_eq!(officer.gets(&format!("{under}/letter-3")).await.status, 404);
}
