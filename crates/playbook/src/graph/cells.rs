//! Facts cut into cells: values that no condition at hand can tell apart.

use std::collections::BTreeMap;

use civic::Date;
use rules::{Fact, FactKind, Node, NodeKind, Parameters, Rule, Truth, Value};

use crate::model::Playbook;

/// What one fact may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// One of these: yes or no, codes, words.
    Values(Vec<Value>),
    /// Any word but these.
    Others(Vec<String>),
    /// A number, or an amount in fen, both ends included; none = without end.
    Numbers {
        /// The least.
        from: Option<i64>,
        /// The greatest.
        to: Option<i64>,
    },
    /// A day, both ends included; none = without end.
    Days {
        /// The first.
        from: Option<Date>,
        /// The last.
        to: Option<Date>,
    },
}

impl Among {
    /// Both together, of ranges only where the second goes on where the first ends.
    pub(super) fn with(&self, next: &Among) -> Among {
        match (self, next) {
            (Among::Values(ours), Among::Values(theirs)) => Among::Values([&ours[..], theirs].concat()),
            (Among::Numbers { from, .. }, Among::Numbers { to, .. }) => Among::Numbers { from: *from, to: *to },
            (Among::Days { from, .. }, Among::Days { to, .. }) => Among::Days { from: *from, to: *to },
            (Among::Values(some), Among::Others(all)) | (Among::Others(all), Among::Values(some)) => {
                let is_in = |word: &&String| !some.iter().any(|v| matches!(v, Value::Text(text) if text == *word));
                Among::Others(all.iter().filter(is_in).cloned().collect())
            }
            _ => self.clone(),
        }
    }
}

/// One cell of a fact.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// A value in it, which stands for all.
    pub sample: Value,
    /// All of it.
    pub among: Among,
}

/// A fact and its cells, which together hold every value it may have.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// Its name in rules.
    pub fact: String,
    /// In order of value; at least two.
    pub cells: Vec<Cell>,
}

impl Cut {
    /// True where cells lie on a line, so that only neighbours make one range.
    pub fn in_order(&self) -> bool {
        matches!(self.cells[0].among, Among::Numbers { .. } | Among::Days { .. })
    }
}

/// The facts that decide these rules on a day, each cut as finely as they need. A fact of which
/// more is asked than how it compares with figures, words and parameters is left out: rules over
/// it stay open, so nothing is claimed of them.
pub(super) fn cuts(playbook: &Playbook, rules: &[&Rule], day: Date) -> Vec<Cut> {
    let mut asked: BTreeMap<String, Vec<Asked>> = BTreeMap::new();
    for rule in rules {
        let why = rule.explain(&BTreeMap::<String, Value>::new(), &playbook.parameters, day, &playbook.catalogue);
        conditions(&why.root, rule, &mut asked);
    }
    let cut = |(name, asked): (String, Vec<Asked>)| {
        let fact = playbook.catalogue.get(&name)?;
        let cells = match &fact.kind {
            FactKind::Bool => [true, false].map(|value| one(Value::Bool(value))).to_vec(),
            FactKind::Code(codes) => codes.iter().map(|(code, _)| one(Value::Text(code.clone()))).collect(),
            _ if asked.iter().any(|asked| !asked.is_plain) => return None,
            _ => ranges(playbook, fact, &asked, day),
        };
        (cells.len() > 1).then_some(Cut { fact: name, cells })
    };
    asked.into_iter().filter_map(cut).collect()
}

/// True when a rule asks what is on record: a value cannot stand for its absence.
pub(super) fn asks_for_records(rule: &Rule) -> bool {
    outside_quotes(rule.text()).split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("NULL"))
}

fn one(value: Value) -> Cell {
    Cell { among: Among::Values(vec![value.clone()]), sample: value }
}

/// A condition over one fact.
struct Asked {
    text: String,
    parameters: Vec<String>,
    is_plain: bool,
}

/// Notes every condition at each fact it reads.
fn conditions(node: &Node, rule: &Rule, out: &mut BTreeMap<String, Vec<Asked>>) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        open.extend(&node.children);
        let NodeKind::Condition { span, facts, parameters } = &node.kind else { continue };
        let text = rule.text().get(span.clone()).unwrap_or_default();
        for met in facts {
            out.entry(met.fact.clone()).or_default().push(Asked {
                text: text.to_owned(),
                parameters: parameters.iter().map(|used| used.parameter.clone()).collect(),
                is_plain: facts.len() == 1 && is_plain(text),
            });
        }
    }
}

fn outside_quotes(text: &str) -> String {
    text.split('\'').step_by(2).collect::<Vec<_>>().join(" ")
}

/// Compares with figures, words and parameters: no arithmetic, no beginnings, no question about the
/// record or the day of judging.
fn is_plain(text: &str) -> bool {
    let outside = outside_quotes(text);
    let known = |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "_()<>=!,.:-".contains(c);
    let mut words = outside.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let odd = |word: &str| ["NULL", "TODAY", "LIKE"].into_iter().any(|odd| word.eq_ignore_ascii_case(odd));
    outside.chars().all(known) && !outside.contains(" - ") && !words.any(odd) && !text.contains("''")
}

