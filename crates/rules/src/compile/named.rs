//! Names made by a template.

use super::Compiler;
use crate::{
    diagnostic::words,
    model::{Path, TestKind},
    naming::{Piece, Template, Written, pieces},
    syntax,
    vocabulary::Kind,
    yaml::Place,
};

impl Compiler<'_> {
    pub(super) fn by_template(&mut self, written: &syntax::Named) -> Option<TestKind> {
        let fact = self.fact(&written.fact)?;
        if fact.kind != Kind::Text {
            let name = &written.fact;
            let message =
                words(format!("“{name}”不是文字类事实"), format!("`{name}` is not a text"));
            return self.say("unit-mismatch", name.place, message);
        }
        let place = written.template.place;
        let both = &written.template.value;
        let zh = self.pieces(&both.zh, place)?;
        let en = self.pieces(&both.en, place)?;
        let template = Template { zh, en, brackets: written.brackets };
        if facts(&template.zh) != facts(&template.en) {
            let message = words(
                "名称模板的中英文没有用相同的事实",
                "the two languages of the template do not name the same facts",
            );
            return self.say("bad-template", place, message);
        }
        Some(TestKind::Named(fact, template))
    }

    fn pieces(&mut self, template: &str, place: Place) -> Option<Vec<Piece>> {
        let Some(written) = pieces(template) else {
            let message = words(
                format!("模板“{template}”的花括号不成对"),
                format!("the braces of the template `{template}` do not pair"),
            );
            return self.say("bad-template", place, message);
        };
        let pieces: Vec<_> = written.into_iter().map(|one| self.piece(one, place)).collect();
        pieces.into_iter().collect()
    }

    fn piece(&mut self, written: Written<'_>, place: Place) -> Option<Piece> {
        let name = match written {
            Written::Text(text) => return Some(Piece::Text(text.to_owned())),
            Written::Fact(name) => name,
        };
        let path = self.path(name, place)?;
        if matches!(path.kind, Kind::Code(_) | Kind::Text | Kind::Year | Kind::Number) {
            return Some(Piece::Fact(path));
        }
        let message = words(
            format!("名称里只能用代码、文字、年份或者数，“{name}”不是"),
            format!("a name is made of codes, texts, years and numbers, and `{name}` is none"),
        );
        self.say("bad-template", place, message)
    }
}

/// The facts of some pieces, in an order that does not depend on the language.
fn facts(pieces: &[Piece]) -> Vec<&Path> {
    let mut facts: Vec<&Path> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Fact(path) => Some(path),
            Piece::Text(_) => None,
        })
        .collect();
    facts.sort_by_key(|path| (path.root, path.steps.clone()));
    facts.dedup();
    facts
}
