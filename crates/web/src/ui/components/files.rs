//! Files side by side: name, kind, size, a small picture of what is one, a way to open it.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

/// Largest picture shown small beside its name, bytes; a larger one is opened by its link.
const PICTURE_MAX: i64 = 5 * 1024 * 1024;

/// One file, as a page shows it.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/file_card.html")]
pub struct FileCard {
    href: String,
    name: String,
    about: String,
    notes: Vec<String>,
    open: Option<&'static str>,
    picture: Option<String>,
}

impl HtmlSafe for FileCard {}

impl FileCard {
    /// A file at `href`, of the kind found in its content and this many bytes. `href?look` must show it in the browser,
    /// as [`crate::Ctx::file`] does.
    pub fn new(w: Say, href: impl Into<String>, name: impl Into<String>, content_type: &str, size: i64) -> FileCard {
        let (href, name) = (href.into(), name.into());
        let picture = content_type.starts_with("image/");
        let size_words = match size {
            ..1024 => format!("{size} B"),
            1024..1_048_576 => format!("{} KB", (size + 1023) / 1024),
            _ => format!("{}.{} MB", size / 1_048_576, size % 1_048_576 * 10 / 1_048_576),
        };
        FileCard {
            about: format!("{} · {size_words}", kind(w, content_type)),
            notes: Vec::new(),
            open: crate::headers::is_shown(content_type).then(|| w.t("file-open")),
            picture: (picture && size <= PICTURE_MAX).then(|| w.with("file-picture", &[("name", &name)])),
            href,
            name,
        }
    }

    /// A line more about it.
    #[must_use]
    pub fn note(mut self, words: impl Into<String>) -> FileCard {
        self.notes.push(words.into());
        self
    }
}

fn kind(w: Say, content_type: &str) -> &'static str {
    w.t(match content_type {
        "application/pdf" => "file-pdf",
        "image/jpeg" | "image/png" => "file-image",
        kind if kind.ends_with("wordprocessingml.document") => "file-word",
        kind if kind.ends_with("spreadsheetml.sheet") => "file-excel",
        _ => "file-other",
    })
}

/// Several files side by side.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "ui/components/files.html")]
pub struct Files {
    cards: Vec<FileCard>,
}

impl HtmlSafe for Files {}

impl Files {
    /// These files in this order.
    pub fn new(cards: impl IntoIterator<Item = FileCard>) -> Files {
        Files { cards: cards.into_iter().collect() }
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let file = |name: &str, kind: &str, size: i64| FileCard::new(w, "/preview", name, kind, size);
    let cards = [
        file("方案.pdf", "application/pdf", 240_000).note(w.t("example-plain")),
        file("<b>车间</b>.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 900),
        file("大照片.jpg", "image/jpeg", 9_961_472),
    ];
    vec![Example::new("side by side", Files::new(cards))]
}
