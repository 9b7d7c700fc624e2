//! Policies from a TOML file, or from the `policies/` folder of a playbook.

use std::path::Path;

use anyhow::Context;
use civic::text::Lang;
use rules::{Amount, Catalogue, Parameters, Rule, RuleError};

use crate::ask::say;
use crate::{composition, folder};

/// A policy as its drafter wrote it.
pub struct Written {
    pub id: String,
    pub when: String,
    pub amount: Option<String>,
}

/// A policy that can be judged.
pub struct Checked {
    pub id: String,
    pub when: Rule,
    pub amount: Option<Amount>,
}

/// What was found at the place named.
pub struct Book {
    pub written: Vec<Written>,
    /// The facts a playbook declares; none beside a file of policies alone.
    pub facts: Option<Catalogue>,
    pub parameters: Parameters,
}

/// Reads a playbook's folder or a file.
pub fn read(path: &Path) -> anyhow::Result<Book> {
    if path.is_dir() {
        return of_playbook(path);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("`{}`", path.display()))?;
    let table: toml::Table = text.parse().with_context(|| format!("`{}`", path.display()))?;
    let policies = table.get("policy").and_then(toml::Value::as_table);
    let policies = policies.with_context(|| {
        format!("`{}`: {}", path.display(), say("没有 [policy.名称]", "there is no [policy.NAME] in it"))
    })?;
    let written = policies.iter().map(|(id, policy)| written(id, policy, "when")).collect::<anyhow::Result<_>>()?;
    Ok(Book { written, facts: None, parameters: Parameters::default() })
}

fn of_playbook(root: &Path) -> anyhow::Result<Book> {
    let files = folder::read(root)?;
    let reading = playbook::read(&files, &composition::catalogue()?);
    let wrong = say("规则库有错误，先运行 tongtu lint", "the playbook has errors: run tongtu lint first");
    let book = reading.playbook.context(wrong)?;
    let mut all = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("policies/") && path.ends_with(".toml")) {
        let table: toml::Table = String::from_utf8_lossy(bytes).parse().with_context(|| path.clone())?;
        let policy = table.get("policy").with_context(|| format!("{path}: [policy]"))?;
        let id = policy.get("id").and_then(toml::Value::as_str).with_context(|| format!("{path}: id"))?;
        all.push(written(id, policy, "eligible")?);
    }
    anyhow::ensure!(!all.is_empty(), "`{}`: {}", root.display(), say("没有政策", "there are no policies in it"));
    Ok(Book { written: all, facts: Some(book.catalogue.clone()), parameters: book.parameters.clone() })
}

fn written(id: &str, policy: &toml::Value, key: &str) -> anyhow::Result<Written> {
    let when = policy.get(key).and_then(toml::Value::as_str);
    let when = when.with_context(|| format!("policy {id}: {} `{key} = \"…\"`", say("缺少", "there is no")))?;
    // in playbooks the amount may be words alone
    let amount = policy.get("amount").and_then(toml::Value::as_str).map(str::to_owned);
    Ok(Written { id: id.to_owned(), when: when.to_owned(), amount })
}

/// Every policy checked against the facts, or everything that is wrong in lines.
pub fn check(book: &Book, facts: &Catalogue, lang: Lang) -> Result<Vec<Checked>, Vec<String>> {
    let (mut checked, mut lines) = (Vec::new(), Vec::new());
    for policy in &book.written {
        let when = Rule::parse(&policy.when, facts, &book.parameters);
        let amount = policy.amount.as_ref().map(|text| (text, Amount::parse(text, facts, &book.parameters)));
        let mut tell = |text: &str, errors: &[RuleError]| {
            lines.extend(errors.iter().map(|error| line(&policy.id, text, error, lang)));
        };
        if let Err(errors) = &when {
            tell(&policy.when, errors);
        }
        if let Some((text, Err(errors))) = &amount {
            tell(text, errors);
        }
        match (when, amount) {
            (Ok(when), None) => checked.push(Checked { id: policy.id.clone(), when, amount: None }),
            (Ok(when), Some((_, Ok(amount)))) => {
                checked.push(Checked { id: policy.id.clone(), when, amount: Some(amount) });
            }
            _ => {}
        }
    }
    if lines.is_empty() { Ok(checked) } else { Err(lines) }
}

fn line(id: &str, text: &str, error: &RuleError, lang: Lang) -> String {
    let place = text.get(error.span.clone()).unwrap_or_default();
    let help = error.help.as_ref().map(|help| format!("; {}", help.get(lang))).unwrap_or_default();
    format!("policy {id}: `{place}`: {}{help}", error.message.get(lang))
}
