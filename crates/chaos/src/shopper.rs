//! A shopper: reads, joins and listens, and looks through every answer.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use jsonwebtoken::{EncodingKey, Header, encode};
use parking_lot::RwLock;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::owners::Owners;
use crate::proxy::SESSION_SECRET;
use crate::random::Random;
use crate::records::{Pair, Records, Told};
use crate::shop::{self, Contact};

/// Where the instances of one ledger are; `None` for one that is down.
pub(crate) type Addresses = Arc<RwLock<Vec<Option<String>>>>;

/// What all shoppers share.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) browser: Client,
    pub(crate) owners: Arc<Owners>,
    pub(crate) records: Arc<Records>,
}

/// One contact in front of their browser.
#[derive(Debug)]
pub(crate) struct Shopper {
    world: World,
    addresses: Addresses,
    pub(crate) contact: Contact,
    token: String,
}

impl Shopper {
    pub(crate) fn new(world: &World, addresses: &Addresses, contact: Contact) -> Result<Self> {
        Ok(Self {
            token: token(&contact)?,
            world: world.clone(),
            addresses: Arc::clone(addresses),
            contact,
        })
    }

    /// Does one thing that shoppers do, and says what it came to where that was to join.
    pub(crate) async fn act(&self, random: &mut Random) -> Option<Told> {
        if self.address(random).is_none() {
            // Nobody is there.
            sleep(random.milliseconds(1, 20)).await;
            return None;
        }
        let definitions = shop::definitions();
        let index = usize::try_from(random.below(definitions.len() as u64)).unwrap_or_default();
        let definition = &definitions[index];
        match random.below(20) {
            0..10 => return Some(self.join(definition, random).await),
            10..13 => return Some(self.join_twice_at_once(definition, random).await),
            13 => self.join_without_consent(definition, random).await,
            14..17 => self.read("/challenges", "application/json", random).await,
            17 => self.read("/challenges", "text/html", random).await,
            18 => {
                let path = "/challenges/definitions";
                self.read(path, "application/json", random).await;
            }
            _ => self.listen(random).await,
        }
        None
    }

    /// Presses to join, with the consent that is asked for.
    pub(crate) async fn join(&self, definition: &str, random: &mut Random) -> Told {
        let told = self.press(definition, shop::consent_version(definition), random);
        let told = told.await;
        self.world.records.pressed(self.pair(definition), told);
        told
    }

    /// In two windows, which may reach two instances.
    async fn join_twice_at_once(&self, definition: &str, random: &mut Random) -> Told {
        let mut other = random.fork();
        let (told, _) = tokio::join!(
            self.join(definition, random),
            self.join(definition, &mut other)
        );
        told
    }

    async fn join_without_consent(&self, definition: &str, random: &mut Random) {
        if shop::consent_version(definition).is_some() {
            let told = self.press(definition, None, random).await;
            let pair = self.pair(definition);
            self.world.records.pressed_without_consent(pair, told);
        } else {
            self.join(definition, random).await;
        }
    }

    async fn press(&self, definition: &str, version: Option<&str>, random: &mut Random) -> Told {
        let path = format!("/challenges/definitions/{definition}/assign");
        let Some(address) = self.address(random) else {
            return Told::Nothing;
        };
        let request = self
            .world
            .browser
            .post(format!("{address}{path}"))
            .header("x-challenges-widget", "1")
            .header("sec-fetch-site", "same-origin")
            .json(&json!({ "consentVersion": version }));
        match self.answer(request).await {
            Some((200, text)) if text == "true" => Told::Joined,
            Some((_, text)) => {
                if text == "true" {
                    let finding = format!("{} was told yes and no at once", self.contact);
                    self.world.records.find(finding);
                }
                Told::Refused
            }
            None => Told::Nothing,
        }
    }

    async fn read(&self, path: &str, accept: &str, random: &mut Random) {
        if let Some(address) = self.address(random) {
            let request = self.world.browser.get(format!("{address}{path}"));
            self.answer(request.header("accept", accept)).await;
        }
    }

    /// The ids of the challenges that this shopper has joined, as they are shown.
    pub(crate) async fn joined(&self, random: &mut Random) -> Option<Vec<String>> {
        let address = self.address(random)?;
        let request = self
            .world
            .browser
            .get(format!("{address}/challenges?count=100"));
        let (status, text) = self
            .answer(request.header("accept", "application/json"))
            .await?;
        let list: serde_json::Value = serde_json::from_str(&text).ok()?;
        let items = list["items"].as_array().filter(|_| status == 200)?;
        let definitions = items.iter().filter_map(|item| item["challengeId"].as_str());
        Some(definitions.map(str::to_owned).collect())
    }

    /// Listens for a moment, and goes away without a word.
    async fn listen(&self, random: &mut Random) {
        let Some(address) = self.address(random) else {
            return;
        };
        let address = format!("{address}/challenges/events");
        let request = self.world.browser.get(address).bearer_auth(&self.token);
        let Ok(mut response) = request.send().await else {
            return;
        };
        self.world.records.listened();
        let listening = async {
            let mut text = String::new();
            while let Ok(Some(chunk)) = response.chunk().await {
                text += &String::from_utf8_lossy(&chunk);
                self.look_through(&text);
            }
        };
        // The time is over, or the instance is gone.
        let _ = timeout(random.milliseconds(20, 400), listening).await;
    }

    /// Status and text of an answer that came whole.
    async fn answer(&self, request: RequestBuilder) -> Option<(u16, String)> {
        let response: Response = request.bearer_auth(&self.token).send().await.ok()?;
        let status = response.status().as_u16();
        let text = response.text().await.ok()?;
        self.look_through(&text);
        self.world.records.answered();
        Some((status, text))
    }

    fn look_through(&self, text: &str) {
        if let Some(fault) = self.world.owners.fault(&self.contact, text) {
            self.world.records.find(fault);
        }
    }

    /// Where one of the instances is that run.
    fn address(&self, random: &mut Random) -> Option<String> {
        let addresses = self.addresses.read();
        let running: Vec<&String> = addresses.iter().flatten().collect();
        (!running.is_empty()).then(|| random.pick(&running).clone())
    }

    fn pair(&self, definition: &str) -> Pair {
        Pair {
            contact: self.contact.clone(),
            definition: definition.to_owned(),
        }
    }
}

/// The token of a session of this contact.
pub(crate) fn token(contact: &str) -> Result<String> {
    let claims = json!({ "contact_id": contact, "exp": 4_000_000_000_u32 });
    let key = EncodingKey::from_secret(SESSION_SECRET.as_bytes());
    Ok(encode(&Header::default(), &claims, &key)?)
}

/// A browser as shoppers have them. It waits longer than the proxy lets anybody wait.
pub(crate) fn browser() -> Result<Client> {
    let patience = Duration::from_secs(40);
    Ok(Client::builder().timeout(patience).no_proxy().build()?)
}
