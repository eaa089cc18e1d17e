//! Panels whose answers one person wants opened: the second finds the case in the inbox, whoever's turn it is there.

use guohe_cases::{
    case::{OPENING, Panel},
    ports::{Row, RowQuery},
    procedure::Kind,
    verbs::panel::opening_of,
};
use serde_json::Value;

use crate::{
    dossier::Dossier,
    policy::Relation,
    trouble::Trouble,
    views::{case::may, words::say},
    visit::Here,
    words::fill,
};

impl Here {
    /// Cases in which the person at the desk may be the second to open the answers of a panel.
    pub(crate) async fn to_open(&self) -> Result<Vec<Row>, Trouble> {
        let stages = self.opening_stages();
        if stages.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows =
            self.cases(Relation::Before, RowQuery { stages, ..RowQuery::default() }).await?;
        rows.retain(|row| row.extra.get(OPENING) == Some(&Value::Bool(true)));
        let mut mine = Vec::new();
        for row in rows {
            if waiting(self, &self.dossier(row.stream.id).await?).is_some() {
                mine.push(row);
            }
        }
        Ok(mine)
    }

    /// The stages in which the person may open answers, by the roles they hold.
    fn opening_stages(&self) -> Vec<String> {
        let person = self.person();
        let mut stages = Vec::new();
        for law in self.site.laws.iter() {
            let holds = |by: &str| {
                law.kind_of(by).is_some_and(|kind| person.holds(law.pack.id(), by, kind))
            };
            let acts = law.procedure.acts.iter();
            let own = acts.filter(|act| {
                act.kind.value == Kind::OpenAnswers && act.by.iter().any(|by| holds(&by.value))
            });
            stages.extend(own.flat_map(|act| act.from.iter().map(|from| from.value.clone())));
        }
        stages.sort_unstable();
        stages.dedup();
        stages
    }
}

/// The panel that waits for the person to open its answers as the second: not for whoever asked, nor for a member.
fn waiting<'f>(here: &Here, file: &'f Dossier) -> Option<&'f Panel> {
    let (law, case, person) = (&*file.law, &*file.case, here.person());
    case.being_opened().find(|panel| {
        let act = opening_of(law, &panel.key);
        let may = act.is_some_and(|act| {
            act.from.iter().any(|from| from.value == case.stage.at.to)
                && may(law, act, &person, case)
        });
        let asked = panel.work.opening.iter().any(|(by, _)| person.is_behind(by));
        may && !asked && panel.seat_of(person.account).is_none()
    })
}

/// Why the case stands in the inbox of whoever may be the second.
pub(super) fn why(here: &Here, file: &Dossier) -> Option<String> {
    let panel = waiting(here, file)?;
    let act = opening_of(&file.law, &panel.key)?;
    Some(fill(here.lang(), "inbox.opening", &[&say(here.lang(), &act.name)]))
}
