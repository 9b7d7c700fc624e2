//! Reads overlays: headers, then the order of their stack, then contents judged against what lies
//! below them.

use std::collections::{BTreeMap, BTreeSet};

use civic::division::RegionCode;
use civic::text::Text;
use rules::Catalogue;

use crate::build;
use crate::build_overlay;
use crate::compare::{Comparison, logic_of};
use crate::diagnostic::Diagnostic;
use crate::judge;
use crate::keys::Target;
use crate::model::{Playbook, Service};
use crate::overlay::Overlay;
use crate::read::Reader;
use crate::refs::Names;
use crate::source::Span;

/// Reads all overlays into `playbook.overlays` and judges them; `names` are the playbook's own.
pub(crate) fn read(reader: &mut Reader<'_, '_>, playbook: &mut Playbook, names: &Names) {
    let (mut overlays, extends) = headers(reader, playbook);
    find_parents(reader, &mut overlays, &extends);
    let in_a_ring = rings(reader, &overlays, &extends);
    playbook.overlays = overlays;
    if in_a_ring {
        return; // what lies on what cannot be told
    }
    let order = by_height(playbook);
    // what lies below several overlays is merged once; the many overlays at the top are not kept
    let carries: BTreeSet<RegionCode> =
        playbook.overlays.iter().filter_map(|overlay| overlay.extends.clone()).collect();
    let mut merged: BTreeMap<RegionCode, (Playbook, Names)> = BTreeMap::new();
    for at in order {
        let below = playbook.overlays[at].extends.clone();
        let (mut state, mut names) = match below.and_then(|code| merged.get(&code).cloned()) {
            Some(found) => found,
            None => (without_extras(playbook), names.clone()),
        };
        contents(reader, &mut playbook.overlays[at], &mut state, &mut names);
        let region = &playbook.overlays[at].region;
        if carries.contains(region) {
            merged.insert(region.clone(), (state, names));
        }
    }
}

fn without_extras(playbook: &Playbook) -> Playbook {
    let mut state = playbook.clone();
    state.overlays.clear();
    state.kept.clear();
    state
}

type Extends = BTreeMap<RegionCode, Span>;

fn headers(reader: &mut Reader<'_, '_>, playbook: &Playbook) -> (Vec<Overlay>, Extends) {
    let mut folders: Vec<&str> = reader.intake.docs.iter().filter_map(|d| d.region).collect();
    folders.dedup();
    let (mut overlays, mut extends) = (Vec::<Overlay>::new(), Extends::new());
    for folder in folders {
        let Some(file) = reader.view(Some(folder), "overlay") else {
            if !reader.intake.doubtful.contains(&"overlay") {
                reader.out.push(no_overlay_file(folder));
            }
            continue;
        };
        let declared = match reader.view(Some(folder), "facts") {
            Some(view) => build::facts(&view, &mut reader.out),
            None => Vec::new(),
        };
        for (fact, _, span) in &declared {
            if let Err(clash) = playbook.catalogue.clone().add(fact.clone()) {
                reader.out.push(build::told_clash(&clash, span));
            }
        }
        let facts = declared.into_iter().map(|(fact, why, _)| (fact, why));
        let header = build_overlay::header(folder, &file, facts.collect(), &mut reader.out);
        let Some(overlay) = header else { continue };
        if let Some(first) = overlays.iter().find(|o| o.region == overlay.region) {
            let (id, span) = (overlay.region.as_str(), &overlay.span);
            let found = judge::duplicate(id, span, &first.span, "区划", "overlay of");
            reader.out.push(found);
            continue;
        }
        let span = file.view("overlay").and_then(|v| v.span_of("extends"));
        extends.extend(span.map(|span| (overlay.region.clone(), span)));
        overlays.push(overlay);
    }
    (overlays, extends)
}

fn no_overlay_file(folder: &str) -> Diagnostic {
    Diagnostic::error_nowhere(
        "missing-file",
        Text::new(
            format!("`overlays/{folder}/` 里没有 `overlay.toml`"),
            format!("`overlays/{folder}/` has no `overlay.toml`"),
        ),
    )
}

/// Where `extends` is not written, the next division above that has an overlay.
fn find_parents(reader: &mut Reader<'_, '_>, overlays: &mut [Overlay], extends: &Extends) {
    let regions: Vec<RegionCode> = overlays.iter().map(|o| o.region.clone()).collect();
    let known: Vec<String> = regions.iter().map(|r| r.as_str().to_owned()).collect();
    for overlay in overlays {
        match (&overlay.extends, extends.get(&overlay.region)) {
            (Some(named), Some(span)) => {
                if !regions.contains(named) {
                    let found = judge::unknown_region(named.as_str(), span, &known);
                    reader.out.push(found);
                    overlay.extends = None;
                }
            }
            _ => {
                let above = overlay.region.ancestors().into_iter().rev();
                overlay.extends = above.filter(|code| *code != overlay.region).find(|code| regions.contains(code));
            }
        }
    }
}

