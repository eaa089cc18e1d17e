//! What is asked of the directory: read from an address, and written into others.
//!
//! `q` holds a query in the language of all lists (ADR 0064); every other parameter is a facet with one or several
//! values, so that each choice is a link that can be kept and sent.

use std::collections::BTreeMap;

use guohe_cases::{
    directory::{CERTIFIED, LAW, NAME, NUMBER, Order, STATE, State, TYPE, VALID_TO, Wanted, YEAR},
    query::{Field, Says, Sort, Term, Wrong},
};
use guohe_rules::syntax::Words;

use crate::{
    lang::Lang,
    routes::escaped,
    search,
    site::Site,
    views::{case, form::fact_words, words::say},
    visit::Here,
    words::word,
};

/// What an address says besides facets.
const OTHER: [&str; 5] = ["q", "sort", "after", "lang", "as"];

/// What was asked, as it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// As it was typed.
    pub(crate) typed: String,
    pub(crate) chosen: BTreeMap<String, Vec<String>>,
    pub(crate) order: Order,
    pub(crate) after: usize,
}

impl Looked {
    /// Reads an address.
    pub(crate) fn of(asked: &BTreeMap<String, String>) -> Self {
        let get = |key: &str| asked.get(key).map(|text| text.trim()).unwrap_or_default();
        let facets = asked
            .iter()
            .filter(|(key, values)| !OTHER.contains(&key.as_str()) && !values.trim().is_empty());
        let values = |text: &String| text.split(',').map(|one| one.trim().to_owned()).collect();
        let order = Order::ALL.into_iter().find(|order| order.word() == get("sort"));
        Self {
            typed: get("q").to_owned(),
            chosen: facets.map(|(key, text)| (key.clone(), values(text))).collect(),
            order: order.unwrap_or_default(),
            after: get("after").parse().unwrap_or_default(),
        }
    }

    /// The same as the directory wants it, so many on a page.
    ///
    /// # Errors
    /// What is wrong with the query.
    pub(crate) fn wanted(&self, here: &Here, most: usize) -> Result<Wanted, Wrong> {
        let query = search::asked(here, &self.typed, &here.site.directory_fields())?;
        Ok(Wanted {
            query,
            chosen: self.chosen.clone(),
            order: self.order,
            after: self.after,
            most,
        })
    }

    /// The same from the first page on, with a value chosen or given up.
    pub(crate) fn toggled(&self, facet: &str, value: &str) -> Self {
        let mut other = Self { after: 0, ..self.clone() };
        let values = other.chosen.entry(facet.to_owned()).or_default();
        if let Some(at) = values.iter().position(|one| one == value) {
            values.remove(at);
        } else {
            values.push(value.to_owned());
        }
        other.chosen.retain(|_, values| !values.is_empty());
        other
    }

    /// What follows the question mark of an address.
    pub(crate) fn query(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.typed.is_empty() {
            parts.push(format!("q={}", escaped(&self.typed)));
        }
        for (facet, values) in &self.chosen {
            let values: Vec<String> = values.iter().map(|value| escaped(value)).collect();
            parts.push(format!("{}={}", escaped(facet), values.join(",")));
        }
        if self.order != Order::default() {
            parts.push(format!("sort={}", self.order.word()));
        }
        if self.after > 0 {
            parts.push(format!("after={}", self.after));
        }
        parts.join("&")
    }

