//! `tongtu admin`: the first administrator of a region; everybody else is made by an administrator on the site.

use std::io::{IsTerminal, Read, stdin};

use anyhow::Context;
use clap::Args;
use web::{Settings, Stop};

use crate::ask::{say, terminal_lang};
use crate::serve::Database;
use crate::{exit, house};

/// Longest password read from standard input, bytes.
const INPUT_MAX: u64 = 4_096;

/// `tongtu admin`.
#[derive(Args)]
pub struct Wish {
    #[command(flatten)]
    database: Database,
    /// Division code of the region the account stands over
    #[arg(long)]
    region: String,
    /// Name to sign in with
    #[arg(long)]
    sign_in: String,
    /// Name of the person
    #[arg(long)]
    name: String,
}

/// Creates the account. The password is the first line of standard input; at a terminal one is drawn and shown once.
pub async fn run(wish: Wish) -> anyhow::Result<u8> {
    house::start_log();
    let app = house::open(&wish.database.database, house::real_clock(), Settings::default()).await?;
    let drawn = stdin().is_terminal();
    let secret = if drawn { app.random_token()[..24].to_owned() } else { first_line()? };
    match ground::accounts::add_admin(&app, &wish.region, &wish.sign_in, &wish.name, &secret).await {
        Ok(sign_in) => {
            println!("{} {sign_in}", say("已建立管理员账号", "administrator created:"));
            if drawn {
                println!(
                    "{} {secret}",
                    say(
                        "初始密码（只显示这一次，请登录后修改）：",
                        "Password, shown this once; change it after signing in:"
                    )
                );
            }
            Ok(exit::OK)
        }
        Err(Stop::Refused { problems, .. }) => {
            for problem in problems {
                eprintln!("{}: {}", problem.field, problem.line(terminal_lang()));
            }
            Ok(exit::FAULT)
        }
        Err(Stop::Fault(error)) => Err(error),
        Err(other) => anyhow::bail!("{other:?}"),
    }
}

fn first_line() -> anyhow::Result<String> {
    let mut text = String::new();
    stdin().take(INPUT_MAX).read_to_string(&mut text).context("standard input is not text")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