/// Tells each ring of overlays once.
fn rings(reader: &mut Reader<'_, '_>, overlays: &[Overlay], extends: &Extends) -> bool {
    let by_region: BTreeMap<&RegionCode, &Overlay> = overlays.iter().map(|o| (&o.region, o)).collect();
    let mut told: Vec<&RegionCode> = Vec::new();
    for overlay in overlays {
        let mut path: Vec<&RegionCode> = vec![&overlay.region];
        let mut next = overlay.extends.as_ref();
        while let Some(code) = next.filter(|code| !path.contains(code)) {
            path.push(code);
            next = by_region.get(code).and_then(|o| o.extends.as_ref());
        }
        let back_to_itself = next == Some(&overlay.region);
        if back_to_itself && !told.contains(&&overlay.region) {
            told.extend(&path);
            reader.out.push(ring(&path, &by_region, extends));
        }
    }
    !told.is_empty()
}

fn ring(path: &[&RegionCode], by_region: &BTreeMap<&RegionCode, &Overlay>, extends: &Extends) -> Diagnostic {
    let mut codes: Vec<&str> = path.iter().map(|code| code.as_str()).collect();
    codes.push(codes[0]);
    let codes = codes.join(" → ");
    let place = |code: &RegionCode| {
        let header = || by_region[code].span.clone();
        extends.get(code).cloned().unwrap_or_else(header)
    };
    let message = Text::new(
        format!("overlay 互相叠加，成了一个圈：{codes}"),
        format!("overlays lie on each other in a ring: {codes}"),
    );
    let mut found = Diagnostic::error("overlay-cycle", place(path[0]), message);
    for code in &path[1..] {
        found = found.label(place(code), Text::new("以及这里", "and here"));
    }
    found.help(Text::new(
        "去掉其中一个 `extends`，默认叠加在最近的上级之上",
        "take out one `extends`; by default an overlay lies on the next level above",
    ))
}

/// Overlays so that each comes after what it lies on.
fn by_height(playbook: &Playbook) -> Vec<usize> {
    let mut order: Vec<usize> = (0..playbook.overlays.len()).collect();
    order.sort_by_key(|at| playbook.stack(Some(&playbook.overlays[*at].region)).len());
    order
}

/// Fills an overlay, judges it against `state`, the playbook with everything below, and lays it on.
fn contents(reader: &mut Reader<'_, '_>, overlay: &mut Overlay, state: &mut Playbook, names: &mut Names) {
    let folder = overlay.region.as_str().to_owned();
    reader.docs(Some(&folder)).for_each(|doc| names.add(doc));
    let catalogue = with_facts(&state.catalogue, overlay);
    reader.resolve(Some(&folder), names, &catalogue);
    let parameters = state.parameters.clone();
    let things = reader.things_of(Some(&overlay.region), &catalogue, &parameters);
    overlay.agencies = things.agencies;
    overlay.evidence = things.evidence;
    overlay.services = things.services;
    overlay.changes = things.changes;
    told_again(overlay, state, &mut reader.out);
    let header_faulty = reader.is_faulty(&overlay.span.file);
    if !header_faulty {
        let mut as_it_stands: BTreeMap<&str, Service> = BTreeMap::new();
        let named = |id: &str| -> Text {
            let theirs = overlay.evidence.iter().find(|evidence| evidence.id == id);
            theirs.map_or_else(|| state.evidence_name(id), |evidence| evidence.name.clone())
        };
        for change in &overlay.changes {
            let Some(below) = state.services.get(&change.service) else {
                continue;
            };
            let service = as_it_stands.entry(&change.service).or_insert_with(|| below.clone());
            let comparison = Comparison::new(logic_of(state, overlay, change), &named);
            judge::change(change, service, &comparison, &mut reader.out);
            change.apply(service);
        }
    }
    state.lay(overlay, None);
    for service in state.services.values() {
        let changed = overlay.changes.iter().any(|c| c.service == service.id);
        let own = service.from.region.as_ref() == Some(&overlay.region);
        let faulty = reader.is_faulty(&service.span.file) || reader.is_faulty(&overlay.span.file);
        if (changed || own) && !faulty {
            judge::service(service, names, &mut reader.out);
        }
    }
}

fn with_facts(below: &Catalogue, overlay: &Overlay) -> Catalogue {
    let mut catalogue = below.clone();
    for (fact, _) in &overlay.facts {
        // clashes were told with the header
        let _ = catalogue.add(fact.clone());
    }
    catalogue
}

fn told_again(overlay: &Overlay, below: &Playbook, out: &mut Vec<Diagnostic>) {
    for agency in &overlay.agencies {
        let first = below.agencies.get(&agency.id).map(|a| &a.span);
        judge::again(Target::Agency, &agency.id, &agency.span, first, out);
    }
    for evidence in &overlay.evidence {
        let first = below.evidence.get(&evidence.id).map(|e| &e.span);
        judge::again(Target::Evidence, &evidence.id, &evidence.span, first, out);
    }
    for service in &overlay.services {
        let first = below.services.get(&service.id).map(|s| &s.span);
        judge::again(Target::Service, &service.id, &service.span, first, out);
    }
}
