//! How the person at the terminal wants to be answered: language, form, colour.

use std::io::IsTerminal;

use civic::text::Lang;
use clap::{Args, ValueEnum};

/// Flags of every command that prints a report.
#[derive(Args, Clone, Copy)]
pub struct Manner {
    /// human: for reading; json: for programs
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Language of messages: zh-CN or en [default: that of the terminal]
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
}

/// Form of the answer.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading.
    Human,
    /// For programs.
    Json,
}

/// Flags of a command whose report may also go to the tools of a repository.
#[derive(Args, Clone, Copy)]
pub struct ReportManner {
    /// human: for reading; json: for programs; sarif: for code scanners; github: for annotations
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Language of messages: zh-CN or en [default: that of the terminal]
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
}

/// Form of a report.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For reading.
    Human,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanners.
    Sarif,
    /// Annotation lines of GitHub's workflow commands.
    Github,
}

/// The flag of a command that only needs to know in which language to speak.
#[derive(Args, Clone, Copy)]
pub struct Spoken {
    /// Language of names and messages: zh-CN or en [default: that of the terminal]
    #[arg(long, value_parser = lang)]
    lang: Option<Lang>,
}

impl Spoken {
    /// The language asked for, or that of the terminal.
    pub fn lang(self) -> Lang {
        self.lang.unwrap_or_else(terminal_lang)
    }
}

impl ReportManner {
    /// The language asked for, or that of the terminal.
    pub fn lang(self) -> Lang {
        self.lang.unwrap_or_else(terminal_lang)
    }
}

impl Manner {
    /// The language asked for, or that of the terminal.
    pub fn lang(self) -> Lang {
        self.lang.unwrap_or_else(terminal_lang)
    }
}

fn lang(word: &str) -> Result<Lang, String> {
    Lang::parse(word).ok_or_else(|| "use zh-CN or en".to_owned())
}

/// The language of the terminal; English when it says nothing.
pub fn terminal_lang() -> Lang {
    let said =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match said {
        Some(said) if said.to_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// One of two texts in the terminal's language.
pub fn say<'a>(zh: &'a str, en: &'a str) -> &'a str {
    match terminal_lang() {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Colours only on a terminal, and never where `NO_COLOR` is set.
pub fn colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
