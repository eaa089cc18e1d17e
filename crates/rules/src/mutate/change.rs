//! What can be changed in a rule, and how a change is named and said.
//!
//! A change is data: what stood there and what stands there now. Its name is made of ids and words of the
//! rule language, so that it stays the same while the file around it moves.

use crate::{
    diagnostic::words,
    model::{Op, Path, Rare, Test, TestKind},
    naming::Piece,
    pack::Pack,
    prose::{Lang, Writer},
    syntax::{Literal, Words},
    vocabulary::Vocabulary,
};

/// One change of a rule.
#[derive(Debug, Clone)]
pub enum Change {
    /// A constant.
    Number {
        /// As it was written.
        from: Literal,
        /// As it is now.
        to: Literal,
    },
    /// How many limbs, or how many years back.
    Count {
        /// Which word of the rule language it belongs to.
        of: &'static str,
        /// What it was.
        from: i64,
        /// What it is.
        to: i64,
    },
    /// One word of the rule language for another: a comparison, a window, a unit of time, a quantifier.
    Word {
        /// The word that stood there.
        from: &'static str,
        /// The word that stands there.
        to: &'static str,
    },
    /// A limb, a filter or a form was left out.
    Dropped {
        /// What was left out.
        test: Box<Test>,
        /// The record of whose rows it was asked, when it was asked of rows.
        row: Option<u16>,
    },
    /// The contrary of a test was replaced by the test.
    NotDropped {
        /// The test.
        test: Box<Test>,
        /// The record of whose rows it is asked, when it is asked of rows.
        row: Option<u16>,
    },
    /// A test was replaced by its contrary.
    Negated {
        /// The test.
        test: Box<Test>,
        /// The record of whose rows it is asked, when it is asked of rows.
        row: Option<u16>,
    },
    /// The premise of a clause was left out.
    PremiseDropped,
    /// The premise of a clause was replaced by its contrary.
    PremiseNegated,
    /// A code was taken from a list.
    CodeDropped {
        /// The coded fact.
        fact: Path,
        /// The code.
        code: u16,
    },
    /// A code was added to a list.
    CodeAdded {
        /// The coded fact.
        fact: Path,
        /// The code.
        code: u16,
    },
    /// A fact no longer tells rows apart.
    KeyDropped(Path),
    /// A record may no longer own.
    GroupDropped {
        /// The owner.
        owner: Path,
        /// The record.
        record: u16,
    },
    /// The day on which something is looked at, or from which periods begin, was left out.
    DayDropped {
        /// Which word of the rule language it belonged to.
        of: &'static str,
    },
    /// A list parameter was replaced by another of its kind.
    AnotherList {
        /// The list that is looked up now.
        list: u16,
    },
    /// A piece of a name that the text lays down was left out.
    PieceDropped {
        /// The piece.
        piece: Piece,
    },
    /// Two quantities changed places.
    Swapped {
        /// Which word of the rule language they belong to.
        of: &'static str,
    },
    /// An optional part was left out: the years for which a duty is owed, the weight or the cap of a section, an
    /// indicator.
    PartDropped {
        /// Which word of the rule language it belonged to.
        key: &'static str,
    },
    /// A judgement, asked or to be asked about codes outside a list, was taken to be yes, or left out.
    JudgeDropped {
        /// The slot.
        slot: u16,
    },
    /// Another reading is computed in the place of the recommended one.
    Reading {
        /// The register entry.
        register: u16,
        /// The option that is computed now.
        option: usize,
    },
    /// An option of the rule language was turned.
    Flag {
        /// Its key.
        key: &'static str,
        /// What it is now.
        to: bool,
    },
}

/// The word of a comparison.
pub(super) fn op_word(op: Op) -> &'static str {
    match op {
        Op::AtLeast => "at_least",
        Op::MoreThan => "more_than",
        Op::AtMost => "at_most",
        Op::LessThan => "less_than",
        Op::Equal => "equal",
    }
}

