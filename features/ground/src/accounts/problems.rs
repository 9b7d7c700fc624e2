//! Refusals of accounts.

use civic::{Problem, Text};

/// Name unknown or password wrong: the same words, so that nobody learns which accounts exist.
pub fn wrong() -> Problem {
    Problem::new(
        "password",
        "accounts/wrong",
        Text::new("登录名或密码不对", "the sign-in name or the password is wrong"),
        Text::new(
            "请检查大小写后再试；忘记密码请联系管理员",
            "check upper and lower case and try again; if you forgot it, ask your administrator",
        ),
    )
}

/// The password was right, but nobody has checked the account yet.
pub fn waiting() -> Problem {
    Problem::new(
        "",
        "accounts/waiting",
        Text::new("账号正在等待核对", "the account is waiting to be checked"),
        Text::new(
            "您的企业由部门录入，主管部门核对后即可登录",
            "your enterprise was brought in by an office; you can sign in once the office has checked",
        ),
    )
}

/// The password was right, but the account is closed.
pub fn disabled() -> Problem {
    Problem::new(
        "",
        "accounts/disabled",
        Text::new("账号已停用", "the account is closed"),
        Text::new("如有疑问，请联系管理员", "ask your administrator if you think this is a mistake"),
    )
}

/// Somebody has this sign-in name.
pub fn sign_in_taken() -> Problem {
    Problem::new(
        "sign_in",
        "accounts/sign-in-taken",
        Text::new("这个登录名已有人使用", "somebody has this sign-in name"),
        Text::new("请换一个登录名", "choose another one"),
    )
}

/// An officer needs an agency.
pub fn no_agency() -> Problem {
    Problem::new(
        "agency",
        "accounts/no-agency",
        Text::new("没有选择部门", "no agency is chosen"),
        Text::new("请选择部门；没有的请先添加部门", "choose the agency; if it is missing, add its desk first"),
    )
}

/// A choice that is not on the list.
pub fn not_on_list(field: &str) -> Problem {
    Problem::new(
        field,
        "accounts/not-on-list",
        Text::new("没有选择，或所选不在列表中", "nothing is chosen, or something that is not on the list"),
        Text::new("请从列表中选择", "choose from the list"),
    )
}

/// A region outside the administrator's own.
pub fn outside(field: &str) -> Problem {
    Problem::new(
        field,
        "accounts/outside",
        Text::new("不在您的管辖区域之内", "not inside your area"),
        Text::new("请选择本辖区内的区域", "choose a region inside your area"),
    )
}

/// No county was chosen.
pub fn no_county() -> Problem {
    Problem::new(
        "region",
        "accounts/no-county",
        Text::new("没有选到县（区）", "no county is chosen"),
        Text::new(
            "请逐级选择；选了省、市后按“显示下一级”",
            "choose step by step; after the province and the city press \"Show the next level\"",
        ),
    )
}

/// The old password was not right.
pub fn wrong_old_password() -> Problem {
    Problem::new(
        "old",
        "accounts/wrong-old",
        Text::new("原密码不对", "the old password is wrong"),
        Text::new("请重新填写原密码", "type the old password again"),
    )
}

/// What was left empty on the sign-in page, each with its field; an empty field is no attempt.
pub fn left_empty(sign_in: &str, password: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if sign_in.is_empty() {
        problems.push(Problem::new(
            "sign_in",
            "accounts/sign-in-empty",
            Text::new("没有填登录名", "the sign-in name is missing"),
            Text::new("请填写登录名", "type your sign-in name"),
        ));
    }
    if password.is_empty() {
        problems.push(Problem::new(
            "password",
            "accounts/password-empty",
            Text::new("没有填密码", "the password is missing"),
            Text::new("请填写密码", "type your password"),
        ));
    }
    problems
}
