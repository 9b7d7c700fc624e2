//! BPMN 2.0: read from any tool, written with its diagram.

mod diagram;
mod element;
mod read;
mod write;

pub(crate) use read::read;
pub use write::write;

/// Namespace of the model part of BPMN 2.0.
const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// Namespace of what this program says in its own files beside BPMN.
const OURS: &str = "urn:tongtu:process:1";
