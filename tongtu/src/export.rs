//! `tongtu export`: the catalogue of services and the log of cases, in the formats other programs read.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use civic::{Date, RegionCode, Text, clock};
use clap::{Args, Subcommand, ValueEnum};
use ground::cases::log::Window;
use ground::exchange::{Sink, catalogue_workbook, ocel_sqlite, write_ocel, write_xes};
use ground::regions::within_pattern;
use playbook::catalogue::{Publisher, sheets, turtle};
use playbook::render;

use crate::ask::{self, Manner, say};
use crate::process::{self, BpmnWish};
use crate::serve::Database;
use crate::{composition, exit, folder, house};

/// What to export.
#[derive(Subcommand)]
pub enum Wish {
    /// The services of a playbook: CPSV-AP 3.2 as Turtle, or the tables of GB/T 39046
    Catalogue(CatalogueWish),
    /// A service as BPMN 2.0 with its diagram, for Camunda Modeler, bpmn.io and others
    Bpmn(BpmnWish),
    /// What was done to the cases filed in a time: XES, or OCEL 2.0 as JSON or SQLite
    Log(LogWish),
}

/// `tongtu export catalogue PLAYBOOK`.
#[derive(Args)]
pub struct CatalogueWish {
    /// Folder of the playbook
    playbook: PathBuf,
    /// Form of the file
    #[arg(long = "as", value_enum, default_value_t = CatalogueForm::Turtle)]
    form: CatalogueForm,
    /// Division code of the region whose rules are in force
    #[arg(long)]
    region: Option<String>,
    /// The day [default: today, or the nearest day the rule book is in force]
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    /// What the addresses of things begin with, such as your site's address with a `/` at its end
    #[arg(long, value_name = "ADDRESS", default_value = "urn:tongtu:")]
    base: String,
    /// File to write [default: the terminal; a workbook needs a file]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    manner: Manner,
}

/// Form of a catalogue.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CatalogueForm {
    /// CPSV-AP 3.2 in Turtle.
    Turtle,
    /// GB/T 39046: items, materials and steps in one workbook.
    Xlsx,
    /// GB/T 39046: the table of items as CSV.
    Items,
    /// GB/T 39046: the table of materials as CSV.
    Materials,
    /// GB/T 39046: the table of steps as CSV.
    Steps,
}

/// `tongtu export log`.
#[derive(Args)]
pub struct LogWish {
    #[command(flatten)]
    database: Database,
    /// Form of the file
    #[arg(long = "as", value_enum, default_value_t = LogForm::Xes)]
    form: LogForm,
    /// First day of filing [default: the beginning]
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Last day of filing [default: until now]
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
    /// Only this area and what lies in it
    #[arg(long)]
    region: Option<String>,
    /// File to write [default: the terminal; SQLite needs a file]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Form of a log.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogForm {
    /// IEEE 1849-2016.
    Xes,
    /// OCEL 2.0, JSON.
    Ocel,
    /// OCEL 2.0, SQLite.
    OcelSqlite,
}

/// Runs it.
///
/// # Errors
/// A playbook, database or file that cannot be read or written.
pub fn run(wish: &Wish) -> anyhow::Result<u8> {
    match wish {
        Wish::Catalogue(wish) => catalogue(wish),
        Wish::Bpmn(wish) => process::export(wish),
        Wish::Log(wish) => house::block_on(log(wish)),
    }
}

