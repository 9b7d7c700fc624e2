//! What a lower level asks beyond the levels above it: decided by what rules mean, not by how they are written.

use civic::Date;
use civic::text::Text;
use rules::Rule;
use rules::logic::{Answer, Logic};

use crate::model::{Need, Playbook, Service, Step};
use crate::overlay::{Change, Overlay, Setting};
use crate::source::Span;

/// One thing asked here and not above.
#[derive(Clone, Debug)]
pub(crate) struct More {
    /// What is asked, as people call it.
    pub what: Text,
    /// In what it is more, or of whom; none where naming it says all.
    pub how: Option<Text>,
    /// Where it is written.
    pub span: Span,
    /// What kind of thing.
    pub kind: Kind,
}

/// The kinds of things that can be more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Need,
    Step,
    Key,
}

/// Compares changes with the service as it is below them.
pub(crate) struct Comparison<'a> {
    logic: Logic<'a>,
    name: &'a dyn Fn(&str) -> Text,
}

/// The days of a change: those of its overlay, until it or the overlay or the playbook ends.
pub(crate) fn logic_of<'a>(playbook: &'a Playbook, overlay: &Overlay, change: &Change) -> Logic<'a> {
    let ends = [change.until, overlay.until, playbook.until].into_iter().flatten();
    let until = ends.min().unwrap_or(Date::MAX);
    Logic::during(&playbook.parameters, overlay.from, until.max(overlay.from))
}

impl<'a> Comparison<'a> {
    /// `name` tells what evidence is called.
    pub fn new(logic: Logic<'a>, name: &'a dyn Fn(&str) -> Text) -> Comparison<'a> {
        Comparison { logic, name }
    }

    /// Everything that `change` asks of applicants and `before` does not.
    pub fn more(&self, before: &Service, change: &Change) -> Vec<More> {
        let mut after = before.clone();
        change.apply(&mut after);
        let mut more: Vec<More> = Vec::new();
        more.extend(change.add_needs.iter().filter_map(|need| self.need(before, &after, need)));
        more.extend(change.add_steps.iter().filter_map(|step| self.step(before, &after, step)));
        more.extend(change.set.iter().filter_map(|(setting, span)| self.setting(before, &after, setting, span)));
        more
    }

    fn need(&self, before: &Service, after: &Service, need: &Need) -> Option<More> {
        let above: Vec<&Need> = before.needs.iter().filter(|other| brings(other, need)).collect();
        let conditions: Vec<&Option<Rule>> = above.iter().map(|other| &other.when).collect();
        let whom = self.beyond(&both(before, after, &need.when), &conditions)?;
        let names: Vec<Text> = need.demand.evidence().iter().map(|id| (self.name)(id)).collect();
        let what = Text::new(
            names.iter().map(|name| name.zh.as_str()).collect::<Vec<_>>().join("、"),
            names.iter().map(|name| name.en.as_str()).collect::<Vec<_>>().join(", "),
        );
        let stricter =
            before.needs.iter().find(|other| kin(other, need, after)).and_then(|other| self.stricter(other, need));
        let how = match (above.is_empty(), stricter) {
            (true, Some(stricter)) => Some(stricter),
            (true, None) if need.when.is_none() => None,
            _ => Some(whom),
        };
        Some(More { what, how, span: need.span.clone(), kind: Kind::Need })
    }

    /// In what a demand asks more than one about the same papers.
    fn stricter(&self, above: &Need, need: &Need) -> Option<Text> {
        let mut told: Vec<(String, String)> = Vec::new();
        let (ours, theirs) = (need.demand.enough(), above.demand.enough());
        if ours > theirs {
            told.push((format!("要 {ours} 份，原来 {theirs} 份"), format!("{ours} of them, so far {theirs}")));
        }
        let gone = above.demand.evidence().iter().filter(|id| !need.demand.evidence().contains(id));
        let gone: Vec<Text> = gone.map(|id| (self.name)(id)).collect();
        if !gone.is_empty() {
            let zh: Vec<&str> = gone.iter().map(|name| name.zh.as_str()).collect();
            let en: Vec<&str> = gone.iter().map(|name| name.en.as_str()).collect();
            told.push((format!("不再认{}", zh.join("、")), format!("no longer accepted: {}", en.join(", "))));
        }
        match (need.max_age_days, above.max_age_days) {
            (Some(ours), Some(theirs)) if ours < theirs => told.push((
                format!("{ours} 天内，原来 {theirs} 天"),
                format!("no older than {ours} days, so far {theirs}"),
            )),
            (Some(ours), None) => {
                told.push((format!("{ours} 天内，原来不限"), format!("no older than {ours} days, so far of any age")));
            }
            _ => {}
        }
        if need.ask_every_time && !above.ask_every_time {
            told.push(("每次都要".to_owned(), "every time anew".to_owned()));
        }
        let (zh, en): (Vec<String>, Vec<String>) = told.into_iter().unzip();
        (!zh.is_empty()).then(|| Text::new(zh.join("；"), en.join("; ")))
    }

    fn step(&self, before: &Service, after: &Service, step: &Step) -> Option<More> {
        let as_much = |other: &&Step| {
            other.agency == step.agency
                && other.working_days >= step.working_days
                && other.visits >= step.visits
                && step.after.iter().all(|name| other.after.contains(name))
                && (other.id == step.id || other.reads == step.reads)
        };
        let above: Vec<&Step> = before.steps.iter().filter(as_much).collect();
        let conditions: Vec<&Option<Rule>> = above.iter().map(|other| &other.when).collect();
        let whom = self.beyond(&both(before, after, &step.when), &conditions)?;
        let how = if above.is_empty() && step.when.is_none() { None } else { Some(whom) };
        Some(More { what: step.name.clone(), how, span: step.span.clone(), kind: Kind::Step })
    }

    fn setting(&self, before: &Service, after: &Service, setting: &Setting, span: &Span) -> Option<More> {
        let how = match setting {
            Setting::When(rule) => Some(self.beyond(&[rule], &[&before.when])?),
            Setting::Eligible(rule) => Some(self.refused(before, after, rule)?),
            other if other.relaxes(before) => return None,
            _ => None,
        };
        Some(More { what: Text::same(setting.key()), how, span: span.clone(), kind: Kind::Key })
    }

    /// Who could be granted above and not here; none if nobody.
    fn refused(&self, before: &Service, after: &Service, rule: &Rule) -> Option<Text> {
        let situation: Vec<&Rule> = [&before.when, &after.when, &before.eligible].into_iter().flatten().collect();
        match self.logic.covered(&situation, &[rule]) {
            Answer::Proven => None,
            Answer::Counterexample(example) => {
                let who = example.in_words();
                Some(Text::new(
                    format!("上级可以批准、这里不批，例如：{}", who.zh),
                    format!("{}: may be granted above, not here", who.en),
                ))
            }
            Answer::NotDecided(why) => Some(undecided(&why.words())),
        }
    }

    /// Of whom it is asked here in this situation and above under none of the conditions; none if of nobody.
    fn beyond(&self, situation: &[&Rule], above: &[&Option<Rule>]) -> Option<Text> {
        let branches: Option<Vec<&Rule>> = above.iter().map(|rule| rule.as_ref()).collect();
        // a condition that is not there holds for everybody
        let branches = branches?;
        match self.logic.covered(situation, &branches) {
            Answer::Proven => None,
            Answer::Counterexample(example) => {
                let who = example.in_words();
                Some(Text::new(
                    format!("上级不要、只有这里要，例如：{}", who.zh),
                    format!("{}: asked only here", who.en),
                ))
            }
            Answer::NotDecided(why) => Some(undecided(&why.words())),
        }
    }
}

