//! Conditions of a rule that never matter: whatever they come out as, the verdict is the same.

use std::ops::Range;

use super::{Logic, Verdict};
use crate::Rule;
use crate::ast::Expr;

/// Most conditions of a rule that is looked at.
const CONDITIONS_MAX: usize = 40;

/// A condition without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// Where it stands in the rule's text, in bytes.
    pub span: Range<usize>,
    /// What can stand in its place: true, or false.
    pub holds: bool,
}

impl Logic<'_> {
    /// The conditions of `rule` that could all be left out at once, for subjects who meet all of `given`.
    /// Of conditions that make each other needless the later are named. Surely none that matters is.
    pub fn idle(&self, given: &[&Rule], rule: &Rule) -> Vec<Idle> {
        let mut spans = Vec::new();
        rule.parts().0.leaves(&mut spans);
        let spans: Vec<Range<usize>> = spans.into_iter().map(|leaf| leaf.span.clone()).collect();
        let mut idle = Vec::new();
        if spans.len() > CONDITIONS_MAX {
            return idle;
        }
        let mut current = rule.clone();
        for (at, span) in spans.into_iter().enumerate().rev() {
            for holds in [true, false] {
                let without = current.with(replaced(current.parts().0, &mut 0, at, holds));
                if self.same(given, &current, &without, holds) {
                    idle.push(Idle { span, holds });
                    current = without;
                    break;
                }
            }
        }
        idle.reverse();
        idle
    }

    /// Both give the same verdict; what the change makes likely to differ is asked first.
    fn same(&self, given: &[&Rule], one: &Rule, other: &Rule, wider: bool) -> bool {
        let nobody = |holds: &Rule, fails: &Rule| {
            let mut wishes: Vec<(&Rule, Verdict)> = given.iter().map(|rule| (*rule, Verdict::True)).collect();
            wishes.extend([(holds, Verdict::True), (fails, Verdict::NotTrue)]);
            self.nobody(&wishes).is_proven()
        };
        let (first, second) = if wider { (other, one) } else { (one, other) };
        nobody(first, second) && nobody(second, first)
    }
}

/// The expression with one condition replaced by a constant. Those replaced before stand behind it, so its
/// place among the conditions is still the same. As deep as the expression.
fn replaced(expr: &Expr, next: &mut usize, at: usize, holds: bool) -> Expr {
    let mut each = |child: &Expr| replaced(child, next, at, holds);
    match expr {
        Expr::Const(value) => Expr::Const(*value),
        Expr::Not(inner) => Expr::Not(Box::new(each(inner))),
        Expr::All(children) => Expr::All(children.iter().map(each).collect()),
        Expr::Any(children) => Expr::Any(children.iter().map(each).collect()),
        Expr::Leaf(leaf) => {
            *next += 1;
            if *next == at + 1 { Expr::Const(holds) } else { Expr::Leaf(leaf.clone()) }
        }
    }
}
