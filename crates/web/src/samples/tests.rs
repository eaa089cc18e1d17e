//! Every sample, in both languages, read by a real HTML parser.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};

use super::all;
use crate::lang::Lang;

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// What is wrong on any page, by language and page.
fn everywhere(look: impl Fn(&Html, &str, Lang) -> Vec<String>) -> BTreeMap<String, Vec<String>> {
    let mut wrong = BTreeMap::new();
    for lang in Lang::ALL {
        for sample in all(lang) {
            let found = look(&Html::parse_document(&sample.html), &sample.html, lang);
            if !found.is_empty() {
                wrong.insert(format!("{lang}/{}", sample.name), found);
            }
        }
    }
    wrong
}

fn nothing() -> BTreeMap<String, Vec<String>> {
    BTreeMap::new()
}

#[test]
fn every_page_has_a_sample_in_both_languages() {
    let names = |lang| all(lang).into_iter().map(|sample| sample.name).collect::<Vec<_>>();
    assert_eq!(names(Lang::Zh), names(Lang::En));
    let unique: BTreeSet<_> = names(Lang::Zh).into_iter().collect();
    assert_eq!(unique.len(), names(Lang::Zh).len());
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages");
    let templates = templates_in(std::path::Path::new(root));
    assert!(
        templates.len() <= unique.len(),
        "{} templates, {} samples",
        templates.len(),
        unique.len()
    );
}

fn templates_in(dir: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(templates_in(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(
                text.lines().filter(|line| line.contains("#[template(path")).map(str::to_owned),
            );
        }
    }
    found
}

#[test]
fn every_page_is_well_formed() {
    assert_eq!(
        everywhere(|html, _, _| html.errors.iter().map(ToString::to_string).collect()),
        nothing()
    );
}

#[test]
fn every_page_says_its_language_and_has_one_heading_of_the_first_rank() {
    let wrong = everywhere(|html, _, lang| {
        let mut wrong = Vec::new();
        let root = html.root_element().value().attr("lang").unwrap_or_default().to_owned();
        if root != lang.tag() {
            wrong.push(format!("lang is {root}"));
        }
        let heads = select(html, "h1").len();
        if heads != 1 {
            wrong.push(format!("{heads} h1"));
        }
        wrong
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn no_word_is_missing() {
    assert_eq!(everywhere(|_, text, _| text.matches('⟦').map(str::to_owned).collect()), nothing());
}

#[test]
fn an_english_page_holds_chinese_only_where_it_says_so() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let wrong = everywhere(|html, _, lang| {
        if lang == Lang::Zh {
            return Vec::new();
        }
        let body = select(html, "main").remove(0);
        let texts = body.descendants().filter_map(|node| {
            let text = node.value().as_text()?;
            let marked = node
                .ancestors()
                .filter_map(ElementRef::wrap)
                .take_while(|e| e.value().name() != "main")
                .any(|e| e.value().attr("lang").is_some() || e.value().name() == "textarea");
            (chinese(text) && !marked).then(|| text.trim().to_owned())
        });
        texts.filter(|text| !text.contains("万元") && !text.contains(".pdf")).collect()
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn every_input_has_a_label() {
    let wrong = everywhere(|html, _, _| {
        let labelled: BTreeSet<_> = select(html, "label[for]")
            .iter()
            .filter_map(|label| label.value().attr("for"))
            .collect();
        select(html, "input:not([type=hidden]), select, textarea")
            .iter()
            .filter(|input| {
                let value = input.value();
                let wrapped = input
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .any(|e| e.value().name() == "label");
                !wrapped
                    && value.attr("aria-label").is_none()
                    && !value.attr("id").is_some_and(|id| labelled.contains(id))
            })
            .map(ElementRef::html)
            .collect()
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    let wrong = everywhere(|html, _, _| {
        let mut wrong = Vec::new();
        let mut ids = BTreeSet::new();
        for element in select(html, "[id]") {
            let id = element.value().attr("id").unwrap_or_default();
            if !ids.insert(id) {
                wrong.push(format!("twice: {id}"));
            }
        }
        for attribute in ["aria-labelledby", "aria-describedby", "for"] {
            for element in select(html, &format!("[{attribute}]")) {
                let named = element.value().attr(attribute).unwrap_or_default();
                wrong.extend(
                    named
                        .split(' ')
                        .filter(|id| !ids.contains(id))
                        .map(|id| format!("{attribute} {id}")),
                );
            }
        }
        for link in select(html, "main a[href^='#'], .errors a") {
            let target = link.value().attr("href").unwrap_or_default();
            wrong.extend(
                target
                    .strip_prefix('#')
                    .filter(|id| !ids.contains(id))
                    .map(|id| format!("link to {id}")),
            );
        }
        wrong
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn nothing_is_scripted_or_styled_in_line() {
    let wrong = everywhere(|html, _, _| {
        let mut wrong: Vec<String> = select(html, "style, [style], script:not([src])")
            .iter()
            .map(ElementRef::html)
            .collect();
        for element in select(html, "*") {
            wrong.extend(
                element
                    .value()
                    .attrs()
                    .filter(|(name, _)| name.starts_with("on"))
                    .map(|(name, _)| name.to_owned()),
            );
        }
        wrong
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let wrong = everywhere(|html, _, _| {
        select(html, "link[href], script[src], img[src], use[href], iframe, object, embed")
            .iter()
            .filter(|e| {
                !e.value()
                    .attr("href")
                    .or(e.value().attr("src"))
                    .is_some_and(|at| at.starts_with('/'))
            })
            .map(ElementRef::html)
            .collect()
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn every_form_that_changes_something_carries_the_token() {
    let wrong = everywhere(|html, _, _| {
        select(html, "form[method=post]")
            .iter()
            .filter(|form| {
                form.select(&Selector::parse("input[name=form_token]").unwrap()).next().is_none()
            })
            .map(ElementRef::html)
            .collect()
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn no_form_puts_a_secret_into_an_address() {
    let secret = Selector::parse(
        "input[type=password], input[name=code], input[name=secret], input[name=invitation], input[name=form_token], \
         input[name=proof_of_person], textarea[name=reasons]",
    )
    .unwrap();
    let wrong = everywhere(|html, _, _| {
        // The check code of a certificate is no secret: it stands on the certificate, and in the link of its code.
        let forms = select(html, "form:not([method=post]):not([action='/verify'])");
        let with_secrets = forms.iter().filter(|form| form.select(&secret).next().is_some());
        with_secrets.map(ElementRef::html).collect()
    });
    assert_eq!(wrong, nothing());
}

#[test]
fn every_page_of_a_demonstration_shows_its_date() {
    let wrong = everywhere(|html, _, lang| {
        let banner: String = select(html, ".demo").iter().flat_map(ElementRef::text).collect();
        if banner.contains(lang.of("2026年5月15日", "15 May 2026")) {
            Vec::new()
        } else {
            vec![banner]
        }
    });
    assert_eq!(wrong, nothing());
}
