//! `tongtu unblock FILE.jsonl`: what blocks in a catalogue of any origin, and for whom.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, stderr, stdin};
use std::path::PathBuf;

use ::unblock::jsonl::{self, Catalogue, Name};
use ::unblock::{ByClass, Classes, Kind, NodeId, Obtained, Profile, Root};
use anyhow::{Context, bail};
use civic::text::Lang;
use clap::Args;
use serde_json::{Value, json};

use crate::ask::{Format, Manner, say};
use crate::exit;

/// Causes and lines listed for reading; for programs all are listed.
const SHOWN_MAX: usize = 40;
/// Profile classes looked at; more would take gigabytes on a large catalogue.
const CLASSES_MAX: usize = 4096;

/// `tongtu unblock FILE.jsonl`.
#[derive(Args)]
pub struct Wish {
    /// Catalogue with one JSON object a line, {"held":7} or {"service":888,"needs":[{"any":[680]}]}; - reads standard input
    file: PathBuf,
    /// Who asks: ind=0,tier=2
    #[arg(long, value_delimiter = ',', value_name = "NAME=VALUE")]
    profile: Vec<String>,
    /// Tell also for whom things are blocked, over all profiles the catalogue tells apart
    #[arg(long, conflicts_with = "profile")]
    profiles: bool,
    #[command(flatten)]
    manner: Manner,
}

/// Prints what is blocked and why; exit 1 when anything is, or when a line could not be read.
pub fn run(wish: &Wish) -> anyhow::Result<u8> {
    let mut catalogue = read(wish)?;
    let profile = profile(&catalogue, &wish.profile)?;
    catalogue.graph = catalogue.graph.under(&profile);
    let got = catalogue.graph.obtainable();
    let roots = catalogue.graph.roots(&got);
    let for_whom = if wish.profiles { Some(ForWhom::of(&catalogue)?) } else { None };
    let answer = Answer { blocked: catalogue.things().filter(|node| !got.has(*node)).collect(), got, roots, for_whom };
    match wish.manner.format {
        Format::Json => println!("{}", answer.json(&catalogue)),
        Format::Human => print!("{}", answer.human(&catalogue, wish.manner.lang())),
    }
    let for_some = answer.for_whom.as_ref().is_some_and(|whom| !whom.some.is_empty());
    let well = answer.blocked.is_empty() && catalogue.bad_count == 0 && !for_some;
    Ok(if well { exit::OK } else { exit::FINDINGS })
}

fn read(wish: &Wish) -> anyhow::Result<Catalogue> {
    let reader: Box<dyn BufRead> = if wish.file.as_os_str() == "-" {
        Box::new(stdin().lock())
    } else {
        let file = File::open(&wish.file).with_context(|| wish.file.display().to_string())?;
        Box::new(BufReader::with_capacity(1 << 20, file))
    };
    // on a terminal one line is written over and over
    let (before, after) = if stderr().is_terminal() { ("\r", "") } else { ("", "\n") };
    let mut told = false;
    let catalogue = jsonl::read(reader, |lines| {
        told = true;
        eprint!("{before}{lines} {}{after}", say("行", "lines"));
    });
    if told && after.is_empty() {
        eprintln!();
    }
    catalogue.with_context(|| wish.file.display().to_string())
}

fn profile(catalogue: &Catalogue, pairs: &[String]) -> anyhow::Result<Profile> {
    let split = |pair: &'_ String| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut read = Vec::new();
    for pair in pairs {
        match split(pair) {
            Some(pair) => read.push(pair),
            None => bail!("--profile: `{pair}` {}", say("应写作 名称=值", "must be NAME=VALUE")),
        }
    }
    let pairs: Vec<(&str, &str)> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    catalogue.profile(&pairs).map_err(|unknown| {
        let why = say("目录中没有任何条件用到", "no condition of the catalogue asks about");
        anyhow::anyhow!("--profile: {why} `{}`", unknown.join("`, `"))
    })
}

/// Who is blocked, over all classes of profiles.
struct ForWhom {
    classes: ByClass,
    /// blocked things per class
    counts: Vec<usize>,
    /// things blocked for some profiles and not for others
    some: Vec<NodeId>,
}

impl ForWhom {
    fn of(catalogue: &Catalogue) -> anyhow::Result<ForWhom> {
        let nodes: Vec<NodeId> = (0..catalogue.graph.len() as NodeId).collect();
        let classes = Classes::of(&catalogue.graph, &nodes, CLASSES_MAX).map_err(|many| {
            let what = say("种主体类别，超过上限", "profile classes are told apart; the most looked at is");
            anyhow::anyhow!("--profiles: {} {what} {CLASSES_MAX}", many.classes)
        })?;
        let classes = catalogue.graph.by_class(&classes);
        let all = classes.classes().count();
        let blocked = |class: usize| catalogue.things().filter(|node| !classes.has(class, *node)).count();
        let counts = (0..all).map(blocked).collect();
        let mixed = |node: &NodeId| (1..all).any(|class| classes.has(class, *node) != classes.has(0, *node));
        let some = catalogue.things().filter(mixed).collect();
        Ok(ForWhom { classes, counts, some })
    }

    /// The fewest attributes with which a thing is blocked; null stands for any value not named.
    fn smallest(&self, catalogue: &Catalogue, node: NodeId) -> Value {
        let fixed = self.classes.smallest_profile(node).unwrap_or_default();
        fixed.into_iter().map(|(attribute, value)| pair(catalogue, attribute, value)).collect()
    }

