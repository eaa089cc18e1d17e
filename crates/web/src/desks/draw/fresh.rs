//! A new draw: the cases that wait for it, who could be drawn, sealing.

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::Path;
use guohe_cases::{
    draw::lack::lacks,
    expert::table::{FIELDS, REGIONS},
    law::Law,
    moment::Moment,
    ports::RowQuery,
    procedure::{Act, Kind},
    refusal::Refusal,
    verbs::{
        Failure,
        draw::{self, Reason, Wish, assemble, group_name, rules},
    },
};
use guohe_rules::syntax::Words;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::officer::{DrawNewPage, Seen},
    parts::{Choice, ErrorLine, Field, Input, Pair},
    policy::Relation,
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{case, words::say},
    visit::Here,
    words::{fill, word},
};

use super::super::{
    answer::{Answer, calling, go, page, wrong},
    experts::{choices, whole},
    officer::panel_name,
};

/// The authority, the instrument and the panel of an address.
pub(crate) type Place = (String, String, String);

/// The law and the act that convenes the panel of an address.
pub(crate) fn found<'h>(here: &'h Here, place: &Place) -> Result<(&'h Arc<Law>, &'h Act), Trouble> {
    let id = format!("{}/{}", place.0, place.1);
    let law = here.site.laws.iter().find(|law| law.pack.id() == id).ok_or(Trouble::NotFound)?;
    let mut acts = law.procedure.acts.iter();
    let act = acts.find(|act| {
        act.kind.value == Kind::PanelConvene
            && act.sets.panel.as_ref().is_some_and(|panel| panel.value == place.2)
    });
    Ok((law, act.ok_or(Trouble::NotFound)?))
}

/// The form of a new draw.
pub(crate) async fn new(here: Here, Path(place): Path<Place>) -> Answer {
    let sent = Sent::default();
    page(&new_page(&here, &place, &sent, None, None).await?)
}

/// Looks who could be drawn, or seals.
pub(crate) async fn prepare(here: Here, Path(place): Path<Place>, sent: Sent) -> Answer {
    let (law, _) = found(&here, &place)?;
    let wish = wish(&place, law, &sent);
    all_before(&here, &wish.cases).await?;
    if sent.text("do") == "seal" {
        return match draw::seal(here.site.desk(), law, &calling(&here, &sent), &wish).await {
            Ok(done) => go(&format!("/desk/draws/{}", done.stream.id)),
            Err(Failure::Refused(refusal)) => {
                wrong(&new_page(&here, &place, &sent, Some(&refusal), None).await?)
            }
            Err(failure) => Err(failure.into()),
        };
    }
    let looked = Prospect::at(&here, law, &wish, &here.moment(&sent)).await?;
    let left = |(key, count): &(String, usize)| {
        let reason = Reason::ALL.into_iter().find(|reason| reason.key() == key);
        let name = reason.map(|reason| say(here.lang(), &reason.name())).unwrap_or_default();
        Pair::new(name, count.to_string())
    };
    let seen = Seen {
        able: looked.able,
        left: looked.left.iter().map(left).collect(),
        lacks: looked.lacks.iter().map(|lack| say(here.lang(), lack)).collect(),
    };
    page(&new_page(&here, &place, &sent, None, Some(seen)).await?)
}

/// Cases that are not before the reader are as absent: neither what they are called nor how many experts are tied to them is
/// theirs to learn.
pub(crate) async fn all_before(here: &Here, cases: &[Uuid]) -> Result<(), Trouble> {
    let rows = here.cases(Relation::Before, RowQuery::default()).await?;
    let known = |id: &Uuid| rows.iter().any(|row| row.stream.id == *id);
    if cases.iter().all(known) { Ok(()) } else { Err(Trouble::NotFound) }
}

/// Who could be drawn, in numbers.
#[derive(Debug)]
pub(crate) struct Prospect {
    /// How many can be.
    pub(crate) able: usize,
    /// How many were left out, by the key of the reason.
    pub(crate) left: Vec<(String, usize)>,
    /// What is lacking; nothing when the draw is possible.
    pub(crate) lacks: Vec<Words>,
}

impl Prospect {
    /// Looks who could be drawn.
    pub(crate) async fn at(
        here: &Here,
        law: &Law,
        wish: &Wish,
        moment: &Moment,
    ) -> Result<Self, Trouble> {
        let assembly = assemble(here.site.desk(), law, wish, moment).await?;
        let (candidates, _) = assembly.ticketed("", moment.today());
        let lacks = lacks(&assembly.terms, &candidates);
        Ok(Self {
            able: candidates.len(),
            left: assembly.counts(),
            lacks: lacks.iter().map(|lack| lack.told(|id| group_name(law, id))).collect(),
        })
    }
}

