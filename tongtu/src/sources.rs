//! `tongtu sources`: check the file, list the sources, ask one about a subject, read a list by hand.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use ground::sources::config::{SourceSpec, Way};
use ground::sources::{self, Reading, Told, file};
use web::{App, Settings};

use crate::ask::{say, terminal_lang};
use crate::serve::Database;
use crate::{exit, house};

/// `tongtu sources`.
#[derive(Subcommand)]
pub enum Wish {
    /// Judge sources.toml: every mistake at once, with its place
    Check(Place),
    /// List the sources and the facts they offer
    List(Place),
    /// Ask a source about one subject and print what it says; nothing is kept
    Fetch {
        #[command(flatten)]
        place: Place,
        /// Id of the source
        source: String,
        /// Unified social credit code or division code
        key: String,
    },
    /// Read a list into the register of a source; the same list again changes nothing
    Import {
        #[command(flatten)]
        place: Place,
        /// Id of the source
        source: String,
        /// The list, CSV or XLSX
        list: PathBuf,
    },
}

/// Where the file is, and the database whose rule books say which facts are asked for.
#[derive(Args, Clone)]
pub struct Place {
    #[command(flatten)]
    database: Database,
    /// The file; without it, sources.toml beside the database
    #[arg(long)]
    sources: Option<PathBuf>,
    /// Division code of the county that runs the site
    #[arg(long)]
    region: String,
}

/// The file of a house: as told, or beside its database.
pub fn path(told: Option<&PathBuf>, database: &str) -> PathBuf {
    match told {
        Some(path) => path.clone(),
        None if database.starts_with("postgres") => PathBuf::from("data/sources.toml"),
        None => Path::new(database).with_file_name("sources.toml"),
    }
}

/// Opens the sources of a house that begins to serve; what is wrong with them is told, and the rest serves.
pub async fn open(app: &App, path: PathBuf) -> anyhow::Result<()> {
    print(&file::open(app, path).await?);
    Ok(())
}

/// Writes the sources and uses them.
pub async fn open_text(app: &App, text: &str, path: PathBuf) -> anyhow::Result<()> {
    print(&file::replace(app, text, path).await?);
    Ok(())
}

fn print(reading: &Reading) {
    if !reading.diagnostics.is_empty() {
        let colour = crate::ask::colour(&std::io::stderr());
        eprint!("{}", playbook::render::human(&reading.diagnostics, &reading.texts, terminal_lang(), colour));
    }
}

/// Runs one of the commands.
pub async fn run(wish: Wish) -> anyhow::Result<u8> {
    house::start_log();
    let (Wish::Check(place) | Wish::List(place) | Wish::Fetch { place, .. } | Wish::Import { place, .. }) = &wish;
    civic::RegionCode::parse(&place.region).map_err(|p| anyhow::anyhow!("--region: {}", p.line(terminal_lang())))?;
    let settings = Settings { region: place.region.clone(), ..Settings::default() };
    let app = house::open(&place.database.database, house::real_clock(), settings).await?;
    let path = path(place.sources.as_ref(), &place.database.database);
    anyhow::ensure!(path.exists(), "{} `{}`", say("没有文件", "there is no file"), path.display());
    let reading = file::open(&app, path).await?;
    print(&reading);
    match wish {
        Wish::Check(_) if !reading.is_sound() => Ok(exit::FINDINGS),
        Wish::Check(_) => {
            println!("{} {}", reading.config.sources.len(), say("个来源，没有问题", "sources, nothing wrong"));
            Ok(exit::OK)
        }
        Wish::List(_) => {
            reading.config.sources.iter().for_each(list);
            Ok(exit::OK)
        }
        Wish::Fetch { source, key, .. } => fetch(&app, &reading, &source, &key).await,
        Wish::Import { source, list, .. } => import(&app, &reading, &source, &list).await,
    }
}

fn found<'r>(reading: &'r Reading, id: &str) -> anyhow::Result<&'r SourceSpec> {
    reading.config.get(id).with_context(|| format!("{} `{id}`", say("没有来源", "there is no source")))
}

fn list(spec: &SourceSpec) {
    let way = if spec.is_asked() { "http" } else { "csv" };
    let facts: Vec<&str> = spec.offers.iter().map(|offer| offer.fact.as_str()).collect();
    println!("{}  {way}  {}  {}  {}", spec.id, spec.region, spec.words.get(terminal_lang()), facts.join(" "));
}

async fn fetch(app: &App, reading: &Reading, id: &str, key: &str) -> anyhow::Result<u8> {
    let spec = found(reading, id)?;
    anyhow::ensure!(
        spec.is_asked(),
        "{}",
        say("这个来源是名册文件夹，不能查询", "this source brings lists; it cannot be asked")
    );
    let known = sources::known_facts(app, &spec.region).await;
    match sources::ask_source(&reading.config, spec, key, known.into()).await {
        Ok(answers) => {
            for answer in answers {
                let told = match answer.told {
                    Told::Value(value, day) => {
                        let day = day.map(|day| format!(" ({day})")).unwrap_or_default();
                        format!("{}{day}", value.show(terminal_lang()))
                    }
                    Told::NotHeld => say("没有", "not held").to_owned(),
                    Told::Unusable(why) => format!("! {}", why.get(terminal_lang())),
                };
                println!("{}: {told}", answer.fact);
            }
            Ok(exit::OK)
        }
        Err(trouble) => {
            eprintln!("{}", trouble.words.get(terminal_lang()));
            Ok(exit::FINDINGS)
        }
    }
}

async fn import(app: &App, reading: &Reading, id: &str, list: &Path) -> anyhow::Result<u8> {
    let spec = found(reading, id)?;
    let Way::Csv(way) = &spec.way else {
        anyhow::bail!("{}", say("这个来源是接口，不读名册", "this source is asked; it takes no lists"));
    };
    let bytes = std::fs::read(list).with_context(|| format!("cannot read `{}`", list.display()))?;
    let name = list.file_name().and_then(|n| n.to_str()).unwrap_or("list.csv").to_owned();
    let delivery = sources::import(app, spec, way, &name, &bytes).await?;
    print!("{}", delivery.report);
    Ok(if delivery.taken && delivery.bad == 0 { exit::OK } else { exit::FINDINGS })
}
