//! Hostile texts, typed into every text field of an application and of an objection: they are shown to whoever comes
//! after as they were typed, and no browser runs them.

use guohe_testkit::browser::Options;
use serde_json::json;

use crate::{
    tour::{demonstration, looks_around},
    walk::{Reads, Walk},
};

/// What a text that runs would do: the page then has another title, which is looked for on every page.
const ACT: &str = "document.title='R'+'AN'";

/// Ways of getting out of the place in which a text is shown.
const SHAPES: [&str; 20] = [
    "<script>@</script>",
    "\"><script>@</script>",
    "'><img src=x onerror=\"@\">",
    "<svg onload=\"@\">",
    "<svg/onload=@>",
    "</textarea><script>@</script>",
    "</title><script>@</script>",
    "<iframe srcdoc=\"<script>parent.@</script>\"></iframe>",
    "javascript:@",
    "<a href=\"javascript:@\">x</a>",
    "\" autofocus onfocus=\"@",
    "' autofocus onfocus='@",
    "<details open ontoggle=\"@\">",
    "<input autofocus onfocus=\"@\">",
    "<body onload=\"@\">",
    "<style>@import url(x)</style><img src=x onerror=\"@\">",
    "<math><mi href=\"javascript:@\">x</mi></math>",
    "{{constructor.constructor('@')()}}",
    "<!--><script>@</script>-->",
    "<object data=\"data:text/html,<script>parent.@</script>\"></object>",
];

/// Each shape as it is, and once more with its tags in large letters and its act in another spelling.
fn hostile() -> Vec<String> {
    let other = ACT.replace("title", "\\u0074itle");
    let twice = SHAPES.iter().flat_map(|shape| {
        let large = shape.replace("script", "SCRIPT").replace("on", "oN");
        [shape.replace('@', ACT), large.replace('@', &other)]
    });
    twice.collect()
}

/// Types one text after the other into the text fields of the form of the page; gives how many there are.
const TYPE: &str = "
    const [texts, from] = arguments[0];
    const fields = [...document.querySelectorAll('main form [name]')].filter((field) =>
        !field.disabled && !field.readOnly && (field.tagName === 'TEXTAREA'
            || (field.tagName === 'INPUT' && field.type === 'text' && !field.inputMode)));
    fields.forEach((field, at) => { field.value = texts[(from + at) % texts.length]; });
    return fields.length;";

/// Somebody with all the texts, who goes on with the next one wherever there is a field.
struct Typist {
    texts: Vec<String>,
    typed: usize,
}

impl Typist {
    async fn types(&mut self, walk: &Walk<'_>) -> usize {
        let fields: usize = walk.script(TYPE, json!([self.texts, self.typed])).await;
        self.typed += fields;
        fields
    }

    /// Every part of an application, with a new row in every list.
    async fn applies(&mut self, walk: &mut Walk<'_>) {
        walk.go("/applications").await;
        let links = walk.links().await;
        let case = links.iter().find(|link| link.len() == "/applications/".len() + 36).unwrap();
        walk.go(case).await;
        for part in walk.every("ul.tasks a", "pathname").await {
            if part.contains("/lists/") {
                walk.go(&format!("{part}/rows/new")).await;
                if self.types(walk).await > 0 {
                    walk.press("main form button[value=list]").await;
                }
            } else if part.contains("/sections/") {
                walk.go(&part).await;
                if self.types(walk).await > 0 {
                    walk.press("main form button[value=next]").await;
                }
            }
        }
    }

    /// An objection by somebody without an account.
    async fn objects(&mut self, walk: &mut Walk<'_>) {
        walk.go("/notices").await;
        for notice in walk.links().await.into_iter().filter(|link| link.starts_with("/notices/")) {
            walk.go(&notice).await;
            let ways = walk.links().await;
            let Some(way) = ways.into_iter().find(|link| link.ends_with("/object")) else {
                continue;
            };
            walk.go(&way).await;
            assert!(self.types(walk).await > 0);
            walk.click("main form button[type=submit]").await;
            return;
        }
        panic!("no notice takes objections");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_text_never_runs_in_a_browser() {
    let (house, password) = demonstration().await;
    let mut walk = Walk::begin(&house, Reads::Chinese, Options::default()).await;
    let mut typist = Typist { texts: hostile(), typed: 0 };
    assert_eq!(typist.texts.len(), 40);
    typist.objects(&mut walk).await;
    let mut pages = 0;
    for who in ["tongyue", "officer1", ""] {
        if !who.is_empty() {
            walk.go("/sign-in").await;
            walk.sign_in(who, &password).await;
        }
        if who == "tongyue" {
            // One row more in every list each time, until every text stands somewhere.
            while typist.typed < typist.texts.len() {
                typist.applies(&mut walk).await;
            }
        }
        pages += looks_around(&mut walk, who, false).await;
        walk.leave().await;
    }
    assert!(typist.typed >= 40, "{} fields", typist.typed);
    let ran: Vec<String> =
        walk.end().await.into_iter().filter(|fault| fault.contains("ran")).collect();
    assert_eq!(ran, Vec::<String>::new(), "on {pages} pages");
    house.close().await;
}
