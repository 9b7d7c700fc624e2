//! The doors of what several agencies do together: standing in, experts, the whole case, watching over deadlines.

use web::{Door, Routes};

use crate::cases::{deputy_page, lead, opinion_page, supervise};

/// Who stands in for whom, experts, the whole case, and who watches over deadlines.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(Door::Officer, "/o/deputy", deputy_page::page)
        .post(Door::Officer, "/o/deputy", deputy_page::name)
        .post(Door::Officer, "/o/deputy/end", deputy_page::end)
        .get(Door::Officer, "/o/opinions", opinion_page::list)
        .get(Door::Officer, "/o/opinions/{region}/{id}/{opinion}", opinion_page::one)
        .post_upload(Door::Officer, "/o/opinions/{region}/{id}/{opinion}", opinion_page::answer)
        .get(Door::Officer, "/o/opinions/{region}/{id}/{opinion}/file", opinion_page::file)
        .get(Door::Officer, "/o/opinions/{region}/{id}/{opinion}/paper/{material}", opinion_page::paper)
        .post(Door::Supervisor, "/s/case/{region}/{id}/answer", lead::answer)
        .get(Door::Officer, "/o/alerts", supervise::told_page::page)
        .get(Door::Officer, "/o/alerts/export.csv", supervise::told_page::csv)
        .get(Door::Officer, "/o/whole/{region}/{id}", lead::page)
        .get(Door::Officer, "/o/whole/{region}/{id}/paper/{material}", lead::paper)
        .get(Door::Supervisor, "/s", supervise::page)
        .get(Door::Supervisor, "/s/list", supervise::list)
        .get(Door::Supervisor, "/s/list/export.csv", supervise::csv)
        .get(Door::Supervisor, "/s/list/export.xlsx", supervise::xlsx)
        .get(Door::Supervisor, "/s/alerts", supervise::told_page::page)
        .get(Door::Supervisor, "/s/alerts/export.csv", supervise::told_page::csv)
        .get(Door::Supervisor, "/s/case/{region}/{id}", lead::page)
        .get(Door::Supervisor, "/s/case/{region}/{id}/paper/{material}", lead::paper)
        .get(Door::Command, "/c/alerts", supervise::told_page::page)
        .get(Door::Command, "/c/alerts/export.csv", supervise::told_page::csv)
}
