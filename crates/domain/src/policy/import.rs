//! From an operator's text to a document.

use super::assemble;
use super::contact::contact;
use super::dates::own_dates;
use super::document::{Contact, Language, PolicyDocument, ThirdParty};
use super::front::{self, Front, Token};
use super::hash::sha256_hex;
use super::lines::{Line, excerpt, lines};
use super::outline::outline;
use super::plain::{has_markup, other_format, text_of};
use super::problem::{PolicyProblem, PolicyProblemCode, PolicyProblems};
use super::third_party::third_parties;

/// Largest text, in bytes. The longest policies of large platforms have a tenth of it.
const LARGEST: usize = 1024 * 1024;

/// Identifier of a policy whose operator gave none.
const DEFAULT_ID: &str = "privacy-policy";

/// A document, and what an operator should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The document.
    pub document: PolicyDocument,
    /// What is odd about the text without keeping it from being imported, by line.
    pub warnings: Vec<PolicyProblem>,
}

/// Imports a file, which has to be UTF-8; see [`import_with_warnings`].
///
/// # Errors
///
/// Every problem for which the file is refused, with its line.
pub fn import_file(bytes: &[u8]) -> Result<Imported, PolicyProblems> {
    import_with_warnings(&text_of(bytes)?)
}

/// Imports a text; see [`import_with_warnings`].
///
/// # Errors
///
/// Every problem for which the text is refused, with its line.
pub fn import(text: &str) -> Result<PolicyDocument, PolicyProblems> {
    import_with_warnings(text).map(|imported| imported.document)
}

/// Imports a text.
///
/// Every line that is not blank stands in the document once, in order. Identifier and version are
/// proposals: those of the sidecar win.
///
/// # Errors
///
/// Every problem for which the text is refused, with its line.
pub fn import_with_warnings(text: &str) -> Result<Imported, PolicyProblems> {
    let lines = readable_lines(text).map_err(PolicyProblems)?;
    let tokens = front::tokens(lines);
    let front = front::split(&tokens).map_err(PolicyProblems)?;
    let outline = outline(&tokens[front.body..], front.root);
    let sections = assemble::sections(&outline);
    let third_parties = third_parties(&sections);
    let contact = contact(&sections);

    let mut problems = outline.problems;
    problems.extend(check_markup(&tokens));
    problems.extend(front::check_contents(&tokens, &front));
    problems.extend(check_facts(&third_parties, &contact));
    problems.sort_by_key(|problem| problem.line);
    let (refused, warnings): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| problem.code.refuses());
    if !refused.is_empty() {
        return Err(PolicyProblems(refused));
    }

    let parts = FrontParts::new(&tokens, &front);
    let own = own_dates(tokens[..front.body].iter().map(|token| token.line.text));
    let mut document = PolicyDocument {
        id: DEFAULT_ID.to_owned(),
        version: String::new(),
        title: parts.title,
        language: language(text),
        effective_on: own.effective_on,
        updated_on: own.updated_on,
        masthead: parts.masthead,
        preamble: assemble::paragraphs(&parts.preamble, 1),
        contents: parts.contents,
        foreword: assemble::paragraphs(&parts.foreword, 1 + parts.preamble.len()),
        sections,
        third_parties,
        contact,
        text_hash: String::new(),
    };
    document.text_hash = sha256_hex(document.render().as_bytes());
    document.version = own
        .version
        .unwrap_or_else(|| document.text_hash.chars().take(12).collect());
    Ok(Imported { document, warnings })
}

fn readable_lines(text: &str) -> Result<Vec<Line<'_>>, Vec<PolicyProblem>> {
    let whole = |code| {
        vec![PolicyProblem {
            line: 0,
            code,
            excerpt: String::new(),
        }]
    };
    if text.len() > LARGEST {
        return Err(whole(PolicyProblemCode::TooLarge));
    }
    let lines = lines(text);
    if lines.is_empty() {
        return Err(whole(PolicyProblemCode::Empty));
    }
    if let Some(line) = other_format(&lines) {
        return Err(vec![PolicyProblem {
            line: line.number,
            code: PolicyProblemCode::NotPlainText,
            excerpt: visible(line.text),
        }]);
    }
    let unreadable = |line: &Line<'_>| {
        let code = if line.text.contains('\u{FFFD}') {
            PolicyProblemCode::BrokenEncoding
        } else if line
            .text
            .contains(|c: char| c.is_control() && !c.is_whitespace())
        {
            PolicyProblemCode::ControlCharacter
        } else {
            return None;
        };
        Some(PolicyProblem {
            line: line.number,
            code,
            excerpt: visible(line.text),
        })
    };
    let problems: Vec<_> = lines.iter().filter_map(unreadable).collect();
    if problems.is_empty() {
        Ok(lines)
    } else {
        Err(problems)
    }
}

/// The first characters of a line that may have control characters in it, without them.
fn visible(text: &str) -> String {
    excerpt(&text.replace(char::is_control, ""))
}

fn check_markup(tokens: &[Token<'_>]) -> Vec<PolicyProblem> {
    let marked = tokens.iter().map(|token| token.line);
    let marked = marked.filter(|line| has_markup(line.text));
    let problem = |line: Line<'_>| PolicyProblem {
        line: line.number,
        code: PolicyProblemCode::Markup,
        excerpt: excerpt(line.text),
    };
    marked.map(problem).collect()
}

/// What stands before the first section.
struct FrontParts<'a> {
    masthead: Vec<String>,
    title: String,
    preamble: Vec<Line<'a>>,
    contents: Vec<String>,
    foreword: Vec<Line<'a>>,
}

impl<'a> FrontParts<'a> {
    fn new(tokens: &[Token<'a>], front: &Front) -> Self {
        let lines = |range: std::ops::Range<usize>| tokens[range].iter().map(|token| token.line);
        let texts = |range| lines(range).map(|line| line.text.to_owned()).collect();
        Self {
            masthead: texts(0..front.title),
            title: lines(front.title..front.title + 1)
                .map(|line| line.text)
                .collect(),
            preamble: lines(front.title + 1..front.contents).collect(),
            contents: texts(front.contents..front.contents_end),
            foreword: lines(front.contents_end..front.body).collect(),
        }
    }
}

fn check_facts(third_parties: &[ThirdParty], contact: &Contact) -> Vec<PolicyProblem> {
    let problem = |code, excerpt: &str| PolicyProblem {
        line: 0,
        code,
        excerpt: excerpt.to_owned(),
    };
    let mut problems = Vec::new();
    for third_party in third_parties {
        let lacking = [
            (
                third_party.purpose.is_empty(),
                PolicyProblemCode::ThirdPartyWithoutPurpose,
            ),
            (
                third_party.data.is_empty(),
                PolicyProblemCode::ThirdPartyWithoutData,
            ),
            (
                third_party.link.is_empty(),
                PolicyProblemCode::ThirdPartyWithoutLink,
            ),
        ];
        let lacking = lacking.into_iter().filter(|(lacks, _)| *lacks);
        problems.extend(lacking.map(|(_, code)| problem(code, &third_party.name)));
    }
    if *contact == Contact::default() {
        problems.push(problem(PolicyProblemCode::NoContact, ""));
    }
    problems
}

/// Chinese where a tenth or more of the letters are ideographs: Chinese texts name many products in
/// Latin letters.
fn language(text: &str) -> Language {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ideographs = text
        .chars()
        .filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
        .count();
    if ideographs * 10 >= letters.max(1) {
        Language::ZhCn
    } else {
        Language::En
    }
}
