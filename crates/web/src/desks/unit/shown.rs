//! What pages show of a unit: its standing, its form, its history.

use std::collections::BTreeMap;

use guohe_cases::{
    department::{self, Listed},
    event::Actor,
    unit::{
        Contact, KINDS, Outcome, PLACES, Passed, Role, Standing, Statement, Step, Unit, not_yet,
    },
};
use uuid::Uuid;

use crate::{
    desks::experts::choices,
    format,
    lang::Lang,
    pages::unit,
    parts::{Choice, Field, Input, Moment, MomentKind, Pair},
    trouble::Trouble,
    views::words::say,
    visit::Here,
    words::{fill, word},
};

/// Where a registration stands.
pub(crate) fn standing(lang: Lang, standing: Standing) -> unit::Standing {
    let tone = match standing {
        Standing::Draft | Standing::Stated => "open",
        Standing::Returned => "warn",
        Standing::Refused => "bad",
        Standing::Admitted | Standing::Entered => "good",
    };
    let text = match not_yet(standing) {
        Some(refusal) => {
            let (what, next) = (say(lang, &refusal.what), say(lang, &refusal.next));
            format!("{what}{}{next}{}", lang.of("；", "; "), lang.of("。", "."))
        }
        None => word(lang, "unit.ready").into_owned(),
    };
    let key = match standing {
        Standing::Draft => "unit.standing.draft",
        Standing::Stated => "unit.standing.stated",
        Standing::Returned => "unit.standing.returned",
        Standing::Refused => "unit.standing.refused",
        Standing::Admitted => "unit.standing.admitted",
        Standing::Entered => "unit.standing.entered",
    };
    unit::Standing { tone, word: word(lang, key).into_owned(), text }
}

/// A role within a unit.
pub(crate) fn role(lang: Lang, role: Role) -> String {
    let key = match role {
        Role::Administrator => "members.role.administrator",
        Role::Submitter => "members.role.submitter",
        Role::Filler => "members.role.filler",
    };
    word(lang, key).into_owned()
}

/// What is asked of a unit.
pub(super) fn fields(
    here: &Here,
    departments: &BTreeMap<String, Listed>,
    statement: &Statement,
    contact: &Contact,
) -> Vec<Field> {
    let lang = here.lang();
    let label = |key: &str| word(lang, key).into_owned();
    let name = |key: &str| key.trim_start_matches("unit.").to_owned();
    let text = |key: &str, value: &str| {
        Field::new(name(key), label(key), Input::Text { value: value.to_owned() })
    };
    let select = |key: &str, choices: Vec<Choice>| {
        Field::new(name(key), label(key), Input::Select { choices })
    };
    let law = here.site.first_law();
    let codes = |list: &str, chosen: &str| {
        law.map_or_else(Vec::new, |law| choices(here, law, list, &[chosen]))
    };
    let above = departments.values().map(|one| {
        let chosen = one.code == statement.superior;
        Choice::new(one.code.as_str(), say(lang, &one.name), chosen)
    });
    vec![
        text("unit.name_zh", &statement.name_zh),
        text("unit.name_en", &statement.name_en),
        text("unit.code", &statement.code).help(label("unit.code.help")),
        select("unit.kind", codes(KINDS, &statement.kind)),
        select("unit.place", codes(PLACES, &statement.place)),
        select("unit.superior", above.collect()).help(label("unit.superior.help")).optional(),
        text("unit.contact_name", &contact.name),
        text("unit.telephone", &contact.telephone),
        text("unit.mail", &contact.mail),
    ]
}

/// The words of a code of a list; the code itself where the list does not have it.
pub(crate) fn coded(here: &Here, list: &str, code: &str) -> String {
    let law = here.site.first_law();
    let all = law.map_or_else(Vec::new, |law| choices(here, law, list, &[code]));
    let chosen = all.into_iter().find(|choice| choice.chosen);
    chosen.map_or_else(|| code.to_owned(), |choice| choice.label)
}

