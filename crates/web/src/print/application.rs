//! The application in full, as it is to be signed and sealed.

use guohe_cases::{
    attachment::Attachment,
    facts::{Document, Line},
    law::Law,
    procedure::Kind,
};
use guohe_rules::vocabulary::FieldDef;
use serde_json::{Value, json};

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    views::{
        case::{self, kind},
        form::{Section, row_title, sections, shown},
        words::say,
    },
    words::{fill, word},
};

use super::{Draft, Reader};

pub(super) fn draft(reader: Reader<'_>, file: &Dossier) -> Draft {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let sections = sections(law, &case.kind);
    let object = &law.pack.file.object;
    let data = json!({
        "applicant": case::title(lang, case),
        "cover": {
            "object": say(lang, &guohe_cases::refusal::words(object.zh.as_str(), object.en.as_str())),
            "authority": say(lang, &law.pack.file.authority),
            "rows": cover(lang, file),
        },
        "sections": sections.iter().map(|one| section(lang, law, &case.facts, one)).collect::<Vec<_>>(),
        "undertakings": undertakings(lang, law),
        "attachments": case.attachments.values().map(|one| attached(lang, &sections, one)).collect::<Vec<_>>(),
    });
    Draft {
        template: "application",
        title: word(lang, "print.application").into_owned(),
        number: case::number(case.id),
        version: case.locked_version().unwrap_or(case.version),
        may_change: !case.locked,
        day: case.looked_at(),
        data,
        code: None,
    }
}

fn cover(lang: Lang, file: &Dossier) -> Vec<Value> {
    let (law, case) = (&file.law, &file.case);
    let row = |key: &str, value: String| json!({"label": word(lang, key), "value": value});
    let code = case.facts.text("host", "uscc").unwrap_or_default().to_owned();
    vec![
        row("common.type", kind(lang, law, &case.kind)),
        row("print.applicant", case::title(lang, case)),
        row("print.credit_code", code),
        row("print.round", say(lang, &file.round.terms.name)),
        row("print.day", format::long_day(lang, case.looked_at())),
    ]
}

fn section(lang: Lang, law: &Law, facts: &Document, section: &Section<'_>) -> Value {
    let (title, key) = (say(lang, &section.record.written.name), section.key());
    let name = |field: &FieldDef| say(lang, &field.written.name);
    if !section.is_list() {
        let cells = facts.once.get(key);
        let fields = section.fields.iter().map(|field| {
            let cell = cells.and_then(|cells| cells.get(&field.id));
            json!({"label": name(field), "value": shown(lang, law, facts, field, cell)})
        });
        let fields: Vec<_> = fields.collect();
        return json!({"key": key, "kind": "fields", "title": title, "fields": fields});
    }
    let listing = facts.lists.get(key);
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let columns: Vec<String> = section.fields.iter().map(|field| name(field)).collect();
    let cells = |row: &Line| -> Vec<Option<String>> {
        let fields = section.fields.iter();
        fields.map(|field| shown(lang, law, facts, field, row.cells.get(&field.id))).collect()
    };
    let titles = rows.iter().map(|row| row_title(lang, law, facts, section.record, row));
    let closed = listing.is_some_and(|listing| listing.closed);
    let closing = match (closed, rows.len()) {
        (true, 0) => word(lang, "print.none").into_owned(),
        (true, count) => fill(lang, "print.complete", &[&count]),
        (false, _) => word(lang, "print.open").into_owned(),
    };
    json!({
        "key": key,
        "kind": "list",
        "title": title,
        "columns": columns,
        "titles": titles.collect::<Vec<_>>(),
        "rows": rows.iter().map(cells).collect::<Vec<_>>(),
        "closing": closing,
    })
}

/// What the applicant states by handing in.
fn undertakings(lang: Lang, law: &Law) -> Vec<Value> {
    let submit = law.procedure.acts.iter().find(|act| act.kind.value == Kind::Submit);
    let asked = submit.into_iter().flat_map(|act| &act.sets.declarations);
    asked.map(|one| json!({"value": say(lang, &one.text)})).collect()
}

fn attached(lang: Lang, sections: &[Section<'_>], file: &Attachment) -> Value {
    const SHOWN: usize = 16;
    let name = if file.label.is_empty() { &file.name } else { &file.label };
    let proves = file.proves.iter().map(|place| {
        let head = place.split(['.', '[']).next().unwrap_or(place);
        let of = sections.iter().find(|section| section.key() == head);
        of.map_or_else(|| place.clone(), |section| say(lang, &section.record.written.name))
    });
    let mut proves: Vec<String> = proves.collect();
    proves.dedup();
    json!({
        "label": name,
        "proves": proves.join(lang.comma()),
        "size": size(file.size),
        "digest": file.digest.chars().take(SHOWN).collect::<String>(),
    })
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    if bytes < KIB * KIB {
        return format!("{} KB", bytes.div_ceil(KIB));
    }
    let tenths = (bytes * 10).div_ceil(KIB * KIB);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
