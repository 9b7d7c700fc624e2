//! A published version: which rules, of which area, from which day to which, by whom.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::playbook::{Diagnostic, Files, Playbook, Sources};
use civic::{Date, Problem, RegionCode, Text};
use store::Fault;
use web::Stop;

/// What is kept of a version beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The area whose book it is; `000000` for the nation.
    pub region: RegionCode,
    /// Id of this publication.
    pub id: String,
    /// Id of the playbook.
    pub playbook: String,
    /// Its version as its authors count.
    pub version: String,
    /// Fingerprint of its files, 64 hex digits.
    pub digest: String,
    /// When it was published, epoch milliseconds.
    pub published_at: i64,
    /// Who published it: a person's id, or the name given on the command line.
    pub published_by: String,
    /// The office acted for; empty for the command line.
    pub office: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force; none = until replaced.
    pub until: Option<Date>,
}

/// Where a version stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its first day lies ahead.
    NotYet,
    /// It holds.
    InForce,
    /// A later version took its place.
    Replaced,
    /// Its last day has passed.
    Ended,
}

impl Version {
    fn begun(&self, on: Date) -> bool {
        self.from <= on
    }

    fn ended(&self, on: Date) -> bool {
        self.until.is_some_and(|until| until < on)
    }

    /// Where it stands on a day, among all versions of the same areas.
    pub fn standing(&self, all: &[Version], on: Date) -> Standing {
        if !self.begun(on) {
            return Standing::NotYet;
        }
        let same = all.iter().filter(|other| (&other.region, &other.playbook) == (&self.region, &self.playbook));
        let newest = same.filter(|other| other.begun(on)).max_by_key(|other| other.rank());
        if newest.is_some_and(|newest| newest.id != self.id) {
            Standing::Replaced
        } else if self.ended(on) {
            Standing::Ended
        } else {
            Standing::InForce
        }
    }

    /// Of two versions begun, the one of the later first day holds; of the same day, the later published.
    fn rank(&self) -> (Date, i64, &str) {
        (self.from, self.published_at, &self.id)
    }
}

/// The versions in force in `area` on a day, one a playbook, by the playbook's id.
///
/// A version takes the place of the one before it from its own first day, and when it ends nothing
/// comes back: rules that were replaced do not return unseen. A book of a nearer area goes before
/// one of the same id from above.
pub fn in_force(versions: &[Version], area: &RegionCode, on: Date) -> Vec<Version> {
    let mut books: BTreeMap<&str, &Version> = BTreeMap::new();
    for version in versions.iter().filter(|version| area.is_within(&version.region)) {
        if version.standing(versions, on) != Standing::InForce {
            continue;
        }
        let there = books.entry(&version.playbook).or_insert(version);
        if version.region.level() > there.region.level() {
            *there = version;
        }
    }
    books.into_values().cloned().collect()
}

/// A published version, read and ready to use.
#[derive(Debug)]
pub struct Published {
    /// Id of this publication.
    pub id: String,
    /// The area whose book it is; `000000` for the nation.
    pub region: RegionCode,
    /// Fingerprint of its files, 64 hex digits.
    pub digest: String,
    /// Its version as its authors count.
    pub version: String,
    /// When it was published, epoch milliseconds.
    pub published_at: i64,
    /// Who published it.
    pub published_by: String,
    /// The office acted for; empty for the command line.
    pub office: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force; none = until replaced.
    pub until: Option<Date>,
    /// The book, as read; [`Playbook::effective`] gives the one of a region and a day.
    pub playbook: Arc<Playbook>,
    /// Its files, byte for byte.
    pub files: Arc<Files>,
    /// The texts, for showing places in them.
    pub sources: Sources,
    remarks: Vec<Diagnostic>,
    judged: Mutex<Option<(Date, Arc<Vec<Diagnostic>>)>>,
    laid: Mutex<Vec<Laid>>,
}

/// A book as it holds in a region on a day.
#[derive(Debug)]
struct Laid {
    place: (Option<RegionCode>, Date),
    book: Arc<Playbook>,
}

/// Most regions and days for which one book is kept at hand with its overlays laid over it.
const LAID_MAX: usize = 32;

impl Published {
    pub(super) fn new(
        version: Version,
        playbook: Playbook,
        files: Files,
        sources: Sources,
        remarks: Vec<Diagnostic>,
    ) -> Published {
        Published {
            id: version.id,
            region: version.region,
            digest: version.digest,
            version: version.version,
            published_at: version.published_at,
            published_by: version.published_by,
            office: version.office,
            from: version.from,
            until: version.until,
            playbook: Arc::new(playbook),
            files: Arc::new(files),
            sources,
            remarks,
            judged: Mutex::default(),
            laid: Mutex::default(),
        }
    }

    /// [`Playbook::effective`], made once for a region and a day and kept while it is asked for.
    pub fn effective(&self, region: Option<&RegionCode>, on: Date) -> Arc<Playbook> {
        let place = (region.cloned(), on);
        let mut laid = self.laid.lock().unwrap_or_else(PoisonError::into_inner);
        let book = match laid.iter().position(|one| one.place == place) {
            Some(at) => laid.remove(at).book,
            None => Arc::new(self.playbook.effective(region, on)),
        };
        if laid.len() >= LAID_MAX {
            laid.remove(0);
        }
        laid.push(Laid { place, book: Arc::clone(&book) });
        book
    }

