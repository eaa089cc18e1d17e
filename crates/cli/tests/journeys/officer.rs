//! Those who run the procedure: the call, the check of the material, the list, the notice, objections.

use crate::walk::Walk;

/// What an invented person types where words are asked for.
const WORDS: &str = "示例意见：材料齐全，内容与原件一致。";

impl Walk<'_> {
    /// Goes to a case by the list of what waits.
    pub(crate) async fn takes_up(&mut self, case: &str) {
        self.open("/desk").await;
        self.press(&format!("main table a[href^='/desk/cases/{case}']")).await;
        self.open(&format!("/desk/cases/{case}")).await;
    }

    /// The case stands in a stage, as its page says.
    pub(crate) async fn stands_in(&self, stage: &str) {
        let law = self.house.law();
        let name = &law.procedure.stage(stage).unwrap().name;
        assert_eq!(self.text("#now").await, self.titled(name));
    }

    /// Opens the form of an act from the page of the case.
    pub(crate) async fn begins(&mut self, act: &str) {
        self.press(&format!("ul.acts a[href$='/acts/{act}']")).await;
        let law = self.house.law();
        let name = self.titled(&law.procedure.act(act).unwrap().name);
        let shown = self.every("main h1, main .head .meta span", "innerText").await;
        assert!(shown.contains(&name), "{shown:?} does not name {name}");
    }

    /// Answers every question that the form asks with yes.
    pub(crate) async fn answers_yes(&self) -> usize {
        let slots = self.every("fieldset.slot", "id").await;
        let reasons = "示例理由：附件可以印证。".to_owned();
        let answers = slots.iter().flat_map(|slot| {
            [(slot.clone(), "yes".to_owned()), (format!("{slot}.reasons"), reasons.clone())]
        });
        self.fill_all(&answers.collect::<Vec<_>>()).await;
        slots.len()
    }

    /// Does an act whose form takes these fields.
    pub(crate) async fn does(&mut self, act: &str, fields: &[(&str, &str)]) {
        self.begins(act).await;
        self.answers_yes().await;
        self.fill_all(fields).await;
        self.press("main form[action*='/acts/'] .actions button.btn[type=submit]").await;
    }
}

/// The officer opens the round from one day to another, after a first try with the two in the wrong order.
pub(crate) async fn opens_round(walk: &mut Walk<'_>, [first, last]: [&str; 2]) {
    walk.come_as("officer").await;
    assert_eq!(walk.path().await, "/desk");
    walk.open("/desk/rounds").await;
    walk.press("main .head a.btn").await;
    walk.fill_all(&[
        ("name.zh", "2026年度国际科技合作基地申报（示例）"),
        ("name.en", "Call of 2026 (sample)"),
        ("opens_on", first),
        ("closes_on", "2019-12-31"),
        ("reference_date", "2026-05-15"),
        ("file.guides.year", "2026"),
        ("file.guides.issued_on", "2026-03-01"),
        ("parameters.key_fields", "artificial_intelligence、robotics"),
        ("parameters.key_countries", "GB、DE、SG、HK、US"),
        ("parameters.look_back_years", "3"),
        ("readings.G-A1", "rolling"),
        ("readings.G-A3", "complete_years"),
        ("readings.G-A10", "approval_any_role"),
        ("readings.BJ-A13", "all_alternatives"),
        ("readings.BJ-A27", "not_required"),
        ("readings.BJ-A29", "outside_mainland"),
        ("readings.BJ-A31", "either_kind"),
        ("despite", "示例：统计数据尚未公布，先行开放"),
    ])
    .await;
    let chosen = "main form input:checked";
    let before = walk.every(chosen, "id").await;
    walk.press_for("main form[novalidate] button[type=submit]", 422).await;
    assert_eq!(walk.every(chosen, "id").await, before);
    assert_eq!(walk.every("main .field.wrong input", "name").await, ["closes_on"]);
    walk.fill_all(&[("closes_on", last)]).await;
    walk.press("main form[novalidate] button[type=submit]").await;
    let name = walk.say("2026年度国际科技合作基地申报（示例）", "Call of 2026 (sample)");
    assert_eq!(walk.heading().await, name);
    assert_eq!(walk.every(chosen, "id").await, before);
    walk.open("/desk/rounds").await;
    walk.leave().await;
    walk.open("/").await;
    walk.press("main a[href^='/calls/']").await;
    assert_eq!(walk.heading().await, name);
}

