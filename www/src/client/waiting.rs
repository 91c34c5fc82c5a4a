//! The questions that have been sent and not been answered.

use std::collections::BTreeMap;

use futures_channel::oneshot::{Receiver, Sender, channel};
use spanlens::error::Failure;
use spanlens::protocol::Answer;

pub(super) type Outcome = Result<Answer, Failure>;

/// The questions that have been sent and not been answered.
#[derive(Default)]
pub(super) struct Waiting {
    last_id: u32,
    senders: BTreeMap<u32, Sender<Outcome>>,
}

impl Waiting {
    /// Numbers a new question.
    pub(super) fn add(&mut self) -> (u32, Receiver<Outcome>) {
        let (sender, receiver) = channel();
        self.last_id = self.last_id.wrapping_add(1);
        self.senders.insert(self.last_id, sender);
        (self.last_id, receiver)
    }

    /// Hands an outcome to who asked. Nobody may be there any more to take it.
    pub(super) fn settle(&mut self, id: u32, outcome: Outcome) {
        if let Some(sender) = self.senders.remove(&id) {
            let _ = sender.send(outcome);
        }
    }

    /// Waits no more for an answer. Gives whether there was none yet.
    pub(super) fn forget(&mut self, id: u32) -> bool {
        self.senders.remove(&id).is_some()
    }

    /// Lets all questions end without an answer.
    pub(super) fn give_up(&mut self) {
        self.senders.clear();
    }
}

#[cfg(test)]
mod tests {
    use spanlens::error::ErrorCode;

    use super::*;

    fn failure(message: &str) -> Failure {
        Failure { code: ErrorCode::NoData, message: message.to_owned(), offset: None }
    }

    #[test]
    fn outcomes_reach_who_asked() {
        let mut waiting = Waiting::default();
        let ((first, mut first_outcome), (second, mut second_outcome)) = (waiting.add(), waiting.add());
        waiting.settle(second, Err(failure("b")));
        waiting.settle(first, Err(failure("a")));
        waiting.settle(99, Err(failure("nobody's")));
        assert_eq!(first_outcome.try_recv(), Ok(Some(Err(failure("a")))));
        assert_eq!(second_outcome.try_recv(), Ok(Some(Err(failure("b")))));
    }

    #[test]
    fn what_is_forgotten_is_unanswered_and_that_once() {
        let mut waiting = Waiting::default();
        let (id, mut outcome) = waiting.add();
        assert_eq!((waiting.forget(id), waiting.forget(id)), (true, false));
        assert!(outcome.try_recv().is_err());
        let (id, _) = waiting.add();
        waiting.settle(id, Err(failure("a")));
        assert!(!waiting.forget(id));
    }

    #[test]
    fn giving_up_ends_all_questions() {
        let mut waiting = Waiting::default();
        let (_, mut outcome) = waiting.add();
        waiting.give_up();
        assert!(outcome.try_recv().is_err());
    }
}
