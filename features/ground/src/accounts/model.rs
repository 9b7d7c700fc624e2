//! People who sign in: who they are, what they may be, and how their names and passwords must look.

use civic::{Problem, Text};
use web::Role;

/// Whether a person may sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// May sign in.
    Active,
    /// Asked for an account of an enterprise that an office brought in; an office has yet to check.
    Waiting,
    /// May not sign in any more.
    Disabled,
}

impl State {
    /// Every state.
    pub const ALL: [State; 3] = [State::Active, State::Waiting, State::Disabled];

    /// The word kept in the database.
    pub const fn word(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Waiting => "waiting",
            State::Disabled => "disabled",
        }
    }

    /// Reads [`State::word`] back.
    pub fn parse(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Division whose subtree the person works in.
    pub region: String,
    /// Id drawn by the application.
    pub id: String,
    /// Name typed at the sign-in page, lower case.
    pub sign_in: String,
    /// Name shown.
    pub name: String,
    /// What the person is here.
    pub role: Role,
    /// Agency of an officer.
    pub agency: Option<String>,
    /// Enterprise of a clerk.
    pub enterprise: Option<String>,
    /// Argon2id hash.
    pub password_hash: String,
    /// Whether the person may sign in.
    pub state: State,
    /// Epoch milliseconds.
    pub created_ms: i64,
}

/// What a new account is made of, free of problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Division whose subtree the person works in.
    pub region: String,
    /// Name typed at the sign-in page, lower case.
    pub sign_in: String,
    /// Name shown.
    pub name: String,
    /// What the person is here.
    pub role: Role,
    /// Agency of an officer.
    pub agency: Option<String>,
    /// Enterprise of a clerk.
    pub enterprise: Option<String>,
}

/// How long a session lives, in milliseconds: a working day for offices, a month for enterprises and workers.
pub fn session_life_ms(role: Role) -> i64 {
    const HOUR: i64 = 60 * 60 * 1000;
    match role {
        Role::Enterprise | Role::Worker | Role::Community => 30 * 24 * HOUR,
        _ => 12 * HOUR,
    }
}

/// Fewest characters of a password (NIST SP 800-63B asks for at least 8; length, not kinds of signs).
pub const PASSWORD_CHARS_MIN: usize = 10;

/// Reads a sign-in name: 3 to 60 letters, digits, Chinese characters or `. _ - @`, without regard to case.
///
/// # Errors
/// `accounts/sign-in-name`.
pub fn read_sign_in(field: &str, written: &str) -> Result<String, Problem> {
    let name = crate::enterprises::half_width(written.trim()).to_lowercase();
    let length = name.chars().count();
    let shaped = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'));
    if shaped && (3..=60).contains(&length) {
        return Ok(name);
    }
    Err(Problem::new(
        field,
        "accounts/sign-in-name",
        Text::new("登录名不合要求", "the sign-in name does not fit"),
        Text::new(
            "请填写 3 至 60 个字母、数字、汉字或 . _ - @",
            "use 3 to 60 letters, digits, Chinese characters or . _ - @",
        ),
    ))
}

/// Reads the name of a person: any text of 1 to 100 characters.
///
/// # Errors
/// `accounts/name`.
pub fn read_name(field: &str, written: &str) -> Result<String, Problem> {
    let name = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if !name.is_empty() && name.chars().count() <= 100 && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    Err(Problem::new(
        field,
        "accounts/name",
        Text::new("没有填写姓名，或超过 100 字", "the name is missing or longer than 100 characters"),
        Text::new("请填写姓名", "give the name"),
    ))
}

/// Reads the reason of a weighty act: 4 to 300 characters.
///
/// # Errors
/// `accounts/reason`.
pub fn read_reason(field: &str, written: &str) -> Result<String, Problem> {
    let reason = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if (4..=300).contains(&reason.chars().count()) && !reason.chars().any(char::is_control) {
        return Ok(reason);
    }
    Err(Problem::new(
        field,
        "accounts/reason",
        Text::new("没有写明理由，或不在 4 至 300 字之间", "the reason is missing or not of 4 to 300 characters"),
        Text::new("请写明为什么要这样做，会记入办理记录", "say why; it is kept in the journal"),
    ))
}