/// The officer sends the application back with one letter.
pub(crate) async fn returns(walk: &mut Walk<'_>, case: &str) {
    walk.come_as("officer").await;
    walk.takes_up(case).await;
    walk.stands_in("material_check").await;
    walk.begins("return_for_correction").await;
    walk.fill_all(&[
        ("defects.0.place", "sites[site-1].name"),
        ("defects.0.what", "示例缺陷：场地名称与证明文件不一致，请核对。"),
    ])
    .await;
    walk.press("main form[action*='/acts/'] .actions button.btn[type=submit]").await;
    walk.stands_in("returned").await;
    walk.press("main a[href$='/papers/letter']").await;
    let items = walk.every("article.paper ol li", "innerText").await;
    assert_eq!(items.len(), 1, "{items:?}");
}

/// The officer looks through the material and lets it pass.
pub(crate) async fn checks_material(walk: &mut Walk<'_>, case: &str) {
    walk.come_as("officer").await;
    walk.takes_up(case).await;
    walk.stands_in("material_check").await;
    walk.press("main aside a[href$='/findings']").await;
    walk.open(&format!("/desk/cases/{case}/material")).await;
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.does("check_material", &[("outcome", "passed"), ("reasons", WORDS)]).await;
    walk.stands_in("first_review").await;
}

/// The officer fixes goals, sees the place and puts the case on the list.
pub(crate) async fn goes_and_sees(walk: &mut Walk<'_>, case: &str) {
    walk.come_as("officer").await;
    walk.takes_up(case).await;
    walk.does("fix_goals", &[("fields.text", "示例目标：三年内新增六家境外合作机构。")]).await;
    walk.does("visit_site", &[("fields.visited_on", "2026-06-01")]).await;
    walk.stands_in("second_review").await;
    walk.does("propose", &[("outcome", "listed")]).await;
    walk.stands_in("proposed").await;
}

/// The officer posts the notice; gives its address.
pub(crate) async fn publishes(walk: &mut Walk<'_>, case: &str) -> String {
    walk.come_as("officer").await;
    walk.open("/desk/objections").await;
    walk.press("main .head a[href='/desk/publish']").await;
    walk.fill_all(&[("cases", case)]).await;
    walk.press("main form .actions button[type=submit]").await;
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.stands_in("public_notice").await;
    walk.leave().await;
    walk.open("/notices").await;
    let notices = walk.every("main article a[href^='/notices/']", "pathname").await;
    assert_eq!(notices.len(), 1);
    notices.concat()
}

/// The officer accepts the objection and finds it unfounded.
pub(crate) async fn settles(walk: &mut Walk<'_>, case: &str, number: &str) {
    walk.come_as("officer").await;
    walk.open("/desk/objections").await;
    let numbers = walk.every("main table tbody th a[href*='/objections/']", "innerText").await;
    assert_eq!(numbers, [format!("{} {number}", walk.say("异议", "Objection"))]);
    walk.press("main table a[href*='/objections/']").await;
    let page = walk.path().await;
    walk.fill_all(&[("outcome", "accepted"), ("reasons", WORDS)]).await;
    walk.answers_yes().await;
    walk.press("main form .actions button[type=submit]").await;
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.stands_in("objection_handling").await;
    walk.open(&page).await;
    walk.fill_all(&[("outcome", "kept"), ("reasons", WORDS)]).await;
    walk.press("main form .actions button[type=submit]").await;
    walk.open(&format!("/desk/cases/{case}")).await;
    walk.stands_in("public_notice").await;
}
