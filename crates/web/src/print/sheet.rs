//! The sheet of one expert about one case: answers under an alias. Whose they are is not known here and cannot be printed.

use guohe_cases::{
    case::{Answer, Panel, Seat},
    verbs::panel::is_sealed,
};
use serde_json::json;

use crate::{
    dossier::Dossier,
    lang::Lang,
    site::Site,
    trouble::Trouble,
    views::{case, slot},
    words::word,
};

use super::{Draft, Printed, Reader, act, both, certificate::both_of};

/// A seat on a panel, and the day from which what was said there can be printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seated<'a> {
    panel: &'a Panel,
    seat: &'a Seat,
}

impl<'a> Seated<'a> {
    /// The seat of somebody who asks for the own sheet: as soon as it was handed in.
    pub(crate) fn own(panel: &'a Panel, seat: &'a Seat) -> Option<Self> {
        (seat.final_on.is_some() && !seat.recused()).then_some(Self { panel, seat })
    }

    /// The seats of a case of which those who decide may see the answers: of panels that say something and were opened.
    pub(crate) fn all(file: &'a Dossier) -> impl Iterator<Item = Self> {
        let panels = file.case.panels.iter().filter(|panel| are_seen(file, panel));
        panels.flat_map(|panel| panel.seats.iter().filter_map(|seat| Self::own(panel, seat)))
    }

    /// The number of the seat on its panel: the order is that of the aliases, and tells nothing of persons.
    fn number(self) -> usize {
        let before = self.panel.seats.iter().take_while(|seat| seat.alias != self.seat.alias);
        before.count() + 1
    }

    /// The address of the sheet below that of the case.
    pub(crate) fn path(self) -> String {
        format!("panels/{}/sheets/{}.pdf", self.panel.id, self.number())
    }

    /// Whether an address names it.
    pub(crate) fn is_named(self, panel: &str, sheet: &str) -> bool {
        self.panel.id == panel && sheet.strip_suffix(".pdf") == Some(&self.number().to_string())
    }

    /// Under which name the expert is known.
    pub(crate) fn alias(self) -> &'a str {
        &self.seat.alias
    }
}

/// Whether the answers of the members of a panel are seen outside it.
fn are_seen(file: &Dossier, panel: &Panel) -> bool {
    !is_sealed(&file.law, panel) && crate::desks::lacking(&file.law, panel).is_none()
}

impl Site {
    /// Prints the sheet of a seat.
    ///
    /// # Errors
    /// It cannot be printed.
    pub(crate) async fn print_sheet(
        &self,
        lang: Lang,
        file: &Dossier,
        seated: Seated<'_>,
    ) -> Result<Printed, Trouble> {
        let draft = draft(Reader { lang, origin: "" }, file, seated)?;
        self.set((lang, guohe_print::Form::Pdf), &file.law, file.case.id, draft).await
    }
}

fn draft(reader: Reader<'_>, file: &Dossier, seated: Seated<'_>) -> Result<Draft, Trouble> {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let Seated { panel, seat } = seated;
    let day = seat.final_on.ok_or(Trouble::NotFound)?;
    let answer = |answer: &Answer| {
        let cite = slot::needed_by(lang, law, &case.kind, &answer.slot).into_iter().next();
        json!({
            "label": slot::question(lang, law, &answer.slot),
            "about": slot::about(lang, law, case, answer.row.as_deref()),
            "cite": cite.map(|cite| cite.label),
            "value": slot::told(lang, answer),
            "reasons": answer.reasons,
        })
    };
    let dissents = panel.work.dissents.iter().filter(|one| one.alias == seat.alias);
    let mut facts = act::facts(lang, file);
    facts.push(json!({"label": word(lang, "print.alias"), "value": seat.alias}));
    let handed_in = crate::format::long_day(lang, day);
    facts.push(json!({"label": word(lang, "print.handed_in"), "value": handed_in}));
    let data = json!({
        "object": both_of(law),
        "authority": both(&law.pack.file.authority),
        "panel": case::panel(lang, law, &panel.key),
        "alias": seat.alias,
        "facts": facts,
        "answers": seat.answers.iter().map(answer).collect::<Vec<_>>(),
        "dissent": dissents.map(|one| one.text.clone()).collect::<Vec<_>>(),
        "corrected": seat.earlier.len(),
    });
    let number = panel.id.rsplit('-').next().unwrap_or_default();
    Ok(Draft {
        template: "sheet",
        title: word(lang, "print.sheet").into_owned(),
        // By alias: the number of the seat would tell its owner how many sit before them.
        number: format!("{}-{number}-{}", case::number(case.id), seat.alias),
        version: u64::try_from(seat.earlier.len()).unwrap_or_default() + 1,
        may_change: panel.closed.is_none(),
        day,
        data,
        code: None,
    })
}
