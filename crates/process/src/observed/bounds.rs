//! A share counted in some cases, and between which bounds the true one lies.

/// Standard deviations on either side that hold 95 % of a normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many it was.
    pub part: u64,
    /// Of how many.
    pub of: u64,
}

impl Share {
    /// `part` of `of`.
    pub fn new(part: u64, of: u64) -> Share {
        Share { part, of }
    }

    /// The share itself; none of nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts of cases stay far below 2^52")]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.part as f64 / self.of as f64)
    }

    /// Least and greatest true share that 95 % confidence allows: Wilson's score interval (Wilson 1927), which unlike
    /// the plain one holds for shares of nothing and of few cases.
    pub fn bounds(self) -> Option<(f64, f64)> {
        let share = self.value()?;
        #[expect(clippy::cast_precision_loss, reason = "counts of cases stay far below 2^52")]
        let (n, z2) = (self.of as f64, Z_95 * Z_95);
        let middle = share + z2 / (2.0 * n);
        let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z2 / n;
        Some((((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)))
    }

    /// The least true share, zero where nothing is known.
    pub fn least(self) -> f64 {
        self.bounds().map_or(0.0, |(least, _)| least)
    }

    /// The greatest true share, one where nothing is known.
    pub fn most(self) -> f64 {
        self.bounds().map_or(1.0, |(_, most)| most)
    }

    /// In whole percent, as said to people; none of nothing. What is not nothing is never said as 0 %, what is not
    /// all never as 100 %.
    pub fn percent(self) -> Option<u64> {
        let whole =
            u64::try_from((u128::from(self.part) * 200 + u128::from(self.of)) / (u128::from(self.of.max(1)) * 2));
        let whole = whole.unwrap_or(100);
        let most = if self.part < self.of { 99 } else { 100 };
        (self.of > 0).then(|| if self.part == 0 { 0 } else { whole.clamp(1, most) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_those_of_the_textbook() {
        // 0 of 10: upper z^2/(n+z^2) = 3.8415/13.8415; 5 of 10: (0.2366, 0.7634)
        let close = |a: f64, b: f64| (a - b).abs() < 0.000_05;
        let (least, most) = Share::new(0, 10).bounds().expect("of ten");
        assert!(close(least, 0.0) && close(most, 0.277_53), "{least} {most}");
        let (least, most) = Share::new(5, 10).bounds().expect("of ten");
        assert!(close(least, 0.236_6) && close(most, 0.763_4), "{least} {most}");
        assert_eq!(Share::new(0, 0).bounds(), None);
        assert!(Share::new(0, 72).most() > 0.05 && Share::new(0, 73).most() <= 0.05, "none of 73 is below 5 %");
    }

    #[test]
    fn few_of_many_is_not_said_as_none() {
        let said = |part, of| Share::new(part, of).percent();
        assert_eq!(
            [said(0, 9), said(1, 1000), said(1, 3), said(999, 1000), said(9, 9)].map(Option::unwrap),
            [0, 1, 33, 99, 100]
        );
        assert_eq!(said(0, 0), None);
        assert_eq!(said(u64::MAX, u64::MAX), Some(100));
    }
}
