//! Rules in a stretch of days in which their parameters stay as they are.

use civic::Date;

use super::columns::{Columns, Fixed};
use super::form::{Form, Former, TooLarge};
use super::search::{Found, Search};
use super::{Lacking, Logic, Verdict, WORK_MAX, Why};
use crate::Rule;
use crate::ast::Expr;

/// The rules with all that they can be about.
pub(super) struct Stretch<'r> {
    fixed: Vec<Fixed<'r>>,
    pub columns: Columns<'r>,
    /// Per column: may it be unknown.
    unknown: Vec<bool>,
}

impl<'r> Stretch<'r> {
    /// The rules between two days.
    pub fn of(logic: &'r Logic<'r>, rules: &[&'r Rule], (from, until): (Date, Date)) -> Result<Stretch<'r>, Why> {
        let fixed: Vec<Fixed<'r>> = rules.iter().map(|rule| fixed(logic, rule, from)).collect();
        let columns = Columns::of(&fixed, &logic.given, from, until)?;
        let unknown = columns.all.iter().map(|column| {
            let asked = column.asked_for || logic.lacking == Lacking::Any;
            let given = |name: &str| logic.given.iter().any(|(given, _)| given == name);
            column.fact.is_some_and(|fact| asked && !given(&fact.name))
        });
        let unknown = unknown.collect();
        Ok(Stretch { fixed, columns, unknown })
    }

    /// A rule has a verdict.
    pub fn form(&self, at: usize, wish: Verdict) -> Result<Form, TooLarge> {
        self.form_of(at, self.fixed[at].expr(), wish)
    }

    /// Another expression over the facts and parameters of a rule has a verdict.
    pub fn form_of(&self, at: usize, expr: &Expr, wish: Verdict) -> Result<Form, TooLarge> {
        Former { columns: &self.columns, fixed: &self.fixed[at] }.form(expr, wish)
    }

    /// Looks for somebody of whom all the statements are true.
    pub fn search(&self, forms: &[&Form]) -> Found {
        Search::new(&self.columns, WORK_MAX).run(forms, self.unknown.clone())
    }

    /// All wishes as statements.
    pub fn forms(&self, wishes: &[(&Rule, Verdict)]) -> Result<Vec<Form>, TooLarge> {
        wishes.iter().enumerate().map(|(at, (_, wish))| self.form(at, *wish)).collect()
    }
}

fn fixed<'r>(logic: &Logic<'r>, rule: &'r Rule, day: Date) -> Fixed<'r> {
    let value = |(name, kind): &(String, crate::Value)| {
        let value = logic.parameters.value_on(name, day)?;
        (std::mem::discriminant(value) == std::mem::discriminant(kind)).then_some(value)
    };
    Fixed { rule, parameters: rule.parts().parameters.iter().map(value).collect() }
}
