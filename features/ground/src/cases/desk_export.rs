//! The whole filtered queue as a file: CSV while it is sent, or a workbook. Both hold the lines of the list, in its order.

use civic::{Problem, Text};
use web::pieces::pieces;
use web::sheets::{self, Format, SheetFile};
use web::{Ctx, Reply, Say, Stop};

use crate::cases::desk::officer;
use crate::cases::desk_books::{Books, Team};
use crate::cases::desk_list;
use crate::cases::queue::{self, Line};
use crate::cases::words;

/// Most lines of a file; a longer list is narrowed by the filter first.
const LINES_MAX: i64 = 100_000;

/// Lines written at a time.
const PIECE: usize = 1000;

/// `GET /o/export.csv`.
pub async fn csv(ctx: Ctx) -> Reply {
    let list = list(&ctx).await?;
    let (maker, reading) = pieces();
    let name = format!("queue-{}.csv", list.rows.len());
    tokio::spawn(async move {
        let mut head = "\u{feff}".as_bytes().to_vec();
        let Ok(heading) = sheets::csv_lines(std::iter::once(&list.heading)) else { return };
        head.extend(heading);
        if !maker.give(head).await {
            return;
        }
        for rows in list.rows.chunks(PIECE) {
            let Ok(lines) = sheets::csv_lines(rows) else { return };
            if !maker.give(lines).await {
                return;
            }
        }
    });
    ctx.attachment_in_pieces(&name, Format::Csv.content_type(), reading)
}

/// `GET /o/export.xlsx`.
pub async fn xlsx(ctx: Ctx) -> Reply {
    let list = list(&ctx).await?;
    let name = format!("queue-{}", list.rows.len());
    sheets::file(&ctx, list, &name, Format::Xlsx).await
}

/// The lines in one snapshot, in words.
async fn list(ctx: &Ctx) -> Result<SheetFile, Stop> {
    let (session, agency) = officer(ctx)?;
    let w = ctx.say("cases");
    let look = queue::Look { taken: true, ..desk_list::look(ctx, session, &agency) };
    let (lines, found) = ctx.app.db().read(move |tx| queue::page(tx, &look, LINES_MAX, 0)).await?;
    if found > LINES_MAX {
        return Err(too_many(found).into());
    }
    let books = Books::of(ctx, &lines).await?;
    let team = Team::of(ctx, session, &agency).await?;
    let heading = [
        "queue-number",
        "queue-which",
        "queue-step",
        "queue-applicant",
        "queue-code",
        "queue-state",
        "express",
        "queue-filed",
        "queue-due",
        "queue-who",
    ];
    Ok(SheetFile {
        heading: heading.map(|key| w.t(key).to_owned()).to_vec(),
        rows: lines.iter().map(|line| row(w, line, &books, &team)).collect(),
    })
}

fn row(w: Say, line: &Line, books: &Books, team: &Team) -> Vec<String> {
    vec![
        line.number.clone(),
        books.service(w, line),
        books.step(w, line),
        line.subject_name.clone(),
        line.subject_code.clone(),
        words::step_word(w, line.state).to_owned(),
        if line.express { w.t("yes") } else { "" }.to_owned(),
        line.filed_at.map(|at| w.time_ms(at)).unwrap_or_default(),
        line.due_on.map(|day| day.to_string()).unwrap_or_default(),
        team.name(w, line.assignee.as_deref()).unwrap_or_default(),
    ]
}

fn too_many(found: i64) -> Problem {
    Problem::new(
        "",
        "cases/export-too-long",
        Text::new(
            format!("共 {found} 行，一个文件最多 {LINES_MAX} 行"),
            format!("there are {found} lines, a file holds {LINES_MAX} at most"),
        ),
        Text::new("请先用筛选缩小范围，再导出", "narrow the list with the filter, then download again"),
    )
}
