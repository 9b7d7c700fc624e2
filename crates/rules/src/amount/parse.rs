//! Reading amounts: functions and commas here, sums and conditions as in rules.

use std::ops::Range;
use std::sync::Arc;

use super::{How, Join, Share, Step, Tree};
use crate::ast::{Expr, Of, Sum};
use crate::check::{self, Wanted};
use crate::scan::{TEXT_MAX, scan};
use crate::{Catalogue, Fact, Parameters, RuleError, syntax};

/// Deepest nesting of functions.
const DEPTH_MAX: usize = 32;
/// Most functions, sums and conditions in one amount.
const PIECES_MAX: usize = 500;

type Read = (Tree, Vec<Arc<Fact>>, Vec<String>);

/// The tree with its facts and parameters, or all mistakes.
pub(super) fn parse(text: &str, catalogue: &Catalogue, parameters: &Parameters) -> Result<Read, Vec<RuleError>> {
    if text.len() > TEXT_MAX {
        return Err(vec![crate::mistakes::too_long(text.len())]);
    }
    let mut reader =
        Reader { text, catalogue, parameters, facts: Vec::new(), names: Vec::new(), pieces: 0, errors: Vec::new() };
    let tree = reader.amount(0..text.len(), 0);
    if matches!(&tree, Some((_, Some(Fraction)))) && reader.errors.is_empty() {
        reader.errors.push(
            RuleError::new("fraction-of-fen", 0..text.len(), "结果可能不是整分", "it can come to parts of a fen")
                .help("写明怎样取整，例如 round_down(…, 1 yuan)", "say how to round, such as round_down(…, 1 yuan)"),
        );
    }
    match tree {
        Some((tree, _)) if reader.errors.is_empty() => Ok((tree, reader.facts, reader.names)),
        _ => Err(crate::rule::in_order(reader.errors)),
    }
}

struct Reader<'a> {
    text: &'a str,
    catalogue: &'a Catalogue,
    parameters: &'a Parameters,
    facts: Vec<Arc<Fact>>,
    names: Vec<String>,
    pieces: usize,
    errors: Vec<RuleError>,
}

/// A tree, and whether it can come to parts of a fen.
type Placed = Option<(Tree, Option<Fraction>)>;

/// It can come to parts of a fen.
struct Fraction;

