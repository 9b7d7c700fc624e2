//! Linear sums with exact decimals: adding, taking away, multiplying by numbers.

use crate::ast::{FactAt, Of, Part, Sum};

/// Most decimals in one sum.
const SCALE_MAX: u32 = 6;

/// A number is too large, or has too many decimals, to be reckoned with exactly.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Why two sums cannot be multiplied.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoProduct {
    TooLarge,
    NotLinear,
}

impl Sum {
    pub fn of(of: Of) -> Sum {
        Sum { parts: vec![Part { coefficient: 1, of }], scale: 0 }
    }

    /// Reads `12` or `0.70`: at most 18 digits, 6 decimals.
    pub fn number(digits: &str) -> Option<Sum> {
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(decimals) || digits.ends_with('.') {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let decimals = decimals.trim_end_matches('0');
        let scale = u32::try_from(decimals.len()).ok()?;
        if whole.len() + decimals.len() > 18 || scale > SCALE_MAX {
            return None;
        }
        let joined = format!("0{whole}{decimals}");
        Some(Sum { parts: vec![Part { coefficient: joined.parse().ok()?, of: Of::One }], scale })
    }

    /// The same sum in finer steps.
    pub fn at_scale(&mut self, scale: u32) -> Result<(), TooLarge> {
        if scale > SCALE_MAX {
            return Err(TooLarge);
        }
        let factor = 10i64.pow(scale.saturating_sub(self.scale));
        for part in &mut self.parts {
            part.coefficient = part.coefficient.checked_mul(factor).ok_or(TooLarge)?;
        }
        self.scale = self.scale.max(scale);
        Ok(())
    }

    /// Brings several sums to the same scale.
    pub fn align(sums: &mut [&mut Sum]) -> Result<(), TooLarge> {
        let scale = sums.iter().map(|sum| sum.scale).max().unwrap_or(0);
        sums.iter_mut().try_for_each(|sum| sum.at_scale(scale))
    }

    pub fn negate(&mut self) {
        // a coefficient is never i64::MIN: it comes from digits, by checked products
        for part in &mut self.parts {
            part.coefficient = -part.coefficient;
        }
    }

    pub fn add(&mut self, mut other: Sum) -> Result<(), TooLarge> {
        Sum::align(&mut [self, &mut other])?;
        self.parts.append(&mut other.parts);
        Ok(())
    }

    /// The product, where one side is a plain number or one a single parameter.
    pub fn times(&self, other: &Sum) -> Result<Sum, NoProduct> {
        let (by, sum) = if self.is_factor() { (self, other) } else { (other, self) };
        let scale = by.scale + sum.scale;
        if !by.is_factor() {
            return Err(NoProduct::NotLinear);
        }
        if scale > SCALE_MAX {
            return Err(NoProduct::TooLarge);
        }
        let mut parts = Vec::with_capacity(by.parts.len() * sum.parts.len());
        let factor = &by.parts[0];
        for part in &sum.parts {
            let of = match (factor.of, part.of) {
                (Of::One, of) | (of, Of::One) => of,
                (Of::Parameter(parameter), Of::Fact(fact)) | (Of::Fact(fact), Of::Parameter(parameter)) => {
                    Of::ParameterTimesFact(parameter, fact)
                }
                _ => return Err(NoProduct::NotLinear),
            };
            let coefficient = factor.coefficient.checked_mul(part.coefficient);
            parts.push(Part { coefficient: coefficient.ok_or(NoProduct::TooLarge)?, of });
        }
        Ok(Sum { parts, scale })
    }

    /// One part: a number, a parameter, or a fact to be multiplied by one.
    fn is_factor(&self) -> bool {
        self.parts.len() == 1 && matches!(self.parts[0].of, Of::One | Of::Parameter(_))
    }

    /// A number or a parameter standing alone.
    pub fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part.of, Of::One | Of::Parameter(_) | Of::Day(_) | Of::Today))
    }

    /// The fact, if the sum is that fact alone.
    pub fn only_fact(&self) -> Option<FactAt> {
        match self.parts.as_slice() {
            [Part { coefficient: 1, of: Of::Fact(fact) }] if self.scale == 0 => Some(*fact),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let seven = Sum::number("0.70").expect("a number");
        assert_eq!((seven.parts[0].coefficient, seven.scale), (7, 1));
        let product = seven.times(&Sum::number("0.05").expect("a number")).expect("small");
        assert_eq!((product.parts[0].coefficient, product.scale), (35, 3));
    }

    #[test]
    fn refuses_other_ways_to_write_numbers() {
        for digits in ["", ".", ".5", "5.", "1e5", "0x10", "1_000", "1.2.3", "-1", "9999999999999999999", "0.1234567"] {
            assert_eq!(Sum::number(digits), None, "{digits}");
        }
        assert!(Sum::number("999999999999999999").is_some());
        assert!(Sum::number("0000000000000000000000001").is_some());
    }

    #[test]
    fn a_product_of_facts_is_not_linear() {
        let fact = Sum::of(Of::Fact(0));
        assert_eq!(fact.times(&fact), Err(NoProduct::NotLinear));
        let large = Sum::number("999999999999999999").expect("a number");
        assert_eq!(large.times(&large), Err(NoProduct::TooLarge));
    }
}
