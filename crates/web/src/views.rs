//! From the domain and the rules to pages: choosing the language, wording, links. Nothing is decided here.

pub(crate) mod calendar;
pub(crate) mod case;
pub(crate) mod caution;
pub(crate) mod clock;
pub(crate) mod finding;
pub(crate) mod form;
mod links;
mod marked;
pub(crate) mod panel;
pub(crate) mod regulation;
pub(crate) mod score;
pub(crate) mod slot;
mod sources;
mod stage_map;
pub(crate) mod timetable;
pub(crate) mod versions;
pub(crate) mod weighed;
pub(crate) mod words;
