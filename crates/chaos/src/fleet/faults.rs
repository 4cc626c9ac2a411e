//! What is killed while shoppers come: the Valkey twice, and an instance once. Each is started
//! again.

use std::time::Duration;

use anyhow::Result;
use temporary_valkey::TemporaryValkey;
use tokio::time::{Instant, sleep_until};

use super::instances::Instances;

/// When something happens, in hundredths of the time.
const VALKEY: [(u32, u32); 2] = [(10, 25), (40, 55)];
const INSTANCE: (u32, u32) = (70, 85);

/// Kills and starts again, within this time.
pub(super) async fn carry_out(
    time: Duration,
    valkey: &mut TemporaryValkey,
    instances: &mut Instances,
) -> Result<()> {
    let begun = Instant::now();
    let until = |hundredths: u32| sleep_until(begun + time * hundredths / 100);
    for (killed, started) in VALKEY {
        until(killed).await;
        valkey.kill();
        until(started).await;
        valkey.start_again()?;
    }
    let (killed, started) = INSTANCE;
    until(killed).await;
    let address = instances.kill_one().await?;
    until(started).await;
    instances.start_one(address).await
}
