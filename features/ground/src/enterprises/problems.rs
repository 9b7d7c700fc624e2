//! Refusals of the register that concern a whole enterprise or a whole list.

use civic::{Problem, Text};

/// The enterprise is in the register already.
pub fn already_registered() -> Problem {
    Problem::new(
        "uscc",
        "enterprises/registered",
        Text::new("这家企业已在企业库中", "this enterprise is in the register already"),
        Text::new(
            "已有账号的请直接登录；没有账号的请在注册页申请，由主管部门核对后开通",
            "sign in if you have an account; if not, ask for one on the registration page, an office will check it",
        ),
    )
}

/// No file was chosen.
pub fn no_file() -> Problem {
    Problem::new(
        "file",
        "enterprises/no-file",
        Text::new("没有选择文件", "no file was chosen"),
        Text::new("请选择一个 .xlsx 或 .csv 文件", "choose an .xlsx or .csv file"),
    )
}

/// A list was confirmed that holds nothing to bring in.
pub fn nothing_to_bring_in() -> Problem {
    Problem::new(
        "",
        "enterprises/nothing-to-bring-in",
        Text::new("没有可以导入的行", "there is no row that can be brought in"),
        Text::new("请改正表中的问题后重新上传", "correct the problems in the table and upload it again"),
    )
}
