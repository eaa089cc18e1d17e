//! Somebody at a browser, who looks at every page that opens and remembers what was wrong with it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use guohe_rules::syntax::Words;
use guohe_testkit::browser::{Browser, Locator, Options};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD};

/// How long a page may take to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is asked for meanwhile.
const OFTEN: Duration = Duration::from_millis(20);

/// The language in which somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    Chinese,
    English,
}

impl Reads {
    /// What the browser asks for.
    pub(crate) fn accepted(self) -> String {
        match self {
            Self::Chinese => "zh-CN,zh".to_owned(),
            Self::English => "en".to_owned(),
        }
    }
}

/// What is looked at on every page.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Seen {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) status: u16,
    headings: Vec<String>,
    lang: String,
    unnamed: bool,
    /// By how much the page is wider than the window, or its menu than its place in the bar.
    over: i64,
    /// What the page is made of.
    parts: BTreeSet<String>,
    /// What its policy kept from running or loading, and which scripts failed, as the page itself heard of it.
    broken: Vec<String>,
    /// Its title, which a text that ran would have changed.
    title: String,
}

const LOOK: &str = "
    const [entry] = performance.getEntriesByType('navigation');
    return {
        path: location.pathname + location.search,
        status: entry.responseStatus,
        headings: [...document.querySelectorAll('h1')].map((h) => h.textContent.trim()),
        lang: document.documentElement.lang,
        unnamed: document.documentElement.textContent.includes('⟦'),
        over: Math.max(...[document.documentElement, ...document.querySelectorAll('nav.menu')]
            .map((part) => part.scrollWidth - part.clientWidth)),
        parts: [...document.querySelectorAll('main [class]')].flatMap((part) => [...part.classList]),
        broken: window.brokenHere ?? [],
        title: document.title,
    };";

/// Puts values into the fields of a page, as typing and choosing do, and says which fields are not there.
const FILL: &str = "
    const changed = (field) => {
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
    };
    const flags = { true: 'yes', false: 'no' };
    const one = ([name, value]) => {
        const fields = [...document.getElementsByName(name)].filter((field) => !field.disabled);
        const [first] = fields;
        if (!first) return name;
        const none = document.getElementsByName(`${name}.none`)[0];
        if (value === 'none' && none) { none.click(); return null; }
        if (first.type === 'checkbox' || first.type === 'radio') {
            const wanted = value.split('、').map((one) => flags[one] ?? one);
            const found = fields.filter((field) => wanted.includes(field.value));
            for (const field of found) if (!field.checked) field.click();
            return found.length === wanted.length ? null : `${name}=${value}`;
        }
        if (first.tagName === 'SELECT') {
            first.value = value;
            changed(first);
            return first.value === value ? null : `${name}=${value}`;
        }
        first.value = value;
        changed(first);
        return first.value === value ? null : `${name}=${value}`;
    };
    return arguments[0].map(one).filter((missing) => missing !== null);";

/// Somebody at a browser.
pub(crate) struct Walk<'h> {
    pub(crate) house: &'h House,
    pub(crate) reads: Reads,
    pub(crate) javascript: bool,
    dark: bool,
    browser: Browser,
    /// Kinds of pages whose barriers were looked for, with the parts that they showed.
    looked_at: BTreeMap<String, BTreeSet<String>>,
    pub(crate) faults: Vec<String>,
}

impl<'h> Walk<'h> {
    pub(crate) async fn begin(house: &'h House, reads: Reads, options: Options) -> Self {
        let options = Options { languages: reads.accepted(), ..options };
        let browser = Browser::open(&options).await.unwrap();
        let (looked_at, faults) = (BTreeMap::new(), Vec::new());
        let Options { javascript, dark, .. } = options;
        Self { house, reads, javascript, dark, browser, looked_at, faults }
    }

    /// Gives the browser an authenticator that keeps passkeys.
    pub(crate) async fn has_authenticator(&self) {
        self.browser.plug_in_authenticator().await.unwrap();
    }

    /// Closes the browser and says what was wrong on the way.
    pub(crate) async fn end(mut self) -> Vec<String> {
        self.listen().await;
        self.browser.client().clone().close().await.unwrap();
        std::mem::take(&mut self.faults)
    }

