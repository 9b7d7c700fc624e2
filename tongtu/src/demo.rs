//! `tongtu demo`: a made-up county in a folder of its own, served with one-click sign-ins.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context;
use civic::text::Lang;
use civic::{Date, RegionCode};
use clap::Args;
use ground::accounts::DemoLink;
use include_dir::{Dir, include_dir};
use playbook::Files;
use serde_json::json;
use web::{App, Settings};

use crate::ask::{Format, Manner};
use crate::{demo_clock, exit, house, serve};

/// The rule books the demo publishes, as they stand in the repository.
static PLAYBOOKS: Dir = include_dir!("$CARGO_MANIFEST_DIR/../playbooks");

/// County of the demo: 通河县, which no real county is.
const REGION: &str = "990121";

/// `tongtu demo`.
#[derive(Args)]
pub struct Wish {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 8080, conflicts_with = "listen")]
    port: u16,
    /// Address and port to listen on, instead of --port
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Folder of the county [default: a fresh one, removed at the end]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Keep the folder, and go on with the county that is in it
    #[arg(long, requires = "data")]
    keep: bool,
    /// A PostgreSQL database instead of a file: postgres://…
    #[arg(long)]
    database: Option<String>,
    /// The day on which the county's clock starts
    #[arg(long, default_value = "2020-03-16")]
    day: Date,
    /// Start another office's system beside it, and a folder for lists: sources of facts that can go down and come back
    #[arg(long)]
    sources: bool,
    /// Begin with empty desks: no cases of the days before
    #[arg(long)]
    empty: bool,
    #[command(flatten)]
    manner: Manner,
}

/// Makes the county, prints where it is, serves it until told to stop.
pub async fn run(wish: Wish) -> anyhow::Result<u8> {
    house::start_log();
    let home = Home::of(&wish)?;
    let clock = demo_clock::start(&home.folder, wish.day, house::real_clock())?;
    let (clock, founding) = demo_clock::founded_before(clock);
    let address = wish.listen.unwrap_or_else(|| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), wish.port));
    let listener = serve::listen(address).await?;
    let site_url = format!("http://{}", listener.local_addr()?);
    let settings = Settings {
        secure_cookies: false,
        site_url: site_url.clone(),
        region: REGION.to_owned(),
        demo: true,
        keys: Some(crate::key_file::load(&home.folder.join("tongtu.keys"))?),
        ..Settings::default()
    };
    let file = home.folder.join("tongtu.sqlite").to_string_lossy().into_owned();
    let database = wish.database.clone().unwrap_or(file);
    // the county is the same at every run; ids and sign-in links are not, or anybody could guess them
    let app = house::open(&database, clock, settings).await?;
    fill(&app).await?;
    founding.ends();
    if !wish.empty {
        // on a day for which the story was not written the rules may refuse it: the desks are empty then
        if let Err(refused) = firms::approvals::fill_past(&app).await {
            tracing::warn!("no cases of the days before: {refused:#}");
        }
    }
    let source = match wish.sources {
        true => Some(crate::demo_source::open(&app, &home.folder, ground::enterprises::CLERKS_USCC).await?),
        false => None,
    };
    let links = ground::accounts::demo_links(&app).await?;
    let stop = house::Stop::listen()?;
    tell(&wish, &site_url, &home, &app, &links, source.as_deref());
    serve::until_told(app, listener, stop).await?;
    Ok(exit::OK)
}

/// The folder of the county; a fresh one goes when the demo ends.
struct Home {
    folder: PathBuf,
    fresh: bool,
}

impl Home {
    fn of(wish: &Wish) -> anyhow::Result<Home> {
        let (folder, fresh) = match &wish.data {
            Some(folder) => (folder.clone(), false),
            None => (std::env::temp_dir().join(format!("tongtu-demo-{}", std::process::id())), true),
        };
        let there = folder.join("tongtu.sqlite").exists();
        anyhow::ensure!(
            !there || wish.keep,
            "there is a county in `{}` already: add --keep to go on with it, or name another folder",
            folder.display()
        );
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        Ok(Home { folder, fresh })
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if self.fresh {
            // nothing depends on it: at worst a folder is left among temporary files
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Publishes the rule books and lets every service fill its part; run again, it changes nothing.
async fn fill(app: &App) -> anyhow::Result<()> {
    for feature in app.features() {
        if let Some(demo) = feature.demo {
            demo(app.clone()).await.with_context(|| format!("the demo of `{}`", feature.name))?;
        }
    }
    for book in PLAYBOOKS.dirs() {
        let files = embedded(book);
        if files.contains_key("playbook.toml") {
            let name = book.path().display().to_string();
            let published = ground::playbooks::publish_files(app, files, "system").await;
            published.with_context(|| format!("the playbook `{name}` cannot be published"))?;
        }
    }
    Ok(())
}

/// The files of an embedded playbook, by path inside it.
fn embedded(root: &Dir) -> Files {
    let mut files = Files::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let below: &Path = file.path().strip_prefix(root.path()).unwrap_or(file.path());
            files.insert(below.to_string_lossy().replace('\\', "/"), file.contents().to_vec());
        }
    }
    files
}

fn tell(wish: &Wish, site: &str, home: &Home, app: &App, links: &[DemoLink], source: Option<&str>) {
    if wish.manner.format == Format::Json {
        let sign_in: serde_json::Map<String, serde_json::Value> =
            links.iter().map(|l| (l.sign_in.clone(), json!(format!("{site}{}", l.path)))).collect();
        let mut told = json!({"address": site, "sign_in": sign_in, "today": app.today().to_string()});
        if let Some(source) = source {
            told["source"] = json!(source);
            told["drop"] = json!(home.folder.join("drop/roster"));
        }
        println!("{told}");
        return;
    }
    let zh = wish.manner.lang() == Lang::Zh;
    let county = RegionCode::parse(REGION).map(|code| code.as_str().to_owned()).unwrap_or_default();
    let today = app.today();
    if zh {
        println!("通途演示：虚构的云岭省平川市通河县（{county}），县里的日期是 {today}。\n");
        println!("  网址  {site}\n\n一点即登录：");
    } else {
        println!("Tongtu demo: Tonghe County ({county}), made up; its clock says {today}.\n");
        println!("  Address  {site}\n\nSign in with one click:");
    }
    for link in links {
        println!("  {:<26} {site}{}", link.sign_in, link.path);
    }
    if let Some(source) = source {
        let drop = home.folder.join("drop/roster");
        match zh {
            true => println!("\n数据来源  {source}  可以停掉、恢复；名册放进 {}", drop.display()),
            false => println!("\nA source  {source}  take it down, bring it back; lists go into {}", drop.display()),
        }
    }
    let folder = home.folder.display();
    match (zh, home.fresh) {
        (true, true) => println!("\n按 Ctrl-C 停止；停止后这个县的数据就删除。要保留，请加 --data 文件夹。"),
        (true, false) => println!("\n按 Ctrl-C 停止；数据在 {folder}，下次加 --keep 接着用。"),
        (false, true) => println!("\nCtrl-C stops it and removes the county; name a folder with --data to keep it."),
        (false, false) => {
            println!("\nCtrl-C stops it; the county is in {folder}, go on with it next time with --keep.")
        }
    }
}
