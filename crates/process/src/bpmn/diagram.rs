//! The diagram part of a BPMN file: a shape for each node, corners for each flow.

use super::write::{Ids, Out};
use crate::layout::{Area, layouts};
use crate::model::{Kind, Model};

/// Room left of and above everything, as modelling programs leave it.
const MARGIN: i64 = 100;

pub(super) fn diagram(out: &mut Out, model: &Model, ids: &Ids) {
    out.open("bpmndi:BPMNDiagram id=\"diagram\"");
    out.open("bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"collaboration\"");
    let all = layouts(model);
    for (number, (process, layout)) in model.processes.iter().zip(&all).enumerate() {
        let layout = layout.moved(MARGIN, MARGIN);
        let id = &ids.processes[number];
        if process.part_of.is_none() {
            let area = Area { x: MARGIN, y: layout.y, w: layout.w, h: layout.h };
            shape(out, &format!("pool_{id}"), area, " isHorizontal=\"true\"");
        }
        for (at, (_, area)) in layout.lanes.iter().enumerate() {
            shape(out, &format!("lane_{at}_{id}"), *area, " isHorizontal=\"true\"");
        }
        for ((node, id), area) in process.nodes.iter().zip(&ids.nodes[number]).zip(&layout.nodes) {
            let more = match node.kind {
                Kind::Sub(_) => " isExpanded=\"true\"",
                Kind::Gate(crate::model::Gate::One) => " isMarkerVisible=\"true\"",
                _ => "",
            };
            shape(out, id, *area, more);
        }
        for (id, way) in ids.flows[number].iter().zip(&layout.flows) {
            out.open(&format!("bpmndi:BPMNEdge id=\"{id}_di\" bpmnElement=\"{id}\""));
            for (x, y) in way {
                out.line(&format!("<di:waypoint x=\"{x}\" y=\"{y}\"/>"));
            }
            out.close("bpmndi:BPMNEdge");
        }
    }
    out.close("bpmndi:BPMNPlane");
    out.close("bpmndi:BPMNDiagram");
}

fn shape(out: &mut Out, id: &str, Area { x, y, w, h }: Area, more: &str) {
    out.open(&format!("bpmndi:BPMNShape id=\"{id}_di\" bpmnElement=\"{id}\"{more}"));
    out.line(&format!("<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>"));
    out.close("bpmndi:BPMNShape");
}
