//! Files that support facts: attaching, taking off, fetching.

use axum::extract::Path;
use guohe_cases::{
    attachment::Attachment,
    event::Event,
    verbs::{
        Failure,
        attach::{AttachError, Incoming, attach as keep, detach},
        scan::scan_held,
    },
};
use guohe_rules::document::uses;
use uuid::Uuid;

use crate::{
    alarms::Odd,
    format,
    pages::applicant::{AttachmentRow, AttachmentsPage, ConfirmPage, NeededPaper},
    parts::{Choice, Field, Input, Level, Link, Pair},
    sent::Sent,
    trouble::Trouble,
    views::{form::row_title, words::say},
    visit::Here,
};

use super::{
    super::{
        answer::{Answer, go, page},
        material::{handed_out, scan_word, served},
    },
    Own, mendable, not_so, own,
};

/// What browsers offer to choose from; what is taken is decided by the content.
const ACCEPT: &str = ".pdf,.ofd,.png,.jpg,.jpeg,.docx,.xlsx";

pub(crate) async fn form(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    let fields = fields(&own, "", &[]);
    page(&attachments(&own, fields).await?)
}

async fn attachments(own: &Own, fields: Vec<Field>) -> Result<AttachmentsPage, Trouble> {
    let case = &own.dossier.case;
    let events = own.here.events(case).await?;
    Ok(AttachmentsPage {
        crumbs: own.crumbs(),
        errors: crate::parts::ErrorLine::of(&fields),
        action: own.href("/attachments"),
        rows: case.attachments.values().map(|file| line(own, file, &events)).collect(),
        needed: needed(own),
        fields: if case.locked { Vec::new() } else { fields },
        next: Link::new(own.word("answers.title"), own.href("/answers")),
        ui: own.here.frame().await?,
    })
}

fn line(own: &Own, file: &Attachment, events: &[Event]) -> AttachmentRow {
    let places = places(own);
    let name = |place: &String| {
        let known = places.iter().find(|(key, _)| key == place);
        known.map_or_else(|| place.clone(), |(_, name)| name.clone())
    };
    let mut latest = events.iter().rev();
    let step = latest.find(|event| event.what.payload.to_string().contains(&file.digest));
    AttachmentRow {
        name: file.name.clone(),
        href: own.href(&format!("/files/{}", file.id)),
        kind: if file.label.is_empty() {
            file.kind.ending().to_uppercase()
        } else {
            file.label.clone()
        },
        size: size(file.size),
        digest: format!("sha256 {}", file.digest.get(..16).unwrap_or(&file.digest)),
        added: step.map(|event| format::instant(event.recorded_at)).unwrap_or_default(),
        supports: file.proves.iter().map(name).collect(),
        scan: scan_word(own.here.lang(), file.scan),
        level: if file.proves.is_empty() { Level::Declared } else { Level::Evidenced },
        remove: (!own.dossier.case.locked)
            .then(|| own.href(&format!("/attachments/{}/remove", file.id))),
    }
}

/// A size in kilobytes or megabytes, to one decimal.
fn size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    let tenths = |unit: u64| (bytes * 10).div_ceil(unit);
    let (number, unit) =
        if bytes < KILO * KILO { (tenths(KILO), "KB") } else { (tenths(KILO * KILO), "MB") };
    format!("{}.{} {unit}", number / 10, number % 10)
}

/// What a file can support: the records and rows that were filled in, with their names.
fn places(own: &Own) -> Vec<(String, String)> {
    let lang = own.here.lang();
    let (law, facts) = (&own.dossier.law, &own.dossier.case.facts);
    let mut places = Vec::new();
    for section in own.sections() {
        let name = say(lang, &section.record.written.name);
        if !section.is_list() {
            if facts.once.contains_key(section.key()) {
                places.push((section.key().to_owned(), name));
            }
            continue;
        }
        let rows = facts.lists.get(section.key()).map_or(&[][..], |listing| &listing.rows);
        for row in rows {
            let title = row_title(lang, law, facts, section.record, row);
            let colon = lang.of("：", ": ");
            places
                .push((format!("{}[{}]", section.key(), row.id), format!("{name}{colon}{title}")));
        }
    }
    places
}

