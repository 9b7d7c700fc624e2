//! Where a fuzz run begins: our playbooks, the examples of the lints, rules and catalogues.

use super::INPUT_MAX;
use anyhow::Result;
use std::path::Path;

/// A catalogue with every key there is.
const CATALOGUE: &str = concat!(
    r#"{"held":7}"#,
    "\n",
    r#"{"held":"身份证","if":{"ind":"纺织","size":-1}}"#,
    "\n",
    r#"{"service":888,"needs":[{"any":[680],"if":{"ind":7}},{"any":[245]},{"any":[985,270,"a\u00e9\ud83d\ude00"],"at_least":2}],"days":2,"fee":0,"visits":1,"minutes":60}"#,
    "\n\n",
    r#"{"service":680,"needs":[{"any":[888]}]}"#,
    "\nnonsense\n",
    r#"{"service":245,"needs":[],"if":{"ind":7}}"#,
    "\n",
);

/// What a playbook begins with that says nothing more.
const HEAD: &str = "# file: playbook.toml\n[playbook]\nid = \"example\"\nname = { zh-CN = \"示例\", en = \"Example\" }\n\
    version = \"1\"\nfrom = 2020-03-03\nbasis = \"示例\"\n";

/// Seeds of a target.
pub fn of(root: &Path, target: &str) -> Result<Vec<Vec<u8>>> {
    Ok(match target {
        "catalogue" => {
            let mut all: Vec<Vec<u8>> = CATALOGUE.lines().map(|line| line.as_bytes().to_vec()).collect();
            all.push(CATALOGUE.as_bytes().to_vec());
            all
        }
        "rule" => {
            let mut all = rules(&text_of_all(root)?);
            let told = std::fs::read_to_string(root.join("docs/rule-language.md"))?;
            let blocks = told.split("```rule\n").skip(1).filter_map(|block| block.split("\n---").next());
            all.extend(blocks.map(|rule| rule.as_bytes().to_vec()));
            all
        }
        _ => {
            let mut all = playbooks(&root.join("playbooks"))?;
            for page in files_under(&root.join("crates/playbook/src/lints"))? {
                if page.extension().is_some_and(|extension| extension == "md") {
                    all.extend(examples(&std::fs::read_to_string(page)?));
                }
            }
            all
        }
    })
}

/// Every playbook as one text, each file after a line `# file: PATH`; of a large one each file alone.
fn playbooks(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for head in files_under(folder)? {
        if head.file_name().is_none_or(|name| name != "playbook.toml") {
            continue;
        }
        let Some(playbook) = head.parent() else { continue };
        let mut texts = Vec::new();
        for file in files_under(playbook)? {
            let path = file.strip_prefix(playbook)?.to_string_lossy().replace('\\', "/");
            let mut text = format!("# file: {path}\n").into_bytes();
            text.extend(std::fs::read(&file)?);
            text.push(b'\n');
            texts.push(text);
        }
        let whole = texts.concat();
        if whole.len() <= INPUT_MAX {
            all.push(whole);
        } else {
            all.extend(texts.into_iter().map(|text| [HEAD.as_bytes(), &text].concat()));
        }
    }
    Ok(all)
}

/// The blocks of a lint's page that are tried as playbooks.
fn examples(page: &str) -> Vec<Vec<u8>> {
    let blocks = page.split("```toml ").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split_once("\n```"));
    blocks
        .map(|(block, _)| if block.contains("[playbook]") { block.to_owned() } else { format!("{HEAD}{block}\n") })
        .map(String::into_bytes)
        .collect()
}

/// What stands after `when = "` and its like: every rule of our playbooks.
fn rules(text: &str) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for line in text.lines() {
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        if matches!(key.trim(), "when" | "eligible" | "if") && value.len() > 2 {
            all.push(value.trim_matches(|quote| quote == '"' || quote == '\'').as_bytes().to_vec());
        }
    }
    all.sort();
    all.dedup();
    all
}

fn text_of_all(root: &Path) -> Result<String> {
    let mut text = String::new();
    for file in files_under(&root.join("playbooks"))? {
        if file.extension().is_some_and(|extension| extension == "toml") {
            text += &std::fs::read_to_string(file)?;
            text.push('\n');
        }
    }
    Ok(text)
}

/// All files under a folder, in order.
fn files_under(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_a_page_become_playbooks() {
        let page =
            "# a\n```toml bad\n# file: facts.toml\n[fact.a]\n```\n```sh\nx\n```\n```toml good\n[playbook]\n```\n";
        let found = examples(page);
        assert_eq!(found.len(), 2);
        assert!(String::from_utf8(found[0].clone()).unwrap().ends_with("# file: facts.toml\n[fact.a]\n"));
        assert_eq!(found[1], b"[playbook]");
    }

    #[test]
    fn rules_are_taken_from_where_they_stand() {
        assert!(rules("when = \"a > 1\"\nname = \"b\"").contains(&b"a > 1".to_vec()));
    }
}
