//! The directory of bases, and one base.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    case::{Case, Certificate},
    event::About,
    law::Law,
    ports::{Row, RowQuery},
    procedure::Kind,
};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    format,
    lang::Lang,
    pages::public::{BasePage, Directory},
    parts::{Choice, Link, Pager, Pair},
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, Audience, moments, stage},
        form::fact_words,
        words::{end, say},
    },
    visit::Here,
    words::word,
};

use super::{
    answer::{Answer, Asked, page},
    lists,
};

/// Bases on one page.
const PAGE: usize = 50;

impl Here {
    /// How many bases are in force.
    pub(crate) async fn certified(&self) -> Result<usize, Trouble> {
        let rows = self.bases_where(|row| is_in_force(self, row)).await?;
        Ok(rows.len())
    }

    /// Rows of cases that came to a base, as wanted.
    pub(crate) async fn bases_where(
        &self,
        wanted: impl Fn(&Row) -> bool,
    ) -> Result<Vec<Row>, Trouble> {
        let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
        let base = |row: &Row| row.number.is_some() && wanted(row);
        Ok(self.site.desk().rows_where(query, usize::MAX, base).await?)
    }

    /// The law of a row.
    pub(crate) fn law_of_row(&self, row: &Row) -> Option<&Arc<Law>> {
        self.site.laws.of_row(&row.pack)
    }
}

/// Whether a row is a base that holds its status.
fn is_in_force(here: &Here, row: &Row) -> bool {
    state(here, row).1 == "good"
}

/// The state of a base: its word and its tone.
pub(super) fn state(here: &Here, row: &Row) -> (String, &'static str) {
    let lang = here.lang();
    let valid_to = row
        .extra
        .get("valid_to")
        .and_then(Value::as_str)
        .and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let ended = row.extra.get("end").cloned().and_then(|value| serde_json::from_value(value).ok());
    match ended {
        Some(came) if came != guohe_cases::procedure::End::Certified => end(lang, came),
        _ if valid_to.is_some_and(|day| day < here.site.today()) => {
            (word(lang, "end.expired").into_owned(), "mute")
        }
        _ => end(lang, guohe_cases::procedure::End::Certified),
    }
}

/// The directory.
pub(crate) async fn bases(here: Here, asked: Asked) -> Answer {
    let lang = here.lang();
    let get = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let (query, kind, in_state) = (get("q").trim(), get("type"), get("state"));
    let after = get("after").parse::<usize>().unwrap_or_default();
    let rows = here
        .bases_where(|row| {
            let text = row.title.contains(query)
                || row.number.as_deref().is_some_and(|number| number.contains(query));
            let kind = kind.is_empty() || row.kind.as_deref() == Some(kind);
            text && kind && (in_state.is_empty() || state(&here, row).1 == in_state)
        })
        .await?;
    let list = lists::bases(&here);
    if wanted(&asked.0) {
        return list.workbook(&here, &rows).await;
    }
    let shown = list.table(lang, rows.iter().skip(after).take(PAGE));
    let link = |after: usize| {
        format!(
            "/bases?q={}&type={kind}&state={in_state}&after={after}",
            crate::routes::escaped(query)
        )
    };
    page(&Directory {
        ui: here.frame().await?,
        query: query.to_owned(),
        types: here.types(kind),
        states: [("good", "end.certified"), ("mute", "end.expired"), ("bad", "end.revoked")]
            .map(|(value, key)| Choice::new(value, word(lang, key), value == in_state))
            .to_vec(),
        filtered: !(query.is_empty() && kind.is_empty() && in_state.is_empty()),
        pager: Pager {
            total: rows.len(),
            shown: shown.rows.len(),
            before: (after > 0).then(|| link(after.saturating_sub(PAGE))),
            after: (after + PAGE < rows.len()).then(|| link(after + PAGE)),
        },
        list: shown,
    })
}

impl Here {
    /// All types of all packs as choices.
    pub(crate) fn types(&self, chosen: &str) -> Vec<Choice> {
        let defs = self.site.laws.iter().flat_map(|law| &law.pack.file.types);
        defs.map(|def| {
            Choice::new(def.id.value.as_str(), say(self.lang(), &def.name), def.id.value == chosen)
        })
        .collect()
    }
}

/// One base.
pub(crate) async fn base(here: Here, Path(id): Path<Uuid>) -> Answer {
    let lang = here.lang();
    let dossier = here.dossier(id).await?;
    let Some(certificate) = &dossier.case.certificate else { return Err(Trouble::NotFound) };
    let (state, tone) = state(&here, &dossier.case.row());
    let events = here.events(&dossier.case).await?;
    let law = &dossier.law;
    let grounds = law
        .procedure
        .acts
        .iter()
        .filter(|act| matches!(act.kind.value, Kind::Certify | Kind::ConfirmDecision));
    page(&BasePage {
        crumbs: vec![Crumb::new(word(lang, "nav.bases"), "/bases")],
        name: case::title(lang, &dossier.case),
        other_name: case::kind(lang.other(), law, &dossier.case.kind),
        state,
        tone,
        facts: base_facts(&here, law, &dossier.case),
        grounds: grounds.flat_map(|act| super::public::act_cites(&here, law, act)).collect(),
        life: moments(lang, law, &events, &BTreeMap::new(), Audience::Public),
        verify: Link::new(
            word(lang, "base.verify"),
            format!("/verify?number={}", crate::routes::escaped(&certificate.number)),
        ),
        record: here.public_record(&dossier.case),
        ui: here.frame().await?,
    })
}

pub(super) fn base_facts(here: &Here, law: &Law, case: &Case) -> Vec<Pair> {
    let lang = here.lang();
    let Some(certificate) = &case.certificate else { return Vec::new() };
    let none = word(lang, "fact.no_end").into_owned();
    [
        ("base.number", certificate.number.clone()),
        ("common.type", case::kind(lang, law, &case.kind)),
        ("common.host", case::title(lang, case)),
        ("base.certified_on", format::long_day(lang, certificate.certified_on)),
        ("base.valid_to", certificate.valid_to.map_or(none, |day| format::long_day(lang, day))),
        ("common.stage", stage(lang, law, &case.stage.at.to)),
    ]
    .into_iter()
    .map(|(key, value)| Pair::new(word(lang, key), value))
    .chain(stated(lang, law, certificate))
    .collect()
}

/// What a certificate states besides, by the law.
pub(super) fn stated<'a>(
    lang: Lang,
    law: &'a Law,
    certificate: &'a Certificate,
) -> impl Iterator<Item = Pair> + 'a {
    certificate.shown.iter().map(move |(path, value)| {
        let name = fact_words::name(lang, law, path);
        Pair::new(name, fact_words::value(lang, law, path, Some(value)))
    })
}
