//! JSON Schema of each kind of file in a pack, for editors.
//!
//! They are made from the types that the parser reads, so that what an editor accepts is what loads. Names of facts,
//! clauses and stages are beyond it; the linter looks at those.

use guohe_rules::{examples, syntax};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use crate::{message::rules::Rules, procedure::Procedure, replay::Script};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `pack.yaml`.
    Pack,
    /// A file under `articles/`, and `offered.yaml`.
    Articles,
    /// `readings.yaml`.
    Readings,
    /// `judgements.yaml`.
    Judgements,
    /// A file under `examples/`, those of whole facts left out.
    Examples,
    /// `scores.yaml`.
    Scores,
    /// `procedure.yaml`.
    Procedure,
    /// `lifecycle.yaml`.
    Lifecycle,
    /// A record of the vocabulary.
    Vocabulary,
    /// A file of shared parameters.
    Parameters,
    /// `personal.yaml`.
    Personal,
    /// `messages.yaml`, of a pack or of the product.
    Messages,
    /// `demo/demo.yaml`.
    Demo,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Pack,
        Self::Articles,
        Self::Readings,
        Self::Judgements,
        Self::Examples,
        Self::Scores,
        Self::Procedure,
        Self::Lifecycle,
        Self::Vocabulary,
        Self::Parameters,
        Self::Personal,
        Self::Messages,
        Self::Demo,
    ];

    /// Its word on the command line and in the names of schema files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Articles => "articles",
            Self::Readings => "readings",
            Self::Judgements => "judgements",
            Self::Examples => "examples",
            Self::Scores => "scores",
            Self::Procedure => "procedure",
            Self::Lifecycle => "lifecycle",
            Self::Vocabulary => "vocabulary",
            Self::Parameters => "parameters",
            Self::Personal => "personal",
            Self::Messages => "messages",
            Self::Demo => "demo",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind of a file by its path below the folder of packs.
    pub fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        Some(match parts.as_slice() {
            ["vocabulary", _] => Self::Vocabulary,
            ["parameters", _] => Self::Parameters,
            [_, _, "pack.yaml"] => Self::Pack,
            [_, _, "readings.yaml"] => Self::Readings,
            [_, _, "judgements.yaml"] => Self::Judgements,
            [_, _, "scores.yaml"] => Self::Scores,
            [_, _, "personal.yaml"] => Self::Personal,
            ["messages.yaml"] | [_, _, "messages.yaml"] => Self::Messages,
            [_, _, "procedure.yaml"] => Self::Procedure,
            [_, _, "lifecycle.yaml"] => Self::Lifecycle,
            [_, _, "articles", _] | [_, _, "offered.yaml"] => Self::Articles,
            [_, _, "demo", "demo.yaml"] => Self::Demo,
            [_, _, "examples", "base" | "journeys", ..] => return None,
            [_, _, "examples", ..] => Self::Examples,
            _ => return None,
        })
    }

    /// The schema of a file of this kind.
    pub fn schema(self) -> Value {
        match self {
            Self::Pack => of::<syntax::PackFile>(),
            Self::Articles => of::<syntax::Article>(),
            Self::Readings => of::<syntax::RegisterFile>(),
            Self::Judgements => of::<syntax::SlotFile>(),
            Self::Examples => of::<examples::File>(),
            Self::Scores => of::<syntax::ScoreFile>(),
            Self::Procedure | Self::Lifecycle => of::<Procedure>(),
            Self::Vocabulary => of::<syntax::Record>(),
            Self::Parameters => of::<syntax::ParameterFile>(),
            Self::Personal => of::<syntax::PersonalFile>(),
            Self::Messages => of::<Rules>(),
            Self::Demo => of::<Script>(),
        }
    }
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07();
    let schema = SchemaGenerator::new(settings).into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    loosen(&mut schema);
    schema
}

/// A text may be written as a number or a word that other readers of YAML take for yes or no; the parser reads a text
/// where a text is asked for, and so should an editor. The same holds for codes that are called yes and no.
fn loosen(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let free = object.get("type") == Some(&json!("string"))
                && !object.contains_key("enum")
                && !object.contains_key("const")
                && !object.contains_key("format");
            if free {
                object.insert("type".to_owned(), json!(["string", "number", "boolean"]));
            }
            if let Some(Value::Array(choices)) = object.get_mut("oneOf")
                && choices.iter().any(|choice| choice.get("const") == Some(&json!("no")))
            {
                choices.push(json!({"type": "boolean"}));
            }
            object.values_mut().for_each(loosen);
        }
        Value::Array(items) => items.iter_mut().for_each(loosen),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
