//! Changes seen in two demands together: the same paper twice, or a paper another one already proves.

use civic::text::Text;
use rules::Truth;

use super::candidates::{Candidate, Scene};
use super::count::Asked;
use crate::model::{Demand, Evidence, EvidenceKind, Need, Service};

/// One paper that is demanded by itself.
struct Single<'a> {
    need: &'a Need,
    paper: &'a Evidence,
}

fn singles<'a>(scene: &'a Scene<'_>, asked: &'a Asked<'_>) -> Vec<Single<'a>> {
    let found = asked.finding.needs.iter().filter(|found| found.truth != Truth::False);
    let one = found.filter_map(|found| match &found.need.demand {
        Demand::One(id) => Some(Single { need: &found.need, paper: scene.here.evidence.get(id)? }),
        _ => None,
    });
    one.collect()
}

/// True when `kept` is demanded of everybody of whom `gone` is, as far as their texts show.
fn covers(kept: &Need, gone: &Need) -> bool {
    let text = |need: &Need| need.when.as_ref().map(|rule| rule.text().to_owned());
    kept.when.is_none() || text(kept) == text(gone)
}

/// True when `kept` is as fresh as `gone` must be, and signed anew where that one is.
fn as_strict(kept: &Need, gone: &Need) -> bool {
    let fresh = gone.max_age_days.is_none_or(|days| kept.max_age_days.is_some_and(|own| own <= days));
    fresh && (kept.ask_every_time || !gone.ask_every_time)
}

pub(super) fn find(scene: &Scene<'_>, asked: &Asked<'_>, out: &mut Vec<Candidate>) {
    let singles = singles(scene, asked);
    for (at, gone) in singles.iter().enumerate() {
        let others = || singles.iter().enumerate().filter(move |(place, _)| *place != at);
        let twice = others().find(|(place, kept)| {
            let same = kept.paper.id == gone.paper.id && covers(kept.need, gone.need);
            // of two that say the same the later one goes
            same && (*place < at || !(covers(gone.need, kept.need) && as_strict(gone.need, kept.need)))
        });
        if let Some((_, kept)) = twice {
            out.push(asked_twice(asked.service, gone, kept));
            continue;
        }
        let implied = others().find(|(place, kept)| {
            let proves = proves_all(kept.paper, gone.paper) && covers(kept.need, gone.need);
            let mutual = proves_all(gone.paper, kept.paper) && covers(gone.need, kept.need);
            let lighter = (kept.paper.minutes, *place) < (gone.paper.minutes, at);
            proves && (!mutual || lighter)
        });
        if let Some((_, kept)) = implied {
            out.push(implied_by(asked.service, gone, kept));
        }
    }
}

fn proves_all(kept: &Evidence, gone: &Evidence) -> bool {
    kept.id != gone.id && !gone.proves.is_empty() && gone.proves.iter().all(|fact| kept.proves.contains(fact))
}

fn asked_twice(service: &Service, gone: &Single<'_>, kept: &Single<'_>) -> Candidate {
    let (of, paper) = (&service.name, &gone.paper.name);
    let what = Text::new(
        format!("“{}”只收一份“{}”（去掉 `{}`）", of.zh, paper.zh, gone.need.id),
        format!("\"{}\" takes \"{}\" once (`{}` goes)", of.en, paper.en, gone.need.id),
    );
    let why = Text::new(
        format!("同一材料已由 `{}` 要求", kept.need.id),
        format!("`{}` asks for the same paper", kept.need.id),
    );
    let decide = (!as_strict(kept.need, gone.need)).then(|| {
        Text::new(
            format!("`{}` 对时限或签名要求更严，须定以哪条为准", gone.need.id),
            format!("`{}` is stricter on age or signature: decide which holds", gone.need.id),
        )
    });
    Candidate::drop_need("asked-twice", service, gone.need, what, why).unless(decide)
}

fn implied_by(service: &Service, gone: &Single<'_>, kept: &Single<'_>) -> Candidate {
    let (of, paper, other) = (&service.name, &gone.paper.name, &kept.paper.name);
    let what = Text::new(
        format!("“{}”不再要求提交“{}”", of.zh, paper.zh),
        format!("\"{}\" no longer asks for \"{}\"", of.en, paper.en),
    );
    let why = Text::new(
        format!("它证明的“{}”都能证明，而那份同样要交", other.zh),
        format!("\"{}\", demanded as well, proves all that it proves", other.en),
    );
    let plain =
        matches!(gone.paper.kind, EvidenceKind::Form | EvidenceKind::Fact) && gone.paper.stamps <= kept.paper.stamps;
    let decide = (!plain || !as_strict(kept.need, gone.need)).then(|| {
        Text::new(
            "它不只是填报事实（另有印章、时限或效力），须确认可以替代",
            "it is more than a statement of facts (a seal, an age or force of its own): make sure the other will do",
        )
    });
    Candidate::drop_need("implied", service, gone.need, what, why).unless(decide)
}

/// The same paper of the applicant at several windows: only where both services are certain to be asked for.
pub(super) fn elsewhere(scene: &Scene<'_>, out: &mut Vec<Candidate>) {
    let certain: Vec<&Asked<'_>> = scene.asked.iter().filter(|a| a.finding.must_ask == Truth::True).collect();
    for (at, later) in certain.iter().enumerate() {
        for gone in singles(scene, later).iter().filter(|gone| !gone.need.ask_every_time) {
            let first = certain[..at].iter().find(|earlier| {
                let mut kept = singles(scene, earlier).into_iter();
                kept.any(|kept| {
                    kept.paper.id == gone.paper.id && covers(kept.need, gone.need) && as_strict(kept.need, gone.need)
                })
            });
            let Some(first) = first else { continue };
            let (of, from, paper) = (&later.service.name, &first.service.name, &gone.paper.name);
            let what = Text::new(
                format!("“{}”不再另收“{}”", of.zh, paper.zh),
                format!("\"{}\" does not collect \"{}\" again", of.en, paper.en),
            );
            let why = Text::new(
                format!("“{}”已收同一材料，可以共用", from.zh),
                format!("\"{}\" has the same paper and can pass it on", from.en),
            );
            let lead = scene.here.agencies.get(&first.service.lead).map(|a| a.name.clone()).unwrap_or_default();
            let decide = Text::new(format!("须{}同意共享", lead.zh), format!("{} must agree to share it", lead.en));
            let found = Candidate::drop_need("asked-at-two-windows", later.service, gone.need, what, why);
            out.push(found.unless(Some(decide)));
        }
    }
}
