//! Searches for values that satisfy a formula: what must be is asserted, then the shortest choice is tried.
//!
//! The search keeps its own stack, so no formula is too deep for it, and counts its work.

use super::Why;
use super::columns::Columns;
use super::form::Form;
use super::linear::{Row, Solved, Variable, impossible, solve};
use super::same::tell_apart;
use super::set::Set;

/// Most inequalities that are looked at together before a branch is complete.
const ROWS_EARLY: usize = 40;
/// What an inequality costs, in statements looked at.
const ROW_WORK: usize = 100;

/// A value for every column, by its place; `None` = unknown. Words are numbers into the list.
pub(super) type Model = Vec<Option<i64>>;

/// What the search found.
#[derive(Debug)]
pub(super) enum Found {
    Model(Model),
    Nothing,
    Open(Why),
}

/// What is settled so far.
#[derive(Clone)]
struct State<'f> {
    /// Per column: may it be unknown, and what it may be where it is known.
    unknown: Vec<bool>,
    sets: Vec<Set>,
    rows: Vec<&'f Row>,
    same: Vec<(usize, usize, bool)>,
    /// Choices still open.
    open: Vec<&'f [Form]>,
}

/// The branch contradicts itself.
struct Clash;

pub(super) struct Search<'f> {
    columns: &'f Columns<'f>,
    work: usize,
}

