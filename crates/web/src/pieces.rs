//! An answer made piece by piece while it is sent: a file of any length in little memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use tokio::sync::mpsc::{self, Receiver, Sender};

/// Pieces waiting at most; whoever makes them waits for whoever reads.
const WAITING_MAX: usize = 8;

/// The reading end of an answer in pieces.
pub struct Pieces(Receiver<Vec<u8>>);

/// The making end. When the reader has gone, [`Maker::give`] says so and making may stop.
#[derive(Clone)]
pub struct Maker(Sender<Vec<u8>>);

/// Both ends of a new answer.
pub fn pieces() -> (Maker, Pieces) {
    let (give, take) = mpsc::channel(WAITING_MAX);
    (Maker(give), Pieces(take))
}

impl Maker {
    /// Hands a piece on; false when nobody reads any more.
    pub async fn give(&self, piece: impl Into<Vec<u8>>) -> bool {
        self.0.send(piece.into()).await.is_ok()
    }
}

impl Pieces {
    pub(crate) fn into_body(self) -> Body {
        Body::new(self)
    }
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|bytes| Ok(http_body::Frame::data(Bytes::from(bytes)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pieces_arrive_whole_and_in_order() {
        let (maker, pieces) = pieces();
        let making = tokio::spawn(async move {
            for n in 0..100 {
                assert!(maker.give(format!("{n},")).await);
            }
        });
        let bytes = axum::body::to_bytes(pieces.into_body(), usize::MAX).await.expect("no error is possible");
        making.await.expect("made");
        let expected: String = (0..100).map(|n| format!("{n},")).collect();
        assert_eq!(bytes, expected.as_bytes());
    }

    #[tokio::test]
    async fn a_reader_that_left_stops_the_maker() {
        let (maker, pieces) = pieces();
        drop(pieces);
        assert!(!maker.give("too late").await);
    }
}
