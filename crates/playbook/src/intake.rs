//! Takes the files of a folder in: which are ours, which can be read, what they hold.

use std::sync::Arc;

use civic::text::Text;
use toml::de::DeTable;

use crate::diagnostic::Diagnostic;
use crate::keys::{FILES, FileKind};
use crate::limits;
use crate::nearest::nearest;
use crate::read::FILES_FEW;
use crate::source::{Files, Source, Sources, Span};
use crate::spread::spread;
use crate::syntax;

/// A TOML file that could be read, at least in part.
pub(crate) struct Doc<'a> {
    pub file: Arc<str>,
    pub kind: &'static FileKind,
    /// The folder under `overlays/` it lies in.
    pub region: Option<&'a str>,
    pub text: &'a str,
    pub table: DeTable<'a>,
    /// Its syntax was faulty.
    pub broken: bool,
}

/// All that was taken in.
#[derive(Default)]
pub(crate) struct Intake<'a> {
    pub docs: Vec<Doc<'a>>,
    /// Worked examples: path and text.
    pub cases: Vec<(Arc<str>, &'a str)>,
    /// Kinds of files of which one could not be read whole.
    pub doubtful: Vec<&'static str>,
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads every file of the playbook; what is wrong with one does not hinder the others.
pub(crate) fn take(files: &Files) -> Intake<'_> {
    let mut intake = Intake::default();
    if let Some(refusal) = too_much(files) {
        intake.diagnostics.push(refusal);
        return intake;
    }
    let all: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (&**path, &**bytes)).collect();
    for taken in spread(&all, FILES_FEW, |(path, bytes)| take_file(path, bytes)) {
        intake.add(taken);
    }
    if !files.contains_key("playbook.toml") {
        intake.diagnostics.push(no_playbook(files));
    }
    intake
}

fn too_much(files: &Files) -> Option<Diagnostic> {
    let bytes: usize = files.values().map(Vec::len).sum();
    if bytes <= limits::PLAYBOOK_BYTES_MAX && files.len() <= limits::FILES_MAX {
        // one huge file among small ones is told by its name instead
        return None;
    }
    let small = |bytes: &Vec<u8>| bytes.len() <= limits::FILE_BYTES_MAX;
    let small_bytes: usize = files.values().filter(|b| small(b)).map(Vec::len).sum();
    if small_bytes <= limits::PLAYBOOK_BYTES_MAX && files.len() <= limits::FILES_MAX {
        return None;
    }
    let (n, mib) = (files.len(), bytes >> 20);
    let (files_max, mib_max) = (limits::FILES_MAX, limits::PLAYBOOK_BYTES_MAX >> 20);
    Some(Diagnostic::error_nowhere(
        "too-big",
        Text::new(
            format!("共 {n} 个文件、{mib} MiB，上限为 {files_max} 个、{mib_max} MiB，未读取"),
            format!(
                "{n} files with {mib} MiB; a playbook may have {files_max} files and {mib_max} MiB; \
                 not read"
            ),
        ),
    ))
}

fn no_playbook(files: &Files) -> Diagnostic {
    let message = if files.is_empty() {
        Text::new("文件夹是空的", "the folder is empty")
    } else {
        Text::new("没有 `playbook.toml`", "there is no `playbook.toml`")
    };
    let code = if files.is_empty() { "empty-playbook" } else { "missing-file" };
    Diagnostic::error_nowhere(code, message).help(Text::new(
        "规则书的文件夹里必须有 `playbook.toml`，写明编号、名称、版本和依据",
        "a playbook's folder needs a `playbook.toml` with its id, name, version and basis",
    ))
}

/// What one file gave.
#[derive(Default)]
struct Taken<'a> {
    doc: Option<Doc<'a>>,
    case: Option<(Arc<str>, &'a str)>,
    doubtful: Option<&'static str>,
    source: Option<(Arc<str>, Source)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Intake<'a> {
    fn add(&mut self, taken: Taken<'a>) {
        self.docs.extend(taken.doc);
        self.cases.extend(taken.case);
        self.doubtful.extend(taken.doubtful);
        self.sources.extend(taken.source);
        self.diagnostics.extend(taken.diagnostics);
    }
}

fn take_file<'a>(path: &'a str, bytes: &'a [u8]) -> Taken<'a> {
    let mut taken = Taken::default();
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_case = path.starts_with("cases/") && path.ends_with(".md");
    let known = FileKind::of(path);
    if hidden || known.is_none() && !is_case {
        if !hidden && path.ends_with(".toml") {
            taken.diagnostics.push(unknown_file(&path.into()));
        }
        return taken;
    }
    let file: Arc<str> = path.into();
    let text = match limits::text_of(&file, bytes) {
        Ok(text) => text,
        Err(refusal) => {
            taken.diagnostics.push(*refusal);
            taken.doubtful = known.map(|(kind, _)| kind.name);
            return taken;
        }
    };
    taken.source = Some((Arc::clone(&file), Source::of(text)));
    let Some((kind, region)) = known else {
        taken.case = Some((file, text));
        return taken;
    };
    let (table, errors) = syntax::parse(&file, text, 0);
    let broken = !errors.is_empty();
    taken.doubtful = broken.then_some(kind.name);
    taken.diagnostics = errors;
    taken.doc = table.map(|table| Doc { file, kind, region, text, table, broken });
    taken
}

fn unknown_file(file: &Arc<str>) -> Diagnostic {
    let message = Text::new(format!("规则书里没有 `{file}` 这种文件"), format!("a playbook has no file `{file}`"));
    let local =
        file.strip_prefix("overlays/").and_then(|rest| rest.split_once('/')).map_or(&**file, |(_, local)| local);
    let patterns = || FILES.iter().map(|kind| kind.pattern);
    let near = nearest(local, patterns().filter(|pattern| !pattern.contains('*')));
    let found = Diagnostic::error("unknown-file", Span::start_of(file), message);
    let found = Diagnostic { span: None, ..found };
    if near.is_some() {
        return found.did_you_mean(near, None);
    }
    let list = patterns().collect::<Vec<_>>().join(", ");
    found.help(Text::new(
        format!("可以有的文件：{list}（下级的放在 `overlays/区划代码/` 下）"),
        format!("files there may be: {list} (a lower level's in `overlays/REGION/`)"),
    ))
}
