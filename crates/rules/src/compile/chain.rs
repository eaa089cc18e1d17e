//! Shares held through others.

use super::Compiler;
use crate::{
    diagnostic::words,
    model::{Chain, QuantityKind},
    syntax::{self, Links},
    vocabulary::Kind,
    yaml::Located,
};

impl Compiler<'_> {
    /// The ends of a link and the ends of a chain must be of one kind, so that they can meet.
    pub(super) fn held_through(
        &mut self,
        written: &syntax::HeldThrough,
    ) -> Option<(QuantityKind, Kind)> {
        let rows = self.rows(&written.of, written.filter.as_deref())?;
        let (owner, kind) = self.field(rows.record, &written.owner)?;
        let (owned, owned_kind) = self.field(rows.record, &written.owned)?;
        let (by, held) = (self.fact(&written.by)?, self.fact(&written.held)?);
        let ends = [(&written.owned, owned_kind), (&written.by, by.kind.clone())];
        let ends = ends.into_iter().chain([(&written.held, held.kind.clone())]);
        for (name, other) in ends {
            if other != kind {
                return self.unlike(&written.owner, name);
            }
        }
        if written.either_way && written.links != Links::Weakest {
            let message = words(
                "either_way 只能与 links: weakest 同用",
                "`either_way` stands only with `links: weakest`",
            );
            return self.say("chain-shape", written.of.place, message);
        }
        self.scope.push(rows.record);
        let share = self.of_kind(&written.share, &Kind::Ratio);
        self.scope.pop();
        let (links, either_way) = (written.links, written.either_way);
        let chain = Chain { rows, owner, owned, share: share?, by, held, links, either_way };
        Some((QuantityKind::HeldThrough(Box::new(chain)), Kind::Ratio))
    }

    fn unlike<T>(&mut self, one: &Located<String>, other: &Located<String>) -> Option<T> {
        let message = words(
            format!("“{one}”与“{other}”不是同一种事实，不能连成一条链"),
            format!("`{one}` and `{other}` are of two kinds and cannot meet in a chain"),
        );
        self.say("unit-mismatch", other.place, message)
    }
}
