//! Names that a text lays down: a template of words and facts, the name it makes, and the name that was given.
//!
//! The name that counts is the Chinese one; the English is for reading. A name is compared as people write it: blanks
//! do not matter, and where the template says so the width of brackets does not either.

use std::collections::BTreeMap;

use crate::{
    eval::{Quiet, Run, Scope, set},
    facts::Table,
    model::{Path, Rows, Test, TestKind},
    pack::Pack,
    prose::{Lang, in_name},
    situation::Situation,
    syntax::{Brackets, Class, Words},
    value::{Cell, Truth},
    walk,
};

/// A template with its facts resolved.
#[derive(Debug, Clone)]
pub struct Template {
    /// The pieces of the Chinese name.
    pub zh: Vec<Piece>,
    /// The pieces of the English name.
    pub en: Vec<Piece>,
    /// In which width brackets must be written.
    pub brackets: Brackets,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words that stand in every name.
    Text(String),
    /// The words of a code, or a text.
    Fact(Path),
}

/// A piece as an author writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written<'t> {
    /// Words.
    Text(&'t str),
    /// What stands between braces.
    Fact(&'t str),
}

/// Takes a template apart; nothing when a brace has no partner.
pub(crate) fn pieces(template: &str) -> Option<Vec<Written<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let (fact, after) = after.split_once('}')?;
        if text.contains('}') || fact.contains('{') {
            return None;
        }
        pieces.extend([Written::Text(text), Written::Fact(fact.trim())]);
        rest = after;
    }
    pieces.push(Written::Text(rest));
    pieces.retain(|piece| *piece != Written::Text(""));
    (!rest.contains('}')).then_some(pieces)
}

impl Template {
    /// The facts that stand in it, as they follow each other in Chinese.
    pub fn facts(&self) -> impl Iterator<Item = &Path> {
        self.pieces(Lang::Zh).iter().filter_map(|piece| match piece {
            Piece::Fact(path) => Some(path),
            Piece::Text(_) => None,
        })
    }

    /// Its pieces in a language.
    pub fn pieces(&self, lang: Lang) -> &[Piece] {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The name, with the words for each fact from outside.
    pub fn make(&self, lang: Lang, mut words: impl FnMut(&Path) -> String) -> String {
        let made = self.pieces(lang).iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Fact(path) => words(path),
        });
        let made = made.collect::<String>();
        match self.brackets {
            Brackets::Half => half_width(&made),
            Brackets::Full if lang == Lang::Zh => full_width(&made),
            Brackets::Full | Brackets::Either => made,
        }
    }

    /// Whether a name that was given is the one that was made.
    pub(crate) fn is(&self, made: &str, given: &str) -> bool {
        let plain = |name: &str| {
            let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
            if self.brackets == Brackets::Either { half_width(&name) } else { name }
        };
        plain(made) == plain(given)
    }
}

fn half_width(name: &str) -> String {
    name.replace('（', "(").replace('）', ")")
}

fn full_width(name: &str) -> String {
    name.replace('(', "（").replace(')', "）")
}

/// A name that a clause makes for a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The clause.
    pub clause: String,
    /// The record in which the name is kept, and its field.
    pub kept_in: (u16, u16),
    /// The name, in both languages.
    pub name: Words,
}

/// The names that the naming clauses of a pack make, those first whose condition holds.
///
/// A clause that does not apply makes none, and neither does one of whose facts something is unknown. Where a fact
/// stands in the rows of another list than that of the name, each row that passes makes one.
pub fn names(pack: &Pack, at: &Situation) -> Vec<Made> {
    set(pack, at, |setting| {
        let run = Run::on_ground(pack, setting);
        let naming = pack.clauses.iter().filter(|clause| clause.written.class == Class::Naming);
        let applies = naming.filter(|clause| {
            let test = clause.applies_if.as_ref();
            test.is_none_or(|test| run.test(test, &mut Scope::new(), &mut Quiet) == Truth::True)
        });
        let mut all = Vec::new();
        for clause in applies {
            let mut finder = Finder::default();
            clause.rule.iter().for_each(|rule| walk::test(rule, &mut finder));
            for (fact, template) in finder.templates {
                let mut maker = Maker { pack, run: &run, rows: &finder.rows, made: Vec::new() };
                maker.over(template, &maker.lists(fact, template), &mut Scope::new());
                let [field] = fact.steps[..] else { continue };
                all.extend(maker.made.into_iter().map(|name| Made {
                    clause: clause.written.id.value.clone(),
                    kept_in: (fact.root, field),
                    name,
                }));
            }
        }
        all
    })
}

/// The templates of a rule, and the rows it goes through.
#[derive(Default)]
struct Finder<'m> {
    templates: Vec<(&'m Path, &'m Template)>,
    rows: BTreeMap<u16, &'m Rows>,
}

impl<'m> walk::Visitor<'m> for Finder<'m> {
    fn test(&mut self, test: &'m Test) {
        if let TestKind::Named(fact, template) = &test.what {
            self.templates.push((fact, template));
        }
    }

    fn rows(&mut self, rows: &'m Rows) {
        self.rows.entry(rows.record).or_insert(rows);
    }
}

/// Makes names over the rows of lists.
struct Maker<'p, 'a> {
    pack: &'p Pack,
    run: &'a Run<'p, 'a>,
    rows: &'a BTreeMap<u16, &'p Rows>,
    made: Vec<Words>,
}

impl<'p> Maker<'p, '_> {
    /// The lists besides that of the name itself in whose rows facts of the template stand.
    fn lists(&self, fact: &Path, template: &Template) -> Vec<u16> {
        let of_list = |record: &u16| {
            let def = self.pack.names.vocabulary.record_def(*record);
            def.is_some_and(|def| def.list.is_some()) && *record != fact.root
        };
        let mut lists: Vec<u16> = template.facts().map(|path| path.root).filter(of_list).collect();
        lists.sort_unstable();
        lists.dedup();
        lists
    }

    fn over(&mut self, template: &Template, lists: &[u16], scope: &mut Scope) {
        let Some((list, others)) = lists.split_first() else {
            let name = self.name(template, scope).filter(|name| !self.made.contains(name));
            self.made.extend(name);
            return;
        };
        let length = self.run.at.facts.table(*list).map_or(0, Table::len);
        for row in 0..length {
            scope.set_row(*list, row);
            let filter = self.rows.get(list).and_then(|rows| rows.filter.as_deref());
            if filter.is_none_or(|filter| self.passes(filter, scope)) {
                self.over(template, others, scope);
            }
        }
    }

    /// Whether a row passes what is asked of it besides the name itself.
    fn passes(&self, filter: &'p Test, scope: &mut Scope) -> bool {
        if let TestKind::All(limbs) = &filter.what {
            return limbs.iter().all(|limb| self.passes(limb, scope));
        }
        let named = matches!(filter.what, TestKind::Named(..));
        named || self.run.test(filter, scope, &mut Quiet) != Truth::False
    }

    fn name(&self, template: &Template, scope: &Scope) -> Option<Words> {
        let mut known = true;
        let mut make = |lang| {
            template.make(lang, |path| {
                let cell = self.run.value(path, scope, &mut Quiet);
                known &= !matches!(cell, Cell::Unknown | Cell::Absent);
                in_name(self.pack, self.run.at, &path.kind, cell, lang)
            })
        };
        let name = Words { zh: make(Lang::Zh), en: make(Lang::En) };
        known.then_some(name)
    }
}
