/// The longest query text that is published.
const MAX_CHARACTERS: usize = 20_000;

/// SQL with each literal replaced by `?` and comments removed. What cannot be read to its end becomes `?` as well.
///
/// Strings in double quotes or backticks are kept only where they read as an identifier, since some engines take them
/// for text.
#[must_use]
pub fn clean_query(query: &str) -> String {
    let mut cleaner = Cleaner { rest: query, output: String::with_capacity(query.len()) };
    while !cleaner.rest.is_empty() {
        cleaner.step();
    }
    cleaner.output.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_CHARACTERS).collect()
}

struct Cleaner<'a> {
    rest: &'a str,
    output: String,
}

impl Cleaner<'_> {
    fn step(&mut self) {
        let Some(first) = self.rest.chars().next() else { return };
        if first == '#' {
            // A comment in one dialect, an operator in another: nothing after it can be read for sure.
            self.skip(self.rest.len());
            self.literal();
        } else if self.rest.starts_with("--") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
            self.output.push(' ');
        } else if self.rest.starts_with("/*") {
            self.skip(comment_end(self.rest));
            self.output.push(' ');
        } else if first == '\'' {
            self.skip(quoted_end(self.rest, '\'', false));
            self.literal();
        } else if matches!(first, '"' | '`' | '[') {
            self.quoted_identifier(first);
        } else if first == '$' {
            self.dollar();
        } else if first.is_ascii_digit() || first == '.' && second_is_digit(self.rest) {
            self.skip(number_end(self.rest));
            self.literal();
        } else if first.is_alphabetic() || first == '_' || first == '@' {
            self.word();
        } else {
            self.copy(first.len_utf8());
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn copy(&mut self, bytes: usize) {
        self.output.push_str(&self.rest[..bytes]);
        self.skip(bytes);
    }

    fn literal(&mut self) {
        // A sign directly before a number belongs to it, but `a -1` and `a - 1` need not be told apart.
        if !self.output.ends_with('?') {
            self.output.push('?');
        }
    }

    /// A word, or the prefix of a literal such as `E'…'`, `x'…'`, `DATE '…'`.
    fn word(&mut self) {
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "_@#".contains(c))).unwrap_or(self.rest.len());
        let prefixes = ["e", "n", "b", "x", "u", "r", "q", "rb", "br"];
        let is_prefix = prefixes.contains(&self.rest[..end].to_lowercase().as_str());
        if is_prefix && self.rest[end..].starts_with(['\'', '"']) {
            let escapes = self.rest[..end].eq_ignore_ascii_case("e");
            self.skip(end);
            let quote = if self.rest.starts_with('\'') { '\'' } else { '"' };
            self.skip(quoted_end(self.rest, quote, escapes));
            self.literal();
        } else if self.rest[end..].starts_with("&'") && self.rest[..end].eq_ignore_ascii_case("u") {
            self.skip(end + 1);
        } else {
            self.copy(end);
        }
    }

    fn quoted_identifier(&mut self, open: char) {
        let close = if open == '[' { ']' } else { open };
        let end = quoted_end(self.rest, close, false);
        let inner = self.rest[1..end].trim_end_matches(close);
        let reads_as_name = inner.chars().all(|c| c.is_alphanumeric() || "_$. ".contains(c))
            && inner.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && inner.split_whitespace().count() <= 2
            && inner.len() <= 64
            && !conspectus_metadata::pattern::looks_like_data(inner);
        if reads_as_name {
            self.copy(end);
        } else if open == '[' {
            // An array or a subscript: its items are read one by one.
            self.copy(1);
        } else {
            self.skip(end);
            self.literal();
        }
    }

    /// PostgreSQL's `$tag$ … $tag$`, or a parameter such as `$1`.
    fn dollar(&mut self) {
        let tag = self.rest[1..].find('$').map(|end| &self.rest[..end + 2]);
        let tag = tag.filter(|tag| tag[1..tag.len() - 1].chars().all(|c| c.is_alphanumeric() || c == '_'));
        if let Some(tag) = tag.filter(|tag| !tag[1..].starts_with(|c: char| c.is_ascii_digit())) {
            let body = &self.rest[tag.len()..];
            let end = body.find(tag).map_or(self.rest.len(), |at| tag.len() + at + tag.len());
            self.skip(end);
            self.literal();
        } else {
            self.copy(1);
        }
    }
}

fn second_is_digit(text: &str) -> bool {
    text.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
}

/// Past the closing quote; a doubled quote belongs to the text.
///
/// Whether a backslashed quote does depends on the dialect, except after `E`: the text is then taken to run to the end.
fn quoted_end(text: &str, close: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' && escapes {
            characters.next();
        } else if c == '\\' && close != ']' && characters.peek().is_some_and(|(_, next)| *next == close) {
            return text.len();
        } else if c == close {
            if characters.peek().is_some_and(|(_, next)| *next == close) {
                characters.next();
            } else {
                return at + close.len_utf8();
            }
        }
    }
    text.len()
}

/// Block comments nest in PostgreSQL; the longer reading is removed.
fn comment_end(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn number_end(text: &str) -> usize {
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        let exponent_sign = matches!(c, '+' | '-') && matches!(previous, 'e' | 'E');
        if !(c.is_alphanumeric() || c == '.' || c == '_' || exponent_sign) {
            return at;
        }
        previous = c;
    }
    text.len()
}
