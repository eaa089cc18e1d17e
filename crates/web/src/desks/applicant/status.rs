//! An application that is out of the host's hands: where it stands, who is next, what may still be done.

use guohe_cases::{
    desk::possible,
    procedure::{Act, End, Kind},
};

use crate::{
    format,
    pages::{
        applicant::{StatusFound, StatusPage},
        officer::ActLink,
    },
    parts::{Link, Pair},
    print::{self, Besides},
    trouble::Trouble,
    views::{
        case::{self, Audience},
        clock,
        finding::tally,
        words::{overall, say},
    },
};

use super::{
    super::{opened, paper::seals},
    Own, report,
};

/// Whether the host looks at it rather than fills it in.
pub(super) fn is_away(own: &Own) -> bool {
    own.dossier.case.locked || own.dossier.case.stage.at.end.is_some()
}

pub(super) async fn status_page(own: &Own) -> Result<StatusPage, Trouble> {
    let lang = own.here.lang();
    let (law, case) = (&own.dossier.law, &own.dossier.case);
    let at = &case.stage.at;
    let stage = law.procedure.stage(&at.to);
    let today = own.here.site.today();
    let (events, names) = (own.here.events(case).await?, std::collections::BTreeMap::new());
    Ok(StatusPage {
        crumbs: own.crumbs().into_iter().take(1).collect(),
        title: case::title(lang, case),
        kind: own.kind(),
        round: say(lang, &own.dossier.round.terms.name),
        stage: case::stage(lang, law, &at.to),
        waits: if at.end.is_some() {
            String::new()
        } else {
            case::waits(lang, law, at.waits_for.as_deref(), today)
        },
        since: own.said("status.since", &format::day(case.stage.since)),
        help: stage.and_then(|stage| stage.help.as_ref()).map(|help| say(lang, help)),
        due: at.until().map(|until| clock::due_until(lang, law, today, until)),
        tells: tells(own),
        acts: acts(own),
        facts: facts(own),
        found: found(own),
        papers: [papers(own), seals(&own.here, &own.dossier, &own.href("/papers")).await?].concat(),
        moments: case::moments(lang, law, &events, &names, Audience::Host),
        ui: own.here.frame().await?,
    })
}

/// What the rules find of an application; nothing of a case that the authority opened, which applies for nothing.
fn found(own: &Own) -> Option<StatusFound> {
    if own.dossier.case.is_opened_by_authority() {
        return None;
    }
    let check = own.check();
    let (overall, tally) = (overall(check.overall), tally(check.tally));
    Some(StatusFound { overall, tally, panel: own.href("/panel") })
}

/// What the host may look at, and whom it may name, where the pack lets it.
fn papers(own: &Own) -> Vec<Link> {
    if own.dossier.case.is_opened_by_authority() {
        return Vec::new();
    }
    let mut papers = vec![
        Link::new(own.word("receipt.facts"), own.href("/receipt")),
        Link::new(own.word("answers.title"), own.href("/answers")),
        Link::new(own.word("attach.title"), own.href("/attachments")),
    ];
    let experts = || Link::new(own.word("own_experts.title"), own.href("/experts"));
    papers.extend(super::experts::rules(&own.dossier).map(|_| experts()));
    let (law, case) = (&own.dossier.law, &own.dossier.case);
    let signed = || Link::new(own.word("signed.title"), own.href("/signed"));
    papers.extend(case.locked_version().map(|_| signed()));
    let besides = Besides { edited: false, signed: own.here.site.evidence.is_some() };
    papers.extend(print::links(own.here.lang(), (law, case), (&own.href("/papers"), besides)));
    papers
}

/// Once a decision is confirmed: the words that go out with it, remedies included when it is against the host.
fn tells(own: &Own) -> Option<String> {
    let lang = own.here.lang();
    let case = &own.dossier.case;
    let decision = case.decision.as_ref().filter(|decision| decision.confirmed.is_some())?;
    let acts = &own.dossier.law.procedure.acts;
    let chosen = acts.iter().find_map(|act| act.outcome(&decision.outcome));
    let own_words = chosen.and_then(|way| way.tells.as_ref());
    let against =
        case.stage.at.end.is_some_and(|end| !matches!(end, End::Certified | End::Withdrawn));
    let mut confirming = acts.iter().filter(|act| act.kind.value == Kind::ConfirmDecision);
    let remedies = confirming.find_map(|act| act.sets.tells.as_ref()).filter(|_| against);
    let told: Vec<String> =
        own_words.into_iter().chain(remedies).map(|words| say(lang, words)).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

/// What the host may do now and has a page for.
fn acts(own: &Own) -> Vec<ActLink> {
    let lang = own.here.lang();
    let (law, case) = (&own.dossier.law, &own.dossier.case);
    let person = own.here.person();
    let offered = possible(law, case, &person).into_iter().map(|possible| possible.act);
    let link = |act: &Act| {
        let pages = [(Kind::Withdraw, "/withdraw"), (Kind::Resubmit, "/defects")];
        let own_page = pages.into_iter().find(|(kind, _)| *kind == act.kind.value);
        let general = report::is_here(act).then(|| report::page_of(act));
        let page = own_page.map(|(_, page)| page.to_owned()).or(general)?;
        Some(ActLink {
            label: say(lang, &act.name),
            href: own.href(&page),
            help: act.help.as_ref().map(|help| say(lang, help)),
            cites: act.cites.iter().filter_map(|clause| own.cite(&clause.value)).collect(),
            whose: None,
            not_yet: None,
            done: false,
        })
    };
    offered.filter_map(link).collect()
}

/// The key facts of an application.
pub(super) fn facts(own: &Own) -> Vec<Pair> {
    let lang = own.here.lang();
    let case = &own.dossier.case;
    let mut facts = vec![
        Pair::new(own.word("common.case_number"), case::number(case.id)),
        Pair::new(own.word("common.type"), own.kind()),
    ];
    facts.extend(opened::stated(lang, &own.dossier.law, case));
    if let Some(certificate) = &case.certificate {
        let until = certificate.valid_to.map(|day| format::long_day(lang, day));
        facts.push(Pair::new(own.word("status.certificate"), &certificate.number));
        facts.push(Pair::new(
            own.word("directory.certified"),
            format::long_day(lang, certificate.certified_on),
        ));
        facts.extend(until.map(|until| Pair::new(own.word("directory.valid_to"), until)));
    }
    facts
}