    /// Words in the language of the reader.
    pub(crate) fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        match self.reads {
            Reads::Chinese => zh,
            Reads::English => en,
        }
    }

    pub(crate) fn of<'w>(&self, words: &'w Words) -> &'w str {
        self.say(&words.zh, &words.en)
    }

    /// Words as they begin a line: what a pack writes in small letters stands capitalised in English.
    pub(crate) fn titled(&self, words: &Words) -> String {
        let mut letters = self.of(words).chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.as_str().chars()).collect()
    }

    pub(crate) async fn script<T: DeserializeOwned>(&self, script: &str, given: Value) -> T {
        let answer = self.browser.client().execute(script, vec![given]).await;
        let answer = answer.unwrap_or_else(|error| panic!("{error}\n{script}"));
        serde_json::from_value(answer).unwrap()
    }

    /// Opens an address by typing it.
    pub(crate) async fn open(&mut self, path: &str) {
        self.go(path).await;
        self.look(200).await;
    }

    /// Opens an address without looking.
    pub(crate) async fn go(&self, path: &str) {
        let address = format!("{}{path}", self.house.address);
        self.browser.client().goto(&address).await.unwrap();
    }

    /// Clicks on what leads to another page.
    pub(crate) async fn press(&mut self, css: &str) {
        self.press_for(css, 200).await;
    }

    /// Clicks on what leads to another page, which is expected to refuse.
    pub(crate) async fn press_for(&mut self, css: &str, status: u16) {
        // The page that is left is marked, so that the one that comes is known by having no mark.
        let mark = "document.documentElement.dataset.left = ''";
        self.script::<Value>(mark, Value::Null).await;
        self.click(css).await;
        let next = Locator::Css("html:not([data-left]) main");
        let wait = self.browser.client().wait().at_most(PATIENCE).every(OFTEN);
        let found = wait.for_element(next).await;
        found.unwrap_or_else(|error| panic!("{css} leads nowhere: {error}"));
        self.look(status).await;
    }

    /// Waits for something, on whatever page it is; nothing of the page is looked at.
    pub(crate) async fn arrives(&self, css: &str) {
        let wait = self.browser.client().wait().at_most(PATIENCE).every(OFTEN);
        if let Err(error) = wait.for_element(Locator::Css(css)).await {
            let page: String = self.text("body").await.chars().take(900).collect();
            panic!("{css} on {}: {error}\n{page}", self.path().await);
        }
    }

    pub(crate) async fn click(&self, css: &str) {
        let clicked = match self.browser.client().find(Locator::Css(css)).await {
            Ok(found) => found.click().await,
            Err(error) => Err(error),
        };
        if let Err(error) = clicked {
            let page: String = self.text("body").await.chars().take(900).collect();
            panic!("{css} on {}: {error}\n{page}", self.path().await);
        }
    }

    /// Types into a field, key by key.
    pub(crate) async fn keys(&self, css: &str, text: &str) {
        // A page that leads on by itself may be gone between the two: then the field of the next one is meant.
        for _ in 0..3 {
            self.arrives(css).await;
            if let Ok(field) = self.browser.client().find(Locator::Css(css)).await
                && field.send_keys(text).await.is_ok()
            {
                return;
            }
        }
        panic!("{css} on {} does not stay", self.path().await);
    }

    /// Fills fields in; gives the names of those that are not there, or do not take their value.
    pub(crate) async fn fill<N: AsRef<str>, V: AsRef<str>>(
        &self,
        fields: &[(N, V)],
    ) -> Vec<String> {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_ref(), v.as_ref())).collect();
        self.script(FILL, json!(fields)).await
    }

    /// Fills in fields that are all there.
    pub(crate) async fn fill_all<N: AsRef<str>, V: AsRef<str>>(&self, fields: &[(N, V)]) {
        let missing = self.fill(fields).await;
        assert_eq!(missing, Vec::<String>::new(), "on {}", self.path().await);
    }

    /// Waits until something holds on the page without another page being opened.
    pub(crate) async fn until(&self, holds: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            const holds = () => Boolean({holds});
            if (holds()) {{ done(true); return; }}
            const watch = new MutationObserver(() => {{
                if (holds()) {{ watch.disconnect(); done(true); }}
            }});
            const all = {{ childList: true, subtree: true, attributes: true, characterData: true }};
            watch.observe(document, all);"
        );
        let found = self.browser.client().execute_async(&script, Vec::new()).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{holds}: {error}")), json!(true));
    }

    /// The text of the first element that fits, as it reads.
    pub(crate) async fn text(&self, css: &str) -> String {
        let found: Option<String> = self
            .script("return document.querySelector(arguments[0])?.innerText.trim()", json!(css))
            .await;
        match found {
            Some(text) => text,
            None => panic!("no {css} on {}", self.path().await),
        }
    }

    /// A value of every element that fits.
    pub(crate) async fn every(&self, css: &str, value: &str) -> Vec<String> {
        let script = format!(
            "return [...document.querySelectorAll(arguments[0])].map((one) => one.{value})"
        );
        self.script(&script, json!(css)).await
    }

    pub(crate) async fn heading(&self) -> String {
        self.text("h1").await
    }

    pub(crate) async fn path(&self) -> String {
        self.script("return location.pathname + location.search", Value::Null).await
    }

    /// The addresses within the site to which links of the page lead.
    pub(crate) async fn links(&self) -> Vec<String> {
        let here = "main a[href], nav a[href], footer a[href]";
        let own = "return [...document.querySelectorAll(arguments[0])]
            .filter((link) => link.origin === location.origin)
            .map((link) => link.pathname + link.search)";
        self.script(own, json!(here)).await
    }

    /// Asks for a file as whoever is signed in, without leaving the page; gives the status of the answer.
    pub(crate) async fn fetch(&self, path: &str) -> u16 {
        let ask = "const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(
                (answer) => answer.arrayBuffer().then(() => done(answer.status)), () => done(0));";
        let answer = self.browser.client().execute_async(ask, vec![json!(path)]).await.unwrap();
        serde_json::from_value(answer).unwrap()
    }

    /// Looks at the page that is open, which must have a status.
    async fn look(&mut self, status: u16) {
        let seen = self.glance().await;
        if seen.status != status {
            let page: String = self.text("main").await.chars().take(600).collect();
            panic!("{} answers {} where {status} was awaited:\n{page}", seen.path, seen.status);
        }
        self.note(&seen, "").await;
    }

    pub(crate) async fn glance(&self) -> Seen {
        self.script(LOOK, Value::Null).await
    }

    /// Notes what is wrong with a page; gives whether barriers were looked for, because it shows something new.
    pub(crate) async fn note(&mut self, seen: &Seen, who: &str) -> bool {
        let lang = self.say("zh", "en");
        let mut wrong = Vec::new();
        if seen.headings.len() != 1 || seen.headings.iter().any(String::is_empty) {
            wrong.push(format!("has the headings {:?}", seen.headings));
        }
        if seen.unnamed {
            wrong.push("shows a word that has no translation".to_owned());
        }
        if !seen.lang.starts_with(lang) {
            wrong.push(format!("is in {}", seen.lang));
        }
        if seen.over > 0 {
            wrong.push(format!("is {} pixels too wide", seen.over));
        }
        wrong.extend(seen.broken.iter().map(|broken| format!("broke {broken}")));
        if seen.title.contains("RAN") {
            wrong.push("ran what somebody typed".to_owned());
        }
        let new = self.javascript && self.shows_more(seen);
        if new {
            wrong.extend(self.barriers().await);
        }
        self.faults.extend(wrong.iter().map(|wrong| format!("{who}{} {wrong}", seen.path)));
        new
    }

    /// Notes what is wrong with the open page on a phone, in the other colours than on the desk, and for whom barriers are
    /// there where it shows something new.
    pub(crate) async fn note_otherwise(&mut self, seen: &Seen, who: &str, new: bool) {
        let phone = Options { dark: !self.dark, ..Options::phone() };
        let mut wrong = Vec::new();
        self.browser.show_as(&phone).await.unwrap();
        let over = self.glance().await.over;
        if over > 0 {
            wrong.push(format!("is {over} pixels too wide"));
        }
        if new {
            wrong.extend(self.barriers().await);
        }
        self.browser.show_as(&Options { dark: self.dark, ..Options::default() }).await.unwrap();
        let told = |wrong| format!("{who}{} on a phone, dark={}: {wrong}", seen.path, phone.dark);
        self.faults.extend(wrong.into_iter().map(told));
    }

    /// Whether a page is of a kind that was not looked at, or has parts that its kind did not show before.
    fn shows_more(&mut self, seen: &Seen) -> bool {
        let kind = pattern(&seen.path);
        let more = self.looked_at.get(&kind).is_none_or(|parts| !seen.parts.is_subset(parts));
        self.looked_at.entry(kind).or_default().extend(seen.parts.iter().cloned());
        more
    }

    /// What keeps somebody from using the page.
    async fn barriers(&self) -> Vec<String> {
        let barriers = self.browser.barriers().await.unwrap();
        let told = barriers.into_iter().map(|barrier| {
            let places: Vec<_> = barrier.places.iter().take(4).cloned().collect();
            let (count, places) = (barrier.places.len(), places.join(" | "));
            format!("{}: {} ({count} places: {places})", barrier.rule, barrier.advice)
        });
        told.collect()
    }

    /// Notes what the browser complained about since it was last asked.
    async fn listen(&mut self) {
        let complaints = self.browser.complaints().await.unwrap();
        // A form that is refused comes back with a status that the browser mentions.
        let refused = |message: &str| message.contains("status of 4");
        let wrong = complaints
            .into_iter()
            .filter(|one| one.source != "network" || !refused(&one.message))
            .map(|one| format!("{}: {}", one.source, one.message));
        self.faults.extend(wrong);
    }

    /// Signs in, whoever was there before.
    pub(crate) async fn come_as(&mut self, login: &str) {
        self.leave().await;
        self.open("/sign-in").await;
        self.sign_in(login, PASSWORD).await;
    }

    /// Fills in the form to sign in, which is open.
    pub(crate) async fn sign_in(&mut self, login: &str, password: &str) {
        let code = self.house.code(login);
        self.fill_all(&[("login", login), ("password", password), ("code", &code)]).await;
        self.press("main form button[type=submit]").await;
    }

    /// Signs out, if somebody is signed in.
    pub(crate) async fn leave(&mut self) {
        self.listen().await;
        if self.every("details.account", "className").await.is_empty() {
            return;
        }
        self.click("details.account summary").await;
        self.press("details.account form button").await;
    }
}

impl Drop for Walk<'_> {
    /// A journey that was broken off says too what was wrong up to there.
    #[expect(clippy::print_stderr, reason = "a test that fails is told about there")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}", self.faults);
        }
    }
}

/// An address without what differs from case to case.
pub(crate) fn pattern(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap();
    let part = |part: &str| {
        let id = part.contains(|c: char| c.is_ascii_digit()) && !part.contains('.');
        if id && part != "new" { "*".to_owned() } else { part.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
