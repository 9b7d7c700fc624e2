//! All calls of this feature, in the order of the document.

use web::openapi::Api;

use super::{case_calls, documents, more_calls, revocation_calls, schemas, service_calls, writes};

/// What is offered to programs here.
pub fn api() -> Api {
    Api {
        operations: vec![
            documents::openapi_operation(),
            service_calls::list_operation(),
            service_calls::one_operation(),
            service_calls::check_operation(),
            case_calls::search_operation(),
            case_calls::one_operation(),
            case_calls::history_operation(),
            writes::begin_operation(),
            writes::facts_operation(),
            writes::paper_operation(),
            more_calls::remove_paper_operation(),
            writes::file_operation(),
            writes::withdraw_operation(),
            more_calls::take_up_operation(),
            more_calls::reconsider_operation(),
            more_calls::messages_operation(),
            more_calls::send_operation(),
            revocation_calls::list_operation(),
            revocation_calls::write_operation(),
            writes::decide_operation(),
        ],
        schemas: schemas::all(),
        ..Api::default()
    }
}
