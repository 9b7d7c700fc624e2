//! Several files for one paper: how many, how much altogether, and none of them twice.

use std::collections::BTreeMap;

use civic::{Problem, Text};

use crate::cases::model::Material;
use crate::cases::upload::FILES_MAX;

/// Most files of one paper.
pub const PAPER_FILES_MAX: usize = 20;

/// Most bytes of one paper, all its files together.
pub const PAPER_BYTES_MAX: i64 = 60 * 1024 * 1024;

/// What keeps these files from being added to those that are there; promises are no files.
///
/// `field` names the form field of a demand. The files of a paper are those of the same demand and evidence.
pub fn problems(field: impl Fn(&str) -> String, new: &[Material], there: &[Material]) -> Vec<Problem> {
    let files = |of: &[Material]| of.iter().filter(|m| !m.promised).cloned().collect::<Vec<_>>();
    let (new, there) = (files(new), files(there));
    let mut problems = Vec::new();
    let mut papers: BTreeMap<(&str, &str), Vec<&Material>> = BTreeMap::new();
    for it in &there {
        papers.entry((&it.need, &it.evidence)).or_default().push(it);
    }
    let mut grown: Vec<(&str, &str)> = Vec::new();
    for it in &new {
        let paper = papers.entry((&it.need, &it.evidence)).or_default();
        match paper.iter().find(|known| known.sha256 == it.sha256) {
            Some(known) => problems.push(twice(field(&it.need), it, known)),
            None => paper.push(it),
        }
        if !grown.contains(&(&it.need, &it.evidence)) {
            grown.push((&it.need, &it.evidence));
        }
    }
    for key in grown {
        let paper = &papers[&key];
        if paper.len() > PAPER_FILES_MAX {
            problems.push(too_many(
                field(key.0),
                "cases/paper-files",
                paper.len(),
                PAPER_FILES_MAX,
                ("这份材料", "this paper"),
            ));
        }
        let bytes = paper.iter().fold(0_i64, |sum, it| sum.saturating_add(it.size));
        if bytes > PAPER_BYTES_MAX {
            problems.push(too_large(field(key.0), bytes));
        }
    }
    let all = there.len() + new.len();
    if all > FILES_MAX && !new.is_empty() {
        let words = ("这件申请", "this application");
        problems.push(too_many(field(&new[0].need), "cases/too-many-files", all, FILES_MAX, words));
    }
    problems
}

fn twice(field: String, new: &Material, known: &Material) -> Problem {
    Problem::new(
        field,
        "cases/file-twice",
        Text::new(
            format!("文件“{}”与这份材料里的“{}”内容完全相同", new.file_name, known.file_name),
            format!("the file `{}` is the same as `{}` in this paper", new.file_name, known.file_name),
        ),
        Text::new(
            "同一个文件交一次就够了；如果想换一个，请重新选择文件",
            "once is enough; if you meant another one, choose the file again",
        ),
    )
}

fn too_many(field: String, code: &'static str, many: usize, most: usize, (zh, en): (&str, &str)) -> Problem {
    Problem::new(
        field,
        code,
        Text::new(
            format!("{zh}加上所选文件共 {many} 个，最多 {most} 个"),
            format!("with the files chosen {en} would have {many} files; at most {most} fit"),
        ),
        Text::new(
            "请先撤下不需要的，或把几页合并成一个 PDF",
            "remove what is not needed, or put several pages into one PDF",
        ),
    )
}

fn too_large(field: String, bytes: i64) -> Problem {
    let mb = |bytes: i64| (bytes + 1_048_575) / 1_048_576;
    let (sum, most) = (mb(bytes), mb(PAPER_BYTES_MAX));
    Problem::new(
        field,
        "cases/paper-too-large",
        Text::new(
            format!("这份材料加上所选文件共 {sum} MB，最多 {most} MB"),
            format!("with the files chosen this paper would be {sum} MB; at most {most} MB fit"),
        ),
        Text::new("请缩小照片，或撤下不需要的", "make the photos smaller, or remove what is not needed"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(need: &str, evidence: &str, digest: &str, size: i64) -> Material {
        Material {
            id: digest.to_owned(),
            need: need.to_owned(),
            evidence: evidence.to_owned(),
            file_name: format!("{digest}.png"),
            content_type: "image/png".to_owned(),
            size,
            sha256: digest.to_owned(),
            promised: false,
            issued_on: None,
            added_at: 0,
        }
    }

    fn codes(new: &[Material], there: &[Material]) -> Vec<String> {
        problems(str::to_owned, new, there).into_iter().map(|problem| problem.code.to_string()).collect()
    }

    #[test]
    fn the_same_file_is_refused_in_one_paper_and_taken_in_another() {
        let there = [file("masks", "photo", "a", 9)];
        assert_eq!(codes(&[file("masks", "photo", "a", 9)], &there), ["cases/file-twice"]);
        assert_eq!(codes(&[file("masks", "photo", "b", 9), file("masks", "photo", "b", 9)], &[]), ["cases/file-twice"]);
        assert!(codes(&[file("masks", "invoice", "a", 9), file("plan", "photo", "a", 9)], &there).is_empty());
    }

    #[test]
    fn the_limits_count_what_is_there_and_say_all_at_once() {
        let many: Vec<Material> = (0..PAPER_FILES_MAX).map(|n| file("masks", "photo", &n.to_string(), 1)).collect();
        assert!(codes(&many, &[]).is_empty());
        assert_eq!(codes(&[file("masks", "photo", "x", 1)], &many), ["cases/paper-files"]);
        assert!(codes(&[file("plan", "photo", "x", 1)], &many).is_empty());
        assert_eq!(
            codes(&[file("masks", "photo", "x", PAPER_BYTES_MAX)], &many),
            ["cases/paper-files", "cases/paper-too-large"]
        );
    }

    #[test]
    fn an_application_holds_no_more_than_its_limit_over_all_papers() {
        let there: Vec<Material> =
            (0..FILES_MAX).map(|n| file(&format!("need-{}", n / 10), "photo", &n.to_string(), 1)).collect();
        assert_eq!(codes(&[file("plan", "photo", "x", 1)], &there), ["cases/too-many-files"]);
        assert!(codes(&[Material { promised: true, ..file("plan", "word", "", 0) }], &there).is_empty());
    }
}