impl Change {
    /// Its name within the clause, for instance `number 5 -> 6` or `code-dropped host.kind park`.
    pub fn name(&self, pack: &Pack) -> String {
        let vocabulary = &pack.names.vocabulary;
        let fact = |path: &Path| path_word(vocabulary, path);
        match self {
            Self::Number { from, to } => format!("number {from} -> {to}"),
            Self::Count { of, from, to } => format!("{of} {from} -> {to}"),
            Self::Word { from, to } => format!("{from} -> {to}"),
            Self::Dropped { test, row: _ } => format!("dropped {}", brief(pack, test)),
            Self::NotDropped { test, row: _ } => format!("not-dropped {}", brief(pack, test)),
            Self::Negated { test, row: _ } => format!("negated {}", brief(pack, test)),
            Self::AnotherList { list } => format!("in_list {}", list_word(pack, *list)),
            Self::PieceDropped { piece: Piece::Text(text) } => format!("piece-dropped {text}"),
            Self::PieceDropped { piece: Piece::Fact(path) } => {
                format!("piece-dropped {}", fact(path))
            }
            Self::Swapped { of } => format!("swapped {of}"),
            Self::PartDropped { key } => format!("{key} dropped"),
            Self::PremiseDropped => "applies_if dropped".to_owned(),
            Self::PremiseNegated => "applies_if negated".to_owned(),
            Self::CodeDropped { fact: of, code } => {
                format!("code-dropped {} {}", fact(of), code_word(vocabulary, of, *code))
            }
            Self::CodeAdded { fact: of, code } => {
                format!("code-added {} {}", fact(of), code_word(vocabulary, of, *code))
            }
            Self::KeyDropped(path) => format!("distinct-dropped {}", fact(path)),
            Self::GroupDropped { owner, record } => {
                let record = vocabulary.record_def(*record).map_or("", |def| &def.id);
                format!("among-dropped {} {record}", fact(owner))
            }
            Self::DayDropped { of } => format!("day-dropped {of}"),
            Self::JudgeDropped { slot } => format!("judge-dropped {}", slot_word(pack, *slot)),
            Self::Reading { register, option } => {
                let id = pack.names.register_def(*register).map_or("", |def| &*def.id.value);
                let options = pack.names.options(*register);
                let option = options.get(*option).map_or("", String::as_str);
                format!("reading {id} {option}")
            }
            Self::Flag { key, to } => format!("{key} {to}"),
        }
    }

    /// What was changed, in both languages.
    pub fn words(&self, pack: &Pack) -> Words {
        let vocabulary = &pack.names.vocabulary;
        let fact = |path: &Path| path_word(vocabulary, path);
        let code = |path: &Path, code: u16| code_words(vocabulary, path, code);
        match self {
            Self::Number { from, to } => {
                words(format!("{from} 改为 {to}"), format!("{from} was changed to {to}"))
            }
            Self::Count { of, from, to } => words(
                format!("{of} 由 {from} 改为 {to}"),
                format!("{of} was changed from {from} to {to}"),
            ),
            Self::Word { from, to } => {
                words(format!("{from} 改为 {to}"), format!("{from} was changed to {to}"))
            }
            Self::Dropped { test, row } => said(pack, test, *row, "删去条件：", "left out: "),
            Self::NotDropped { test, row } => {
                said(pack, test, *row, "删去“非”，只留：", "the negation was left out of: ")
            }
            Self::Negated { .. }
            | Self::AnotherList { .. }
            | Self::PieceDropped { .. }
            | Self::Swapped { .. }
            | Self::PartDropped { .. }
            | Self::DayDropped { .. }
            | Self::Flag { .. } => self.more_words(pack),
            Self::PremiseDropped => words("删去适用前提", "the premise was left out"),
            Self::PremiseNegated => {
                words("适用前提改为其反面", "the premise was turned into its contrary")
            }
            Self::CodeDropped { fact: of, code: at } => {
                let it = code(of, *at);
                words(format!("不再列入“{}”", it.zh), format!("`{}` is no longer listed", it.en))
            }
            Self::CodeAdded { fact: of, code: at } => {
                let it = code(of, *at);
                words(format!("另列入“{}”", it.zh), format!("`{}` is listed as well", it.en))
            }
            Self::KeyDropped(path) => words(
                format!("去重不再看 {}", fact(path)),
                format!("rows are no longer told apart by {}", fact(path)),
            ),
            Self::GroupDropped { owner: _, record } => {
                let name = vocabulary.record_def(*record).map(|def| &def.written.name);
                let (zh, en) = name.map_or(("", ""), |name| (&*name.zh, &*name.en));
                words(
                    format!("不再计入属于“{zh}”的"),
                    format!("what the {en} owns no longer counts"),
                )
            }
            Self::JudgeDropped { slot } => words(
                format!("不再询问判断事项 {}", slot_word(pack, *slot)),
                format!("the judgement {} is no longer asked", slot_word(pack, *slot)),
            ),
            Self::Reading { register: _, option: _ } => {
                let name = self.name(pack);
                words(format!("推荐读法改为 {name}"), format!("computed under another {name}"))
            }
        }
    }