    /// What reading and the lints found, the lints as of the day of the book's life nearest to `today`.
    pub fn findings(&self, today: Date) -> Arc<Vec<Diagnostic>> {
        let day = self.playbook.day_nearest(today);
        let mut judged = self.judged.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((on, found)) = &*judged
            && *on == day
        {
            return Arc::clone(found);
        }
        let mut found = self.remarks.clone();
        found.extend(::playbook::lints::run_on(&self.playbook, day));
        ::playbook::sort(&mut found);
        let found = Arc::new(found);
        *judged = Some((day, Arc::clone(&found)));
        found
    }
}

/// Who publishes, where and when.
#[derive(Clone, Debug)]
pub struct Hand {
    /// The area whose book it becomes; [`RegionCode::nation`] for a book without an area of its own.
    pub region: RegionCode,
    /// Id for the publication, new.
    pub id: String,
    /// Now, epoch milliseconds.
    pub now_ms: i64,
    /// A person's id, or the name given on the command line.
    pub person: String,
    /// The office acted for; empty for the command line.
    pub office: String,
    /// Id of the proposal and of who made it, where a second person publishes; none for the command line.
    pub proposal: Option<(String, String)>,
}

/// Why a book is not published.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The book has errors: all of them.
    #[error("{}", lines(.0))]
    Faulty(Vec<Problem>),
    /// The same number was published with other text.
    #[error("{}", lines(std::slice::from_ref(.0)))]
    VersionTaken(Problem),
    /// The database failed.
    #[error("the published rule books cannot be reached")]
    Fault(#[from] Fault),
}

fn lines(problems: &[Problem]) -> String {
    let each = problems.iter().map(|problem| problem.line(civic::Lang::En));
    each.collect::<Vec<_>>().join("\n")
}

impl Refusal {
    /// What a person must mend; empty when the fault is ours.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Refusal::Faulty(problems) => problems,
            Refusal::VersionTaken(problem) => std::slice::from_ref(problem),
            Refusal::Fault(_) => &[],
        }
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        match refusal {
            Refusal::Faulty(problems) => Stop::refused(problems),
            Refusal::VersionTaken(problem) => problem.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}

/// The refusal of a number that is taken.
pub(super) fn version_taken(there: &Version) -> Refusal {
    let number = &there.version;
    Refusal::VersionTaken(Problem::new(
        "playbook.toml",
        "playbooks/version-taken",
        Text::new(
            format!("规则书 {} 的 {number} 版已经发布，内容与此不同", there.playbook),
            format!("version {number} of `{}` is published with other text", there.playbook),
        ),
        Text::new(
            "已发布的版本不能修改；请在 playbook.toml 中提高 `version`，再发布",
            "a published version cannot change; raise `version` in playbook.toml and publish again",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(id: &str, region: &str, from: &str, until: Option<&str>) -> Version {
        Version {
            region: RegionCode::parse(region).expect("a code"),
            id: id.to_owned(),
            playbook: "epidemic".to_owned(),
            version: id.to_owned(),
            digest: id.to_owned(),
            published_at: 0,
            published_by: "system".to_owned(),
            office: String::new(),
            from: date(from),
            until: until.map(date),
        }
    }

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn check(versions: &[Version], area: &str, on: &str, expected: &[&str]) {
        let area = RegionCode::parse(area).expect("a code");
        let found = in_force(versions, &area, date(on));
        let ids: Vec<&str> = found.iter().map(|version| &*version.id).collect();
        assert_eq!(ids, expected, "{area} on {on}");
    }

    #[test]
    fn a_version_holds_from_its_first_day_to_its_last() {
        let one = [version("1", "000000", "2020-03-03", Some("2020-12-31"))];
        check(&one, "990121", "2020-03-02", &[]);
        check(&one, "990121", "2020-03-03", &["1"]);
        check(&one, "990121", "2020-12-31", &["1"]);
        check(&one, "990121", "2021-01-01", &[]);
    }

    #[test]
    fn a_later_version_takes_the_place_of_the_one_before_and_nothing_comes_back_after_it() {
        let two =
            [version("1", "000000", "2020-03-03", None), version("2", "000000", "2020-04-01", Some("2020-04-30"))];
        check(&two, "990121", "2020-03-31", &["1"]);
        check(&two, "990121", "2020-04-01", &["2"]);
        check(&two, "990121", "2020-05-01", &[]);
        assert_eq!(two[0].standing(&two, date("2020-04-02")), Standing::Replaced);
        assert_eq!(two[1].standing(&two, date("2020-03-31")), Standing::NotYet);
        assert_eq!(two[1].standing(&two, date("2020-05-01")), Standing::Ended);
    }

    #[test]
    fn of_two_with_the_same_first_day_the_one_published_later_holds() {
        let mut two = [version("1", "000000", "2020-03-03", None), version("0", "000000", "2020-03-03", None)];
        two[1].published_at = 5;
        check(&two, "990121", "2020-03-03", &["0"]);
    }

    #[test]
    fn the_book_of_a_nearer_area_goes_first_and_is_no_concern_of_its_neighbours() {
        let two = [version("nation", "000000", "2020-03-03", None), version("county", "990121", "2020-03-03", None)];
        check(&two, "990121", "2020-03-03", &["county"]);
        check(&two, "990121001", "2020-03-03", &["county"]);
        check(&two, "990122", "2020-03-03", &["nation"]);
        check(&two, "000000", "2020-03-03", &["nation"]);
    }
}
