//! A made-up province of 10,000 papers and services: how long reading and linting it takes.
//!
//! `cargo run --release -p playbook --example province [NODES]` prints seconds of the best of nine runs, and
//! the time of every lint; with `json` after the number one line for `cargo xtask bench unblock`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Instant;

use playbook::{Files, Playbook, lints, read};
use rules::Catalogue;

/// Papers for each service.
const PAPERS: usize = 4;

fn main() {
    let nodes: usize = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(10_000);
    let files = province(nodes);
    let bytes: usize = files.values().map(Vec::len).sum();
    let (mut reading, mut whole) = (f64::MAX, f64::MAX);
    let mut findings = BTreeMap::<String, usize>::new();
    for _ in 0..9 {
        let start = Instant::now();
        let playbook = sound(&files);
        reading = reading.min(start.elapsed().as_secs_f64());
        let found = lints::run(&playbook);
        whole = whole.min(start.elapsed().as_secs_f64());
        findings.clear();
        found.into_iter().for_each(|finding| *findings.entry(finding.code).or_default() += 1);
    }
    if std::env::args().nth(2).as_deref() == Some("json") {
        println!("{{\"nodes\":{nodes},\"files\":{},\"read_s\":{reading},\"whole_s\":{whole}}}", files.len());
        return;
    }
    println!("{nodes} papers and services, {} files, {:.1} MB", files.len(), bytes as f64 / 1e6);
    println!("read {reading:.3} s, read and lint {whole:.3} s, findings {findings:?}");
    let playbook = sound(&files);
    let book = lints::Book::of(&playbook);
    let mut times: Vec<(f64, &str)> = lints::ALL
        .iter()
        .map(|lint| {
            let start = Instant::now();
            let mut found = Vec::new();
            (lint.check)(&book, &mut found);
            (start.elapsed().as_secs_f64() * 1e3, lint.name)
        })
        .collect();
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (time, name) in times.iter().take(12) {
        println!("{time:8.1} ms {name}");
    }
}

fn sound(files: &Files) -> Playbook {
    let reading = read(files, &Catalogue::default());
    let first = reading.diagnostics.first().map(|found| found.message.en.clone());
    reading.playbook.unwrap_or_else(|| panic!("the province reads: {first:?}"))
}

/// Every service asks for four papers, one of them under a condition and one that another service issues.
fn province(nodes: usize) -> Files {
    let services = nodes / (PAPERS + 1);
    let mut files = Files::new();
    let mut add = |path: String, text: String| files.insert(path, text.into_bytes());
    add("playbook.toml".into(), "[playbook]\nid = \"province\"\nname = { zh-CN = \"省\", en = \"Province\" }\nversion = \"1\"\nfrom = 2020-03-03\nbasis = \"b\"\n[[parameter]]\nname = \"least\"\nvalue = 10\nunit = \"person\"\nfrom = 2020-03-03\nbasis = \"b\"\n".into());
    add("agencies.toml".into(), "[agency.industry]\nname = { zh-CN = \"工信局\", en = \"Industry\" }\nlevel = \"province\"\n[agency.health]\nname = { zh-CN = \"卫健委\", en = \"Health\" }\nlevel = \"province\"\n".into());
    add("facts.toml".into(), facts());
    let mut papers = String::new();
    for number in 0..services * PAPERS {
        let (kind, issuer) = match number % PAPERS {
            3 => ("certificate", format!("service:s{}", number / PAPERS)),
            _ => ("form", "applicant".to_owned()),
        };
        write!(papers, "[evidence.p{number}]\nname = {{ zh-CN = \"材料{number}\", en = \"Paper {number}\" }}\nkind = \"{kind}\"\nissuer = [\"{issuer}\"]\nbasis = \"b\"\n").expect("text takes text");
    }
    add("evidence.toml".into(), papers);
    for number in 0..services {
        add(format!("services/s{number}.toml"), service(number));
    }
    files
}

fn facts() -> String {
    let mut facts = "[fact.tier]\ntype = \"code\"\nname = { zh-CN = \"等级\", en = \"Tier\" }\nregister = \"r\"\nvalues = [{ code = \"low\", name = { zh-CN = \"低\", en = \"Low\" } }, { code = \"medium\", name = { zh-CN = \"中\", en = \"Medium\" } }, { code = \"high\", name = { zh-CN = \"高\", en = \"High\" } }]\n".to_owned();
    for number in 0..20 {
        write!(facts, "[fact.n{number}]\ntype = \"integer\"\nunit = \"person\"\nmin = 0\nname = {{ zh-CN = \"人数{number}\", en = \"Number {number}\" }}\nregister = \"r\"\n[fact.b{number}]\ntype = \"boolean\"\nname = {{ zh-CN = \"有无{number}\", en = \"Has {number}\" }}\nregister = \"r\"\n").expect("text takes text");
    }
    facts
}

fn service(number: usize) -> String {
    let (fact, first) = (number % 20, number * PAPERS);
    let before = if number.is_multiple_of(10) {
        String::new()
    } else {
        format!("[[need]]\nevidence = \"p{}\"\nwhen = \"b{fact} AND tier = 'high'\"\nbasis = \"b\"\n", first - 1)
    };
    let bound = number % 90 + 3;
    let reads = if number.is_multiple_of(10) { String::new() } else { format!(", \"p{}\"", first - 1) };
    format!(
        "[service]\nid = \"s{number}\"\nname = {{ zh-CN = \"事项{number}\", en = \"Service {number}\" }}\nlead = \"industry\"\n\
         for = \"enterprise\"\nmode = \"filing\"\nyields = [\"p{}\"]\nwhen = \"tier <> 'low' AND n{fact} < {}\"\n\
         eligible = \"n{} >= :least OR NOT b{fact}\"\nbasis = \"b\"\nstatutory_working_days = 5\npromised_working_days = 4\n\
         silence = \"granted\"\nrecourse = {{ zh-CN = \"12345\", en = \"12345\" }}\n\
         [[need]]\nevidence = \"p{first}\"\nbasis = \"b\"\n[[need]]\nany = [\"p{}\", \"p{}\"]\nwhen = \"n{fact} >= {bound}\"\nbasis = \"b\"\n{before}\
         [[step]]\nid = \"look\"\nname = {{ zh-CN = \"审核\", en = \"Look\" }}\nagency = \"health\"\nreads = [\"p{first}\", \"p{}\", \"p{}\"{reads}]\n\
         working_days = 1\n",
        first + 3,
        bound + 100 + number,
        (fact + 1) % 20,
        first + 1,
        first + 2,
        first + 1,
        first + 2
    )
}
