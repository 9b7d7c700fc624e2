//! Commands over a region's database: serve, publish, migrate, backup.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use playbook::Severity;
use tokio::net::TcpListener;
use web::{App, Settings};

use crate::ask::say;
use crate::house::Stop;
use crate::{exit, folder, house};

/// Where the database is.
#[derive(Args, Clone)]
pub struct Database {
    /// File of the SQLite database, or postgres://…
    #[arg(long, env = "TONGTU_DATABASE", default_value = "data/tongtu.sqlite", hide_env_values = true)]
    pub database: String,
}

/// `tongtu serve`.
#[derive(Args)]
pub struct Wish {
    #[command(flatten)]
    database: Database,
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where people reach the site, without a trailing slash; cookies are Secure when it begins with https
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    site_url: String,
    /// Division code of the county that runs this site
    #[arg(long)]
    region: String,
    /// A proxy of your own stands in front and sets X-Forwarded-For
    #[arg(long)]
    behind_proxy: bool,
    /// Officers, drafters, auditors and administrators sign in with a one-time code besides the password
    #[arg(long)]
    require_totp: bool,
    /// The sources of facts; without it, sources.toml beside the database
    #[arg(long)]
    sources: Option<std::path::PathBuf>,
    /// A host of your own network that webhooks may lead to; may be given several times
    #[arg(long, value_name = "HOST")]
    webhook_inside: Vec<String>,
}

/// `tongtu publish FOLDER`.
#[derive(Args)]
pub struct PublishWish {
    /// Folder of the playbook
    playbook: PathBuf,
    #[command(flatten)]
    database: Database,
    /// Who publishes it, as it stands in the journal
    #[arg(long)]
    by: String,
}

/// `tongtu migrate`.
#[derive(Args)]
pub struct MigrateWish {
    #[command(flatten)]
    database: Database,
}

/// `tongtu backup TO`.
#[derive(Args)]
pub struct BackupWish {
    /// File to make; it must not be there yet
    to: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Serves until told to stop.
pub async fn run(wish: Wish) -> anyhow::Result<u8> {
    house::start_log();
    civic::RegionCode::parse(&wish.region)
        .map_err(|p| anyhow::anyhow!("--region: {}", p.line(crate::ask::terminal_lang())))?;
    let settings = Settings {
        secure_cookies: wish.site_url.starts_with("https://"),
        site_url: wish.site_url.trim_end_matches('/').to_owned(),
        region: wish.region,
        behind_proxy: wish.behind_proxy,
        require_totp: wish.require_totp,
        ..Settings::default()
    };
    let app = house::open(&wish.database.database, house::real_clock(), settings).await?;
    crate::sources::open(&app, crate::sources::path(wish.sources.as_ref(), &wish.database.database)).await?;
    ground::webhooks::allow_inside(&app, wish.webhook_inside);
    let listener = listen(wish.listen).await?;
    let stop = Stop::listen()?;
    println!("http://{}", listener.local_addr()?);
    until_told(app, listener, stop).await?;
    Ok(exit::OK)
}

/// Takes the port, or says what to do when it is taken.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "{} {address}; {}",
            say("不能监听", "cannot listen on"),
            say("请用 --port 或 --listen 换一个", "choose another with --port or --listen")
        )
    })
}

/// Serves and runs jobs until Ctrl-C or SIGTERM.
pub async fn until_told(app: App, listener: TcpListener, stop: Stop) -> anyhow::Result<()> {
    ground::audit::stand_tonight(&app).await?;
    let jobs = tokio::spawn(web::jobs::run_until(app.clone(), stop.clone().told()));
    let sources = tokio::spawn(ground::sources::run_until(app.clone(), stop.clone().told()));
    let events = tokio::spawn(ground::webhooks::run_until(app.clone(), stop.clone().told()));
    web::serve(app, listener, stop.told()).await?;
    sources.await.context("the sources ended badly")?;
    events.await.context("the webhooks ended badly")?;
    jobs.await.context("the jobs ended badly")
}

/// Publishes a playbook, unless it has errors: then all of them are printed.
pub async fn publish(wish: PublishWish) -> anyhow::Result<u8> {
    house::start_log();
    let files = folder::read(&wish.playbook)?;
    let app = house::open(&wish.database.database, house::real_clock(), Settings::default()).await?;
    let reading = playbook::read(&files, app.catalogue());
    if reading.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        let lang = crate::ask::terminal_lang();
        let colour = crate::ask::colour(&std::io::stderr());
        eprint!("{}", playbook::render::human(&reading.diagnostics, &reading.sources, lang, colour));
        return Ok(exit::FINDINGS);
    }
    let digest = ground::playbooks::publish_files(&app, files, &wish.by).await?;
    println!("{} {digest}", say("已发布", "published"));
    let one_key = say(
        "未经第二人批准，办理记录已注明；平日请在网页上由两位起草人员发布",
        "published without a second key, and the journal says so; from day to day, two drafters publish on the site",
    );
    eprintln!("{one_key}");
    Ok(exit::OK)
}

/// Opening is migrating; says so.
pub async fn migrate(wish: MigrateWish) -> anyhow::Result<u8> {
    house::start_log();
    let app = house::open(&wish.database.database, house::real_clock(), Settings::default()).await?;
    let engine = app.db().engine();
    println!("{} ({engine:?})", say("数据库已是最新", "the database is up to this program"));
    Ok(exit::OK)
}

/// Copies the running database.
pub async fn backup(wish: BackupWish) -> anyhow::Result<u8> {
    house::start_log();
    let db = store::Db::open(&wish.database.database).await.context("the database cannot be opened")?;
    let copy = store::backup::backup(&db, &wish.to).await?;
    let rows: u64 = copy.tables.iter().map(|(_, rows)| rows).sum();
    println!("{} {} · {} B · {rows}", say("已备份并校验：", "copied and checked:"), wish.to.display(), copy.bytes);
    Ok(exit::OK)
}
