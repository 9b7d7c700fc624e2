//! The lines of a run as files, with the versions' digests, so that a figure can be traced to the texts it came from.

use axum::extract::Path;
use web::sheets::{Format, SheetFile, write};
use web::{Ctx, Reply};

use super::run_page::{load, look, told, turns};
use super::runs;

/// Most lines of a file; a workbook holds a million.
const LINES_MAX: i64 = 200_000;

/// `…/lines.csv`.
pub async fn csv(ctx: Ctx, Path(place): Path<(String, String)>) -> Reply {
    file(&ctx, &place, Format::Csv).await
}

/// `…/lines.xlsx`.
pub async fn xlsx(ctx: Ctx, Path(place): Path<(String, String)>) -> Reply {
    file(&ctx, &place, Format::Xlsx).await
}

async fn file(ctx: &Ctx, place: &(String, String), format: Format) -> Reply {
    let w = ctx.say("rehearsal");
    let run = load(ctx, place).await?;
    let (asked, of) = (look(ctx), run.clone());
    let (lines, _) = ctx.app.db().read(move |tx| runs::lines(tx, &of, &asked, LINES_MAX, 0)).await?;
    let zh = w.lang == civic::text::Lang::Zh;
    let heading = [
        "rehearsal-case",
        "rehearsal-filed",
        "rehearsal-service",
        "rehearsal-before",
        "rehearsal-after",
        "rehearsal-kind",
        "rehearsal-why",
        "rehearsal-digest-before",
        "rehearsal-digest-after",
    ];
    let rows = lines.iter().map(|line| {
        let kinds: Vec<&str> = line.kinds.iter().map(|kind| w.t(&format!("rehearsal-{}", kind.id()))).collect();
        let (in_zh, in_en) = &line.told.name;
        vec![
            line.number.clone(),
            line.filed_on.clone(),
            if zh { in_zh } else { in_en }.clone(),
            told(w, line.told.before.as_ref()),
            told(w, line.told.after.as_ref()),
            kinds.join(w.t("rehearsal-comma")),
            turns(w, line).join(w.t("rehearsal-comma")),
            line.digest.clone(),
            run.digest.clone(),
        ]
    });
    let list = SheetFile { heading: heading.iter().map(|key| w.t(key).to_owned()).collect(), rows: rows.collect() };
    let made = tokio::task::spawn_blocking(move || write(&list, format)).await.map_err(anyhow::Error::from)??;
    let ending = if format == Format::Csv { "csv" } else { "xlsx" };
    ctx.attachment(&format!("trial-run.{ending}"), format.content_type(), made)
}
