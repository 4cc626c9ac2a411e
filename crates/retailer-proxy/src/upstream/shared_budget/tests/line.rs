//! A line to a server that a test can cut for one instance alone.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A port of its own, through which a server is reached.
pub(super) struct Line {
    server: u16,
    port: u16,
    carrying: JoinHandle<()>,
}

impl Line {
    pub(super) async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            server,
            port: listener.local_addr().unwrap().port(),
            carrying: tokio::spawn(carry(listener, server)),
        }
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends all connections, and takes no new ones.
    pub(super) fn cut(&self) {
        self.carrying.abort();
    }

    pub(super) async fn mend(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.carrying = tokio::spawn(carry(listener, self.server));
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

/// The connections end with this task.
async fn carry(listener: TcpListener, server: u16) {
    let mut connections = JoinSet::new();
    while let Ok((mut client, _)) = listener.accept().await {
        connections.spawn(async move {
            let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut server).await;
        });
    }
}
