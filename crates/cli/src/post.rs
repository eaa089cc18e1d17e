//! What goes out of the house by itself: makes the messages that there are to make, and sends those that are to be sent.
//!
//! Several programs may do this on one database. What one has taken under a lease is not given to another until the lease
//! ends, and whoever began and was stopped leaves an attempt of which nothing is known: then it is sent again under the same
//! name, by which whoever received it can tell (docs/adr/0059-messages-follow-from-the-log-and-go-out-under-a-lease.md).

use guohe_cases::{
    message::{self, Choice, Messages as _, Outcome, Parcel, Posted, Standing, Way, derive},
    moment::Moment,
    ports::{Store as _, StoreError},
};
use guohe_chain::both::hex;
use guohe_rules::syntax::Words;
use guohe_web::{
    lang::Lang,
    message::{letter, short},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::{installation::Installation, mail::Mail, sms::Sms};

/// For so long nobody else is given what somebody has taken; several times as long as a server is waited for.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// So many letters go out in one go.
const AT_ONCE: usize = 100;

/// What came of an attempt to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answered {
    /// What it means.
    pub(crate) outcome: Outcome,
    /// What was answered, without addresses.
    pub(crate) said: String,
    /// Whether anybody answered at all.
    pub(crate) reached: bool,
}

impl Answered {
    /// It can never go out.
    pub(crate) fn refused(said: &str) -> Self {
        Self { outcome: Outcome::Refused, said: said.to_owned(), reached: true }
    }
}

/// The ways out.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    pub(crate) mail: Option<Mail>,
    pub(crate) sms: Option<Sms>,
}

/// Where somebody who got a letter signs in, and in whose name it goes out.
#[derive(Debug, Clone, Copy)]
struct Sender<'s> {
    authority: &'s Words,
    origin: Option<&'s str>,
}

/// Makes the messages that there are to make.
#[expect(clippy::cognitive_complexity, reason = "it counts what the macros of the log expand to")]
async fn makes(installation: &Installation, moment: impl Fn() -> Moment + Send + Sync) {
    let authority = &installation.tenant.0;
    match derive::sweep(installation.desk(), &*installation.store, moment).await {
        Ok(swept) => {
            if swept.made > 0 {
                tracing::info!(authority, made = swept.made, "messages were made");
            }
            if let Some((case, failure)) = swept.failed.first() {
                let failed = swept.failed.len();
                tracing::error!(authority, failed, %case, %failure, "cases could not be told of");
            }
        }
        Err(error) => tracing::error!(authority, %error, "messages could not be made"),
    }
}

impl Ways {
    /// Makes the messages of an installation and sends what is to be sent; `origin` is the address of its pages.
    pub(crate) async fn post(
        &self,
        installation: &Installation,
        origin: Option<&str>,
        moment: impl Fn() -> Moment + Send + Sync,
    ) {
        makes(installation, &moment).await;
        let law = installation.laws.iter().next();
        let authority = law.map(|law| law.pack.file.authority.clone()).unwrap_or_default();
        self.send(installation, Sender { authority: &authority, origin }, moment).await;
    }

    /// Sends what is to be sent, until there is nothing more or nobody answers.
    async fn send(
        &self,
        installation: &Installation,
        sender: Sender<'_>,
        moment: impl Fn() -> Moment + Send + Sync,
    ) {
        for _ in 0..AT_ONCE {
            match self.send_one(installation, sender, &moment()).await {
                Ok(Some(true)) => {}
                // Where nobody answers the others wait until the next time, and are not each tried in vain.
                Ok(Some(false) | None) => return,
                Err(error) => {
                    let authority = &installation.tenant.0;
                    tracing::error!(authority, %error, "a message could not be sent");
                    return;
                }
            }
        }
    }

