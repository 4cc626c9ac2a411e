//! Shoppers who come and go, many at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use engage_sim::Simulator;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::owners::contact_id;
use crate::random::Random;
use crate::records::Told;
use crate::shop::Contact;
use crate::shopper::{Addresses, Shopper, World};

/// A shopper does about so many things before they leave.
const VISIT: u64 = 8;
/// One in so many tries again when there is no answer; the others leave.
const PATIENT: u64 = 4;

/// Everybody who comes to the same instances.
#[derive(Clone, Debug)]
pub(crate) struct Crowd {
    pub(crate) simulator: Simulator,
    pub(crate) addresses: Addresses,
    /// Keeps the contacts of one crowd apart from those of another.
    pub(crate) group: usize,
    /// How many have come.
    pub(crate) came: Arc<AtomicUsize>,
}

impl Crowd {
    pub(crate) fn new(simulator: &Simulator, addresses: &Addresses, group: usize) -> Self {
        Self {
            simulator: simulator.clone(),
            addresses: Arc::clone(addresses),
            group,
            came: Arc::default(),
        }
    }

    /// So many shoppers at a time, until they are told to leave.
    pub(crate) async fn shop(
        &self,
        many: usize,
        world: &World,
        random: &mut Random,
        stop: &watch::Receiver<bool>,
    ) -> Result<()> {
        let mut places = JoinSet::new();
        for _ in 0..many {
            let (crowd, world) = (self.clone(), world.clone());
            let (random, stop) = (random.fork(), stop.clone());
            places.spawn(async move { crowd.come_and_go(world, random, stop).await });
        }
        while let Some(place) = places.join_next().await {
            place??;
        }
        Ok(())
    }

    async fn come_and_go(
        self,
        world: World,
        mut random: Random,
        stop: watch::Receiver<bool>,
    ) -> Result<()> {
        while !*stop.borrow() {
            let shopper = Shopper::new(&world, &self.addresses, self.new_contact()?)?;
            while !*stop.borrow() {
                let told = shopper.act(&mut random).await;
                let is_patient = random.one_in(PATIENT);
                if random.one_in(VISIT) || (told == Some(Told::Nothing) && !is_patient) {
                    break;
                }
            }
        }
        Ok(())
    }

    fn new_contact(&self) -> Result<Contact> {
        let number = self.came.fetch_add(1, Ordering::Relaxed);
        add_contact(&self.simulator, self.group, number)
    }
}

/// Adds the contact with this number in this group of shoppers to Engage.
pub(crate) fn add_contact(simulator: &Simulator, group: usize, number: usize) -> Result<Contact> {
    let contact = contact_id(group, number);
    let id = contact.parse()?;
    simulator
        .change_state(|state, _| state.add_contact(Some(id), "Somebody".to_owned()).map(drop))
        .map_err(|refusal| anyhow::anyhow!("a contact cannot be added: {refusal:?}"))?;
    Ok(contact)
}
