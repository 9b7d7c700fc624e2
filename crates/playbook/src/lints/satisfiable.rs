//! Whether any subject at all can make rules come out true, found by trying what can make a difference.

use std::collections::BTreeMap;

use civic::Date;
use rules::{Catalogue, Explanation, FactKind, Node, NodeKind, Parameters, Rule, Truth, Value};

use crate::model::Playbook;

/// Most states looked at for one question; beyond it nothing is claimed.
const TRIES_MAX: usize = 5_000;

/// True or false only where it is sure; unknown where the rule does arithmetic, compares facts with
/// each other, asks what is on record, or there are too many cases.
pub(super) fn satisfiable(playbook: &Playbook, texts: &[&str], given: &[(&str, Value)]) -> Truth {
    let days = std::iter::once(playbook.from).chain(playbook.parameters.0.iter().map(|entry| entry.from));
    let mut days: Vec<Date> = days.filter(|day| *day >= playbook.from).collect();
    days.sort();
    days.dedup();
    let mut sure = true;
    for day in days {
        match on_day(playbook, texts, given, day) {
            Some(true) => return Truth::True,
            Some(false) => {}
            None => sure = false,
        }
    }
    if sure { Truth::False } else { Truth::Unknown }
}

fn on_day(playbook: &Playbook, texts: &[&str], given: &[(&str, Value)], day: Date) -> Option<bool> {
    let whole = texts.iter().map(|text| format!("({text})")).collect::<Vec<_>>().join(" AND ");
    let (catalogue, parameters) = (&playbook.catalogue, &playbook.parameters);
    let rule = Rule::parse(&whole, catalogue, parameters).ok()?;
    let facts: BTreeMap<String, Value> =
        given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let why = rule.explain(&facts, parameters, day, catalogue);
    let plain = is_plain(&whole) && one_fact_each(&why);
    let ways = ways(&rule, &facts, catalogue, parameters, day);
    let mut search = Search { rule: &rule, parameters, day, ways, tries: 0 };
    match search.any(facts, 0) {
        Some(true) => Some(true),
        Some(false) if plain => Some(false),
        _ => None,
    }
}

/// Only comparisons with figures, quoted words and parameters: no arithmetic, no question about
/// records or the day, no figure written in a way that is not understood here.
fn is_plain(text: &str) -> bool {
    let outside: String = text.split('\'').step_by(2).collect::<Vec<_>>().join(" ");
    let known = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "_()<>=!,.:-".contains(c);
    let words: Vec<&str> = outside.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').collect();
    let is_word = |word: &str| words.iter().any(|w| w.eq_ignore_ascii_case(word));
    let figures = words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let read = figures.clone().all(|word| word.parse::<f64>().is_ok());
    let odd = text.contains("''") || outside.contains(" - ") || ["NULL", "TODAY", "LIKE"].into_iter().any(is_word);
    outside.chars().all(known) && read && !odd
}

/// Every condition reads one fact, so trying facts one by one misses nothing.
fn one_fact_each(why: &Explanation) -> bool {
    fn of(node: &Node) -> bool {
        match &node.kind {
            NodeKind::Condition { facts, .. } => facts.len() <= 1,
            _ => node.children.iter().all(of),
        }
    }
    of(&why.root)
}

type Ways = Vec<(String, Vec<Value>)>;

/// Per fact still open, values on both sides of everything the rule compares with.
fn ways(
    rule: &Rule,
    known: &BTreeMap<String, Value>,
    catalogue: &Catalogue,
    parameters: &Parameters,
    day: Date,
) -> Ways {
    let literals = Literals::of(rule, parameters, day);
    let open = rule.facts().into_iter().filter(|name| !known.contains_key(*name));
    let values = |name: &str| -> Vec<Value> {
        let Some(fact) = catalogue.get(name) else { return Vec::new() };
        match &fact.kind {
            FactKind::Bool => vec![Value::Bool(true), Value::Bool(false)],
            FactKind::Code(codes) => codes.iter().map(|(code, _)| Value::Text(code.clone())).collect(),
            FactKind::Text => literals.texts.iter().cloned().map(Value::Text).collect(),
            FactKind::Date => literals.days.iter().copied().map(Value::Date).collect(),
            FactKind::Int | FactKind::Money => {
                let (min, max) = (fact.min.unwrap_or(i64::MIN), fact.max.unwrap_or(i64::MAX));
                let edges = [fact.min, fact.max].into_iter().flatten();
                let mut all: Vec<i64> = literals.numbers.iter().copied().chain(edges).collect();
                all.retain(|n| (min..=max).contains(n));
                all.sort_unstable();
                all.dedup();
                all.into_iter().map(Value::Int).collect()
            }
        }
    };
    open.map(|name| (name.to_owned(), values(name))).collect()
}

struct Literals {
    numbers: Vec<i64>,
    texts: Vec<String>,
    days: Vec<Date>,
}

