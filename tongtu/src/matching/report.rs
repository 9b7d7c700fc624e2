//! What matching found: totals, missing facts, reasons, the matrix.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use civic::Date;
use civic::money::Fen;
use civic::text::Lang;
use rules::bulk::{Totals, Verdicts};
use rules::{Catalogue, FactKind, Parameters, Truth};
use serde_json::{Value, json};

use super::data::Data;
use super::policies::Checked;
use crate::ask::say;
use crate::exit;

/// Enterprises by the facts that would have to be learnt of them, for one policy.
pub type Missing = BTreeMap<Vec<String>, u64>;

fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn kind(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::Bool => "yes/no",
        FactKind::Int => "integer",
        FactKind::Money => "fen",
        FactKind::Text => "text",
        FactKind::Date => "date",
        FactKind::Code(_) => "code",
    }
}

/// A sum of any size in yuan; no sum of `i64` amounts over `i64` rows leaves 128 bits.
fn yuan(fen: i128) -> String {
    match i64::try_from(fen) {
        Ok(fen) => Fen(fen).show(),
        Err(_) => format!("{}.{:02}", fen / 100, (fen % 100).abs()),
    }
}

/// Lines for reading.
pub fn human(
    data: &Data,
    policies: &[Checked],
    totals: &[Totals],
    missing: Option<&[Missing]>,
    day: Date,
    lang: Lang,
) -> String {
    let columns: Vec<String> = data.facts.iter().map(|fact| format!("{} {}", fact.name, kind(&fact.kind))).collect();
    let mut text = format!(
        "{} {} · {} {} · {day}\n{}: {}\n",
        data.table.rows(),
        pick(lang, "家", "enterprises"),
        policies.len(),
        pick(lang, "项政策", "policies"),
        pick(lang, "列", "columns"),
        columns.join(", ")
    );
    for (name, count) in &data.strange {
        text += &match lang {
            Lang::Zh => format!("{name}：{count} 格不是这一类的值，按不清楚处理\n"),
            Lang::En => format!("{name}: {count} cells are no value of this kind and count as unknown\n"),
        };
    }
    for (at, (policy, total)) in policies.iter().zip(totals).enumerate() {
        text += &format!(
            "\n{}\n  {} {} · {} {} · {} {}\n",
            policy.id,
            pick(lang, "符合", "eligible"),
            total.yes,
            pick(lang, "不符合", "not eligible"),
            total.no,
            pick(lang, "缺少情况", "facts are missing"),
            total.unknown
        );
        if policy.amount.is_some() {
            text += &format!("  {} {} {}", pick(lang, "金额", "amount"), yuan(total.fen), pick(lang, "元", "yuan"));
            for (count, zh, en) in [
                (total.amount_unknown, "金额尚不清楚", "amount not known yet"),
                (total.amount_too_large, "金额过大", "amount too large"),
                (total.amount_negative, "金额为负", "amount below zero"),
            ] {
                if count > 0 {
                    text += &format!(" · {} {count}", pick(lang, zh, en));
                }
            }
            text.push('\n');
        }
        for (facts, count) in missing.and_then(|all| all.get(at)).into_iter().flatten() {
            let facts = facts.join(", ");
            text += &match lang {
                Lang::Zh => format!("  还有 {count} 家取决于：{facts}\n"),
                Lang::En => format!("  {count} depend on: {facts}\n"),
            };
        }
    }
    text
}

