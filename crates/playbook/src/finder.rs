//! What this subject needs: one place for the command line, the tests of a playbook and the pages.

use civic::Date;
use rules::{Explanation, Facts, Rule, Truth};

use crate::model::{Need, Playbook, Service, Step};
use crate::plan;

/// What a service asks of one subject on one day.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Must it be asked for at all?
    pub must_ask: Truth,
    /// Why; none when everybody must ask.
    pub must_ask_why: Option<Explanation>,
    /// May it be granted, and why; none when everybody may.
    pub eligible: Option<(Truth, Explanation)>,
    /// Every need, with whether it is demanded of this subject.
    pub needs: Vec<NeedFound>,
    /// Every step, with whether it is done for this subject.
    pub steps: Vec<StepFound>,
    /// Ids of the steps that are done or may be, in waves: those of one wave run side by side.
    pub waves: Vec<Vec<String>>,
    /// Working days of the longest chain of those steps.
    pub working_days: u32,
    /// Facts, by their names in rules, that would decide something still open here.
    pub missing: Vec<String>,
    /// Facts that this service's rules and questions could use and that no register holds, in the
    /// order in which they come up.
    pub questions: Vec<String>,
}

/// A need and whether it is demanded.
#[derive(Clone, Debug)]
pub struct NeedFound {
    /// The need.
    pub need: Need,
    /// Whether it is demanded.
    pub truth: Truth,
    /// Why; none when it is always demanded.
    pub why: Option<Explanation>,
}

/// A step and whether it is done.
#[derive(Clone, Debug)]
pub struct StepFound {
    /// The step.
    pub step: Step,
    /// Whether it is done.
    pub truth: Truth,
    /// Why; none when it is always done.
    pub why: Option<Explanation>,
}

/// Finds what `service` asks of the subject with these facts on a day.
///
/// `playbook` should be the effective one of the subject's region and the same day. A rule that
/// cannot be decided leaves its need or step open: it is listed as unknown, never left out.
pub fn find(service: &Service, playbook: &Playbook, facts: &dyn Facts, on: Date) -> Finding {
    let judge = |rule: Option<&Rule>| match rule {
        None => (Truth::True, None),
        Some(rule) => {
            let why = rule.explain(facts, &playbook.parameters, on, &playbook.catalogue);
            (why.verdict, Some(why))
        }
    };
    let (must_ask, must_ask_why) = judge(service.when.as_ref());
    let eligible = match judge(service.eligible.as_ref()) {
        (truth, Some(why)) => Some((truth, why)),
        (_, None) => None,
    };
    let needs: Vec<NeedFound> = service
        .needs
        .iter()
        .map(|need| {
            let (truth, why) = judge(need.when.as_ref());
            let need = need.clone();
            NeedFound { need, truth, why }
        })
        .collect();
    let steps: Vec<StepFound> = service
        .steps
        .iter()
        .map(|step| {
            let (truth, why) = judge(step.when.as_ref());
            let step = step.clone();
            StepFound { step, truth, why }
        })
        .collect();
    let done: Vec<bool> = steps.iter().map(|s| s.truth != Truth::False).collect();
    let plan = plan::of_some(&service.steps, &done);
    let id_of = |at: &usize| service.steps[*at].id.clone();
    let waves = plan.waves.iter();
    let mut finding = Finding {
        must_ask,
        must_ask_why,
        eligible,
        waves: waves.map(|wave| wave.iter().map(id_of).collect()).collect(),
        working_days: plan.working_days,
        needs,
        steps,
        missing: Vec::new(),
        questions: questions(service, playbook),
    };
    finding.missing = finding.still_missing();
    finding
}

impl Finding {
    /// Every explanation in it whose verdict is open, asked what would decide it.
    fn still_missing(&self) -> Vec<String> {
        let parts = self.must_ask_why.iter();
        let parts = parts.chain(self.eligible.iter().map(|(_, why)| why));
        let parts = parts.chain(self.needs.iter().filter_map(|n| n.why.as_ref()));
        let parts = parts.chain(self.steps.iter().filter_map(|s| s.why.as_ref()));
        let open = parts.filter(|why| why.verdict == Truth::Unknown);
        let mut names: Vec<String> = Vec::new();
        for name in open.flat_map(Explanation::missing) {
            push_new(&mut names, &name);
        }
        names
    }
}

/// Facts of all rules and `[[ask]]` entries that the applicant alone can tell.
fn questions(service: &Service, playbook: &Playbook) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let heads = [service.when.as_ref(), service.eligible.as_ref()];
    let needs = service.needs.iter().map(|need| need.when.as_ref());
    let steps = service.steps.iter().map(|step| step.when.as_ref());
    let asks = service.asks.iter().map(|ask| ask.when.as_ref());
    let rules = heads.into_iter().chain(needs).chain(steps).chain(asks);
    for rule in rules.flatten() {
        for name in rule.facts() {
            push_new(&mut names, name);
        }
    }
    for ask in &service.asks {
        push_new(&mut names, &ask.fact);
    }
    let held = |name: &str| {
        let fact = playbook.catalogue.get(name);
        fact.is_some_and(|fact| fact.register.is_some())
    };
    names.retain(|name| !held(name));
    names
}

fn push_new(names: &mut Vec<String>, name: &str) {
    if names.iter().all(|known| known != name) {
        names.push(name.to_owned());
    }
}