    fn class(&self, catalogue: &Catalogue, class: usize) -> Value {
        let classes = self.classes.classes();
        classes.attributes().map(|attribute| pair(catalogue, attribute, classes.value(class, attribute))).collect()
    }
}

fn pair(catalogue: &Catalogue, attribute: u32, value: Option<u32>) -> (String, Value) {
    (catalogue.attribute(attribute).to_owned(), value.map_or(Value::Null, |value| id(catalogue.value(value))))
}

fn id(name: &Name) -> Value {
    match name {
        Name::Int(number) => json!(number),
        Name::Word(word) => json!(word),
    }
}

struct Answer {
    got: Obtained,
    blocked: Vec<NodeId>,
    roots: Vec<Root>,
    for_whom: Option<ForWhom>,
}

impl Answer {
    fn json(&self, catalogue: &Catalogue) -> Value {
        let roots: Vec<Value> = self
            .roots
            .iter()
            .map(|root| json!({"kind": code(root.kind), "ring": root.ring, "core": ids(catalogue, &root.core)}))
            .collect();
        let bad: Vec<Value> = catalogue
            .bad
            .iter()
            .map(|bad| json!({"line": bad.line, "column": bad.column, "what": bad.what, "zh-CN": bad.what_zh}))
            .collect();
        let mut answer = json!({
            "lines": catalogue.lines,
            "services": catalogue.services,
            "things": catalogue.things().count(),
            "obtainable": catalogue.things().filter(|node| self.got.has(*node)).count(),
            "blocked": ids(catalogue, &self.blocked),
            "roots": roots,
            "bad_line_count": catalogue.bad_count,
            "bad_lines": bad,
        });
        if let Some(whom) = &self.for_whom {
            let each = whom.counts.iter().enumerate();
            answer["profiles"] = each
                .map(|(class, blocked)| json!({"profile": whom.class(catalogue, class), "blocked": blocked}))
                .collect();
            let some = whom.some.iter();
            answer["blocked_for_some"] = some
                .map(|node| json!({"id": id(catalogue.name(*node)), "smallest": whom.smallest(catalogue, *node)}))
                .collect();
        }
        answer
    }

    fn human(&self, catalogue: &Catalogue, lang: Lang) -> String {
        let mut text = String::new();
        let things = catalogue.things().count();
        let (lines, blocked, roots) = (catalogue.lines, self.blocked.len(), self.roots.len());
        let head = match lang {
            Lang::Zh => format!("{lines} 行，{things} 项；办不成的 {blocked} 项，根本原因 {roots} 个"),
            Lang::En => format!("{lines} lines, {things} things; {blocked} blocked, root causes: {roots}"),
        };
        let mut out = |line: String| writeln!(text, "{line}").expect("a string takes any text");
        out(head);
        for root in self.roots.iter().take(SHOWN_MAX) {
            let names: Vec<String> = catalogue.names(&root.core).iter().map(ToString::to_string).collect();
            let joined = if root.ring { format!("{} → {}", names.join(" → "), names[0]) } else { names.join(", ") };
            out(format!("  {}: {joined}", words(root.kind, lang)));
        }
        more(roots, lang, &mut out);
        if let Some(whom) = &self.for_whom {
            let (some, classes) = (whom.some.len(), whom.counts.len());
            out(match lang {
                Lang::Zh => format!("主体分 {classes} 类；只对部分主体办不成的 {some} 项，最少条件为："),
                Lang::En => {
                    format!("{classes} classes of profiles; blocked for some of them only: {some}, at the least when")
                }
            });
            for node in whom.some.iter().take(SHOWN_MAX) {
                out(format!("  {}: {}", catalogue.name(*node), whom.smallest(catalogue, *node)));
            }
            more(some, lang, &mut out);
        }
        if catalogue.bad_count > 0 {
            out(match lang {
                Lang::Zh => format!("读不懂的行：{}", catalogue.bad_count),
                Lang::En => format!("lines that could not be read: {}", catalogue.bad_count),
            });
        }
        for bad in catalogue.bad.iter().take(SHOWN_MAX) {
            out(format!("  {}:{}: {}", bad.line, bad.column, if lang == Lang::Zh { &bad.what_zh } else { &bad.what }));
        }
        more(catalogue.bad_count as usize, lang, &mut out);
        text
    }
}

fn more(count: usize, lang: Lang, out: &mut impl FnMut(String)) {
    if let Some(left) = count.checked_sub(SHOWN_MAX).filter(|left| *left > 0) {
        out(match lang {
            Lang::Zh => format!("  ……另有 {left} 个（--format json 列出更多）"),
            Lang::En => format!("  … and {left} more (--format json lists more)"),
        });
    }
}

fn ids(catalogue: &Catalogue, nodes: &[NodeId]) -> Vec<Value> {
    let mut names: Vec<Value> = catalogue.names(nodes).into_iter().map(id).collect();
    names.dedup();
    names
}

fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "missing-issuer",
        Kind::TooFew => "too-few-alternatives",
        Kind::Circular => "circular",
    }
}

fn words(kind: Kind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (Kind::Missing, Lang::Zh) => "无处出具",
        (Kind::Missing, Lang::En) => "nobody issues it",
        (Kind::TooFew, Lang::Zh) => "可选的不够数",
        (Kind::TooFew, Lang::En) => "too few alternatives",
        (Kind::Circular, Lang::Zh) => "互为前置",
        (Kind::Circular, Lang::En) => "each waits for the other",
    }
}
