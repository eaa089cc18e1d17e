//! The expectations, as they are written.

use std::collections::BTreeMap;

/// A route, in its group.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) group: String,
    pub(crate) method: String,
    pub(crate) path: String,
}

impl Route {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// What somebody may expect of a group of routes about some objects.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) group: String,
    pub(crate) principal: String,
    pub(crate) objects: Vec<String>,
    pub(crate) expected: String,
}

impl Row {
    /// Whether somebody is let in; then forms are sent without their token, so that nothing is done.
    pub(crate) fn lets_in(&self) -> bool {
        ["ok", "closed"].contains(&self.expected.as_str())
    }
}

/// The file.
#[derive(Debug, Default)]
pub(crate) struct Table {
    sets: BTreeMap<String, Vec<String>>,
    pub(crate) routes: Vec<Route>,
    pub(crate) sees: BTreeMap<String, Vec<String>>,
    pub(crate) named: BTreeMap<String, Vec<String>>,
    pub(crate) secrets: Vec<(String, Vec<String>)>,
    /// Texts that pages of a group are there to show, to whomever they let in.
    pub(crate) shown: Vec<(String, String)>,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    pub(crate) fn read() -> Self {
        let mut table = Self::default();
        let lines = include_str!("../../rights.tsv").lines();
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let own = |text: &str| text.to_owned();
            match line.split('\t').collect::<Vec<_>>()[..] {
                ["@set", name, members] => {
                    table.sets.insert(own(name), members.split(',').map(own).collect());
                }
                ["@route", group, method, path] => table.routes.push(Route {
                    group: own(group),
                    method: own(method),
                    path: own(path),
                }),
                ["@sees", principal, objects] => {
                    table.sees.insert(own(principal), table.objects(objects));
                }
                ["@named", principal, objects] => {
                    table.named.insert(own(principal), table.objects(objects));
                }
                ["@secret", text, principals] => {
                    table.secrets.push((own(text), principals.split(',').map(own).collect()));
                }
                ["@shown", group, text] => table.shown.push((own(group), own(text))),
                [group, principal, objects, expected] => table.rows.push(Row {
                    group: own(group),
                    principal: own(principal),
                    objects: table.objects(objects),
                    expected: own(expected),
                }),
                _ => panic!("not a row: {line}"),
            }
        }
        table
    }

    /// Objects, with the names of sets replaced by what is in them.
    fn objects(&self, named: &str) -> Vec<String> {
        let one = |name: &str| match self.sets.get(name) {
            Some(members) => members.iter().flat_map(|name| self.objects(name)).collect(),
            None => vec![name.to_owned()],
        };
        named.split(',').flat_map(one).collect()
    }

    pub(crate) fn routes_of<'t>(&'t self, group: &'t str) -> impl Iterator<Item = &'t Route> {
        self.routes.iter().filter(move |route| route.group == group)
    }
}
