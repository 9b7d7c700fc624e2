//! One fact of all subjects: numbers as narrow as they are, texts as numbers into a list of words.

use std::collections::HashMap;

use civic::Date;

use super::bits::{Bits, WORD};
use crate::evaluate::{day_at, day_number};
use crate::{Fact, FactKind, Value};

/// The values of one fact for every subject, each known or not.
#[derive(Clone, Debug)]
pub struct Column {
    pub(super) data: Data,
    pub(super) known: Bits,
}

/// Values, padded to whole words of 64 rows; where a row is unknown stands anything.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Bools(Bits),
    Numbers(Numbers),
    /// Days from 1970-01-01.
    Days(Vec<i32>),
    Words(Words),
}

/// Whole numbers and their bounds.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    pub values: Width,
    /// No known value is less or more.
    pub bounds: (i64, i64),
}

#[derive(Clone, Debug)]
pub(super) enum Width {
    Narrow(Vec<i32>),
    Full(Vec<i64>),
}

/// Texts: a number a row into the list.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub codes: Codes,
    pub list: Vec<String>,
    places: HashMap<String, u32>,
}

#[derive(Clone, Debug)]
pub(super) enum Codes {
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Full(Vec<u32>),
}

/// A value of another kind than its column, or a row that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHere {
    /// The column holds values of another kind.
    #[error("the column holds values of another kind")]
    Kind,
    /// No such column or row.
    #[error("there is no such column or row")]
    Place,
    /// The column has another number of rows than the table.
    #[error("the column has another number of rows than the table")]
    Rows,
}

fn padded<T: Clone + Default>(mut values: Vec<T>) -> Vec<T> {
    values.resize(values.len().next_multiple_of(WORD), T::default());
    values.shrink_to_fit();
    values
}

/// The known values apart from which are known.
fn parted<T: Default>(values: impl IntoIterator<Item = Option<T>>) -> (Vec<T>, Bits) {
    let mut known = Bits::none(0);
    let values = values
        .into_iter()
        .map(|value| {
            known.push(value.is_some());
            value.unwrap_or_default()
        })
        .collect();
    (values, known)
}

impl Column {
    /// Yes or no.
    pub fn bools(values: impl IntoIterator<Item = Option<bool>>) -> Column {
        let (values, known) = parted(values);
        let mut bits = Bits::none(0);
        values.into_iter().for_each(|value| bits.push(value));
        Column { data: Data::Bools(bits), known }
    }

    /// Whole numbers, money in fen.
    pub fn numbers(values: impl IntoIterator<Item = Option<i64>>) -> Column {
        let (values, known) = parted(values);
        let met = || values.iter().zip(0..).filter(|(_, row)| known.get(*row)).map(|(value, _)| *value);
        let bounds = (met().min().unwrap_or(0), met().max().unwrap_or(0));
        let narrow = i32::try_from(bounds.0).is_ok() && i32::try_from(bounds.1).is_ok();
        let values = if narrow {
            // an unknown row holds 0
            Width::Narrow(padded(values.iter().map(|value| i32::try_from(*value).unwrap_or(0)).collect()))
        } else {
            Width::Full(padded(values))
        };
        Column { data: Data::Numbers(Numbers { values, bounds }), known }
    }

    /// Days of the calendar.
    pub fn days(values: impl IntoIterator<Item = Option<Date>>) -> Column {
        let number = |day: Option<Date>| day.map(|day| i32::try_from(day_number(day)).expect("10,000 years of days"));
        let (values, known) = parted(values.into_iter().map(number));
        Column { data: Data::Days(padded(values)), known }
    }

