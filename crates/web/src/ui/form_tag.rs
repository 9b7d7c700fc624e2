//! The opening and closing tag of a form, with the transaction id that makes a double submit harmless.

use askama::Template;
use askama::filters::HtmlSafe;

/// `<form method="post" …>` with its hidden `txid`. The server checks the fields, so the browser does not.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = "<form method=\"post\" action=\"{{ action }}\" novalidate{% if multipart %} enctype=\"multipart/form-data\"{% endif %}{% if autosave %} data-autosave=\"{{ saving }}\"{% endif %}><input type=\"hidden\" name=\"txid\" value=\"{{ txid }}\">{% if !resume.is_empty() %}<input type=\"hidden\" name=\"resume\" value=\"{{ resume }}\">{% endif %}{% if !held.is_empty() %}<input type=\"hidden\" name=\"held\" value=\"{{ held }}\">{% endif %}"
)]
pub struct BeginForm {
    action: String,
    txid: String,
    multipart: bool,
    autosave: bool,
    saving: String,
    resume: String,
    held: String,
}

/// Opens a form. `txid` is [`crate::App::new_id`], made once when the page is made; `multipart` if it has files.
pub fn begin_form(action: impl Into<String>, txid: impl Into<String>, multipart: bool) -> BeginForm {
    let (action, txid) = (action.into(), txid.into());
    let (saving, resume, held) = Default::default();
    BeginForm { action, txid, multipart, autosave: false, saving, resume, held }
}

impl BeginForm {
    /// Saves the form to its own action while the person types (with `autosave=1` added); needs the page to name
    /// `draft.js`, harmless without. The words are those the server cannot say: saving, no network, failed, sign in.
    #[must_use]
    pub fn autosave(mut self, w: crate::Say) -> BeginForm {
        self.autosave = true;
        self.saving = ["autosave-saving", "autosave-offline", "autosave-failed", "autosave-expired"]
            .map(|key| w.t(key))
            .join("|");
        self
    }

    /// Keeps what is sent after the session has ended: `note` is [`crate::held::note`] of this page, `held` the time of
    /// the form that stands in it again, or nothing.
    #[must_use]
    pub fn resumes(mut self, note: impl Into<String>, held: &str) -> BeginForm {
        self.resume = note.into();
        self.held = held.to_owned();
        self
    }
}

/// `</form>`.
#[derive(Clone, Copy, Debug, Template)]
#[template(ext = "html", source = "</form>")]
pub struct EndForm;

/// Closes a form.
pub fn end_form() -> EndForm {
    EndForm
}

impl HtmlSafe for BeginForm {}
impl HtmlSafe for EndForm {}
