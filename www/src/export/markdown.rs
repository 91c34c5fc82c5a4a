//! A finding for people: Markdown as issue trackers and chats understand it.

/// What was found, of what, and where it can be seen.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Finding {
    pub(crate) title: String,
    /// What a person says about it: a title and a text, of which one may be empty.
    pub(crate) note: Option<(String, String)>,
    /// What was looked at, one sentence each.
    pub(crate) facts: Vec<String>,
    pub(crate) columns: Vec<&'static str>,
    /// As many cells as there are columns.
    pub(crate) rows: Vec<Vec<String>>,
    /// The rows that there are, those left out as well.
    pub(crate) total: usize,
    /// The address of the page, if it has one of its own.
    pub(crate) link: Option<String>,
}

impl Finding {
    /// The finding as text: a heading, the facts as a list, a table, the link.
    pub(crate) fn write(&self) -> String {
        let mut lines = vec![format!("### {}", one_line(&self.title)), String::new()];
        if let Some((title, text)) = &self.note {
            lines.extend(quoted(title, text));
            lines.push(String::new());
        }
        lines.extend(self.facts.iter().map(|fact| format!("- {}", one_line(fact))));
        if !self.rows.is_empty() {
            lines.push(String::new());
            lines.push(row(self.columns.iter().copied()));
            lines.push(row(self.columns.iter().map(|_| "---")));
            lines.extend(self.rows.iter().map(|cells| row(cells.iter().map(String::as_str))));
        }
        if let Some(left_out @ 1..) = self.total.checked_sub(self.rows.len()) {
            lines.extend([String::new(), format!("… and {left_out} more.")]);
        }
        if let Some(link) = &self.link {
            lines.extend([String::new(), format!("<{link}>")]);
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// Words of a person, set off from those of the page: a line of the quotation for each of theirs.
pub(crate) fn quoted(title: &str, text: &str) -> Vec<String> {
    let title = (!title.is_empty()).then(|| format!("**{}**", one_line(title)));
    let text = text.lines().map(one_line);
    // Two spaces keep a line from being joined with the next one.
    title.into_iter().chain(text).map(|line| format!("> {line}  ")).collect()
}

fn row<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.map(one_line).collect();
    format!("| {} |", cells.join(" | "))
}

/// Text that is on one line and means nothing but itself.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' => line.extend(['\\', character]),
            control if control.is_control() => line.push(' '),
            other => line.push(other),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_heading_a_list_a_table_and_a_link() {
        let finding = Finding {
            title: "Error causes".to_owned(),
            note: None,
            facts: vec!["Selection: 14:00–14:05 UTC".to_owned()],
            columns: vec!["Error", "Failing"],
            rows: vec![vec!["a|b\n<n>".to_owned(), "3 (60 %)".to_owned()]],
            total: 3,
            link: Some("https://example.org/#tab=causes".to_owned()),
        };
        let expected = "### Error causes\n\n- Selection: 14:00–14:05 UTC\n\n| Error | Failing |\n| --- | --- |\n\
                        | a\\|b \\<n\\> | 3 (60 %) |\n\n… and 2 more.\n\n<https://example.org/#tab=causes>\n";
        assert_eq!(finding.write(), expected);
    }

    #[test]
    fn a_note_is_a_quotation_whatever_it_says() {
        let note = Some(("<img src=x>".to_owned(), "one\n\n# two\n> [x](javascript:1)".to_owned()));
        let finding = Finding { title: "A".to_owned(), note, facts: vec!["b".to_owned()], ..Finding::default() };
        let expected =
            "### A\n\n> **\\<img src=x\\>**  \n> one  \n>   \n> \\# two  \n> \\> \\[x\\](javascript:1)  \n\n- b\n";
        assert_eq!(finding.write(), expected);
    }

    #[test]
    fn nothing_found_is_no_table() {
        let finding = Finding { title: "*".to_owned(), link: Some("x:".to_owned()), ..Finding::default() };
        assert_eq!(finding.write(), "### \\*\n\n\n<x:>\n");
    }
}
