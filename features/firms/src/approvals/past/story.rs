//! What happened in the made-up county: who filed what when, and what each agency said. Days count back from today.

/// County of the demonstration.
pub const REGION: &str = "990121";

/// One application and its turns, in order of time.
pub struct Past {
    /// Code of the enterprise in the register.
    pub uscc: &'static str,
    /// Rule book.
    pub playbook: &'static str,
    /// Service in it.
    pub service: &'static str,
    /// Answers that matter, as typed; every other question gets a plain answer.
    pub answers: &'static [(&'static str, &'static str)],
    /// What was done.
    pub turns: &'static [Turn],
}

/// One deed at its time.
pub struct Turn {
    /// Days before today.
    pub days_ago: i64,
    /// Hour and minute of the local day.
    pub at: (i64, i64),
    /// What was done.
    pub deed: Deed,
}

/// What somebody did.
pub enum Deed {
    /// The enterprise files, complete.
    File,
    /// An agency says its word on what lies on its desk.
    Say {
        /// Id in the rule book.
        agency: &'static str,
        /// What it says.
        verdict: Word,
        /// In the officer's words; empty when agreeing.
        reason: &'static str,
    },
    /// The first officer of an agency asks the head for more days.
    MoreDays {
        /// Id in the rule book.
        agency: &'static str,
        /// Working days.
        days: i64,
        /// In the officer's words.
        reason: &'static str,
    },
    /// The first officer of an agency gives its step to the second, with a note.
    HandOver {
        /// Id in the rule book.
        agency: &'static str,
        /// For the colleague.
        note: &'static str,
    },
    /// The first officer of an agency writes to the enterprise.
    Tell {
        /// Id in the rule book.
        agency: &'static str,
        /// In the officer's words.
        body: &'static str,
    },
    /// The enterprise replaces what it was asked to replace.
    PutRight,
    /// The enterprise takes the application back.
    TakeBack {
        /// In its words.
        reason: &'static str,
    },
}

