//! How answers of the scene are read: what may differ in them, and whose texts stand in them.

use std::collections::BTreeMap;

use guohe_cases::{
    desk::Desk,
    event::About,
    kept::Kept,
    message::{Message, Messages as _, State},
    ports::{Account, RowQuery, Store as _},
};
use guohe_rules::syntax::Words;
use guohe_testkit::packs;
use guohe_web::{
    lang::Lang,
    message::{letter, short},
};

use super::{PHASES, Scene, digest};

impl Scene {
    /// What of an answer may differ though nothing is told by it: the ids that were asked for, and words drawn by lot.
    pub(crate) fn masked(&self, text: &str) -> String {
        let ids = self.cases.values().chain(self.rounds.values()).chain(self.notices.values());
        let ids = ids.chain(self.units.values()).chain(self.draws.values());
        let ids = ids.chain(self.experts.values()).chain(self.messages.values());
        let ids = ids.chain(self.accounts.values());
        let text = ids.fold(text.to_owned(), |text, id| text.replace(&id.to_string(), "no-id"));
        let text =
            text.replace("/nowhere/", "/beijing/").replace("/papers/certificate", "/papers/letter");
        let text = PHASES.iter().fold(text, |text, (phase, _)| {
            let names = [' ', '-'].map(|between| format!("own-elsewhere{between}{phase}"));
            names.iter().fold(text, |text, name| text.replace(name, "own-elsewhere"))
        });
        // The act that was asked for.
        let acts = text.split("/acts/").enumerate().map(|(at, part)| match at {
            0 => part.to_owned(),
            _ => part.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_').to_owned(),
        });
        let text = acts.collect::<Vec<_>>().join("/acts/");
        // The number under which the log has a request is drawn for each.
        let text = match text.split_once("\"instance\":\"urn:uuid:") {
            Some((before, after)) => before.to_owned() + after.get(36..).unwrap_or_default(),
            None => text,
        };
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for letter in text.chars().chain(['\n']) {
            if letter.is_ascii_hexdigit() {
                word.push(letter);
                continue;
            }
            out.push_str(if word.len() == 64 { "#" } else { &word });
            out.push(letter);
            word.clear();
        }
        out
    }

    /// What each expert among the principals may read of what panels said, as one text: their own answers, and what a panel
    /// came to on which they handed theirs in.
    pub(crate) async fn heard(&self) -> BTreeMap<String, String> {
        let kept = Kept::default();
        let desk =
            Desk { tenant: &self.tenant, store: &*self.store, kept: &kept, laws: &self.laws };
        let query = RowQuery { about: Some(About::Case), limit: 1000, ..RowQuery::default() };
        let rows = self.store.rows(&self.tenant, &query).await.unwrap();
        let mut heard = BTreeMap::new();
        for name in ["cleared", "done", "undeclared", "recused", "unseated", "none"] {
            let name = format!("expert-{name}");
            let own = self.store.account_of_session(&self.tenant, &digest(&name)).await.unwrap();
            let (own, mut text) = (own.unwrap().id, String::new());
            for row in &rows {
                let case = desk.case(row.stream.id).await.unwrap();
                for panel in &case.panels {
                    let Some(seat) = panel.seat_of(own) else { continue };
                    text += &serde_json::to_string(&seat.answers).unwrap();
                    let opened = panel.closed.is_some() || panel.work.opened;
                    if opened && seat.final_on.is_some() && !seat.recused() {
                        text += &serde_json::to_string(panel).unwrap();
                        let found = case.judgements.iter();
                        let found = found.filter(|one| one.panel.as_ref() == Some(&panel.id));
                        text += &serde_json::to_string(&found.collect::<Vec<_>>()).unwrap();
                    }
                }
            }
            heard.insert(name, text);
        }
        heard
    }

    /// The letters and short messages in which everybody is told of everything that waits for them, in both languages,
    /// by the account.
    pub(crate) async fn mails(&self) -> Vec<(Account, String)> {
        let mut all = Vec::new();
        for state in State::ALL {
            all.extend(self.store.outbox(&self.tenant, state, u32::MAX).await.unwrap());
        }
        let house = Words { zh: "示例机关".to_owned(), en: "Authority".to_owned() };
        let mut mails = Vec::new();
        for account in self.store.accounts(&self.tenant).await.unwrap() {
            let own: Vec<Message> =
                all.iter().filter(|one| one.account == account.id).cloned().collect();
            let each = own.iter().map(std::slice::from_ref);
            for messages in each.chain([own.as_slice()]).filter(|some| !some.is_empty()) {
                for lang in [Lang::Zh, Lang::En] {
                    let letter = letter(lang, messages, (&house, Some("https://example.cn")));
                    let text = format!("{}\n{}", letter.subject, letter.text);
                    mails.push((account.clone(), text));
                    mails.push((account.clone(), short(lang, messages, &house)));
                }
            }
        }
        mails
    }

    /// The numbers by which cases are named on the telephone.
    pub(crate) fn numbers(&self) -> Vec<String> {
        let of = |id: &uuid::Uuid| {
            let hex = id.simple().to_string().to_uppercase();
            let (left, right) = hex.split_at(24).1.split_at(4);
            format!("{left}-{right}")
        };
        self.cases.values().map(of).collect()
    }

    /// Texts of each case that are nobody's business but its owner's: names of documents, rules and staff that stand in
    /// no other host of the story.
    pub(crate) fn canaries(&self) -> BTreeMap<String, Vec<String>> {
        let files = packs::files().unwrap();
        let text = |host: &String| &files[&format!("beijing/bases-2025/demo/{host}")];
        let mut found = BTreeMap::new();
        for (phase, host) in &self.hosts {
            let others = || self.hosts.values().filter(|other| *other != host).map(text);
            let mut private = Vec::new();
            let mut section = "";
            for line in text(host).lines() {
                if let Some(head) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) {
                    section = head.trim_end_matches(':');
                }
                let name = line.split_once("name: ").and_then(|(_, rest)| rest.split(',').next());
                let name = name.filter(|name| name.chars().count() >= 4);
                if let Some(name) =
                    name.filter(|_| ["documents", "staff", "regimes"].contains(&section))
                    && !others().any(|other| other.contains(name))
                {
                    private.push(name.to_owned());
                }
            }
            found.insert(phase.clone(), private);
        }
        found
    }
}
