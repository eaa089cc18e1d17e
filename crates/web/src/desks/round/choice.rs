//! Under which law a round is opened: one of those that somebody runs.

use std::sync::Arc;

use guohe_cases::{
    law::Law,
    round::{Round, Status},
};
use guohe_rules::syntax::ActorKind;

use crate::{
    pages::officer::{LawChoice, RoundLawPage},
    routes::escaped,
    trouble::Trouble,
    ui::Crumb,
    views::words::say,
    visit::Here,
    words::{fill, word},
};

/// Whether somebody is an officer under a law.
pub(crate) fn runs(here: &Here, law: &Law) -> bool {
    here.person().holds_under(law, ActorKind::Officer)
}

/// The laws under which somebody is an officer.
pub(super) fn laws(here: &Here) -> impl Iterator<Item = &Arc<Law>> {
    here.site.laws.iter().filter(|law| runs(here, law))
}

/// The law that was chosen by its id; where there is only one, that one.
pub(super) fn law(here: &Here, chosen: Option<&String>) -> Result<Arc<Law>, Trouble> {
    let mut laws = laws(here);
    let found = match chosen {
        Some(id) => laws.find(|law| law.pack.id() == id),
        None => laws.next().filter(|_| laws.next().is_none()),
    };
    found.cloned().ok_or(Trouble::NotFound)
}

/// Where a round under a law is opened.
pub(super) fn address(pack: &str) -> String {
    format!("/desk/rounds/new?law={}", escaped(pack))
}

/// The choice.
pub(super) async fn page(here: &Here) -> Result<RoundLawPage, Trouble> {
    let lang = here.lang();
    let rounds = here.rounds().await?;
    let open = |law: &Law| {
        let own =
            |round: &&Round| round.status == Status::Open && round.terms.pack.id == law.pack.id();
        rounds.iter().filter(own).count()
    };
    let choices = laws(here).map(|law| {
        let file = &law.pack.file;
        LawChoice {
            title: say(lang, &file.title),
            href: address(law.pack.id()),
            authority: say(lang, &file.authority),
            types: file.types.iter().map(|def| say(lang, &def.name)).collect(),
            open: fill(lang, "round.law.open", &[&open(law)]),
        }
    });
    Ok(RoundLawPage {
        choices: choices.collect(),
        crumbs: vec![Crumb::new(word(lang, "rounds.title"), "/desk/rounds")],
        ui: here.frame().await?,
    })
}
