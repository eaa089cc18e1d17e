//! What findings rest on from outside the application: values with their source, registers with what was
//! loaded of them, and since when each is known here.

use guohe_cases::{
    moment::civil_day,
    provenance::{Origin, RegisterUsed, RowUsed, Used, ValueUsed},
    registry::{Basis, Sheet},
};

use super::{
    finding::{Teller, anchor},
    words::say,
};
use crate::{
    format,
    parts::{Link, Panel, SourceLine},
    words::{fill, word},
};

impl Teller<'_> {
    /// Puts beside each finding what its clause took from outside.
    pub(crate) fn sourced(self, mut panel: Panel, used: &[Used]) -> Panel {
        let findings = panel.groups.iter_mut().flat_map(|group| &mut group.findings);
        for finding in findings {
            let own = used.iter().filter(|used| anchor(&used.clause) == finding.id);
            finding.sources = own.flat_map(|used| self.sources(used)).collect();
        }
        panel
    }

    fn sources(self, used: &Used) -> Vec<SourceLine> {
        let values = used.values.iter().map(|value| self.value(value));
        let registers = used.registers.iter().map(|register| self.register(register));
        values.chain(registers).collect()
    }

    fn value(self, used: &ValueUsed) -> SourceLine {
        let (lang, value) = (self.lang, &used.value);
        let title = say(lang, &value.title);
        let words = value.value.as_ref().map(|words| say(lang, words));
        SourceLine {
            title: match value.year {
                Some(year) => fill(lang, "sources.of_year", &[&title, &year]),
                None => title,
            },
            value: words.unwrap_or_else(|| word(lang, "sources.missing").into_owned()),
            href: self.links.parameter(self.law, &value.name),
            notes: used.origins.iter().map(|origin| self.origin(origin)).collect(),
            rows: Vec::new(),
        }
    }

    fn origin(self, origin: &Origin) -> String {
        let lang = self.lang;
        match origin {
            Origin::Round => word(lang, "sources.round").into_owned(),
            Origin::Entered { source, published_on, since } => {
                let (published, since) = (format::day(*published_on), format::instant(*since));
                fill(lang, "sources.entered", &[source, &published, &since])
            }
            Origin::Pack { source, published_on } => {
                let source = source.as_ref().map(|words| say(lang, words)).unwrap_or_default();
                match published_on {
                    Some(day) => fill(lang, "sources.pack_on", &[&source, &format::day(*day)]),
                    None => fill(lang, "sources.pack", &[&source]),
                }
            }
        }
    }

    fn register(self, register: &RegisterUsed) -> SourceLine {
        let lang = self.lang;
        let mut notes: Vec<String> =
            register.rests_on.iter().map(|sheet| self.sheet(sheet)).collect();
        notes.extend(register.open.as_ref().map(|open| say(lang, open)));
        let key = if register.open.is_some() { "sources.open" } else { "sources.complete" };
        SourceLine {
            title: fill(lang, "sources.register", &[&say(lang, &register.name)]),
            value: word(lang, key).into_owned(),
            href: String::new(),
            notes,
            rows: register.rows.iter().map(|row| self.row(register, row)).collect(),
        }
    }

    /// A row with the place where it stands: a case, for those who may open it, or a list that was loaded.
    fn row(self, register: &RegisterUsed, row: &RowUsed) -> Link {
        let loaded = register.rests_on.iter().any(|sheet| Some(sheet.id) == row.from);
        let other = row.from.filter(|_| !loaded).map(|case| self.links.case(case));
        Link::new(say(self.lang, &row.name), other.unwrap_or_default())
    }

    fn sheet(self, sheet: &Sheet) -> String {
        let (lang, at) = (self.lang, format::day(civil_day(sheet.at)));
        match sheet.basis {
            Basis::Loaded { as_of } => {
                fill(lang, "sources.loaded", &[&format::day(as_of), &at, &sheet.source])
            }
            Basis::Kept { since, .. } => {
                fill(lang, "sources.kept", &[&format::day(since), &at, &sheet.source])
            }
        }
    }
}
