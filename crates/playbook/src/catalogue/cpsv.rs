//! The catalogue as CPSV-AP 3.2: public services, what they require, what they give, who answers for them.
//!
//! Source: Core Public Service Vocabulary Application Profile 3.2.0 (SEMIC). Codes are inline `skos:Concept`s with
//! their words in both languages, as that release wants them. A duration is in days of work, said so in the text.

use civic::Text;
use oxrdf::NamedNode;

use super::Publisher;
use super::rdf::Graph;
use crate::model::{Agency, Audience, Evidence, EvidenceKind, Mode, Need, Playbook, Service};

/// The catalogue of an effective playbook as Turtle text.
pub fn turtle(book: &Playbook, by: &Publisher) -> String {
    let mut page = Page { graph: Graph::new(&by.base), book, by };
    page.catalogue();
    for service in book.services.values() {
        page.service(service);
    }
    for agency in book.agencies.values() {
        page.agency(agency);
    }
    for evidence in book.evidence.values() {
        page.evidence(evidence);
    }
    page.graph.turtle()
}

struct Page<'a> {
    graph: Graph,
    book: &'a Playbook,
    by: &'a Publisher,
}

impl Page<'_> {
    fn node(&self, kind: &str, id: &str) -> NamedNode {
        self.graph.address(&[&self.book.id, kind, id])
    }

    fn catalogue(&mut self) {
        let (g, book) = (self.graph.address(&[&self.book.id]), self.book);
        self.graph.is_a(&g, "dcat:Dataset");
        self.graph.text(&g, "dct:title", &book.name);
        self.graph.text(&g, "dct:description", book.about.as_ref().unwrap_or(&book.name));
        let publisher = self.graph.address(&["publisher", &self.area_code()]);
        self.graph.link(&g, "dct:publisher", &publisher);
        self.graph.is_a(&publisher, "foaf:Agent");
        self.graph.value(&publisher, "dct:identifier", &self.area_code());
        let name = self.area_name();
        self.graph.text(&publisher, "dct:title", &name);
        for service in book.services.keys() {
            let service = self.node("service", service);
            self.graph.link(&g, "dct:hasPart", &service);
        }
        let place = self.place();
        self.graph.is_a(&place, "dct:Location");
        // the profile's shapes name the class of an organisation's area by the address of its code list
        self.graph.is_a(&place, "atu:atu-type");
        self.graph.text(&place, "skos:prefLabel", &name);
    }

    fn service(&mut self, service: &Service) {
        let node = self.node("service", &service.id);
        self.graph.is_a(&node, "cpsv:PublicService");
        self.graph.value(&node, "dct:identifier", &format!("{}/{}", self.book.id, service.id));
        self.graph.text(&node, "dct:title", &service.name);
        self.graph.text(&node, "dct:description", service.about.as_ref().unwrap_or(&service.name));
        self.graph.days(&node, "cv:processingTime", service.promised_working_days);
        let lead = self.node("agency", &service.lead);
        self.graph.link(&node, "cv:hasCompetentAuthority", &lead);
        let whole = self.graph.address(&[&self.book.id]);
        self.graph.link(&node, "dct:isPartOf", &whole);
        let place = self.place();
        self.graph.link(&node, "dct:spatial", &place);
        let (code, words) = audience(service.audience);
        self.graph.concept(&node, "dct:audience", "audience", code, &words);
        let (code, words) = mode(service.mode);
        self.graph.concept(&node, "cv:isClassifiedBy", "mode", code, &words);
        self.graph.concept(&node, "adms:status", "status", "active", &Text::new("在用", "active"));
        for code in ["zh-CN", "en"] {
            let language = self.graph.address(&["language", code]);
            self.graph.link(&node, "dct:language", &language);
            self.graph.is_a(&language, "dct:LinguisticSystem");
        }
        self.law(&node, "cv:hasLegalResource", service.basis.as_deref());
        self.rules(&node, service);
        self.cost(&node, service);
        self.participants(&node, service);
        for need in &service.needs {
            self.need(&node, service, need);
        }
        for evidence in &service.yields {
            self.output(&node, evidence);
        }
    }

    /// Who must ask and who may be granted, each a rule of its own in the words of the rule text.
    fn rules(&mut self, service_node: &NamedNode, service: &Service) {
        let both = [
            ("must-ask", &service.when, Text::new("谁需要办理", "who has to apply")),
            ("eligible", &service.eligible, Text::new("谁可以获准", "who may be granted")),
        ];
        for (kind, rule, words) in both {
            let Some(rule) = rule else { continue };
            let node = self.node("rule", &format!("{}-{kind}", service.id));
            self.graph.link(service_node, "cpsv:follows", &node);
            self.graph.is_a(&node, "cpsv:Rule");
            self.graph.value(&node, "dct:identifier", &format!("{}-{kind}", service.id));
            self.graph.text(&node, "dct:title", &words);
            self.graph.text(&node, "dct:description", &Text::new(rule.text(), rule.text()));
            self.law(&node, "cpsv:implements", service.basis.as_deref());
        }
    }

    fn cost(&mut self, service_node: &NamedNode, service: &Service) {
        if service.fee == 0 {
            return;
        }
        let node = self.node("cost", &service.id);
        self.graph.link(service_node, "cv:hasCost", &node);
        self.graph.is_a(&node, "cv:Cost");
        self.graph.value(&node, "dct:identifier", &service.id);
        self.graph.yuan(&node, "cv:hasValue", service.fee);
        self.graph.concept(&node, "cv:currency", "currency", "CNY", &Text::new("人民币元", "yuan renminbi"));
    }

    /// The agencies besides the lead that take part, each with the steps it does.
    fn participants(&mut self, service_node: &NamedNode, service: &Service) {
        let mut told = std::collections::BTreeSet::new();
        for step in service.steps.iter().filter(|s| s.agency != service.lead) {
            if !told.insert(&step.agency) {
                continue;
            }
            let id = format!("{}-{}", service.id, step.agency);
            let node = self.node("participation", &id);
            self.graph.link(service_node, "cv:hasParticipation", &node);
            self.graph.is_a(&node, "cv:Participation");
            self.graph.value(&node, "dct:identifier", &id);
            let steps = service.steps.iter().filter(|s| s.agency == step.agency);
            let (zh, en): (Vec<&str>, Vec<&str>) = steps.map(|s| (s.name.zh.as_str(), s.name.en.as_str())).unzip();
            self.graph.text(&node, "dct:description", &Text::new(zh.join("、"), en.join(", ")));
            let agent = self.node("agency", &step.agency);
            self.graph.link(&node, "cv:hasParticipant", &agent);
            self.graph.concept(&node, "cv:role", "role", "reviews", &Text::new("参与办理", "takes part"));
        }
    }

    fn need(&mut self, service_node: &NamedNode, service: &Service, need: &Need) {
        let id = format!("{}-{}", service.id, need.id);
        let node = self.node("requirement", &id);
        self.graph.link(service_node, "cv:holdsRequirement", &node);
        self.graph.is_a(&node, "cv:Requirement");
        self.graph.value(&node, "dct:identifier", &id);
        self.graph.text(&node, "dct:title", &demanded(self.book, need));
        if let Some(when) = &need.when {
            let words = Text::new(format!("仅当 {}", when.text()), format!("only when {}", when.text()));
            self.graph.text(&node, "dct:description", &words);
        }
        for evidence in need.demand.evidence() {
            let (type_node, paper) = (self.node("evidence-type", evidence), self.node("evidence", evidence));
            self.graph.link(service_node, "cv:hasInputType", &type_node);
            self.graph.link(service_node, "cpsv:hasInput", &paper);
            self.graph.link(&node, "cv:hasSupportingEvidence", &paper);
        }
    }

    fn output(&mut self, service_node: &NamedNode, evidence: &str) {
        let node = self.node("output", evidence);
        self.graph.link(service_node, "cpsv:produces", &node);
        self.graph.is_a(&node, "cv:Output");
        self.graph.value(&node, "dct:identifier", evidence);
        let name = self.book.evidence_name(evidence);
        self.graph.text(&node, "dct:title", &name);
        if let Some(found) = self.book.evidence.get(evidence) {
            let (code, words) = kind(found.kind);
            self.graph.concept(&node, "dct:type", "evidence-kind", code, &words);
        }
    }

    fn agency(&mut self, agency: &Agency) {
        let node = self.node("agency", &agency.id);
        self.graph.is_a(&node, "cv:PublicOrganisation");
        self.graph.is_a(&node, "foaf:Agent");
        self.graph.value(&node, "dct:identifier", &agency.id);
        self.graph.text(&node, "dct:title", &agency.name);
        self.graph.text(&node, "skos:prefLabel", &agency.name);
        let place = self.place();
        self.graph.link(&node, "dct:spatial", &place);
    }

    fn evidence(&mut self, evidence: &Evidence) {
        let (paper, type_node) = (self.node("evidence", &evidence.id), self.node("evidence-type", &evidence.id));
        self.graph.is_a(&paper, "cv:Evidence");
        self.graph.value(&paper, "dct:identifier", &evidence.id);
        self.graph.text(&paper, "dct:title", &evidence.name);
        if let Some(hint) = &evidence.hint {
            self.graph.text(&paper, "dct:description", hint);
        }
        self.graph.link(&paper, "dct:conformsTo", &type_node);
        let (code, words) = kind(evidence.kind);
        self.graph.concept(&paper, "dct:type", "evidence-kind", code, &words);
        self.graph.is_a(&type_node, "cv:EvidenceType");
        self.graph.value(&type_node, "dct:identifier", &evidence.id);
        self.graph.concept(&type_node, "cv:evidenceTypeClassification", "evidence-kind", code, &words);
    }

    /// The document something rests on; its address follows from its name, so one law is one thing.
    fn law(&mut self, thing: &NamedNode, property: &str, basis: Option<&str>) {
        let Some(basis) = basis else { return };
        let node = self.graph.address(&["law", basis]);
        self.graph.link(thing, property, &node);
        self.graph.is_a(&node, "eli:LegalResource");
        self.graph.text(&node, "dct:title", &Text::new(basis, basis));
    }

    fn area_code(&self) -> String {
        if self.by.region.is_empty() { "none".to_owned() } else { self.by.region.clone() }
    }

    fn area_name(&self) -> Text {
        if self.by.region.is_empty() { self.book.name.clone() } else { self.by.region_name.clone() }
    }

    fn place(&self) -> NamedNode {
        self.graph.address(&["area", &self.area_code()])
    }
}

