//! What the log of the program says of security, and what it never says.

use std::{
    fmt::{Debug, Write as _},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use guohe_web::{
    surface::{Rate, Surface},
    throttle::Throttle,
};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::{DefaultGuard, set_default},
};
use uuid::Uuid;

use crate::{
    accounts::{ENROL, OFFICER, Office, office, office_with},
    town::PASSWORD,
};

const APPLICANT: Uuid = Uuid::from_u128(0xE2);
/// What somebody types by mistake, in the place of another word.
const TYPED: &str = "Geheimnis-im-falschen-Feld";

/// Everything that is told but for traces, in the words in which the program writes it.
#[derive(Debug, Default)]
struct Page {
    lines: Mutex<Vec<String>>,
    spans: AtomicU64,
}

impl Page {
    fn write(&self, of: &Metadata<'_>, told: &dyn Fn(&mut Line)) {
        let mut line = Line::default();
        told(&mut line);
        let (level, target) = (of.level(), of.target());
        let said = format!("{level} {target}: {}{}", line.message, line.fields);
        self.lines.lock().unwrap().push(said);
    }
}

/// A line while it is read.
#[derive(Debug, Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            write!(self.message, "{value:?}").unwrap();
        } else {
            write!(self.fields, " {}={value:?}", field.name()).unwrap();
        }
    }
}

