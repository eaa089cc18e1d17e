//! Reading what registers say about a case: a few questions to the store, however many cases there are.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{
    document,
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
    law::Law,
    ports::{Find, Registered, RowQuery},
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
    let vocabulary = law.vocabulary();
    let looks = Looks::of(&law.pack);
    let mut sheets = sheets(desk).await?;
    sheets.retain(|sheet| then.is_none_or(|then| sheet.at <= then));
    let source = match then {
        None => Source::Index(desk),
        Some(then) => Source::Past(past::rows(desk, vocabulary, &sheets, then).await?),
    };
    let mut found = source.found(&Find::Of(case.organisation)).await?;
    let mut lists = BTreeMap::new();
    for def in vocabulary.records.iter().filter(|def| def.is_registry()) {
        let Some(list) = &def.list else { continue };
        let mut known = Known {
            need: Need::of(law.pack.file.registries.iter().find(|need| *need.record == *def.id)),
            key: def.written.key.iter().map(|field| field.value.clone()).collect(),
            sheets: sheets.iter().filter(|sheet| sheet.list == *list).cloned().collect(),
            ..Known::default()
        };
        for find in wanted(case, vocabulary, &looks, def, &mut known) {
            found.extend(source.found(&find).await?);
        }
        lists.insert(list.clone(), known);
    }
    for row in found.into_values().filter(|row| row.stream.id != case.id) {
        if let Some(known) = lists.get_mut(&row.list) {
            known.rows.push(told(row));
        }
    }
    Ok(Registries { lists })
}

/// What has to be asked about one register: about whom its rows are, as far as the pack looks at that; all
/// rows where a clause looks at them without saying about whom; what was loaded where rows are about nobody.
fn wanted(
    case: &Case,
    vocabulary: &Vocabulary,
    looks: &Looks<'_>,
    def: &RecordDef,
    known: &mut Known,
) -> Vec<Find> {
    let Some(list) = &def.list else { return Vec::new() };
    let mut wanted = Vec::new();
    for (field, whose) in looks.identities(def) {
        let named = Named::of(case, vocabulary, looks, whose);
        known.unnamed.extend(named.unstated);
        wanted.extend(named.texts.into_iter().map(|text| Find::By {
            list: list.clone(),
            field: field.to_owned(),
            text,
        }));
    }
    let anonymous = identities(def).next().is_none();
    let about_host = identities(def).any(|(_, whose)| whose == Identity::Host);
    if anonymous {
        let filled = known.sheets.iter().filter(|sheet| sheet.rows > 0);
        wanted.extend(filled.map(|sheet| Find::In(sheet.row().stream)));
    } else if !about_host && looks.through(vocabulary, def) {
        wanted = vec![Find::All(list.clone())];
    }
    wanted
}

/// Rows by where they stand, so that one that is found twice counts once.
type Found = BTreeMap<(Uuid, String, String), Registered>;

/// Where rows are looked for.
enum Source<'a> {
    /// In the index of the store, which holds them as they are now.
    Index(Desk<'a>),
    /// Among all rows as they were.
    Past(Vec<Registered>),
}

impl Source<'_> {
    async fn found(&self, find: &Find) -> Result<Found, Failure> {
        let rows = match self {
            Self::Index(desk) => {
                desk.store.registered(desk.tenant, find).await.map_err(Failure::Store)?
            }
            Self::Past(rows) => {
                rows.iter().filter(|row| past::matches(row, find)).cloned().collect()
            }
        };
        let name = |row: &Registered| (row.stream.id, row.list.clone(), row.row.clone());
        Ok(rows.into_iter().map(|row| (name(&row), row)).collect())
    }
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
    used: BTreeSet<(u16, u16)>,
    through: BTreeSet<u16>,
}

impl<'a> Looks<'a> {
    fn of(pack: &'a Pack) -> Self {
        let uses = pack.clauses.iter().flat_map(|clause| document::uses(pack, clause));
        let used = uses.filter_map(|one| Some((one.record, one.field?)));
        let through = pack.clauses.iter().flat_map(|c| document::looked_through(pack, c));
        Self { pack, used: used.collect(), through: through.collect() }
    }

    /// Whether some clause looks at rows of a record without saying whom they are about.
    fn through(&self, vocabulary: &Vocabulary, def: &RecordDef) -> bool {
        vocabulary.record(&def.id).is_some_and(|at| self.through.contains(&at))
    }

    /// Tests of a procedure are not resolved here; what they look at is found by its name.
    fn at(&self, def: &RecordDef, field: &str) -> bool {
        let vocabulary = &self.pack.names.vocabulary;
        let place = vocabulary.record(&def.id).zip(def.field(field));
        let path = format!("{}.{field}", def.id);
        place.is_some_and(|place| self.used.contains(&place))
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
