//! Words in both languages, always together, so that no page can lack one of them.

use serde::{Deserialize, Serialize};

/// A language Tongtu speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese, the language of the counter.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Every language, the default first.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// Reads a language tag such as `zh-CN`, `zh_Hans` or `EN-gb`; only the primary part counts.
    pub fn parse(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The tag for `<html lang>`, cookies and keys of word files.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language a reader would switch to.
    pub const fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

/// One wording in both languages.
///
/// It has no `Display`: the caller says for whom it speaks, with [`Text::get`].
#[derive(Clone, PartialEq, Eq, Debug, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The Chinese wording.
    #[serde(rename = "zh-CN")]
    pub zh: String,
    /// The English wording.
    pub en: String,
}

impl Text {
    /// Puts the two wordings together.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    /// The same words in both languages: a proper name without a translation, a number, a code.
    pub fn same(words: impl Into<String>) -> Text {
        let words = words.into();
        Text { zh: words.clone(), en: words }
    }

    /// The wording for this reader.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_by_their_primary_part() {
        for (tag, lang) in [
            ("zh-CN", Some(Lang::Zh)),
            ("zh", Some(Lang::Zh)),
            ("zh_Hans_CN", Some(Lang::Zh)),
            ("en", Some(Lang::En)),
            (" EN-gb ", Some(Lang::En)),
            ("fr", None),
            ("", None),
            ("zhx", None),
        ] {
            assert_eq!(Lang::parse(tag), lang, "{tag}");
        }
    }

    #[test]
    fn a_tag_reads_back_as_its_language() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.tag()), Some(lang));
            assert_eq!(lang.other().other(), lang);
        }
    }

    #[test]
    fn text_is_stored_under_language_tags() {
        let text = Text::new("复工", "resume work");
        let stored = serde_json::to_string(&text).expect("two strings");
        assert_eq!(stored, r#"{"zh-CN":"复工","en":"resume work"}"#);
        let back: Text = serde_json::from_str(&stored).expect("just written");
        assert_eq!(back, text);
        assert_eq!(back.get(Lang::En), "resume work");
    }
}
