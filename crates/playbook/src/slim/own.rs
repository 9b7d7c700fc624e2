//! Changes seen in one demand or step by itself: papers at hand, papers of no ground, seals, fees, visits.

use civic::text::Text;
use rules::Truth;

use super::candidates::{Candidate, Scene};
use super::count::Asked;
use super::rewrite::Change;
use super::search::has_source;
use crate::model::{Demand, Evidence, Issuer, Need, Playbook, Service, Step};

pub(super) fn find(scene: &Scene<'_>, asked: &Asked<'_>, out: &mut Vec<Candidate>) {
    let service = asked.service;
    for found in asked.finding.needs.iter().filter(|need| need.truth != Truth::False) {
        let need = &found.need;
        let candidate = held(scene.here, service, need)
            .or_else(|| own_output(scene.here, service, need))
            .or_else(|| orphaned(scene.here, service, need))
            .or_else(|| groundless(scene.here, service, need));
        out.extend(candidate);
        let papers = need.demand.evidence().iter().filter_map(|id| scene.here.evidence.get(id));
        for paper in papers.filter(|paper| paper.stamps > 1) {
            out.push(stamps(paper));
        }
    }
    for found in asked.finding.steps.iter().filter(|step| step.truth != Truth::False) {
        let step = &found.step;
        if step.visits > 0 && step.basis.is_none() {
            out.push(visits(step));
        }
    }
    // the evidence of two services may be the same: told once
    out.dedup_by(|a, b| a.key() == b.key());
}

/// Agencies that have a part in a service.
fn takes_part(service: &Service, agency: &str) -> bool {
    service.lead == agency || service.steps.iter().any(|step| step.agency == agency)
}

fn names(playbook: &Playbook, need: &Need) -> Text {
    let all: Vec<Text> = need.demand.evidence().iter().map(|id| playbook.evidence_name(id)).collect();
    let join = |words: Vec<&str>, by: &str| words.join(by);
    Text::new(join(all.iter().map(|t| &*t.zh).collect(), "、"), join(all.iter().map(|t| &*t.en).collect(), ", "))
}

fn no_longer(playbook: &Playbook, service: &Service, need: &Need) -> Text {
    let (paper, of) = (names(playbook, need), &service.name);
    Text::new(
        format!("“{}”不再要求提交“{}”", of.zh, paper.zh),
        format!("\"{}\" no longer asks for \"{}\"", of.en, paper.en),
    )
}

fn agency(playbook: &Playbook, id: &str) -> Text {
    playbook.agencies.get(id).map_or_else(|| Text::new(id, id), |agency| agency.name.clone())
}

/// already-held: an authority has enough of what is asked for.
fn held(playbook: &Playbook, service: &Service, need: &Need) -> Option<Candidate> {
    let papers = need.demand.evidence().iter().filter_map(|id| playbook.evidence.get(id));
    let held: Vec<&Evidence> = papers.filter(|paper| !paper.held_by.is_empty()).collect();
    if held.len() < need.demand.enough() || held.is_empty() || need.ask_every_time {
        return None;
    }
    let by_own = held.iter().filter(|paper| paper.held_by.iter().any(|id| takes_part(service, id))).count();
    let at_hand = by_own >= need.demand.enough();
    let holder = held.iter().flat_map(|paper| &paper.held_by).find(|id| !at_hand || takes_part(service, id))?;
    let holder = agency(playbook, holder);
    let why = Text::new(
        format!("{}已掌握，由部门自行查询", holder.zh),
        format!("{} holds it: the office looks it up itself", holder.en),
    );
    let decide = if !at_hand {
        Some(Text::new(
            format!("{}不参与本事项，须先约定数据共享", holder.zh),
            format!("{} has no part in this service: agree on sharing first", holder.en),
        ))
    } else {
        need.max_age_days.map(|days| {
            Text::new(
                format!("要求{days}天内的材料，须确认部门所存够新"),
                format!("it may be {days} days old at most: make sure what is held is fresh enough"),
            )
        })
    };
    let what = no_longer(playbook, service, need);
    Some(Candidate::drop_need("already-held", service, need, what, why).unless(decide))
}

