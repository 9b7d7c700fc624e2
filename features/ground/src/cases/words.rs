//! States and acts of cases in words and shapes: one place, so that every page says the same.

use civic::text::Lang;
use web::Say;
use web::ui::{Kind, Milestone, State};

use crate::cases::facts::FactState;
use crate::cases::joint::InviteState;
use crate::cases::model::{CaseState, StepState};
use crate::cases::objection::ObjectionState;
use crate::cases::on_behalf::{Capacity, Identity};

/// The words of this feature; what the functions here and in [`crate::cases::parts`] take as `w`.
pub fn say(lang: Lang) -> Say {
    Say::of(include_str!("words.toml"), lang)
}

/// The word for a case's state.
pub fn case_word(w: Say, state: CaseState) -> &'static str {
    match state {
        CaseState::Draft => w.t("case-draft"),
        CaseState::UnderReview => w.t("case-under-review"),
        CaseState::Correction => w.t("case-correction"),
        CaseState::Granted => w.t("case-granted"),
        CaseState::Refused => w.t("case-refused"),
        CaseState::Withdrawn => w.t("case-withdrawn"),
        CaseState::Revoked => w.t("case-revoked"),
    }
}

/// A case's state as shape and word.
pub fn case_state(w: Say, state: CaseState) -> State {
    let kind = match state {
        CaseState::Granted => Kind::Ok,
        CaseState::Correction => Kind::Caution,
        CaseState::Refused | CaseState::Revoked => Kind::Stop,
        CaseState::Draft | CaseState::UnderReview => Kind::Unknown,
        CaseState::Withdrawn => Kind::Plain,
    };
    State::new(kind, case_word(w, state))
}

/// How a fact stands, as shape and word.
pub fn fact_state(w: Say, state: FactState) -> State {
    match state {
        FactState::Known => State::ok(w.t("fact-known")),
        FactState::Unknown => State::unknown(w.t("fact-unknown")),
        FactState::Pending => State::plain(w.t("fact-pending")),
        FactState::Degraded => State::caution(w.t("fact-degraded")),
        FactState::Refused => State::stop(w.t("fact-refused")),
    }
}

/// The word for a step's state.
pub fn step_word(w: Say, state: StepState) -> &'static str {
    match state {
        StepState::Waiting => w.t("step-waiting"),
        StepState::Open => w.t("step-open"),
        StepState::Correction => w.t("step-correction"),
        StepState::Approved => w.t("step-approved"),
        StepState::Refused => w.t("step-refused"),
        StepState::Cancelled => w.t("step-cancelled"),
    }
}

/// A step's state as shape and word.
pub fn step_state(w: Say, state: StepState) -> State {
    let kind = match state {
        StepState::Approved => Kind::Ok,
        StepState::Correction => Kind::Caution,
        StepState::Refused => Kind::Stop,
        StepState::Open => Kind::Unknown,
        StepState::Waiting | StepState::Cancelled => Kind::Plain,
    };
    State::new(kind, step_word(w, state))
}

/// What a step is called: by the service's text, or by the program where the service names none.
pub fn step_name(w: Say, service: &playbook::Service, step: &str) -> String {
    match service.steps.iter().find(|s| s.id == step) {
        Some(known) => w.text(&known.name).to_owned(),
        None if step == crate::cases::mode::REVIEW_STEP => w.t("step-review").to_owned(),
        None if step == crate::cases::review::STEP => w.t("step-reconsideration").to_owned(),
        None => step.to_owned(),
    }
}

/// A step as a milestone on the road.
pub fn milestone(state: StepState) -> Milestone {
    match state {
        StepState::Approved => Milestone::Done,
        StepState::Open => Milestone::Now,
        StepState::Correction | StepState::Refused => Milestone::Blocked,
        StepState::Waiting | StepState::Cancelled => Milestone::Todo,
    }
}

/// For whom the person at the counter spoke.
pub fn capacity(w: Say, capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Legal => w.t("behalf-legal"),
        Capacity::Staff => w.t("behalf-staff"),
        Capacity::Agent => w.t("behalf-agent"),
    }
}

/// How it was checked who came.
pub fn identity(w: Say, identity: Identity) -> &'static str {
    match identity {
        Identity::Card => w.t("behalf-card"),
        Identity::Electronic => w.t("behalf-electronic"),
        Identity::Document => w.t("behalf-document"),
    }
}

/// An invitation's state as shape and word.
pub fn invite_state(w: Say, state: InviteState) -> State {
    match state {
        InviteState::Sent => State::unknown(w.t("invite-sent")),
        InviteState::Filling => State::caution(w.t("invite-filling")),
        InviteState::Done => State::ok(w.t("invite-done")),
        InviteState::Expired => State::plain(w.t("invite-expired")),
        InviteState::Revoked => State::plain(w.t("invite-revoked")),
    }
}

/// An objection's state as shape and word.
pub fn objection_state(w: Say, state: ObjectionState) -> State {
    match state {
        ObjectionState::Open => State::unknown(w.t("objection-open")),
        ObjectionState::Corrected => State::ok(w.t("objection-corrected")),
        ObjectionState::Kept => State::plain(w.t("objection-kept")),
    }
}

