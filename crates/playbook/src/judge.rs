//! What only the whole can tell: doubled ids, steps in a ring, changes that are not what they say.

use std::collections::BTreeMap;

use civic::text::Text;

use crate::compare::{Comparison, Kind, More};
use crate::diagnostic::Diagnostic;
use crate::keys::Target;
use crate::model::{Service, Step};
use crate::nearest::nearest;
use crate::overlay::{Change, ChangeKind};
use crate::plan;
use crate::refs::Names;
use crate::source::Span;

/// Judges one service as it stands: the playbook's, or with an overlay's changes.
pub(crate) fn service(service: &Service, names: &Names, out: &mut Vec<Diagnostic>) {
    let needs = service.needs.iter().map(|need| (&*need.id, &need.span));
    twice(needs, "需求", "need", out);
    let steps = service.steps.iter().map(|step| (&*step.id, &step.span));
    twice(steps, "环节", "step", out);
    for step in &service.steps {
        reads(step, service, names, out);
        afters(step, service, out);
    }
    if let Err(ring) = plan::of_all(&service.steps) {
        out.push(step_ring(&ring));
    }
}

fn twice<'a>(things: impl Iterator<Item = (&'a str, &'a Span)>, zh: &str, en: &str, out: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, &Span> = BTreeMap::new();
    for (id, span) in things {
        if let Some(first) = seen.get(id) {
            out.push(duplicate(id, span, first, zh, en));
        } else {
            seen.insert(id, span);
        }
    }
}

/// Two things of one id.
pub(crate) fn duplicate(id: &str, span: &Span, first: &Span, zh: &str, en: &str) -> Diagnostic {
    Diagnostic::error(
        "duplicate-id",
        span.clone(),
        Text::new(format!("{zh} `{id}` 定义了两次"), format!("{en} `{id}` is defined twice")),
    )
    .label(first.clone(), Text::new("第一次在这里", "first here"))
}

fn reads(step: &Step, service: &Service, names: &Names, out: &mut Vec<Diagnostic>) {
    let results = || service.steps.iter().flat_map(|other| &other.gives);
    for (read, span) in step.reads.iter().zip(&step.read_spans) {
        if names.has_evidence(read) || results().any(|given| given == read) {
            continue;
        }
        let known = results().map(String::as_str).chain(names.evidence());
        let message = Text::new(
            format!("环节 `{}` 所读的 `{read}` 既不是材料，也不是哪个环节的结果", step.id),
            format!("step `{}` reads `{read}`, neither evidence nor a step's result", step.id),
        );
        let found =
            Diagnostic::error("unknown-reference", span.clone(), message).did_you_mean(nearest(read, known), None);
        out.push(found);
    }
}

fn afters(step: &Step, service: &Service, out: &mut Vec<Diagnostic>) {
    for (after, span) in step.after.iter().zip(&step.after_spans) {
        let mut ids = service.steps.iter().map(|other| &*other.id);
        if ids.any(|id| id == after) {
            continue;
        }
        let ids = service.steps.iter().map(|other| &*other.id);
        let message = Text::new(
            format!("环节 `{}` 排在 `{after}` 之后，但没有这个环节", step.id),
            format!("step `{}` comes after `{after}`, which is no step here", step.id),
        );
        let found =
            Diagnostic::error("unknown-reference", span.clone(), message).did_you_mean(nearest(after, ids), None);
        out.push(found);
    }
}

fn step_ring(ring: &[&Step]) -> Diagnostic {
    let mut names: Vec<&str> = ring.iter().map(|step| &*step.id).collect();
    names.push(names[0]);
    let path = names.join(" → ");
    let message = Text::new(
        format!("环节互相等待，谁也开始不了：{path}"),
        format!("steps wait for each other, so none can start: {path}"),
    );
    let mut found = Diagnostic::error("step-cycle", ring[0].span.clone(), message);
    for pair in ring.windows(2) {
        found = found.label(
            pair[1].span.clone(),
            Text::new(format!("等待 `{}`", pair[0].id), format!("waits for `{}`", pair[0].id)),
        );
    }
    found.help(Text::new("去掉其中一个 `after` 或 `reads`", "take out one `after` or `reads`"))
}