impl Subscriber for Page {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        // What libraries say of every address at the last level is for no installation (docs/security/logging.md).
        *of.level() <= Level::DEBUG
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write(span.metadata(), &|line| {
            line.message.push_str(span.metadata().name());
            span.record(line);
        });
        Id::from_u64(self.spans.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.write(event.metadata(), &|line| event.record(line));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

/// The log of what happens on this thread.
pub(crate) struct Log {
    page: Arc<Page>,
    _guard: DefaultGuard,
}

impl Log {
    pub(crate) fn begin() -> Self {
        let page = Arc::<Page>::default();
        Self { page: Arc::clone(&page), _guard: set_default(page) }
    }

    pub(crate) fn whole(&self) -> String {
        self.page.lines.lock().unwrap().join("\n")
    }

    /// The lines about security.
    pub(crate) fn security(&self) -> Vec<String> {
        let lines = self.page.lines.lock().unwrap();
        lines.iter().filter(|line| line.contains(" guohe::security: ")).cloned().collect()
    }
}

/// A line of the log of a level.
fn line(level: &str, said: &str) -> String {
    format!("{level} guohe::security: {said}")
}

#[tokio::test]
async fn whoever_signs_in_or_does_not_is_in_the_log_with_why_and_by_which_way() {
    let office = office().await;
    let (mut officer, secret, _) = office.officer().await;
    let log = Log::begin();
    let mut visitor = office.visitor();
    visitor.shows("lu", TYPED, "").await;
    visitor.shows(TYPED, PASSWORD, "").await;
    visitor.shows("shen", PASSWORD, "987654").await;
    office.clock.goes_on(1);
    let code = office.code(&secret);
    visitor.shows("shen", PASSWORD, &code).await;
    assert_eq!(visitor.gets("/desk").await.status, 200);
    visitor.fills("/account", "/sign-out", &[]).await;
    visitor.shows("lu", PASSWORD, "").await;
    let mut locked = office.visitor();
    for _ in 0..6 {
        locked.shows("shen", TYPED, "").await;
    }
    // Proved anew, wrongly and by a password.
    office.clock.goes_on(6);
    let page = "/account/logins";
    let asked = [("provider", "x"), ("proof_of_person", TYPED)];
    visitor.fills(page, page, &asked).await;
    let asked = [("provider", "x"), ("proof_of_person", PASSWORD)];
    visitor.fills(page, page, &asked).await;
    officer.gets("/desk").await;
    let (shen, lu) = (format!("account={OFFICER}"), format!("account={APPLICANT}"));
    let failed = |who: &str, why: &str| line("WARN", &format!("not signed in {who} why=\"{why}\""));
    let mut said = vec![
        failed(&lu, "password"),
        line("WARN", "not signed in why=\"unknown\""),
        failed(&shen, "factor"),
        line("INFO", &format!("signed in {shen} by=\"password\" two_factors=true")),
        line("INFO", &format!("signed out {shen}")),
        line("INFO", &format!("signed in {lu} by=\"password\" two_factors=false")),
    ];
    said.extend([0; 5].map(|_| failed(&shen, "password")));
    said.push(failed(&shen, "locked"));
    said.push(line("WARN", &format!("not proved anew {lu} why=\"password\"")));
    said.push(line("INFO", &format!("proved anew {lu}")));
    let told: Vec<String> =
        log.security().into_iter().filter(|line| !line.contains("provider")).collect();
    assert_eq!(told, said);
    let secrets = [TYPED, PASSWORD, &code, "987654", "shen", &visitor.session()];
    tells_no(&log, &secrets);
}

/// That none of these words stands anywhere in the log.
fn tells_no(log: &Log, secrets: &[&str]) {
    let whole = log.whole();
    assert!(whole.contains("request method="), "requests are told as well: {whole}");
    let told: Vec<&&str> = secrets.iter().filter(|secret| whole.contains(**secret)).collect();
    assert_eq!(told, Vec::<&&str>::new(), "{whole}");
}

/// An office in which one may ask for pages five times, and does not come again for a while.
async fn strict() -> Office {
    office_with(|site, _| {
        let mut surface = Surface::default();
        surface.rates.other = Rate { burst: 5, per_minute: 1 };
        site.throttle = Some(Throttle::new(&surface));
        site.surface = surface;
    })
    .await
}

#[tokio::test]
async fn what_is_refused_is_in_the_log_by_its_route_and_never_by_the_words_of_its_address() {
    let office = strict().await;
    let mut lu = office.visitor();
    assert_eq!(lu.shows("lu", PASSWORD, "").await.to(), "/home");
    let log = Log::begin();
    let mut codes = Vec::new();
    codes.push(lu.gets("/admin/system").await.status.as_u16());
    codes.push(lu.gets(&format!("/applications/{}", Uuid::nil())).await.status.as_u16());
    codes.push(lu.gets(&format!("/nowhere/{TYPED}?code={TYPED}")).await.status.as_u16());
    let forged = [("form_token", TYPED), ("provider", TYPED)];
    codes.push(lu.posts("/account/logins", &forged).await.status.as_u16());
    let elsewhere = [("sec-fetch-site", "cross-site")];
    codes.push(lu.posts_with("/account/logins", &forged, &elsewhere).await.status.as_u16());
    let token = lu.gets("/account").await.value("form_token").unwrap_or_default();
    lu.gets("/account/sessions").await;
    codes.push(lu.gets("/account").await.status.as_u16());
    assert_eq!(codes, [403, 404, 404, 403, 403, 429]);
    let who = format!("account={APPLICANT} ");
    let refused = |who: &str, method: &str, route: &str, (status, why): (u16, &str)| {
        let said =
            format!("refused {who}method={method} route=\"{route}\" status={status} why=\"{why}\"");
        line("WARN", &said)
    };
    let said = [
        refused(&who, "GET", "/admin/system", (403, "forbidden")),
        refused(&who, "GET", "/applications/{case}", (404, "absent")),
        refused(&who, "GET", "-", (404, "absent")),
        refused(&who, "POST", "/account/logins", (403, "forged")),
        line("WARN", "refused method=POST status=403 why=\"cross_site\""),
        refused(&who, "GET", "/account", (429, "too_often")),
    ];
    assert_eq!(log.security(), said);
    tells_no(&log, &[TYPED, PASSWORD, &token, &lu.session(), &Uuid::nil().to_string()]);
}

#[tokio::test]
async fn another_factor_and_another_password_are_in_the_log_without_themselves() {
    let office = office().await;
    let log = Log::begin();
    let (mut officer, secret, codes) = office.officer().await;
    let new = "ein-anderes-Wort-42";
    let page = "/account/password";
    officer.fills(page, page, &[("now", PASSWORD), ("new", new), ("again", new)]).await;
    assert_eq!(officer.gets(ENROL).await.status, 200);
    let who = format!("account={OFFICER}");
    let said = [
        line("INFO", &format!("signed in {who} by=\"password\" two_factors=false")),
        line("INFO", &format!("changed {who} what=\"factor\"")),
        line("INFO", &format!("changed {who} what=\"password\"")),
    ];
    assert_eq!(log.security(), said);
    let mut secrets = vec![PASSWORD, new];
    secrets.extend(codes.iter().map(String::as_str));
    let typed = office.code(&secret);
    secrets.push(&typed);
    tells_no(&log, &secrets);
}
