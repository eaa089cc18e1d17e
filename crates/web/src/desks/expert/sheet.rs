//! What stands beside the questions: the material, what the rules decided already, the sum of points.

use guohe_cases::{facts::Cells, procedure::Level};
use guohe_rules::value::Num;

use crate::{
    pages::review::{MaterialBlock, SheetSlot},
    parts::{Outcome, Pair},
    views::{
        finding::{Links, Teller},
        form::{sections, shown},
        words::say,
    },
    words::{fill, word},
};

use super::Place;

/// The sum of what is typed, as far as it is numbers, and the most that it can be.
pub(super) fn total(slots: &[SheetSlot]) -> Option<(String, String)> {
    let number = |text: &str| Num::read(text.trim()).unwrap_or(Num::ZERO);
    let mut scored = slots.iter().filter_map(|slot| slot.points.as_ref()).peekable();
    scored.peek()?;
    let sums = scored.fold((Num::ZERO, Num::ZERO), |(sum, most), (typed, _, high)| {
        let add = |to: Num, text: &str| to.plus(number(text)).unwrap_or(to);
        (add(sum, typed), add(most, high))
    });
    Some((sums.0.to_string(), sums.1.to_string()))
}

/// Clauses that the rules decided already; what people must judge stands on the sheet.
pub(super) fn findings(place: &Place<'_>) -> Vec<crate::parts::Finding> {
    let teller = Teller { lang: place.here.lang(), law: &place.file.law, links: Links::Nowhere };
    let check = place.file.check(Level::Declared);
    let all = check
        .conditions()
        .map(|clause| teller.finding(clause))
        .filter(|finding| finding.outcome != Outcome::NeedsJudgement);
    all.map(|mut finding| {
        finding.open = false;
        finding
    })
    .collect()
}

/// The material under the headings of the form; text about natural persons is left out.
pub(super) fn material(place: &Place<'_>) -> Vec<MaterialBlock> {
    let lang = place.here.lang();
    let (law, facts) = (&place.file.law, &place.file.case.facts);
    let blocks = sections(law, &place.file.case.kind).into_iter().map(|section| {
        let fields: Vec<_> =
            section.fields.iter().filter(|def| !def.is_personal()).copied().collect();
        let value = |cells: Option<&Cells>, def: &guohe_rules::vocabulary::FieldDef| {
            shown(lang, law, facts, def, cells.and_then(|cells| cells.get(&def.id)))
        };
        let mut block = MaterialBlock {
            anchor: format!("m-{}", section.key()),
            title: say(lang, &section.record.written.name),
            pairs: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        if section.is_list() && fields.is_empty() {
            let rows = facts.lists.get(section.key()).map_or(0, |listing| listing.rows.len());
            let told = fill(lang, "sheet.withheld.count", &[&rows]);
            let pair = Pair::new(word(lang, "sheet.withheld"), told);
            block.pairs.extend((rows > 0).then_some(pair));
        } else if section.is_list() {
            block.columns = fields.iter().map(|def| say(lang, &def.written.name)).collect();
            let rows = facts.lists.get(section.key()).map_or(&[][..], |listing| &listing.rows);
            block.rows = rows
                .iter()
                .map(|row| {
                    fields
                        .iter()
                        .map(|def| value(Some(&row.cells), def).unwrap_or_default())
                        .collect()
                })
                .collect();
        } else {
            let cells = facts.once.get(section.key());
            block.pairs = fields
                .iter()
                .map(|def| {
                    let found = value(cells, def);
                    let pair =
                        Pair::new(say(lang, &def.written.name), found.clone().unwrap_or_default());
                    if found.is_some() { pair } else { pair.blank() }
                })
                .collect();
        }
        block
    });
    blocks.filter(|block| !block.pairs.is_empty() || !block.rows.is_empty()).collect()
}
