//! Commands `process` and `export bpmn`: processes drawn elsewhere, and services as drawings for other programs.

use std::fs::File;
use std::io::{Read, stdout};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::process::{FILE_BYTES_MAX, Model, lints, to_bpmn};
use anyhow::Context;
use civic::text::Lang;
use civic::{Date, RegionCode, clock};
use clap::{Args, Subcommand};
use playbook::{Severity, Sources, render};

use crate::ask::{self, ReportFormat, ReportManner, Spoken, say};
use crate::{composition, exit, folder, house};

/// `tongtu process …`.
#[derive(Subcommand)]
pub enum Wish {
    /// Judge processes: workflow configurations of DIGIT (JSON) and BPMN 2.0 (XML), told apart by their content
    Lint {
        /// Files to judge
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        manner: ReportManner,
    },
    /// Tell a process in words: who does what, in what order, how long, what leads back
    Show {
        /// File to tell
        file: PathBuf,
        /// Write the drawing here too
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
        #[command(flatten)]
        spoken: Spoken,
    },
}

/// `tongtu export bpmn PLAYBOOK`.
#[derive(Args)]
pub struct BpmnWish {
    /// Folder of the playbook
    playbook: PathBuf,
    /// The service to draw
    #[arg(long, value_name = "ID")]
    service: String,
    /// Division code of the region whose rules are in force
    #[arg(long)]
    region: Option<String>,
    /// The day [default: today, or the nearest day the rule book is in force]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    spoken: Spoken,
}

/// Runs `tongtu process`.
pub fn run(wish: &Wish) -> anyhow::Result<u8> {
    match wish {
        Wish::Lint { files, manner } => lint(files, *manner),
        Wish::Show { file, svg, spoken } => show(file, svg.as_deref(), spoken.lang()),
    }
}

/// What is in a file, without reading on in one that is too large anyway.
fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("{} `{}`", say("读不了", "cannot read"), path.display());
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(cannot)?;
    file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes).with_context(cannot)?;
    Ok(bytes)
}

/// A file read: its model, what was found while reading, its text kept for showing places.
fn open(path: &Path, sources: &mut Sources) -> anyhow::Result<(Option<Model>, Vec<::process::Finding>, Arc<str>)> {
    let bytes = bytes(path)?;
    let file: Arc<str> = folder::name_in_repository(path).into();
    if let (true, Ok(text)) = (bytes.len() <= FILE_BYTES_MAX, std::str::from_utf8(&bytes)) {
        sources.add(&file, text);
    }
    let reading = ::process::read(&bytes);
    Ok((reading.model, reading.found, file))
}

fn lint(files: &[PathBuf], manner: ReportManner) -> anyhow::Result<u8> {
    let mut sources = Sources::default();
    let (mut found, mut processes, mut steps) = (Vec::new(), 0, 0);
    for path in files {
        let (model, mut here, file) = open(path, &mut sources)?;
        if let Some(model) = &model {
            here.extend(lints::run(model));
            processes += model.processes.iter().filter(|process| process.part_of.is_none()).count();
            steps += model.processes.iter().flat_map(|process| &process.nodes).filter(|node| node.is_work()).count();
        }
        found.extend(playbook::diagnostics(here, &file));
    }
    print(&found, &sources, manner);
    if manner.format == ReportFormat::Human {
        println!("{}", tally(&found, [files.len(), processes, steps], manner.lang()));
    }
    let serious = found.iter().any(|finding| finding.severity != Severity::Hint);
    Ok(if serious { exit::FINDINGS } else { exit::OK })
}

fn print(found: &[playbook::Diagnostic], sources: &Sources, manner: ReportManner) {
    let lang = manner.lang();
    match manner.format {
        ReportFormat::Json => println!("{:#}", render::json(found, sources)),
        ReportFormat::Sarif => {
            println!("{:#}", render::sarif(found, sources, "", env!("CARGO_PKG_VERSION"), lang));
        }
        ReportFormat::Github => print!("{}", render::github(found, sources, "", lang)),
        ReportFormat::Human => print!("{}", render::human(found, sources, lang, ask::colour(&stdout()))),
    }
}

fn tally(found: &[playbook::Diagnostic], [files, processes, steps]: [usize; 3], lang: Lang) -> String {
    let of = |severity| found.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, hints) = (of(Severity::Error), of(Severity::Warning), of(Severity::Hint));
    match lang {
        Lang::Zh => format!(
            "{files} 个文件，{processes} 个流程，{steps} 个环节；错误 {errors} 处，警告 {warnings} 处，提示 {hints} 处。"
        ),
        Lang::En => format!(
            "files: {files}, processes: {processes}, steps: {steps}; errors: {errors}, warnings: {warnings}, hints: {hints}."
        ),
    }
}

fn show(path: &Path, svg: Option<&Path>, lang: Lang) -> anyhow::Result<u8> {
    let mut sources = Sources::default();
    let (model, found, file) = open(path, &mut sources)?;
    let broken = !found.is_empty();
    if broken {
        let found = playbook::diagnostics(found, &file);
        print!("{}", render::human(&found, &sources, lang, ask::colour(&stdout())));
    }
    let Some(model) = model else { return Ok(exit::FINDINGS) };
    print!("{}", ::process::road(&model, lang));
    if let Some(svg) = svg {
        write(svg, &::process::svg(&model, lang))?;
    }
    Ok(if broken { exit::FINDINGS } else { exit::OK })
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("{} `{}`", say("写不了", "cannot write"), path.display()))
}

/// Runs `tongtu export bpmn`.
pub fn export(wish: &BpmnWish) -> anyhow::Result<u8> {
    let BpmnWish { playbook: root, service, region, as_of, out, spoken } = wish;
    let reading = playbook::read(&folder::read(root)?, &composition::catalogue()?);
    let Some(book) = &reading.playbook else {
        eprint!("{}", render::human(&reading.diagnostics, &reading.sources, spoken.lang(), false));
        return Ok(exit::FINDINGS);
    };
    let parse = |code: &String| {
        RegionCode::parse(code).map_err(|problem| anyhow::anyhow!("--region: {}", problem.line(ask::terminal_lang())))
    };
    let region = region.as_ref().map(parse).transpose()?;
    let day = as_of.unwrap_or_else(|| book.day_nearest(clock::local_date(house::real_clock()())));
    let book = book.effective(region.as_ref(), day);
    let Some(model) = playbook::process_of(&book, service, spoken.lang()) else {
        let all: Vec<&str> = book.services.keys().map(String::as_str).collect();
        let (none, known) = (say("没有这个事项", "there is no service"), say("现有：", "known:"));
        anyhow::bail!("--service: {none} `{service}`; {known} {}", all.join(", "));
    };
    let text = to_bpmn(&model);
    match out {
        Some(path) => write(path, &text)?,
        None => print!("{text}"),
    }
    Ok(exit::OK)
}
