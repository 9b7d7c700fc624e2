//! Commands `slim` and `plan`: what a rule book costs and could do without; the best way to a service's answer.

use std::collections::BTreeMap;
use std::io::stdout;
use std::path::{Path, PathBuf};

use anyhow::Context;
use civic::text::{Lang, Text};
use civic::{Date, RegionCode, clock};
use clap::{Args, ValueEnum};
use playbook::slim::{Aim, Question, Rate, Slimming, State};
use playbook::{Diagnostic, Files, Playbook, Reading, Sources, render, slim};
use rules::{FactKind, Value};
use serde_json::json;

use crate::ask::{self, Format, Manner, ReportFormat, ReportManner, say};
use crate::{composition, exit, folder, house, measured};

/// Whom a question is about, and when.
#[derive(Args)]
struct Subject {
    /// Division code of the region whose rules are in force
    #[arg(long)]
    region: Option<String>,
    /// The day [default: today, or the nearest day the rule book is in force]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
}

/// `tongtu slim PLAYBOOK`.
#[derive(Args)]
pub struct SlimWish {
    /// Folder of the playbook
    playbook: PathBuf,
    #[command(flatten)]
    subject: Subject,
    /// What is known of the applicant: fact=value, several with commas (money in fen); given several times, a
    /// table for each applicant
    #[arg(long, value_name = "FACT=VALUE")]
    profile: Vec<String>,
    /// Only this service; may be given several times
    #[arg(long, value_name = "ID")]
    service: Vec<String>,
    /// What an hour of an applicant is worth, in fen [default: the parameter applicant-hourly-rate of the playbook]
    #[arg(long, value_name = "FEN")]
    hourly_rate: Option<u64>,
    /// Applications a year
    #[arg(long, value_name = "N")]
    applicants: Option<u64>,
    /// Print only the changes, as a patch for `patch -p1`
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    patch: Option<Which>,
    /// Make the safe changes in the files
    #[arg(long, conflicts_with = "patch")]
    write: bool,
    /// A log of cases to hold the rules against: XES or OCEL 2.0 JSON, also packed (.gz), or db:ADDRESS of a database
    #[arg(long, value_name = "FILE", conflicts_with_all = ["patch", "write"])]
    log: Option<String>,
    #[command(flatten)]
    manner: ReportManner,
}

/// Which changes.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// The safe ones
    Safe,
    /// All
    All,
}

/// `tongtu plan PLAYBOOK --service ID`.
#[derive(Args)]
pub struct PlanWish {
    /// Folder of the playbook
    playbook: PathBuf,
    /// The service to be granted
    #[arg(long, value_name = "ID")]
    service: String,
    /// What is known of the applicant: fact=value, several with commas (money in fen)
    #[arg(long, value_delimiter = ',', value_name = "FACT=VALUE")]
    profile: Vec<String>,
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    manner: Manner,
}

/// A rule book that has been read, or what is wrong with it.
fn open(root: &Path) -> anyhow::Result<(Files, Reading)> {
    let files = folder::read(root)?;
    let reading = playbook::read(&files, &composition::catalogue()?);
    Ok((files, reading))
}

/// Prints what is wrong with a rule book that cannot be read.
fn unread(found: &[Diagnostic], sources: &Sources, json: bool, lang: Lang) -> u8 {
    match json {
        true => println!("{:#}", render::json(found, sources)),
        false => print!("{}", render::human(found, sources, lang, ask::colour(&stdout()))),
    }
    exit::FINDINGS
}

impl Subject {
    fn region(&self) -> anyhow::Result<Option<RegionCode>> {
        let parse = |code: &String| {
            RegionCode::parse(code).map_err(|p| anyhow::anyhow!("--region: {}", p.line(ask::terminal_lang())))
        };
        self.region.as_ref().map(parse).transpose()
    }

    fn day(&self, book: &Playbook) -> Date {
        self.as_of.unwrap_or_else(|| book.day_nearest(clock::local_date(house::real_clock()())))
    }
}

/// What is known of one applicant.
fn facts<'a>(pairs: impl Iterator<Item = &'a str>, book: &Playbook) -> anyhow::Result<BTreeMap<String, Value>> {
    pairs.filter(|pair| !pair.trim().is_empty()).map(|pair| fact(pair, book)).collect()
}