/// What was done, as the journal names it; acts of other services keep their code.
pub fn act_word(w: Say, act: &str) -> String {
    let word = match act {
        "case/begin" => w.t("act-begin"),
        "case/save" => w.t("act-save"),
        "case/material-added" => w.t("act-material-added"),
        "case/material-removed" => w.t("act-material-removed"),
        "case/file" => w.t("act-file"),
        "opinion/asked" => w.t("act-opinion-asked"),
        "opinion/answered" => w.t("act-opinion-answered"),
        "opinion/withdrawn" => w.t("act-opinion-withdrawn"),
        "case/linked" => w.t("act-linked"),
        "case/unlinked" => w.t("act-unlinked"),
        "case/step-approved" => w.t("act-step-approved"),
        "case/step-refused" => w.t("act-step-refused"),
        "case/correction-asked" => w.t("act-correction-asked"),
        "case/resubmit" => w.t("act-resubmit"),
        "case/granted" => w.t("act-granted"),
        "case/refused" => w.t("act-refused"),
        "case/silence-granted" => w.t("act-silence-granted"),
        "case/silence-refused" => w.t("act-silence-refused"),
        "case/source-awaited" => w.t("act-source-awaited"),
        "case/source-told" => w.t("act-source-told"),
        "case/source-down" => w.t("act-source-down"),
        "case/source-refused" => w.t("act-source-refused"),
        "case/fact-recorded" => w.t("act-fact-recorded"),
        "case/reused" => w.t("act-reused"),
        "case/reuse-withdrawn" => w.t("act-reuse-withdrawn"),
        "case/objected" => w.t("act-objected"),
        "case/objection-corrected" => w.t("act-objection-corrected"),
        "case/objection-kept" => w.t("act-objection-kept"),
        "case/consent-given" => w.t("act-consent-given"),
        "case/consent-withdrawn" => w.t("act-consent-withdrawn"),
        "case/not-eligible" => w.t("act-not-eligible"),
        "case/insist" => w.t("act-insist"),
        "case/silence-after-refusal" => w.t("act-silence-after-refusal"),
        "case/overdue" => w.t("act-overdue"),
        "case/withdraw" => w.t("act-withdraw"),
        "certificate/issue" => w.t("act-certificate"),
        "case/assigned" => w.t("act-assigned"),
        "case/unassigned" => w.t("act-unassigned"),
        "case/message" => w.t("act-message"),
        "case/note" => w.t("act-note"),
        "case/handled-as-review" => w.t("act-handled-as-review"),
        other => return act_beyond(w, other).unwrap_or(other).to_owned(),
    };
    word.to_owned()
}

/// What goes beyond filing and deciding: clocks, checks afterwards, what is taken up again.
fn act_beyond(w: Say, act: &str) -> Option<&'static str> {
    Some(match act {
        "behalf/entered" => w.t("act-behalf-entered"),
        "behalf/scan-added" => w.t("act-behalf-scan-added"),
        "behalf/scan-removed" => w.t("act-behalf-scan-removed"),
        "behalf/objected" => w.t("act-behalf-objected"),
        "behalf/answered" => w.t("act-behalf-answered"),
        "joint/invited" => w.t("act-joint-invited"),
        "joint/revoked" => w.t("act-joint-revoked"),
        "joint/accepted" => w.t("act-joint-accepted"),
        "joint/signed" => w.t("act-joint-signed"),
        "joint/changed" => w.t("act-joint-changed"),
        "clock/stopped" => w.t("act-clock-stopped"),
        "clock/went-on" => w.t("act-clock-went-on"),
        "clock/recounted" => w.t("act-clock-recounted"),
        "clock/told" => w.t("act-clock-told"),
        "check/opened" => w.t("act-check-opened"),
        "check/kept" => w.t("act-check-kept"),
        "check/doubt" => w.t("act-check-doubt"),
        "check/answered" => w.t("act-check-answered"),
        "check/broken" => w.t("act-check-broken"),
        "case/revoked" => w.t("act-revoked"),
        "certificate/revocation-asked" => w.t("act-revocation-asked"),
        "certificate/revocation-answered" => w.t("act-revocation-answered"),
        "certificate/revocation-declined" => w.t("act-revocation-declined"),
        "certificate/revoke" => w.t("act-certificate-revoked"),
        "case/reopened" => w.t("act-reopened"),
        "case/resumed" => w.t("act-resumed"),
        "review/asked" => w.t("act-review-asked"),
        "review/decided" => w.t("act-review-decided"),
        "extension/asked" => w.t("act-extension-asked"),
        "extension/granted" => w.t("act-extension-granted"),
        "extension/declined" => w.t("act-extension-declined"),
        "express/asked" => w.t("act-express-asked"),
        "express/granted" => w.t("act-express-granted"),
        "express/declined" => w.t("act-express-declined"),
        _ => return None,
    })
}
