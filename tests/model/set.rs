//! Sets of small numbers: offsets of a partition, records, articles.

use std::fmt;

#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Set(u32);

impl Set {
    pub fn of(member: u8) -> Self {
        Self(1 << member)
    }

    /// From the first number up to, but not with, the second.
    pub fn span(from: u8, to: u8) -> Self {
        (from..to).map(Self::of).fold(Self::default(), Self::and)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn add(&mut self, other: Self) {
        *self = self.and(other);
    }

    pub fn has(self, member: u8) -> bool {
        self.0 & (1 << member) != 0
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One behind the last member.
    pub fn end(self) -> Option<u8> {
        let last = self.0.checked_ilog2()?;
        u8::try_from(last + 1).ok()
    }

    /// The first number from `start` on that is no member.
    pub fn first_gap(self, start: u8) -> u8 {
        let members = (self.0 >> start).trailing_ones();
        start + u8::try_from(members).expect("members are few")
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries((0..32).filter(|&member| self.has(member))).finish()
    }
}
