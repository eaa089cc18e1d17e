//! Workbooks of the pages: lists to take along, and the form of an application to fill in without the network.
//!
//! `list` has each list described once, for its page and for its workbook; `form` writes the form as a workbook and
//! says what a workbook that came back would change; `scores` does so with the sheets of those who judge, and `compared` is what both find; `table` takes a workbook where a table of text was
//! wanted, and `reader` is the way to whoever opens files from outside.

pub(crate) mod compared;
pub(crate) mod form;
pub(crate) mod list;
mod reader;
pub(crate) mod scores;
pub(crate) mod table;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};

use crate::{routes::escaped, trouble::Trouble};

pub use reader::{Inside, Reader};

/// The answer that hands out a workbook under a name.
pub(crate) fn answer(name: &str, bytes: Vec<u8>) -> Result<Response, Trouble> {
    let saved = format!("attachment; filename*=UTF-8''{}", escaped(name));
    let saved = HeaderValue::from_str(&saved).map_err(Trouble::broken)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(guohe_sheets::MEDIA_TYPE)),
        (header::CONTENT_DISPOSITION, saved),
    ];
    Ok((headers, bytes).into_response())
}
