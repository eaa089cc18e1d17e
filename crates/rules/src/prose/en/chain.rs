//! Shares held through others, in English.

use super::En;
use crate::{model::Chain, syntax::Links};

impl En<'_> {
    /// The share as a noun, with how it is found.
    pub(super) fn held_through(&mut self, chain: &Chain) -> String {
        let (by, held) = (self.path(&chain.by), self.path(&chain.held));
        let links = self.rows(&chain.rows);
        let share = self.within(chain.rows.record, |en| en.quantity(&chain.share));
        let field = |field| self.at.field_name(chain.rows.record, field);
        let (owner, owned) = (field(chain.owner), field(chain.owned));
        let way = match (chain.links, chain.either_way) {
            (Links::Multiplied, _) => "multiplied along a chain, chains added up",
            (Links::Weakest, false) => {
                "the least along a chain counts, of the chain where it is greatest"
            }
            (Links::Weakest, true) => {
                "whichever of two holds the other, the least along a chain counts, of the chain where it is \
                 greatest"
            }
        };
        format!(
            "the share in “{held}” that “{by}” holds directly or through {links}, from {owner} to {owned} \
             ({share}; {way})"
        )
    }
}
