//! What the parser says, told to people in both languages.
//!
//! The parser speaks English to programmers. The faults that people make are told in our own words, each
//! found by a part of the parser's message; what is left is passed on as it is.

use super::Fault;
use crate::{diagnostic::words, syntax::Words};

/// A part of the parser's message, and what is said instead.
const KNOWN: [(&str, &str, &str); 19] = [
    (
        "larger than",
        "文件过大，超过 10 MiB 的部分不再读取",
        "the file is too large; at most 10 MiB are read",
    ),
    ("Depth {", "嵌套过深（最多 64 层）", "it is nested too deeply; at most 64 levels are read"),
    ("recursion limit", "括号嵌套过深", "brackets are nested too deeply"),
    ("recursive references", "引用（*）指向了自己", "an alias (`*`) refers to itself"),
    (
        "budget breached",
        "内容过多或引用（*）展开过大",
        "there is too much in it, or aliases (`*`) unfold to too much",
    ),
    (
        "alias",
        "引用（*）指向的标记（&）不存在或展开过大",
        "an alias (`*`) has no anchor (`&`), or unfolds to too much",
    ),
    ("tabs disallowed", "缩进不能用制表符，请改用空格", "indentation takes spaces, not tabs"),
    (
        "multiple YAML documents",
        "一个文件只能有一份内容，不能用 --- 分成几份",
        "a file holds one document; `---` must not begin a second",
    ),
    ("unclosed bracket", "括号没有闭合", "a bracket is not closed"),
    (
        "multiline quoted scalar",
        "引号没有闭合，或续行缩进有误",
        "a quotation mark is not closed, or its next line is not indented",
    ),
    ("unclosed quote", "引号没有闭合", "a quotation mark is not closed"),
    ("unexpected character", "此处不应有这个字符", "this character cannot stand here"),
    ("non-finite float", "这不是可用的数", "this is not a number that can be used"),
    (
        "did not find expected key",
        "缩进与上文不符，或漏写了冒号",
        "the indentation does not fit what stands above, or a colon is missing",
    ),
    (
        "mapping values are not allowed",
        "此处不应有冒号；值中含冒号时请加引号",
        "no colon can stand here; put a value that contains one in quotation marks",
    ),
    (
        "illegal placement of ':'",
        "此处不应有冒号；上面的括号可能没有闭合",
        "no colon can stand here; a bracket above may not be closed",
    ),
    ("expected string scalar", "名称应为文字", "a name must be text"),
    ("null into string", "名称不能为空", "a name must not be empty"),
    (
        "<document start>",
        "内容结束之后还有多余的文字",
        "something follows after the end of the content",
    ),
];

impl Fault {
    /// What is wrong, in both languages.
    pub fn words(&self) -> Words {
        if let Some(key) = self.duplicate() {
            return words(format!("“{key}”写了两次"), format!("`{key}` stands twice"));
        }
        let known = KNOWN.iter().find(|(part, _, _)| self.message.contains(part));
        match known {
            Some((_, zh, en)) => words(*zh, *en),
            None => words(format!("YAML 写法有误（{}）", self.message), self.message.clone()),
        }
    }

    /// The key that stands twice, when that is the fault.
    fn duplicate(&self) -> Option<&str> {
        let rest = self.message.strip_prefix("duplicate mapping key: ")?;
        Some(rest.rsplit_once(", set ").map_or(rest, |(key, _)| key))
    }
}

#[cfg(test)]
mod tests {
    use crate::{facts::Tree, yaml};

    fn told(text: &str) -> (String, u64, u64) {
        let fault = yaml::parse::<Tree>(text).unwrap_err();
        (fault.words().en, fault.place.line, fault.place.column)
    }

    #[test]
    fn what_people_mistype_is_told_in_our_own_words_with_its_place() {
        assert_eq!(told("a: 1\nb: 2\na: 3\n"), ("`a` stands twice".into(), 3, 1));
        assert_eq!(told("a:\n\tb: 1\n"), ("indentation takes spaces, not tabs".into(), 2, 2));
        assert_eq!(told("{\"a\": 1"), ("a bracket is not closed".into(), 1, 1));
        assert_eq!(told("a: 1\nb: \0\n"), ("this character cannot stand here".into(), 2, 4));
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_where_the_limit_lies() {
        let text = format!("a: 1\nb: {}", "x".repeat(yaml::LARGEST));
        let limit = u64::try_from(yaml::LARGEST).unwrap();
        let told = told(&text);
        assert_eq!(told, ("the file is too large; at most 10 MiB are read".into(), 2, limit - 4));
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut laughs = String::from("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (name, before) in ('b'..='j').zip('a'..) {
            let row = vec![format!("*{before}"); 9].join(", ");
            laughs.push_str(&[name.to_string(), format!(": &{name} [{row}]\n")].concat());
        }
        let (said, line, _) = told(&laughs);
        assert_eq!(said, "there is too much in it, or aliases (`*`) unfold to too much");
        assert_eq!(line, 6);
    }
}
