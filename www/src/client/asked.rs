//! A question that has been sent: the future of its answer. Whoever drops it before it is answered drops the question.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_channel::oneshot::Receiver;
use spanlens::error::{ErrorCode, Failure};
use spanlens::js::to_js;
use spanlens::protocol::{Answer, Ask, Message};
use web_sys::MessagePort;

use super::waiting::{Outcome, Waiting};

/// The future of an answer.
pub(crate) struct Asked<Q: Ask> {
    pub(super) id: u32,
    pub(super) answer: Receiver<Outcome>,
    pub(super) port: MessagePort,
    pub(super) waiting: Rc<RefCell<Waiting>>,
    pub(super) question: PhantomData<Q>,
}

impl<Q: Ask> Asked<Q> {
    /// The number of the question.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }
}

impl<Q: Ask> Unpin for Asked<Q> {}

impl<Q: Ask> Future for Asked<Q> {
    type Output = Result<Q::Answer, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.answer)
            .poll(context)
            .map(|outcome| outcome.unwrap_or_else(|_| Err(gone())).and_then(content::<Q>))
    }
}

impl<Q: Ask> Drop for Asked<Q> {
    fn drop(&mut self) {
        if self.waiting.borrow_mut().forget(self.id) {
            // If it cannot be sent, the question is answered to nobody.
            let _ = to_js(&Message::Cancel { id: self.id }).and_then(|message| self.port.post_message(&message));
        }
    }
}

fn content<Q: Ask>(answer: Answer) -> Result<Q::Answer, Failure> {
    let misunderstood = || Failure {
        code: ErrorCode::BadMessage,
        message: "The engine answered another question.".to_owned(),
        offset: None,
    };
    Q::answer_of(answer).ok_or_else(misunderstood)
}

/// The answer of an engine that is no more.
fn gone() -> Failure {
    Failure { code: ErrorCode::Cancelled, message: "The engine has been replaced.".to_owned(), offset: None }
}
