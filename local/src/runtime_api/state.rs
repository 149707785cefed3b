//! Which call of the Runtime API is allowed when.
//!
//! initializing → (next) idle → (event) running → (response or error) answered → (next) idle

use super::{Answer, Event};
use crate::function::FunctionError;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot, watch};

/// What passes between the process and whoever invokes it.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) invoked_function_arn: String,
    state: Mutex<State>,
    events: mpsc::UnboundedSender<(Event, oneshot::Sender<Answer>)>,
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<(Event, oneshot::Sender<Answer>)>>,
    initialized: watch::Sender<Option<Result<(), FunctionError>>>,
}

#[derive(Debug)]
enum State {
    Initializing,
    Idle,
    Running { request_id: String, answer: oneshot::Sender<Answer> },
    Answered { request_id: String },
}

/// A call that the Runtime API does not accept.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    RequestId,
    StateTransition,
    Closed,
}

impl Exchange {
    pub(super) fn new(invoked_function_arn: &str) -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        Self {
            invoked_function_arn: invoked_function_arn.to_owned(),
            state: Mutex::new(State::Initializing),
            events,
            waiting: waiting.into(),
            initialized: watch::Sender::new(None),
        }
    }

    pub(super) async fn initialized(&self) -> Result<(), FunctionError> {
        let mut initialized = self.initialized.subscribe();
        match initialized.wait_for(Option::is_some).await {
            Ok(result) => result.clone().unwrap_or(Ok(())),
            // `self` holds the sender.
            Err(_) => Ok(()),
        }
    }

    pub(super) fn hand_over(&self, event: Event) -> oneshot::Receiver<Answer> {
        let (sender, answer) = oneshot::channel();
        // `self` holds the receiver as well.
        _ = self.events.send((event, sender));
        answer
    }

    pub(super) async fn next(&self) -> Result<Event, Refusal> {
        {
            let mut state = self.state();
            if matches!(*state, State::Running { .. }) {
                return Err(Refusal::StateTransition);
            }
            *state = State::Idle;
        }
        self.initialized.send_if_modified(|initialized| {
            let first = initialized.is_none();
            if first {
                *initialized = Some(Ok(()));
            }
            first
        });
        let (event, answer) = self.waiting.lock().await.recv().await.ok_or(Refusal::Closed)?;
        *self.state() = State::Running { request_id: event.request_id.clone(), answer };
        Ok(event)
    }

    pub(super) fn has_taken(&self, request_id: &str) -> bool {
        match &*self.state() {
            State::Running { request_id: current, .. } | State::Answered { request_id: current } => {
                current == request_id
            }
            State::Initializing | State::Idle => false,
        }
    }

    pub(super) fn answer(&self, request_id: &str, answer: Answer) -> Result<(), Refusal> {
        let mut state = self.state();
        match &*state {
            State::Running { request_id: current, .. } | State::Answered { request_id: current } => {
                if current != request_id {
                    return Err(Refusal::RequestId);
                }
            }
            State::Initializing | State::Idle => return Err(Refusal::StateTransition),
        }
        let answered = State::Answered { request_id: request_id.to_owned() };
        match std::mem::replace(&mut *state, answered) {
            State::Running { answer: sender, .. } => {
                // Whoever invoked may have given up.
                _ = sender.send(answer);
                Ok(())
            }
            _ => Err(Refusal::StateTransition),
        }
    }

    pub(super) fn fail_initialization(&self, error: FunctionError) -> Result<(), Refusal> {
        match *self.state() {
            State::Initializing => {}
            _ => return Err(Refusal::StateTransition),
        }
        self.initialized.send_replace(Some(Err(error)));
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