/// What a unit stated.
pub(crate) fn facts(here: &Here, departments: &BTreeMap<String, Listed>, unit: &Unit) -> Vec<Pair> {
    let lang = here.lang();
    let nobody = Contact::default();
    let (own, contact) = (&unit.statement, unit.contact.as_ref().unwrap_or(&nobody));
    let code = |list: &str, code: &str| coded(here, list, code);
    let department = |known: Option<&Listed>| {
        known.map_or_else(|| word(lang, "unit.none").into_owned(), |one| say(lang, &one.name))
    };
    let auditor = match unit.audit {
        Some(id) => department(departments.values().find(|one| department::id_of(&one.code) == id)),
        None => word(lang, "unit.authority").into_owned(),
    };
    let shown = [
        ("unit.name_zh", own.name_zh.clone()),
        ("unit.name_en", own.name_en.clone()),
        ("unit.code", own.code.clone()),
        ("unit.kind", code(KINDS, &own.kind)),
        ("unit.place", code(PLACES, &own.place)),
        ("unit.superior", department(departments.get(&own.superior))),
        ("unit.contact_name", contact.name.clone()),
        ("unit.telephone", contact.telephone.clone()),
        ("unit.mail", contact.mail.clone()),
        ("unit.audited_by", auditor),
    ];
    let pair = |(key, value): (&str, String)| {
        let blank = value.is_empty();
        let pair = Pair::new(word(lang, key), value);
        if blank { pair.blank() } else { pair }
    };
    shown.into_iter().map(pair).collect()
}

impl Here {
    /// The name of an account; empty where there is none any more.
    pub(crate) async fn name_of(&self, account: Uuid) -> Result<String, Trouble> {
        let found = self.site.store.account(&self.site.tenant, account).await?;
        Ok(found.map(|account| account.name).unwrap_or_default())
    }

    /// Who did something, and for whom.
    pub(crate) async fn who(&self, actor: &Actor) -> Result<String, Trouble> {
        let own = self.name_of(actor.account).await?;
        Ok(match actor.acting_for {
            Some(other) => fill(self.lang(), "deputy.for", &[&own, &self.name_of(other).await?]),
            None => own,
        })
    }
}

/// What happened to a unit, the newest first.
pub(crate) async fn history(here: &Here, unit: &Unit) -> Result<Vec<Moment>, Trouble> {
    let mut moments = Vec::new();
    for passed in unit.history.iter().rev() {
        moments.push(Moment {
            kind: MomentKind::Done,
            what: word(here.lang(), key(&passed.step)).into_owned(),
            when: format::instant(passed.at),
            who: here.who(&passed.by).await?,
            detail: reasons(passed).map(str::to_owned),
            cite: None,
            papers: Vec::new(),
        });
    }
    Ok(moments)
}

/// Why a step was taken, where it says so.
pub(crate) fn reasons(passed: &Passed) -> Option<&str> {
    let (Step::Audited { reasons, .. }
    | Step::Left { reasons, .. }
    | Step::ReplacementAsked { reasons, .. }
    | Step::ReplacementProposed { reasons, .. }) = &passed.step
    else {
        return None;
    };
    Some(reasons.as_str()).filter(|reasons| !reasons.is_empty())
}

/// A step in one word.
pub(crate) fn in_a_word(step: &Step) -> &'static str {
    key(step).trim_start_matches("unit.").trim_start_matches("step.")
}

fn key(step: &Step) -> &'static str {
    match step {
        Step::Begun { .. } => "unit.step.begun",
        Step::Saved(_) => "unit.saved",
        Step::Stated { .. } => "unit.step.stated",
        Step::Audited { outcome: Outcome::Admitted, .. } => "unit.step.admitted",
        Step::Audited { outcome: Outcome::Returned, .. } => "unit.step.returned",
        Step::Audited { outcome: Outcome::Refused, .. } => "unit.step.refused",
        Step::Held { .. } => "unit.step.held",
        Step::Placed { .. } => "unit.step.placed",
        Step::Invited(_) => "unit.step.invited",
        Step::InvitationWithdrawn { .. } => "unit.step.withdrawn",
        Step::Joined { .. } => "unit.step.joined",
        Step::Left { .. } => "unit.step.left",
        Step::HandoverOffered { .. } => "unit.step.offered",
        Step::HandoverAnswered { accepted: true } => "unit.step.handed_over",
        Step::HandoverAnswered { accepted: false } => "unit.step.not_handed_over",
        Step::ReplacementAsked { .. } => "unit.step.replacement_asked",
        Step::ReplacementProposed { .. } => "unit.step.replacement_proposed",
        Step::ReplacementAnswered { confirmed: true } => "unit.step.replaced",
        Step::ReplacementAnswered { confirmed: false } => "unit.step.not_replaced",
    }
}
