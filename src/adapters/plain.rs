//! HTML that an agent wrote, as the plain text that Messenger shows.

use alloc::string::String;

/// The text of some HTML: blocks become lines, items of lists get a dash, quotes of earlier mails, scripts and styles are left out.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // The element whose content is skipped.
    let mut hidden: Option<&str> = None;
    while let Some((before, after)) = rest.split_once('<') {
        if hidden.is_none() {
            push_text(&mut text, before);
        }
        let Some((tag, after)) = after.split_once('>') else {
            // No tag after all: somebody wrote a "<".
            if hidden.is_none() {
                text.push('<');
            }
            rest = after;
            continue;
        };
        rest = after;
        let closing = tag.starts_with('/');
        let name =
            tag.trim_start_matches('/').split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or("");
        if let Some(element) = hidden {
            if closing && name.eq_ignore_ascii_case(element) {
                hidden = None;
            }
            continue;
        }
        let is = |names: &[&'static str]| names.iter().copied().find(|known| name.eq_ignore_ascii_case(known));
        if let Some(element) = is(&["script", "style", "blockquote"]).filter(|_| !closing) {
            hidden = Some(element);
        } else if is(&["br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "pre"]).is_some() {
            if is(&["br"]).is_some() || !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            if is(&["li"]).is_some() && !closing {
                text.push_str("- ");
            }
        }
    }
    if hidden.is_none() {
        push_text(&mut text, rest);
    }
    text.trim().into()
}

/// White space is one space; entities are resolved.
fn push_text(text: &mut String, html: &str) {
    let mut rest = html;
    while let Some(letter) = rest.chars().next() {
        if let Some((entity, after)) = rest.strip_prefix('&').and_then(|rest| rest.split_once(';'))
            && let Some(letter) = entity_letter(entity)
        {
            text.push(letter);
            rest = after;
            continue;
        }
        if !letter.is_whitespace() || letter == '\u{a0}' {
            text.push(letter);
        } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
}

fn entity_letter(entity: &str) -> Option<char> {
    const NAMED: &[(&str, char)] =
        &[("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];
    if let Some(number) = entity.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
        return hex.unwrap_or_else(|| number.parse()).ok().and_then(char::from_u32);
    }
    NAMED.iter().find(|(name, _)| *name == entity).map(|(_, letter)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_what_a_person_reads() {
        for (html, text) in [
            ("Hello", "Hello"),
            (
                "<p>Hello&nbsp;there,</p>\n<p>your bike &amp; lock are <b>ready</b>.</p>",
                "Hello there,\nyour bike & lock are ready.",
            ),
            ("a<br>b<br/><br />c", "a\nb\n\nc"),
            ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
            ("1 &lt; 2 &#8364; &#x1F6B2; &unknown; & so", "1 < 2 € 🚲 &unknown; & so"),
            ("Yes.<blockquote type=\"cite\">Is it <i>ready</i>?</blockquote>", "Yes."),
            ("<style>p { color: red }</style><script>alert('<p>')</script>Hi", "Hi"),
            ("2 < 3", "2 < 3"),
            ("<div><div>a</div></div><div>b</div>", "a\nb"),
            ("", ""),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }
}
