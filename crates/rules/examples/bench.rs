//! Measures the bulk engine on made-up enterprises and policies: `cargo run --release -p rules --example bench -- …`.
//!
//! `FOLDER ENTERPRISES sharing|apart THREADS`: writes `data.csv` and the policies' texts into the folder where they are not there
//! yet, and prints one JSON object: times, memory, totals a policy.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use civic::Date;
use civic::text::Text;
use rules::bulk::{Column, Plan, Policy, Table, Totals};
use rules::{Catalogue, Fact, FactKind, Parameters, Rule, Shape};

const TODAY: Date = Date::constant(2020, 3, 15);
const POLICIES: usize = 100;

/// Numbers that look like chance, the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % below
    }
}

const INTS: [&str; 4] = ["headcount", "insured", "founded", "branches"];
const MONEY: [&str; 4] = ["revenue", "revenue_last_year", "assets", "premium"];
const TEXTS: [(&str, &[&str]); 5] = [
    ("industry", &["C13", "C14", "C26", "C27", "C35", "F51", "F52", "H61", "H62", "I65", "L72", "O80"]),
    ("tier", &["low", "medium", "high"]),
    ("credit", &["A", "B", "C", "D", "M"]),
    ("size", &["micro", "small", "medium", "large"]),
    ("district", &["d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09", "d10", "d11", "d12"]),
];
const BOOLS: [&str; 3] = ["exports", "high_tech", "laid_off"];

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    let kinds = INTS
        .iter()
        .map(|name| (*name, FactKind::Int))
        .chain(MONEY.iter().map(|name| (*name, FactKind::Money)))
        .chain(TEXTS.iter().map(|(name, _)| (*name, FactKind::Text)))
        .chain(BOOLS.iter().map(|name| (*name, FactKind::Bool)));
    for (name, kind) in kinds {
        let fact = Fact {
            name: name.to_owned(),
            kind,
            shape: Shape::Plain,
            unit: None,
            words: Text::new(name, name),
            question: None,
            hint: None,
            register: None,
            min: None,
            max: None,
        };
        catalogue.add(fact).expect("names are apart");
    }
    catalogue
}

/// A column of numbers of which one in twenty is missing.
fn numbers(rows: usize, seed: u64, most: u64) -> Vec<Option<i64>> {
    let mut chance = Chance(seed);
    (0..rows)
        .map(|_| {
            let value = i64::try_from(chance.below(most)).expect("small");
            (chance.below(20) > 0).then_some(value)
        })
        .collect()
}

