//! Whole numbers that satisfy linear inequalities: Fourier's elimination, then values put in backwards.
//!
//! Elimination over the rationals, with bounds rounded to whole numbers, proves that there are none;
//! a solution is always one in whole numbers. Between the two lies "not decided".

use std::collections::BTreeMap;

use super::set::Set;

/// Most inequalities kept while eliminating.
const ROWS_MAX: usize = 600;
/// Most of them where only a quick look is taken.
const ROWS_SOON: usize = 100;
/// Most variables.
const VARIABLES_MAX: usize = 24;
/// Most values put in.
const TRIES_MAX: usize = 4_000;
/// A variable with no more values than this is tried out whole.
const WHOLE_MAX: i128 = 64;

/// `Σ coefficient × column <= bound`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub terms: BTreeMap<usize, i128>,
    pub bound: i128,
}

/// A column that occurs: its number, its values, the value it should be near to.
pub(super) struct Variable<'a> {
    pub column: usize,
    pub set: &'a Set,
    pub wish: i64,
}

/// What is known of the rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Solved {
    /// Values in the order of the variables.
    Values(Vec<i64>),
    /// There are surely none.
    None,
    /// Numbers or rows too many, or only fractions found.
    Open,
}

/// An inequality over the variables by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    by: Vec<i128>,
    bound: i128,
}

