//! What everybody is told by mail.

use std::collections::BTreeMap;

use guohe_cases::message::{Message, State};
use guohe_rules::syntax::Words;
use guohe_web::{
    lang::Lang,
    message::{letter, short},
};

use crate::town::Town;

/// The letters and short messages of everybody, by their login, in the order of what they tell.
pub(super) async fn mails(town: &Town) -> BTreeMap<String, Vec<String>> {
    let site = town.site();
    let messages = site.messages.clone().unwrap();
    let mut all = Vec::new();
    for state in State::ALL {
        all.extend(messages.outbox(&site.tenant, state, u32::MAX).await.unwrap());
    }
    let house = Words { zh: "示例机关".to_owned(), en: "Authority".to_owned() };
    let mut mails = BTreeMap::new();
    for account in site.store.accounts(&site.tenant).await.unwrap() {
        let mut own: Vec<Message> =
            all.iter().filter(|one| one.account == account.id).cloned().collect();
        own.sort_by(|one, other| one.known_by.cmp(&other.known_by));
        let mut letters = Vec::new();
        for lang in [Lang::Zh, Lang::En].into_iter().filter(|_| !own.is_empty()) {
            let one = letter(lang, &own, (&house, Some("https://example.cn")));
            letters.extend([one.subject, one.text, short(lang, &own, &house)]);
        }
        mails.insert(account.login, letters);
    }
    mails
}
