//! The waiting questions, and which of them runs next.
//!
//! Questions of one step run before questions of many steps, and these before background work. Within a rank the ports take turns, step by
//! step, so that a long question of one view does not delay other views; the questions of one port are answered in order.

use std::collections::BTreeMap;

use super::Port;
use super::job::Job;
use super::rank::Rank;

/// A question that waits, with its work so far.
pub(super) struct Asked {
    pub(super) port: Port,
    pub(super) id: u32,
    pub(super) rank: Rank,
    pub(super) job: Job,
}

/// The questions that wait, in the order in which they were asked.
#[derive(Default)]
pub(super) struct Queue {
    asked: Vec<Asked>,
    /// When each port had a step last, in steps. A port that has had none is first.
    turns: BTreeMap<Port, u64>,
    /// How many steps have been given.
    steps: u64,
}

impl Queue {
    pub(super) fn push(&mut self, asked: Asked) {
        self.asked.push(asked);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    pub(super) fn jobs_mut(&mut self) -> impl Iterator<Item = &mut Job> {
        self.asked.iter_mut().map(|asked| &mut asked.job)
    }

    /// The questions that wait.
    pub(super) fn all(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter()
    }

    /// Their work so far.
    pub(super) fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.all().map(|asked| &asked.job)
    }

    /// The question at a place, to be looked at.
    pub(super) fn get(&self, at: usize) -> Option<&Asked> {
        self.asked.get(at)
    }

    /// The question at a place.
    pub(super) fn at(&mut self, at: usize) -> Option<&mut Asked> {
        self.asked.get_mut(at)
    }

    /// Where the question is that is worked on next, of those that can be worked on. O(questions · log ports).
    pub(super) fn next(&self, is_ready: impl Fn(&Asked) -> bool) -> Option<usize> {
        let order = |asked: &Asked| (asked.rank, self.turns.get(&asked.port).copied().unwrap_or(0));
        let ready = self.asked.iter().enumerate().filter(|(_, asked)| is_ready(asked));
        // Of equals, the first.
        ready.min_by_key(|(_, asked)| order(asked)).map(|(at, _)| at)
    }

    /// The question at a place, whose port has a step now.
    pub(super) fn take_turn(&mut self, at: usize) -> Option<&mut Asked> {
        let asked = self.asked.get_mut(at)?;
        self.steps += 1;
        self.turns.insert(asked.port, self.steps);
        Some(asked)
    }

    /// Takes a question out.
    pub(super) fn remove(&mut self, at: usize) -> Asked {
        self.asked.remove(at)
    }

    /// Takes a question of a port out, if it waits.
    pub(super) fn take(&mut self, port: Port, id: u32) -> Option<Asked> {
        let at = self.asked.iter().position(|asked| asked.port == port && asked.id == id)?;
        Some(self.asked.remove(at))
    }

    /// Takes the questions of a port out, or all.
    pub(super) fn forget(&mut self, port: Option<Port>) -> Vec<Asked> {
        let is_meant = |of: Port| port.is_none_or(|port| port == of);
        let dropped = self.asked.extract_if(.., |asked| is_meant(asked.port)).collect();
        self.turns.retain(|&known, _| !is_meant(known));
        dropped
    }
}
