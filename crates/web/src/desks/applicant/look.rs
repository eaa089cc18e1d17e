//! What registers say about somebody before they begin: whom is asked about, and what is found.

use std::{collections::BTreeMap, sync::Arc};

use guohe_cases::{
    admission::{self, Admission},
    event::About,
    facts::{Document, Edit, edit::plan},
    law::Law,
    ports::RowQuery,
    round::Round,
    verbs::{Failure, open::Opening},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    pages::applicant::Looked,
    parts::{Caution, Field},
    sent::Sent,
    trouble::Trouble,
    views::{
        case,
        finding::{Links, Teller},
        form::{as_field, typed},
        words::say,
    },
    visit::Here,
    words::fill,
};

/// Who applies, by place: `host.uscc`.
#[derive(Debug, Default)]
pub(super) struct Who(BTreeMap<String, String>);

impl Who {
    /// As it was typed into the form.
    pub(super) fn sent(laws: &[Arc<Law>], sent: &Sent) -> Self {
        let all = laws.iter().flat_map(|law| admission::asked(law));
        let typed = all.filter_map(|(record, field)| {
            let place = format!("{}.{}", record.id, field.id);
            let text = typed(sent, &place, field).filter(|text| !text.is_empty())?;
            Some((place, text))
        });
        Self(typed.collect())
    }

    /// As the last case of the organisation has it; texts about natural persons are not carried over.
    pub(super) async fn known(here: &Here, laws: &[Arc<Law>]) -> Result<Self, Trouble> {
        let mut known = BTreeMap::new();
        let organisation = here.visit.person().and_then(|person| person.organisation);
        let query = RowQuery { about: Some(About::Case), organisation, ..RowQuery::default() };
        let rows = match organisation {
            Some(_) => here.site.desk().rows(query).await?,
            None => Vec::new(),
        };
        for row in &rows {
            let case = here.site.kept.case(&*here.site.store, &here.site.tenant, row.stream.id);
            let Some(case) = case.await? else { continue };
            for (record, field) in laws.iter().flat_map(|law| admission::asked(law)) {
                let cells = case.facts.once.get(&record.id);
                let cell = cells.and_then(|cells| cells.get(&field.id));
                let cell = cell.filter(|cell| !field.is_personal() && !cell.typed.is_empty());
                if let Some(cell) = cell {
                    known.insert(format!("{}.{}", record.id, field.id), cell.typed.clone());
                }
            }
        }
        Ok(Self(known))
    }

    /// The edits by which it is entered into a form.
    pub(super) fn edits(&self) -> Vec<Edit> {
        let set = |(place, typed): (&String, &String)| Edit::Set {
            place: place.clone(),
            typed: typed.clone(),
        };
        self.0.iter().map(set).collect()
    }

    /// The fields that ask for it, each once.
    pub(super) fn fields(&self, here: &Here, laws: &[Arc<Law>]) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for law in laws {
            let mut facts = Document::default();
            if let Ok(planned) = plan(&self.edits(), &facts, law.vocabulary()) {
                let personal = Value::Object(planned.personal);
                for change in planned.changes {
                    facts.apply(change, Some(&personal));
                }
            }
            for (record, field) in admission::asked(law) {
                let name = format!("{}.{}", record.id, field.id);
                if fields.iter().any(|known| known.name == name) {
                    continue;
                }
                let cell = facts.once.get(&record.id).and_then(|cells| cells.get(&field.id));
                let mut asked = as_field(here.lang(), law, &facts, field, cell).named(name);
                let record = say(here.lang(), &record.written.name);
                asked.label = format!("{record}{}{}", here.lang().of("", ": "), asked.label);
                asked.optional = field.is_personal();
                fields.push(asked);
            }
        }
        fields
    }

    /// Whether there is anybody to ask about.
    pub(super) fn is_named(&self) -> bool {
        !self.0.is_empty()
    }

    /// What registers say under a round and a type; none where the visitor cannot apply in it.
    pub(super) async fn admission(
        &self,
        here: &Here,
        round: Uuid,
        kind: &str,
    ) -> Result<Option<Admission>, Trouble> {
        let opening = Opening {
            person: here.person(),
            moment: here.site.moment(),
            round,
            kind: kind.to_owned(),
            once: None,
        };
        match admission::before(here.site.desk(), &opening, &self.edits()).await {
            Ok(admission) => Ok(Some(admission)),
            Err(Failure::Refused(_)) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    /// What registers say in a round under the type chosen, or under each; types of which the same is said stand together.
    pub(super) async fn looked(
        &self,
        here: &Here,
        (round, law): (&Round, &Law),
        chosen: &str,
    ) -> Result<Vec<Looked>, Trouble> {
        let lang = here.lang();
        let teller = Teller { lang, law, links: Links::Page { officer: false } };
        let mut found: Vec<(Vec<String>, bool, Vec<Caution>)> = Vec::new();
        let types = law.pack.file.types.iter().map(|def| def.id.value.as_str());
        for kind in types.filter(|kind| chosen.is_empty() || *kind == chosen) {
            let Some(admission) = self.admission(here, round.id, kind).await? else { continue };
            let barred = admission.barred().is_some();
            let cautions: Vec<Caution> =
                admission.clauses.iter().map(|clause| teller.caution(clause)).collect();
            let name = case::kind(lang, law, kind);
            let same = |one: &&mut (Vec<String>, bool, Vec<Caution>)| {
                one.1 == barred
                    && one.2.iter().map(|c| &c.text).eq(cautions.iter().map(|c| &c.text))
            };
            match found.iter_mut().find(same) {
                Some(known) => known.0.push(name),
                None => found.push((vec![name], barred, cautions)),
            }
        }
        let looked = found.into_iter().map(|(kinds, barred, cautions)| {
            let kinds = kinds.join(lang.comma());
            let call = say(lang, &round.terms.name);
            Looked { title: fill(lang, "start.looked", &[&call, &kinds]), barred, cautions }
        });
        Ok(looked.collect())
    }
}
