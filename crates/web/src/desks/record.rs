//! The record of a decision, as a file: the full one for those who decide, the public one for everybody.

use axum::{
    extract::Path,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::IntoResponse as _,
};
use guohe_cases::case::Case;
use guohe_record::{Edition, decisions, export};
use uuid::Uuid;

use super::answer::{Answer, Asked};
use crate::{
    parts::Link,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

/// The full record of a decision of a case: the one that the address names by its number, or the last.
pub(crate) async fn of_case(here: Here, Path(id): Path<Uuid>, asked: Asked) -> Answer {
    let dossier = here.dossier(id).await?;
    let wanted = asked.get("decision").and_then(|number| number.parse().ok());
    let there = decisions(&dossier.case).any(|seq| wanted.is_none_or(|wanted| wanted == seq));
    if !there {
        return Err(Trouble::NotFound);
    }
    file(&here, (id, wanted), Edition::Full).await
}

/// The public record of the decision by which a base was certified.
pub(crate) async fn of_base(here: Here, Path(id): Path<Uuid>) -> Answer {
    let dossier = here.dossier(id).await?;
    let decision = certifying(&dossier.case).ok_or(Trouble::NotFound)?;
    file(&here, (id, Some(decision)), Edition::Public).await
}

async fn file(here: &Here, decision: (Uuid, Option<u64>), edition: Edition) -> Answer {
    let evidence = here.site.evidence.as_ref().ok_or(Trouble::NotFound)?;
    let at = here.site.outside.now();
    let turn = here.site.recording.lock().await;
    let made = export(here.site.desk(), &**evidence, decision, (edition, at)).await?;
    drop(turn);
    let name = format!("attachment; filename=\"{}\"", made.name);
    let head = [(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((head, made.bytes).into_response())
}

/// The decision by which a case came to its certificate.
fn certifying(case: &Case) -> Option<u64> {
    let certified = case.timeline.iter().find(|step| step.kind == "certified")?.seq;
    decisions(case).take_while(|seq| *seq < certified).last()
}

impl Here {
    /// Links to the full records of the decisions of a case.
    pub(super) fn records(&self, case: &Case) -> Vec<Link> {
        let lang = self.lang();
        let name = |on| fill(lang, "paper.record", &[&crate::format::long_day(lang, on)]);
        let steps = case.timeline.iter().filter(|step| step.kind == "decision_confirmed");
        let address = |seq: u64| format!("/desk/cases/{}/record?decision={seq}", case.id);
        let shown = self.site.evidence.is_some();
        steps.filter(|_| shown).map(|step| Link::new(name(step.on), address(step.seq))).collect()
    }

    /// The link to the public record of the decision by which a base was certified.
    pub(super) fn public_record(&self, case: &Case) -> Option<Link> {
        let there = self.site.evidence.is_some() && certifying(case).is_some();
        let name = word(self.lang(), "base.record");
        there.then(|| Link::new(name, format!("/bases/{}/record", case.id)))
    }
}
