//! A page is read as a person reads it, and its forms send what a browser would.

use axum::http::{HeaderMap, StatusCode};
use testkit::{Entry, Page};
use web::testing::Answer;

const HTML: &str = r##"<html><head><title>错误：填写 — 通途</title></head><body>
<nav><a href="/find">我要办</a></nav>
<main><div class="summary"><ul><li><a href="#f-n">“人数”要填整数</a><span class="summary-next">例如 12</span></li></ul></div>
<h1>填写<br><span>企业复工</span></h1>
<dl><dt>编号</dt><dd><span>990121</span></dd></dl>
<table><thead><tr><th>甲</th></tr></thead><tbody><tr><th>一</th><td>二</td></tr></tbody></table>
<section><h2>甲</h2><form method="post" action="/a" enctype="multipart/form-data"><input type="hidden" name="txid" value="01J">
<label for="f-n">人数 <span class="field-optional">（可不填）</span></label><input type="text" id="f-n" name="n" value="很多">
<fieldset><legend>等级</legend><input type="radio" id="t1" name="t" value="low"><label for="t1">低</label>
<input type="radio" id="t2" name="t" value="high" checked><label for="t2">高</label></fieldset>
<input type="checkbox" id="d" name="d" value="yes"><label for="d">属实</label>
<label for="s">县</label><select id="s" name="s"><option value="">请选</option><option value="1">通河</option></select>
<label for="r">理由</label><textarea id="r" name="r">
第一行
第二行</textarea><label for="u">文件</label><input type="file" id="u" name="u">
<button type="submit" name="do" value="later">存草稿<span> 甲</span></button></form></section>
<script>var hidden = 1;</script><svg><text>图</text></svg></main></body></html>"##;

fn page() -> Page {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "text/html; charset=utf-8".parse().expect("a header"));
    Page::read("/a", &Answer { status: StatusCode::OK, headers, bytes: HTML.into() })
}

#[test]
fn reads_title_summary_facts_and_rows() {
    let page = page();
    assert_eq!(page.title, "错误：填写 — 通途");
    assert_eq!(page.summary, ["“人数”要填整数"]);
    assert_eq!(page.fact("编号"), Some("990121"));
    assert_eq!(page.rows, ["一 | 二"]);
}

#[test]
fn compares_words_however_the_lines_are_broken_and_leaves_out_what_nobody_sees() {
    let page = page();
    assert!(page.says("填写企业复工") && page.says("填写 企业复工"));
    assert!(!page.says("hidden") && !page.says("图") && !page.says("我要办"));
}

#[test]
fn a_field_has_the_words_beside_it_and_what_stands_in_it() {
    let form = &page().forms[0];
    assert_eq!(form.heading, "甲");
    let read: Vec<_> = form.fields.iter().map(|f| (f.label.as_str(), f.value())).collect();
    let expected = [
        ("", "01J"),
        ("人数", "很多"),
        ("等级", "高"),
        ("属实", ""),
        ("县", "请选"),
        ("理由", "第一行\n第二行"),
        ("文件", ""),
    ];
    assert_eq!(read, expected.map(|(label, value)| (label, value.to_owned())));
    assert!(matches!(form.fields[3].entry, Entry::Chosen { many: true, .. }));
}

#[test]
fn a_letter_holds_what_a_browser_sends() {
    let form = &page().forms[0];
    let letter = form.letter(&form.buttons[0]);
    assert_eq!(form.buttons[0].words, "存草稿 甲");
    let pairs: Vec<(&str, &str)> = letter.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    // no box that is not ticked; the button that was pressed; the first line of a drop-down
    let sent = [("txid", "01J"), ("n", "很多"), ("t", "high"), ("s", ""), ("r", "第一行\n第二行"), ("do", "later")];
    assert_eq!(pairs, sent);
    assert_eq!(letter.files, [("u".to_owned(), String::new(), Vec::new())]);
    assert!(letter.multipart && letter.post && letter.path == "/a");
}
