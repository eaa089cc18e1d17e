//! A public notice as it is posted on a wall.

use std::sync::Arc;

use guohe_cases::{law::Law, notice::Notice, procedure::Kind};
use guohe_print::Form;
use serde_json::json;

use crate::{
    format,
    lang::Lang,
    parts::Pair,
    site::Site,
    trouble::Trouble,
    views::{clock, form::fact_words, words::say},
};

use super::{Draft, Printed, both, both_days, certificate::both_of, instrument};

/// What stands on a notice besides what its stream holds.
pub(crate) struct Beside {
    /// Its title.
    pub(crate) title: String,
    /// Whom one can ask, and where objections are taken.
    pub(crate) contacts: Vec<Pair>,
    /// The checkpoint of the log that covers its publication, short.
    pub(crate) checkpoint: Option<String>,
}

/// Makes a notice.
pub(crate) async fn notice(
    site: &Site,
    (lang, form): (Lang, Form),
    (law, notice): (&Arc<Law>, &Notice),
    beside: Beside,
) -> Result<Printed, Trouble> {
    let publish = law.procedure.acts.iter().find(|act| act.kind.value == Kind::PublishNotice);
    let shows = publish.iter().flat_map(|act| &act.sets.shows).map(|path| path.value.as_str());
    let shows: Vec<&str> = shows.collect();
    let rows = notice.entries.iter().map(|case| {
        let shown = notice.shown.get(case);
        let value = |path: &&str| {
            fact_words::value(lang, law, path, shown.and_then(|shown| shown.get(*path)))
        };
        shows.iter().map(value).collect::<Vec<_>>()
    });
    let contacts =
        beside.contacts.iter().map(|one| json!({"label": one.label, "value": one.value}));
    let columns = shows.iter().map(|path| fact_words::name(lang, law, path));
    let data = json!({
        "object": both_of(law),
        "law": instrument(law),
        "authority": both(&law.pack.file.authority),
        "day": both_days(notice.posted_on),
        "ends": {
            "zh": clock::until_words(Lang::Zh, notice.until()),
            "en": clock::until_words(Lang::En, notice.until()),
        },
        "arithmetic": say(lang, &notice.arithmetic),
        "contacts": contacts.collect::<Vec<_>>(),
        "list_digest": grouped(&notice.list_digest()),
        "checkpoint": beside.checkpoint,
        "columns": columns.collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
        "tells": publish.and_then(|act| act.sets.tells.as_ref()).map(|tells| say(lang, tells)),
    });
    let draft = Draft {
        template: "notice",
        title: beside.title,
        number: format::day(notice.posted_on),
        version: 1,
        may_change: false,
        day: notice.posted_on,
        data,
        code: None,
    };
    site.set((lang, form), law, notice.id, draft).await
}

/// A digest in groups of eight digits, so that it can be broken into lines and compared by eye.
fn grouped(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().collect();
    let groups: Vec<String> = digits.chunks(8).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