/// An agency's word.
#[derive(Clone)]
pub enum Word {
    Agree,
    Refuse,
    /// One demand has to be put right.
    Correct(&'static str),
}

const fn file(days_ago: i64, at: (i64, i64)) -> Turn {
    Turn { days_ago, at, deed: Deed::File }
}

const fn agrees(agency: &'static str, days_ago: i64, at: (i64, i64)) -> Turn {
    Turn { days_ago, at, deed: Deed::Say { agency, verdict: Word::Agree, reason: "" } }
}

const fn refuses(agency: &'static str, days_ago: i64, at: (i64, i64), reason: &'static str) -> Turn {
    Turn { days_ago, at, deed: Deed::Say { agency, verdict: Word::Refuse, reason } }
}

const fn corrects(
    agency: &'static str,
    days_ago: i64,
    at: (i64, i64),
    need: &'static str,
    reason: &'static str,
) -> Turn {
    Turn { days_ago, at, deed: Deed::Say { agency, verdict: Word::Correct(need), reason } }
}

const fn puts_right(days_ago: i64, at: (i64, i64)) -> Turn {
    Turn { days_ago, at, deed: Deed::PutRight }
}

const fn takes_back(days_ago: i64, at: (i64, i64), reason: &'static str) -> Turn {
    Turn { days_ago, at, deed: Deed::TakeBack { reason } }
}

const fn more_days(agency: &'static str, days_ago: i64, at: (i64, i64), days: i64, reason: &'static str) -> Turn {
    Turn { days_ago, at, deed: Deed::MoreDays { agency, days, reason } }
}

const fn hands_over(agency: &'static str, days_ago: i64, at: (i64, i64), note: &'static str) -> Turn {
    Turn { days_ago, at, deed: Deed::HandOver { agency, note } }
}

const fn tells(agency: &'static str, days_ago: i64, at: (i64, i64), body: &'static str) -> Turn {
    Turn { days_ago, at, deed: Deed::Tell { agency, body } }
}

const MASKS: &str = "91990121MA0001018U";
const MACHINES: &str = "91990121MA0001026N";
const BUILDERS: &str = "91990121MA0001034H";
const DINER: &str = "91990121MA0001042C";
const FARMERS: &str = "91990121MA00010507";
const MARKET: &str = "91990121MA00010694";
const COACHES: &str = "91990121MA0001077Y";
const SOFTWARE: &str = "91990121MA0001085R";
const FOOD: &str = "91990121MA0001093L";

const EPIDEMIC: &str = "epidemic";
const MEDIUM: (&str, &str) = ("region_tier", "medium");

/// The story, case by case. Seen from Monday, 16 March, it begins on Thursday, the 5th.
pub const PAST: &[Past] = &[
    Past {
        uscc: MASKS,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM],
        turns: &[
            file(11, (8, 40)),
            agrees("health", 11, (15, 10)),
            agrees("industry", 10, (9, 25)),
            agrees("industry", 10, (9, 40)),
        ],
    },
    Past {
        uscc: FARMERS,
        playbook: EPIDEMIC,
        service: "farm-shop",
        answers: &[MEDIUM, ("sells_farm_goods", "yes")],
        turns: &[file(11, (10, 5))],
    },
    Past {
        uscc: COACHES,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM, ("from_high_headcount", "2"), ("high_arrival_days", "14")],
        turns: &[
            file(11, (11, 30)),
            agrees("industry", 10, (10, 15)),
            refuses(
                "health",
                10,
                (16, 20),
                "名册上两名司机 3 月 1 日才从高风险地区返回，观察未满 14 天。观察期满或调整人员后可以重新申请。",
            ),
        ],
    },
    Past {
        uscc: MACHINES,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM, ("has_canteen", "yes")],
        turns: &[
            file(10, (9, 10)),
            corrects("health", 7, (9, 30), "staff-roster", "名册缺返岗日期一栏，请补齐后重新上传，其他材料不用再交。"),
            agrees("industry", 7, (10, 45)),
            puts_right(6, (14, 5)),
            agrees("health", 5, (9, 15)),
            agrees("industry", 5, (15, 30)),
        ],
    },
    Past {
        uscc: DINER,
        playbook: EPIDEMIC,
        service: "catering-reopen",
        answers: &[MEDIUM],
        turns: &[file(7, (13, 20))],
    },
    Past {
        uscc: SOFTWARE,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM],
        turns: &[file(7, (15, 45)), takes_back(6, (9, 5), "员工先居家办公，暂不返岗")],
    },
    Past {
        uscc: BUILDERS,
        playbook: EPIDEMIC,
        service: "construction-restart",
        answers: &[MEDIUM],
        turns: &[file(6, (8, 55)), agrees("health", 5, (11, 0))],
    },
    Past {
        uscc: COACHES,
        playbook: EPIDEMIC,
        service: "commuter-coach",
        answers: &[
            MEDIUM,
            ("runs_coach", "yes"),
            ("coach_seats", "45"),
            ("coach_passengers", "20"),
            ("coach_rear_free", "yes"),
        ],
        turns: &[file(5, (10, 30))],
    },
    Past {
        uscc: FOOD,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM],
        turns: &[
            file(5, (16, 40)),
            agrees("industry", 4, (9, 50)),
            more_days("health", 4, (15, 5), 2, "返岗人员中有两人要向外省核对行程"),
        ],
    },
    Past {
        uscc: MARKET,
        playbook: EPIDEMIC,
        service: "market-reopen",
        answers: &[MEDIUM, ("runs_market", "yes"), ("market_stalls", "36")],
        turns: &[file(4, (9, 0)), agrees("health", 3, (10, 20))],
    },
    Past {
        uscc: SOFTWARE,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM],
        turns: &[
            file(4, (11, 15)),
            corrects(
                "health",
                3,
                (14, 40),
                "prevention-plan",
                "方案没有写明每日体温由谁量、记在哪里，请补写后重新上传，其他材料不用再交。",
            ),
        ],
    },
    Past {
        uscc: MACHINES,
        playbook: EPIDEMIC,
        service: "worker-lodging",
        answers: &[MEDIUM, ("lodging_apart", "yes"), ("room_people", "2")],
        turns: &[file(4, (15, 30))],
    },
    Past {
        uscc: FOOD,
        playbook: EPIDEMIC,
        service: "vehicle-pass",
        answers: &[MEDIUM, ("trip_leaves_province", "yes"), ("cargo_kind", "food")],
        turns: &[file(3, (8, 20))],
    },
    Past {
        uscc: COACHES,
        playbook: EPIDEMIC,
        service: "resume-work",
        answers: &[MEDIUM],
        turns: &[
            file(3, (16, 10)),
            hands_over("industry", 3, (16, 40), "您上月去过这家企业，请接着办"),
            tells("industry", 3, (16, 45), "名册上有三人没有写到达日期，方便的话请先准备好，我们看完一起告诉您。"),
        ],
    },
    Past { uscc: MARKET, playbook: EPIDEMIC, service: "resume-work", answers: &[MEDIUM], turns: &[file(0, (8, 35))] },
];