    /// The words of changes that are seldom made.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are said beside it")]
    fn more_words(&self, pack: &Pack) -> Words {
        match self {
            Self::Negated { test, row } => {
                said(pack, test, *row, "改为其反面：", "turned into its contrary: ")
            }
            Self::AnotherList { list } => {
                let title = pack.names.parameter_def(*list).map(|(def, _)| &def.title);
                let (zh, en) = title.map_or(("", ""), |title| (&*title.zh, &*title.en));
                words(format!("改查名单“{zh}”"), format!("looked up in `{en}` instead"))
            }
            Self::PieceDropped { piece } => {
                let piece = match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Fact(path) => path_word(&pack.names.vocabulary, path),
                };
                words(
                    format!("名称中不再有“{piece}”"),
                    format!("`{piece}` was left out of the name"),
                )
            }
            Self::Swapped { of } => {
                words(format!("{of} 的两项互换"), format!("the two sides of {of} changed places"))
            }
            Self::PartDropped { key } => {
                words(format!("删去 {key}"), format!("{key} was left out"))
            }
            Self::DayDropped { of } => {
                words(format!("{of} 不再写明日期"), format!("the day of {of} was left out"))
            }
            Self::Flag { key, to } => {
                words(format!("{key} 改为 {to}"), format!("{key} was turned to {to}"))
            }
            _ => words("", ""),
        }
    }
}

fn said(pack: &Pack, test: &Test, row: Option<u16>, zh: &str, en: &str) -> Words {
    let sentence = |lang| {
        let writer = Writer::new(pack, lang);
        row.map_or_else(|| writer.sentence(test), |record| writer.limb(record, test))
    };
    words(format!("{zh}{}", sentence(Lang::Zh)), format!("{en}{}", sentence(Lang::En)))
}

/// A path as it is written.
fn path_word(vocabulary: &Vocabulary, path: &Path) -> String {
    let Some(root) = vocabulary.record_def(path.root) else { return String::new() };
    let mut word = root.id.clone();
    let mut record = path.root;
    for step in &path.steps {
        let Some(field) = vocabulary.field_def(record, *step) else { break };
        word.push('.');
        word.push_str(&field.id);
        if let crate::vocabulary::Kind::Row(next) = field.kind {
            record = next;
        }
    }
    word
}

fn code_words(vocabulary: &Vocabulary, path: &Path, code: u16) -> Words {
    let found = list_of(path).and_then(|list| vocabulary.code_def(list)?.words(code));
    found.cloned().unwrap_or_else(|| words("", ""))
}

fn code_word<'v>(vocabulary: &'v Vocabulary, path: &Path, code: u16) -> &'v str {
    let found = list_of(path).and_then(|list| vocabulary.code_def(list));
    let found = found.and_then(|def| def.codes.get(usize::from(code)));
    found.map_or("", |(id, _)| id.as_str())
}

