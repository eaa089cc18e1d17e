//! The check that anybody may do; everything stands in the form itself and nothing is kept.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    facts::{Document, Edit, edit::plan},
    law::Law,
    parameter::{self, Entered},
    procedure::Level,
    rulebook::Asked as Evaluated,
};
use guohe_rules::{document, situation::Situation, syntax::ActorKind};
use serde_json::json;

use crate::{
    access::holds,
    pages::public::{CheckForm, CheckInstrument, CheckStart, CheckType, FieldGroup},
    parts::{Choice, Field, Input, TypeFit},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case,
        finding::{Links, Teller, cites},
        form::{Section, as_field, sections, typed},
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, page};

/// At most so many rows of a list are taken; an application takes more.
const MOST_ROWS: usize = 40;
/// Rows that an empty list begins with.
const FIRST_ROWS: usize = 1;

/// The choice of what to check against.
pub(crate) async fn start(here: Here) -> Answer {
    let lang = here.lang();
    let instruments = here.site.laws.iter().map(|law| CheckInstrument {
        title: say(lang, &law.pack.file.title),
        types: law
            .pack
            .file
            .types
            .iter()
            .enumerate()
            .map(|(at, def)| CheckType {
                name: say(lang, &def.name),
                about: def.about.as_ref().map(|about| say(lang, about)).unwrap_or_default(),
                href: format!("/check/{}/{}", law.pack.id(), def.id.value),
                conditions: law.pack.conditions(at).count(),
                computed: law
                    .pack
                    .conditions(at)
                    .filter(|(_, clause)| {
                        clause.written.class != guohe_rules::syntax::Class::JudgementCriterion
                    })
                    .count(),
            })
            .collect(),
    });
    let instruments = instruments.collect();
    page(&CheckStart { ui: here.frame().await?, instruments })
}

/// The empty form.
pub(crate) async fn form(here: Here, path: Path<(String, String, String)>) -> Answer {
    answer(&here, path, &Sent::default()).await
}

/// The form as it was filled in, with the findings.
pub(crate) async fn update(here: Here, path: Path<(String, String, String)>, sent: Sent) -> Answer {
    answer(&here, path, &sent).await
}

async fn answer(
    here: &Here,
    Path((authority, instrument, kind)): Path<(String, String, String)>,
    sent: &Sent,
) -> Answer {
    let lang = here.lang();
    let law = here.law(&authority, &instrument)?;
    if law.pack.type_at(&kind).is_none() {
        return Err(Trouble::NotFound);
    }
    let sections = sections(&law, &kind);
    let facts = document_of(&law, &sections, sent);
    let seen = Seen { here, entered: entered(here).await?, facts };
    let looked_at = seen.situation(&law, &kind);
    let at = law.pack.type_at(&kind).unwrap_or_default();
    let officer = holds(&here.person(), &here.site.laws, ActorKind::Officer);
    let teller = Teller { lang, law: &law, links: Links::Page { officer } };
    page(&CheckForm {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "nav.check"), "/check")],
        kind: case::kind(lang, &law, &kind),
        action: format!("/check/{}/{kind}", law.pack.id()),
        groups: sections
            .iter()
            .flat_map(|section| groups(here, &law, &seen.facts, section, sent))
            .collect(),
        panel: teller.panel(&document::check(&law.pack, &looked_at, at, Level::Declared.into())),
        fits: seen.ranked(&law, &kind),
        start: Some("/applications/start".to_owned()),
    })
}

/// What officers have entered for each pack, by its id.
async fn entered(here: &Here) -> Result<BTreeMap<String, Entered>, Trouble> {
    let mut all = BTreeMap::new();
    for law in here.site.laws.iter() {
        let entered = parameter::entered(here.site.desk(), &law.pack).await?;
        all.insert(law.pack.id().to_owned(), entered);
    }
    Ok(all)
}

/// What was typed, with what is known here from outside.
struct Seen<'a> {
    here: &'a Here,
    entered: BTreeMap<String, Entered>,
    facts: Document,
}

impl Seen<'_> {
    /// How far the facts are from every type of every law, the nearest first.
    fn ranked(&self, shown: &Law, kind: &str) -> Vec<TypeFit> {
        let lang = self.here.lang();
        let mut fits = Vec::new();
        for law in self.here.site.laws.iter() {
            let teller = Teller { lang, law, links: Links::Nowhere };
            let own = law.pack.id() == shown.pack.id();
            let seen = self.situation(law, kind);
            for (at, def) in law.pack.file.types.iter().enumerate() {
                let check = document::summary(&law.pack, &seen, at, Level::Declared.into());
                let href = format!("/check/{}/{}", law.pack.id(), def.id.value);
                let mut fit = teller.fit(&check, href, own && def.id.value == kind);
                fit.about = say(lang, &law.pack.file.title);
                fits.push((check.distance, fit));
            }
        }
        fits.sort_by_key(|(distance, _)| *distance);
        fits.into_iter().map(|(_, fit)| fit).collect()
    }

    /// What was typed as the rules see it, today, with nothing fixed by a round.
    fn situation(&self, law: &Law, kind: &str) -> Situation {
        let today = self.here.site.today();
        let file = json!({
            "round": {"date": today},
            "facts": self.facts.as_facts(&BTreeMap::new()),
        });
        let nothing = Entered::default();
        let entered = self.entered.get(law.pack.id()).unwrap_or(&nothing);
        let asked = Evaluated::of((&law.pack, entered), &file, kind, today, Level::Declared);
        asked.situation().clone()
    }
}

