//! Reading what registers say about a case: a few questions to the store, however many cases there are.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::{try_join, try_join_all};
use guohe_rules::{
    pack::Pack,
    syntax::{Identity, Words},
    vocabulary::{RecordDef, Vocabulary},
};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{Known, Registries, Sheet, complete::Need, identities, past};
use crate::{
    case::Case,
    desk::Desk,
    event::About,
    happened::Wrote,
    law::{Law, Looked},
    ports::{Find, Naming, Registered, RowQuery},
    refusal::words,
    verbs::Failure,
};

/// What registers say about a case: about its organisation, about everybody its facts name, and what stands
/// there for everybody.
///
/// With an instant, only what was recorded by then counts.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub(crate) async fn about(
    desk: Desk<'_>,
    law: &Law,
    case: &Case,
    then: Option<Timestamp>,
) -> Result<Registries, Failure> {
    let mut question = Question::of(law, case);
    let (sheets, rows) = match then {
        None => question.now(desk).await?,
        Some(then) => question.past(desk, law.vocabulary(), then).await?,
    };
    for (list, known) in &mut question.lists {
        known.sheets = sheets.iter().filter(|sheet| sheet.list == *list).cloned().collect();
    }
    // A row that is found twice counts once.
    let name = |row: &Registered| (row.stream.id, row.list.clone(), row.row.clone());
    let found: BTreeMap<_, _> = rows.into_iter().map(|row| (name(&row), row)).collect();
    for row in found.into_values().filter(|row| row.stream.id != case.id) {
        if let Some(known) = question.lists.get_mut(&row.list) {
            known.rows.push(told(row));
        }
    }
    Ok(Registries { lists: question.lists })
}

/// What is asked of registers about one case.
struct Question {
    /// What is asked whatever has been loaded.
    finds: Vec<Find>,
    /// The lists of which all that was loaded is wanted: their rows are about nobody.
    loaded: Vec<String>,
    /// What is known of every register before the answer.
    lists: BTreeMap<String, Known>,
}

impl Question {
    /// About whom rows have to be, as far as the pack looks at that; all rows where a clause looks at them without
    /// saying about whom.
    fn of(law: &Law, case: &Case) -> Self {
        let (pack, vocabulary, looks) = (&law.pack, law.vocabulary(), Looks::of(law));
        let mut names = Vec::new();
        let mut asked = Self {
            finds: vec![Find::Of(case.organisation)],
            loaded: vec![],
            lists: BTreeMap::new(),
        };
        for def in vocabulary.records.iter().filter(|def| def.is_registry()) {
            let Some(list) = &def.list else { continue };
            let mut known = Known {
                need: Need::of(pack.file.registries.iter().find(|need| *need.record == *def.id)),
                key: def.written.key.iter().map(|field| field.value.clone()).collect(),
                ..Known::default()
            };
            let about_host = identities(def).any(|(_, whose)| whose == Identity::Host);
            if identities(def).next().is_none() {
                asked.loaded.push(list.clone());
            } else if !about_host && looks.through(vocabulary, def) {
                asked.finds.push(Find::All(list.clone()));
            }
            for (field, whose) in looks.identities(def) {
                let named = Named::of(case, vocabulary, &looks, whose);
                known.unnamed.extend(named.unstated);
                names.extend(named.texts.into_iter().map(|text| Naming {
                    list: list.clone(),
                    field: field.to_owned(),
                    text,
                }));
            }
            asked.lists.insert(list.clone(), known);
        }
        if !names.is_empty() {
            asked.finds.push(Find::Naming(names));
        }
        asked
    }

    /// The sheets, and the rows as they are in the index of the store.
    async fn now(&self, desk: Desk<'_>) -> Result<(Vec<Sheet>, Vec<Registered>), Failure> {
        let (sheets, mut rows) = try_join(sheets(desk), indexed(desk, &self.finds)).await?;
        rows.extend(indexed(desk, &self.on(&sheets)).await?);
        Ok((sheets, rows))
    }

    /// The same as it was at a past instant, looked for among all rows.
    async fn past(
        &self,
        desk: Desk<'_>,
        vocabulary: &Vocabulary,
        then: Timestamp,
    ) -> Result<(Vec<Sheet>, Vec<Registered>), Failure> {
        let mut sheets = sheets(desk).await?;
        sheets.retain(|sheet| sheet.at <= then);
        let mut rows = past::rows(desk, vocabulary, &sheets, then).await?;
        let on = self.on(&sheets);
        rows.retain(|row| self.finds.iter().chain(&on).any(|find| past::matches(row, find)));
        Ok((sheets, rows))
    }

    /// What was loaded where rows are about nobody.
    fn on(&self, sheets: &[Sheet]) -> Vec<Find> {
        let filled = sheets.iter().filter(|sheet| sheet.rows > 0);
        let wanted = filled.filter(|sheet| self.loaded.contains(&sheet.list));
        wanted.map(|sheet| Find::In(sheet.row().stream)).collect()
    }
}