impl Reader<'_> {
    fn report(&mut self, code: &'static str, at: Range<usize>, zh: &str, en: &str, help: (&str, &str)) {
        self.errors.push(RuleError::new(code, at, zh, en).help(help.0, help.1));
    }

    fn amount(&mut self, at: Range<usize>, depth: usize) -> Placed {
        let at = trimmed(self.text, at);
        self.pieces += 1;
        if depth > DEPTH_MAX || self.pieces > PIECES_MAX {
            let help = ("拆成几条政策，或用参数", "split it into several policies, or use parameters");
            if self.errors.iter().all(|error| error.code != "too-deep") {
                self.report("too-deep", at, "算法太复杂", "the amount is too involved", help);
            }
            return None;
        }
        let Some((name, inside)) = function(self.text, &at) else {
            return self.sum(at);
        };
        let arguments = split(self.text, inside.clone(), ",");
        match name {
            "min" => self.join(Join::Least, arguments, depth),
            "max" => self.join(Join::Most, arguments, depth),
            "sum" => self.join(Join::Total, arguments, depth),
            "round_down" => self.round(How::Down, &arguments, at, depth),
            "round_up" => self.round(How::Up, &arguments, at, depth),
            "round_half_up" => self.round(How::HalfUp, &arguments, at, depth),
            "bands" => self.bands(&arguments, at),
            "when" => self.when(&arguments, at, depth),
            _ => {
                let help = (
                    "可用：min、max、sum、round_down、round_up、round_half_up、bands、when",
                    "there are min, max, sum, round_down, round_up, round_half_up, bands and when",
                );
                let (zh, en) = (format!("没有 `{name}` 这种算法"), format!("there is no way of reckoning `{name}`"));
                self.errors.push(
                    RuleError::new("unknown-function", at.start..at.start + name.len(), zh, en).help(help.0, help.1),
                );
                None
            }
        }
    }

    fn join(&mut self, join: Join, arguments: Vec<Range<usize>>, depth: usize) -> Placed {
        let parts: Vec<Placed> = arguments.into_iter().map(|part| self.amount(part, depth + 1)).collect();
        let parts: Vec<_> = parts.into_iter().collect::<Option<_>>()?;
        let fraction = parts.iter().any(|(_, fraction)| fraction.is_some()).then_some(Fraction);
        Some((Tree::Join(join, parts.into_iter().map(|(tree, _)| tree).collect()), fraction))
    }

    fn round(&mut self, how: How, arguments: &[Range<usize>], at: Range<usize>, depth: usize) -> Placed {
        let [what, to] = arguments else {
            let help = ("写作 round_down(金额, 1 yuan)", "write round_down(AMOUNT, 1 yuan)");
            self.report("round-to-what", at, "取整要写明两项", "rounding takes two things", help);
            return None;
        };
        let what = self.amount(what.clone(), depth + 1);
        let to = match self.fixed(to.clone())? {
            fen if fen > 0 => fen,
            _ => {
                let help = ("写作 1 yuan、0.01 yuan", "write 1 yuan, 0.01 yuan");
                self.report(
                    "round-to-what",
                    to.clone(),
                    "只能按一个正的金额取整",
                    "one rounds to an amount above 0",
                    help,
                );
                return None;
            }
        };
        Some((Tree::Round { what: Box::new(what?.0), to, how }, None))
    }

    fn bands(&mut self, arguments: &[Range<usize>], at: Range<usize>) -> Placed {
        let help =
            ("写作 bands(金额, 1000 yuan => 2%, above => 1%)", "write bands(AMOUNT, 1000 yuan => 2%, above => 1%)");
        let ([of, steps @ ..], Some(last)) = (arguments, arguments.last()) else {
            self.report("bands-of-what", at, "分段要写明金额和各段", "bands take an amount and its stretches", help);
            return None;
        };
        let (of, text) = match self.sum(of.clone())? {
            (Tree::Sum(sum, text), None) => (sum, text),
            _ => {
                self.report("fraction-of-fen", of.clone(), "分段的金额须是整分", "bands are of whole fen", help);
                return None;
            }
        };
        let mut found: Vec<Step> = Vec::new();
        let mut above = None;
        for step in steps {
            let sides = split(self.text, step.clone(), "=>");
            let [up_to, share] = sides.as_slice() else {
                self.report(
                    "bands-of-what",
                    step.clone(),
                    "每段写作 上限 => 比例",
                    "a stretch is LIMIT => SHARE",
                    help,
                );
                return None;
            };
            let share = self.share(share.clone())?;
            if self.text[up_to.clone()].trim() == "above" && step == last {
                above = Some(share);
                continue;
            }
            let up_to_fen = self.fixed(up_to.clone())?;
            if up_to_fen <= found.last().map_or(0, |before| before.up_to) {
                let help = ("由小到大写", "write them from the smallest up");
                self.report("bands-in-order", up_to.clone(), "上限没有递增", "the limits do not rise", help);
                return None;
            }
            found.push(Step { up_to: up_to_fen, share });
        }
        let Some(above) = above else {
            self.report(
                "bands-of-what",
                last.clone(),
                "最后一段写 above => 比例",
                "the last stretch is above => SHARE",
                help,
            );
            return None;
        };
        Some((Tree::Bands { of, text, steps: found, above }, Some(Fraction)))
    }

    fn when(&mut self, arguments: &[Range<usize>], at: Range<usize>, depth: usize) -> Placed {
        let help = (
            "写作 when(条件 => 金额, else => 金额)；都不符合时不给，写 else => 0 yuan",
            "write when(CONDITION => AMOUNT, else => AMOUNT); for nothing write else => 0 yuan",
        );
        let mut cases = Vec::new();
        let mut otherwise = None;
        let mut fraction = None;
        let mut sound = true;
        for case in arguments {
            let sides = split(self.text, case.clone(), "=>");
            let [condition, then] = sides.as_slice() else {
                self.report("when-what", case.clone(), "每项写作 条件 => 金额", "a case is CONDITION => AMOUNT", help);
                return None;
            };
            let last = self.text[condition.clone()].trim() == "else";
            let condition = if last { None } else { self.condition(condition.clone()) };
            match (self.amount(then.clone(), depth + 1), condition, last) {
                (Some((tree, parts)), Some((expr, text)), false) => {
                    fraction = fraction.or(parts);
                    cases.push((expr, text, tree));
                }
                (Some((tree, parts)), _, true) if Some(case) == arguments.last() => {
                    fraction = fraction.or(parts);
                    otherwise = Some(tree);
                }
                _ => sound = false,
            }
        }
        if sound && (otherwise.is_none() || cases.is_empty()) {
            self.report("when-what", at, "缺少 else", "an else is missing", help);
        }
        Some((Tree::When { cases, otherwise: Box::new(otherwise?) }, fraction)).filter(|_| sound)
    }

    /// `2%` or `0.02`, in millionths.
    fn share(&mut self, at: Range<usize>) -> Option<Share> {
        let at = trimmed(self.text, at);
        let text = &self.text[at.clone()];
        let (digits, percent) = text.strip_suffix('%').map_or((text, false), |digits| (digits.trim_end(), true));
        let share = Sum::number(digits).and_then(|number| {
            let millionths = number.parts[0].coefficient.checked_mul(10i64.pow(6 - number.scale))?;
            if !percent {
                return Some(millionths);
            }
            (millionths % 100 == 0).then_some(millionths / 100)
        });
        if share.is_none() {
            let help = ("写作 2% 或 0.02，最多六位小数", "write 2% or 0.02, with six decimals at most");
            self.report("bad-share", at, "这不是比例", "this is no share", help);
        }
        share.map(Share)
    }

    /// An amount that is only a number: `1000 yuan`.
    fn fixed(&mut self, at: Range<usize>) -> Option<i64> {
        let at = trimmed(self.text, at);
        let (tree, fraction) = self.sum(at.clone())?;
        let fen = match (&tree, fraction) {
            (Tree::Sum(sum, _), None) if sum.parts.iter().all(|part| part.of == Of::One) => {
                sum.parts.iter().try_fold(0i64, |fen, part| fen.checked_add(part.coefficient))
            }
            _ => None,
        };
        if fen.is_none() {
            let help = ("写作 1000 yuan", "write 1000 yuan");
            self.report(
                "not-a-fixed-amount",
                at,
                "这里要写固定的整分金额",
                "a fixed amount in whole fen belongs here",
                help,
            );
        }
        fen
    }

    fn sum(&mut self, at: Range<usize>) -> Placed {
        let text = self.text[at.clone()].to_owned();
        let found = self.piece(at, Wanted::Money)?;
        let check::Found::Sum(mut sum) = found else { return None };
        let fraction = if whole(&mut sum) { None } else { Some(Fraction) };
        Some((Tree::Sum(sum, text), fraction))
    }

    fn condition(&mut self, at: Range<usize>) -> Option<(Expr, String)> {
        let at = trimmed(self.text, at);
        let text = self.text[at.clone()].to_owned();
        match self.piece(at, Wanted::Condition)? {
            check::Found::Expr(expr) => Some((expr, text)),
            check::Found::Sum(_) => None,
        }
    }

    /// A part that is written as in rules.
    fn piece(&mut self, at: Range<usize>, wanted: Wanted) -> Option<check::Found> {
        let text = &self.text[at.clone()];
        let scanned = scan(text, self.catalogue, self.parameters);
        let mut errors = Vec::new();
        let mut found = None;
        match scanned {
            Err(these) => errors = these,
            Ok(mut scanned) => {
                errors.append(&mut scanned.errors);
                if !scanned.broken {
                    match syntax::parse(&scanned) {
                        Err(error) => errors.push(*error),
                        Ok(tree) => {
                            let lists = (std::mem::take(&mut self.facts), std::mem::take(&mut self.names));
                            let checked = check::piece(
                                &tree,
                                text,
                                &scanned.places,
                                (self.catalogue, self.parameters),
                                lists,
                                wanted,
                            );
                            syntax::dismantle(tree);
                            (self.facts, self.names) = (checked.facts, checked.parameters);
                            errors.extend(checked.errors);
                            found = checked.found;
                        }
                    }
                }
            }
        }
        let sound = errors.is_empty();
        self.errors.extend(errors.into_iter().map(|mut error| {
            error.span = error.span.start + at.start..error.span.end + at.start;
            error
        }));
        found.filter(|_| sound)
    }
}

