//! Writes a change into the files of a playbook: only what it touches moves, comments and order stay.

use std::ops::Range;

use toml_edit::{ArrayOfTables, Decor, Document, DocumentMut, Item, RawString, Table, Value, value};

use crate::diagnostic::Fix;
use crate::model::{Demand, Playbook};
use crate::source::{Files, Span};

/// A change of a playbook's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Takes a demand out; the span is that of its `evidence`, `any` or `of`.
    DropNeed { service: String, need: String, at: Span },
    /// Takes one name out of a list, such as a step's `after`; the span is that of the name.
    DropName { at: Span },
    /// Writes another number of visits for the step whose id has this place.
    Visits { at: Span, number: i64 },
    /// Writes another number of seals for a paper.
    Stamps { at: Span, paper: String, number: i64 },
    /// What a lint proposes.
    Text(Fix),
}

/// The files with the change written in; none when its place is not found there.
pub(super) fn apply(files: &Files, playbook: &Playbook, change: &Change) -> Option<Files> {
    let mut files = files.clone();
    match change {
        Change::DropNeed { service, need, at } => {
            let text = text(&files, at)?;
            let pins = pins(playbook, at);
            let changed = drop_table(text, &at.range, &pins)?;
            files.insert(at.file.to_string(), changed.into_bytes());
            forget(&mut files, service, need);
        }
        Change::DropName { at } => {
            let changed = drop_name(text(&files, at)?, &at.range)?;
            files.insert(at.file.to_string(), changed.into_bytes());
        }
        Change::Visits { at, number } => {
            let (document, legs) = locate(text(&files, at)?, &at.range)?;
            let (_, step) = legs.split_last()?;
            let changed = set_number(document, step, "visits", *number)?;
            files.insert(at.file.to_string(), changed.into_bytes());
        }
        Change::Stamps { at, paper, number } => {
            let document: DocumentMut = text(&files, at)?.parse().ok()?;
            let path = ["evidence", paper].map(|key| Leg::Key(key.to_owned()));
            let changed = set_number(document, &path, "stamps", *number)?;
            files.insert(at.file.to_string(), changed.into_bytes());
        }
        Change::Text(fix) => {
            let mut text = text(&files, &fix.span)?.to_owned();
            text.get(fix.span.range.clone())?;
            text.replace_range(fix.span.range.clone(), &fix.replacement);
            files.insert(fix.span.file.to_string(), text.into_bytes());
        }
    }
    Some(files)
}

fn text<'a>(files: &'a Files, at: &Span) -> Option<&'a str> {
    std::str::from_utf8(files.get(&*at.file)?).ok()
}

/// Demands further down in the same file whose ids come from their number: they must keep their names.
fn pins(playbook: &Playbook, at: &Span) -> Vec<(Range<usize>, String)> {
    let own = playbook.services.values().flat_map(|service| &service.needs);
    let overlays = playbook.overlays.iter();
    let added = overlays.flat_map(|o| {
        let changed = o.changes.iter().flat_map(|change| &change.add_needs);
        changed.chain(o.services.iter().flat_map(|service| &service.needs))
    });
    let later = own.chain(added).filter(|need| {
        let numbered = !matches!(need.demand, Demand::One(_)) && need.id.starts_with("need-");
        numbered && need.span.file == at.file && need.span.range.start > at.range.start
    });
    later.map(|need| (need.span.range.clone(), need.id.clone())).collect()
}

/// One step on the way from the top of a file to a place in it.
#[derive(Clone, Debug)]
enum Leg {
    Key(String),
    Place(usize),
}

/// The way to the innermost value that covers a byte.
fn way(item: &Item, byte: usize, legs: &mut Vec<Leg>) -> bool {
    if let Some(tables) = item.as_array_of_tables() {
        return tables
            .iter()
            .enumerate()
            .any(|(place, table)| within(legs, Leg::Place(place), |legs| way_in(table.iter(), byte, legs)));
    }
    if let Some(table) = item.as_table() {
        return way_in(table.iter(), byte, legs);
    }
    item.as_value().is_some_and(|value| way_in_value(value, byte, legs))
}

fn way_in<'a>(entries: impl Iterator<Item = (&'a str, &'a Item)>, byte: usize, legs: &mut Vec<Leg>) -> bool {
    let mut entries = entries;
    entries.any(|(key, item)| within(legs, Leg::Key(key.to_owned()), |legs| way(item, byte, legs)))
}

fn way_in_value(found: &Value, byte: usize, legs: &mut Vec<Leg>) -> bool {
    if !found.span().is_some_and(|span| span.contains(&byte)) {
        return false;
    }
    if let Some(list) = found.as_array() {
        list.iter()
            .enumerate()
            .any(|(place, item)| within(legs, Leg::Place(place), |legs| way_in_value(item, byte, legs)));
    } else if let Some(table) = found.as_inline_table() {
        table.iter().any(|(key, item)| within(legs, Leg::Key(key.to_owned()), |legs| way_in_value(item, byte, legs)));
    }
    true
}

