//! Questions about columns: what is left of a condition once parameters and the day are known.

use std::sync::Arc;

use super::Table;
use super::bits::{self, WORD, ask};
use super::column::{Codes, Column, Data, Width};
use crate::ast::{Condition, Of, Op};
use crate::evaluate::Slots;
use crate::wide::Wide;
use crate::{Fact, Truth};

/// A question about the columns of a table; columns by their place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Test {
    /// The yes or no of a column.
    Yes(usize),
    /// Two yes-or-no columns are the same.
    SameYes(usize, usize),
    /// A row is known.
    Recorded(usize),
    /// A number or day lies within bounds, both included.
    Within(usize, i64, i64),
    /// A number or day is one of these, sorted.
    Among(usize, Arc<[i64]>),
    /// A word is one of these places in the list: stretches of first and last.
    Words(usize, Arc<[(u32, u32)]>),
    /// Two columns hold the same word.
    SameWords(usize, usize),
    /// A sum over columns is as wished, seen from 0.
    Sum(Arc<Line>, Sign),
    /// Anything else, asked row by row.
    Slow(Arc<Slow>),
}

/// How a number stands to 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Sign {
    Zero,
    Positive,
    NotNegative,
}

/// `constant + Σ coefficient × column`, each column once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    pub parts: Vec<(i128, usize)>,
    pub constant: i128,
}

/// A condition with its values but those of columns; compared by the condition alone within one plan.
#[derive(Clone, Debug)]
pub(super) struct Slow {
    pub condition: Condition,
    pub slots: Slots,
    /// The facts of its rule and their columns.
    pub columns: Vec<(Arc<Fact>, Option<usize>)>,
}

impl PartialEq for Slow {
    fn eq(&self, other: &Slow) -> bool {
        self.condition == other.condition
            && self.columns == other.columns
            && self.slots.parameters == other.slots.parameters
            && self.slots.today == other.slots.today
    }
}

impl Eq for Slow {}

impl std::hash::Hash for Slow {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for (fact, column) in &self.columns {
            fact.name.hash(state);
            column.hash(state);
        }
    }
}

/// The rows for which something holds and those for which it does not; all others are unknown.
pub(super) struct Sides<'a> {
    pub yes: &'a mut [u64],
    pub no: &'a mut [u64],
}

impl Test {
    /// Every column it reads.
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Test::Yes(at) | Test::Recorded(at) | Test::Within(at, ..) | Test::Among(at, _) | Test::Words(at, _) => {
                vec![*at]
            }
            Test::SameYes(a, b) | Test::SameWords(a, b) => vec![*a, *b],
            Test::Sum(line, _) => line.parts.iter().map(|(_, at)| *at).collect(),
            Test::Slow(slow) => slow.columns.iter().filter_map(|(_, at)| *at).collect(),
        }
    }

    /// Asks the rows of some words.
    pub fn ask(&self, table: &Table, words: std::ops::Range<usize>, to: Sides<'_>) {
        let rows = words.start * WORD..words.end * WORD;
        let column = |at: &usize| &table.columns[*at];
        match self {
            Test::Recorded(at) => {
                to.yes.copy_from_slice(&column(at).known.words[words]);
                for (no, yes) in to.no.iter_mut().zip(&*to.yes) {
                    *no = !yes;
                }
                return;
            }
            Test::Yes(at) => {
                if let Data::Bools(values) = &column(at).data {
                    to.yes.copy_from_slice(&values.words[words.clone()]);
                }
            }
            Test::SameYes(a, b) => {
                if let (Data::Bools(a), Data::Bools(b)) = (&column(a).data, &column(b).data) {
                    let pairs = a.words[words.clone()].iter().zip(&b.words[words.clone()]);
                    to.yes.iter_mut().zip(pairs).for_each(|(yes, (a, b))| *yes = !(a ^ b));
                }
            }
            Test::Within(at, low, high) => within(column(at), *low, *high, rows, to.yes),
            Test::Among(at, values) => {
                each(rows, to.yes, |row| values.binary_search(&column(at).number(row)).is_ok());
            }
            Test::Words(at, stretches) => {
                if let Data::Words(held) = &column(at).data {
                    match &held.codes {
                        Codes::Byte(codes) => in_stretches(&codes[rows], stretches, to.yes),
                        Codes::Short(codes) => in_stretches(&codes[rows], stretches, to.yes),
                        Codes::Full(codes) => in_stretches(&codes[rows], stretches, to.yes),
                    }
                }
            }
            Test::SameWords(a, b) => same_words(column(a), column(b), rows, to.yes),
            Test::Sum(line, sign) => line.ask(table, *sign, rows, to.yes),
            Test::Slow(slow) => return slow.ask(table, rows, to),
        }
        self.known(table, words, to);
    }

    /// A value that is not known answers nothing.
    fn known(&self, table: &Table, words: std::ops::Range<usize>, to: Sides<'_>) {
        let columns = self.columns();
        let (first, rest) = columns.split_first().expect("a test reads a column");
        let known = |at: usize| &table.columns[at].known.words[words.clone()];
        to.no.copy_from_slice(known(*first));
        for at in rest {
            to.no.iter_mut().zip(known(*at)).for_each(|(no, known)| *no &= known);
        }
        for (yes, no) in to.yes.iter_mut().zip(to.no) {
            *yes &= *no;
            *no &= !*yes;
        }
    }
}