/// Every part is a whole number of fen; then the sum is brought to whole steps.
fn whole(sum: &mut Sum) -> bool {
    let steps = 10i64.pow(sum.scale);
    if sum.parts.iter().any(|part| part.coefficient % steps != 0) {
        return false;
    }
    sum.parts.iter_mut().for_each(|part| part.coefficient /= steps);
    sum.scale = 0;
    true
}

fn trimmed(text: &str, at: Range<usize>) -> Range<usize> {
    let inside = &text[at.clone()];
    let start = at.start + (inside.len() - inside.trim_start().len());
    start..(start + inside.trim().len())
}

/// `name( … )` over the whole stretch.
fn function<'t>(text: &'t str, at: &Range<usize>) -> Option<(&'t str, Range<usize>)> {
    let inside = &text[at.clone()];
    let open = inside.find('(')?;
    let name = inside[..open].trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let closes = Depths::of(inside).find(|(_, sign, depth)| *sign == b')' && *depth == 0)?.0;
    // `not (a)` and `x in (1)` are no functions over the whole
    (is_name && closes == inside.len() - 1).then(|| (name, at.start + open + 1..at.start + closes))
}

/// The parts between a sign that stands outside of brackets and quotes; one part where there is none.
fn split(text: &str, at: Range<usize>, sign: &str) -> Vec<Range<usize>> {
    let inside = &text[at.clone()];
    let mut parts = Vec::new();
    let mut from = 0;
    for (place, _, depth) in Depths::of(inside) {
        if depth == 0 && place >= from && inside.as_bytes()[place..].starts_with(sign.as_bytes()) {
            parts.push(at.start + from..at.start + place);
            from = place + sign.len();
        }
    }
    parts.push(at.start + from..at.end);
    parts
}

/// Every byte outside of quotes, with the depth of brackets after it.
struct Depths<'t> {
    bytes: std::iter::Enumerate<std::slice::Iter<'t, u8>>,
    depth: usize,
}

impl<'t> Depths<'t> {
    fn of(text: &'t str) -> Depths<'t> {
        Depths { bytes: text.as_bytes().iter().enumerate(), depth: 0 }
    }
}

impl Iterator for Depths<'_> {
    type Item = (usize, u8, usize);

    fn next(&mut self) -> Option<(usize, u8, usize)> {
        let (at, sign) = self.bytes.next()?;
        match sign {
            b'(' => self.depth += 1,
            b')' => self.depth = self.depth.saturating_sub(1),
            b'\'' => {
                // the words inside belong to the quotation
                self.bytes.by_ref().find(|(_, sign)| **sign == b'\'');
            }
            _ => {}
        }
        Some((at, *sign, self.depth))
    }
}