fn within(legs: &mut Vec<Leg>, leg: Leg, look: impl FnOnce(&mut Vec<Leg>) -> bool) -> bool {
    legs.push(leg);
    let found = look(legs);
    if !found {
        legs.pop();
    }
    found
}

fn locate(text: &str, range: &Range<usize>) -> Option<(DocumentMut, Vec<Leg>)> {
    let document = Document::parse(text.to_owned()).ok()?;
    let mut legs = Vec::new();
    way_in(document.as_table().iter(), range.start, &mut legs).then_some(())?;
    Some((document.into_mut(), legs))
}

fn item_at<'a>(document: &'a mut DocumentMut, legs: &[Leg]) -> Option<&'a mut Item> {
    let (first, rest) = legs.split_first()?;
    let Leg::Key(key) = first else { return None };
    let mut item = document.get_mut(key)?;
    let mut rest = rest;
    while let Some((leg, more)) = rest.split_first() {
        item = match (leg, more) {
            (Leg::Key(key), _) => item.get_mut(key.as_str())?,
            // a table of an array of tables is no item: its key is taken with it
            (Leg::Place(place), [Leg::Key(key), tail @ ..]) if item.is_array_of_tables() => {
                rest = tail;
                item = item.as_array_of_tables_mut()?.get_mut(*place)?.get_mut(key)?;
                continue;
            }
            (Leg::Place(place), _) => item.get_mut(*place)?,
        };
        rest = more;
    }
    Some(item)
}

/// Takes the table out whose key holds the place: an element of `[[need]]`, or of a list of inline tables.
fn drop_table(text: &str, range: &Range<usize>, pins: &[(Range<usize>, String)]) -> Option<String> {
    let text = &pinned(text, range, pins)?;
    let (mut document, legs) = locate(text, range)?;
    // …, "need", place, "evidence"[, place in a list]
    let key = legs.iter().rposition(|leg| matches!(leg, Leg::Key(_)))?;
    let Some(Leg::Place(place)) = legs.get(key.checked_sub(1)?) else { return None };
    let owner = legs[..key - 1].to_vec();
    let item = item_at(&mut document, &owner)?;
    if let Some(list) = item.as_array_mut() {
        list.remove(*place);
        return Some(document.to_string());
    }
    let tables = item.as_array_of_tables_mut()?;
    let gone = tables.get(*place)?.clone();
    tables.remove(*place);
    let empty = tables.is_empty();
    if empty && let [Leg::Key(name)] = &owner[..] {
        document.remove(name);
    }
    let kept = comments(&gone);
    if !kept.is_empty() {
        hand_on(&mut document, gone.position(), &kept);
    }
    Some(document.to_string())
}

/// Writes the ids out that would change when an element above them goes. They stand below the place, so it stays.
fn pinned(text: &str, range: &Range<usize>, pins: &[(Range<usize>, String)]) -> Option<String> {
    let (_, own) = locate(text, range)?;
    let mut text = text.to_owned();
    let mut pins = pins.to_vec();
    pins.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (at, id) in pins {
        let (mut document, legs) = locate(&text, &at)?;
        let key = legs.iter().rposition(|leg| matches!(leg, Leg::Key(_)))?;
        let same_list =
            own.len() > 1 && matches!((own.first(), legs.first()), (Some(Leg::Key(a)), Some(Leg::Key(b))) if a == b);
        let Some(Leg::Place(place)) = legs.get(key.checked_sub(1)?) else { continue };
        let item = item_at(&mut document, &legs[..key - 1])?;
        if let Some(table) = item.as_array_of_tables_mut().and_then(|tables| tables.get_mut(*place))
            && same_list
            && !table.contains_key("id")
        {
            table.insert("id", value(id));
            text = document.to_string();
        }
    }
    Some(text)
}

/// Every comment in and above a table, one a line.
fn comments(table: &Table) -> String {
    let mut kept = String::new();
    note(table.decor().prefix(), &mut kept);
    for (key, item) in table.iter() {
        if let Some(key) = table.key(key) {
            note(key.leaf_decor().prefix(), &mut kept);
        }
        let decor: Option<&Decor> = item.as_value().map(Value::decor);
        note(decor.and_then(Decor::suffix), &mut kept);
    }
    kept
}

fn note(raw: Option<&RawString>, kept: &mut String) {
    let lines = raw.and_then(RawString::as_str).unwrap_or_default().lines();
    for line in lines.map(str::trim).filter(|line| line.starts_with('#')) {
        kept.push_str(line);
        kept.push('\n');
    }
}