/// The papers that the clauses of the type ask to see.
fn needed(own: &Own) -> Vec<NeededPaper> {
    let pack = &own.dossier.law.pack;
    let kind = pack.type_at(&own.dossier.case.kind).unwrap_or_default();
    let vocabulary = &pack.names.vocabulary;
    let proved: Vec<&str> = own
        .dossier
        .case
        .attachments
        .values()
        .flat_map(|file| &file.proves)
        .filter_map(|place| place.split(['.', '[']).next())
        .collect();
    let mut papers: Vec<NeededPaper> = Vec::new();
    for (_, clause) in pack.conditions(kind) {
        let id = &clause.written.id.value;
        let Some(cite) = own.cite(id) else { continue };
        let there = uses(pack, clause).iter().any(|one| {
            let def = vocabulary.record_def(one.record);
            def.is_some_and(|def| proved.contains(&def.list.as_deref().unwrap_or(&def.id)))
        });
        for paper in &clause.written.evidence {
            let what = say(own.here.lang(), paper);
            if !papers.iter().any(|known| known.what == what) {
                papers.push(NeededPaper { what, cite: cite.clone(), there });
            }
        }
    }
    papers
}

fn fields(own: &Own, label: &str, supports: &[String]) -> Vec<Field> {
    let choices = places(own).into_iter().map(|(place, name)| {
        let chosen = supports.contains(&place);
        Choice::new(place, name, chosen)
    });
    vec![
        Field::new("file", own.word("attach.file"), Input::File { accept: ACCEPT.to_owned() })
            .help(own.word("attach.file.help")),
        Field::new("label", own.word("attach.label"), Input::Text { value: label.to_owned() })
            .optional(),
        Field::new(
            "supports",
            own.word("attach.supports"),
            Input::Codes { choices: choices.collect() },
        ),
    ]
}

pub(crate) async fn attach(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    let own = own(here, &id).await?;
    let proves: Vec<String> = sent.all("supports").map(str::to_owned).collect();
    let label = sent.text("label");
    let Some(upload) = sent.files.first() else {
        let mut fields = fields(&own, label, &proves);
        if let Some(file) = fields.first_mut() {
            file.error = Some(own.word("attach.no_file"));
        }
        return super::super::answer::wrong(&attachments(&own, fields).await?);
    };
    let incoming = Incoming { name: &upload.name, label, proves: &proves, bytes: &upload.bytes };
    let site = &own.here.site;
    match keep(site.desk(), site.room(), &own.filling(&sent), &incoming).await {
        Ok(_) => {
            scanned(&own.here, own.dossier.case.id).await?;
            go(&own.href("/attachments"))
        }
        Err(AttachError::Failure(failure)) => refused(&own, &sent, failure).await,
        Err(error @ AttachError::Files(_)) => Err(error.into()),
    }
}

/// Has what is held scanned at once; what cannot be scanned now stays held and is asked about again later.
pub(crate) async fn scanned(here: &Here, case: Uuid) -> Result<(), Trouble> {
    let site = &here.site;
    if !site.inspector.holds() {
        return Ok(());
    }
    let scanned = scan_held(site.desk(), site.room(), || site.moment(), case).await?;
    for (file, error) in scanned.held {
        tracing::error!(%case, %file, %error, "a file stays held: it could not be scanned");
        here.visit.noticed(Odd::Unscanned);
    }
    Ok(())
}

async fn refused(own: &Own, sent: &Sent, failure: Failure) -> Answer {
    let refusal = mendable(failure)?;
    let proves: Vec<String> = sent.all("supports").map(str::to_owned).collect();
    let mut fields = fields(own, sent.text("label"), &proves);
    let fault = refusal.faults.first().map_or(&*refusal.what, |fault| &fault.what);
    if let Some(file) = fields.first_mut() {
        file.error = Some(say(own.here.lang(), fault));
    }
    not_so(&refusal, &attachments(own, fields).await?)
}

pub(crate) async fn ask_remove(here: Here, Path((id, file)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    let found = own.dossier.case.attachments.get(&file).ok_or(Trouble::NotFound)?;
    let row = line(&own, found, &own.here.events(&own.dossier.case).await?);
    page(&ConfirmPage {
        crumbs: own.crumbs(),
        question: own.said("attach.remove.question", &row.name),
        consequences: vec![own.word("attach.remove.level")],
        facts: vec![
            Pair::new(own.word("attach.kind"), row.kind),
            Pair::new(
                own.word("attach.supports"),
                row.supports.join(own.here.lang().of("；", "; ")),
            ),
        ],
        action: own.href(&format!("/attachments/{file}/remove")),
        seen: own.seen().to_string(),
        confirm: own.word("list.remove"),
        grave: true,
        back: own.href("/attachments"),
        ui: own.here.frame().await?,
    })
}

pub(crate) async fn remove(
    here: Here,
    Path((id, file)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    detach(own.here.site.desk(), &own.filling(&sent), &file).await?;
    go(&own.href("/attachments"))
}

pub(crate) async fn file(here: Here, Path((id, file)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    match super::signed::scan(&own, &file) {
        Some(scan) => handed_out(&own.here, scan).await,
        None => served(&own.here, &own.dossier.case, &file).await,
    }
}