/// The rows that some questions are about; the store is asked all of them at once.
async fn indexed(desk: Desk<'_>, finds: &[Find]) -> Result<Vec<Registered>, Failure> {
    let asked = finds.iter().map(|find| desk.store.registered(desk.tenant, find));
    Ok(try_join_all(asked).await.map_err(Failure::Store)?.into_iter().flatten().collect())
}

/// A row with the sheet it stands on. Ids are unique within a stream; a register gathers several.
pub(super) fn told(row: Registered) -> (Option<Uuid>, Wrote) {
    let sheet = (row.stream.about == About::Registry).then_some(row.stream.id);
    let id = format!("{}:{}", row.stream.id, row.row);
    (sheet, Wrote { list: row.list, id, cells: row.cells })
}

/// Every sheet of the realm.
///
/// # Errors
/// The failure of the store.
pub async fn sheets(desk: Desk<'_>) -> Result<Vec<Sheet>, Failure> {
    let query = RowQuery { about: Some(About::Registry), ..RowQuery::default() };
    Ok(desk.rows(query).await?.iter().filter_map(Sheet::of_row).collect())
}

/// Which facts the clauses and the procedure of a pack look at.
struct Looks<'a> {
    pack: &'a Pack,
    looked: &'a Looked,
}

impl<'a> Looks<'a> {
    fn of(law: &'a Law) -> Self {
        Self { pack: &law.pack, looked: law.looked() }
    }

    /// Whether some clause looks at rows of a record without saying whom they are about.
    fn through(&self, vocabulary: &Vocabulary, def: &RecordDef) -> bool {
        vocabulary.record(&def.id).is_some_and(|at| self.looked.through.contains(&at))
    }

    /// Tests of a procedure are not resolved here; what they look at is found by its name.
    fn at(&self, def: &RecordDef, field: &str) -> bool {
        let vocabulary = &self.pack.names.vocabulary;
        let place = vocabulary.record(&def.id).zip(def.field(field));
        let path = format!("{}.{field}", def.id);
        place.is_some_and(|place| self.looked.used.contains(&place))
            || self.procedures().any(|text| text.contains(&path))
    }

    fn procedures(&self) -> impl Iterator<Item = &String> {
        let own = ["procedure.yaml", "lifecycle.yaml"];
        let paths = own.map(|name| format!("{}/{name}", self.pack.id()));
        paths.into_iter().filter_map(|path| self.pack.files.get(&path))
    }

    /// The texts by which rows of a register are told apart, as far as anybody looks at them.
    fn identities<'d>(&self, def: &'d RecordDef) -> Vec<(&'d str, Identity)> {
        let all = identities(def);
        all.filter(|(field, whose)| *whose == Identity::Host || self.at(def, field)).collect()
    }
}

/// Whom the facts of a case name.
struct Named {
    /// The texts that tell who it is.
    texts: BTreeSet<String>,
    /// What would have to be stated first, in words.
    unstated: Option<Words>,
}

impl Named {
    fn of(case: &Case, vocabulary: &Vocabulary, looks: &Looks<'_>, whose: Identity) -> Self {
        let mut named = Self { texts: BTreeSet::new(), unstated: None };
        // The host is an organisation that exists once; others of its kind stand in lists.
        let only_once = whose == Identity::Host;
        let whose = if only_once { Identity::Organisation } else { whose };
        let stated = vocabulary.records.iter().filter(|def| def.is_stated());
        for def in stated.filter(|def| !only_once || def.list.is_none()) {
            let fields = identities(def)
                .filter(|(field, of)| *of == whose && (only_once || looks.at(def, field)));
            for (field, _) in fields {
                match &def.list {
                    Some(list) => named.rows(case, list, field),
                    None => named.once(case, def, field),
                }
            }
        }
        named
    }

    fn rows(&mut self, case: &Case, list: &str, field: &str) {
        let rows = case.facts.lists.get(list).into_iter().flat_map(|listing| &listing.rows);
        let texts = rows.filter_map(|row| text(&row.cells.get(field)?.value));
        self.texts.extend(texts);
    }

    /// Nobody can be looked up before it is said who it is.
    fn once(&mut self, case: &Case, def: &RecordDef, field: &str) {
        if let Some(value) = case.facts.value(&def.id, field) {
            self.texts.extend(text(&value));
            return;
        }
        let field = def.fields.iter().find(|one| one.id == field);
        let Some(field) = field.map(|field| &field.written.name) else { return };
        let record = &def.written.name;
        self.unstated = Some(words(
            format!("先要填写{}的{}才能查询", record.zh, field.zh),
            format!(
                "it cannot be looked up before the {} of the {} is stated",
                field.en, record.en
            ),
        ));
    }
}

/// A text that names somebody; "none" names nobody.
fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| *text != "none").map(str::to_owned)
}
