//! XML with the place of every element.
//!
//! roxmltree was chosen over quick-xml: it refuses document type definitions (and with them every entity bomb and
//! every file fetched from elsewhere), resolves namespaces whatever their prefix, keeps byte ranges, and does not
//! recurse, so that depth costs nothing.

use civic::text::Text;
use roxmltree::{Document, Error, Node, ParsingOptions};

use crate::finding::Finding;
use crate::model::Place;

/// Most elements and texts looked at; a drawing has thousands.
const NODES_MAX: u32 = 1_000_000;

/// The tree of a text, or what is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Box<Finding>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| Box::new(told(text, &error)))
}

fn told(text: &str, error: &Error) -> Finding {
    let at = byte_of(text, error);
    let place = at..text[at..].chars().next().map_or(at, |sign| at + sign.len_utf8());
    match error {
        Error::DtdDetected => {
            let at = text.find("<!DOCTYPE").unwrap_or(0);
            let what = Text::new(
                "含有文档类型定义（DOCTYPE），不读",
                "it has a document type definition (DOCTYPE), which is not read",
            );
            Finding::error("has-doctype", at..(at + "<!DOCTYPE".len()).min(text.len()), what)
                .help("删去 `<!DOCTYPE …>`；BPMN 文件用不着它", "delete `<!DOCTYPE …>`; BPMN needs none")
        }
        Error::NodesLimitReached => {
            let what = Text::new(format!("元素多于 {NODES_MAX} 个"), format!("it has more than {NODES_MAX} elements"));
            Finding::error("too-large", 0..0, what).help("按流程分成几个文件", "split it into a file for each process")
        }
        other => {
            let en = other.to_string();
            let what = Text::new(format!("不是合格的 XML：{en}"), format!("this is not XML: {en}"));
            Finding::error("not-xml", place, what).help(
                "在此处改正；导出的程序若还在，请重新导出",
                "mend it here, or export the file again with the program that wrote it",
            )
        }
    }
}

/// The byte of the row and column (in characters) an error names; the end of the text where it names none.
fn byte_of(text: &str, error: &Error) -> usize {
    let at = error.pos();
    if matches!(error, Error::UnexpectedEndOfStream | Error::UnclosedRootNode) {
        return text.len();
    }
    let line = text.split_inclusive('\n').take((at.row as usize).saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(line..).unwrap_or_default();
    let column = rest.char_indices().nth((at.col as usize).saturating_sub(1)).map_or(rest.len(), |(byte, _)| byte);
    line + column
}

/// The start tag of an element.
pub(crate) fn place(node: &Node<'_, '_>) -> Place {
    let range = node.range();
    let text = &node.document().input_text()[range.clone()];
    let end = text.find('>').map_or(text.len(), |end| end + 1);
    range.start..range.start + end
}