/// Puts comments of a table that is gone above the next one, or at the end of the file.
fn hand_on(document: &mut DocumentMut, after: Option<isize>, kept: &str) {
    let mut next: Option<&mut Table> = None;
    let mut open: Vec<&mut Table> = vec![document.as_table_mut()];
    while let Some(table) = open.pop() {
        let position = table.position();
        let stands_in_text = !table.is_implicit() && !table.is_dotted();
        if stands_in_text && position > after && next.as_ref().is_none_or(|next| position < next.position()) {
            // looked into as well: what it holds comes after it
            next = Some(table);
            continue;
        }
        for (_, item) in table.iter_mut() {
            match item {
                Item::Table(inner) => open.push(inner),
                Item::ArrayOfTables(inner) => open.extend(inner.iter_mut()),
                _ => {}
            }
        }
    }
    match next {
        Some(table) => {
            let own = table.decor().prefix().and_then(RawString::as_str).unwrap_or("\n").to_owned();
            table.decor_mut().set_prefix(format!("\n{kept}{own}"));
        }
        None => {
            let own = document.trailing().as_str().unwrap_or_default().to_owned();
            document.set_trailing(format!("\n{kept}{own}"));
        }
    }
}

/// Takes one string out of a list; an empty list stays, so that comments beside it do.
fn drop_name(text: &str, range: &Range<usize>) -> Option<String> {
    let (mut document, legs) = locate(text, range)?;
    let (Leg::Place(place), owner) = legs.split_last()? else { return None };
    let list = item_at(&mut document, owner)?.as_array_mut()?;
    remove_from(list, *place);
    Some(document.to_string())
}

fn remove_from(list: &mut toml_edit::Array, place: usize) {
    let gone = list.remove(place);
    // the first of a list stands close to its bracket
    if place == 0
        && let (Some(first), Some(prefix)) = (list.get_mut(0), gone.decor().prefix())
    {
        first.decor_mut().set_prefix(prefix.clone());
    }
}

/// Another number for a key of the table at the end of the way.
fn set_number(mut document: DocumentMut, table: &[Leg], key: &str, number: i64) -> Option<String> {
    let mut way = table.to_vec();
    way.push(Leg::Key(key.to_owned()));
    let found = item_at(&mut document, &way)?.as_value_mut()?;
    let decor = found.decor().clone();
    *found = Value::from(number);
    *found.decor_mut() = decor;
    Some(document.to_string())
}

/// A demand that is gone can no longer be dropped further down.
fn forget(files: &mut Files, service: &str, need: &str) {
    let overlays: Vec<String> = files.keys().filter(|path| path.ends_with("/overlay.toml")).cloned().collect();
    for path in overlays {
        let parsed = std::str::from_utf8(&files[&path]).ok().and_then(|text| text.parse::<DocumentMut>().ok());
        let Some(mut document) = parsed else { continue };
        let changes = document.get_mut("change").and_then(Item::as_array_of_tables_mut);
        if changes.is_some_and(|changes| forget_in(changes, service, need)) {
            files.insert(path, document.to_string().into_bytes());
        }
    }
}

fn forget_in(changes: &mut ArrayOfTables, service: &str, need: &str) -> bool {
    let mut found = false;
    for change in changes.iter_mut().filter(|c| c.get("service").and_then(Item::as_str) == Some(service)) {
        let Some(list) = change.get_mut("drop_needs").and_then(Item::as_array_mut) else { continue };
        let dropped = |name: &Value| name.as_str() == Some(need);
        // a name dropped twice was refused when the playbook was read
        let place = list.iter().position(dropped);
        if let Some(place) = place {
            remove_from(list, place);
            found = true;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# head
[service]
id = "x" # its name

# the roster
[[need]] # again
# inner
evidence = "roster" # beside
basis = "law"

# any of two
[[need]]
any = ["a", "b"]

[[step]]
id = "s"
after = ["one", "two"] # an order
visits = 3 # three
"#;

    fn at(words: &str) -> Range<usize> {
        let start = TEXT.find(words).expect("it stands there");
        start..start + words.len()
    }

    #[test]
    fn a_demand_goes_and_comments_and_numbered_names_stay() {
        let pin = (at("[\"a\""), "need-2".to_owned());
        let after = drop_table(TEXT, &at("\"roster\""), &[pin]).expect("it is found");
        let expected = "# head\n[service]\nid = \"x\" # its name\n\n# the roster\n# inner\n# beside\n\n# any of two\n[[need]]\nany = [\"a\", \"b\"]\nid = \"need-2\"\n\n[[step]]\n";
        assert!(after.starts_with(expected), "{after}");
    }

    #[test]
    fn the_last_table_leaves_its_comments_at_the_end() {
        let text = "[service]\nid = \"x\"\n\n# why\n[[need]]\nevidence = \"a\"\n# end\n";
        let start = text.find("\"a\"").expect("it stands there");
        let after = drop_table(text, &(start..start + 3), &[]).expect("it is found");
        assert_eq!(after, "[service]\nid = \"x\"\n\n# why\n# end\n");
    }

    #[test]
    fn a_name_goes_from_a_list_and_a_number_is_rewritten_in_place() {
        let after = drop_name(TEXT, &at("\"one\"")).expect("it is found");
        assert_eq!(after, TEXT.replace("[\"one\", \"two\"]", "[\"two\"]"));
        let (document, legs) = locate(TEXT, &at("\"s\"")).expect("it is found");
        let after = set_number(document, &legs[..legs.len() - 1], "visits", 0).expect("it is found");
        assert_eq!(after, TEXT.replace("visits = 3", "visits = 0"));
    }
}
