//! Names: stages, acts, actors, clauses, questions.

use std::collections::BTreeSet;

use guohe_rules::{
    diagnostic::words,
    guard,
    yaml::{Located, Place},
};

use super::Checker;
use crate::{
    late::is_enterable,
    procedure::{Act, BACK, DECIDED, Intake, OnPaper, Opened, Procedure},
};

impl<'a> Checker<'a> {
    pub(super) fn names(&mut self, procedure: &'a Procedure) {
        if let Some(intake) = &procedure.intake {
            self.clauses(&intake.cites);
            self.resting_on(&intake.cites);
            self.intake(intake);
            for opened in &intake.opened {
                self.opened(opened);
            }
        }
        if let Some(extension) = &procedure.extension {
            self.clauses(&extension.cites);
            self.resting_on(&extension.cites);
            self.actors(&extension.by);
            self.actors(&extension.confirmed_by);
            if let Some(first) = extension.by.first() {
                self.basis(first, &extension.cites, extension.operational);
            }
        }
        let mut taken = BTreeSet::new();
        for stage in &procedure.stages {
            self.resting_on(&stage.cites);
            self.fresh(&stage.id, &mut taken);
            self.actors(stage.waits_for.as_slice());
            self.basis(&stage.id, &stage.cites, stage.operational);
            if let Some(due) = &stage.due {
                let compiled = guard::compile_date(self.pack, self.file, due);
                self.add(compiled.err().unwrap_or_default());
            }
        }
        let mut taken = BTreeSet::new();
        for act in &procedure.acts {
            self.resting_on(&act.cites);
            self.fresh(&act.id, &mut taken);
            self.actors(&act.by);
            self.basis(&act.id, &act.cites, act.operational);
            self.stages(act);
            self.rests_on(act);
        }
    }

    /// Applications are taken at any time or in periods; only what is taken at any time is collected.
    fn intake(&mut self, intake: &Intake) {
        let periods = intake.periods.first().map(|period| period.place);
        let collected = intake.collected_on.first().map(|day| day.place);
        match (intake.always, periods, collected) {
            (true, Some(place), _) => self.say(
                "intake-shape",
                place,
                words(
                    "常年受理（always）与分期受理（periods）只能择一",
                    "applications are taken at any time (always) or in periods, not both",
                ),
            ),
            (false, _, Some(place)) => self.say(
                "intake-shape",
                place,
                words(
                    "只有常年受理（always: true）的才有汇总日（collected_on）",
                    "only what is taken at any time (always: true) is collected (collected_on)",
                ),
            ),
            (false, None, None) if intake.opened.is_empty() => {
                let place = intake.cites.first().map_or_else(Place::default, |cite| cite.place);
                self.say(
                    "intake-shape",
                    place,
                    words(
                        "intake 没有写明何时受理：请写 always: true 或者 periods",
                        "`intake` does not say when applications are taken: write `always: true` or `periods`",
                    ),
                );
            }
            _ => {}
        }
    }

    /// A sort of case that people of the authority open.
    fn opened(&mut self, opened: &'a Opened) {
        self.resting_on(&opened.cites);
        self.basis(&opened.id, &opened.cites, false);
        self.actors(&opened.by);
        self.known_stage(&opened.stage);
        for path in &opened.facts {
            self.shown(path);
        }
    }

