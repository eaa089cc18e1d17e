//! The stages of a procedure as a picture and as a table, both from the data.

use guohe_cases::{
    law::Law,
    procedure::{
        Act, Stage,
        diagram::{Place, goals, svg},
    },
};

use crate::{
    lang::Lang,
    pages::public::{StageLine, StageMap, WayLine},
    words::word,
};

use super::{case::actor, finding::cites, words::say};

/// The map of a law.
pub(crate) fn stage_map(lang: Lang, law: &Law) -> StageMap {
    let procedure = &law.procedure;
    StageMap {
        picture: svg(law, Place::Page, |words| lang.of(&words.zh, &words.en)),
        stages: procedure.stages.iter().map(|stage| line(lang, law, stage)).collect(),
    }
}

fn line(lang: Lang, law: &Law, stage: &Stage) -> StageLine {
    let who = match (&stage.waits_for, stage.end) {
        (Some(who), _) => actor(lang, law, &who.value),
        (None, Some(_)) => word(lang, "map.end").into_owned(),
        (None, None) => String::new(),
    };
    let acts = law.procedure.acts_in(&stage.id.value);
    StageLine {
        name: say(lang, &stage.name),
        who,
        cites: cites(lang, law, stage.cites.iter().map(|id| id.value.as_str())),
        ways: acts.map(|act| way(lang, law, stage, act)).collect(),
    }
}

fn way(lang: Lang, law: &Law, stage: &Stage, act: &Act) -> WayLine {
    let joined = |names: Vec<String>| names.join(lang.comma());
    let by = act.by.iter().map(|by| actor(lang, law, &by.value)).collect();
    let to = goals(&law.procedure, act, &stage.id.value);
    WayLine {
        act: say(lang, &act.name),
        by: joined(by),
        to: joined(to.into_iter().map(|goal| say(lang, &goal.name)).collect()),
    }
}
