//! When each paper of a bundle can be there, every service begun as early as its demands allow.

use std::collections::BTreeMap;

use crate::model::{Demand, Issuer, Playbook};

/// A service of the bundle: its demands in force and its own working days.
pub(super) struct Timed<'a> {
    pub id: &'a str,
    pub demands: Vec<&'a Demand>,
    pub days: u64,
}

/// End of the last service, in working days from the start; none when one of them can never end.
///
/// The least solution of "ready when enough demands are", reached from *never* downwards, so that services that wait
/// only for one another stay at never. Papers of services outside the bundle count as at hand.
pub(super) fn last_end(playbook: &Playbook, bundle: &[Timed<'_>]) -> Option<u64> {
    let mut ends: BTreeMap<&str, Option<u64>> = bundle.iter().map(|service| (service.id, None)).collect();
    let mut ready: BTreeMap<&str, Option<u64>> = playbook.evidence.keys().map(|id| (&**id, None)).collect();
    loop {
        let mut changed = false;
        for (id, evidence) in &playbook.evidence {
            let required = || evidence.requires.iter().map(|id| ready.get(&**id).copied().flatten());
            let by = |issuer: &Issuer| match issuer {
                Issuer::Service(service) => ends.get(&**service).copied().unwrap_or(Some(0)),
                _ => required().try_fold(0, |latest, end| Some(latest.max(end?))),
            };
            let issued = evidence.issuers.iter().filter(|_| evidence.abolished_by.is_none()).filter_map(by).min();
            let held = (!evidence.held_by.is_empty()).then_some(0);
            let now = held.or(issued);
            changed |= sooner(&mut ready, id, now);
        }
        for service in bundle {
            let needs = service.demands.iter().map(|demand| {
                let mut times: Vec<u64> =
                    demand.evidence().iter().filter_map(|id| ready.get(&**id).copied().flatten()).collect();
                times.sort_unstable();
                times.get(demand.enough().saturating_sub(1)).copied()
            });
            let start = needs.into_iter().try_fold(0, |latest: u64, time| Some(latest.max(time?)));
            changed |= sooner(&mut ends, service.id, start.map(|start| start + service.days));
        }
        if !changed {
            break;
        }
    }
    bundle.iter().try_fold(0, |latest: u64, service| Some(latest.max(ends.get(service.id).copied().flatten()?)))
}

fn sooner<'a>(times: &mut BTreeMap<&'a str, Option<u64>>, id: &'a str, now: Option<u64>) -> bool {
    let known = times.entry(id).or_default();
    let better = now.is_some_and(|now| known.is_none_or(|known| now < known));
    if better {
        *known = now;
    }
    better
}
