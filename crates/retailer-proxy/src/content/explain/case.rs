//! A statement that cannot be read, with what stands around it.

use super::statement::Statement;

/// A statement that the parser complained of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'t> {
    pub(super) file: &'t str,
    pub(super) statement: Statement<'t>,
    /// The statements before it.
    pub(super) before: &'t [Statement<'t>],
    /// The statements behind it.
    pub(super) after: &'t [Statement<'t>],
}

impl<'t> Case<'t> {
    /// The statement in which this place lies, or behind which it lies. All that follows
    /// something that is never closed lies within that.
    pub(super) fn at(file: &'t str, statements: &'t [Statement<'t>], at: usize) -> Option<Self> {
        let is_open = |statement: &Statement<'_>| statement.open.is_some() && statement.start <= at;
        let index = statements.iter().position(is_open).unwrap_or_else(|| {
            let next = statements.partition_point(|statement| statement.start <= at);
            // A place in the indentation of the first statement lies before all of them.
            next.saturating_sub(1)
        });
        let (before, rest) = statements.split_at_checked(index)?;
        let (statement, after) = rest.split_first()?;
        Some(Self {
            file,
            statement: *statement,
            before,
            after,
        })
    }

    /// The name before the `=`, or nothing.
    pub(super) fn name(&self) -> &'t str {
        self.statement.name().unwrap_or_default()
    }

    /// The last part of the name: `en` of `title.en`.
    pub(super) fn last_name(&self) -> &'t str {
        self.name().rsplit('.').next().unwrap_or_default().trim()
    }

    /// The line on which this place lies.
    pub(super) fn line_of(&self, at: usize) -> usize {
        super::Position::of(self.file, at).line
    }

    /// Where the next line such as `[definition.ID]` begins.
    pub(super) fn next_header(&self) -> usize {
        let header = self.after.iter().find(|statement| statement.is_header());
        header.map_or(self.file.len(), |header| header.start.saturating_sub(1))
    }
}
