//! Panels: the officer convenes one, its experts declare and answer, the officer enters the opinion.

use crate::walk::Walk;

/// A panel of the procedure.
pub(crate) struct Panel {
    convene: &'static str,
    close: &'static str,
    experts: [&'static str; 5],
    /// The stage in which the case stands afterwards.
    then: &'static str,
}

pub(crate) const FIRST: Panel = Panel {
    convene: "convene_first",
    close: "close_first",
    experts: ["expert1", "expert2", "expert3", "expert4", "expert5"],
    then: "second_review",
};

pub(crate) const SECOND: Panel = Panel {
    convene: "convene_second",
    close: "close_second",
    experts: ["expert6", "expert7", "expert8", "expert9", "expert10"],
    then: "second_review",
};

/// A panel from its invitations to its opinion.
pub(crate) async fn meets(walk: &mut Walk<'_>, case: &str, panel: &Panel) {
    walk.come_as("officer").await;
    walk.takes_up(case).await;
    walk.begins(panel.convene).await;
    let named: Vec<String> = panel
        .experts
        .iter()
        .map(|login| format!("专家{:0>2}", login.replace("expert", "")))
        .collect();
    for name in named {
        let boxes = walk.every("main tbody tr", "querySelector('label').innerText").await;
        let at = boxes.iter().position(|known| *known == name).unwrap();
        walk.click(&format!("main tbody tr:nth-of-type({}) input", at + 1)).await;
    }
    walk.fill_all(&[("reasons", "示例：未组织抽取，从专家库点名。")]).await;
    walk.press("main form .actions button[type=submit]").await;
    walk.open("/desk/panels").await;
    for expert in panel.experts {
        judges(walk, panel, expert, case).await;
    }
    walk.come_as("officer").await;
    walk.takes_up(case).await;
    let answered = walk.every("main table a[href*='/panels/']", "pathname").await;
    walk.open(answered.last().unwrap()).await;
    walk.open(&format!("/desk/cases/{case}")).await;
    let opinion = "示例意见：专家组一致建议通过。";
    walk.does(panel.close, &[("outcome", "recommended"), ("opinion", opinion)]).await;
    walk.stands_in(panel.then).await;
}

/// An expert declares no conflict, saves half of the answers, goes on later and hands them in.
async fn judges(walk: &mut Walk<'_>, panel: &Panel, login: &str, case: &str) {
    walk.come_as(login).await;
    assert_eq!(walk.path().await, "/reviews");
    let sheet = format!("/reviews/{case}");
    walk.press(&format!("main article a[href='{sheet}']")).await;
    assert_eq!(walk.heading().await, walk.say("声明利害关系", "Declaration of interests"));
    walk.press_for("main form button[type=submit]", 422).await;
    walk.fill_all(&[("conflict", "no")]).await;
    walk.press("main form button[type=submit]").await;
    let first = [("slot.0", "yes"), ("slot.0.reasons", "示例理由：与申报材料一致。")];
    walk.fill_all(&first).await;
    if walk.javascript && login == panel.experts[0] {
        walk.until("document.querySelector('form.sheet [data-saved][data-state=saved]')").await;
    }
    walk.press("form.sheet button[value=save]").await;
    walk.open("/reviews").await;
    walk.press(&format!("main article a[href='{sheet}']")).await;
    let kept = walk.every("form.sheet textarea[name='slot.0.reasons']", "value").await;
    assert_eq!(kept, ["示例理由：与申报材料一致。"]);
    assert_eq!(walk.every("form.sheet input:checked", "id").await, ["slot.0-yes"]);
    assert!(walk.answers_yes().await > 5);
    walk.press("form.sheet button[value=final]").await;
    let headline = walk.say("评审意见已提交", "Your answers are handed in");
    assert_eq!(walk.heading().await, headline);
}
