//! What is asked in the query of an address: a search, a filter, a page, a day. It finds nothing that its asker may not
//! see, and whoever asks for something private gets what they would get for something that does not exist.

use guohe_web::{app, policy::House};

use super::{
    asked::{Answer, ask},
    scene::Scene,
    table::Table,
};

/// The lists, each with the parameters that it reads.
const LISTS: [(&str, &[&str]); 12] = [
    ("/bases", &["q", "type", "after"]),
    ("/notices", &["q", "after"]),
    ("/applications", &["q", "after"]),
    ("/reviews", &["q", "after"]),
    ("/desk", &["q", "stage", "view", "after", "round"]),
    ("/desk/panels", &["q"]),
    ("/desk/objections", &["q"]),
    ("/desk/publish", &["round", "q"]),
    ("/desk/experts", &["field", "region", "after"]),
    ("/admin/audit", &["kind", "from", "until", "before"]),
    ("/verify", &["number", "code"]),
    ("/desk/cases/{case}/findings", &["known", "level", "type"]),
];

/// Who asks for what is none of theirs.
const ASKERS: [&str; 13] = [
    "anonymous",
    "other",
    "own",
    "officer",
    "leader",
    "evaluator",
    "officer-elsewhere",
    "dual",
    "expert-cleared",
    "expert-none",
    "nobody",
    "system",
    "audit",
];

/// What exists nowhere.
const NOWHERE: &str = "乌有乡";

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// An answer without what was asked.
fn without(scene: &Scene, answer: &Answer, asked: &str) -> (u16, String) {
    let body = [NOWHERE, asked].into_iter().fold(answer.body.clone(), |body, asked| {
        let once = escaped(asked);
        [asked, &escaped(&once), &once].iter().fold(body, |body, text| body.replace(text, "#"))
    });
    (answer.status.as_u16(), scene.masked(&body))
}

/// Whether somebody may be shown what is private to a case, or the name of its organisation.
fn may_see(table: &Table, who: &str, case: &str) -> bool {
    let among =
        |all: Option<&Vec<String>>| all.is_some_and(|all| all.iter().any(|one| one == case));
    who == "own" && case == "draft" || among(table.sees.get(who)) || among(table.named.get(who))
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how much was asked is part of the result")]
async fn no_query_finds_what_its_asker_may_not_see() {
    let (scene, table) = (Scene::told().await, Table::read());
    let site = app(scene.site(House)).unwrap();
    let before = scene.events().await;
    let canaries = scene.canaries();
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for (path, names) in LISTS {
        for who in ASKERS {
            let path = scene.address(path, "check");
            let token = Scene::token(who, "draft");
            for name in names {
                let ask = async |value: &str| {
                    let address = format!("{path}?{name}={}", escaped(value));
                    ask(&site, "GET", &address, token.as_deref(), "").await
                };
                let nothing = ask(NOWHERE).await;
                for case in ["draft", "returned", "review"] {
                    if may_see(&table, who, case) {
                        continue;
                    }
                    let id = scene.cases[case].to_string();
                    let texts = [scene.names.get(case), canaries[case].first(), Some(&id)];
                    for text in texts.into_iter().flatten() {
                        asked += 1;
                        let found = without(&scene, &ask(text).await, text);
                        if found != without(&scene, &nothing, text) {
                            wrong.push(format!("{path}?{name}={text} as {who}"));
                        }
                    }
                }
            }
        }
    }
    println!("{asked} queries for what is private");
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(scene.events().await, before, "something was recorded");
    // The same search finds what its asker may see, so that it can find at all.
    let name = &scene.names["check"];
    let found = async |text: &str| {
        let address = format!("/desk?q={}", escaped(text));
        ask(&site, "GET", &address, Some("officer"), "").await
    };
    let (there, nowhere) = (found(name).await, found(NOWHERE).await);
    assert_ne!(without(&scene, &there, name), without(&scene, &nowhere, NOWHERE));
}