/// True if the rows surely have no solution.
pub(super) fn impossible(rows: &[&Row], variables: &[Variable<'_>]) -> bool {
    matches!(eliminate(rows, variables, ROWS_SOON), Err(Solved::None))
}

/// Solves the rows.
pub(super) fn solve(rows: &[&Row], variables: &[Variable<'_>]) -> Solved {
    let stages = match eliminate(rows, variables, ROWS_MAX) {
        Ok(stages) => stages,
        Err(end) => return end,
    };
    let mut search = Search { variables, stages: &stages, values: vec![0; variables.len()], tries: 0, whole: true };
    if search.put_in(stages.len()) {
        Solved::Values(search.values)
    } else if search.whole {
        Solved::None
    } else {
        Solved::Open
    }
}

/// One variable taken out, with the lines that bound it by those still in.
struct Stage {
    variable: usize,
    lines: Vec<Line>,
}

fn eliminate(rows: &[&Row], variables: &[Variable<'_>], most: usize) -> Result<Vec<Stage>, Solved> {
    if variables.len() > VARIABLES_MAX || rows.len() > most {
        return Err(Solved::Open);
    }
    let mut lines = Vec::new();
    for row in rows {
        let by = variables.iter().map(|v| row.terms.get(&v.column).copied().unwrap_or(0)).collect();
        add(&mut lines, Line { by, bound: row.bound })?;
    }
    for (at, variable) in variables.iter().enumerate() {
        let (low, high) = variable.set.ends().ok_or(Solved::None)?;
        let unit = |size: i128| (0..variables.len()).map(|other| if other == at { size } else { 0 }).collect();
        add(&mut lines, Line { by: unit(1), bound: i128::from(high) })?;
        add(&mut lines, Line { by: unit(-1), bound: -i128::from(low) })?;
    }
    let mut left: Vec<usize> = (0..variables.len()).collect();
    let mut stages = Vec::new();
    while let Some(variable) = cheapest(&left, &lines) {
        left.retain(|other| *other != variable);
        let (bounding, mut rest): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.by[variable] != 0);
        let (above, below): (Vec<&Line>, Vec<&Line>) = bounding.iter().partition(|line| line.by[variable] > 0);
        for one in &above {
            for other in &below {
                add(&mut rest, combined(one, other, variable).ok_or(Solved::Open)?)?;
                if rest.len() > most {
                    return Err(Solved::Open);
                }
            }
        }
        stages.push(Stage { variable, lines: bounding });
        rest.sort();
        // of equal left sides only the tightest, which sorts first, is needed
        rest.dedup_by(|later, first| later.by == first.by);
        lines = rest;
    }
    Ok(stages)
}

/// The variable to take out next: one of which nothing is lost for whole numbers, since it is bounded
/// on one side without a factor; of those the one that makes the fewest lines.
fn cheapest(left: &[usize], lines: &[Line]) -> Option<usize> {
    left.iter().copied().min_by_key(|variable| {
        let by = || lines.iter().map(|line| line.by[*variable]);
        let (above, below) = (by().filter(|by| *by > 0).count(), by().filter(|by| *by < 0).count());
        let exact = by().all(|by| by <= 1) || by().all(|by| by >= -1);
        (!exact, above * below)
    })
}

/// Adds a line in lowest terms, the bound rounded down: the left side is a whole number.
fn add(lines: &mut Vec<Line>, mut line: Line) -> Result<(), Solved> {
    let divisor = line.by.iter().fold(0u128, |divisor, number| gcd(divisor, number.unsigned_abs()));
    if divisor == 0 {
        return if line.bound < 0 { Err(Solved::None) } else { Ok(()) };
    }
    let divisor = i128::try_from(divisor).map_err(|_| Solved::Open)?;
    line.by.iter_mut().for_each(|number| *number /= divisor);
    line.bound = line.bound.div_euclid(divisor);
    lines.push(line);
    Ok(())
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The sum of a line that bounds from above with one that bounds from below, free of the variable.
fn combined(above: &Line, below: &Line, variable: usize) -> Option<Line> {
    let (a, b) = (above.by[variable], below.by[variable].checked_neg()?);
    let divisor = i128::try_from(gcd(a.unsigned_abs(), b.unsigned_abs())).ok()?;
    let (a, b) = (a / divisor, b / divisor);
    let joined = |x: i128, y: i128| x.checked_mul(b)?.checked_add(y.checked_mul(a)?);
    let by = above.by.iter().zip(&below.by).map(|(x, y)| joined(*x, *y)).collect::<Option<Vec<i128>>>()?;
    Some(Line { by, bound: joined(above.bound, below.bound)? })
}

struct Search<'a> {
    variables: &'a [Variable<'a>],
    stages: &'a [Stage],
    values: Vec<i64>,
    tries: usize,
    /// Nothing has been left out so far.
    whole: bool,
}

impl Search<'_> {
    /// Gives values to the variables of the first `count` stages, last first. As deep as there are variables.
    fn put_in(&mut self, count: usize) -> bool {
        let Some(stage) = count.checked_sub(1).and_then(|at| self.stages.get(at)) else {
            return true;
        };
        let Some((low, high)) = self.bounds(stage) else {
            self.whole = false;
            return false;
        };
        let variable = &self.variables[stage.variable];
        for value in self.candidates(variable, low, high) {
            self.tries += 1;
            if self.tries > TRIES_MAX {
                self.whole = false;
                return false;
            }
            self.values[stage.variable] = value;
            if self.put_in(count - 1) {
                return true;
            }
        }
        false
    }

    fn candidates(&mut self, variable: &Variable<'_>, low: i64, high: i64) -> Vec<i64> {
        let nearest = |wish: i64| variable.set.nearest(wish, low, high);
        let size: i128 = variable
            .set
            .parts()
            .iter()
            .map(|(start, end)| i128::from((*end).min(high)) - i128::from((*start).max(low)) + 1)
            .filter(|size| *size > 0)
            .sum();
        let mut values: Vec<i64> = nearest(variable.wish).into_iter().collect();
        if size <= WHOLE_MAX {
            let parts = variable.set.parts().iter();
            let all = parts.flat_map(|(start, end)| (*start).max(low)..=(*end).min(high));
            values.extend(all.filter(|value| Some(*value) != values.first().copied()).collect::<Vec<_>>());
        } else {
            self.whole = false;
            let near = values.first().copied().unwrap_or(low);
            let beside = (1..=8).flat_map(|step: i64| [near.saturating_add(step), near.saturating_sub(step)]);
            values.extend(beside.chain([low, high]).filter_map(nearest));
            let mut seen = std::collections::BTreeSet::new();
            values.retain(|value| seen.insert(*value));
        }
        values
    }

    /// Between which values the variable lies, given those put in; `None` = numbers too large.
    fn bounds(&self, stage: &Stage) -> Option<(i64, i64)> {
        let (mut low, mut high) = (i128::from(i64::MIN), i128::from(i64::MAX));
        for line in &stage.lines {
            let mut rest = line.bound;
            for (at, by) in line.by.iter().enumerate().filter(|(at, by)| *at != stage.variable && **by != 0) {
                rest = rest.checked_sub(by.checked_mul(i128::from(self.values[at]))?)?;
            }
            let by = line.by[stage.variable];
            if by > 0 {
                high = high.min(rest.div_euclid(by));
            } else {
                // by × x <= rest turns round; rounded up
                low = low.max(rest.checked_neg()?.checked_add(by.checked_neg()? - 1)?.div_euclid(-by));
            }
        }
        // an empty stretch stays empty: 1..=0
        if low > high { Some((1, 0)) } else { Some((i64::try_from(low).ok()?, i64::try_from(high).ok()?)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(terms: &[i128], bound: i128) -> Row {
        Row { terms: terms.iter().copied().enumerate().filter(|(_, by)| *by != 0).collect(), bound }
    }

    fn solved(rows: &[Row], sets: &[Set]) -> Solved {
        let variables: Vec<Variable<'_>> =
            sets.iter().enumerate().map(|(column, set)| Variable { column, set, wish: 0 }).collect();
        solve(&rows.iter().collect::<Vec<_>>(), &variables)
    }

    #[test]
    fn a_ring_of_less_than_has_no_solution_however_wide_the_range() {
        let all = Set::between(i64::MIN, i64::MAX);
        let rows = [row(&[1, -1, 0], -1), row(&[0, 1, -1], -1), row(&[-1, 0, 1], -1)];
        assert_eq!(solved(&rows, &[all.clone(), all.clone(), all.clone()]), Solved::None);
        assert_eq!(solved(&rows[..2], &[all.clone(), all.clone(), all]), Solved::Values(vec![-2, -1, 0]));
    }

    #[test]
    fn only_whole_numbers_count() {
        let set = Set::between(0, 10);
        assert_eq!(solved(&[row(&[2, -2], 1), row(&[-2, 2], -1)], &[set.clone(), set]), Solved::None);
    }

    proptest! {
        #[test]
        fn agrees_with_trying_everything(
            rows in prop::collection::vec((prop::collection::vec(-4i128..5, 3), -9i128..10), 0..6),
            hole in 0i64..5,
        ) {
            let rows: Vec<Row> = rows.iter().map(|(terms, bound)| row(terms, *bound)).collect();
            let set = Set::between(-2, 5).and(&Set::between(hole, hole).not(0));
            let values: Vec<i64> = (-2..=5).filter(|value| *value != hole).collect();
            let fits = |values: &[i64]| rows.iter().all(|row| {
                row.terms.iter().map(|(at, by)| by * i128::from(values[*at])).sum::<i128>() <= row.bound
            });
            let any = values.iter().any(|a| values.iter().any(|b| values.iter().any(|c| fits(&[*a, *b, *c]))));
            match solved(&rows, &[set.clone(), set.clone(), set]) {
                Solved::Values(found) => prop_assert!(fits(&found) && found.iter().all(|v| values.contains(v))),
                Solved::None => prop_assert!(!any),
                Solved::Open => prop_assert!(false, "small problems are decided"),
            }
        }
    }
}
