//! The files a new feature or lint begins with; text in templates/, blanks filled in here.

use super::names::Name;

/// File name and text.
type Page = (String, String);

const FEATURE: &[(&str, &str)] = &[
    ("README.md", include_str!("../../templates/feature/README.md")),
    ("README.zh-CN.md", include_str!("../../templates/feature/README.zh-CN.md")),
    ("mod.rs", include_str!("../../templates/feature/mod.rs.txt")),
    ("model.rs", include_str!("../../templates/feature/model.rs.txt")),
    ("store.rs", include_str!("../../templates/feature/store.rs.txt")),
    ("pages.rs", include_str!("../../templates/feature/pages.rs.txt")),
    ("pages/__name__.html", include_str!("../../templates/feature/page.html")),
    ("sql/0010_create___name__.sql", include_str!("../../templates/feature/create.sql.txt")),
    ("sql/insert.sql", include_str!("../../templates/feature/insert.sql.txt")),
    ("sql/list.sql", include_str!("../../templates/feature/list.sql.txt")),
    ("words.toml", include_str!("../../templates/feature/words.toml.txt")),
    ("tests.rs", include_str!("../../templates/feature/tests.rs.txt")),
];

/// Crates that the pages of a new feature use.
pub const USES: &[&str] = &["askama", "axum", "civic", "serde_json", "store", "web"];

const LINT: &[(&str, &str)] = &[
    ("__name__.rs", include_str!("../../templates/lint/lint.rs.txt")),
    ("__kebab__.md", include_str!("../../templates/lint/prose.md")),
    ("__kebab__.zh-CN.md", include_str!("../../templates/lint/prose.zh-CN.md")),
];

/// The files of a feature, with paths inside its folder.
pub fn feature(name: &Name, group: &str) -> Vec<Page> {
    FEATURE.iter().map(|page| fill(page, name, group)).collect()
}

/// The files of a lint, with paths inside the folder of lints.
pub fn lint(name: &Name) -> Vec<Page> {
    LINT.iter().map(|page| fill(page, name, "")).collect()
}

/// Blanks are words between double underscores, so that the templates read almost as what they become.
fn fill((path, text): &(&str, &str), name: &Name, group: &str) -> Page {
    let fill = |text: &str| {
        text.replace("__name__", &name.snake())
            .replace("__kebab__", &name.kebab())
            .replace("__Type__", &name.camel())
            .replace("__Title__", &name.title())
            .replace("__group__", group)
    };
    (fill(path), fill(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_blank_is_left_open() {
        let name = Name::read("dust-control").unwrap();
        for (path, text) in feature(&name, "firms").into_iter().chain(lint(&name)) {
            assert!(!path.contains("__") && !text.contains("__"), "{path}:\n{text}");
        }
    }
}
