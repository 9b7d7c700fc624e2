//! `tongtu certificate verify`: checks a signed certificate without asking the county that issued it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use civic::text::Lang;
use civic::{Date, Timestamp, clock};
use clap::Subcommand;
use credential::{KeySet, Refused, verify};
use ground::cases::signed::KIND;
use serde_json::{Value, json};

use crate::ask::{Format, Manner, say};
use crate::{exit, house};

/// What to do with certificates.
#[derive(Subcommand)]
pub enum Wish {
    /// Tell whether a signed file is genuine, and whether it was in force on a day
    Verify {
        /// The signed file (.jws), as it is offered beside every certificate
        file: PathBuf,
        /// Public keys of the county that issued it, from its /.well-known/jwks.json
        #[arg(long, value_name = "FILE")]
        trust: PathBuf,
        /// The day [default: today]
        #[arg(long, value_name = "DAY")]
        as_of: Option<Date>,
        #[command(flatten)]
        manner: Manner,
    },
}

/// Runs it; exit 1 when the file is not genuine or not in force.
///
/// # Errors
/// A file that cannot be read, or keys that are none.
pub fn run(wish: &Wish) -> anyhow::Result<u8> {
    let Wish::Verify { file, trust, as_of, manner } = wish;
    let keys = KeySet::parse(&read(trust)?).with_context(|| trust.display().to_string())?;
    let today = as_of.unwrap_or_else(|| clock::local_date(house::real_clock()()));
    let outcome = verify(&keys, KIND, &read(file)?);
    let valid = outcome.as_ref().is_ok_and(|said| until(said).is_none_or(|until| today <= until));
    if manner.format == Format::Json {
        let refused = outcome.as_ref().err().map(ToString::to_string);
        println!(
            "{:#}",
            json!({"genuine": outcome.is_ok(), "valid": valid, "refused": refused, "certificate": outcome.ok()})
        );
    } else {
        print!("{}", told(&outcome, today, manner.lang()));
    }
    Ok(if valid { exit::OK } else { exit::FINDINGS })
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Last day of its force; none = until further notice.
fn until(said: &Value) -> Option<Date> {
    said["exp"].as_i64().map(|second| Timestamp::from_second(second).map_or(Date::MIN, clock::local_date))
}

fn told(outcome: &Result<Value, Refused>, today: Date, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let said = match outcome {
        Ok(said) => said,
        Err(why) => {
            let why = match (why, zh) {
                (Refused::Unreadable, true) => "这不是一份签名文件".to_owned(),
                (Refused::Method, true) => "签名方式不被接受，或者这不是证件".to_owned(),
                (Refused::UnknownKey(key), true) => format!("签发密钥 {key} 不在信任的公钥中，请向发证地索取最新公钥"),
                (Refused::Altered, true) => "签名与内容不符：内容被改动过，或者不是由该密钥签发".to_owned(),
                (why, false) => why.to_string(),
            };
            return format!("✗ {}{why}\n", if zh { "不可信：" } else { "not genuine: " });
        }
    };
    let text = |key: &str| said[key].as_str().unwrap_or_default().to_owned();
    let until = until(said);
    let head = match (until.is_none_or(|until| today <= until), zh) {
        (true, true) => "✓ 真实，在有效期内",
        (true, false) => "✓ genuine, and in its time",
        (false, true) => "✗ 真实，但已过有效期",
        (false, false) => "✗ genuine, but its time has passed",
    };
    let end = until.map_or_else(|| say("长期", "until further notice").to_owned(), |day| day.to_string());
    let rows = [
        (("编号", "number"), text("jti")),
        (("持有人", "holder"), format!("{} {}", text("name"), text("sub"))),
        (("种类", "kind"), text("kind")),
        (("有效期至", "until"), end),
    ];
    let mut out = format!("{head}\n");
    for ((label_zh, label_en), value) in rows {
        out.push_str(&if zh { format!("  {label_zh}：{value}\n") } else { format!("  {label_en}: {value}\n") });
    }
    let online = text("verify");
    out.push_str(&if zh {
        format!("  是否已被撤销，请联网核实：{online}\n")
    } else {
        format!("  whether it was revoked since, look up: {online}\n")
    });
    out
}
