//! The one who applies: from the self-check to the receipt, with everything typed in on the way.

use std::{collections::BTreeSet, fs};

use crate::{
    facts::{Facts, Typed, table},
    walk::Walk,
};

/// Lists whose rows are typed in one by one; the others are pasted.
const BY_ROW: [&str; 3] = ["regimes", "staff", "sites"];

/// Everything from the first page to the receipt; gives the id of the case.
pub(crate) async fn applies(walk: &mut Walk<'_>, facts: &Facts) -> String {
    walk.open("/check").await;
    walk.press("main a[href^='/check/'][href$='/PARK']").await;
    walk.open("/applications").await;
    assert_eq!(walk.path().await, "/sign-in?next=/applications");
    walk.sign_in("host", crate::house::PASSWORD).await;
    assert_eq!(walk.path().await, "/applications");
    walk.press("main a[href='/applications/start']").await;
    walk.fill_all(&[("type", "PARK")]).await;
    walk.press("main form button[type=submit]:not([name=do])").await;
    let case = walk.path().await.rsplit('/').next().unwrap().to_owned();
    let parts = walk.every("ul.tasks a", "pathname").await;
    let mut typed = BTreeSet::new();
    for part in parts {
        let key = part.rsplit('/').next().unwrap().to_owned();
        if part.contains("/sections/") {
            section(walk, &part, &facts.once[&key]).await;
            typed.insert(key);
        } else if part.contains("/lists/") {
            list(walk, &part, facts.lists.get(&key).unwrap_or(&Vec::new())).await;
            typed.insert(key);
        }
    }
    // All of the example was asked for, and one list besides, of which the host states that it has none.
    let mut known: BTreeSet<_> = facts.once.keys().chain(facts.lists.keys()).cloned().collect();
    known.insert("persons".to_owned());
    assert_eq!(typed, known);
    attaches(walk, &case).await;
    hands_in(walk, &case, "submit", 3).await;
    case
}

/// Fills in a section; the findings beside it follow while it is typed.
async fn section(walk: &mut Walk<'_>, page: &str, typed: &Typed) {
    walk.open(page).await;
    let asked: BTreeSet<String> =
        walk.every("main form .group [name]", "name").await.into_iter().collect();
    let (there, _): (Vec<_>, Vec<_>) =
        typed.iter().cloned().partition(|(name, _)| asked.contains(name));
    let before = walk.text("#panel .tally").await;
    if walk.javascript {
        // One field key by key, as a person types; the rest as a browser fills in what it knows.
        let text = there.iter().find(|(name, _)| name == "name");
        if let Some((_, text)) = text {
            walk.keys("input[name=name]", text).await;
            walk.until("document.querySelector('[data-saved][data-state=saved]')").await;
        }
        walk.fill_all(&there).await;
        walk.until(&format!(
            "document.querySelector('#panel .tally').innerText.trim() !== {before:?}"
        ))
        .await;
        walk.until("document.querySelector('[data-saved][data-state=saved]')").await;
        assert_eq!(walk.path().await, page);
    } else {
        walk.fill_all(&there).await;
    }
    walk.press("main form button[value=next]").await;
    walk.open(page).await;
    assert_ne!(walk.text("#panel .tally").await, before);
}

/// Fills in a list, by the form of a row or by pasting a table, and states that it is complete.
pub(crate) async fn list(walk: &mut Walk<'_>, page: &str, rows: &[Typed]) {
    walk.open(page).await;
    let key = page.rsplit('/').next().unwrap();
    if BY_ROW.contains(&key) {
        for row in rows {
            walk.press("main a[href$='/rows/new']").await;
            let asked: BTreeSet<String> =
                walk.every("main form .group [name]", "name").await.into_iter().collect();
            let there = row.iter().filter(|(name, _)| asked.contains(name)).cloned();
            walk.fill_all(&there.collect::<Vec<_>>()).await;
            walk.press("main form button[value=list]").await;
        }
    } else if !rows.is_empty() {
        walk.press("main a[href$='/paste']").await;
        walk.fill_all(&[("table", table(rows))]).await;
        walk.press("main form button[value=check]").await;
        walk.press("main form button[value=add]").await;
    }
    assert_eq!(walk.path().await, page);
    assert_eq!(walk.every("main table.data tbody tr", "className").await.len(), rows.len());
    walk.press("main form.closing button[value=close]").await;
    assert_eq!(walk.every("form.closing.closed", "className").await.len(), 1);
}

/// Attaches a file that supports everything.
async fn attaches(walk: &mut Walk<'_>, case: &str) {
    walk.open(&format!("/applications/{case}/attachments")).await;
    walk.press_for("main form.group button[type=submit]", 422).await;
    let file = walk.house.folder.path().join("sample.pdf");
    fs::write(&file, guohe_testkit::SAMPLE_PDF).unwrap();
    let supports = walk.every("input[name=supports]", "value").await.join("、");
    walk.fill_all(&[("label", "示例证明材料"), ("supports", &supports)]).await;
    walk.keys("input[type=file]", file.to_str().unwrap()).await;
    walk.press("main form.group button[type=submit]").await;
    let names = walk.every("main table.data tbody th a", "innerText").await;
    assert_eq!(names, ["sample.pdf"]);
}

/// Checks the answers and hands in, with the declarations only at the second try.
async fn hands_in(walk: &mut Walk<'_>, case: &str, act: &str, declarations: usize) {
    let here = format!("/applications/{case}");
    walk.open(&here).await;
    walk.open(&format!("{here}/answers")).await;
    assert_eq!(walk.heading().await, walk.say("核对填报内容", "Check your answers"));
    // Only people are awaited: nothing is not met, and nothing is unknown.
    assert_eq!(walk.every(".verdict .overall .tag.is-human", "className").await.len(), 1);
    walk.open(&format!("{here}/panel")).await;
    walk.open(&format!("{here}/{act}")).await;
    walk.press_for("main form .actions button", 422).await;
    let asked = walk.every("input[name=declare]", "value").await;
    assert_eq!(asked.len(), declarations);
    walk.fill_all(&[("declare", asked.join("、"))]).await;
    walk.press("main form .actions button").await;
    assert_eq!(walk.path().await, format!("{here}/receipt"));
    assert_eq!(walk.every("main .confirm .ref", "innerText").await.len(), 1);
    let law = walk.house.law();
    let next = walk.text("main ol.line li").await.to_lowercase();
    let stage = walk.of(&law.procedure.stage("material_check").unwrap().name).to_lowercase();
    let actor = walk.of(&law.pack.actor("authority").unwrap().name).to_lowercase();
    assert!(next.contains(&stage) && next.contains(&actor), "{next}");
    walk.open("/applications").await;
    walk.open(&here).await;
    walk.stands_in("material_check").await;
}

/// Reads the letter, corrects what it lists and hands in again.
pub(crate) async fn corrects(walk: &mut Walk<'_>, case: &str) {
    walk.come_as("host").await;
    assert_eq!(walk.path().await, "/applications");
    walk.press(&format!("main a[href='/applications/{case}']")).await;
    walk.open(&format!("/applications/{case}/defects")).await;
    assert!(walk.text("main").await.contains("示例缺陷"));
    walk.open(&format!("/applications/{case}/lists/sites/rows/site-1")).await;
    walk.fill_all(&[("name", "主园区（一期）")]).await;
    walk.press("main form button[value=list]").await;
    let names = walk.every("main table.data tbody th a", "innerText").await;
    assert_eq!(names, ["主园区（一期）"]);
    hands_in(walk, case, "resubmit", 2).await;
}
