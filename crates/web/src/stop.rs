//! Every way a request ends without its page: refusal, missing, forbidden, busy, fault.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use civic::problem::Problem;
use civic::text::Text;

/// What a handler answers.
pub type Reply = Result<Response, Stop>;

/// Why a request stops. Return it; one layer makes the page or the RFC 9457 document.
#[derive(Debug)]
pub enum Stop {
    /// The person can put it right; says everything that is wrong at once.
    Refused { status: StatusCode, problems: Vec<Problem> },
    /// No such thing, or none this person may know of.
    NotFound,
    /// The thing exists and is not for this person.
    Forbidden,
    /// Not signed in: a page leads to `/sign-in?next=…`.
    SignIn,
    /// A computer showed no key, or none that is known, valid and not expired (401).
    NoKey,
    /// The thing has changed meanwhile.
    Conflict(Text),
    /// The house is full; try again after so many seconds (503).
    Busy(u32),
    /// Too many attempts; try again after so many seconds (429).
    TooMany(u32),
    /// The body is larger than this route takes.
    TooLarge,
    /// Ours. Logged once with its chain; the person sees a number.
    Fault(anyhow::Error),
}

impl Stop {
    /// Refuses what was sent, with 422 and all that is wrong.
    pub fn refused(problems: Vec<Problem>) -> Stop {
        Stop::Refused { status: StatusCode::UNPROCESSABLE_ENTITY, problems }
    }

    /// A fault described by one line for the log.
    pub fn fault(what: &'static str) -> Stop {
        Stop::Fault(anyhow::anyhow!(what))
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Stop::Refused { status, .. } => *status,
            Stop::NotFound => StatusCode::NOT_FOUND,
            Stop::Forbidden => StatusCode::FORBIDDEN,
            Stop::SignIn | Stop::NoKey => StatusCode::UNAUTHORIZED,
            Stop::Conflict(_) => StatusCode::CONFLICT,
            Stop::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Stop::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Stop::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Stop::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Stop {
        Stop::refused(vec![problem])
    }
}

impl From<Vec<Problem>> for Stop {
    fn from(problems: Vec<Problem>) -> Stop {
        Stop::refused(problems)
    }
}

impl From<store::Fault> for Stop {
    fn from(fault: store::Fault) -> Stop {
        match fault {
            store::Fault::Busy { retry_after_s } => Stop::Busy(retry_after_s),
            store::Fault::TxidReused { .. } => Stop::Conflict(Text::new(
                "这份表单已经用于另一次提交。",
                "This form was already used for another submission.",
            )),
            store::Fault::Unfit { .. } => Stop::refused(vec![unfit()]),
            other => match other.retry_after_s() {
                Some(seconds) => {
                    tracing::warn!(error = %other, "the database cannot serve for now");
                    Stop::Busy(seconds)
                }
                None => Stop::Fault(other.into()),
            },
        }
    }
}

fn unfit() -> Problem {
    Problem::new(
        "",
        "web/unfit",
        Text::new("内容中有无法保存的字符", "it contains a character that cannot be stored"),
        Text::new("请删去不可见的特殊字符后重新提交", "remove invisible special characters and send it again"),
    )
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Stop {
        match error.downcast::<store::Fault>() {
            Ok(fault) => fault.into(),
            Err(error) => Stop::Fault(error),
        }
    }
}

impl From<askama::Error> for Stop {
    fn from(error: askama::Error) -> Stop {
        Stop::Fault(error.into())
    }
}

/// Carries a [`Stop`] from the handler to the edge, which knows the person's language.
#[derive(Clone)]
pub(crate) struct Stopped(pub(crate) Arc<Stop>);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Stopped(Arc::new(self)));
        response
    }
}
