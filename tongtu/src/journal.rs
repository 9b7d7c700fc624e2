//! `tongtu journal verify`: proves that the record of acts is whole and unchanged.

use civic::text::Lang;
use clap::Subcommand;
use serde_json::json;
use store::journal::{What, verify};

use crate::ask::{Format, Manner};
use crate::serve::Database;
use crate::{exit, house};

/// What to do with the journal.
#[derive(Subcommand)]
pub enum Wish {
    /// Read every entry of every region and name the first that does not fit
    Verify {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        manner: Manner,
    },
}

/// Runs it; exit 1 when a chain breaks.
pub async fn run(wish: Wish) -> anyhow::Result<u8> {
    let Wish::Verify { database, manner } = wish;
    house::start_log();
    let db = store::Db::open(&database.database).await?;
    let report = verify(&db).await?;
    let lang = manner.lang();
    for region in &report.regions {
        let broken = region.outcome.as_ref().err();
        if manner.format == Format::Json {
            let place = broken.map(|b| json!({"seq": b.seq, "what": format!("{:?}", b.what)}));
            println!(
                "{}",
                json!({"region": region.region, "entries": region.entries, "hash": region.hash, "break": place})
            );
            continue;
        }
        let short = region.hash.get(..16).unwrap_or(&region.hash);
        match (broken, lang) {
            (None, Lang::Zh) => println!("✓ {}：{} 条，完整。末尾校验值 {short}…", region.region, region.entries),
            (None, Lang::En) => println!("✓ {}: {} entries, whole. Last hash {short}…", region.region, region.entries),
            (Some(b), _) => println!("✗ {} #{}: {}", region.region, b.seq, told(b.what, lang)),
        }
    }
    if report.regions.is_empty() && manner.format == Format::Human {
        println!("{}", if lang == Lang::Zh { "还没有任何记录。" } else { "nothing has been recorded yet." });
    }
    Ok(if report.is_sound() { exit::OK } else { exit::FINDINGS })
}

fn told(what: What, lang: Lang) -> &'static str {
    match (what, lang) {
        (What::Missing, Lang::Zh) => "这一条不见了，后面的还在",
        (What::Missing, Lang::En) => "this entry is gone although later ones are there",
        (What::Changed, Lang::Zh) => "这一条或它前面一条被改过",
        (What::Changed, Lang::En) => "this entry or the one before it was changed",
        (What::BeyondHead, Lang::Zh) => "这一条在链尾之后，不该存在",
        (What::BeyondHead, Lang::En) => "this entry lies beyond the end of the chain",
        (What::HeadChanged, Lang::Zh) => "链尾记录被改过",
        (What::HeadChanged, Lang::En) => "the record of the chain's end was changed",
    }
}
