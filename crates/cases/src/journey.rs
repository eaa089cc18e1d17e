//! Journeys: what a pack says must become of a case when people act on certain days.
//!
//! An example asks what a clause comes to over facts; a journey lets people act through the same verbs as
//! they do at their desks, lets days pass, and compares where the case stands. It is data of the pack, told
//! over a store in memory with instants and ids of its own, so that it comes to the same on every machine.
//! A journey may go on from a point that another one names; each goes its own way from there.

mod begin;
mod cover;
mod expect;
mod input;
mod script;
mod tell;
mod world;

use std::{
    collections::BTreeMap,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    examples::Checked,
    syntax::Words,
    yaml::{self, Place},
};

use crate::{
    event::Tenant,
    law::{Law, Laws},
    memory::Memory,
    procedure::Procedure,
};

pub use cover::{Cover, Guard, Walk};
use script::Journey;
use world::World;

/// The folder of a pack in which its journeys lie.
const FOLDER: &str = "examples/journeys/";

/// What telling the journeys of a pack came to.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// How many journeys were told to their end, once for each point that they set out from.
    pub journeys: usize,
    /// Expectations in the order of telling.
    pub checked: Vec<Checked>,
    /// Journeys that cannot be read or told.
    pub findings: Vec<Diagnostic>,
    /// Ways of the procedure that were walked, guards that refused.
    pub cover: Cover,
}

/// Where things stand at the end of a journey.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The name of the journey, with the number of the point from which it set out.
    pub name: &'a str,
    /// The realm in which it took place.
    pub tenant: &'a Tenant,
    /// Everything that was recorded.
    pub store: &'a Memory,
    /// The packs.
    pub laws: &'a Laws,
}

/// A journey, and the file in which it stands.
#[derive(Debug, Clone)]
struct Written {
    file: Arc<str>,
    journey: Journey,
}

/// Tells all journeys of a pack.
#[must_use]
pub fn tell(law: Law) -> Told {
    tell_to(law, &mut |_| {})
}

/// The same, and shows whoever listens where things stand at the end of each journey.
#[must_use]
pub fn tell_to(law: Law, listener: &mut dyn FnMut(&Ended<'_>)) -> Told {
    let mut told = Told::default();
    let written = read(&law, &mut told);
    let procedure: Procedure = law.procedure.clone();
    let mut laws = Laws::default();
    laws.add(law);
    for law in laws.iter() {
        let points = BTreeMap::new();
        let mut telling = Telling { laws: &laws, law, points, told: &mut told, listener };
        telling.all(written.clone());
    }
    told.cover.expect(&procedure);
    for Written { file, journey } in &written {
        for never in journey.never.iter().filter(|never| !told.cover.leave_out(never)) {
            let act = &never.act;
            let zh = format!("“{act}”并非如此：程序中没有，或者已有旅程走到");
            let en = format!(
                "not so for `{act}`: the procedure has no such thing, or a journey came there"
            );
            told.findings.push(Diagnostic::error("not-never", file, act.place, words(zh, en)));
        }
    }
    told
}

/// The journeys of a pack, in the order of files.
fn read(law: &Law, told: &mut Told) -> Vec<Written> {
    let folder = format!("{}/{FOLDER}", law.pack.id());
    let mut written = Vec::new();
    for (path, text) in law.pack.files.range(folder.clone()..) {
        if !path.starts_with(&folder) {
            break;
        }
        let file: Arc<str> = Arc::from(path.as_str());
        match yaml::parse::<Vec<Journey>>(text) {
            Ok(journeys) => written.extend(
                journeys.into_iter().map(|journey| Written { file: Arc::clone(&file), journey }),
            ),
            Err(fault) => {
                let what = words(format!("无法读取：{}", fault.message), fault.message);
                told.findings.push(Diagnostic::error("unreadable", &file, fault.place, what));
            }
        }
    }
    for Written { file, journey } in &written {
        let prefix = format!("{}-", law.pack.file.prefix);
        for cite in &journey.cites {
            if cite.value.starts_with(&prefix) && law.pack.clause(&cite.value).is_none() {
                let zh = format!("没有条款“{cite}”");
                let what = words(zh, format!("there is no clause `{cite}`"));
                told.findings.push(Diagnostic::error("unknown-clause", file, cite.place, what));
            }
        }
    }
    written
}

struct Telling<'a> {
    laws: &'a Laws,
    law: &'a Law,
    /// What stands where a journey named a point.
    points: BTreeMap<String, World>,
    told: &'a mut Told,
    listener: &'a mut dyn FnMut(&Ended<'_>),
}

impl Telling<'_> {
    /// Tells every journey once the points are there from which it sets out.
    fn all(&mut self, mut left: Vec<Written>) {
        loop {
            let (now, later): (Vec<_>, Vec<_>) = left.into_iter().partition(|written| {
                written.journey.after.iter().all(|point| self.points.contains_key(&point.value))
            });
            if now.is_empty() {
                for Written { file, journey } in later {
                    let unknown =
                        journey.after.iter().find(|p| !self.points.contains_key(&p.value));
                    let Some(point) = unknown else { continue };
                    let zh = format!("没有走到“{point}”这一点，“{}”无从开始", journey.id);
                    let en = format!(
                        "no journey came to the point `{point}`; `{}` cannot set out",
                        journey.id
                    );
                    self.lost(&file, point.place, words(zh, en));
                }
                return;
            }
            for written in now {
                self.one(&written);
            }
            left = later;
        }
    }

    fn one(&mut self, written: &Written) {
        let from: Vec<World> = match written.journey.after.as_slice() {
            [] => vec![World::new()],
            points => points.iter().filter_map(|p| self.points.get(&p.value).cloned()).collect(),
        };
        for (at, mut world) in from.into_iter().enumerate() {
            let name = format!("{}/{at}", written.journey.id);
            let way = tell::Way { laws: self.laws, law: self.law, written, name };
            let walked = at_once(way.walk(&mut world));
            let World { tenant, store, .. } = &world;
            (self.listener)(&Ended { name: &way.name, tenant, store, laws: self.laws });
            self.told.checked.extend(walked.checked);
            self.told.findings.extend(walked.findings);
            self.told.cover.add(walked.cover);
            self.told.journeys += usize::from(walked.to_the_end);
            self.points.extend(walked.points);
        }
    }

    fn lost(&mut self, file: &Arc<str>, place: Place, what: Words) {
        self.told.findings.push(Diagnostic::error("no-point", file, place, what));
    }
}

/// The result of what never waits: over a store in memory nothing has to.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}
