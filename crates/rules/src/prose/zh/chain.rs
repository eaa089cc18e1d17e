//! Shares held through others, in Chinese.

use super::Zh;
use crate::{model::Chain, syntax::Links};

impl Zh<'_> {
    /// The share as a noun, with how it is found.
    pub(super) fn held_through(&mut self, chain: &Chain) -> String {
        let (by, held) = (self.path(&chain.by), self.path(&chain.held));
        let links = self.rows(&chain.rows);
        let share = self.within(chain.rows.record, |zh| zh.quantity(&chain.share));
        let field = |field| self.at.field_name(chain.rows.record, field);
        let (owner, owned) = (field(chain.owner), field(chain.owned));
        let way = match (chain.links, chain.either_way) {
            (Links::Multiplied, _) => "逐层相乘、各条路径相加",
            (Links::Weakest, false) => "取每条路径中最低的一层、各条路径中最高的一条",
            (Links::Weakest, true) => {
                "不分持有的方向，取每条路径中最低的一层、各条路径中最高的一条"
            }
        };
        format!(
            "“{by}”直接或者经{links}（由{owner}到{owned}）层层持有“{held}”的份额（{share}，{way}）"
        )
    }
}
