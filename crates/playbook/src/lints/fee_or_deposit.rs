//! fee-or-deposit: money asked of the applicant, above all money to be left as a pledge.

use civic::text::Text;

use super::demands::taken_out;
use super::{Book, Lint};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Evidence, Issuer, Mode, Need, Service};

pub(super) const LINT: Lint = Lint {
    name: "fee-or-deposit",
    severity: Severity::Warning,
    summary: ("收费，或者要交保证金", "a fee or a deposit is asked for"),
    prose_en: include_str!("fee-or-deposit.md"),
    prose_zh: include_str!("fee-or-deposit.zh-CN.md"),
    check,
};

const DEPOSIT_ZH: &[&str] = &["保证金", "押金", "抵押金"];
const DEPOSIT_EN: &[&str] = &["deposit", "surety", "bail"];

fn check(playbook: &Book<'_>, out: &mut Vec<Diagnostic>) {
    for service in playbook.services.values() {
        if service.fee > 0 {
            out.push(fee(service));
        }
        for need in &service.needs {
            let papers = need.demand.evidence().iter().filter_map(|id| playbook.paper(id));
            let papers: Vec<&Evidence> = papers.collect();
            let pledged: Vec<&&Evidence> = papers.iter().filter(|evidence| is_deposit(evidence)).collect();
            if papers.len() - pledged.len() < need.demand.enough() {
                out.extend(pledged.into_iter().map(|evidence| deposit(service, need, evidence)));
            } else if papers.iter().filter(|evidence| !costs(evidence)).count() < need.demand.enough() {
                out.extend(papers.iter().filter(|e| costs(e)).map(|evidence| paid_paper(service, need, evidence)));
            }
        }
    }
}

fn is_deposit(evidence: &Evidence) -> bool {
    let english = evidence.name.en.to_lowercase();
    let mut words = english.split(|c: char| !c.is_alphabetic());
    DEPOSIT_ZH.iter().any(|word| evidence.name.zh.contains(word)) || words.any(|word| DEPOSIT_EN.contains(&word))
}

/// An authority takes money for it.
fn costs(evidence: &Evidence) -> bool {
    evidence.fee > 0 && evidence.issuers.iter().any(|issuer| matches!(issuer, Issuer::Agency(_)))
}

fn yuan(fen: i64) -> String {
    civic::money::Fen(fen).show()
}

/// A review may cost something where the law says so; what is filed or promised should not.
fn fee(service: &Service) -> Diagnostic {
    let amount = yuan(service.fee);
    let message = Text::new(
        format!("“{}”收费 {amount} 元", service.name.zh),
        format!("\"{}\" costs a fee of {amount} yuan", service.name.en),
    );
    let severity = if service.mode == Mode::Review { Severity::Hint } else { Severity::Warning };
    let place = service.places.get("fee").unwrap_or(&service.span).clone();
    let found = LINT
        .finding(place.clone(), message)
        .severity(severity)
        .label(service.span.clone(), Text::new("这个事项", "this service"))
        .help(Text::new(
            "没有法律、行政法规依据的收费一律取消；有依据的，在 `basis` 里写明哪一条",
            "a fee without a law behind it goes; where there is one, name its article in `basis`",
        ));
    let found = if place == service.span { found } else { found.fix(place.clone(), "0", false) };
    found.about(&place.file, &service.id)
}

fn deposit(service: &Service, need: &Need, evidence: &Evidence) -> Diagnostic {
    let message = Text::new(
        format!("“{}”要求“{}”，疫情防控期间复工复产不得收取保证金", service.name.zh, evidence.name.zh),
        format!("\"{}\" demands \"{}\": no deposit may be taken for resuming work", service.name.en, evidence.name.en),
    );
    let found = LINT
        .finding(need.span.clone(), message)
        .label(evidence.span.clone(), Text::new("保证金", "a deposit"))
        .help(Text::new("取消；确需约束的，改为书面承诺", "drop it; where a tie is needed, take a written promise"));
    taken_out(found, need, false).about(&need.span.file, &need.id)
}

fn paid_paper(service: &Service, need: &Need, evidence: &Evidence) -> Diagnostic {
    let amount = yuan(evidence.fee);
    let message = Text::new(
        format!("“{}”要求的“{}”要向部门交费 {amount} 元", service.name.zh, evidence.name.zh),
        format!("\"{}\" demands \"{}\", for which an authority takes {amount} yuan", service.name.en, evidence.name.en),
    );
    LINT.finding(need.span.clone(), message)
        .severity(Severity::Hint)
        .label(evidence.span.clone(), Text::new("交费才能取得", "to be had for money"))
        .help(Text::new(
            "由部门之间共享，不让申请人花钱取证",
            "share it between authorities instead of selling it to the applicant",
        ))
        .about(&need.span.file, &need.id)
}
