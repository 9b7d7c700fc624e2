//! Commands over rule books: lint, explain, schema, test.

use std::io::stdout;
use std::path::PathBuf;

use civic::text::{Lang, Text};
use civic::{Date, clock};
use clap::{Args, Subcommand, ValueEnum};
use playbook::{Severity, examples, lints, render};
use serde_json::json;

use crate::ask::{self, Format, Manner, ReportFormat, ReportManner};
use crate::{composition, exit, folder, house};

/// `tongtu lint PLAYBOOK`.
#[derive(Args)]
pub struct LintWish {
    /// Folder of the playbook
    playbook: PathBuf,
    /// recommended: findings as grave as each lint says; strict: one level graver
    #[arg(long, value_enum, default_value_t = Strictness::Recommended)]
    preset: Strictness,
    /// Day to judge it on, such as 2020-03-16 [default: today, or the day of its life nearest to today]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    #[command(flatten)]
    manner: ReportManner,
}

/// How grave findings are whose level the playbook does not set.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Strictness {
    /// As each lint says.
    Recommended,
    /// Hints are warnings, warnings are errors.
    Strict,
}

/// `tongtu explain LINT`.
#[derive(Args)]
pub struct ExplainWish {
    /// Name of the lint; without it, all are listed
    lint: Option<String>,
    #[command(flatten)]
    manner: Manner,
}

/// `tongtu test playbook FOLDER`.
#[derive(Subcommand)]
pub enum TestWish {
    /// Run the worked examples in cases/*.md
    Playbook {
        /// Folder of the playbook
        playbook: PathBuf,
        #[command(flatten)]
        manner: Manner,
    },
}

/// Prints every error and finding; exit 1 when there is an error or a warning.
pub fn lint(wish: &LintWish) -> anyhow::Result<u8> {
    let files = folder::read(&wish.playbook)?;
    let reading = playbook::read(&files, &composition::catalogue()?);
    let mut found = reading.diagnostics;
    if let Some(book) = &reading.playbook {
        let on = wish.as_of.unwrap_or_else(|| book.day_nearest(clock::local_date(house::real_clock()())));
        let preset = match wish.preset {
            Strictness::Recommended => lints::Preset::Recommended,
            Strictness::Strict => lints::Preset::Strict,
        };
        found.extend(lints::run_with(book, on, preset));
    }
    playbook::sort(&mut found);
    let lang = wish.manner.lang();
    let (sources, root) = (&reading.sources, folder::name_in_repository(&wish.playbook));
    match wish.manner.format {
        ReportFormat::Json => println!("{:#}", render::json(&found, sources)),
        ReportFormat::Sarif => {
            println!("{:#}", render::sarif(&found, sources, &root, env!("CARGO_PKG_VERSION"), lang));
        }
        ReportFormat::Github => print!("{}", render::github(&found, sources, &root, lang)),
        ReportFormat::Human => {
            print!("{}", render::human(&found, sources, lang, ask::colour(&stdout())));
            println!("{}", tally(&found, reading.playbook.as_ref(), lang));
        }
    }
    let serious = found.iter().any(|d| d.severity != Severity::Hint);
    Ok(if serious { exit::FINDINGS } else { exit::OK })
}

