//! Markdown of help pages to HTML; raw HTML in it is shown as text.

use pulldown_cmark::{Event, Options, Parser, html};

/// Renders Markdown with tables.
pub(crate) fn render(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    page.replace("<table>", "<div class=\"table-scroll\" tabindex=\"0\"><table>").replace("</table>", "</table></div>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_html_is_shown_not_run() {
        let page = render("# A\n\n<script>x</script> and <b>b</b>\n\n|a|\n|-|\n|1|\n");
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
        assert!(page.contains("table-scroll"));
    }
}