    fn fresh<'n>(&mut self, id: &'n Located<String>, taken: &mut BTreeSet<&'n str>) {
        if !taken.insert(id.value.as_str()) {
            self.say(
                "defined-twice",
                id.place,
                words(format!("“{id}”重复定义"), format!("`{id}` is defined twice")),
            );
        }
    }

    fn actors(&mut self, actors: &[Located<String>]) {
        for actor in actors {
            if self.pack.actor(actor).is_none() {
                self.say(
                    "unknown-actor",
                    actor.place,
                    words(
                        format!("pack.yaml 中没有行为主体“{actor}”"),
                        format!("pack.yaml has no actor `{actor}`"),
                    ),
                );
            }
        }
    }

    /// Either a clause says so, or it is marked as operational: both at once would be a contradiction.
    fn basis(&mut self, id: &Located<String>, cites: &[Located<String>], operational: bool) {
        self.clauses(cites);
        if cites.is_empty() != operational {
            let (zh, en) = if operational {
                (
                    format!("“{id}”既引条款又标为运行规定，只能取其一"),
                    format!(
                        "`{id}` cites a clause and is marked operational; it is one or the other"
                    ),
                )
            } else {
                (
                    format!("“{id}”没有依据：请引条款，或标明 operational: true"),
                    format!("`{id}` rests on nothing: cite a clause or write operational: true"),
                )
            };
            self.say("no-basis", id.place, words(zh, en));
        }
    }

    fn known_stage(&mut self, stage: &Located<String>) {
        if !self.is_stage(stage) {
            self.say(
                "unknown-stage",
                stage.place,
                words(format!("没有环节“{stage}”"), format!("there is no stage `{stage}`")),
            );
        }
    }

    fn stages(&mut self, act: &Act) {
        let targets = act.outcomes.iter().flat_map(|o| o.to.iter().chain(o.then.iter()));
        let named: Vec<&Located<String>> =
            act.from.iter().chain(act.to.iter()).chain(targets).collect();
        for stage in named.into_iter().filter(|to| to.value != BACK && to.value != DECIDED) {
            self.known_stage(stage);
        }
        if act.from.is_empty() {
            let (zh, en) = ("没有写明在哪些环节办理", "says in no stage when it can be done");
            self.say(
                "no-stage",
                act.id.place,
                words(format!("“{}”{zh}", act.id), format!("`{}` {en}", act.id)),
            );
        }
    }

    /// Clauses, questions, tests and days that an act names.
    fn rests_on(&mut self, act: &'a Act) {
        let sets = &act.sets;
        self.clauses(&sets.barred_by);
        if let Some(on_paper) = &act.on_paper {
            self.on_paper(act, on_paper);
        }
        for outcome in &act.outcomes {
            self.clauses(&outcome.cites);
        }
        for declaration in &sets.declarations {
            self.actors(declaration.by.as_slice());
            if let Some(by) = declaration.by.as_ref().filter(|by| !act.by.contains(by)) {
                self.say(
                    "declared-by",
                    by.place,
                    words(
                        format!("“{by}”不能办理“{}”，也就无从声明", act.id),
                        format!("`{by}` may not do `{}` and so cannot declare", act.id),
                    ),
                );
            }
            self.clauses(&declaration.cites);
        }
        for slot in &sets.slots {
            if self.pack.names.slot(slot).is_none() {
                self.say(
                    "unknown-slot",
                    slot.place,
                    words(
                        format!("没有判断事项“{slot}”"),
                        format!("there is no judgement slot `{slot}`"),
                    ),
                );
            }
        }
        for test in act.when.iter().chain(act.outcomes.iter().filter_map(|o| o.when.as_ref())) {
            let compiled = guard::compile_test(self.pack, self.file, test);
            self.add(compiled.err().unwrap_or_default());
        }
        for quantity in sets.ends.iter().chain(&sets.valid_to) {
            let compiled = guard::compile_date(self.pack, self.file, quantity);
            self.add(compiled.err().unwrap_or_default());
        }
    }

    /// A clause has what was done on paper count from its own day; only where it can be entered afterwards.
    fn on_paper(&mut self, act: &Act, on_paper: &'a OnPaper) {
        self.clauses(&on_paper.cites);
        self.resting_on(&on_paper.cites);
        if on_paper.cites.is_empty() {
            self.say(
                "missing-setting",
                act.id.place,
                words(
                    format!("“{}”的 on_paper 没有引条款", act.id),
                    format!("`on_paper` of `{}` cites no clause", act.id),
                ),
            );
        }
        if !is_enterable(act) {
            self.say(
                "unused-setting",
                act.id.place,
                words(
                    format!("“{}”不能补录，on_paper 不起作用", act.id),
                    format!("`{}` cannot be entered late, so `on_paper` does nothing", act.id),
                ),
            );
        }
    }
}