fn tally(found: &[playbook::Diagnostic], book: Option<&playbook::Playbook>, lang: Lang) -> String {
    let of = |severity| found.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings, hints) = (of(Severity::Error), of(Severity::Warning), of(Severity::Hint));
    let read = match (book, lang) {
        (Some(b), Lang::Zh) => {
            format!(
                "{}（{}）：{} 件事项、{} 种材料、{} 个部门、{} 层补充规定；",
                b.name.zh,
                b.version,
                b.services.len(),
                b.evidence.len(),
                b.agencies.len(),
                b.overlays.len()
            )
        }
        (Some(b), Lang::En) => {
            let (services, evidence, agencies) = (b.services.len(), b.evidence.len(), b.agencies.len());
            format!(
                "{} ({}): {}, {} of evidence, {}, {}; ",
                b.name.en,
                b.version,
                count(services, "service", "services"),
                count(evidence, "kind", "kinds"),
                count(agencies, "agency", "agencies"),
                count(b.overlays.len(), "overlay", "overlays")
            )
        }
        (None, _) => String::new(),
    };
    match lang {
        Lang::Zh => format!("{read}错误 {errors} 处，警告 {warnings} 处，提示 {hints} 处。"),
        Lang::En => format!(
            "{read}{}, {}, {}.",
            count(errors, "error", "errors"),
            count(warnings, "warning", "warnings"),
            count(hints, "hint", "hints")
        ),
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Prints the prose of one lint, or the list of all.
pub fn explain(wish: &ExplainWish) -> anyhow::Result<u8> {
    let lang = wish.manner.lang();
    let json = wish.manner.format == Format::Json;
    let Some(name) = &wish.lint else {
        let of_books: Vec<_> = lints::ALL.iter().map(|lint| (lint.name, lint.summary())).collect();
        let of_processes: Vec<_> = process::lints::ALL.iter().map(|lint| (lint.name, lint.summary())).collect();
        let heads = [
            ("规则书（tongtu lint）", "Playbooks (tongtu lint)"),
            ("流程（tongtu process）", "Processes (tongtu process)"),
        ];
        for ((zh, en), lints) in heads.into_iter().zip([of_books, of_processes]) {
            if !json {
                println!("{}", Text::new(zh, en).get(lang));
            }
            for (name, summary) in lints {
                if json {
                    println!("{}", json!({"lint": name, "zh-CN": summary.zh, "en": summary.en}));
                } else {
                    println!("  {name:24} {}", summary.get(lang));
                }
            }
        }
        return Ok(exit::OK);
    };
    let Some((_, page, _)) = playbook::prose(name, lang) else {
        let of_processes = process::lints::ALL.iter().map(|lint| lint.name);
        let known: Vec<&str> = lints::names().chain(of_processes).collect();
        anyhow::bail!(
            "{} `{name}`; {} {}",
            ask::say("没有这条检查", "there is no lint"),
            ask::say("现有：", "known:"),
            known.join(", ")
        );
    };
    if json {
        let in_lang = |lang| playbook::prose(name, lang).map(|(_, page, _)| page);
        let about = json!({"lint": name, "zh-CN": in_lang(Lang::Zh), "en": in_lang(Lang::En)});
        println!("{about:#}");
    } else {
        println!("{}", page.trim_end());
    }
    Ok(exit::OK)
}

/// Prints the JSON Schema of every file kind.
pub fn schema() -> anyhow::Result<u8> {
    println!("{:#}", playbook::schema::json_schema());
    Ok(exit::OK)
}

/// Runs the worked examples; exit 1 when one fails, or when the playbook cannot be read.
pub fn test(wish: &TestWish) -> anyhow::Result<u8> {
    let TestWish::Playbook { playbook: root, manner } = wish;
    let files = folder::read(root)?;
    let reading = playbook::read(&files, &composition::catalogue()?);
    let lang = manner.lang();
    let Some(book) = reading.playbook else {
        print!("{}", render::human(&reading.diagnostics, &reading.sources, lang, ask::colour(&stdout())));
        return Ok(exit::FINDINGS);
    };
    let results = examples::run(&book, &files);
    let failed = results.iter().filter(|case| !case.passed).count();
    if manner.format == Format::Json {
        let cases = results.iter().map(|case| {
            let differences: Vec<&str> = case.differences.iter().map(|d| d.get(lang)).collect();
            json!({"file": case.file, "line": case.line, "title": case.title, "passed": case.passed, "differences": differences})
        });
        println!("{:#}", json!({"cases": cases.collect::<Vec<_>>(), "failed": failed}));
    } else {
        for case in &results {
            let mark = if case.passed { "✓" } else { "✗" };
            println!("{mark} {}:{}  {}", case.file, case.line, case.title);
            for difference in &case.differences {
                println!("    {}", difference.get(lang));
            }
        }
        let (all, passed) = (results.len(), results.len() - failed);
        match lang {
            Lang::Zh => println!("共 {all} 个算例，通过 {passed} 个，不符 {failed} 个。"),
            Lang::En => println!("{all} examples: {passed} as written, {failed} not."),
        }
    }
    Ok(if failed == 0 { exit::OK } else { exit::FINDINGS })
}