/// output-asked-again: an authority asks for what it issues itself.
fn own_output(playbook: &Playbook, service: &Service, need: &Need) -> Option<Candidate> {
    let Demand::One(id) = &need.demand else { return None };
    let paper = playbook.evidence.get(id)?;
    let lead = |id: &str| playbook.services.get(id).map(|from| from.lead.clone());
    let mut by_service = true;
    let makers: Option<Vec<String>> = paper
        .issuers
        .iter()
        .map(|issuer| match issuer {
            Issuer::Service(id) if *id != service.id => lead(id),
            Issuer::Agency(id) => {
                by_service = false;
                Some(id.clone())
            }
            _ => None,
        })
        .collect();
    let makers = makers.filter(|makers| !makers.is_empty())?;
    if need.ask_every_time || paper.abolished_by.is_some() || !makers.iter().all(|id| takes_part(service, id)) {
        return None;
    }
    let maker = agency(playbook, &makers[0]);
    let why = Text::new(
        format!("由{}出具，它本身参与办理", maker.zh),
        format!("{} issues it and has a part in this service", maker.en),
    );
    let decide = Text::new(
        "申请人可能还没有办过：须确认由部门直接核实",
        "the applicant may not have it yet: settle that the office finds out by itself",
    );
    let what = no_longer(playbook, service, need);
    let found = Candidate::drop_need("output-asked-again", service, need, what, why);
    Some(found.unless((!by_service || need.max_age_days.is_some()).then_some(decide)))
}

/// orphaned-demand: nobody may issue it any more.
fn orphaned(playbook: &Playbook, service: &Service, need: &Need) -> Option<Candidate> {
    let papers: Vec<&Evidence> = need.demand.evidence().iter().filter_map(|id| playbook.evidence.get(id)).collect();
    let open = papers.iter().filter(|paper| has_source(paper)).count();
    if open >= need.demand.enough() {
        return None;
    }
    let ended = papers.iter().find_map(|paper| paper.abolished_by.as_deref());
    let why = match ended {
        Some(basis) => Text::new(format!("依{basis}，已无人可以出具"), format!("nobody may issue it since {basis}")),
        None => Text::new("没有人出具", "nobody issues it"),
    };
    let decide = Text::new(
        "须定以什么代替：取消、改为承诺，或部门核实",
        "decide what takes its place: nothing, a promise, or the office's own check",
    );
    let what = no_longer(playbook, service, need);
    Some(Candidate::drop_need("orphaned-demand", service, need, what, why).unless(Some(decide)))
}

/// no-basis: asked for without a document that says so.
fn groundless(playbook: &Playbook, service: &Service, need: &Need) -> Option<Candidate> {
    if need.basis.is_some() {
        return None;
    }
    let why = Text::new("没有写明依据", "no legal basis is given");
    let decide = Text::new("查明依据：有则写上，没有则取消", "look for its basis: write it down, or drop the demand");
    let what = no_longer(playbook, service, need);
    Some(Candidate::drop_need("no-basis", service, need, what, why).unless(Some(decide)))
}

/// many-stamps: several seals on one paper.
fn stamps(paper: &Evidence) -> Candidate {
    let (name, count) = (&paper.name, paper.stamps);
    Candidate {
        code: "many-stamps".to_owned(),
        at: format!("{}#{}", paper.span.file, paper.id),
        span: paper.span.clone(),
        what: Text::new(
            format!("“{}”的{count}个章并为牵头部门1个", name.zh),
            format!("\"{}\" carries the lead agency's seal instead of {count}", name.en),
        ),
        why: Text::new("一口受理：意见由部门之间流转", "one window: agencies pass their opinions among themselves"),
        decide: Some(Text::new("须各盖章部门同意", "the agencies that seal it must agree")),
        change: Change::Stamps { at: paper.span.clone(), paper: paper.id.clone(), number: 1 },
    }
}

/// needless-visit: the applicant must come, and no document says why.
fn visits(step: &Step) -> Candidate {
    let (name, count) = (&step.name, step.visits);
    Candidate {
        code: "needless-visit".to_owned(),
        at: format!("{}#{}", step.span.file, step.id),
        span: step.span.clone(),
        what: Text::new(
            format!("“{}”不再要求申请人到场（原{count}次）", name.zh),
            format!("\"{}\" no longer makes the applicant come ({count} visits)", name.en),
        ),
        why: Text::new("没有写明到场的依据", "no basis is given for the visit"),
        decide: Some(Text::new("须确认可以不见面办理", "make sure it can be done without meeting")),
        change: Change::Visits { at: step.span.clone(), number: 0 },
    }
}