/// Checks a new password: long enough, not the sign-in name, not one sign over and over.
///
/// # Errors
/// `accounts/password-short`, `-long` or `-simple`.
pub fn check_password(field: &str, password: &str, sign_in: &str) -> Result<(), Problem> {
    let refuse = |code, zh: String, en: String| {
        Problem::new(
            field,
            code,
            Text::new(zh, en),
            Text::new(
                "几个不相干的词连在一起，既好记又安全",
                "a few unrelated words in a row are easy to remember and safe",
            ),
        )
    };
    let length = password.chars().count();
    if length < PASSWORD_CHARS_MIN {
        return Err(refuse(
            "accounts/password-short",
            format!("密码少于 {PASSWORD_CHARS_MIN} 个字符"),
            format!("the password has fewer than {PASSWORD_CHARS_MIN} characters"),
        ));
    }
    if password.len() > web::password::BYTES_MAX {
        return Err(refuse(
            "accounts/password-long",
            "密码太长".to_owned(),
            format!("the password has more than {} bytes", web::password::BYTES_MAX),
        ));
    }
    let first = password.chars().next();
    let lower = password.to_lowercase();
    if password.chars().all(|c| Some(c) == first) || (!sign_in.is_empty() && lower.contains(sign_in)) || is_run(&lower)
    {
        return Err(refuse(
            "accounts/password-simple",
            "密码太容易猜到（重复、连续，或包含登录名）".to_owned(),
            "the password is easy to guess: repeated, in sequence, or with the sign-in name in it".to_owned(),
        ));
    }
    Ok(())
}

/// `1234567890`, `abcdefghij`: each sign is the next one of the one before.
fn is_run(password: &str) -> bool {
    let signs: Vec<u32> = password.chars().map(u32::from).collect();
    signs.windows(2).all(|pair| pair[1] == pair[0] + 1 || (pair[0] == u32::from('9') && pair[1] == u32::from('0')))
}

/// A browser and its system in a few words, so that a person knows the own devices again.
pub fn device_words(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, words)| *words)
    };
    // order matters: Edge and WeChat call themselves Chrome too, Chrome calls itself Safari
    let browser = find(&[
        ("MicroMessenger", "微信 WeChat"),
        ("DingTalk", "钉钉 DingTalk"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("HuaweiBrowser", "Huawei"),
        ("QQBrowser", "QQ"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "—".to_owned(),
    }
}

/// The network of an address, without the device in it: `203.0.113.*`, `2001:db8:1:*`; `None` when unknown.
pub fn network_words(client: &str) -> Option<String> {
    match client.parse().ok()? {
        std::net::IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            Some(format!("{a}.{b}.{c}.*"))
        }
        std::net::IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            Some(format!("{a:x}:{b:x}:{c:x}:*"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_names_are_one_whatever_the_case_and_width() {
        for (written, name) in
            [(" Li.Wei ", "li.wei"), ("ＬＩ", ""), ("lǐ-wěi", "lǐ-wěi"), ("通河纺织", "通河纺织"), ("a b", "")]
        {
            assert_eq!(read_sign_in("sign_in", written).unwrap_or_default(), name, "{written}");
        }
    }

    #[test]
    fn passwords_that_anybody_guesses_are_refused() {
        for (password, code) in [
            ("short", "accounts/password-short"),
            ("aaaaaaaaaaaa", "accounts/password-simple"),
            ("1234567890", "accounts/password-simple"),
            ("tonghe-mill-2020", "accounts/password-simple"),
        ] {
            let problem = check_password("password", password, "tonghe-mill").expect_err(password);
            assert_eq!(problem.code, code, "{password}");
        }
        assert!(check_password("password", "河滨路的三棵老槐树真好看", "li.wei").is_ok());
    }

    #[test]
    fn devices_are_known_again_by_browser_and_system() {
        for (agent, words) in [
            ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
            ("Mozilla/5.0 (Linux; Android 10) Chrome/80 Mobile Safari MicroMessenger/7", "微信 WeChat · Android"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko Firefox/120.0", "Firefox · Linux"),
            ("curl/8", "—"),
        ] {
            assert_eq!(device_words(agent), words);
        }
    }

    #[test]
    fn a_network_is_told_without_the_device_in_it() {
        for (client, words) in [
            ("203.0.113.7", Some("203.0.113.*")),
            ("2001:db8:1::7", Some("2001:db8:1:*")),
            ("", None),
            ("elsewhere", None),
        ] {
            assert_eq!(network_words(client).as_deref(), words);
        }
    }

    #[test]
    fn states_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.word()), Some(state));
        }
    }
}
