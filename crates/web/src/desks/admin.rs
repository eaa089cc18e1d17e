//! The desks of the three administrators. None of them shows an application, a fact of one or a score.

pub(super) mod accounts;
pub(crate) mod alarms;
pub(crate) mod audit;
mod demands;
mod figures;
pub(crate) mod kinds;
pub(crate) mod security;
pub(crate) mod settings;
pub(super) mod system;

use std::collections::BTreeMap;

use guohe_cases::{account::Office, ports::Account, refusal::Refusal};
use uuid::Uuid;

use crate::{
    pages::admin::{AdminPage, Cell, Section, ShortForm, Table},
    parts::{Choice, Field, Pager},
    sheets::list::{List, paged},
    trouble::Trouble,
    ui::Crumb,
    visit::Here,
    words::word,
};

use super::lists;

/// So many rows of a long list stand on a page.
const PAGE: usize = 100;

/// A list with the rows that were asked for.
struct Listed {
    list: List<'static, Vec<Cell>>,
    rows: Vec<Vec<Cell>>,
}

impl Here {
    /// An empty page under a title and a lead, by their keys.
    pub(super) async fn admin(&self, title: &str, lead: &str) -> Result<AdminPage, Trouble> {
        Ok(AdminPage {
            ui: self.frame().await?,
            crumbs: Vec::new(),
            errors: Vec::new(),
            refused: None,
            told: Vec::new(),
            title: word(self.lang(), title).into_owned(),
            lead: word(self.lang(), lead).into_owned(),
            tab: "",
            ways: Vec::new(),
            sections: Vec::new(),
        })
    }

    /// The names of a list of keys.
    fn heads(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| word(self.lang(), key).into_owned()).collect()
    }

    /// All accounts by their id.
    pub(crate) async fn everybody(&self) -> Result<BTreeMap<Uuid, Account>, Trouble> {
        let all = self.site.store.accounts(&self.site.tenant).await?;
        Ok(all.into_iter().map(|account| (account.id, account)).collect())
    }

    /// The names of roles, with the regulation where there are several.
    fn roles_named(&self, roles: &[String]) -> String {
        if roles.is_empty() {
            return word(self.lang(), "admin.no_role").into_owned();
        }
        let names: Vec<String> = roles.iter().map(|role| self.role_in_full(role)).collect();
        names.join(self.lang().of("、", ", "))
    }

    fn role_in_full(&self, role: &str) -> String {
        let law = role
            .split_once(':')
            .and_then(|(pack, _)| self.site.laws.iter().find(|law| law.pack.id() == pack));
        let name = self.role_name(role);
        match law {
            Some(law) if self.site.laws.iter().count() > 1 => {
                format!("{name} ({})", self.say(&law.pack.file.title))
            }
            Some(_) | None => name,
        }
    }

    /// Every role that an account may hold, with those chosen.
    fn all_roles(&self, chosen: &[String]) -> Vec<Choice> {
        let offices = Office::ALL.iter().map(|office| office.role().to_owned());
        let of_laws = self.site.laws.iter().flat_map(|law| {
            let pack = law.pack.id();
            let actors = law.pack.file.actors.iter();
            let held = actors.filter(|one| one.kind != guohe_rules::syntax::ActorKind::Public);
            held.map(move |actor| format!("{pack}:{}", actor.id.value))
        });
        offices
            .chain(of_laws)
            .map(|role| Choice::new(&role, self.role_in_full(&role), chosen.contains(&role)))
            .collect()
    }

    /// A long list with its box and its pages, and all of what was asked for.
    async fn searched(
        &self,
        (title, file): (&str, &'static str),
        (heads, none): (&[&str], &str),
        (asked, rows): (&BTreeMap<String, String>, Vec<Vec<Cell>>),
    ) -> Result<(Section, Listed), Trouble> {
        let list = lists::of_cells((title, file), heads);
        let (rows, search) = list.look(self, asked, rows).await?;
        let after: usize =
            asked.get("after").and_then(|after| after.parse().ok()).unwrap_or_default();
        let link = |after: usize| paged(&self.visit.here, after);
        let pager = Pager::of((after, PAGE), rows.len(), link);
        let mut section = self.section(title);
        section.search = Some(search);
        section.table = Some(Table {
            rows: rows.iter().skip(after).take(PAGE).cloned().collect(),
            heads: self.heads(heads),
            none: word(self.lang(), none).into_owned(),
            pager: Some(pager),
        });
        Ok((section, Listed { list, rows }))
    }

    /// A form that is sent to an address with what it is to do.
    pub(super) fn short(
        &self,
        action: &str,
        what: &str,
        submit: &str,
        fields: Vec<Field>,
    ) -> ShortForm {
        ShortForm {
            action: action.to_owned(),
            asks: false,
            carried: vec![("do".to_owned(), what.to_owned())],
            fields,
            note: String::new(),
            submit: word(self.lang(), submit).into_owned(),
            grave: false,
        }
    }

    pub(super) fn section(&self, title: &str) -> Section {
        Section { title: word(self.lang(), title).into_owned(), ..Section::default() }
    }
}

impl AdminPage {
    /// Under a page that stands above it.
    fn under(mut self, here: &Here, title: &str, href: &str) -> Self {
        self.crumbs.push(Crumb::new(word(here.lang(), title), href));
        self
    }

    /// With what was refused: beside the fields it is about, or above the page.
    pub(super) fn refused(&mut self, here: &Here, refusal: &Refusal) {
        let mut fields: Vec<&mut Field> = self
            .sections
            .iter_mut()
            .flat_map(|one| &mut one.forms)
            .flat_map(|one| &mut one.fields)
            .collect();
        for fault in &refusal.faults {
            let mut text = here.say(&fault.what).to_owned();
            if let Some(field) = fields.iter_mut().find(|field| field.name == fault.place) {
                field.error = Some(match field.error.take() {
                    Some(before) => format!("{before}{}{text}", here.lang().of("；", "; ")),
                    None => text.clone(),
                });
                text = format!("{}{}{text}", field.label, here.lang().of("：", ": "));
            }
            self.errors.push(crate::parts::ErrorLine { field: fault.place.clone(), text });
        }
        if refusal.faults.is_empty() {
            self.refused =
                Some((here.say(&refusal.what).to_owned(), here.say(&refusal.next).to_owned()));
        }
    }
}