fn catalogue(wish: &CatalogueWish) -> anyhow::Result<u8> {
    let files = folder::read(&wish.playbook)?;
    let reading = playbook::read(&files, &composition::catalogue()?);
    let Some(book) = reading.playbook else {
        let lang = wish.manner.lang();
        eprint!("{}", render::human(&reading.diagnostics, &reading.sources, lang, ask::colour(&std::io::stderr())));
        return Ok(exit::FINDINGS);
    };
    let region = wish.region.as_deref().map(area).transpose()?;
    let on = wish.as_of.unwrap_or_else(|| book.day_nearest(clock::local_date(house::real_clock()())));
    let book = book.effective(region.as_ref(), on);
    anyhow::ensure!(
        wish.base.ends_with(['/', '#', ':']),
        "{}",
        say("--base 要以 /、# 或 : 结尾", "--base has to end in `/`, `#` or `:`")
    );
    let by = publisher(wish, region.as_ref());
    let bytes = match wish.form {
        CatalogueForm::Turtle => turtle(&book, &by).into_bytes(),
        CatalogueForm::Xlsx => catalogue_workbook(&sheets(&book, &by))?,
        CatalogueForm::Items => table(&sheets(&book, &by)[0])?,
        CatalogueForm::Materials => table(&sheets(&book, &by)[1])?,
        CatalogueForm::Steps => table(&sheets(&book, &by)[2])?,
    };
    match &wish.out {
        Some(path) => {
            std::fs::write(path, bytes).with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        None if wish.form == CatalogueForm::Xlsx => anyhow::bail!(needs_a_file()),
        None => std::io::stdout().write_all(&bytes)?,
    }
    Ok(exit::OK)
}

fn publisher(wish: &CatalogueWish, region: Option<&RegionCode>) -> Publisher {
    let found = region.and_then(|code| civic::division::Divisions::national().find(code));
    let code = region.map(ToString::to_string).unwrap_or_default();
    let name = found.map_or_else(|| Text::new(code.as_str(), code.as_str()), |d| Text::new(d.name, d.name));
    Publisher { base: wish.base.clone(), region: code, region_name: name }
}

fn table(sheet: &playbook::catalogue::Sheet) -> anyhow::Result<Vec<u8>> {
    web::sheets::write(&ground::exchange::sheet_file(sheet), web::sheets::Format::Csv)
}

async fn log(wish: &LogWish) -> anyhow::Result<u8> {
    house::start_log();
    let db = store::Db::open(&wish.database.database).await?;
    let within = wish.region.as_deref().map(area).transpose()?.map_or_else(|| "%".to_owned(), |a| within_pattern(&a));
    let start = |day: Date| clock::start_of(day).as_millisecond();
    let end = |day: Date| day.tomorrow().map_or(i64::MAX, start);
    let window = Window {
        from_ms: wish.from.map_or(i64::MIN, start),
        to_ms: wish.to.map_or(i64::MAX, end),
        within,
        ..Window::default()
    };
    anyhow::ensure!(
        window.from_ms < window.to_ms,
        "{}",
        say("起始日期晚于截止日期，请调换过来", "the first day is after the last; change them round")
    );
    let count = match (wish.form, &wish.out) {
        (LogForm::OcelSqlite, None) => anyhow::bail!(needs_a_file()),
        (LogForm::OcelSqlite, Some(path)) => ocel_sqlite::write(&db, &window, path).await?,
        (form, out) => {
            let mut out = Out::new(out.as_deref())?;
            let count = match form {
                LogForm::Xes => write_xes(&db, &window, &mut out).await?,
                _ => write_ocel(&db, &window, &mut out).await?,
            };
            out.0.flush()?;
            count
        }
    };
    eprintln!("{}", say(&format!("共 {count} 件办件。"), &format!("{count} cases.")));
    Ok(exit::OK)
}

fn needs_a_file() -> &'static str {
    say(
        "这种格式不能写到终端，请用 --out 指定文件",
        "this form cannot be written to the terminal; name a file with --out",
    )
}

fn area(code: &str) -> anyhow::Result<RegionCode> {
    RegionCode::parse(code).map_err(|problem| {
        anyhow::anyhow!(
            "--region: {}",
            say(
                &format!("{}；{}", problem.message.zh, problem.next.zh),
                &format!("{}; {}", problem.message.en, problem.next.en)
            )
        )
    })
}

struct Out(Box<dyn Write + Send>);

impl Out {
    fn new(path: Option<&std::path::Path>) -> anyhow::Result<Out> {
        Ok(Out(match path {
            None => Box::new(std::io::BufWriter::new(std::io::stdout())),
            Some(path) => {
                let file = std::fs::File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
                Box::new(std::io::BufWriter::new(file))
            }
        }))
    }
}

impl Sink for Out {
    async fn take(&mut self, piece: String) -> anyhow::Result<bool> {
        self.0.write_all(piece.as_bytes())?;
        Ok(true)
    }
}
