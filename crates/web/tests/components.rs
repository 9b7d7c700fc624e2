//! Every component, every example, both languages: labels, ids, shapes, words, nothing unescaped.

use std::collections::{HashMap, HashSet};

use civic::text::Lang;
use scraper::{ElementRef, Html, Selector};
use web::Say;
use web::ui::{ALL, Field, Kind, State, Summary};

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector of this file")).collect()
}

fn words(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

fn examples(lang: Lang) -> Vec<(String, Html, String)> {
    let w = Say::common(lang);
    let all = ALL.iter().flat_map(|(name, examples)| examples(w).into_iter().map(move |example| (*name, example)));
    all.map(|(name, e)| (format!("{name}: {} ({lang:?})", e.title), Html::parse_fragment(&e.html), e.html)).collect()
}

fn each(check: impl Fn(&str, &Html, &str)) {
    for lang in Lang::ALL {
        for (name, page, html) in examples(lang) {
            check(&name, &page, &html);
        }
    }
}

#[test]
fn every_input_has_a_real_label() {
    each(|name, page, _| {
        let labels: HashMap<&str, String> =
            select(page, "label[for]").iter().map(|l| (l.value().attr("for").unwrap(), words(l))).collect();
        for input in select(page, "input:not([type=hidden]), select, textarea") {
            let id = input.value().attr("id").unwrap_or_else(|| panic!("{name}: an input without id"));
            assert!(labels.get(id).is_some_and(|words| !words.is_empty()), "{name}: `{id}` has no label");
        }
    });
}

#[test]
fn ids_are_unique_on_the_preview_page() {
    for lang in Lang::ALL {
        let mut seen = HashSet::new();
        for (name, page, _) in examples(lang) {
            for element in select(&page, "[id]") {
                let id = element.value().attr("id").unwrap().to_owned();
                assert!(seen.insert(id.clone()), "{name}: id `{id}` stands twice");
            }
        }
    }
}

#[test]
fn references_lead_to_something() {
    each(|name, page, _| {
        let ids: HashSet<&str> = select(page, "[id]").iter().map(|e| e.value().attr("id").unwrap()).collect();
        for element in select(page, "[aria-describedby]") {
            for id in element.value().attr("aria-describedby").unwrap().split(' ') {
                assert!(ids.contains(id), "{name}: nothing has the id `{id}`");
            }
        }
    });
}

#[test]
fn hostile_text_stays_text() {
    each(|name, page, html| {
        assert!(select(page, "script, b, i").is_empty(), "{name}: {html}");
        assert!(!html.contains("onerror="), "{name}");
    });
    let hostile = "\"><script>alert(1)</script>'&";
    let field = Field::choice(hostile, hostile, [(hostile, hostile)])
        .hint(hostile)
        .error(hostile)
        .value(hostile)
        .choice_hint(hostile, hostile);
    let line = Field::text(hostile, hostile).hint(hostile).value(hostile).unit(hostile).error(hostile);
    for html in [field.to_string(), line.to_string(), State::stop(hostile).to_string()] {
        let page = Html::parse_fragment(&html);
        assert!(select(&page, "script").is_empty(), "{html}");
    }
    let page = Html::parse_fragment(&line.to_string());
    assert_eq!(select(&page, "input")[0].value().attr("value"), Some(hostile));
}

#[test]
fn every_state_has_its_own_shape_and_its_own_words() {
    let shapes: HashSet<&str> = Kind::ALL.into_iter().map(Kind::shape).collect();
    assert_eq!(shapes.len(), Kind::ALL.len());
    each(|name, page, _| {
        for state in select(page, ".state") {
            assert!(!words(&state).is_empty(), "{name}: a state without words");
            let drawn = state.select(&Selector::parse("svg[data-shape]").unwrap()).count();
            assert!(drawn >= 1, "{name}: a state without shape");
        }
    });
    for lang in Lang::ALL {
        let mut said = HashMap::new();
        for (name, page, _) in examples(lang).iter().filter(|(name, ..)| name.starts_with("State")) {
            let state = &select(page, ".state")[0];
            let shape = select(page, "svg[data-shape]")[0].value().attr("data-shape").unwrap().to_owned();
            let before = said.insert(words(state), shape.clone());
            assert!(before.is_none_or(|other| other == shape), "{name}: two shapes say the same");
        }
    }
}

#[test]
fn no_style_and_no_handler_stands_in_the_html() {
    each(|name, page, _| {
        assert!(select(page, "[style], style, [onclick], [onload], [onsubmit]").is_empty(), "{name}");
    });
}

#[test]
fn no_key_is_without_words() {
    each(|name, _, html| assert!(!html.contains('⟦') && !html.contains("{n}"), "{name}: {html}"));
}

#[test]
fn a_group_of_choices_has_a_legend_and_its_first_input_bears_the_id_of_the_field() {
    let field = Field::choice("mode", "方式", [("a", "甲"), ("b", "乙")]).value("b");
    let page = Html::parse_fragment(&field.to_string());
    assert_eq!(words(&select(&page, "legend")[0]), "方式");
    assert_eq!(select(&page, "input")[0].value().attr("id"), Some("f-mode"));
    assert_eq!(select(&page, "input[checked]")[0].value().attr("value"), Some("b"));
}

#[test]
fn the_summary_leads_to_the_field() {
    let w = Say::common(Lang::Zh);
    let text = || civic::text::Text::new("不对", "wrong");
    let problem = civic::problem::Problem::new("materials[0].file", "x/y", text(), text());
    let summary = Html::parse_fragment(&Summary::new(w, std::slice::from_ref(&problem)).to_string());
    let field = Field::file("materials[0].file", "材料").problems(w, &[problem]);
    let field = Html::parse_fragment(&field.to_string());
    let target = select(&summary, "a")[0].value().attr("href").unwrap().trim_start_matches('#').to_owned();
    assert_eq!(select(&field, "input")[0].value().attr("id"), Some(target.as_str()));
    assert_eq!(select(&field, "input")[0].value().attr("aria-invalid"), Some("true"));
}

#[test]
fn a_password_is_never_filled_in_again() {
    assert!(!Field::password("p", "密码").value("secret").to_string().contains("secret"));
}
