//! Reads a whole playbook: every file, every error at once, and the model if there is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use civic::Date;
use civic::text::Text;
use rules::{Catalogue, Fact};

use crate::build::{self, Builder, SoundRules};
use crate::check::{self, RefUse};
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::intake::{self, Doc, Intake};
use crate::limits::FINDINGS_PER_FILE_MAX;
use crate::model::Playbook;
use crate::read_overlays;
use crate::refs::{self, Names};
use crate::source::{Files, Sources, Span};
use crate::spread::{dispose, spread};
use crate::view::View;
use crate::{examples, judge, lints};

/// Files that are worth a thread of their own.
pub(crate) const FILES_FEW: usize = 50;

/// What reading gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The playbook; none when there is any error.
    pub playbook: Option<Playbook>,
    /// Everything wrong with it, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts, for showing places in them.
    pub sources: Sources,
}

/// Reads a playbook. `known` holds the facts that registers of the program offer.
///
/// Never panics, whatever the bytes. All errors of all files are told at once; what could only be
/// missing because another file is faulty is not told.
pub fn read(files: &Files, known: &Catalogue) -> Reading {
    let mut intake = intake::take(files);
    let mut out = std::mem::take(&mut intake.diagnostics);
    let refs = check_all(&intake, &mut out);
    let mut reader = Reader { intake: &intake, refs, out };
    let playbook = reader.playbook(known);
    let mut diagnostics = reader.out;
    drop_doubtful_fixes(&intake, &mut diagnostics);
    sort(&mut diagnostics);
    diagnostics.dedup();
    let diagnostics = not_too_many(diagnostics);
    let faulty = diagnostics.iter().any(|d| d.severity == Severity::Error);
    dispose(intake.docs, FILES_FEW);
    Reading { playbook: Some(playbook).filter(|_| !faulty), diagnostics, sources: intake.sources }
}

/// Where quotation marks may be missing, nobody can say what a change of text would hit.
fn drop_doubtful_fixes(intake: &Intake<'_>, found: &mut [Diagnostic]) {
    for diagnostic in found {
        let sound = diagnostic.fix.as_ref().is_some_and(|fix| {
            let mut docs = intake.docs.iter();
            docs.any(|doc| doc.file == fix.span.file && !doc.broken)
        });
        if !sound {
            diagnostic.fix = None;
        }
    }
}

type Refs = BTreeMap<Arc<str>, Vec<RefUse>>;

/// Every file along the table of keys.
fn check_all(intake: &Intake<'_>, out: &mut Vec<Diagnostic>) -> Refs {
    let mut refs = Refs::new();
    let check = |doc: &Doc<'_>| Some(check::check(&doc.file, &doc.table, doc.kind.root?, doc.broken));
    for (doc, checked) in intake.docs.iter().zip(spread(&intake.docs, FILES_FEW, check)) {
        if let Some(checked) = checked {
            out.extend(checked.diagnostics);
            refs.insert(Arc::clone(&doc.file), checked.refs);
        }
    }
    refs
}

/// Keeps the first findings of each file and says how many more there are.
fn not_too_many(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<Option<Arc<str>>, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for found in diagnostics {
        let file = found.span.as_ref().map(|span| Arc::clone(&span.file));
        let count = counts.entry(file).or_default();
        *count += 1;
        if *count <= FINDINGS_PER_FILE_MAX {
            kept.push(found);
        }
    }
    for (file, count) in counts {
        if let (Some(file), more @ 1..) = (file, count.saturating_sub(FINDINGS_PER_FILE_MAX)) {
            let message = Text::new(
                format!("`{file}` 还有 {more} 处问题未列出"),
                format!("`{file}` has {more} more findings, not listed"),
            );
            kept.push(Diagnostic::error_nowhere("and-more", message));
        }
    }
    kept
}

pub(crate) struct Reader<'r, 'a> {
    pub intake: &'r Intake<'a>,
    refs: Refs,
    pub out: Vec<Diagnostic>,
}

impl<'r, 'a> Reader<'r, 'a> {
    /// The files of one place: the playbook itself, or an overlay's folder.
    pub(crate) fn docs(&self, region: Option<&str>) -> impl Iterator<Item = &'r Doc<'a>> + use<'r, 'a> {
        let region = region.map(str::to_owned);
        let docs = &self.intake.docs;
        docs.iter().filter(move |doc| doc.region == region.as_deref())
    }

