//! Any text as a rule: understood or told what is wrong, never a crash; what is understood can be judged and explained.
#![no_main]

use civic::text::Text;
use libfuzzer_sys::fuzz_target;
use rules::{Catalogue, Fact, FactKind, Facts, Known, Parameters, Rule};

/// Nothing is known of anybody.
struct Nobody;

impl Facts for Nobody {
    fn get(&self, _: &str) -> Option<Known> {
        None
    }
}

fn catalogue() -> Catalogue {
    let code = FactKind::Code(["low", "medium", "high"].map(|code| (code.to_owned(), Text::new(code, code))).into());
    let kinds = [
        ("works_at_height", FactKind::Bool),
        ("headcount", FactKind::Int),
        ("revenue", FactKind::Money),
        ("industry", FactKind::Text),
        ("opened_on", FactKind::Date),
        ("region_tier", code),
    ];
    let mut all = Catalogue::default();
    for (name, kind) in kinds {
        let fact = Fact {
            name: name.to_owned(),
            kind,
            shape: rules::Shape::Plain,
            unit: None,
            words: Text::new(name, name),
            question: None,
            hint: None,
            register: None,
            min: None,
            max: None,
        };
        all.add(fact).expect("the names differ");
    }
    all
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (known, parameters) = (catalogue(), Parameters::default());
    if let Ok(rule) = Rule::parse(text, &known, &parameters) {
        let on = "2020-03-03".parse().expect("a day of the calendar");
        rule.evaluate(&Nobody, &parameters, on);
        rule.explain(&Nobody, &parameters, on, &known);
        assert!(rule.facts().iter().all(|fact| known.get(fact).is_some()));
    }
});