fn wish(place: &Place, law: &Law, sent: &Sent) -> Wish {
    let number = |name: &str| sent.text(name).trim().parse().unwrap_or_default();
    let all =
        |name: &str| sent.all(name).filter(|text| !text.is_empty()).map(str::to_owned).collect();
    let groups = rules(law).map(|rules| rules.groups.as_slice()).unwrap_or_default();
    let least =
        groups.iter().map(|group| (group.id.clone(), number(&format!("least.{}", group.id))));
    Wish {
        panel: place.2.clone(),
        cases: sent.all("cases").filter_map(|id| id.parse::<Uuid>().ok()).collect(),
        seats: number("seats"),
        substitutes: number("substitutes"),
        fields: all("fields"),
        regions: all("regions"),
        least: least.collect::<BTreeMap<_, _>>(),
    }
}

async fn new_page(
    here: &Here,
    place: &Place,
    sent: &Sent,
    refusal: Option<&Refusal>,
    seen: Option<Seen>,
) -> Result<DrawNewPage, Trouble> {
    let (law, act) = found(here, place)?;
    let waiting = waiting(here, law, act, sent).await?;
    let waits = !waiting.is_empty();
    let mut fields = form(here, law, sent, waiting)?;
    let mut errors: Vec<ErrorLine> = refusal
        .map(|refusal| here.beside(refusal, &mut fields, |fault| fault.place.clone()))
        .unwrap_or_default();
    errors.extend(
        refusal.filter(|refusal| refusal.faults.is_empty()).map(|refusal| whole(here, refusal)),
    );
    Ok(DrawNewPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(here.lang(), "draws.title"), "/desk/draws")],
        errors,
        title: fill(here.lang(), "draws.begin.one", &[&panel_name(here, law, &place.2)]),
        action: format!("/desk/draws/new/{}/{}/{}", place.0, place.1, place.2),
        fields,
        waits,
        seen,
    })
}

/// Cases that stand where the panel is put together.
pub(crate) async fn waiting_cases(
    here: &Here,
    law: &Law,
    act: &Act,
) -> Result<Vec<Dossier>, Trouble> {
    let stages: Vec<String> = act.from.iter().map(|from| from.value.clone()).collect();
    let rows = here.cases(Relation::Before, RowQuery { stages, ..RowQuery::default() }).await?;
    let mut all = Vec::new();
    for row in rows.into_iter().filter(|row| row.pack == law.reference().key()) {
        all.push(here.dossier(row.stream.id).await?);
    }
    Ok(all)
}

/// The same as choices.
async fn waiting(here: &Here, law: &Law, act: &Act, sent: &Sent) -> Result<Vec<Choice>, Trouble> {
    let chosen: Vec<&str> = sent.all("cases").collect();
    let mut all = Vec::new();
    for file in waiting_cases(here, law, act).await? {
        let id = file.case.id.to_string();
        let is_chosen = chosen.contains(&id.as_str());
        let title = case::title(here.lang(), &file.case);
        all.push(Choice::new(id, title, is_chosen).hint(case::kind(
            here.lang(),
            law,
            &file.case.kind,
        )));
    }
    Ok(all)
}

fn form(here: &Here, law: &Law, sent: &Sent, cases: Vec<Choice>) -> Result<Vec<Field>, Trouble> {
    let lang = here.lang();
    let rules = rules(law)?;
    let typed = |name: &str, usual: Option<usize>| match sent.text(name) {
        "" => usual.map(|usual| usual.to_string()).unwrap_or_default(),
        text => text.to_owned(),
    };
    let number = |name: &str, label: String, usual: Option<usize>| {
        let unit = word(lang, "draw.unit").into_owned();
        Field::new(name, label, Input::Number { value: typed(name, usual), unit })
    };
    let codes = |name: &str, key: &str, list: &str| {
        let chosen: Vec<&str> = sent.all(name).collect();
        let input = Input::Codes { choices: choices(here, law, list, &chosen) };
        Field::new(name, word(lang, key), input).optional()
    };
    let mut fields = vec![
        Field::new("cases", word(lang, "draws.cases"), Input::Codes { choices: cases }),
        number("seats", word(lang, "draw.seats").into_owned(), rules.seats),
        number("substitutes", word(lang, "draw.standing_by").into_owned(), Some(rules.substitutes)),
    ];
    for group in &rules.groups {
        let label = fill(lang, "draw.least", &[&say(lang, &group.name)]);
        fields.push(number(&format!("least.{}", group.id), label, Some(group.least)));
    }
    fields.push(codes("fields", "draw.fields", FIELDS));
    fields.push(codes("regions", "draw.regions", REGIONS));
    Ok(fields)
}