fn undecided(why: &Text) -> Text {
    Text::new(format!("是否更严未能判定：{}", why.zh), format!("whether it is more is not decided: {}", why.en))
}

/// Those who must ask, above and here, and meet the condition.
fn both<'r>(before: &'r Service, after: &'r Service, when: &'r Option<Rule>) -> Vec<&'r Rule> {
    [&before.when, &after.when, when].into_iter().flatten().collect()
}

/// Whoever meets the one demand has met the other.
fn brings(above: &Need, need: &Need) -> bool {
    let fresh = need.max_age_days.is_none_or(|ours| above.max_age_days.is_some_and(|theirs| theirs <= ours));
    let anew = !need.ask_every_time || above.ask_every_time;
    let of = need.demand.evidence();
    // the worst choice takes everything that does not count here first
    let beside = above.demand.evidence().iter().filter(|id| !of.contains(id)).count();
    fresh && anew && above.demand.enough().saturating_sub(beside) >= need.demand.enough()
}

/// The demand that another replaces, or repeats about the same papers.
fn kin(above: &Need, need: &Need, after: &Service) -> bool {
    let (theirs, ours) = (above.demand.evidence(), need.demand.evidence());
    let shared = theirs.iter().filter(|id| ours.contains(id)).count();
    let gone = after.needs.iter().all(|left| left.id != above.id);
    above.id == need.id || shared == theirs.len() && shared == ours.len() || gone && shared > 0
}
