//! The map of stages: everything of the procedure stands on it, nothing lies over anything else, and the same data give
//! the same picture.

use std::collections::BTreeSet;

use guohe_cases::procedure::diagram::{Place, goals, svg};

use crate::world::law;

/// The numbers of an attribute, in the order of the boxes.
fn numbers(picture: &str, attribute: &str) -> Vec<usize> {
    let boxes = picture.split("<rect class=\"box\"").skip(1);
    let value = |one: &str| {
        let (_, rest) = one.split_once(&format!(" {attribute}=\""))?;
        rest.split('"').next()?.parse().ok()
    };
    boxes.map(|one| value(one).unwrap()).collect()
}

#[test]
fn every_stage_has_a_box_and_no_two_lie_over_each_other() {
    let law = law();
    let picture = svg(&law, Place::File, |words| &words.zh);
    let (tops, heights) = (numbers(&picture, "y"), numbers(&picture, "height"));
    assert_eq!(tops.len(), law.procedure.stages.len());
    let bottoms = tops.iter().zip(&heights).map(|(top, height)| top + height);
    assert!(bottoms.zip(&tops[1..]).all(|(bottom, next)| bottom < *next), "{tops:?}");
    for stage in &law.procedure.stages {
        assert!(picture.contains(&format!(">{}", stage.name.zh)), "{}", stage.id);
    }
}

#[test]
fn every_way_between_two_stages_is_one_line() {
    let law = law();
    let mut ways = BTreeSet::new();
    for act in &law.procedure.acts {
        for from in &act.from {
            let to = goals(&law.procedure, act, &from.value).into_iter();
            ways.extend(to.map(|to| (&*from.value, &*to.id.value)).filter(|(a, b)| a != b));
        }
    }
    let picture = svg(&law, Place::File, |words| &words.zh);
    assert!(ways.len() > law.procedure.stages.len());
    assert_eq!(picture.matches("class=\"line\"").count(), ways.len());
    assert_eq!(picture.matches("class=\"head\"").count(), ways.len());
    assert!(picture.contains("<title>提交申报</title>"), "a line says by which act");
}

#[test]
fn a_picture_in_a_page_brings_no_style_that_the_page_would_refuse() {
    let law = law();
    let picture = svg(&law, Place::Page, |words| &words.en);
    assert!(!picture.contains("style"), "{picture}");
    assert!(svg(&law, Place::File, |words| &words.en).contains("<style>"));
    assert_eq!(picture, svg(&law, Place::Page, |words| &words.en));
}