/// Numbers, amounts, days or words cut where a condition may change its mind, then put together
/// again wherever none does.
fn ranges(playbook: &Playbook, fact: &Fact, asked: &[Asked], day: Date) -> Vec<Cell> {
    let literals = Literals::of(asked, &playbook.parameters, day, fact.kind == FactKind::Money);
    let cells = match fact.kind {
        FactKind::Date => days(&literals.days),
        FactKind::Text => words(&literals.words),
        _ => numbers(&literals.numbers, fact.min, fact.max),
    };
    let rules: Option<Vec<Rule>> =
        asked.iter().map(|asked| Rule::parse(&asked.text, &playbook.catalogue, &playbook.parameters).ok()).collect();
    let Some(rules) = rules else { return cells };
    let verdicts = |cell: &Cell| -> Vec<Truth> {
        let known = BTreeMap::from([(fact.name.clone(), cell.sample.clone())]);
        rules.iter().map(|rule| rule.evaluate(&known, &playbook.parameters, day)).collect()
    };
    let mut kept: Vec<(Cell, Vec<Truth>)> = Vec::new();
    for cell in cells {
        let verdicts = verdicts(&cell);
        match kept.last_mut() {
            Some((last, theirs)) if *theirs == verdicts && fact.kind != FactKind::Text => {
                last.among = last.among.with(&cell.among);
            }
            _ => kept.push((cell, verdicts)),
        }
    }
    kept.into_iter().map(|(cell, _)| cell).collect()
}

/// What conditions compare with.
#[derive(Default)]
struct Literals {
    numbers: Vec<i64>,
    words: Vec<String>,
    days: Vec<Date>,
}

impl Literals {
    fn of(asked: &[Asked], parameters: &Parameters, day: Date, money: bool) -> Literals {
        let mut found = Literals::default();
        for asked in asked {
            for (at, part) in asked.text.split('\'').enumerate() {
                if at % 2 == 1 {
                    found.days.extend(part.parse::<Date>());
                    found.words.push(part.to_owned());
                } else {
                    let words = part.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
                    words.filter_map(|word| word.parse::<f64>().ok()).for_each(|figure| found.figure(figure, money));
                }
            }
            for name in &asked.parameters {
                match parameters.value_on(name, day) {
                    Some(Value::Int(n)) => found.numbers.push(*n),
                    Some(Value::Text(text)) => found.words.push(text.clone()),
                    Some(Value::Date(date)) => found.days.push(*date),
                    Some(Value::Bool(_)) | None => {}
                }
            }
        }
        found.numbers.sort_unstable();
        found.numbers.dedup();
        found.words.sort();
        found.words.dedup();
        found.days.sort();
        found.days.dedup();
        found
    }

    /// A figure as written, as its negative, and for money as the yuan it may mean. A cut too many
    /// does no harm.
    fn figure(&mut self, figure: f64, money: bool) {
        let times: &[f64] = if money { &[1.0, 100.0] } else { &[1.0] };
        for times in times {
            let bounded = (figure * times).clamp(0.0, 1e15);
            for whole in [bounded.floor() as i64, bounded.ceil() as i64] {
                self.numbers.extend([whole, -whole]);
            }
        }
    }
}

/// Below, at, between and above these numbers, as far as the fact goes.
fn numbers(at: &[i64], min: Option<i64>, max: Option<i64>) -> Vec<Cell> {
    let (min, max) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
    let mut starts: Vec<i64> = at.iter().flat_map(|n| [*n, n.saturating_add(1)]).collect();
    starts.retain(|start| (min..=max).contains(start) && *start > min);
    starts.insert(0, min);
    starts.dedup();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([max]);
    let cell = |(from, to): (i64, i64)| {
        let sample = if from == i64::MIN { to } else { from };
        let among = Among::Numbers { from: (from > min).then_some(from), to: (to < max).then_some(to) };
        Cell { sample: Value::Int(sample), among }
    };
    starts.iter().copied().zip(ends).map(cell).collect()
}

/// Before, on, between and after these days.
fn days(at: &[Date]) -> Vec<Cell> {
    let mut starts: Vec<Date> = at.iter().flat_map(|day| [Some(*day), day.tomorrow().ok()]).flatten().collect();
    starts.dedup();
    let mut cells = Vec::new();
    let before = starts.first().and_then(|first| first.yesterday().ok());
    cells.extend(before.map(|to| Cell { sample: Value::Date(to), among: Among::Days { from: None, to: Some(to) } }));
    for (at, from) in starts.iter().enumerate() {
        let to = starts.get(at + 1).and_then(|next| next.yesterday().ok());
        cells.push(Cell { sample: Value::Date(*from), among: Among::Days { from: Some(*from), to } });
    }
    cells
}

/// Each of these words, and any other.
fn words(at: &[String]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = at.iter().map(|word| one(Value::Text(word.clone()))).collect();
    let mut other = "\u{10ffff}".to_owned();
    while at.contains(&other) {
        other.push('\u{10ffff}');
    }
    cells.push(Cell { sample: Value::Text(other), among: Among::Others(at.to_vec()) });
    cells
}
