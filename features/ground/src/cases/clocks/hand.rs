//! Turning a clock inside an act: the turn is kept, and case and step show what it says.

use civic::Text;
use civic::calendar::{self, Audience, Calendar};
use civic::division::RegionCode;
use store::Tx;

use crate::cases::acts::Hand;
use crate::cases::clocks::WHOLE_CASE;
use crate::cases::clocks::alerts::watch;
use crate::cases::clocks::recount;
use crate::cases::clocks::run::{Clock, End, Turn, TurnRefused};
use crate::cases::clocks::store::{begin_late, events, keep, replay};
use crate::cases::model::{Case, CaseRefusal, CaseStep};
use crate::cases::whole::filed_on;

/// The working days agencies of a region go by: the national calendar and what the region set for everybody.
pub fn calendar_of(region: &str) -> Calendar {
    let Ok(code) = RegionCode::parse(region) else { return Calendar::national() };
    let days =
        calendar::overlays(&code).filter(|o| o.audience == Audience::All).flat_map(|o| o.days().collect::<Vec<_>>());
    Calendar::national().with_overlay(days)
}

/// Turns the clock of the whole case; the case shows its new last day, or that it stands still.
pub(crate) fn turn_case(
    tx: &mut Tx,
    hand: &Hand,
    case: &mut Case,
    turn: &Turn,
    reason: &str,
) -> Result<(), CaseRefusal> {
    let calendar = calendar_of(&case.region);
    let known = events(tx, &case.region, &case.id)?;
    let before = replay(&known, WHOLE_CASE, &calendar).or_else(|| filed_earlier(case, &calendar));
    let begun = !known.iter().any(|e| e.clock == WHOLE_CASE) && before.is_some();
    let anew = Turn::Start { days: case.days_left_stopped.unwrap_or(1).max(1) };
    let turn = if begun && matches!(turn, Turn::Continue { .. }) { &anew } else { turn };
    if let Some(first) = before.as_ref().filter(|_| begun) {
        begin_late(tx, hand, (&case.region, &case.id, WHOLE_CASE), first)?;
    }
    let clock = turned(before, hand, turn, &calendar)?;
    keep(tx, hand, (&case.region, &case.id, WHOLE_CASE), (turn, reason), (&clock, &calendar))?;
    match clock.due(&calendar) {
        Some(due) => {
            case.due_on = Some(due.on);
            case.due_provisional = due.provisional;
            case.days_left_stopped = None;
        }
        None => case.days_left_stopped = clock.days_left_stopped(&calendar),
    }
    if clock.end.is_some() {
        case.days_left_stopped = None;
    } else if case.days_left_stopped.is_none() {
        watch(tx, (&case.region, &case.id, WHOLE_CASE), case.due_on, hand.now_ms)?;
        recount::stand(tx, hand, case)?;
    }
    Ok(())
}

/// Ends the clock of a case; one that has ended stays as it ended.
pub(crate) fn end_case(tx: &mut Tx, hand: &Hand, case: &mut Case, end: End) -> Result<(), CaseRefusal> {
    match turn_case(tx, hand, case, &Turn::End(end), "") {
        Err(CaseRefusal::WrongState(_)) => Ok(()),
        other => other,
    }
}

/// Turns the clock of one step; the step shows its new last day, or why it stands still. The caller writes it back.
pub(crate) fn turn_step(
    tx: &mut Tx,
    hand: &Hand,
    (region, case): (&str, &str),
    step: &mut CaseStep,
    turn: &Turn,
    reason: &str,
) -> Result<(), CaseRefusal> {
    let calendar = calendar_of(region);
    let known = events(tx, region, case)?;
    let before = replay(&known, &step.step, &calendar).or_else(|| opened_earlier(step, &calendar));
    let begun = !known.iter().any(|e| e.clock == step.step) && before.is_some();
    let anew = Turn::Start { days: step.working_days };
    let turn = if begun && matches!(turn, Turn::Continue { .. }) { &anew } else { turn };
    if let Some(first) = before.as_ref().filter(|_| begun) {
        begin_late(tx, hand, (region, case, &step.step), first)?;
    }
    let clock = turned(before, hand, turn, &calendar)?;
    keep(tx, hand, (region, case, &step.step), (turn, reason), (&clock, &calendar))?;
    if let Some(due) = clock.due(&calendar) {
        step.due_on = Some(due.on);
        if clock.end.is_none() {
            watch(tx, (region, case, &step.step), step.due_on, hand.now_ms)?;
        }
    }
    step.stopped_for =
        clock.holding().next().filter(|_| clock.end.is_none()).map(|stop| stop.cause.as_str().to_owned());
    Ok(())
}

/// Ends the clock of a step that began; one that never began stays so.
pub(crate) fn end_step(
    tx: &mut Tx,
    hand: &Hand,
    place: (&str, &str),
    step: &mut CaseStep,
    end: End,
) -> Result<(), CaseRefusal> {
    if step.opened_at.is_none() {
        return Ok(());
    }
    match turn_step(tx, hand, place, step, &Turn::End(end), "") {
        Err(CaseRefusal::WrongState(_)) => Ok(()),
        other => other,
    }
}

fn turned(before: Option<Clock>, hand: &Hand, turn: &Turn, calendar: &Calendar) -> Result<Clock, CaseRefusal> {
    let mut clock = match (before, turn) {
        (Some(clock), _) => clock,
        (None, Turn::Start { days }) => return Ok(Clock::start(hand.today, *days)),
        (None, _) => return Err(refusal(TurnRefused::NotStarted)),
    };
    clock.turn(hand.today, turn, calendar).map_err(refusal)?;
    Ok(clock)
}

/// A case filed before clocks were kept: its last day says how many days it had.
fn filed_earlier(case: &Case, calendar: &Calendar) -> Option<Clock> {
    let (filed, due) = (filed_on(case)?, case.due_on?);
    Some(Clock::start(filed, calendar.working_days_between(filed, due)))
}

fn opened_earlier(step: &CaseStep, calendar: &Calendar) -> Option<Clock> {
    let opened = civic::clock::local_date(civic::Timestamp::from_millisecond(step.opened_at?).ok()?);
    Some(Clock::start(opened, calendar.working_days_between(opened, step.due_on?)))
}

/// Says why a clock could not be turned.
fn refusal(why: TurnRefused) -> CaseRefusal {
    let (zh, en) = match why {
        TurnRefused::NotStarted => ("期限还没有开始计算", "the clock has not begun"),
        TurnRefused::Ended => ("期限已经结束计算", "the clock has ended"),
        TurnRefused::OutOfOrder => ("这一步的日期早于上一步", "this would lie before what was done last"),
        TurnRefused::StoppedAlready => ("已经为此停止计时", "the clock stands still for this already"),
        TurnRefused::NotStopped => ("现在没有为此停止计时", "the clock does not stand still for this"),
        TurnRefused::ExtendedAlready => {
            ("已经延长过一次，依法只能延长一次", "it was extended before; the law allows it once")
        }
        TurnRefused::Passed => ("期限已过，不能再延长", "the last day has passed, so it cannot be extended"),
    };
    CaseRefusal::WrongState(Text::new(
        format!("{zh}，没有改动；请返回查看最新进度"),
        format!("{en}; nothing was changed, go back to see where the case stands"),
    ))
}
