//! Lints: each finds one wrong pattern in a playbook; code, prose and tested example lie together.
//!
//! A lint is three files, `NAME.rs`, `NAME.md` and `NAME.zh-CN.md`, and its two lines here.

mod already_held;
mod asked_twice;
mod blocked;
mod book;
mod bottleneck;
mod days_lost;
mod decided_late;
mod demands;
mod dominated_alternative;
mod example_log;
mod expired_basis;
mod expires_in_flight;
mod fee_or_deposit;
mod forbidden_at_tier;
mod fragile_escape;
mod gap;
mod idle_condition;
mod implied;
mod missing_issuer;
mod missing_recourse;
mod mutual_prerequisite;
mod needless_series;
mod needless_visit;
mod never_eligible;
mod never_mattered;
mod no_basis;
mod no_clock;
mod one_size_fits_all;
mod orphaned_demand;
mod output_asked_again;
mod outside_list;
mod over_limit;
mod overlap;
mod overlay_adds;
mod profile_deadlock;
mod promise_possible;
mod run;
mod sense;
mod supply_lock;
mod synonymous_evidence;
mod thresholds;
mod too_few_alternatives;
mod unused_question;
mod useless_document;

pub use book::Book;
pub use run::{Example, Preset, examples, explain, names, run, run_observed, run_on, run_with};

use civic::text::Text;

use crate::diagnostic::{Diagnostic, Severity};

/// Every lint, sorted by name.
pub const ALL: &[&Lint] = &[
    &already_held::LINT,
    &asked_twice::LINT,
    &bottleneck::LINT,
    &days_lost::LINT,
    &decided_late::LINT,
    &dominated_alternative::LINT,
    &expired_basis::LINT,
    &expires_in_flight::LINT,
    &fee_or_deposit::LINT,
    &forbidden_at_tier::LINT,
    &fragile_escape::LINT,
    &gap::LINT,
    &idle_condition::LINT,
    &implied::LINT,
    &missing_issuer::LINT,
    &missing_recourse::LINT,
    &mutual_prerequisite::LINT,
    &needless_series::LINT,
    &needless_visit::LINT,
    &never_eligible::LINT,
    &never_mattered::LINT,
    &no_basis::LINT,
    &no_clock::LINT,
    &one_size_fits_all::LINT,
    &orphaned_demand::LINT,
    &output_asked_again::LINT,
    &outside_list::LINT,
    &over_limit::LINT,
    &overlap::LINT,
    &overlay_adds::LINT,
    &profile_deadlock::LINT,
    &promise_possible::LINT,
    &supply_lock::LINT,
    &synonymous_evidence::LINT,
    &too_few_alternatives::LINT,
    &unused_question::LINT,
    &useless_document::LINT,
];

/// One lint.
#[derive(Debug)]
pub struct Lint {
    /// Its name: the wrong pattern, so that "allow circular-proof" reads well.
    pub name: &'static str,
    /// How grave it is unless the playbook says otherwise.
    pub severity: Severity,
    /// One line: Chinese, English.
    pub summary: (&'static str, &'static str),
    /// The page about it in English.
    pub prose_en: &'static str,
    /// The page about it in Chinese.
    pub prose_zh: &'static str,
    /// Finds it. The playbook is one as read or one in force in a region; severities are set by
    /// the caller.
    pub check: fn(&Book<'_>, &mut Vec<Diagnostic>),
}

impl Lint {
    /// The summary as a text.
    pub fn summary(&self) -> Text {
        Text::new(self.summary.0, self.summary.1)
    }

    /// The page in a language.
    pub fn prose(&self, lang: civic::text::Lang) -> &'static str {
        match lang {
            civic::text::Lang::Zh => self.prose_zh,
            civic::text::Lang::En => self.prose_en,
        }
    }

    /// A finding of this lint.
    pub(crate) fn finding(&self, span: crate::source::Span, message: Text) -> Diagnostic {
        Diagnostic::error(self.name, span, message).severity(self.severity)
    }
}