/// The list of codes of a coded fact.
pub(super) fn list_of(path: &Path) -> Option<u16> {
    use crate::vocabulary::Kind;
    if let Kind::Code(list) | Kind::Codes(list) = path.kind { Some(list) } else { None }
}

fn slot_word(pack: &Pack, slot: u16) -> &str {
    pack.names.slot_def(slot).map_or("", |def| &*def.id.value)
}

fn list_word(pack: &Pack, list: u16) -> &str {
    pack.names.parameter_def(list).map_or("", |(def, _)| &*def.name.value)
}

/// A test in one or two words: its kind and what it is about first.
fn brief(pack: &Pack, test: &Test) -> String {
    let vocabulary = &pack.names.vocabulary;
    let fact = |path: &Path| path_word(vocabulary, path);
    let list = |record: u16| vocabulary.record_def(record).map_or("", |def| &*def.id).to_owned();
    let (kind, about) = match &test.what {
        TestKind::All(_) => ("all", String::new()),
        TestKind::Any(_) => ("any", String::new()),
        TestKind::Not(limb) => ("not", brief(pack, limb)),
        TestKind::AtLeastKOf(..) => ("at_least_k_of", String::new()),
        TestKind::OneOf { fact: of, listed, otherwise: _ } => {
            let codes = listed.iter().map(|code| code_word(vocabulary, of, *code));
            let codes: Vec<_> = codes.collect();
            ("one_of", format!("{} [{}]", fact(of), codes.join(", ")))
        }
        TestKind::Is(of) => ("is", fact(of)),
        TestKind::Given(of) => ("given", fact(of)),
        TestKind::Absent(of) => ("absent", fact(of)),
        TestKind::Compare(op, left, _) => (op_word(*op), measured(pack, left)),
        TestKind::Within(date, _) => ("within", measured(pack, date)),
        TestKind::Overlap(_) => ("overlap", String::new()),
        TestKind::Covered { rows, .. } => ("covered", list(rows.record)),
        TestKind::InList { fact: of, list: at, on: _ } => {
            ("in_list", format!("{} {}", fact(of), list_word(pack, *at)))
        }
        TestKind::OwnedBy { owner, .. } => ("owned_by", fact(owner)),
        TestKind::Same(left, right) => ("same", format!("{} {}", fact(left), fact(right))),
        TestKind::Named(of, _) => ("named", fact(of)),
        TestKind::Some(rows) => ("some", list(rows.record)),
        TestKind::No(rows) => ("no", list(rows.record)),
        TestKind::Each(rows, _) => ("each", list(rows.record)),
        TestKind::EveryPeriod(..) => ("every_period", String::new()),
        TestKind::Document(_) => ("document", String::new()),
        TestKind::Judge(question) => ("judge", slot_word(pack, question.slot).to_owned()),
        TestKind::Refer(at) => {
            let id =
                pack.clauses.get(usize::from(*at)).map(|clause| clause.written.id.value.clone());
            ("refer", id.unwrap_or_default())
        }
        TestKind::Rare(rare) => {
            let about = if let Rare::Shares(pair) = &**rare {
                format!("{} {}", fact(&pair.0), fact(&pair.1))
            } else {
                String::new()
            };
            (rare.word(), about)
        }
        TestKind::Readings(register, _) => {
            let id = pack.names.register_def(*register).map(|def| def.id.value.clone());
            ("readings", id.unwrap_or_default())
        }
    };
    format!("{kind} {about}").trim_end().to_owned()
}

/// What is compared, where it has a name.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is computed has no name of its own")]
fn measured(pack: &Pack, quantity: &crate::model::Quantity) -> String {
    use crate::model::QuantityKind;
    let vocabulary = &pack.names.vocabulary;
    let list = |record: u16| vocabulary.record_def(record).map_or("", |def| &*def.id);
    match &quantity.what {
        QuantityKind::Fact(path) => path_word(vocabulary, path),
        QuantityKind::Count(rows, _) => format!("count {}", list(rows.record)),
        QuantityKind::Sum(rows, ..) => format!("sum {}", list(rows.record)),
        _ => String::new(),
    }
}
