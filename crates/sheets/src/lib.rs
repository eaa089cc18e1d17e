//! Workbooks: typed tables written for people who work in spreadsheets, and what they send back, cell by cell.
//!
//! Nothing here knows what a table is about. What is written is typed: a number is a number with its unit in the head
//! of its column, an identifier is text and keeps its eighteen digits, and a text is never a formula. What is read is
//! bounded and located: a cell comes with its place, and what cannot be read says where.
//!
//! A workbook from outside is read in a process of its own; whoever calls [`read()`] sees to that.

mod cell;
mod layout;
mod place;
mod read;
mod unread;
mod write;

pub use cell::{Cell, Found};
pub use layout::{Column, Kind, Layout, Stated};
pub use place::Place;
pub use read::{Line, MOST_CELLS, MOST_ROWS, Table, Workbook, read};
pub use unread::Unread;
pub use write::{Book, Failed, Sheet};

/// The media type of a workbook.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