    pub(crate) fn view(&self, region: Option<&str>, kind: &str) -> Option<View<'r>> {
        let kind = kind.to_owned();
        self.docs(region).find(|doc| doc.kind.name == kind).map(|doc| View::root(&doc.file, &doc.table))
    }

    /// True when something is wrong with a file, so that what follows from it is not judged.
    pub(crate) fn is_faulty(&self, file: &str) -> bool {
        let mut spans = self.out.iter().filter_map(|d| d.span.as_ref());
        spans.any(|span| &*span.file == file)
    }

    fn vocabulary_whole(&self) -> bool {
        let doubtful = &self.intake.doubtful;
        let there = self.view(None, "playbook").is_some();
        there && !doubtful.contains(&"facts") && !doubtful.contains(&"playbook")
    }

    fn playbook(&mut self, known: &Catalogue) -> Playbook {
        let mut playbook = self.head();
        let declared = match self.view(None, "facts") {
            Some(view) => build::facts(&view, &mut self.out),
            None => Vec::new(),
        };
        playbook.catalogue = build::join_facts(&declared, known, &mut self.out);
        playbook.purposes = purposes(&declared);
        let mut names = Names::default();
        self.docs(None).for_each(|doc| names.add(doc));
        self.resolve(None, &names, &playbook.catalogue);
        self.things(&mut playbook);
        playbook.tell_holders();
        for service in playbook.services.values() {
            if !self.is_faulty(&service.span.file) {
                judge::service(service, &names, &mut self.out);
            }
        }
        read_overlays::read(self, &mut playbook, &names);
        for (file, text) in &self.intake.cases {
            let (_, errors) = examples::parse(file, text);
            self.out.extend(errors);
        }
        self.allows_name_things(&playbook);
        playbook
    }

    /// What playbook.toml says; blanks where it is faulty, for then nothing is given back.
    fn head(&mut self) -> Playbook {
        let root = self.view(None, "playbook");
        let head = root.and_then(|root| root.view("playbook"));
        let string = |key: &str| head.and_then(|h| h.string(key)).unwrap_or_default();
        if let Some(head) = &head {
            build::check_period(head, &mut self.out);
        }
        Playbook {
            id: string("id"),
            name: head.and_then(|h| h.text("name")).unwrap_or_default(),
            about: head.and_then(|h| h.text("about")),
            version: string("version"),
            from: head.and_then(|h| h.date("from")).unwrap_or(Date::ZERO),
            until: head.and_then(|h| h.date("until")),
            basis: string("basis"),
            parameters: root.map(|root| build::parameters(&root, &mut self.out)).unwrap_or_default(),
            catalogue: Catalogue::default(),
            purposes: BTreeMap::new(),
            agencies: BTreeMap::new(),
            evidence: BTreeMap::new(),
            services: BTreeMap::new(),
            overlays: Vec::new(),
            layers: Vec::new(),
            lint_levels: root.map(|root| levels(&root)).unwrap_or_default(),
            allows: root.map(|root| build::allows(&root)).unwrap_or_default(),
            kept: self.kept(),
        }
    }

    /// Files of other parts of the program, whole.
    fn kept(&self) -> BTreeMap<String, toml::Table> {
        let docs = self.intake.docs.iter();
        docs.filter(|doc| doc.kind.root.is_none() && !doc.broken)
            .filter_map(|doc| Some((doc.file.to_string(), doc.text.parse().ok()?)))
            .collect()
    }

    fn things(&mut self, playbook: &mut Playbook) {
        let things = self.things_of(None, &playbook.catalogue, &playbook.parameters);
        let agencies = things.agencies.into_iter().map(|a| (a.id.clone(), a));
        playbook.agencies = agencies.collect();
        let evidence = things.evidence.into_iter().map(|e| (e.id.clone(), e));
        playbook.evidence = evidence.collect();
        for service in things.services {
            if let Some(first) = playbook.services.get(&service.id) {
                let (id, span) = (&service.id, &service.span);
                let found = judge::duplicate(id, span, &first.span, "事项", "service");
                self.out.push(found);
            } else {
                playbook.services.insert(service.id.clone(), service);
            }
        }
    }

    /// Agencies, evidence, services and changes of one place.
    pub(crate) fn things_of(
        &mut self,
        region: Option<&civic::division::RegionCode>,
        catalogue: &Catalogue,
        parameters: &rules::Parameters,
    ) -> Things {
        let folder = region.map(|code| code.as_str().to_owned());
        let docs: Vec<&Doc<'_>> = self.docs(folder.as_deref()).collect();
        let (rules, vocabulary_whole) = (SoundRules::default(), self.vocabulary_whole());
        let build = |doc: &&Doc<'_>| {
            let mut out = Vec::new();
            let mut builder = Builder {
                sources: &self.intake.sources,
                catalogue,
                parameters,
                vocabulary_whole,
                region: region.cloned(),
                rules: &rules,
                out: &mut out,
            };
            (Things::of(doc, &mut builder), out)
        };
        let mut all = Things::default();
        for (things, out) in spread(&docs, FILES_FEW, build) {
            all.agencies.extend(things.agencies);
            all.evidence.extend(things.evidence);
            all.services.extend(things.services);
            all.changes.extend(things.changes);
            self.out.extend(out);
        }
        all
    }

    /// Tells every reference of one place that leads nowhere.
    pub(crate) fn resolve(&mut self, region: Option<&str>, names: &Names, facts: &Catalogue) {
        let lints: Vec<&str> = lints::names().collect();
        let doubtful = &self.intake.doubtful;
        let docs: Vec<&Doc<'_>> = self.docs(region).collect();
        let each = |doc: &&Doc<'_>| -> Vec<Diagnostic> {
            let used = self.refs.get(&doc.file).into_iter().flatten();
            used.filter_map(|used| refs::resolve(used, names, facts, &lints, doubtful)).collect()
        };
        let found = spread(&docs, FILES_FEW, each);
        self.out.extend(found.into_iter().flatten());
    }

    /// `at = "file#id"` must at least name a file of the playbook.
    fn allows_name_things(&mut self, playbook: &Playbook) {
        for allow in &playbook.allows {
            let (file, id) = allow.at.split_once('#').unwrap_or((&allow.at, ""));
            let files: Vec<&str> = self.intake.docs.iter().map(|doc| &*doc.file).collect();
            if files.contains(&file) && !id.is_empty() {
                continue;
            }
            let message = Text::new(
                format!("`at` 应写作 `文件#编号`，没有 `{}`", allow.at),
                format!("`at` is written `file#id`; there is no `{}`", allow.at),
            );
            let near = crate::nearest::nearest(file, files.iter().copied())
                .filter(|_| !files.contains(&file))
                .map(|near| format!("{near}#{id}"));
            let found = Diagnostic::error("unknown-reference", allow.span.clone(), message);
            self.out.push(found.did_you_mean(near.as_deref(), None));
        }
    }
}

