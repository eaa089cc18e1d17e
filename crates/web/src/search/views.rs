//! The views of lists that people keep: what is kept, who sees it, within which bounds.

use guohe_cases::{account::Office, saved::View};

use crate::{
    parts::{Choice, Keep, Pill},
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::list_key;

/// So many views somebody keeps.
pub(crate) const MOST: usize = 30;
/// A name has so many characters at the most.
pub(crate) const LONGEST_NAME: usize = 40;
/// A query has so many, as it stands in an address.
const LONGEST_QUERY: usize = 3_000;
/// So many views of others are shown above a list.
const SHOWN: usize = 20;

/// The address of a view.
pub(crate) fn address(view: &View) -> String {
    format!("{}?{}", view.list, view.query)
}

/// Whether it is a list of which views are kept, and a query as it stands in an address.
pub(crate) fn is_sound(list: &str, query: &str) -> bool {
    let plain = |text: &str| {
        text.chars().all(|sign| sign.is_ascii_graphic() && !matches!(sign, '"' | '<' | '>' | '#'))
    };
    let path = plain(list) && !list.contains(['?', '\\']) && list_key(list).is_some();
    path && plain(query) && (1..=LONGEST_QUERY).contains(&query.len())
}

impl Here {
    /// With whom the visitor can share a view: those who hold a role of theirs, or act for their organisation.
    pub(crate) fn circles(&self) -> Vec<(String, String)> {
        let Some(person) = self.visit.person() else { return Vec::new() };
        let lang = self.lang();
        let role = |role: &String| {
            let name = self.role_name(role);
            let known = Office::of(role).is_some() || name != *role;
            let law = role
                .split_once(':')
                .and_then(|(pack, _)| self.site.laws.iter().find(|law| law.pack.id() == pack));
            let label = law.map_or_else(
                || name.clone(),
                |law| fill(lang, "views.role", &[&name, &self.say(&law.pack.file.authority)]),
            );
            known.then(|| (role.clone(), label))
        };
        let mut all: Vec<(String, String)> = person.roles.iter().filter_map(role).collect();
        if let Some(organisation) = person.organisation {
            let label = word(lang, "views.organisation").into_owned();
            all.push((format!("organisation:{organisation}"), label));
        }
        all
    }

    /// The views of a list that the visitor sees, and how what is shown now can be kept.
    pub(super) async fn views(
        &self,
        list: &str,
        now: &str,
    ) -> Result<(Vec<Pill>, Option<Keep>), Trouble> {
        let Some(signed_in) = self.visit.signed_in.as_ref().filter(|one| !one.owes()) else {
            return Ok((Vec::new(), None));
        };
        let (store, tenant) = (&self.site.store, &self.site.tenant);
        let mut found = store.views_of(tenant, signed_in.account.id).await?;
        found.retain(|view| view.list == list);
        let circles = self.circles();
        for (circle, _) in &circles {
            let shared = store.views_shared(tenant, list, circle).await?;
            found.extend(shared.into_iter().take(SHOWN));
        }
        let own = signed_in.account.id;
        let mut pills: Vec<(uuid::Uuid, Pill)> = Vec::new();
        for view in found {
            if pills.iter().any(|(id, _)| *id == view.id) {
                continue;
            }
            let href = address(&view);
            let (current, shared) = (view.query == now, view.account != own);
            pills.push((view.id, Pill { name: view.name, href, current, shared }));
        }
        let keeps = is_sound(list, now).then(|| Keep {
            list: list.to_owned(),
            query: now.to_owned(),
            with: circles
                .into_iter()
                .map(|(value, label)| Choice::new(value, label, false))
                .collect(),
        });
        Ok((pills.into_iter().map(|(_, pill)| pill).collect(), keeps))
    }
}
