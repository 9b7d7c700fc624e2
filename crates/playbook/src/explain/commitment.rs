//! Whether a signed commitment (告知承诺) may stand in for a paper: that depends on who demands it.

use civic::text::Text;

use crate::graph::Clause;
use crate::model::{Evidence, EvidenceKind, Issuer, Mode, Playbook};

/// Why no commitment may stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoCommitment {
    /// A law or regulation demands the paper: this one.
    Law(String),
    /// The matter lies in a field that 国办发〔2020〕42号 leaves out: this one.
    Field(Text),
    /// The paper is a decision, or a visit, and no proof of something that is so already.
    Decision,
    /// Sellers want it first, and no office can waive it for them.
    Market,
}

/// Fields in which no promise replaces a proof (国办发〔2020〕42号), and the words that give them away.
const FIELDS: &[(&str, &str, &[&str])] = &[
    ("国家安全、国家秘密", "state security and secrets", &["国家安全", "保密", "涉密"]),
    ("公共安全", "public safety", &["公共安全", "安全", "危险", "爆", "枪", "消防", "特种设备"]),
    ("金融业审慎监管", "prudential finance", &["金融", "银行", "证券", "保险"]),
    ("生态环境保护", "ecology", &["生态", "环境", "环保", "排污"]),
    ("人身健康、生命安全", "life and health", &["健康", "卫生", "医", "药", "食品", "防疫", "疫苗", "检疫"]),
    ("涉外", "foreign matters", &["涉外", "出境", "入境", "签证", "外交"]),
];

/// Social insurance is no prudential matter: the commitments tried out first were for it.
const SOCIAL: &[&str] = &["社会保险", "养老保险", "失业保险", "工伤保险", "医疗保险", "生育保险"];

/// The excluded field that one of these texts names.
pub fn excluded<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Text> {
    for text in texts {
        let text = SOCIAL.iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
        let field = FIELDS.iter().find(|(_, _, words)| words.iter().any(|word| text.contains(word)));
        if let Some((zh, en, _)) = field {
            return Some(Text::new(*zh, *en));
        }
    }
    None
}

/// The law or regulation that a basis names, if it names one: a title that ends in 法 or 条例. What an
/// office writes itself (通知, 办法, 规定) is its own demand.
pub fn law(basis: &str) -> Option<&str> {
    let parts = basis.split(['；', ';', '。', '、', '，', ',']);
    let titles = parts.map(|part| {
        let quoted = part.split_once('《').and_then(|(_, rest)| rest.split_once('》')).map(|(title, _)| title);
        let title = quoted.unwrap_or(part).trim();
        title.split([' ', '（', '(', '第', '\u{3000}']).next().unwrap_or(title)
    });
    let mut laws = titles.filter(|title| {
        let law =
            title.ends_with('法') && !["办法", "方法", "做法", "执法", "司法"].iter().any(|end| title.ends_with(end));
        title.chars().count() > 1 && (law || title.ends_with("条例") || title.ends_with("法典"))
    });
    laws.next()
}

/// Whether a commitment may stand in for one of the papers `asked` by a clause.
///
/// # Errors
/// Why not.
pub fn may_stand_in<'p>(playbook: &'p Playbook, clause: Clause<'p>, asked: &[&'p String]) -> Result<(), NoCommitment> {
    if let Some(title) = clause.basis().and_then(law) {
        return Err(NoCommitment::Law(title.to_owned()));
    }
    if let Clause::Requires { of, .. } = clause
        && !of.issuers.iter().any(|issuer| matches!(issuer, Issuer::Agency(_)))
    {
        return Err(NoCommitment::Market);
    }
    let mut why = NoCommitment::Decision;
    for paper in asked.iter().filter_map(|id| playbook.evidence.get(*id)) {
        if !is_proof(playbook, paper) {
            continue;
        }
        let (name, basis) = match clause {
            Clause::Need { service, .. } => (&*service.name.zh, service.basis.as_deref()),
            Clause::Requires { of, .. } => (&*of.name.zh, of.basis.as_deref()),
        };
        let bases = [basis, clause.basis(), paper.basis.as_deref()].into_iter().flatten();
        match excluded(bases.chain([name, &*paper.name.zh])) {
            None => return Ok(()),
            Some(field) => why = NoCommitment::Field(field),
        }
    }
    Err(why)
}

/// A proof can be replaced by a promise; a permit that somebody reviews, or a visit, cannot.
fn is_proof(playbook: &Playbook, paper: &Evidence) -> bool {
    let reviewed = paper.issuers.iter().any(|issuer| match issuer {
        Issuer::Service(id) => playbook.services.get(id).is_some_and(|service| service.mode == Mode::Review),
        _ => false,
    });
    matches!(paper.kind, EvidenceKind::Certificate | EvidenceKind::Fact | EvidenceKind::Form) && !reviewed
}

/// Whose demand a clause is: the service's window, or the agency that issues the paper.
pub(super) fn demander<'p>(playbook: &'p Playbook, clause: Clause<'p>) -> Option<&'p Text> {
    let id = match clause {
        Clause::Need { service, .. } => &service.lead,
        Clause::Requires { of, .. } => of.issuers.iter().find_map(|issuer| match issuer {
            Issuer::Agency(id) => Some(id),
            _ => None,
        })?,
    };
    playbook.agencies.get(id).map(|agency| &agency.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_told_from_what_an_office_wrote_itself() {
        for (basis, title) in [
            ("安全生产法 第四十三条", "安全生产法"),
            ("《中华人民共和国公证法》第二十八条", "中华人民共和国公证法"),
            ("建设工程安全生产管理条例；云岭省安委办〔2026〕2号 清单三", "建设工程安全生产管理条例"),
            ("某市通知；民法典 第一千一百二十七条", "民法典"),
        ] {
            assert_eq!(law(basis), Some(title), "{basis}");
        }
        for basis in
            ["公证处的要求（据转载报道）", "某省管理办法 第三条", "国办发明电〔2020〕6号 一(一)", "法", "b", ""]
        {
            assert_eq!(law(basis), None, "{basis}");
        }
    }

    #[test]
    fn social_insurance_is_no_prudential_matter() {
        assert_eq!(excluded(["社会保险登记"].into_iter()), None);
        let field = excluded(["登记", "商业保险"].into_iter()).expect("an excluded field");
        assert_eq!(field.en, "prudential finance");
    }
}
