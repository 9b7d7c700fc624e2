//! The two plain lines by which a feature or a lint is known.

use anyhow::{Context, Result};

/// A group's lib.rs with `pub mod NAME;` among the sorted ones and the record at the end of ALL.
pub fn feature(text: &str, name: &str) -> String {
    let text = with_module(text, "pub mod ", name);
    let record = format!("&{name}::FEATURE");
    with_entry(&text, "ALL", &record).unwrap_or_else(|| {
        format!("{}\n\n/// The features of this group, each after those it needs.\npub const ALL: &[&web::Feature] = &[{record}];\n", text.trim_end())
    })
}

/// The list of lints with `mod NAME;` and an entry like its neighbours, both where the alphabet puts them.
pub fn lint(text: &str, name: &str) -> Result<String> {
    let keyword = if text.lines().any(|line| line.starts_with("pub mod ")) { "pub mod " } else { "mod " };
    let text = with_module(text, keyword, name);
    let list = list(&text, "ALL").context("lints/mod.rs has no list ALL")?;
    let by_reference = text[list.0..list.1].contains('&');
    let entry = format!("{}{name}::LINT", if by_reference { "&" } else { "" });
    let text = with_entry(&text, "ALL", &entry).context("lints/mod.rs has no list ALL")?;
    Ok(sorted(&text, "ALL"))
}

/// The entries of a list over many lines, in the order of the alphabet.
fn sorted(text: &str, name: &str) -> String {
    let Some((open, close)) = list(text, name) else { return text.to_owned() };
    let mut entries: Vec<&str> =
        text[open..close].split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    entries.sort_unstable();
    format!("{}\n    {},\n{}", &text[..open], entries.join(",\n    "), &text[close..])
}

/// A Cargo.toml in which each of these crates is a dependency, taken from the workspace.
pub fn dependencies(text: &str, names: &[&str]) -> String {
    let (before, after) = text.split_once("[dependencies]\n").unwrap_or((text, ""));
    let (own, rest) = after.split_once("\n[").map_or((after, None), |(own, rest)| (own, Some(rest)));
    let mut lines: Vec<String> = own.lines().map(str::to_owned).collect();
    for name in names {
        if !lines.iter().any(|line| line.starts_with(&format!("{name}.")) || line.starts_with(&format!("{name} "))) {
            lines.push(format!("{name}.workspace = true"));
        }
    }
    if lines.len() == own.lines().count() {
        return text.to_owned();
    }
    lines.retain(|line| !line.is_empty());
    lines.sort_unstable();
    let rest = rest.map_or(String::new(), |rest| format!("\n[{rest}"));
    format!("{before}[dependencies]\n{}\n{rest}", lines.join("\n"))
}

/// Adds a module line where the alphabet puts it, after the head of the file when it is the first.
fn with_module(text: &str, keyword: &str, name: &str) -> String {
    let new = format!("{keyword}{name};");
    let mut lines: Vec<&str> = text.lines().collect();
    let is_module = |line: &&str| line.starts_with(keyword) && line.ends_with(';');
    let later = lines.iter().position(|line| is_module(line) && **line > *new);
    let last = lines.iter().rposition(is_module).map(|n| n + 1);
    let Some(at) = later.or(last) else {
        let head = lines.iter().take_while(|line| line.starts_with("//!")).count();
        lines.splice(head..head, ["", new.as_str()]);
        return lines.join("\n") + "\n";
    };
    lines.insert(at, &new);
    lines.join("\n") + "\n"
}

/// Where the inside of `NAME: … = &[…];` stands.
fn list(text: &str, name: &str) -> Option<(usize, usize)> {
    let at = text.find(&format!("const {name}:"))?;
    let open = at + text[at..].find("= &[")? + "= &[".len();
    let close = open + text[open..].find("];")?;
    Some((open, close))
}

fn with_entry(text: &str, name: &str, entry: &str) -> Option<String> {
    let (open, close) = list(text, name)?;
    let inside = text[open..close].trim_end();
    let inside = inside.strip_suffix(',').unwrap_or(inside);
    let many = inside.contains('\n');
    let joined = match (inside.trim().is_empty(), many) {
        (true, _) => entry.to_owned(),
        (false, true) => format!("{inside},\n    {entry},\n"),
        (false, false) => format!("{inside}, {entry}"),
    };
    Some(format!("{}{joined}{}", &text[..open], &text[close..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_feature_makes_the_list() {
        let text = feature("//! People.\n", "roster");
        assert_eq!(
            text,
            "//! People.\n\npub mod roster;\n\n/// The features of this group, each after those it needs.\npub const ALL: &[&web::Feature] = &[&roster::FEATURE];\n"
        );
    }

    #[test]
    fn only_missing_dependencies_are_added() {
        let text = "[package]\nname = \"people\"\n\n[dependencies]\nweb.workspace = true\n\n[dev-dependencies]\ninsta = \"1\"\n";
        let whole = dependencies(text, &["askama", "web"]);
        assert_eq!(whole, text.replace("web.w", "askama.workspace = true\nweb.w"));
        assert_eq!(dependencies(&whole, &["askama", "web"]), whole);
    }

    #[test]
    fn modules_stay_sorted_and_the_record_goes_to_the_end() {
        let text = feature(
            "//! F.\n\npub mod a;\npub mod c;\n\npub const ALL: &[&web::Feature] = &[&a::FEATURE, &c::FEATURE];\n",
            "b",
        );
        assert_eq!(
            text,
            "//! F.\n\npub mod a;\npub mod b;\npub mod c;\n\npub const ALL: &[&web::Feature] = &[&a::FEATURE, &c::FEATURE, &b::FEATURE];\n"
        );
    }

    #[test]
    fn a_list_over_many_lines_keeps_its_shape() {
        let text = lint("mod b;\n\npub const ALL: &[&Lint] = &[\n    &b::LINT,\n];\n", "a").unwrap();
        assert_eq!(text, "mod a;\nmod b;\n\npub const ALL: &[&Lint] = &[\n    &a::LINT,\n    &b::LINT,\n];\n");
    }
}