    /// An address with this query.
    pub(crate) fn at(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

impl Site {
    /// Facts by which certificates of some law are found, as paths, each once.
    pub(crate) fn facet_paths(&self) -> Vec<String> {
        let acts = self.laws.iter().flat_map(|law| &law.procedure.acts);
        let mut paths: Vec<String> =
            acts.flat_map(|act| &act.sets.found_by).map(|path| path.value.clone()).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// By what the directory can be asked: the facets, and what else it shows of a base.
    pub(crate) fn directory_fields(&self) -> Vec<Field> {
        let both = |key: &str| {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| word(lang, key).into_owned());
            Words { zh, en }
        };
        let own = [
            (NAME, "common.base_name", Sort::Text),
            (NUMBER, "base.number", Sort::Text),
            (CERTIFIED, "directory.certified", Sort::Day),
            (VALID_TO, "directory.valid_to", Sort::Day),
        ];
        let own = own.map(|(id, key, sort)| Field { id: id.to_owned(), names: both(key), sort });
        own.into_iter().chain(self.facets().into_iter().map(|id| self.facet_field(id))).collect()
    }

    fn facet_field(&self, id: String) -> Field {
        let in_both = |of: &dyn Fn(Lang) -> String| Words { zh: of(Lang::Zh), en: of(Lang::En) };
        let code = |code: String| {
            let words = in_both(&|lang| value_name(self, lang, &id, &code));
            (code, words)
        };
        let sort = if id == YEAR {
            Sort::Number
        } else {
            Sort::Codes(self.facet_codes(&id).into_iter().map(code).collect())
        };
        Field { names: in_both(&|lang| facet_name(self, lang, &id)), sort, id }
    }

    /// All facets, in the order in which they are shown.
    pub(crate) fn facets(&self) -> Vec<String> {
        let always = [TYPE, STATE, YEAR, LAW].map(str::to_owned);
        always.into_iter().chain(self.facet_paths()).collect()
    }

    /// The values that a facet may have by the packs; none of a year.
    fn facet_codes(&self, facet: &str) -> Vec<String> {
        match facet {
            TYPE => self
                .laws
                .iter()
                .flat_map(|l| &l.pack.file.types)
                .map(|t| t.id.value.clone())
                .collect(),
            LAW => self.laws.iter().map(|law| law.pack.id().to_owned()).collect(),
            STATE => State::ALL.map(|s| s.word().to_owned()).to_vec(),
            _ => self.laws.iter().flat_map(|law| fact_words::codes(law, facet)).collect(),
        }
    }
}

/// How a field is asked for, in a language.
pub(super) fn example(lang: Lang, field: &Field) -> String {
    let said = match &field.sort {
        Sort::Day => "2026-01..2026-06",
        Sort::Number => "2024..2026",
        Sort::Text => lang.of("国际", "international"),
        Sort::Codes(codes) => codes.first().map_or("", |(_, words)| lang.of(&words.zh, &words.en)),
    };
    let last = field.id.rsplit('.').next().unwrap_or_default();
    let name = lang.of(&field.names.zh, last).to_owned();
    let says = match &field.sort {
        Sort::Text | Sort::Codes(_) => Says::Is(said.to_owned()),
        Sort::Day | Sort::Number => {
            let (from, to) = said.split_once("..").unwrap_or((said, ""));
            Says::Within(Some(from.to_owned()), Some(to.to_owned()))
        }
    };
    Term { field: Some(name), says }.to_string()
}

/// The name of a facet.
pub(crate) fn facet_name(site: &Site, lang: Lang, facet: &str) -> String {
    let key = match facet {
        TYPE => "common.type",
        STATE => "common.state",
        YEAR => "directory.year",
        LAW => "directory.law",
        path => {
            let named = site.laws.iter().map(|law| fact_words::whole_name(lang, law, path));
            return named.flatten().next().unwrap_or_else(|| path.to_owned());
        }
    };
    word(lang, key).into_owned()
}

/// The name of a value of a facet.
pub(crate) fn value_name(site: &Site, lang: Lang, facet: &str, value: &str) -> String {
    let law = |id: &str| site.laws.iter().find(|law| law.pack.id() == id);
    match facet {
        TYPE => {
            let known = site.laws.iter().find(|law| law.pack.type_at(value).is_some());
            known.map_or_else(|| value.to_owned(), |law| case::kind(lang, law, value))
        }
        LAW => law(value).map_or_else(|| value.to_owned(), |law| say(lang, &law.pack.file.title)),
        STATE => {
            let known = State::ALL.into_iter().find(|state| state.word() == value);
            known.map_or_else(|| value.to_owned(), |state| word(lang, of_state(state)).into_owned())
        }
        YEAR => value.to_owned(),
        path => {
            let code = serde_json::Value::from(value);
            let mut named =
                site.laws.iter().map(|law| fact_words::value(lang, law, path, Some(&code)));
            named.find(|name| name != value).unwrap_or_else(|| value.to_owned())
        }
    }
}

/// The name of a state, by its key.
fn of_state(state: State) -> &'static str {
    match state {
        State::InForce => "directory.state.in_force",
        State::Expired => "directory.state.expired",
        State::Ended => "directory.state.ended",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_address_is_read_and_written_again() {
        let query = asked(&[
            ("q", " 绿色 园 "),
            ("partner.country", "GB, SG"),
            ("type", ""),
            ("sort", "name"),
            ("after", "50"),
            ("lang", "en"),
        ]);
        let looked = Looked::of(&query);
        assert_eq!(
            looked.query(),
            "q=%E7%BB%BF%E8%89%B2%20%E5%9B%AD&partner.country=GB,SG&sort=name&after=50"
        );
        assert_eq!(
            looked.toggled("partner.country", "GB").at("/bases"),
            "/bases?q=%E7%BB%BF%E8%89%B2%20%E5%9B%AD&partner.country=SG&sort=name"
        );
        let both = Looked::of(&asked(&[("type", "PARK")])).toggled("type", "PARK");
        assert_eq!(both.at("/bases"), "/bases");
    }
}
