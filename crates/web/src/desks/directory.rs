//! The directory of bases, and one base.

mod data;
mod feeds;
pub(crate) mod looked;

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::Path;
use guohe_cases::{
    case::{Case, Certificate},
    directory::{Base, Facet, Found, Order, Past, STATE, State, TYPE, Wanted, YEAR},
    law::Law,
    ports::Row,
    procedure::{End, Kind},
    query::{Field, Tree},
};
use uuid::Uuid;

use crate::{
    format,
    lang::Lang,
    pages::public::{BasePage, Directory, FacetLine, FacetView, SortLink},
    parts::{Link, Pager, Pair, Search},
    search::refused,
    sheets::list,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, Audience, moments, stage},
        form::fact_words,
        words::end,
    },
    visit::Here,
    words::{fill, word},
};

pub(crate) use data::{comma_separated, listed};
pub(crate) use feeds::{calls, newest, notices};
pub(crate) use looked::{facet_name, value_name};

use looked::Looked;

use super::{
    answer::{Answer, Asked, page},
    lists,
};

/// Bases on one page.
const PAGE: usize = 50;
/// So many values of a facet are shown before the others are folded.
const FIRST: usize = 8;

/// What is said of a base.
type OfBase = fn(&Here, &Base) -> String;

/// What every base has, in files: the name of the column and its text.
const COLUMNS: [(&str, OfBase); 8] = [
    ("number", |_, base| base.number.clone()),
    ("name", |_, base| base.title.clone()),
    ("type", |_, base| base.kind.clone()),
    ("type_name", |here, base| value_name(&here.site, here.lang(), TYPE, &base.kind)),
    ("law", |_, base| base.law().to_owned()),
    ("certified_on", |_, base| base.certified_on.map(format::day).unwrap_or_default()),
    ("valid_to", |_, base| base.valid_to.map(format::day).unwrap_or_default()),
    ("state", |here, base| base.state(here.site.today()).word().to_owned()),
];

impl Here {
    /// What the directory finds.
    pub(crate) async fn found(&self, wanted: &Wanted) -> Result<Found, Trouble> {
        let site = &self.site;
        let store = (&*site.store, site.auditing.as_deref());
        Ok(site.directory.find(store, &site.tenant, wanted, site.today()).await?)
    }

    /// How the procedures went that are over, law by law.
    pub(crate) async fn past(&self) -> Result<Vec<Past>, Trouble> {
        let site = &self.site;
        let store = (&*site.store, site.auditing.as_deref());
        Ok(site.directory.past(store, &site.tenant).await?)
    }

    /// How many bases are in force.
    pub(crate) async fn certified(&self) -> Result<usize, Trouble> {
        let in_force = vec![State::InForce.word().to_owned()];
        let chosen = BTreeMap::from([(STATE.to_owned(), in_force)]);
        Ok(self.found(&Wanted { chosen, ..Wanted::default() }).await?.total)
    }

    /// The law of a row.
    pub(crate) fn law_of_row(&self, row: &Row) -> Option<&Arc<Law>> {
        self.site.laws.of_row(&row.pack)
    }

    /// The law of a base.
    pub(crate) fn law_of_base(&self, base: &Base) -> Option<&Arc<Law>> {
        self.site.laws.of_row(&base.pack)
    }
}

/// The state of a base on the day: its word and its tone.
pub(super) fn state(here: &Here, base: &Base) -> (String, &'static str) {
    let lang = here.lang();
    match base.end.filter(|end| *end != End::Certified) {
        Some(came) => end(lang, came),
        None if base.state(here.site.today()) == State::Expired => {
            (word(lang, "end.expired").into_owned(), "mute")
        }
        None => end(lang, End::Certified),
    }
}

