//! Stories of cases, told by the people who act in them, over the packs as they are shipped.
#![cfg(test)]

#[path = "cases/story.rs"]
mod story;
#[path = "cases/world.rs"]
mod world;

#[path = "cases/accounts.rs"]
mod accounts;
#[path = "cases/admission.rs"]
mod admission;
#[path = "cases/conflicts.rs"]
mod conflicts;
#[path = "cases/departments.rs"]
mod departments;
#[path = "cases/deputies.rs"]
mod deputies;
#[path = "cases/diagram.rs"]
mod diagram;
#[path = "cases/draws.rs"]
mod draws;
#[path = "cases/erasing.rs"]
mod erasing;
#[path = "cases/experts.rs"]
mod experts;
#[path = "cases/extensions.rs"]
mod extensions;
#[path = "cases/fifth.rs"]
mod fifth;
#[path = "cases/filling.rs"]
mod filling;
#[path = "cases/forbidden.rs"]
mod forbidden;
#[path = "cases/holding.rs"]
mod holding;
#[path = "cases/hosts.rs"]
mod hosts;
#[path = "cases/interleaving.rs"]
mod interleaving;
#[path = "cases/journey.rs"]
mod journey;
#[path = "cases/journeys.rs"]
mod journeys;
#[path = "cases/late.rs"]
mod late;
#[path = "cases/law.rs"]
mod law;
#[path = "cases/left_out.rs"]
mod left_out;
#[path = "cases/letters.rs"]
mod letters;
#[path = "cases/life.rs"]
mod life;
#[path = "cases/notices.rs"]
mod notices;
#[path = "cases/objections.rs"]
mod objections;
#[path = "cases/opened.rs"]
mod opened;
#[path = "cases/panels.rs"]
mod panels;
#[path = "cases/parameters.rs"]
mod parameters;
#[path = "cases/past.rs"]
mod past;
#[path = "cases/recused.rs"]
mod recused;
#[path = "cases/registers.rs"]
mod registers;
#[path = "cases/replay.rs"]
mod replay;
#[path = "cases/review.rs"]
mod review;
#[path = "cases/rounds.rs"]
mod rounds;
#[path = "cases/scanned.rs"]
mod scanned;
#[path = "cases/seen.rs"]
mod seen;
#[path = "cases/tables.rs"]
mod tables;
#[path = "cases/ties.rs"]
mod ties;
#[path = "cases/workload.rs"]
mod workload;
#[path = "cases/writing.rs"]
mod writing;
