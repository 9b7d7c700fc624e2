//! outside-list: a lower level sets up an approval of its own, beside the province's one list.

use civic::division::Level;
use civic::text::Text;

use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Mode;

pub(super) const LINT: Lint = Lint {
    name: "outside-list",
    severity: Severity::Warning,
    summary: ("下级在统一清单之外自设事项", "a lower level sets up an approval outside the one list"),
    prose_en: include_str!("outside-list.md"),
    prose_zh: include_str!("outside-list.zh-CN.md"),
    check,
};

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for overlay in playbook.overlays.iter().filter(|overlay| below_province(overlay.region.level())) {
        // what is granted by itself and demands nothing holds up nobody
        let bars = overlay.services.iter().filter(|s| s.mode != Mode::Automatic || !s.needs.is_empty());
        for service in bars {
            let message = Text::new(
                format!("{}在统一清单之外自设“{}”", overlay.name.zh, service.name.zh),
                format!("{} sets up \"{}\" outside the one list", overlay.name.en, service.name.en),
            );
            let found = LINT
                .finding(service.span.clone(), message)
                .label(overlay.span.clone(), Text::new("由这一级设立", "set up by this level"))
                .help(Text::new(
                    "省级以下不得在清单之外增设审批、备案；取消，或者报省级列入统一清单",
                    "below the province nothing may be added to the list: drop it, or have the province list it",
                ));
            out.push(found.about(&service.span.file, &service.id));
        }
    }
}

fn below_province(level: Level) -> bool {
    matches!(level, Level::City | Level::County | Level::Street | Level::Village)
}