/// `fact=value`, the value read as the kind its fact has.
fn fact(pair: &str, book: &Playbook) -> anyhow::Result<(String, Value)> {
    let (name, word) = pair
        .split_once('=')
        .with_context(|| format!("--profile `{pair}`: {}", say("应写作 情况=取值", "write fact=value")))?;
    let (name, word) = (name.trim().replace('-', "_"), word.trim());
    let Some(fact) = book.catalogue.get(&name) else {
        let near = book.catalogue.nearest(&name).map(|near| format!("; {} `{near}`?", say("是否", "did you mean")));
        anyhow::bail!("--profile: {} `{name}`{}", say("没有这个情况", "there is no fact"), near.unwrap_or_default());
    };
    let value = match &fact.kind {
        FactKind::Bool => word.parse().ok().map(Value::Bool),
        FactKind::Int | FactKind::Money => word.parse().ok().map(Value::Int),
        FactKind::Date => word.parse().ok().map(Value::Date),
        FactKind::Text => Some(Value::Text(word.to_owned())),
        FactKind::Code(codes) => codes.iter().find(|(code, _)| code == word).map(|_| Value::Text(word.to_owned())),
    };
    let wanted = || match &fact.kind {
        FactKind::Bool => "true, false".to_owned(),
        FactKind::Int => say("整数", "a whole number").to_owned(),
        FactKind::Money => say("整数，单位为分", "a whole number of fen").to_owned(),
        FactKind::Date => "2020-03-03".to_owned(),
        FactKind::Text => String::new(),
        FactKind::Code(codes) => codes.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>().join(", "),
    };
    let value = value.with_context(|| format!("--profile {name}={word}: {} {}", say("应为", "it takes"), wanted()))?;
    Ok((name, value))
}

/// The services named must be there.
fn known_services(book: &Playbook, wanted: &[String]) -> anyhow::Result<()> {
    for id in wanted {
        let all: Vec<&str> = book.services.keys().map(String::as_str).collect();
        let (none, known) = (say("没有这个事项", "there is no service"), say("现有：", "known:"));
        anyhow::ensure!(book.services.contains_key(id), "--service: {none} `{id}`; {known} {}", all.join(", "));
    }
    Ok(())
}

/// Prints figures, changes and what stays; with `--write` makes the safe changes.
pub fn slim(wish: &SlimWish) -> anyhow::Result<u8> {
    let (files, reading) = open(&wish.playbook)?;
    let Some(book) = &reading.playbook else {
        return Ok(unread(
            &reading.diagnostics,
            &reading.sources,
            wish.manner.format == ReportFormat::Json,
            wish.manner.lang(),
        ));
    };
    anyhow::ensure!(
        wish.log.is_some() || matches!(wish.manner.format, ReportFormat::Human | ReportFormat::Json),
        "{}",
        say("sarif、github 格式只用于 --log", "the forms sarif and github go with --log")
    );
    let (region, on) = (wish.subject.region()?, wish.subject.day(book));
    let here = book.effective(region.as_ref(), on);
    known_services(&here, &wish.service)?;
    let rate = wish.hourly_rate.map(|fen_an_hour| Rate {
        fen_an_hour,
        source: Text::new("命令行 --hourly-rate", "--hourly-rate on the command line"),
    });
    let applicants = wish.profile.iter().map(|profile| facts(profile.split(','), &here));
    let mut applicants = applicants.collect::<anyhow::Result<Vec<_>>>()?;
    if applicants.len() < 2 {
        let facts = applicants.pop().unwrap_or_default();
        let question =
            Question { region, on, services: wish.service.clone(), facts, rate, applicants: wish.applicants };
        return match slim::slim(&files, &composition::catalogue()?, &question) {
            Ok(found) => match &wish.log {
                Some(log) => measured::slim(log, book, &found, &reading, (&wish.playbook, wish.manner)),
                None => slim_one(wish, &found),
            },
            Err(wrong) => {
                Ok(unread(&wrong, &reading.sources, wish.manner.format == ReportFormat::Json, wish.manner.lang()))
            }
        };
    }
    let one = say("一次只给一个 --profile", "give one --profile only");
    anyhow::ensure!(wish.patch.is_none() && !wish.write && wish.log.is_none(), "--patch, --write, --log: {one}");
    let mut all = Vec::new();
    for facts in applicants {
        let (region, rate) = (region.clone(), rate.clone());
        let question =
            Question { region, on, services: wish.service.clone(), facts, rate, applicants: wish.applicants };
        match slim::slim(&files, &composition::catalogue()?, &question) {
            Ok(found) => all.push(found),
            Err(wrong) => {
                return Ok(unread(
                    &wrong,
                    &reading.sources,
                    wish.manner.format == ReportFormat::Json,
                    wish.manner.lang(),
                ));
            }
        }
    }
    slim_several(wish, &all);
    Ok(exit::OK)
}

