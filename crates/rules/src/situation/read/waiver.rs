//! The section `waivers`: what was decided on conditions that leave room.

use jiff::civil::Date;

use super::Filler;
use crate::{diagnostic::words, facts::Tree, pack::Pack, situation::Waived, yaml::Located};

impl Filler<'_> {
    pub(super) fn waivers(&mut self, section: Option<&Located<Tree>>) -> Vec<Waived> {
        let all = match section.map(|section| (&section.value, section.place)) {
            None | Some((Tree::Null, _)) => return Vec::new(),
            Some((Tree::List(all), _)) => all,
            Some((_, place)) => {
                let message = words("waivers 应为列表", "`waivers` is a list");
                self.reader.say("facts-shape", place, message);
                return Vec::new();
            }
        };
        let mut waivers = Vec::new();
        for one in all {
            let clause = one.value.get("clause").and_then(|clause| clause.value.scalar());
            if clause.is_some_and(|id| self.is_of_another(&id)) {
                continue;
            }
            match self.waiver(&one.value) {
                Ok(waiver) => waivers.push(waiver),
                Err(missing) => {
                    let message = words(
                        format!("豁免缺少或写错：{missing}（须有条款、行为人、日期、理由）"),
                        format!(
                            "a waiver needs clause, by, on and reasons; wrong or missing: {missing}"
                        ),
                    );
                    self.reader.say("bad-waiver", one.place, message);
                }
            }
        }
        waivers
    }

    fn is_of_another(&self, clause: &str) -> bool {
        let has = |pack: &Pack| pack.clause(clause).is_some();
        !has(self.pack) && self.others.iter().any(|pack| has(pack))
    }

    fn waiver(&self, tree: &Tree) -> Result<Waived, &'static str> {
        let text =
            |key: &'static str| tree.get(key).and_then(|value| value.value.scalar()).ok_or(key);
        let clause = self.pack.names.clause(&text("clause")?).ok_or("clause")?;
        let on = text("on")?.parse::<Date>().map_err(|_error| "on")?;
        let reasons = text("reasons").ok().filter(|text| !text.trim().is_empty());
        let by = text("by")?;
        self.pack.actor(&by).ok_or("by")?;
        let refused = match tree.get("refused").map(|value| value.value.scalar()) {
            None => false,
            Some(word) => match word.as_deref() {
                Some("yes" | "true") => true,
                Some("no" | "false") => false,
                _ => return Err("refused"),
            },
        };
        Ok(Waived { clause, by, on, reasons: reasons.ok_or("reasons")?, refused })
    }
}
