//! The shape of a value as people read it: names, types and what they mean, without the grammar of JSON Schema.

use serde_json::Value;

/// So deep shapes stand in one another; what lies deeper is named alone.
const DEEPEST: usize = 4;

/// Writes the outline of a shape; `document` has the shapes to which it refers.
pub(crate) fn outline(schema: &Value, document: &Value) -> String {
    Outline { document }.of(schema, 0)
}

struct Outline<'d> {
    document: &'d Value,
}

impl Outline<'_> {
    fn of(&self, schema: &Value, depth: usize) -> String {
        let text = |name: &str| schema.get(name).and_then(Value::as_str);
        if let Some(to) = text("$ref") {
            let name = to.rsplit('/').next().unwrap_or(to);
            let found = to.strip_prefix('#').and_then(|to| self.document.pointer(to));
            let known = found.filter(|_| depth < DEEPEST);
            return known.map_or_else(|| name.to_owned(), |known| self.of(known, depth));
        }
        if let Some(one) = schema.get("const") {
            return one.to_string();
        }
        let list = |name: &str| schema.get(name).and_then(Value::as_array);
        if let Some(values) = list("enum") {
            return one_of(values.iter().map(Value::to_string));
        }
        if let Some(any) = list("anyOf").or_else(|| list("oneOf")) {
            return one_of(any.iter().map(|one| self.of(one, depth)));
        }
        let types = match schema.get("type") {
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => vec!["any"],
        };
        one_of(types.into_iter().map(|one| self.of_type(one, schema, depth)))
    }

    fn of_type(&self, kind: &str, schema: &Value, depth: usize) -> String {
        match kind {
            "object" => self.object(schema, depth),
            "array" => {
                let item =
                    schema.get("items").map_or_else(|| "any".to_owned(), |of| self.of(of, depth));
                if item.contains(" | ") { format!("({item})[]") } else { format!("{item}[]") }
            }
            kind => match schema.get("format").and_then(Value::as_str) {
                // How wide a number is in the program tells its reader nothing.
                Some(format) if kind == "string" => format!("{kind} ({format})"),
                _ => kind.to_owned(),
            },
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> String {
        let Some(fields) = schema.get("properties").and_then(Value::as_object) else {
            let other = schema.get("additionalProperties").filter(|other| other.is_object());
            let of = other.map_or_else(|| "any".to_owned(), |other| self.of(other, depth));
            return format!("{{ [name]: {of} }}");
        };
        let needed: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|all| all.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let inside = "  ".repeat(depth + 1);
        let mut lines = String::from("{\n");
        for (name, field) in fields {
            let about = field.get("description").and_then(Value::as_str).unwrap_or_default();
            let mark = if needed.contains(&name.as_str()) { "" } else { "?" };
            let of = self.of(field, depth + 1);
            let about = about.lines().map(|line| format!("{inside}// {line}\n"));
            lines.extend(about);
            lines.extend([inside.as_str(), name, mark, ": ", &of, "\n"]);
        }
        lines.push_str(&"  ".repeat(depth));
        lines.push('}');
        lines
    }
}

fn one_of(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::outline;

    #[test]
    fn a_shape_is_told_with_what_it_refers_to_and_without_end() {
        let document = json!({"shapes": {
            "Words": {"type": "object", "required": ["zh"], "properties": {
                "zh": {"type": "string", "description": "Chinese."}}},
            "Tree": {"type": "object", "properties": {"more": {"$ref": "#/shapes/Tree"}}},
        }});
        let shape = json!({"type": "object", "required": ["name", "days"], "properties": {
            "days": {"type": "array", "items": {"type": ["string", "null"], "format": "date"}},
            "name": {"$ref": "#/shapes/Words", "description": "Its name."},
            "state": {"oneOf": [{"const": "open"}, {"enum": ["shut"]}]},
            "by": {"type": "object", "additionalProperties": {"type": "integer", "format": "uint"}},
        }});
        let told = outline(&shape, &document);
        let lines = [
            "{",
            "  by?: { [name]: integer }",
            "  days: (string (date) | null)[]",
            "  // Its name.",
            "  name: {",
            "    // Chinese.",
            "    zh: string",
            "  }",
            "  state?: \"open\" | \"shut\"",
            "}",
        ];
        assert_eq!(told, lines.join("\n"));
        let tree = outline(&json!({"$ref": "#/shapes/Tree"}), &document);
        assert_eq!(tree.matches("more?:").count(), super::DEEPEST);
        assert!(tree.contains("more?: Tree\n"), "{tree}");
    }
}