/// The figures of several applicants one below the other.
fn slim_several(wish: &SlimWish, all: &[Slimming]) {
    let lang = wish.manner.lang();
    match wish.manner.format {
        ReportFormat::Json => {
            let each = all.iter().map(|found| {
                let mut told = slim::json(found);
                told["written"] = json!([]);
                told
            });
            println!("{:#}", serde_json::Value::from_iter(each));
        }
        _ => {
            let tables: Vec<String> = all.iter().map(|found| slim::figures_human(found, lang)).collect();
            print!("{}", tables.join("\n"));
            println!(
                "{}",
                match lang {
                    Lang::Zh => "改动、依据和办理过程：一次只给一个 --profile。",
                    Lang::En => "For the changes, their reasons and the schedule give one --profile only.",
                }
            );
        }
    }
}

/// The whole report for one applicant.
fn slim_one(wish: &SlimWish, found: &Slimming) -> anyhow::Result<u8> {
    let lang = wish.manner.lang();
    let written = if wish.write { write(&wish.playbook, &found.before, &found.safe)? } else { Vec::new() };
    match (wish.patch, wish.manner.format) {
        (Some(Which::Safe), _) => print!("{}", found.patch_of_safe()),
        (Some(Which::All), _) => print!("{}", found.patch_of_all()),
        (None, ReportFormat::Json) => {
            let mut told = slim::json(found);
            told["written"] = json!(written);
            println!("{told:#}");
        }
        (None, _) => {
            print!("{}", slim::human(found, lang));
            if wish.write {
                print!("{}", told(found, &written, lang));
            }
        }
    }
    Ok(exit::OK)
}

/// Writes the files that changed, each whole or not at all.
fn write(root: &Path, before: &State, after: &State) -> anyhow::Result<Vec<String>> {
    let mut written = Vec::new();
    for (path, bytes) in &after.files {
        if before.files.get(path) == Some(bytes) {
            continue;
        }
        let to = root.join(path);
        let draft = to.with_extension("toml.new");
        std::fs::write(&draft, bytes).with_context(|| format!("cannot write `{}`", draft.display()))?;
        std::fs::rename(&draft, &to).with_context(|| format!("cannot replace `{}`", to.display()))?;
        written.push(path.clone());
    }
    Ok(written)
}

/// What was written, and what a person still has to do about it.
fn told(found: &Slimming, written: &[String], lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    if written.is_empty() {
        return format!("\n{}\n", say("没有可直接改的，文件未动。", "No safe change: no file was touched."));
    }
    let edits = found.edits.iter().filter(|edit| edit.decide.is_none()).count();
    let mut text = match lang {
        Lang::Zh => format!("\n已写入 {edits} 处改动：\n"),
        Lang::En => format!("\nWritten, {edits} changes in:\n"),
    };
    text.extend(written.iter().map(|path| format!("  {path}\n")));
    let revise = &found.safe.examples_to_revise;
    if !revise.is_empty() {
        text.push_str(say("这些算例要随之修改：\n", "These worked examples must be rewritten:\n"));
        text.extend(revise.iter().map(|(title, file, line)| format!("  {file}:{line}  {title}\n")));
    }
    text
}

/// Prints the fastest and the cheapest way to a service's answer; exit 1 when there is none.
pub fn plan(wish: &PlanWish) -> anyhow::Result<u8> {
    let (_, reading) = open(&wish.playbook)?;
    let Some(book) = &reading.playbook else {
        return Ok(unread(
            &reading.diagnostics,
            &reading.sources,
            wish.manner.format == Format::Json,
            wish.manner.lang(),
        ));
    };
    let on = wish.subject.day(book);
    let here = book.effective(wish.subject.region()?.as_ref(), on);
    known_services(&here, std::slice::from_ref(&wish.service))?;
    let facts = facts(wish.profile.iter().map(String::as_str), &here)?;
    let way = |aim| slim::route(&here, &wish.service, &facts, on, aim).context("the service is there");
    let (fastest, cheapest) = (way(Aim::Fastest)?, way(Aim::Cheapest)?);
    let lang = wish.manner.lang();
    match wish.manner.format {
        Format::Json => println!(
            "{:#}",
            json!({
                "service": wish.service,
                "as_of": on.to_string(),
                "profile": facts,
                "fastest": slim::route_json(&fastest),
                "cheapest": slim::route_json(&cheapest),
            })
        ),
        Format::Human => {
            let name = here.services.get(&wish.service).map(|service| service.name.get(lang)).unwrap_or_default();
            println!("{name} ({}), {on}\n", wish.service);
            print!("{}", slim::routes_human(&fastest, &cheapest, lang));
        }
    }
    Ok(if fastest.is_ok() { exit::OK } else { exit::FINDINGS })
}