/// What one place defines.
#[derive(Default)]
pub(crate) struct Things {
    pub agencies: Vec<crate::model::Agency>,
    pub evidence: Vec<crate::model::Evidence>,
    pub services: Vec<crate::model::Service>,
    pub changes: Vec<crate::overlay::Change>,
}

impl Things {
    fn of(doc: &Doc<'_>, builder: &mut Builder<'_>) -> Things {
        let view = View::root(&doc.file, &doc.table);
        let mut things = Things::default();
        match doc.kind.name {
            "agencies" => {
                let all = view.entries("agency");
                things.agencies = all.iter().filter_map(|(id, v)| builder.agency(id, v)).collect();
            }
            "evidence" => {
                let all = view.entries("evidence");
                things.evidence = all.iter().filter_map(|(id, v)| builder.evidence(id, v)).collect();
            }
            "service" => things.services.extend(builder.service(&view)),
            "overlay" => things.changes = builder.changes(&view),
            _ => {}
        }
        things
    }
}

fn purposes(declared: &[(Fact, Option<Text>, Span)]) -> BTreeMap<String, Text> {
    let pairs = declared.iter();
    pairs.filter_map(|(fact, purpose, _)| Some((fact.name.clone(), purpose.clone()?))).collect()
}

fn levels(root: &View<'_>) -> BTreeMap<String, Option<Severity>> {
    let level = |word: &str| match word {
        "hint" => Some(Severity::Hint),
        "warn" => Some(Severity::Warning),
        "error" => Some(Severity::Error),
        _ => None,
    };
    let pairs = root.pairs("lint").into_iter();
    pairs.map(|(name, word)| (name.to_owned(), level(word.text))).collect()
}