impl Literals {
    fn of(rule: &Rule, parameters: &Parameters, day: Date) -> Literals {
        let mut found = Literals { numbers: vec![0], texts: vec!["\u{10ffff}".to_owned()], days: vec![day] };
        for (at, part) in rule.text().split('\'').enumerate() {
            if at % 2 == 1 {
                found.days.extend(part.parse::<Date>());
                found.texts.push(part.to_owned());
            } else {
                let numbers = part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
                found.numbers.extend(numbers.filter_map(|word| word.parse::<f64>().ok()).flat_map(around));
            }
        }
        for name in rule.parameters() {
            match parameters.value_on(name, day) {
                Some(Value::Int(n)) => found.numbers.push(*n),
                Some(Value::Text(text)) => found.texts.push(text.clone()),
                Some(Value::Date(date)) => found.days.push(*date),
                _ => {}
            }
        }
        let numbers = found.numbers.clone();
        let signed = numbers.iter().flat_map(|n| [*n, n.saturating_neg()]);
        found.numbers = signed.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]).collect();
        let days = found.days.clone();
        let beside = days.iter().flat_map(|d| [d.yesterday().ok(), Some(*d), d.tomorrow().ok()]);
        found.days = beside.flatten().collect();
        found
    }
}

/// A figure as whole units, and as fen where it may mean yuan.
fn around(figure: f64) -> [i64; 4] {
    // bounded, and only ever a guess at where to look: rounding does no harm
    let bounded = figure.clamp(-1e15, 1e15);
    [bounded.floor() as i64, bounded.ceil() as i64, (bounded * 100.0).floor() as i64, (bounded * 100.0).ceil() as i64]
}

struct Search<'a> {
    rule: &'a Rule,
    parameters: &'a Parameters,
    day: Date,
    ways: Ways,
    tries: usize,
}

impl Search<'_> {
    /// Depth is the number of facts of one rule. None = too many tries.
    fn any(&mut self, facts: BTreeMap<String, Value>, at: usize) -> Option<bool> {
        self.tries += 1;
        if self.tries > TRIES_MAX {
            return None;
        }
        match self.rule.evaluate(&facts, self.parameters, self.day) {
            Truth::True => return Some(true),
            Truth::False => return Some(false),
            Truth::Unknown => {}
        }
        // a fact none of whose values are known here leaves the question open
        let (name, values) = self.ways.get(at).filter(|(_, values)| !values.is_empty()).cloned()?;
        for value in values {
            let mut next = facts.clone();
            next.insert(name.clone(), value);
            if self.any(next, at + 1)? {
                return Some(true);
            }
        }
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use crate::source::Files;

    fn playbook() -> Playbook {
        let book = "[playbook]\nid = \"b\"\nname = { zh-CN = \"书\", en = \"B\" }\nversion = \"1\"\nfrom = 2020-03-03\n\
                    basis = \"b\"\n[[parameter]]\nname = \"least\"\nvalue = 10\nfrom = 2020-03-03\nbasis = \"b\"\n\
                    [[parameter]]\nname = \"least\"\nvalue = 5\nfrom = 2020-04-01\nbasis = \"b\"\n";
        let named = "name = { zh-CN = \"数\", en = \"N\" }\nregister = \"r\"\n";
        let facts = format!(
            "[fact.people]\ntype = \"integer\"\nmin = 0\n{named}[fact.beds]\ntype = \"integer\"\n{named}\
             [fact.since]\ntype = \"date\"\n{named}[fact.word]\ntype = \"text\"\n{named}\
             [fact.tier]\ntype = \"code\"\nvalues = [{{ code = \"low\", name = {{ zh-CN = \"低\", en = \"L\" }} }}, \
             {{ code = \"high\", name = {{ zh-CN = \"高\", en = \"H\" }} }}]\n{named}"
        );
        let files = [("playbook.toml", book.to_owned()), ("facts.toml", facts)];
        let files: Files = files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect();
        let reading = read(&files, &Catalogue::default());
        reading.playbook.unwrap_or_else(|| panic!("{:?}", reading.diagnostics))
    }

    fn check(rule: &str, expected: Truth) {
        assert_eq!(satisfiable(&playbook(), &[rule], &[]), expected, "{rule}");
    }

    #[test]
    fn finds_values_between_bounds() {
        check("people > 5 AND people < 7", Truth::True);
        check("people > 5 AND people < 100 AND people NOT IN (6, 7, 99)", Truth::True);
        check("since > DATE '2020-01-01' AND since < DATE '2020-01-03'", Truth::True);
        check("word <> 'a' AND word <> 'b'", Truth::True);
    }

    #[test]
    fn is_sure_of_contradictions() {
        check("people >= 10 AND people < 10", Truth::False);
        check("people < 0", Truth::False);
        check("tier = 'low' AND tier = 'high'", Truth::False);
        check("tier <> 'low' AND NOT tier = 'high'", Truth::False);
        check("word = 'a' AND word = 'b'", Truth::False);
        check("(people > 3 OR tier = 'low') AND people <= 3 AND tier = 'high'", Truth::False);
    }

    #[test]
    fn a_later_value_of_a_parameter_counts() {
        check("people >= :least AND people < 8", Truth::True);
        check("people >= :least AND people < 5", Truth::False);
    }

    #[test]
    fn claims_nothing_where_it_is_not_sure() {
        check("people * 2 < 1 AND people > 5", Truth::Unknown);
        check("people > beds AND beds > people", Truth::Unknown);
        check("people IS NOT NULL AND people IS NULL", Truth::Unknown);
        check("word = 'it''s' AND word <> 'it''s'", Truth::Unknown);
        check("since > TODAY AND since < TODAY", Truth::Unknown);
    }
}
