//! What is new, for whoever does not want to come and look: Atom feeds (RFC 4287) of bases, notices and calls.

use askama::Template as _;
use axum::{http::header::CONTENT_TYPE, response::IntoResponse as _};
use guohe_cases::directory::Wanted;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    desks::answer::Answer,
    format,
    pages::public::{Feed, FeedEntry},
    views::{
        case::{self, named},
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

/// So many entries a feed holds.
const ENTRIES: usize = 50;

impl Here {
    /// A feed of one kind; the newest entry comes first.
    async fn feed(&self, (key, path): (&str, &str), mut entries: Vec<FeedEntry>) -> Answer {
        entries.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.id.cmp(&b.id)));
        entries.truncate(ENTRIES);
        let authority = self.site.authority();
        let feed = Feed {
            lang: self.lang().code(),
            base: self.site.origin.clone().unwrap_or_default(),
            id: format!("tag:guohe,2026:{}{path}", self.site.tenant.0),
            path: path.to_owned(),
            title: word(self.lang(), key).into_owned(),
            author: self.lang().of(&authority.zh, &authority.en).to_owned(),
            licence: self.site.licence().await?,
            updated: entries.first().map_or_else(|| self.site.today(), |entry| entry.day),
            entries,
        };
        let heads = [(CONTENT_TYPE, "application/atom+xml; charset=utf-8")];
        Ok((heads, feed.render()?).into_response())
    }
}

fn entry((id, day): (Uuid, Date), title: String, text: String, href: String) -> FeedEntry {
    FeedEntry { id, day, title, text, href }
}

/// Bases, the last certified first.
pub(crate) async fn newest(here: Here) -> Answer {
    let lang = here.lang();
    let found = here.found(&Wanted { most: ENTRIES, ..Wanted::default() }).await?;
    let entries = found.bases.iter().filter_map(|base| {
        let day = base.certified_on?;
        let kind = here
            .law_of_base(base)
            .map_or_else(|| base.kind.clone(), |law| case::kind(lang, law, &base.kind));
        let text = fill(lang, "feed.base", &[&base.number, &kind, &format::long_day(lang, day)]);
        let href = format!("/bases/{}", base.id);
        Some(entry((base.id, day), named(lang, &base.title), text, href))
    });
    here.feed(("feed.bases", "/bases.atom"), entries.collect()).await
}

/// Public notices.
pub(crate) async fn notices(here: Here) -> Answer {
    let lang = here.lang();
    let mut entries = Vec::new();
    for notice in here.all_notices().await? {
        let until = notice.ends_on;
        let text = fill(lang, "feed.notice", &[&format::long_day(lang, until)]);
        let title = here.title_of(&notice).await?;
        let href = format!("/notices/{}", notice.id);
        entries.push(entry((notice.id, notice.posted_on), title, text, href));
    }
    here.feed(("feed.notices", "/notices.atom"), entries).await
}

/// Calls that are or were open.
pub(crate) async fn calls(here: Here) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let rounds = here.rounds().await?;
    let called = rounds.iter().filter(|round| round.terms.opens_on <= today && !round.id.is_nil());
    let entries = called.filter_map(|round| {
        let closes = round.closes()?;
        let text = fill(lang, "feed.call", &[&format::long_day(lang, closes)]);
        let href = format!("/calls/{}", round.id);
        Some(entry((round.id, round.terms.opens_on), say(lang, &round.terms.name), text, href))
    });
    here.feed(("feed.calls", "/calls.atom"), entries.collect()).await
}
