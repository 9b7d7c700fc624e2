//! A QR code as SVG, with the words of what it leads to and the address in plain text.

use askama::Template;
use askama::filters::HtmlSafe;
use fast_qr::{ECL, Module, QRBuilder};

use crate::Say;
use crate::ui::Example;

/// A code that leads to an address; black on white in every theme.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/qr.html")]
pub struct Qr {
    label: String,
    address: String,
    /// Modules along one side, with the quiet zone of 4 on each.
    size: usize,
    path: String,
}

impl HtmlSafe for Qr {}

impl Qr {
    /// `None` when the text is too long for a QR code (about 2,300 bytes).
    pub fn new(address: impl Into<String>, label: impl Into<String>) -> Option<Qr> {
        let address = address.into();
        let code = QRBuilder::new(address.as_str()).ecl(ECL::M).build().ok()?;
        let mut path = String::new();
        for y in 0..code.size {
            let row = &code[y];
            let mut x = 0;
            while x < code.size {
                let run = row[x..code.size].iter().take_while(|module| module.value() == Module::DARK).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + 4, y + 4));
                }
                x += run.max(1);
            }
        }
        Some(Qr { label: label.into(), address, size: code.size + 8, path })
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let qr = Qr::new("https://tongtu.example/verify/01J0000000", w.t("example-plain"));
    qr.map(|qr| Example::new("an address", qr)).into_iter().collect()
}
