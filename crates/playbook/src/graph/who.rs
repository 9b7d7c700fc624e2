//! For whom a circle closes, in words.

use std::collections::BTreeMap;

use civic::money::Fen;
use civic::text::{Lang, Text};
use rules::{Fact, FactKind, Value};

use super::cells::Among;
use super::papers::Papers;

/// What facts may be, by their names in rules; facts not named may be anything.
pub type Profile = BTreeMap<String, Among>;

impl Papers<'_> {
    /// A profile in words: `Staff is under 10 and Risk tier is "High"`.
    pub fn profile_words(&self, profile: &Profile) -> Text {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for (name, among) in profile {
            let fact = self.playbook.catalogue.get(name);
            let called = fact.map_or_else(|| Text::new(name.clone(), name.clone()), |fact| fact.words.clone());
            zh.push(format!("{}{}", called.zh, among_zh(among, fact)));
            en.push(format!("{} is {}", called.en, among_en(among, fact)));
        }
        Text::new(zh.join("、"), en.join(" and "))
    }
}

fn value(value: &Value, fact: Option<&Fact>, lang: Lang) -> String {
    let shown = match (fact.map(|fact| &fact.kind), value) {
        (Some(FactKind::Code(codes)), Value::Text(code)) => {
            codes.iter().find(|(of, _)| of == code).map(|(_, words)| words.get(lang).to_owned())
        }
        (Some(FactKind::Money), Value::Int(fen)) => Some(match lang {
            Lang::Zh => format!("{}元", Fen(*fen).show()),
            Lang::En => format!("{} yuan", Fen(*fen).show()),
        }),
        (Some(FactKind::Int), Value::Int(n)) => return n.to_string(),
        _ => None,
    };
    let bare = matches!(value, Value::Bool(_) | Value::Date(_) | Value::Int(_));
    let shown = shown.unwrap_or_else(|| value.show(lang));
    match (bare, lang) {
        (true, _) => shown,
        (false, Lang::Zh) => format!("“{shown}”"),
        (false, Lang::En) => format!("\"{shown}\""),
    }
}

fn among_zh(among: &Among, fact: Option<&Fact>) -> String {
    let number = |n: i64| value(&Value::Int(n), fact, Lang::Zh);
    match among {
        Among::Values(values) => {
            let words: Vec<String> = values.iter().map(|v| value(v, fact, Lang::Zh)).collect();
            format!("为{}", words.join("或"))
        }
        Among::Others(words) => format!("不是“{}”", words.join("”“")),
        Among::Numbers { from: None, to: None } | Among::Days { from: None, to: None } => "不限".to_owned(),
        Among::Numbers { from: Some(n), to: Some(m) } if n == m => format!("为{}", number(*n)),
        Among::Numbers { from: Some(n), to: Some(m) } => format!("在{}至{}之间", number(*n), number(*m)),
        Among::Numbers { from: Some(n), to: None } => format!("不少于{}", number(*n)),
        Among::Numbers { from: None, to: Some(m) } => format!("少于{}", number(m.saturating_add(1))),
        Among::Days { from: Some(n), to: Some(m) } if n == m => format!("为{n}"),
        Among::Days { from: Some(n), to: Some(m) } => format!("在{n}至{m}之间"),
        Among::Days { from: Some(n), to: None } => format!("在{n}或以后"),
        Among::Days { from: None, to: Some(m) } => format!("在{m}或以前"),
    }
}

fn among_en(among: &Among, fact: Option<&Fact>) -> String {
    let number = |n: i64| value(&Value::Int(n), fact, Lang::En);
    match among {
        Among::Values(values) => {
            let words: Vec<String> = values.iter().map(|v| value(v, fact, Lang::En)).collect();
            words.join(" or ")
        }
        Among::Others(words) => format!("not \"{}\"", words.join("\" or \"")),
        Among::Numbers { from: None, to: None } | Among::Days { from: None, to: None } => "anything".to_owned(),
        Among::Numbers { from: Some(n), to: Some(m) } if n == m => number(*n),
        Among::Numbers { from: Some(n), to: Some(m) } => format!("{} to {}", number(*n), number(*m)),
        Among::Numbers { from: Some(n), to: None } => format!("{} or more", number(*n)),
        Among::Numbers { from: None, to: Some(m) } => format!("under {}", number(m.saturating_add(1))),
        Among::Days { from: Some(n), to: Some(m) } if n == m => n.to_string(),
        Among::Days { from: Some(n), to: Some(m) } => format!("from {n} to {m}"),
        Among::Days { from: Some(n), to: None } => format!("{n} or later"),
        Among::Days { from: None, to: Some(m) } => format!("{m} or earlier"),
    }
}