/// How many rows of a list the form holds.
fn rows_of(section: &Section<'_>, sent: &Sent) -> usize {
    let prefix = format!("{}.", section.key());
    let numbers =
        sent.under(&prefix).filter_map(|(rest, _)| rest.split_once('.')?.0.parse::<usize>().ok());
    let rows = numbers.max().unwrap_or(FIRST_ROWS);
    let more = usize::from(sent.text("add") == section.key());
    (rows + more).min(MOST_ROWS)
}

/// What was typed, as a document of facts.
fn document_of(law: &Law, sections: &[Section<'_>], sent: &Sent) -> Document {
    let mut edits = Vec::new();
    for section in sections {
        if !section.is_list() {
            edits.extend(section.fields.iter().filter_map(|def| {
                let place = format!("{}.{}", section.key(), def.id);
                let typed = typed(sent, &place, def).filter(|typed| !typed.is_empty())?;
                Some(Edit::Set { place, typed })
            }));
            continue;
        }
        for row in 1..=rows_of(section, sent) {
            let cells: BTreeMap<String, String> = section
                .fields
                .iter()
                .filter_map(|def| {
                    let typed = typed(sent, &format!("{}.{row}.{}", section.key(), def.id), def)?;
                    (!typed.is_empty()).then(|| (def.id.clone(), typed))
                })
                .collect();
            edits.push(Edit::Add { list: section.key().to_owned(), cells });
        }
        if sent.text(&format!("{}-closed", section.key())) == "yes" {
            edits.push(Edit::Close { list: section.key().to_owned() });
        }
    }
    let mut facts = Document::default();
    if let Ok(planned) = plan(&edits, &facts, law.vocabulary()) {
        let personal = serde_json::Value::Object(planned.personal.clone());
        for change in planned.changes {
            facts.apply(change, Some(&personal));
        }
    }
    // Rows that hold nothing are none; they were added so that numbers stay where they are.
    for listing in facts.lists.values_mut() {
        listing.rows.retain(|row| !row.cells.is_empty());
    }
    facts
}

/// The questions of a record; for a list one group a row, and one to say that it is complete.
fn groups(
    here: &Here,
    law: &Law,
    facts: &Document,
    section: &Section<'_>,
    sent: &Sent,
) -> Vec<FieldGroup> {
    let lang = here.lang();
    let title = say(lang, &section.record.written.name);
    let help = section.record.written.help.as_ref().map(|help| say(lang, help));
    let fields = |row: Option<usize>| {
        section
            .fields
            .iter()
            .map(|def| {
                let (name, cell) = match row {
                    None => (
                        format!("{}.{}", section.key(), def.id),
                        facts.once.get(section.key()).and_then(|cells| cells.get(&def.id)),
                    ),
                    Some(row) => {
                        let id = format!("{}-{row}", section.record.id);
                        (
                            format!("{}.{row}.{}", section.key(), def.id),
                            facts.row(section.key(), &id).and_then(|line| line.cells.get(&def.id)),
                        )
                    }
                };
                let mut field = as_field(lang, law, facts, def, cell).named(name);
                let uses = section.uses.get(def.id.as_str()).cloned().unwrap_or_default();
                field.uses = cites(lang, law, uses.into_iter().take(3));
                field
            })
            .collect::<Vec<Field>>()
    };
    if !section.is_list() {
        return vec![FieldGroup { title, help, fields: fields(None) }];
    }
    let rows = rows_of(section, sent);
    let mut groups: Vec<FieldGroup> = (1..=rows)
        .map(|row| FieldGroup {
            title: fill(lang, "row.nameless", &[&title, &row]),
            help: help.clone().filter(|_| row == 1),
            fields: fields(Some(row)),
        })
        .collect();
    if let Some(last) = groups.last_mut() {
        last.fields.push(closing(here, section, &title, sent));
    }
    groups
}

/// Whether the list is complete.
fn closing(here: &Here, section: &Section<'_>, title: &str, sent: &Sent) -> Field {
    let lang = here.lang();
    let name = format!("{}-closed", section.key());
    let chosen = sent.text(&name) == "yes";
    let choices = vec![Choice::new("yes", fill(lang, "check.closed", &[&title]), chosen)];
    Field::new(name, word(lang, "list.closing"), Input::Codes { choices })
}