    /// Takes one parcel and sends it; gives whether anybody answered.
    async fn send_one(
        &self,
        installation: &Installation,
        sender: Sender<'_>,
        moment: &Moment,
    ) -> Result<Option<bool>, StoreError> {
        let Installation { tenant, store, .. } = installation;
        let now = moment.now;
        let until = now.saturating_add(LEASE).unwrap_or(now);
        let Some(parcel) = store.take(tenant, moment.fresh, now, until).await? else {
            return Ok(None);
        };
        let account = store.account(tenant, parcel.account).await?;
        // What somebody is told of their own account reaches them also when that is that it was closed.
        let own = parcel.messages.iter().all(|one| one.matter.of_account().is_some());
        let open = account.is_some_and(|one| !one.is_erased() && (own || !one.is_closed()));
        let choice = store.choice(tenant, parcel.account).await?;
        let to = choice.to(parcel.way).filter(|_| open);
        let Some(to) = to else {
            let posted = Posted {
                standing: Standing::Dropped,
                outcome: None,
                said: String::new(),
                next_at: now,
            };
            store.posted(tenant, &parcel, &posted).await?;
            return Ok(Some(true));
        };
        let answered = self.reach(&parcel, (to, &choice), (sender, now)).await;
        let posted = posted(&answered, &parcel, now);
        log(&tenant.0, &parcel, &answered);
        store.posted(tenant, &parcel, &posted).await?;
        Ok(Some(answered.reached))
    }

    async fn reach(
        &self,
        parcel: &Parcel,
        (to, choice): (&str, &Choice),
        (sender, now): (Sender<'_>, Timestamp),
    ) -> Answered {
        let lang = if choice.english { Lang::En } else { Lang::Zh };
        let name = name(parcel);
        match (parcel.way, &self.mail, &self.sms) {
            (Way::Mail, Some(mail), _) => {
                let letter = letter(lang, &parcel.messages, (sender.authority, sender.origin));
                let authority = lang.of(&sender.authority.zh, &sender.authority.en);
                mail.send(to, &letter, (&name, authority, now)).await
            }
            (Way::Sms, _, Some(sms)) => {
                let text = short(lang, &parcel.messages, sender.authority);
                sms.send(to, (&text, lang.code()), (&name, now)).await
            }
            (Way::Mail, None, _) | (Way::Sms, _, None) => {
                Answered::refused("本站没有设置这一途径 / this way is not set up here")
            }
        }
    }
}

/// A name that is the same whenever the same messages go out on the same way.
fn name(parcel: &Parcel) -> String {
    let mut digest = Sha256::new();
    digest.update(parcel.way.word());
    for message in &parcel.messages {
        digest.update(message.id.as_bytes());
    }
    let digest: [u8; 32] = digest.finalize().into();
    hex(digest.first_chunk::<16>().copied().unwrap_or_default())
}

/// What becomes of a parcel after an attempt.
fn posted(answered: &Answered, parcel: &Parcel, now: Timestamp) -> Posted {
    let again = message::pause(parcel.tries).filter(|_| answered.outcome == Outcome::Deferred);
    let standing = match (answered.outcome, again) {
        (Outcome::Sent, _) => Standing::Sent,
        (_, Some(_)) => Standing::Waiting,
        (_, None) => Standing::Failed,
    };
    let next_at = again.and_then(|pause| now.saturating_add(pause).ok()).unwrap_or(now);
    Posted { standing, outcome: Some(answered.outcome), said: answered.said.clone(), next_at }
}

/// Nobody's address stands in the log of the program, and neither does what was told.
#[expect(clippy::cognitive_complexity, reason = "it counts what the macros of the log expand to")]
fn log(authority: &str, parcel: &Parcel, answered: &Answered) {
    let (way, messages, said) = (parcel.way.word(), parcel.messages.len(), &answered.said);
    match answered.outcome {
        Outcome::Sent | Outcome::Begun => tracing::info!(authority, way, messages, "sent"),
        Outcome::Deferred => tracing::warn!(authority, way, messages, said, "not taken yet"),
        Outcome::Refused => tracing::error!(authority, way, messages, said, "refused"),
    }
}

#[cfg(test)]
mod tests;
