//! From bytes to a model: which notation a file is in is found by what it holds, not by its name.

use civic::text::Text;

use crate::finding::{Finding, Severity};
use crate::model::Model;
use crate::{bpmn, digit, json, xml};

/// Largest file read, in bytes; the largest processes drawn in practice stay far below a tenth of it.
pub const FILE_BYTES_MAX: usize = 8 << 20;

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The model; none when the file cannot be used at all.
    pub model: Option<Model>,
    /// What is wrong with its form. With a model there may still be parts that were passed over.
    pub found: Vec<Finding>,
}

impl Reading {
    fn refused(finding: Finding) -> Reading {
        Reading { model: None, found: vec![finding] }
    }
}

/// Reads a file: a workflow configuration of DIGIT (JSON) or BPMN 2.0 (XML).
///
/// Never fails and never panics on what somebody wrote: the answer is a model, findings, or both.
pub fn read(bytes: &[u8]) -> Reading {
    if bytes.len() > FILE_BYTES_MAX {
        let max = FILE_BYTES_MAX >> 20;
        let what = Text::new(format!("文件大于 {max} MiB"), format!("the file is larger than {max} MiB"));
        let finding = Finding::error("too-large", 0..0, what);
        return Reading::refused(finding.help("按流程分成几个文件", "split it into a file for each process"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            let what = Text::new(
                format!("第 {line} 行起不是 UTF-8 文字"),
                format!("from line {line} on this is not text in UTF-8"),
            );
            let finding = Finding::error("not-utf-8", 0..0, what);
            return Reading::refused(finding.help("另存为 UTF-8 编码", "save it as UTF-8"));
        }
    };
    // the mark some editors put first; places count from behind it as the shown text has it
    let content = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = by_content(content);
    let ahead = text.len() - content.len();
    if ahead > 0 {
        reading.shift(ahead);
    }
    reading
}

fn by_content(content: &str) -> Reading {
    let mut found = Vec::new();
    let first = content.trim_start().chars().next();
    let model = match first {
        Some('<') => match xml::parse(content) {
            Ok(document) => bpmn::read(&document, &mut found),
            Err(finding) => return Reading::refused(*finding),
        },
        Some('{' | '[') => match json::parse(content) {
            Ok(value) => digit::read(&value, &mut found),
            Err(finding) => return Reading::refused(*finding),
        },
        None => {
            let what = Text::new("文件是空的", "the file is empty");
            return Reading::refused(kinds(Finding::error("empty", 0..0, what)));
        }
        Some(_) => None,
    };
    if model.is_none() && found.is_empty() {
        let what = Text::new(
            "既不是 BPMN 2.0（XML），也不是 DIGIT 工作流配置（JSON）",
            "this is neither BPMN 2.0 (XML) nor a workflow configuration of DIGIT (JSON)",
        );
        found.push(kinds(Finding::error("unknown-kind", 0..0, what)));
    }
    Reading { model, found }
}

fn kinds(finding: Finding) -> Finding {
    finding.help(
        "BPMN 文件以 `<definitions>` 为根，含 `<process>`；DIGIT 配置里每项业务有 `businessService` 和 `states`",
        "a BPMN file has `<definitions>` with a `<process>` in it; in a configuration of DIGIT each service has `businessService` and `states`",
    )
}

impl Reading {
    fn shift(&mut self, ahead: usize) {
        let later = |place: &mut std::ops::Range<usize>| *place = place.start + ahead..place.end + ahead;
        for finding in &mut self.found {
            later(&mut finding.place);
            finding.labels.iter_mut().for_each(|(place, _)| later(place));
        }
        let Some(model) = &mut self.model else { return };
        model.messages.iter_mut().for_each(|message| later(&mut message.place));
        for process in &mut model.processes {
            later(&mut process.place);
            process.nodes.iter_mut().for_each(|node| later(&mut node.place));
            process.flows.iter_mut().for_each(|flow| later(&mut flow.place));
        }
    }

    /// True when the file is of no use.
    pub fn is_broken(&self) -> bool {
        self.found.iter().any(|finding| finding.severity == Severity::Error)
    }
}
