//! no-basis: a service or a demand that names no document it rests on.

use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};

pub(super) const LINT: Lint = Lint {
    name: "no-basis",
    severity: Severity::Warning,
    summary: ("事项或材料要求没有写明依据", "a service or a demand names no legal basis"),
    prose_en: include_str!("no-basis.md"),
    prose_zh: include_str!("no-basis.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        if service.basis.is_none() {
            let message = Text::new(
                format!("事项“{}”没有写明设定依据", service.name.zh),
                format!("the service \"{}\" names no basis", service.name.en),
            );
            let finding = LINT.finding(service.span.clone(), message);
            out.push(what_to_do(finding).about(&service.span.file, &service.id));
        }
        for need in service.needs.iter().filter(|need| need.basis.is_none()) {
            let names = need.demand.evidence().iter();
            let names: Vec<Text> = names.map(|id| playbook.evidence_name(id)).collect();
            let zh = names.iter().map(|n| &*n.zh).collect::<Vec<_>>().join("、");
            let en = names.iter().map(|n| &*n.en).collect::<Vec<_>>().join(", ");
            let message = Text::new(
                format!("“{}”要求提交“{zh}”，没有写明依据", service.name.zh),
                format!("\"{}\" demands \"{en}\" without a basis", service.name.en),
            );
            let finding = LINT.finding(need.span.clone(), message);
            out.push(what_to_do(finding).about(&need.span.file, &need.id));
        }
    }
}

fn what_to_do(finding: Diagnostic) -> Diagnostic {
    finding.help(Text::new(
        "写上 `basis`（文号和条款）；找不到依据，就取消这一项",
        "add a `basis` (document number and article); if there is none, drop it",
    ))
}
