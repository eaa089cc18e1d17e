//! Values: truth with reasons, exact numbers, ranges, cells.

mod cell;
mod num;
mod range;
mod truth;

pub use cell::{Cell, Level, RowRef};
pub use num::Num;
pub use range::Range;
pub use truth::{Reasons, Truth};
