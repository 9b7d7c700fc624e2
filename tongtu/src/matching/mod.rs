//! Command `match`: every enterprise of a table against every policy.

mod data;
mod policies;
mod report;

use std::path::PathBuf;
use std::time::Instant;

use civic::{Date, clock};
use clap::Args;
use rules::Catalogue;
use rules::bulk::{Plan, Policy};

use crate::ask::{Format, Manner, say};
use crate::{exit, house};

/// `tongtu match POLICIES DATA`.
#[derive(Args)]
pub struct Wish {
    /// A playbook, or a TOML file of `[policy.NAME]` with `when = "…"` and, in money, `amount = "…"`
    policies: PathBuf,
    /// A table of enterprises, a line each, the first column its key: CSV of any length, XLSX up to 50,000 lines
    data: PathBuf,
    /// The day on which is judged [default: today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Tell why one enterprise gets a policy or not
    #[arg(long, num_args = 2, value_names = ["KEY", "POLICY"])]
    explain: Option<Vec<String>>,
    /// Count for each policy which facts would decide how many of the unknown
    #[arg(long)]
    missing: bool,
    /// Write every verdict into a CSV file: a line an enterprise, a column a policy
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,
    /// Tell how long loading and judging took, on stderr
    #[arg(long)]
    timing: bool,
    #[command(flatten)]
    manner: Manner,
}

/// Judges and prints.
pub fn run(wish: &Wish) -> anyhow::Result<u8> {
    let lang = wish.manner.lang();
    let begun = Instant::now();
    let book = policies::read(&wish.policies)?;
    eprintln!("{} {}", say("读取", "reading"), wish.data.display());
    let data = data::read(&wish.data, book.facts.as_ref(), lang)?;
    let mut facts = book.facts.clone().unwrap_or_default();
    join(&mut facts, &data);
    let checked = match policies::check(&book, &facts, lang) {
        Ok(checked) => checked,
        Err(lines) => {
            lines.iter().for_each(|line| eprintln!("{line}"));
            return Ok(exit::FINDINGS);
        }
    };
    let day = wish.as_of.unwrap_or_else(|| clock::local_date(house::real_clock()()));
    if let Some([key, policy]) = wish.explain.as_deref() {
        return report::explain(&data, &checked, &book.parameters, (key, policy, day), &facts, lang);
    }
    let loaded = begun.elapsed();
    let threads = wish.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let begun = Instant::now();
    let list: Vec<Policy<'_>> =
        checked.iter().map(|one| Policy { when: &one.when, amount: one.amount.as_ref() }).collect();
    let plan = Plan::new(&list, &data.table, &book.parameters, day);
    let totals = plan.totals(&data.table, threads);
    let judged = begun.elapsed();
    if wish.timing {
        let decisions = data.table.rows() * list.len();
        eprintln!(
            "{} {:.3} s · {} {:.3} s · {} {decisions}",
            say("读取", "loading"),
            loaded.as_secs_f64(),
            say("判定", "judging"),
            judged.as_secs_f64(),
            say("判定数", "decisions")
        );
    }
    let asked = wish.missing || wish.matrix.is_some();
    let verdicts = if asked { plan.verdicts(&data.table, threads) } else { Vec::new() };
    let missing = wish.missing.then(|| report::missing(&data, &checked, &verdicts, &book.parameters, day, &facts));
    if let Some(path) = &wish.matrix {
        report::matrix(path, &data, &checked, &verdicts)?;
    }
    match wish.manner.format {
        Format::Json => println!("{:#}", report::json(&data, &checked, &totals, missing.as_deref(), day)),
        Format::Human => print!("{}", report::human(&data, &checked, &totals, missing.as_deref(), day, lang)),
    }
    Ok(exit::OK)
}

/// Columns that no playbook declares are facts of their own; names that rules cannot write stay outside.
fn join(facts: &mut Catalogue, data: &data::Data) {
    for fact in &data.facts {
        if facts.get(&fact.name).is_none()
            && let Err(clash) = facts.add(fact.clone())
        {
            let rows = say("规则不能用这一列", "rules cannot use this column");
            eprintln!("{rows}: {clash}");
        }
    }
}
