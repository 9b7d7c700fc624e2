//! Conditions of a rule that never matter: whatever they come out as, the verdict is the same.

use std::borrow::Cow;
use std::ops::Range;

use super::form::Form;
use super::search::Found;
use super::stretch::Stretch;
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

impl Rule {
    /// How many conditions it joins.
    pub fn conditions(&self) -> usize {
        let mut leaves = Vec::new();
        self.parts().expr.leaves(&mut leaves);
        leaves.len()
    }
}

impl Logic<'_> {
    /// The conditions of `rule` that could all be left out at once, for subjects who meet all of `given`.
    /// Of conditions that make each other needless the later are named. Surely none that matters is.
    pub fn idle(&self, given: &[&Rule], rule: &Rule) -> Vec<Idle> {
        let mut leaves = Vec::new();
        rule.parts().expr.leaves(&mut leaves);
        let mut idle = Vec::new();
        if leaves.len() > CONDITIONS_MAX {
            return idle;
        }
        let rules: Vec<&Rule> = given.iter().copied().chain([rule]).collect();
        let mut current = Cow::Borrowed(&rule.parts().expr);
        let Some(mut scenes) = self.scenes(&rules, &current) else { return idle };
        for (at, leaf) in leaves.into_iter().enumerate().rev() {
            for holds in [true, false] {
                let without = replaced(&current, &mut 0, at, holds);
                if let Some(forms) = all_same(&scenes, &without, holds) {
                    idle.push(Idle { span: leaf.span.clone(), holds });
                    scenes.iter_mut().zip(forms).for_each(|(scene, forms)| scene.forms = forms);
                    current = Cow::Owned(without);
                    break;
                }
            }
        }
        idle.reverse();
        idle
    }

    /// The last rule in each stretch of days; `None` where it is beyond what is decided.
    fn scenes<'r>(&'r self, rules: &[&'r Rule], expr: &Expr) -> Option<Vec<Scene<'r>>> {
        let scene = |days| {
            let stretch = Stretch::of(self, rules, days).ok()?;
            let at = rules.len() - 1;
            let given = (0..at).map(|at| stretch.form(at, Verdict::True)).collect::<Result<_, _>>().ok()?;
            let forms = Forms::of(&stretch, at, expr)?;
            Some(Scene { stretch, at, given, forms })
        };
        self.stretches(rules)?.into_iter().map(scene).collect()
    }
}

/// A rule in a stretch of days, below others.
struct Scene<'r> {
    stretch: Stretch<'r>,
    /// Its place among the rules of the stretch.
    at: usize,
    given: Vec<Form>,
    forms: Forms,
}

/// An expression holds, and does not.
struct Forms {
    holds: Form,
    fails: Form,
}

impl Forms {
    fn of(stretch: &Stretch<'_>, at: usize, expr: &Expr) -> Option<Forms> {
        let form = |wish| stretch.form_of(at, expr, wish).ok();
        Some(Forms { holds: form(Verdict::True)?, fails: form(Verdict::NotTrue)? })
    }
}

/// What the other expression says in each stretch of days, if it gives the same verdicts as the one there.
fn all_same(scenes: &[Scene<'_>], other: &Expr, wider: bool) -> Option<Vec<Forms>> {
    let same = |scene: &Scene<'_>| {
        let forms = Forms::of(&scene.stretch, scene.at, other)?;
        scene.same(&forms, wider).then_some(forms)
    };
    scenes.iter().map(same).collect()
}

impl Scene<'_> {
    /// Both give the same verdict; what the change makes likely to differ is asked first.
    fn same(&self, other: &Forms, wider: bool) -> bool {
        let nobody = |holds: &Form, fails: &Form| {
            let all: Vec<&Form> = self.given.iter().chain([holds, fails]).collect();
            matches!(self.stretch.search(&all), Found::Nothing)
        };
        let (first, second) = if wider { (other, &self.forms) } else { (&self.forms, other) };
        nobody(&first.holds, &second.fails) && nobody(&second.holds, &first.fails)
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