struct Made {
    numbers: Vec<(&'static str, Vec<Option<i64>>)>,
    texts: Vec<(&'static str, Vec<Option<&'static str>>)>,
    bools: Vec<(&'static str, Vec<Option<bool>>)>,
}

fn make(rows: usize) -> Made {
    let ints = INTS.iter().zip([1_000, 900, 120, 40]);
    let money = MONEY.iter().zip([4_000_000_000, 4_000_000_000, 9_000_000_000, 90_000_000]);
    let all = ints.chain(money).zip(11..).map(|((name, most), seed)| (*name, numbers(rows, seed, most))).collect();
    let word = |list: &'static [&'static str], at: i64| list[usize::try_from(at).expect("small")];
    let texts = TEXTS
        .iter()
        .zip(31..)
        .map(|((name, list), seed)| {
            let places = numbers(rows, seed, list.len() as u64);
            (*name, places.into_iter().map(|at| at.map(|at| word(list, at))).collect())
        })
        .collect();
    let bools = BOOLS
        .iter()
        .zip(51..)
        .map(|(name, seed)| (*name, numbers(rows, seed, 2).into_iter().map(|at| at.map(|at| at == 1)).collect()))
        .collect();
    Made { numbers: all, texts, bools }
}

/// A condition; few different ones where policies share, many where they do not.
fn leaf(chance: &mut Chance, sharing: bool) -> String {
    let steps = if sharing { 4 } else { 400 };
    let sign = ["<=", ">", ">=", "<"][chance.below(if sharing { 2 } else { 4 }) as usize];
    match chance.below(8) {
        0 => format!("headcount {sign} {}", (chance.below(steps) + 1) * (1_000 / (steps + 1))),
        1 => format!("insured {sign} {}", (chance.below(steps) + 1) * (900 / (steps + 1))),
        2 => format!("revenue {sign} {}", (chance.below(steps) + 1) * (4_000_000_000 / (steps + 1))),
        3 => format!("revenue <= 0.{} * revenue_last_year", 5 + chance.below(if sharing { 2 } else { 5 })),
        4 => BOOLS[chance.below(3) as usize].to_owned() + " = TRUE",
        5 => format!("NOT credit = '{}'", ["D", "C"][chance.below(2) as usize]),
        6 => {
            let (name, list) = TEXTS[chance.below(5) as usize];
            let first = chance.below(list.len() as u64) as usize;
            let second = if sharing { (first + 1) % list.len() } else { chance.below(list.len() as u64) as usize };
            format!("{name} IN ('{}', '{}')", list[first], list[second])
        }
        _ => format!("industry LIKE '{}%'", ["C", "F", "H", "C1", "C2"][chance.below(5) as usize]),
    }
}

fn policies(sharing: bool) -> Vec<String> {
    let mut chance = Chance(if sharing { 7_001 } else { 9_001 });
    let mut policy = || {
        let mut parts = Vec::new();
        for _ in 0..2 + chance.below(3) {
            let one = leaf(&mut chance, sharing);
            parts.push(if chance.below(3) == 0 { format!("({one} OR {})", leaf(&mut chance, sharing)) } else { one });
        }
        parts.join(" AND ")
    };
    (0..POLICIES).map(|_| policy()).collect()
}

fn write(folder: &Path, made: &Made, rows: usize) -> std::io::Result<()> {
    let path = folder.join("data.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let names = made.numbers.iter().map(|(name, _)| *name).chain(made.texts.iter().map(|(name, _)| *name));
    let names: Vec<&str> = names.chain(made.bools.iter().map(|(name, _)| *name)).collect();
    writeln!(file, "{}", names.join(","))?;
    let mut line = String::new();
    for row in 0..rows {
        line.clear();
        let show = |line: &mut String, value: Option<String>| {
            *line += &value.unwrap_or_default();
            line.push(',');
        };
        made.numbers.iter().for_each(|(_, values)| show(&mut line, values[row].map(|value| value.to_string())));
        made.texts.iter().for_each(|(_, values)| show(&mut line, values[row].map(str::to_owned)));
        made.bools.iter().for_each(|(_, values)| show(&mut line, values[row].map(|value| value.to_string())));
        line.pop();
        writeln!(file, "{line}")?;
    }
    file.flush()
}

fn table(made: Made, rows: usize) -> Table {
    let mut table = Table::new(rows);
    for (name, values) in made.numbers {
        table.add(name, Column::numbers(values)).expect("as many rows");
    }
    for (name, values) in made.texts {
        table.add(name, Column::texts(values)).expect("as many rows");
    }
    for (name, values) in made.bools {
        table.add(name, Column::bools(values)).expect("as many rows");
    }
    table
}

/// The shortest of some runs, in seconds.
fn shortest<T>(runs: usize, work: impl Fn() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut last = work();
    for _ in 0..runs {
        let start = Instant::now();
        last = work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    (best, last)
}

/// Peak or present memory of this process, in MB.
fn memory(which: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(which));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1024.0
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rows, set, threads] = arguments.as_slice() else {
        return Err("bench FOLDER ENTERPRISES sharing|apart THREADS".into());
    };
    let (folder, rows, threads) = (Path::new(folder), rows.parse::<usize>()?, threads.parse::<usize>()?);
    let texts = policies(set == "sharing");
    std::fs::write(folder.join(format!("policies-{set}.txt")), texts.join("\n"))?;
    let made = make(rows);
    if !folder.join("data.csv").is_file() {
        write(folder, &made, rows)?;
    }
    let catalogue = catalogue();
    let parameters = Parameters::default();
    let rules: Vec<Rule> = texts
        .iter()
        .map(|text| Rule::parse(text, &catalogue, &parameters).map_err(|errors| format!("{text}: {errors:?}")))
        .collect::<Result<_, _>>()?;
    let policies: Vec<Policy<'_>> = rules.iter().map(|when| Policy { when, amount: None }).collect();
    let table = table(made, rows);
    let held = memory("VmRSS");
    let (planning, plan) = shortest(3, || Plan::new(&policies, &table, &parameters, TODAY));
    let (seconds, totals) = shortest(5, || plan.totals(&table, threads));
    let worked = memory("VmRSS");
    let (matrix, _) = shortest(2, || plan.verdicts(&table, threads));
    let (one, _) = {
        let mut few = Table::new(1);
        for name in table.names() {
            let value = table.column(name).and_then(|column| column.get(0));
            let column = match value {
                Some(rules::Value::Int(number)) => Column::numbers([Some(number)]),
                Some(rules::Value::Bool(yes)) => Column::bools([Some(yes)]),
                Some(rules::Value::Text(text)) => Column::texts([Some(text)]),
                _ => continue,
            };
            few.add(name, column)?;
        }
        let plan = Plan::new(&policies, &few, &parameters, TODAY);
        shortest(2_000, move || plan.totals(&few, 1))
    };
    let leaves: usize = texts.iter().map(|text| text.matches(" AND ").count() + text.matches(" OR ").count() + 1).sum();
    let mut listed = String::new();
    for Totals { yes, no, unknown, .. } in totals {
        write!(listed, "[{yes},{no},{unknown}],")?;
    }
    listed.pop();
    println!(
        "{{\"engine\":\"tongtu\",\"rows\":{rows},\"threads\":{threads},\"set\":\"{set}\",\"plan_s\":{planning},\"seconds\":{seconds},\
         \"matrix_s\":{matrix},\"one_s\":{one},\"leaves\":{leaves},\"distinct\":{},\"joins\":{},\"rss_table_mb\":{held},\"rss_mb\":{worked},\"totals\":[{listed}]}}",
        plan.size().0,
        plan.size().1,
    );
    Ok(())
}
