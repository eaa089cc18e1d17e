//! How a case stands, beside how a journey says that it stands.

use guohe_rules::yaml::Place;
use serde_json::Value;

use super::{
    input::text,
    script::Expect,
    world::{World, person},
};
use crate::{
    case::Case,
    desk::{Desk, possible},
    law::Law,
    outside,
    procedure::Level,
    round::Round,
    rulebook::Asked,
    verbs::Failure,
};

/// The word for what there is not.
const NONE: &str = "none";

/// What is compared: where the expectation stands, what it is about, what is expected and what was found.
pub(super) type Compared = (Place, String, String, String);

/// The case in its world.
pub(super) struct Standing<'a> {
    pub(super) law: &'a Law,
    pub(super) world: &'a World,
    pub(super) desk: Desk<'a>,
    pub(super) case: &'a Case,
}

impl Standing<'_> {
    /// Compares everything that is said.
    ///
    /// # Errors
    /// The failure of the store.
    pub(super) async fn compare(&self, said: &Expect) -> Result<Vec<Compared>, Failure> {
        let mut all = self.state(said);
        all.extend(self.offers(said));
        all.extend(self.rows(said));
        all.extend(self.filled_by(said));
        if !said.clauses.is_empty() || !said.asked.is_empty() || said.overall.is_some() {
            all.extend(self.found(said).await?);
        }
        Ok(all)
    }

    fn state(&self, said: &Expect) -> Vec<Compared> {
        let Case { stage, certificate, .. } = self.case;
        let end = stage.at.end.and_then(|end| serde_json::to_value(end).ok());
        let valid_to = certificate.as_ref().and_then(|certificate| certificate.valid_to);
        let parts = [
            ("stage", &said.stage, Some(stage.at.to.clone())),
            ("waits_for", &said.waits_for, stage.at.waits_for.clone()),
            ("due", &said.due, stage.at.due.map(|due| due.to_string())),
            ("end", &said.end, end.map(|end| text(&end))),
            ("number", &said.number, certificate.as_ref().map(|c| c.number.clone())),
            ("valid_to", &said.valid_to, valid_to.map(|day| day.to_string())),
        ];
        let compared = parts.into_iter().filter_map(|(name, said, found)| {
            let said = said.as_ref()?;
            let found = found.unwrap_or_else(|| NONE.to_owned());
            Some((said.place, name.to_owned(), said.value.clone(), found))
        });
        compared.collect()
    }

    fn offers(&self, said: &Expect) -> Vec<Compared> {
        let word = |offered: bool| if offered { "offered" } else { "not offered" };
        let compared = said.offers.iter().map(|(act, expected)| {
            let by = self.law.procedure.act(act).map_or(&[][..], |act| act.by.as_slice());
            let offered =
                by.iter().filter_map(|actor| person(self.law, &actor.value)).any(|mut who| {
                    who.organisation = who.organisation.map(|_| self.case.organisation);
                    possible(self.law, self.case, &who).iter().any(|one| one.act.id.value == *act)
                });
            (expected.place, act.clone(), word(expected.value).to_owned(), word(offered).to_owned())
        });
        compared.collect()
    }

    /// The bodies that may fill each role.
    fn filled_by(&self, said: &Expect) -> Vec<Compared> {
        let today = self.world.now.date();
        let compared = said.filled_by.iter().map(|(actor, expected)| {
            let holders = self.law.pack.actor(actor).map(|actor| actor.holders_on(today));
            let names: Vec<_> = holders.iter().flatten().map(|one| &*one.body.value.zh).collect();
            let found = if names.is_empty() { NONE.to_owned() } else { names.join("或") };
            (expected.place, format!("{actor} filled by"), expected.value.clone(), found)
        });
        compared.collect()
    }

    fn rows(&self, said: &Expect) -> Vec<Compared> {
        let mut all = Vec::new();
        for (named, cells) in &said.rows {
            let (list, id) =
                named.split_once('#').map_or((named.as_str(), None), |(l, id)| (l, Some(id)));
            let mut rows = self.case.rows.iter().filter(|row| row.list == list);
            let row = match id {
                None => rows.next_back(),
                Some(id) => rows.find(|row| row.id == id),
            };
            for (field, expected) in cells {
                let found = row.and_then(|row| row.cells.get(field));
                let found = found.filter(|value| !matches!(value, Value::Null));
                let found = found.map_or_else(|| NONE.to_owned(), text);
                all.push((expected.place, format!("{list}.{field}"), text(&expected.value), found));
            }
        }
        all.extend(said.counts.iter().map(|(list, expected)| {
            let found = self.case.rows.iter().filter(|row| row.list == *list).count().to_string();
            (expected.place, format!("number of {list}"), expected.value.to_string(), found)
        }));
        all
    }

    async fn found(&self, said: &Expect) -> Result<Vec<Compared>, Failure> {
        let round: Round = self.desk.round_of(self.case).await?;
        let outside = outside::about(self.desk, self.law, self.case).await?;
        let on = |day| Asked::about(self.law, (&round, self.case), &outside, day, Level::Declared);
        let mut all = Vec::new();
        if let Some(expected) = &said.overall {
            let found = on(round.terms.reference_date).machine().overall;
            all.push((expected.place, "overall".to_owned(), expected.value.clone(), found));
        }
        let today = on(self.world.now.date());
        let waiting = today.waiting(self.law, self.case);
        for (slot, expected) in &said.asked {
            let found = waiting.iter().find(|one| one.question.slot == *slot);
            let due = found.and_then(|one| one.due).map(|due| due.to_string());
            let found = due.unwrap_or_else(|| NONE.to_owned());
            all.push((expected.place, format!("{slot} due"), expected.value.clone(), found));
        }
        for (clause, expected) in &said.clauses {
            let found = today.outcome(clause).map_or("nothing to evaluate", |found| found.word());
            all.push((expected.place, clause.clone(), expected.value.clone(), found.to_owned()));
        }
        Ok(all)
    }
}