    /// Texts and codes. The list of words is sorted, so that beginnings are stretches of it.
    pub fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = Option<T>>) -> Column {
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut list: Vec<String> = Vec::new();
        let mut known = Bits::none(0);
        let mut met: Vec<u32> = Vec::new();
        for value in values {
            known.push(value.is_some());
            let place = value.map_or(0, |value| {
                let value = value.as_ref();
                places.get(value).copied().unwrap_or_else(|| {
                    let place = u32::try_from(list.len()).expect("fewer words than 4,294,967,296");
                    list.push(value.to_owned());
                    places.insert(value.to_owned(), place);
                    place
                })
            });
            met.push(place);
        }
        let mut order: Vec<u32> = (0..).take(list.len()).collect();
        order.sort_unstable_by(|a, b| list[*a as usize].cmp(&list[*b as usize]));
        let mut rank = vec![0u32; list.len()];
        for (at, old) in (0..).zip(&order) {
            rank[*old as usize] = at;
        }
        let codes = Codes::of(met.into_iter().map(|old| rank.get(old as usize).copied().unwrap_or(0)), list.len());
        places.values_mut().for_each(|place| *place = rank[*place as usize]);
        list.sort_unstable();
        Column { data: Data::Words(Words { codes, list, places }), known }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.known.rows()
    }

    /// How many rows are known.
    pub fn known(&self) -> u64 {
        self.known.count()
    }

    /// The value of a row; `None` = unknown.
    pub fn get(&self, row: usize) -> Option<Value> {
        if !self.known.get(row) {
            return None;
        }
        Some(match &self.data {
            Data::Bools(bits) => Value::Bool(bits.get(row)),
            Data::Numbers(numbers) => Value::Int(numbers.get(row)),
            Data::Days(days) => Value::Date(day_at(i64::from(days[row]))?),
            Data::Words(words) => Value::Text(words.list[words.codes.get(row) as usize].clone()),
        })
    }

    /// Changes one row. Slower than making a column: meant for a few rows of many.
    pub fn set(&mut self, row: usize, value: Option<Value>) -> Result<(), NotHere> {
        if row >= self.rows() {
            return Err(NotHere::Place);
        }
        match (&mut self.data, &value) {
            (_, None) => {}
            (Data::Bools(bits), Some(Value::Bool(value))) => bits.set(row, *value),
            (Data::Numbers(numbers), Some(Value::Int(value))) => numbers.set(row, *value),
            (Data::Days(days), Some(Value::Date(day))) => {
                days[row] = i32::try_from(day_number(*day)).expect("10,000 years of days");
            }
            (Data::Words(words), Some(Value::Text(text))) => words.set(row, text),
            _ => return Err(NotHere::Kind),
        }
        self.known.set(row, value.is_some());
        Ok(())
    }

    /// It holds what the fact was declared as; otherwise every row counts as unknown.
    pub(super) fn fits(&self, fact: &Fact) -> bool {
        matches!(
            (&fact.kind, &self.data),
            (FactKind::Bool, Data::Bools(_))
                | (FactKind::Int | FactKind::Money, Data::Numbers(_))
                | (FactKind::Date, Data::Days(_))
                | (FactKind::Text | FactKind::Code(_), Data::Words(_))
        )
    }

    /// A number or day of a row, known or not.
    pub(super) fn number(&self, row: usize) -> i64 {
        match &self.data {
            Data::Numbers(numbers) => numbers.get(row),
            Data::Days(days) => i64::from(days[row]),
            Data::Bools(_) | Data::Words(_) => 0,
        }
    }

    /// Bounds of the numbers or days in it.
    pub(super) fn bounds(&self) -> (i64, i64) {
        match &self.data {
            Data::Numbers(numbers) => numbers.bounds,
            // all days there are
            Data::Days(_) => (-4_371_587, 2_932_896),
            Data::Bools(_) | Data::Words(_) => (0, 0),
        }
    }
}

impl Numbers {
    fn get(&self, row: usize) -> i64 {
        match &self.values {
            Width::Narrow(values) => i64::from(values[row]),
            Width::Full(values) => values[row],
        }
    }

    fn set(&mut self, row: usize, value: i64) {
        self.bounds = (self.bounds.0.min(value), self.bounds.1.max(value));
        if let (Width::Narrow(values), Err(_)) = (&self.values, i32::try_from(value)) {
            self.values = Width::Full(values.iter().copied().map(i64::from).collect());
        }
        match &mut self.values {
            Width::Narrow(values) => values[row] = i32::try_from(value).unwrap_or(0),
            Width::Full(values) => values[row] = value,
        }
    }
}

impl Words {
    /// The number of a word, if any row holds it.
    pub fn place(&self, word: &str) -> Option<u32> {
        self.places.get(word).copied()
    }

    fn set(&mut self, row: usize, text: &str) {
        let place = self.place(text).unwrap_or_else(|| {
            let place = u32::try_from(self.list.len()).expect("fewer words than 4,294,967,296");
            self.list.push(text.to_owned());
            self.places.insert(text.to_owned(), place);
            place
        });
        self.codes.set(row, place);
    }
}

impl Codes {
    fn of(codes: impl Iterator<Item = u32>, words: usize) -> Codes {
        let fits = "smaller than the number of words";
        if words <= 1 << 8 {
            Codes::Byte(padded(codes.map(|code| u8::try_from(code).expect(fits)).collect()))
        } else if words <= 1 << 16 {
            Codes::Short(padded(codes.map(|code| u16::try_from(code).expect(fits)).collect()))
        } else {
            Codes::Full(padded(codes.collect()))
        }
    }

    pub fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Byte(codes) => u32::from(codes[row]),
            Codes::Short(codes) => u32::from(codes[row]),
            Codes::Full(codes) => codes[row],
        }
    }

    fn set(&mut self, row: usize, code: u32) {
        let wider = match self {
            Codes::Byte(codes) if code > u32::from(u8::MAX) => Some(codes.iter().copied().map(u32::from).collect()),
            Codes::Short(codes) if code > u32::from(u16::MAX) => Some(codes.iter().copied().map(u32::from).collect()),
            _ => None,
        };
        if let Some(codes) = wider {
            *self = Codes::Full(codes);
        }
        match self {
            Codes::Byte(codes) => codes[row] = u8::try_from(code).unwrap_or(0),
            Codes::Short(codes) => codes[row] = u16::try_from(code).unwrap_or(0),
            Codes::Full(codes) => codes[row] = code,
        }
    }
}
