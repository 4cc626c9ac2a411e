//! The shutdown of a server.

use std::time::Duration;

use engage_sim::{Effect, Fault, Seed, Settings, Simulator, serve};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// Longer than the server's grace, shorter than anybody's patience.
const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_server_stops_when_it_is_told_to_even_while_an_answer_is_late() {
    let simulator = Simulator::new(Seed::shop(), Settings::default());
    simulator.add_fault(Fault::new(Effect::Latency(Duration::from_hours(1))));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let until_told = async { drop(stopped.await) };
    let server = tokio::spawn(serve(listener, simulator.clone(), until_told));

    let late = tokio::spawn(reqwest::get(format!("http://{address}/api/v3/challenges")));
    while simulator.log().total == 0 {
        tokio::task::yield_now().await;
    }
    drop(stop);
    let result = tokio::time::timeout(SOON, server).await.unwrap();
    assert!(result.unwrap().is_ok());
    late.abort();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "the port is free again"
    );
}
