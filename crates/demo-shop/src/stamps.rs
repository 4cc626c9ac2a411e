//! The checkpoints of orders, which shoppers call stamps: handed over when an order is
//! placed, and asked about when a page shows the order.

use std::num::NonZeroU32;
use std::time::Duration;

use challenge_model::DefinitionId;
use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use crate::award_desk::{Award, AwardId};
use crate::orders::{Order, OrderNumber, Stamps};
use crate::session::SessionId;
use crate::shop::Shop;
use crate::visitor::Member;

/// How long a shopper waits for the stamps before the page is sent without them. They come
/// by themselves then.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is asked what became of them meanwhile.
const POLL: Duration = Duration::from_millis(50);

/// Hands the checkpoints of an order over, and waits a moment for them. The order is valid
/// whatever becomes of them.
pub(crate) async fn award(
    shop: &Shop,
    member: &Member,
    number: OrderNumber,
    definition: &DefinitionId,
    amount: NonZeroU32,
) {
    let award = Award::new(number, definition, &member.shopper.contact, amount);
    let handing_over = tokio::spawn({
        let (shop, session) = (shop.clone(), member.session.id.clone());
        async move {
            if let Err(error) = shop.award_desk().hand_over(&award).await {
                tracing::error!("somebody has to look at order {}: {error}", number.0);
                let checked = Stamps::BeingChecked(amount);
                shop.orders().settle(&session, number, checked);
            }
        }
    });
    let settled = async {
        // It goes on when the shopper has stopped waiting.
        let _ = handing_over.await;
        let session = &member.session.id;
        loop {
            look(shop, session).await;
            let orders = shop.orders().of(session);
            let order = orders.iter().find(|order| order.number == number);
            if order.is_none_or(|order| !matches!(order.stamps, Stamps::OnTheirWay(_))) {
                return;
            }
            sleep(POLL).await;
        }
    };
    let _ = timeout(PATIENCE, settled).await;
}

/// Asks what became of the checkpoints of a session's orders, where that is not known for
/// good.
pub(crate) async fn look(shop: &Shop, session: &SessionId) {
    let orders = shop.orders().of(session);
    let looks = orders.iter().filter_map(|order| {
        let (id, checkpoints) = question(shop, order)?;
        Some(async move {
            let outcome = shop.award_desk().outcome(&id, checkpoints).await;
            if let Some(stamps) = outcome {
                shop.orders().settle(session, order.number, stamps);
            }
        })
    });
    join_all(looks).await;
}

/// The award to ask about, and its number of checkpoints.
fn question(shop: &Shop, order: &Order) -> Option<(AwardId, NonZeroU32)> {
    let (Stamps::OnTheirWay(checkpoints) | Stamps::BeingChecked(checkpoints)) = order.stamps else {
        return None;
    };
    let product = shop.catalogue().product(order.product.as_str())?;
    let challenge = shop.catalogue().challenge_of(product)?;
    Some((
        AwardId::of(order.number, &challenge.definition),
        checkpoints,
    ))
}