/// A demand in words: one paper, one of several, some of several.
fn demanded(book: &Playbook, need: &Need) -> Text {
    let names: Vec<Text> = need.demand.evidence().iter().map(|e| book.evidence_name(e)).collect();
    let zh: Vec<&str> = names.iter().map(|n| n.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|n| n.en.as_str()).collect();
    match (names.len(), need.demand.enough()) {
        (1, _) => Text::new(zh.concat(), en.concat()),
        (_, 1) => Text::new(format!("{}之一", zh.join("、")), format!("one of: {}", en.join(", "))),
        (_, n) => Text::new(format!("{}中的 {n} 项", zh.join("、")), format!("{n} of: {}", en.join(", "))),
    }
}

fn audience(audience: Audience) -> (&'static str, Text) {
    match audience {
        Audience::Enterprise => ("enterprise", Text::new("企业", "enterprises")),
        Audience::Person => ("person", Text::new("个人", "persons")),
    }
}

fn mode(mode: Mode) -> (&'static str, Text) {
    match mode {
        Mode::Automatic => ("automatic", Text::new("自动办理", "automatic")),
        Mode::Filing => ("filing", Text::new("备案", "filing")),
        Mode::Commitment => ("commitment", Text::new("告知承诺", "notice and commitment")),
        Mode::Review => ("review", Text::new("审批", "review")),
    }
}

fn kind(kind: EvidenceKind) -> (&'static str, Text) {
    match kind {
        EvidenceKind::Form => ("form", Text::new("表单", "form")),
        EvidenceKind::Certificate => ("certificate", Text::new("证照证明", "certificate")),
        EvidenceKind::Commitment => ("commitment", Text::new("承诺书", "commitment")),
        EvidenceKind::Fact => ("fact", Text::new("登记事实", "registered fact")),
        EvidenceKind::Photo => ("photo", Text::new("照片", "photo")),
        EvidenceKind::Inspection => ("inspection", Text::new("现场核查", "inspection")),
    }
}