/// The directory.
pub(crate) async fn bases(here: Here, asked: Asked) -> Answer {
    let looked = Looked::of(&asked);
    let list = lists::bases(&here);
    if list::wanted(&asked.0) {
        let found = all(&here, &looked).await?;
        return list.workbook(&here, &found.bases).await;
    }
    let wanted = looked.wanted(&here, PAGE);
    // Nothing is found by what cannot be read; the page says what is wrong.
    let nothing = Wanted { query: Tree::Any(Vec::new()), ..Wanted::default() };
    let found = here.found(wanted.as_ref().unwrap_or(&nothing)).await?;
    let lang = here.lang();
    let example = |field: Field| {
        let example = looked::example(lang, &field);
        (field, example)
    };
    let fields = here.site.directory_fields().into_iter().map(example).collect();
    let search = Search::of(&here, &asked.0, fields, wanted.as_ref().err()).await?;
    let rest = Looked { after: 0, typed: String::new(), ..looked.clone() };
    let search = Search { kept: kept(&rest), ..search };
    let licence = here.site.licence().await?;
    let page_at = |after: usize| Looked { after, ..looked.clone() }.at("/bases");
    let sorted = |order: Order| {
        let href = Looked { after: 0, order, ..looked.clone() }.at("/bases");
        SortLink { label: word(lang, by(order)).into_owned(), href, current: order == looked.order }
    };
    search.answer(&Directory {
        ui: here.frame().await?,
        search: search.clone(),
        chosen: chosen(&here, &looked),
        facets: facets(&here, &looked, &found),
        sorts: Vec::from(Order::ALL.map(sorted)),
        among: found.among,
        pager: Pager::of((looked.after, PAGE), found.total, page_at),
        list: list.table(lang, found.bases.iter()),
        takes: takes(lang, &Looked { after: 0, ..looked.clone() }),
        licence: licence.map(|one| Link::new(one.name(lang).to_owned(), one.url)),
    })
}

/// Everything that is asked for, from the first on.
async fn all(here: &Here, looked: &Looked) -> Result<Found, Trouble> {
    let looked = Looked { after: 0, ..looked.clone() };
    let wanted = looked.wanted(here, usize::MAX).map_err(|wrong| refused(&wrong))?;
    here.found(&wanted).await
}

/// The name of an order, by its key.
fn by(order: Order) -> &'static str {
    match order {
        Order::Newest => "directory.by.newest",
        Order::Name => "directory.by.name",
        Order::Number => "directory.by.number",
    }
}

/// What the search form sends with the words, so that choices stay.
fn kept(looked: &Looked) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> =
        looked.chosen.iter().map(|(facet, values)| (facet.clone(), values.join(","))).collect();
    if looked.order != Order::default() {
        kept.push(("sort".to_owned(), looked.order.word().to_owned()));
    }
    kept
}

/// Each choice with the address that gives it up.
fn chosen(here: &Here, looked: &Looked) -> Vec<Link> {
    let (site, lang) = (&here.site, here.lang());
    let each = looked.chosen.iter().flat_map(|(facet, values)| {
        values.iter().map(move |value| {
            let name = value_name(site, lang, facet, value);
            let label = fill(lang, "directory.chosen", &[&facet_name(site, lang, facet), &name]);
            Link::new(label, looked.toggled(facet, value).at("/bases"))
        })
    });
    each.collect()
}

/// The facets in the order in which people look for them.
fn facets(here: &Here, looked: &Looked, found: &Found) -> Vec<FacetView> {
    let order = here.site.facets();
    let of = |id: &String| found.facets.iter().find(|facet| facet.id == *id);
    order.iter().filter_map(of).filter_map(|facet| facet_view(here, looked, facet)).collect()
}

/// A facet as the page shows it; none where it tells nothing apart.
fn facet_view(here: &Here, looked: &Looked, facet: &Facet) -> Option<FacetView> {
    let (site, lang) = (&here.site, here.lang());
    let is_chosen =
        |value: &String| looked.chosen.get(&facet.id).is_some_and(|values| values.contains(value));
    let mut values: Vec<FacetLine> = facet
        .values
        .iter()
        .map(|(value, count)| FacetLine {
            label: value_name(site, lang, &facet.id, value),
            count: *count,
            href: looked.toggled(&facet.id, value).at("/bases"),
            chosen: is_chosen(value),
        })
        .collect();
    if values.len() < 2 && !values.iter().any(|value| value.chosen) {
        return None;
    }
    if facet.id == YEAR {
        values.sort_by(|a, b| b.label.cmp(&a.label));
    }
    let more = values.split_off(values.len().min(FIRST));
    Some(FacetView { name: facet_name(site, lang, &facet.id), values, more })
}

/// How what was found is taken along.
fn takes(lang: Lang, looked: &Looked) -> Vec<Link> {
    [
        ("directory.workbook", list::address(&looked.at("/bases"))),
        ("directory.csv", looked.at("/bases.csv")),
        ("directory.json", looked.at("/bases.json")),
        ("directory.feed", "/bases.atom".to_owned()),
    ]
    .map(|(key, href)| Link::new(word(lang, key), href))
    .to_vec()
}

/// One base.
pub(crate) async fn base(here: Here, Path(id): Path<Uuid>) -> Answer {
    let lang = here.lang();
    let dossier = here.dossier(id).await?;
    let Some(certificate) = &dossier.case.certificate else { return Err(Trouble::NotFound) };
    let Some((state, tone)) = Base::of(&dossier.case.row()).map(|base| state(&here, &base)) else {
        return Err(Trouble::NotFound);
    };
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