/// One answer a row, by its number.
fn each(rows: std::ops::Range<usize>, out: &mut [u64], test: impl Fn(usize) -> bool) {
    let mut answers = [0u8; WORD];
    for (word, first) in out.iter_mut().zip(rows.step_by(WORD)) {
        for (at, answer) in answers.iter_mut().enumerate() {
            *answer = u8::from(test(first + at));
        }
        *word = bits::pack(&answers);
    }
}

fn within(column: &Column, low: i64, high: i64, rows: std::ops::Range<usize>, out: &mut [u64]) {
    match &column.data {
        Data::Numbers(numbers) => match &numbers.values {
            Width::Narrow(values) => narrow_within(&values[rows], low, high, out),
            Width::Full(values) => {
                let values = &values[rows];
                match (low, high) {
                    (i64::MIN, high) => ask(values, out, |value| value <= high),
                    (low, i64::MAX) => ask(values, out, |value| value >= low),
                    _ => ask(values, out, |value| (value >= low) & (value <= high)),
                }
            }
        },
        Data::Days(days) => narrow_within(&days[rows], low, high, out),
        Data::Bools(_) | Data::Words(_) => out.fill(0),
    }
}

fn narrow_within(values: &[i32], low: i64, high: i64, out: &mut [u64]) {
    if low > i64::from(i32::MAX) || high < i64::from(i32::MIN) || low > high {
        return out.fill(0);
    }
    let clip = |bound: i64| i32::try_from(bound.clamp(i64::from(i32::MIN), i64::from(i32::MAX))).unwrap_or(0);
    match (clip(low), clip(high)) {
        (i32::MIN, high) => ask(values, out, |value| value <= high),
        (low, i32::MAX) => ask(values, out, |value| value >= low),
        (low, high) if low == high => ask(values, out, |value| value == low),
        (low, high) => ask(values, out, |value| (value >= low) & (value <= high)),
    }
}

/// More stretches than this are looked up in a table of bits.
const STRETCHES_MAX: usize = 3;

fn in_stretches<T: Copy + Into<u32> + TryFrom<u32> + PartialOrd>(
    codes: &[T],
    stretches: &[(u32, u32)],
    out: &mut [u64],
) {
    let narrow = |code: u32| T::try_from(code).ok();
    let pairs: Option<Vec<(T, T)>> =
        stretches.iter().map(|(first, last)| Some((narrow(*first)?, narrow(*last)?))).collect();
    match pairs.as_deref() {
        Some([]) => out.fill(0),
        Some([(first, last)]) if first == last => ask(codes, out, |code| code == *first),
        Some([(first, last)]) => ask(codes, out, |code| (code >= *first) & (code <= *last)),
        Some([(a, b), (c, d)]) => {
            ask(codes, out, |code| ((code >= *a) & (code <= *b)) | ((code >= *c) & (code <= *d)));
        }
        Some(few) if few.len() <= STRETCHES_MAX => {
            ask(codes, out, |code| few.iter().any(|(first, last)| (code >= *first) & (code <= *last)));
        }
        _ => {
            let words = stretches.last().map_or(0, |(_, last)| *last as usize + 1);
            let mut table = vec![0u64; words.div_ceil(WORD)];
            for code in stretches.iter().flat_map(|(first, last)| *first..=*last) {
                table[code as usize / WORD] |= 1 << (code as usize % WORD);
            }
            ask(codes, out, |code| {
                let code: u32 = code.into();
                table.get(code as usize / WORD).is_some_and(|word| word >> (code as usize % WORD) & 1 == 1)
            });
        }
    }
}

fn same_words(a: &Column, b: &Column, rows: std::ops::Range<usize>, out: &mut [u64]) {
    let (Data::Words(a), Data::Words(b)) = (&a.data, &b.data) else {
        return out.fill(0);
    };
    // words of the one by their places in the other
    let there: Vec<Option<u32>> = a.list.iter().map(|word| b.place(word)).collect();
    each(rows, out, |row| {
        there.get(a.codes.get(row) as usize).copied().flatten().is_some_and(|place| place == b.codes.get(row))
    });
}

impl Line {
    /// The largest size it can have over a table; `None` beyond 128 bits.
    pub fn size(&self, table: &Table) -> Option<u128> {
        let mut size = self.constant.unsigned_abs();
        for (coefficient, at) in &self.parts {
            let (low, high) = table.columns[*at].bounds();
            // rows that are not known hold 0
            let far = u128::from(low.unsigned_abs().max(high.unsigned_abs()));
            size = size
                .checked_add(coefficient.unsigned_abs().checked_mul(far)?)?
                .checked_add(coefficient.unsigned_abs())?;
        }
        Some(size)
    }