/// The same for programs; amounts in fen, as text where they may be beyond what programs hold exactly.
pub fn json(data: &Data, policies: &[Checked], totals: &[Totals], missing: Option<&[Missing]>, day: Date) -> Value {
    let columns: Vec<Value> = data
        .facts
        .iter()
        .map(|fact| json!({ "name": fact.name, "kind": kind(&fact.kind), "strange": data.strange.get(&fact.name).unwrap_or(&0) }))
        .collect();
    let each: Vec<Value> = policies
        .iter()
        .zip(totals)
        .enumerate()
        .map(|(at, (policy, total))| {
            let mut one = json!({
                "id": policy.id, "eligible": total.yes, "not_eligible": total.no, "unknown": total.unknown,
            });
            if policy.amount.is_some() {
                one["amount"] = json!({
                    "fen": total.fen.to_string(), "known": total.paid, "unknown": total.amount_unknown,
                    "too_large": total.amount_too_large, "negative": total.amount_negative,
                });
            }
            if let Some(missing) = missing.and_then(|all| all.get(at)) {
                let rows = missing.iter().map(|(facts, count)| json!({ "facts": facts, "enterprises": count }));
                one["missing"] = rows.collect();
            }
            one
        })
        .collect();
    json!({ "enterprises": data.table.rows(), "as_of": day.to_string(), "columns": columns, "policies": each })
}

/// Of whom it is unknown, which facts can still decide it.
pub fn missing(
    data: &Data,
    policies: &[Checked],
    verdicts: &[Verdicts],
    parameters: &Parameters,
    day: Date,
    facts: &Catalogue,
) -> Vec<Missing> {
    let mut all = Vec::new();
    for (policy, verdicts) in policies.iter().zip(verdicts) {
        eprintln!("{} {}", say("查缺少的情况：", "looking for missing facts:"), policy.id);
        let mut counts = Missing::new();
        for row in verdicts.unknown() {
            let told = policy.when.explain(&data.table.row(row), parameters, day, facts);
            *counts.entry(told.missing()).or_default() += 1;
        }
        all.push(counts);
    }
    all
}

/// Why one enterprise gets a policy or not.
pub fn explain(
    data: &Data,
    policies: &[Checked],
    parameters: &Parameters,
    (key, id, day): (&str, &str, Date),
    facts: &Catalogue,
    lang: Lang,
) -> anyhow::Result<u8> {
    let rows: Vec<usize> = data.keys.iter().enumerate().filter(|(_, one)| *one == key).map(|(row, _)| row).collect();
    let row = match rows.as_slice() {
        [row] => *row,
        [] => anyhow::bail!("{} `{key}`", say("表里没有", "the table has no")),
        several => anyhow::bail!("`{key}`: {} {}", several.len(), say("行都是这个键", "lines have this key")),
    };
    let policy = policies.iter().find(|policy| policy.id == id);
    let policy = policy.with_context(|| {
        let known: Vec<&str> = policies.iter().map(|policy| policy.id.as_str()).collect();
        format!("{} `{id}`: {}", say("没有这项政策", "there is no policy"), known.join(", "))
    })?;
    let subject = data.table.row(row);
    let told = policy.when.explain(&subject, parameters, day, facts);
    let verdict = match told.verdict {
        Truth::True => pick(lang, "符合", "eligible"),
        Truth::False => pick(lang, "不符合", "not eligible"),
        Truth::Unknown => pick(lang, "缺少情况", "facts are missing"),
    };
    print!("{verdict}\n{}", told.in_words(lang));
    if !told.missing().is_empty() {
        println!("{}: {}", pick(lang, "告诉这些就能判定", "these would decide it"), told.missing().join(", "));
    }
    if let (Truth::True, Some(amount)) = (told.verdict, &policy.amount) {
        print!("{}", amount.tell(&subject, parameters, day).in_words(lang));
    }
    Ok(exit::OK)
}

/// Every verdict: yes, no or unknown.
pub fn matrix(path: &Path, data: &Data, policies: &[Checked], verdicts: &[Verdicts]) -> anyhow::Result<()> {
    let mut file = csv::Writer::from_path(path).with_context(|| format!("`{}`", path.display()))?;
    let key = data.facts.first().map_or("", |fact| fact.name.as_str());
    file.write_record([key].into_iter().chain(policies.iter().map(|policy| policy.id.as_str())))?;
    for (row, key) in data.keys.iter().enumerate() {
        let each = verdicts.iter().map(|verdicts| match verdicts.of(row) {
            Truth::True => "yes",
            Truth::False => "no",
            Truth::Unknown => "unknown",
        });
        file.write_record([key.as_str()].into_iter().chain(each))?;
    }
    file.flush()?;
    Ok(())
}
