//! What a pack author writes: the closed set of nodes, exactly as it stands in the files.
//!
//! Nothing here is resolved: paths are words, codes are words. [`crate::compile`] turns these trees into
//! typed ones and says what is wrong with them. Printing a tree and reading it again gives the same tree.

mod call;
mod chain;
mod clause;
mod literal;
mod pack;
mod parameter;
mod personal;
mod quantity;
mod score;
mod test;
mod vocabulary;
mod window;

pub use call::{Addition, Additions, JudgedAddition};
pub use chain::{HeldThrough, Links};
pub use clause::{
    Article, Bar, Blocked, Citation, Class, Clause, Computable, Duty, EachYear, Examples, Modality,
    Reading, Register, RegisterPolicy, Slot, Term, Waiver,
};
pub use literal::{Literal, Unit};
pub use pack::{
    ActorDef, ActorKind, Document, Holder, Object, PackFile, PhaseDef, RegisterFile, RegistryNeed,
    RegistryScope, SlotFile, TakenIn, TypeDef,
};
pub use parameter::{
    BandRow, CalendarYear, Covered, Measured, Member, Parameter, ParameterFile, ParameterKind,
};
pub use personal::{PersonalFile, Purpose, Retention};
pub use quantity::{
    Band, Count, Day, Deadline, Extreme, Growth, LongestRun, Lookup, Param, Quantity, QuantityNode,
    Ratio, Select, Shift, Sum,
};
pub use score::{
    Depending, Indicator, Joined, PointRange, Scaled, Score, ScoreFile, ScoreOf, Section, Sheet,
    Without,
};
pub use test::{
    Brackets, Coverage, DocumentTest, Each, EveryPeriod, External, InList, JudgeRow, KOf, Named,
    OneOf, Otherwise, OwnedBy, Test, Within,
};
pub use vocabulary::{
    CodeList, CodeWord, DataClass, Field, FieldType, Identity, Record, Source, Words,
};
pub use window::{Periods, Readings, Span, Window};