    fn ask(&self, table: &Table, sign: Sign, rows: std::ops::Range<usize>, out: &mut [u64]) {
        match self.size(table) {
            Some(size) if size < 1 << 62 => {
                let mut sums = vec![0i64; rows.len()];
                self.narrow(table, rows, &mut sums);
                match sign {
                    Sign::Zero => ask(&sums, out, |sum| sum == 0),
                    Sign::Positive => ask(&sums, out, |sum| sum > 0),
                    Sign::NotNegative => ask(&sums, out, |sum| sum >= 0),
                }
            }
            Some(size) if size < 1 << 126 => each(rows, out, |row| {
                let part = |(coefficient, at): &(i128, usize)| coefficient * i128::from(table.columns[*at].number(row));
                let sum = self.constant + self.parts.iter().map(part).sum::<i128>();
                sign.is(sum.cmp(&0))
            }),
            _ => each(rows, out, |row| self.wide(table, row, sign)),
        }
    }

    /// Sums of rows, where all sizes are known to fit.
    pub fn narrow(&self, table: &Table, rows: std::ops::Range<usize>, sums: &mut [i64]) {
        let fits = "the size was looked at";
        sums.fill(i64::try_from(self.constant).expect(fits));
        for (coefficient, at) in &self.parts {
            let coefficient = i64::try_from(*coefficient).expect(fits);
            match &table.columns[*at].data {
                Data::Numbers(numbers) => match &numbers.values {
                    Width::Narrow(values) => add(sums, &values[rows.clone()], coefficient),
                    Width::Full(values) => add(sums, &values[rows.clone()], coefficient),
                },
                Data::Days(days) => add(sums, &days[rows.clone()], coefficient),
                Data::Bools(_) | Data::Words(_) => {}
            }
        }
    }

    fn wide(&self, table: &Table, row: usize, sign: Sign) -> bool {
        let mut sum = Wide::default();
        add_wide(&mut sum, self.constant, 1);
        for (coefficient, at) in &self.parts {
            add_wide(&mut sum, *coefficient, table.columns[*at].number(row));
        }
        sign.is(sum.compare(&Wide::default()))
    }
}

/// Adds `a × b`, `a` of up to 126 bits.
fn add_wide(sum: &mut Wide, a: i128, b: i64) {
    const HALF: i128 = 1 << 62;
    let part = |number: i128| i64::try_from(number).expect("126 bits in two");
    let (high, low) = (a.div_euclid(HALF), a.rem_euclid(HALF));
    sum.add_product(part(high), part(HALF), b);
    sum.add_product(part(low), 1, b);
}

fn add<T: Copy + Into<i64>>(sums: &mut [i64], values: &[T], coefficient: i64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum = sum.wrapping_add(coefficient.wrapping_mul((*value).into()));
    }
}

impl Sign {
    /// What a sign of comparison asks of `left - right`, and whether the opposite is meant.
    pub fn of(op: Op) -> (Sign, bool) {
        match op {
            Op::Equal => (Sign::Zero, false),
            Op::NotEqual => (Sign::Zero, true),
            Op::More => (Sign::Positive, false),
            Op::AtMost => (Sign::Positive, true),
            Op::AtLeast => (Sign::NotNegative, false),
            Op::Less => (Sign::NotNegative, true),
        }
    }

    pub fn is(self, order: std::cmp::Ordering) -> bool {
        match self {
            Sign::Zero => order.is_eq(),
            Sign::Positive => order.is_gt(),
            Sign::NotNegative => order.is_ge(),
        }
    }
}

impl Slow {
    fn ask(&self, table: &Table, rows: std::ops::Range<usize>, to: Sides<'_>) {
        let mut slots = self.slots.clone();
        to.yes.fill(0);
        to.no.fill(0);
        for row in rows.start..rows.end.min(table.rows()) {
            for (slot, (_, at)) in slots.facts.iter_mut().zip(&self.columns) {
                *slot = at.and_then(|at| table.columns[at].get(row));
            }
            let bit = 1u64 << (row % WORD);
            match self.condition.truth(&slots) {
                Truth::True => to.yes[(row - rows.start) / WORD] |= bit,
                Truth::False => to.no[(row - rows.start) / WORD] |= bit,
                Truth::Unknown => {}
            }
        }
    }

    /// It asks only what the columns hold.
    pub fn reads(condition: &Condition) -> bool {
        !condition.facts().is_empty()
    }
}

/// The factor and the column-fact of a part, both known but for the fact.
pub(super) fn factor(of: Of, slots: &Slots) -> Option<(i64, i64)> {
    match of {
        Of::Fact(_) => Some((1, 1)),
        Of::ParameterTimesFact(rate, _) => Of::Parameter(rate).factors(slots),
        other => other.factors(slots),
    }
}
