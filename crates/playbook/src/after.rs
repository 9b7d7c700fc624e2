//! What may follow a filing, and how long each thing may take: the service's words, else the law's.
//!
//! Administrative Licensing Law: one extension of 10 working days beside a term of 20, of 15 beside a joint term of
//! 45 (art. 42). Administrative Reconsideration Law: 60 days to ask (art. 9 of 1999, art. 20 of 2023). Where neither
//! law nor service gives a number, the default says that it is this program's.

use crate::model::{Mode, Service};

/// Working days the law gives one agency; more than these is joint handling.
const ONE_AGENCY: u32 = 20;

/// `after` of a service as written; `None` = the default holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct After {
    /// Most working days that the one extension may add.
    pub extension_working_days: Option<u32>,
    /// Working days promised in express handling.
    pub express_working_days: Option<u32>,
    /// Days after a decision in which reconsideration may be asked for.
    pub reconsideration_days: Option<u32>,
    /// Days after a withdrawal in which the applicant may take the case up again.
    pub reopening_days: Option<u32>,
    /// Working days for a check afterwards.
    pub check_working_days: Option<u32>,
    /// Percent of cases checked afterwards, 1 to 100.
    pub check_share: Option<u32>,
    /// Days without commitment mode after a broken promise.
    pub bar_days: Option<u32>,
    /// Automatic mode meeting an unknown asks the applicant; otherwise the agencies decide.
    pub asks_on_unknown: bool,
}

impl Service {
    /// Most working days that the one extension may add: 10, in joint handling 15, and never more than the law's
    /// term itself.
    pub fn extension_max(&self) -> u32 {
        let law = if self.statutory_working_days > ONE_AGENCY { 15 } else { 10 };
        let term = law.min(self.statutory_working_days);
        self.after.extension_working_days.map_or(term, |days| days.min(law))
    }

    /// Working days promised in express handling: half of what is promised, at least one, unless the service says.
    pub fn express_days(&self) -> u32 {
        let half = self.promised_working_days.div_ceil(2).max(1);
        self.after.express_working_days.unwrap_or(half).min(self.promised_working_days)
    }

    /// Days after a decision in which reconsideration may be asked for; 0 = not at all.
    pub fn reconsideration_days(&self) -> u32 {
        self.after.reconsideration_days.unwrap_or(60)
    }

    /// Days after a withdrawal in which the applicant may take the case up again; 15 is this program's.
    pub fn reopening_days(&self) -> u32 {
        self.after.reopening_days.unwrap_or(15)
    }

    /// Working days for a check afterwards; 20 is this program's, after the law's term for one agency.
    pub fn check_working_days(&self) -> u32 {
        self.after.check_working_days.unwrap_or(ONE_AGENCY)
    }

    /// Percent of cases checked afterwards.
    pub fn check_share(&self) -> u32 {
        self.after.check_share.unwrap_or(100)
    }

    /// Days without commitment mode after a broken promise; a year is this program's.
    pub fn bar_days(&self) -> u32 {
        self.after.bar_days.unwrap_or(365)
    }

    /// A promise stands in the place of a proof.
    pub fn is_commitment(&self) -> bool {
        self.mode == Mode::Commitment
    }
}