impl<'f> Search<'f> {
    pub fn new(columns: &'f Columns<'f>, work: usize) -> Search<'f> {
        Search { columns, work }
    }

    /// Looks for a model of all the statements in which the columns marked may be unknown.
    pub fn run(mut self, forms: &[&'f Form], unknown: Vec<bool>) -> Found {
        let sets: Vec<Set> = self.columns.all.iter().map(|column| column.set.clone()).collect();
        if sets.iter().zip(&unknown).any(|(set, unknown)| set.is_empty() && !unknown) {
            return Found::Nothing;
        }
        let mut start = State { unknown, sets, rows: Vec::new(), same: Vec::new(), open: Vec::new() };
        if forms.iter().any(|form| self.settle(&mut start, form).is_err()) {
            return Found::Nothing;
        }
        let mut stack = vec![start];
        let mut why = None;
        while let Some(mut state) = stack.pop() {
            if self.work == 0 {
                return Found::Open(Why::TooMuch);
            }
            if self.propagate(&mut state).is_err() {
                continue;
            }
            match self.choice(&state) {
                Some(at) => self.branch(state, at, &mut stack),
                None => match self.complete(&state) {
                    Ok(Some(model)) => return Found::Model(model),
                    Ok(None) => {}
                    Err(open) => why = Some(open),
                },
            }
        }
        why.map_or(Found::Nothing, Found::Open)
    }

    fn spend(&mut self, work: usize) {
        self.work = self.work.saturating_sub(work);
    }

    /// Takes a statement as true.
    fn settle(&mut self, state: &mut State<'f>, form: &'f Form) -> Result<(), Clash> {
        self.spend(1);
        match form {
            Form::Yes => Ok(()),
            Form::No => Err(Clash),
            Form::All(parts) => parts.iter().try_for_each(|part| self.settle(state, part)),
            Form::Any(parts) => {
                state.open.push(parts);
                Ok(())
            }
            Form::In { column, unknown, set } => state.narrow(*column, *unknown, set),
            Form::Row { known, row } => {
                known.iter().try_for_each(|column| state.known(*column))?;
                state.rows.push(row);
                Ok(())
            }
            Form::Same { left, right, same } => {
                state.known(*left)?;
                state.known(*right)?;
                state.same.push((*left, *right, *same));
                Ok(())
            }
        }
    }

    /// Follows what has only one way left, until nothing moves.
    fn propagate(&mut self, state: &mut State<'f>) -> Result<(), Clash> {
        loop {
            let mut moved = false;
            for choice in std::mem::take(&mut state.open) {
                match self.left(state, choice) {
                    Left::Met => {}
                    Left::None => return Err(Clash),
                    Left::One(part) => {
                        self.settle(state, part)?;
                        moved = true;
                    }
                    Left::Many(_) => state.open.push(choice),
                }
            }
            if !moved {
                break;
            }
        }
        if !state.rows.is_empty() && state.rows.len() <= ROWS_EARLY {
            self.spend(state.rows.len() * ROW_WORK);
            let variables = self.variables(state);
            if impossible(&state.rows, &variables) {
                return Err(Clash);
            }
        }
        Ok(())
    }

    fn left(&mut self, state: &State<'f>, choice: &'f [Form]) -> Left<'f> {
        let (mut only, mut count) = (None, 0);
        for part in choice {
            match self.judge(state, part) {
                Some(true) => return Left::Met,
                Some(false) => {}
                None => {
                    only = Some(part);
                    count += 1;
                }
            }
        }
        match (only, count) {
            (Some(part), 1) => Left::One(part),
            (None, _) => Left::None,
            (_, many) => Left::Many(many),
        }
    }

    /// Whether a statement already holds, or cannot; `None` = either may be. As deep as the rule.
    fn judge(&mut self, state: &State<'f>, form: &'f Form) -> Option<bool> {
        self.spend(1);
        match form {
            Form::Yes => Some(true),
            Form::No => Some(false),
            Form::In { column, unknown, set } => {
                let (own, may) = (&state.sets[*column], state.unknown[*column]);
                let lacked = *unknown && may;
                if !lacked && !own.meets(set) {
                    Some(false)
                } else if own.within(set) && (*unknown || !may) {
                    Some(true)
                } else {
                    None
                }
            }
            Form::Row { known, .. } => known.iter().any(|column| state.sets[*column].is_empty()).then_some(false),
            Form::Same { left, right, same } => {
                let (ours, theirs) = (&state.sets[*left], &state.sets[*right]);
                let dead = ours.is_empty() || theirs.is_empty() || *same && !ours.meets(theirs);
                dead.then_some(false)
            }
            Form::All(parts) => {
                let mut all = Some(true);
                for part in parts {
                    match self.judge(state, part) {
                        Some(false) => return Some(false),
                        None => all = None,
                        Some(true) => {}
                    }
                }
                all
            }
            Form::Any(parts) => match self.left(state, parts) {
                Left::Met => Some(true),
                Left::None => Some(false),
                Left::One(_) | Left::Many(_) => None,
            },
        }
    }

    /// The open choice with the fewest ways left.
    fn choice(&mut self, state: &State<'f>) -> Option<usize> {
        let count = |search: &mut Self, choice: &'f [Form]| match search.left(state, choice) {
            Left::Many(many) => many,
            _ => 1,
        };
        (0..state.open.len()).min_by_key(|at| count(self, state.open[*at]))
    }

    /// Tries every way of a choice; in each, the simple ways before it are taken not to hold.
    fn branch(&mut self, mut state: State<'f>, at: usize, stack: &mut Vec<State<'f>>) {
        let choice = state.open.swap_remove(at);
        let mut branches = Vec::new();
        for part in choice {
            if self.work == 0 {
                break;
            }
            self.spend(state.sets.len() + state.open.len());
            let mut branch = state.clone();
            if self.settle(&mut branch, part).is_ok() {
                branches.push(branch);
            }
            if let Form::In { column, unknown, set } = part {
                let rest = set.not(self.columns.words.len());
                if state.narrow(*column, !unknown, &rest).is_err() {
                    break;
                }
            }
        }
        stack.extend(branches.into_iter().rev());
    }

    fn variables<'s>(&self, state: &'s State<'f>) -> Vec<Variable<'s>> {
        let mut used: Vec<usize> = state.rows.iter().flat_map(|row| row.terms.keys().copied()).collect();
        used.sort_unstable();
        used.dedup();
        let variable =
            |column: usize| Variable { column, set: &state.sets[column], wish: self.columns.all[column].wish };
        used.into_iter().map(variable).collect()
    }

    /// Values for a branch without open choices.
    fn complete(&mut self, state: &State<'f>) -> Result<Option<Model>, Why> {
        self.spend(state.sets.len() + state.rows.len() * ROW_WORK);
        let mut model: Model = Vec::with_capacity(state.sets.len());
        for (column, set) in self.columns.all.iter().zip(&state.sets) {
            model.push(match set {
                Set::Numbers(_) => set.nearest(column.wish, i64::MIN, i64::MAX),
                Set::Words(_) => set.places().first().and_then(|place| i64::try_from(*place).ok()),
            });
        }
        if !state.same.is_empty() {
            match tell_apart(&state.sets, &state.same)? {
                Some(places) => {
                    places.into_iter().for_each(|(column, place)| model[column] = i64::try_from(place).ok())
                }
                None => return Ok(None),
            }
        }
        if !state.rows.is_empty() {
            let variables = self.variables(state);
            match solve(&state.rows, &variables) {
                Solved::Values(values) => {
                    variables.iter().zip(values).for_each(|(variable, value)| model[variable.column] = Some(value));
                }
                Solved::None => return Ok(None),
                Solved::Open => return Err(Why::Arithmetic),
            }
        }
        Ok(Some(model))
    }
}

/// Which ways of a choice are left.
enum Left<'f> {
    Met,
    None,
    One(&'f Form),
    Many(usize),
}

impl State<'_> {
    fn narrow(&mut self, column: usize, unknown: bool, set: &Set) -> Result<(), Clash> {
        self.unknown[column] &= unknown;
        if !self.sets[column].within(set) {
            self.sets[column] = self.sets[column].and(set);
        }
        if self.sets[column].is_empty() && !self.unknown[column] { Err(Clash) } else { Ok(()) }
    }

    fn known(&mut self, column: usize) -> Result<(), Clash> {
        self.unknown[column] = false;
        if self.sets[column].is_empty() { Err(Clash) } else { Ok(()) }
    }
}
