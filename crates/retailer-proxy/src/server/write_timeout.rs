//! A time limit for clients that do not read what is sent to them.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream whose writes fail when the client does not read in time.
///
/// The time starts when the client accepts no more bytes, and is over only when it
/// has accepted all bytes of a write. So a client that reads a byte now and then does
/// not get more time.
#[derive(Debug)]
pub(super) struct WriteTimeout<IO> {
    inner: IO,
    limit: Duration,
    /// Runs while some of the written bytes are not accepted.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<IO> WriteTimeout<IO> {
    pub(super) fn new(inner: IO, limit: Duration) -> Self {
        Self {
            inner,
            limit,
            deadline: None,
        }
    }

    /// The result of a write of so many bytes, or the end of the time.
    fn check(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
        offered: usize,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            if written.as_ref().is_ok_and(|accepted| *accepted >= offered) {
                self.deadline = None;
            }
            return Poll::Ready(written);
        }
        let limit = self.limit;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(deadline.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<IO: AsyncWrite + Unpin> AsyncWrite for WriteTimeout<IO> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.check(context, written, bytes.len())
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        let offered = slices.iter().map(|slice| slice.len()).sum();
        self.check(context, written, offered)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<IO: AsyncRead + Unpin> AsyncRead for WriteTimeout<IO> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
    use tokio::time::Instant;

    const LIMIT: Duration = Duration::from_secs(30);

    /// A connection that holds four bytes on the way, and the client's end of it.
    fn connection() -> (WriteTimeout<DuplexStream>, DuplexStream) {
        let (server, client) = duplex(4);
        (WriteTimeout::new(server, LIMIT), client)
    }

    /// Reads so many bytes, one after each pause.
    async fn drip(mut client: DuplexStream, pause: Duration, bytes: usize) {
        for _ in 0..bytes {
            sleep(pause).await;
            client.read_u8().await.unwrap();
        }
        std::future::pending::<()>().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_in_time_gets_everything_however_long_it_takes() {
        let (mut server, client) = connection();
        let begun = Instant::now();
        let reading = tokio::spawn(drip(client, Duration::from_secs(5), 40));
        for _ in 0..10 {
            server.write_all(&[7; 4]).await.unwrap();
        }
        assert!(begun.elapsed() > LIMIT * 5);
        reading.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_read_is_given_up_when_the_time_is_over() {
        let (mut server, _client) = connection();
        let begun = Instant::now();
        let error = server.write_all(&[7; 5]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), LIMIT.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_a_byte_now_and_then_gets_no_more_time() {
        let (mut server, client) = connection();
        let begun = Instant::now();
        let reading = tokio::spawn(drip(client, Duration::from_secs(9), 40));
        let error = server.write_all(&[7; 40]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() < LIMIT * 2, "{:?}", begun.elapsed());
        reading.abort();
    }
}
