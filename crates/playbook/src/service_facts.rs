//! Which facts decide something about a service.

use crate::model::Service;

impl Service {
    /// Every fact its rules name, once, in order: what decides something.
    pub fn facts_in_rules(&self) -> Vec<&str> {
        let rules = [&self.when, &self.eligible].into_iter();
        let rules = rules.chain(self.needs.iter().map(|need| &need.when));
        let rules = rules.chain(self.steps.iter().map(|step| &step.when));
        let rules = rules.chain(self.asks.iter().map(|ask| &ask.when));
        let mut names: Vec<&str> = Vec::new();
        for name in rules.flatten().flat_map(|rule| rule.facts()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