/// Judges a change against the service as it stands below it.
pub(crate) fn change(change: &Change, before: &Service, comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let needs: Vec<&str> = before.needs.iter().map(|need| &*need.id).collect();
    dropped(&change.drop_needs, &needs, "需求", "need", out);
    let steps: Vec<&str> = before.steps.iter().map(|step| &*step.id).collect();
    dropped(&change.drop_steps, &steps, "环节", "step", out);
    if change.kind == ChangeKind::Relaxes {
        out.extend(comparison.more(before, change).iter().map(|more| not_relaxed(change, more)));
    }
}

fn dropped(drops: &[(String, Span)], there: &[&str], zh: &str, en: &str, out: &mut Vec<Diagnostic>) {
    for (id, span) in drops {
        if there.contains(&&**id) {
            continue;
        }
        let message = Text::new(format!("要取消的{zh} `{id}` 不存在"), format!("there is no {en} `{id}` to drop"));
        let near = nearest(id, there.iter().copied());
        let found = Diagnostic::error("unknown-reference", span.clone(), message);
        out.push(found.did_you_mean(near, None));
    }
}

fn not_relaxed(change: &Change, more: &More) -> Diagnostic {
    let (what, how) = (&more.what, more.how.as_ref());
    let zh_how = how.map_or_else(String::new, |how| format!("：{}", how.zh));
    let en_how = how.map_or_else(String::new, |how| format!(": {}", how.en));
    let message = match more.kind {
        Kind::Need => Text::new(
            format!("要“{}”不是放宽{zh_how}", what.zh),
            format!("asking for \"{}\" does not relax anything{en_how}", what.en),
        ),
        Kind::Step => Text::new(
            format!("增加环节“{}”不是放宽{zh_how}", what.zh),
            format!("adding the step \"{}\" does not relax anything{en_how}", what.en),
        ),
        Kind::Key => Text::new(
            format!("这样改 `{}` 不是放宽{zh_how}", what.zh),
            format!("this `{}` does not relax anything{en_how}", what.en),
        ),
    };
    Diagnostic::error("not-relaxed", more.span.clone(), message)
        .label(change.span.clone(), Text::new("自称放宽", "says it relaxes"))
        .help(Text::new(
            "改成 `kind = \"adds\"` 或 `\"tightens\"`，并写明 `basis` 和 `until`",
            "make it `kind = \"adds\"` or `\"tightens\"` and give `basis` and `until`",
        ))
}

/// An overlay may not define again what a level above defines.
pub(crate) fn again(target: Target, id: &str, span: &Span, first: Option<&Span>, out: &mut Vec<Diagnostic>) {
    let Some(first) = first else { return };
    let (zh, en) = match target {
        Target::Agency => ("部门", "agency"),
        Target::Service => ("事项", "service"),
        _ => ("材料", "evidence"),
    };
    let found = duplicate(id, span, first, zh, en);
    out.push(if target == Target::Service {
        found.help(Text::new(
            "对已有事项的改动写在 overlay.toml 的 `[[change]]` 里",
            "change an existing service with `[[change]]` in overlay.toml",
        ))
    } else {
        found
    });
}

/// A service or overlay named that does not exist.
pub(crate) fn unknown_region(word: &str, span: &Span, known: &[String]) -> Diagnostic {
    let near = nearest(word, known.iter().map(String::as_str));
    let message = Text::new(
        format!("`extends` 所指的 `{word}` 没有 overlay"),
        format!("`extends` names `{word}`, which has no overlay"),
    );
    let inner = Span::new(&span.file, span.range.start + 1..span.range.end.max(2) - 1);
    Diagnostic::error("unknown-reference", span.clone(), message).did_you_mean(near, Some(inner))
}
