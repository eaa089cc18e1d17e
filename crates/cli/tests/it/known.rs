//! What an installation knows, in a check: values that officers entered and confirmed, as of a day.

use std::{fs, path::Path};

use guohe_cases::{
    department::Reach,
    desk::Desk,
    kept::Kept,
    law::Laws,
    moment::Moment,
    person::Person,
    verbs::{
        parameter::{Proposed, confirm, propose},
        round::Calling,
    },
};
use guohe_rules::syntax::{Covered, Measured, ParameterKind};
use guohe_store::Database;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    story::{law, tenant},
    world::{Run, folder, guohe},
};

const GROWTH: &str = "lme_rd_growth";
const CLAUSE: &str = "BJ-8.4.3";

/// Facts of an enterprise that lack only the figure of the statistics office.
fn facts() -> String {
    let files = guohe_testkit::packs::files().unwrap();
    let text = &files["beijing/bases-2025/examples/base/industry.yaml"];
    let with_figure: Vec<&str> = text.lines().filter(|line| line.contains(GROWTH)).collect();
    assert_eq!(with_figure.len(), 1, "the figure stands in a line of its own");
    text.split_inclusive('\n').filter(|line| !line.contains(GROWTH)).collect()
}

/// The same for all packs: what only one of them understands stands under its name.
fn facts_for_all() -> String {
    let (mut shared, mut own) = ("round: {date: 2026-05-15}\n".to_owned(), String::new());
    let mut of_one = false;
    for line in facts().split_inclusive('\n') {
        if !line.starts_with([' ', '#']) {
            of_one = line.starts_with("round:") || line.starts_with("judgements:");
        }
        if of_one {
            own.push_str("    ");
            own.push_str(line);
        } else {
            shared.push_str(line);
        }
    }
    format!("{shared}packs:\n  beijing/bases-2025:\n{own}")
}

/// One officer enters the figure on a day, another confirms it.
async fn enters(data: &Path, figure: &str, on: &str) {
    let store = Database::connect(data.to_str().unwrap()).await.unwrap();
    let (law, tenant, kept) = (law(), tenant(), Kept::default());
    let laws = Laws::default();
    let desk = Desk { tenant: &tenant, store: &store, kept: &kept, laws: &laws };
    let by = |account: u128| Calling {
        person: Person {
            account: Uuid::from_u128(account),
            roles: vec!["beijing/bases-2025:authority".to_owned()],
            organisation: None,
            acting_for: None,
            reach: Reach::Everybody,
        },
        moment: Moment {
            now: format!("{on}T02:00:00Z").parse().unwrap(),
            fresh: Uuid::nil(),
            seed: [7; 32],
        },
        once: None,
    };
    let year = Covered { from: Date::constant(2025, 1, 1), to: Date::constant(2025, 12, 31) };
    let (years, covers) = ([(2025, figure.to_owned())].into(), [(2025, year)].into());
    let what = Proposed {
        name: GROWTH.to_owned(),
        value: ParameterKind::Series { of: Measured::Ratio, years, covers },
        source: "统计公报".to_owned(),
        published_on: Date::constant(2026, 3, 1),
    };
    let proposed = propose(desk, &law, &by(1), what).await.unwrap();
    confirm(desk, &law, &by(2), GROWTH, proposed.version).await.unwrap();
    store.close().await;
}

fn check(data: &Path, more: &[&str]) -> Run {
    let data = data.to_str().unwrap();
    let fixed = ["check", "beijing/bases-2025", "--type", "IND", "-", "--format", "json"];
    guohe(&[&fixed[..], &["--data", data], more].concat(), facts().as_bytes())
}

/// The outcome of the clause, and what is open in it.
fn clause(run: &Run) -> (String, Vec<String>) {
    let document: serde_json::Value =
        serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let clauses = document["clauses"].as_array().unwrap();
    let clause = clauses.iter().find(|clause| clause["id"] == CLAUSE).unwrap();
    let open = clause["open"].as_array().unwrap().iter();
    let open = open.map(|open| open["text"]["zh"].as_str().unwrap().to_owned());
    (clause["outcome"].as_str().unwrap().to_owned(), open.collect())
}

#[tokio::test]
async fn a_check_uses_the_value_that_was_confirmed_by_the_day_asked_about() {
    let data = folder("known-values");
    let missing = vec![
        "缺少：2025年的“本市大中型企业研究开发费用同比增速”（由市科委、中关村管委会录入）"
            .to_owned(),
    ];
    assert_eq!(clause(&check(&data, &[])), ("undetermined".to_owned(), missing.clone()));
    enters(&data, "1%", "2026-05-02").await;
    enters(&data, "80%", "2026-05-10").await;
    let eve = check(&data, &["--as-of", "2026-05-01"]);
    assert_eq!(clause(&eve), ("undetermined".to_owned(), missing));
    let first = check(&data, &["--as-of", "2026-05-02"]);
    assert_eq!(clause(&first), ("met".to_owned(), Vec::new()));
    assert_eq!(clause(&check(&data, &[])).0, "not_met");
    let file = data.join("facts.yaml");
    fs::write(&file, facts_for_all()).unwrap();
    let all = ["check", "--all", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let ranked = guohe(&[&all[..], &["--format", "json"]].concat(), b"");
    let ranked: serde_json::Value =
        serde_json::from_str(&ranked.out).unwrap_or_else(|_| panic!("{ranked:?}"));
    let types = ranked["types"].as_array().unwrap().iter();
    let own = types
        .clone()
        .find(|one| one["pack"]["id"] == "beijing/bases-2025" && one["type"]["id"] == "IND");
    let failing: Vec<_> =
        own.unwrap()["failing"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(failing, [CLAUSE]);
}

#[test]
fn a_check_does_not_found_an_installation_and_an_instant_needs_one() {
    let data = folder("known-none").join("absent");
    let run = check(&data, &[]);
    assert_eq!((run.code, run.out.as_str()), (65, ""));
    assert!(run.err.contains("check --data"), "{}", run.err);
    assert!(!data.exists());
    let alone = ["check", "beijing/bases-2025", "--type", "IND", "-", "--as-of", "2026-05-01"];
    assert_eq!(guohe(&alone, b"").code, 64);
}
