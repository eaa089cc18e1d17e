//! The calls of the town.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use guohe_cases::{
    desk::Desk,
    expert::pool,
    happened::Wrote,
    kept::Kept,
    person::Person,
    round::{Contact, Terms},
    verbs::{
        draw::{Wish, seal},
        registry::keep_every,
        round::{Calling, open_round},
    },
};
use guohe_rules::syntax::{Additions, Words};
use serde_json::json;
use uuid::Uuid;

use super::{Town, day};

impl Town {
    /// Opens the round of 2026.
    pub(crate) async fn round(&mut self) -> Uuid {
        let guide = [
            ("year", json!(2026)),
            ("issued_on", json!("2026-03-01")),
            ("closes_on", json!("2026-05-15")),
        ];
        let terms = Terms {
            pack: self.law().reference(),
            name: Words {
                zh: "2026年度国际科技合作基地申报".into(), en: "Call 2026".into()
            },
            opens_on: day("2026-03-01"),
            closes_on: day("2026-05-15"),
            reference_date: day("2026-05-15"),
            parameters: BTreeMap::from([
                ("key_fields".to_owned(), json!(["artificial_intelligence", "robotics"])),
                ("key_countries".to_owned(), json!(["GB", "DE", "SG", "HK", "US"])),
                ("look_back_years".to_owned(), json!("3")),
            ]),
            readings: BTreeMap::new(),
            file: vec![Wrote {
                list: "guides".to_owned(),
                id: "guide-2026".to_owned(),
                cells: guide.map(|(field, value)| (field.to_owned(), value)).into(),
            }],
            contact: Contact::default(),
            adds: Additions::default(),
            despite: Some("读法待专家会议选定，先行开放".to_owned()),
        };
        let law = Arc::clone(self.laws.get(&terms.pack).unwrap());
        let (tenant, store, laws) =
            (self.tenant.clone(), Arc::clone(&self.store), Arc::clone(&self.laws));
        let kept = Kept::default();
        let desk = Desk { tenant: &tenant, store: &*store, kept: &kept, laws: &laws };
        let by = |_: &str| Calling {
            person: Self::person("officer"),
            moment: self.moment(),
            once: None,
        };
        keep_every(desk, &law, day("2025-01-01"), "本系统自始登记", by).await.unwrap();
        let by = Calling { person: Self::person("officer"), moment: self.moment(), once: None };
        open_round(self.desk(), &by, terms).await.unwrap().stream.id
    }

    /// Seals a draw for the first review of a case, from a pool of nine; gives it, and an entry of the pool.
    pub(crate) async fn sealed(&mut self, case: Uuid) -> (Uuid, Uuid) {
        let mut table = "name,login,fields,employers\n".to_owned();
        for n in 1..=9 {
            writeln!(table, "专家{n:02},expert{n},robotics,示例单位{n}|X{n:017}").unwrap();
        }
        self.lists(&table).await;
        let wish = Wish {
            panel: "first".to_owned(),
            cases: vec![case],
            seats: 5,
            substitutes: 0,
            fields: Vec::new(),
            regions: Vec::new(),
            least: BTreeMap::new(),
        };
        let by = Calling { person: Self::person("officer"), moment: self.moment(), once: None };
        let law = self.law();
        let draw = seal(self.desk(), &law, &by, &wish).await.unwrap().stream.id;
        let first = pool(self.desk()).await.unwrap().first().unwrap().id;
        (draw, first)
    }

    /// Opens a call under another law, with what its notice adds.
    pub(crate) async fn calls(&mut self, pack: &str, name: &str, adds: Additions) -> Uuid {
        let law = self.laws.iter().find(|law| law.pack.id() == pack).unwrap();
        let terms = Terms {
            pack: law.reference(),
            name: Words { zh: name.to_owned(), en: name.to_owned() },
            opens_on: day("2026-03-01"),
            closes_on: day("2026-05-15"),
            reference_date: day("2026-05-15"),
            parameters: BTreeMap::new(),
            readings: BTreeMap::new(),
            file: Vec::new(),
            contact: Contact::default(),
            adds,
            despite: Some("先行开放".to_owned()),
        };
        let roles = vec![format!("{pack}:authority")];
        let person = Person { roles, ..Self::person("officer") };
        let by = Calling { person, moment: self.moment(), once: None };
        open_round(self.desk(), &by, terms).await.unwrap().stream.id
    }
}
