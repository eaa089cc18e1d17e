//! How paper is set: a template of a pack, the layouts of this room and data become one PDF file.
//!
//! The way in is [`Press::print`]. A [`Sheet`] names the template and carries the data; the answer is a [`Paper`], or a
//! [`Refusal`] that says which sign cannot be printed and where it stands, or which line of which template is wrong.
//!
//! What somebody typed reaches a template as data alone (`json("/data.json")`) and never as markup, so it cannot call
//! anything. A template sees the files that lie in front of it and nothing of the machine: no folder, no network, no
//! clock. Files are PDF/A-2b, where a sign without a glyph is an error and not an empty box; warnings are errors as well.
//! Equal sheets and equal faces give equal bytes. What it takes for a paper in memory it keeps, so whoever serves others has a
//! press work [`apart`].
//!
//! This room knows neither cases nor regulations. How to add a document: a template in `letters/` of the pack, which
//! takes a layout from `/layout/` and fills it with words; a sheet for it in the web.

pub mod apart;
mod faces;
mod ink;
mod press;
mod refusal;
mod sheet;
mod template;
mod told;
mod word;
mod world;

pub use faces::{Faces, Origin};
pub use press::{Paper, Press};
pub use refusal::Refusal;
pub use sheet::{Form, Mark, Sheet};
pub use template::{Flaw, flaws};
