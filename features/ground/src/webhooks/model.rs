//! A subscription and its deliveries: whom events go to, which, and where each stands.

use civic::Text;

/// How often one message is tried.
pub const ATTEMPTS_MAX: i64 = 16;
/// Wait after the first failure and longest wait, milliseconds: with [`ATTEMPTS_MAX`] some two days in all.
pub const WAITS_MS: (i64, i64) = (10_000, 8 * 3_600_000);
/// How long the old secret signs beside the new one, milliseconds.
pub const OVERLAP_MS: i64 = 24 * 3_600_000;
/// How long deliveries are kept, milliseconds; what a paused subscription did not take until then is gone.
pub const KEPT_MS: i64 = 30 * 24 * 3_600_000;
/// Longest address.
pub const URL_MAX: usize = 500;
/// Seconds a receiver may take at most.
pub const TIMEOUT_MAX: i64 = 30;
/// Seconds a receiver may take when nothing else is said.
pub const TIMEOUT: i64 = 10;

/// Kinds of events: the act in the journal, the kind that is sent, and what it says.
pub const KINDS: &[(&str, &str, (&str, &str))] = &[
    ("case/file", "case.filed", ("办件已提交", "A case was filed")),
    ("case/correction-asked", "case.correction-asked", ("要求补正", "A correction was asked for")),
    ("case/resubmit", "case.resubmitted", ("补正已交回", "A correction was sent back")),
    ("case/step-approved", "case.step-approved", ("一个环节同意", "A step was approved")),
    ("case/step-refused", "case.step-refused", ("一个环节不同意", "A step was refused")),
    ("case/granted", "case.granted", ("准予", "A case was granted")),
    ("case/refused", "case.refused", ("不予批准", "A case was refused")),
    ("case/withdraw", "case.withdrawn", ("申请人撤回", "A case was withdrawn")),
    ("case/reopened", "case.reopened", ("重新办理", "A case was reopened")),
    ("case/resumed", "case.resumed", ("撤回后继续办理", "A withdrawn case was taken up again")),
    ("case/revoked", "case.revoked", ("准予被撤销", "A grant was revoked")),
    ("case/overdue", "case.overdue", ("超过期限未办结", "A case is past its deadline")),
    ("case/message", "case.message", ("有新留言", "A message was written")),
    ("review/asked", "review.asked", ("申请复核", "A reconsideration was asked for")),
    ("review/decided", "review.decided", ("复核已决定", "A reconsideration was decided")),
    ("certificate/issue", "certificate.issued", ("证件已签发", "A certificate was issued")),
    ("certificate/revoke", "certificate.revoked", ("证件被撤销", "A certificate was revoked")),
];

/// The kind of the event that somebody sends by hand to try a subscription.
pub const TEST: &str = "webhook.test";

/// The kind that an act of the journal is sent as; `None` for acts nobody outside hears of.
pub fn kind_of(act: &str) -> Option<&'static str> {
    KINDS.iter().find(|(listed, ..)| *listed == act).map(|(_, kind, _)| *kind)
}

/// What a kind says, in both languages.
pub fn kind_words(kind: &str) -> Text {
    let known = KINDS.iter().find(|(_, listed, _)| *listed == kind).map(|(.., words)| *words);
    let (zh, en) = known.unwrap_or(("试发", "A test"));
    Text::new(zh, en)
}

/// Why nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Somebody paused it.
    ByHand,
    /// One message failed [`ATTEMPTS_MAX`] times and none came through meanwhile.
    GivenUp,
    /// The receiver said 410: it is gone.
    Gone,
}

impl Pause {
    /// Every reason.
    pub const ALL: [Pause; 3] = [Pause::ByHand, Pause::GivenUp, Pause::Gone];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Pause::ByHand => "by-hand",
            Pause::GivenUp => "given-up",
            Pause::Gone => "gone",
        }
    }
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Division whose subtree it hears of.
    pub region: String,
    /// Id drawn by the application.
    pub id: String,
    /// What its owner called it.
    pub name: String,
    /// Where events go.
    pub url: String,
    /// Agency it belongs to.
    pub agency: Option<String>,
    /// Enterprise it belongs to.
    pub enterprise: Option<String>,
    /// Kinds it wants; none = all.
    pub kinds: Vec<String>,
    /// Seconds the receiver may take.
    pub timeout_seconds: i64,
    /// Sealed.
    pub secret: String,
    /// The one before, sealed, and until when it signs too.
    pub before: Option<(String, i64)>,
    /// Why and since when nothing is sent.
    pub paused: Option<(Pause, i64)>,
    /// Attempts in a row without a good answer.
    pub failures: i64,
    /// Nothing is sent before, epoch milliseconds.
    pub next_ms: i64,
    /// When the receiver last took something.
    pub last_ok_ms: Option<i64>,
    /// Its last status.
    pub last_status: Option<i64>,
    /// Epoch milliseconds; what happened before is not sent.
    pub created_ms: i64,
}

impl Webhook {
    /// Where its secrets are sealed for.
    pub fn place(&self) -> String {
        place(&self.region, &self.id)
    }

    /// Whether it wants events of this kind.
    pub fn wants(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|wanted| wanted == kind)
    }
}

/// Where the secrets of a subscription are sealed for.
pub fn place(region: &str, id: &str) -> String {
    format!("webhook_secret:{region}:{id}")
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not taken yet.
    Waiting,
    /// The receiver answered 2xx.
    Delivered,
    /// Not tried any more, unless somebody sends it again.
    GivenUp,
}

impl State {
    /// Every state.
    pub const ALL: [State; 3] = [State::Waiting, State::Delivered, State::GivenUp];

    /// The word in the table, in addresses and answers.
    pub const fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Delivered => "delivered",
            State::GivenUp => "given-up",
        }
    }
}

/// One message to one subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// `webhook-id`: the same whenever it is sent again.
    pub message: String,
    /// One of [`KINDS`], or [`TEST`].
    pub kind: String,
    /// Number in the chain of the case's county: of two about one case the greater is the later.
    pub sequence: i64,
    /// The body.
    pub payload: String,
    /// Where it stands.
    pub state: State,
    /// How often it was sent.
    pub attempts: i64,
    /// Not sent before, epoch milliseconds.
    pub run_ms: i64,
    /// Status of the last answer; `None` when there was none.
    pub status: Option<i64>,
    /// What went wrong the last time.
    pub trouble: Option<Text>,
    /// When it was queued.
    pub created_ms: i64,
    /// When it was last sent.
    pub tried_ms: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_named_once_and_is_heard_of_by_its_act() {
        for (n, (act, kind, _)) in KINDS.iter().enumerate() {
            assert_eq!(kind_of(act), Some(*kind));
            assert!(KINDS[n + 1..].iter().all(|(_, other, _)| other != kind), "{kind}");
            assert!(*kind != TEST && !kind.contains('/'), "{kind}");
        }
        assert_eq!(kind_of("case/note"), None, "internal notes stay inside");
    }
}
