//! The document that describes the API (`OpenAPI` 3.1), made from the registry of routes and the types themselves.
//!
//! Paths, methods and doors come from the registry, shapes from the types that are read and written, so neither can say
//! anything else than the program does. JSON Schema 2020-12 is the dialect of both.

use schemars::{JsonSchema as _, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    Area, Operation,
    once::LONGEST,
    operation::{Gives, Param, SchemaOf, Takes},
    problem::{PROBLEMS, Problem},
};
use crate::{policy::Rule, routes::Method};

/// Where shapes stand in the document.
const SHAPES: &str = "/components/schemas";

/// An operation with its route and what that demands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Described {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) rule: Rule,
    pub(crate) operation: Operation,
}

/// Who writes shapes down: what an answer may leave out need not be there, which is another shape than that of what is
/// sent.
struct Shapes {
    given: SchemaGenerator,
    /// Written out where they are used, so that one name never stands for two shapes.
    taken: SchemaGenerator,
}

impl Shapes {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = SHAPES.into();
                settings.meta_schema = None;
            })
        };
        let inline =
            settings().for_deserialize().with(|settings| settings.inline_subschemas = true);
        Self { given: settings().for_serialize().into_generator(), taken: inline.into_generator() }
    }
}

/// The document.
pub(crate) fn document(described: &[Described]) -> Value {
    let mut shapes = Shapes::new();
    let mut paths: Map<String, Value> = Map::new();
    for one in described {
        let method = if one.method == Method::Get { "get" } else { "post" };
        let entry = paths.entry(one.path).or_insert_with(|| json!({}));
        if let Value::Object(entry) = entry {
            entry.insert(method.to_owned(), one.written(&mut shapes));
        }
    }
    let problem = Problem::json_schema(&mut shapes.given);
    let mut schemas = shapes.given.take_definitions(true);
    schemas.insert("Problem".to_owned(), problem.to_value());
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "国合 Guohe",
            "version": "1",
            "summary": "国际科技合作基地管理 / Regulation on international science and technology cooperation bases",
            "description": INTRODUCTION,
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token from /account/tokens. 令牌在 /account/tokens 生成。",
            }},
            "responses": {"Problem": {
                "description": kinds(),
                "content": {"application/problem+json": {
                    "schema": {"$ref": format!("#{SHAPES}/Problem")},
                }},
            }},
            "schemas": schemas,
        },
    })
}

const INTRODUCTION: &str = "What the pages do, for programs: the same doors, the same verbs, the same refusals. Read \
docs/api.md first. 与网页同一套权限、同一套办理规则；先读 docs/api.md。";

fn tags() -> Value {
    let all = [Area::Public].into_iter().chain(Area::COVERED);
    all.map(|area| json!({"name": area.word()})).collect()
}

/// The kinds of problem, with their status.
fn kinds() -> String {
    let all = PROBLEMS.iter().map(|kind| format!("{} `/problems/{}`", kind.status, kind.name));
    format!("A problem (RFC 9457): {}.", all.collect::<Vec<_>>().join(", "))
}

impl Described {
    /// The scope that a token needs; none for what anybody may do.
    pub(crate) fn scope(&self) -> Option<String> {
        let writes = self.method == Method::Post;
        (self.operation.area != Area::Public).then(|| self.operation.area.scope(writes))
    }

    fn written(&self, shapes: &mut Shapes) -> Value {
        let Operation { id, area, zh, en, takes, .. } = self.operation;
        let scope = self.scope();
        let mut written = json!({
            "operationId": id,
            "tags": [area.word()],
            "summary": en,
            "description": format!("{zh}。"),
            "x-who": self.rule.who.named(),
            "x-relation": self.rule.to.word(),
            "security": scope.iter().map(|scope| json!({"token": [scope]})).collect::<Value>(),
            "parameters": self.parameters(),
            "responses": self.answers(&mut shapes.given),
        });
        let content = match takes {
            Takes::Nothing => return written,
            Takes::Json(shape) => json!({"application/json": {"schema": shape(&mut shapes.taken)}}),
            Takes::Bytes => json!({"application/octet-stream": {"schema": {}}}),
        };
        if let Value::Object(written) = &mut written {
            let body = json!({"required": true, "content": content});
            written.insert("requestBody".to_owned(), body);
        }
        written
    }

    fn parameters(&self) -> Value {
        let in_path = self.path.split(['{', '}']).skip(1).step_by(2).map(|name| {
            let schema = if NUMBERED.contains(&name) {
                json!({"type": "string", "format": "uuid"})
            } else {
                json!({"type": "string"})
            };
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        });
        let in_query = self.operation.query.iter().map(Param::written);
        let mut all: Vec<Value> = in_path.chain(in_query).collect();
        if self.operation.changes {
            all.push(json!({
                "name": "Idempotency-Key",
                "in": "header",
                "required": true,
                "description": "One effect, however often it is sent. 同一键只生效一次。",
                "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
            }));
        }
        if self.operation.state && self.operation.changes {
            all.push(json!({
                "name": "If-Match",
                "in": "header",
                "required": false,
                "description": "The ETag of what was read; 412 when it has changed since. 读取时的 ETag。",
                "schema": {"type": "string", "pattern": "^(\\*|\"[0-9a-z]{1,40}\")$"},
            }));
        }
        Value::Array(all)
    }

    fn answers(&self, shapes: &mut SchemaGenerator) -> Value {
        let content = match self.operation.gives {
            Gives::Json(shape) => json!({"application/json": {"schema": shape(shapes)}}),
            Gives::List(shape) => json!({"application/json": {"schema": page(shape, shapes)}}),
            Gives::File => json!({"*/*": {"schema": {}}}),
        };
        let mut headers = Map::new();
        let text = || json!({"schema": {"type": "string"}});
        if self.operation.state {
            headers.insert("ETag".to_owned(), text());
        }
        if matches!(self.operation.gives, Gives::List(_)) {
            headers.insert("Link".to_owned(), text());
        }
        let problem = json!({"$ref": "#/components/responses/Problem"});
        json!({
            "200": {"description": "done", "headers": headers, "content": content},
            "4XX": problem,
            "5XX": problem,
        })
    }
}

/// Parts of addresses that are numbers of things.
const NUMBERED: [&str; 4] = ["case", "round", "notice", "draw"];

/// The shape of a page of a list.
fn page(one: SchemaOf, shapes: &mut SchemaGenerator) -> Value {
    json!({
        "type": "object",
        "required": ["items"],
        "properties": {
            "items": {"type": "array", "items": one(shapes)},
            "next": {"type": "string", "description": "what `after` is to say for the next page"},
        },
    })
}

impl Param {
    fn written(&self) -> Value {
        let schema = match (self.most, self.values) {
            (Some(most), _) => json!({"type": "integer", "minimum": 1, "maximum": most}),
            (None, []) => json!({"type": "string"}),
            (None, values) => json!({"type": "string", "enum": values}),
        };
        json!({
            "name": self.name,
            "in": "query",
            "required": self.needed,
            "description": format!("{} {}", self.en, self.zh),
            "schema": schema,
        })
    }
}
