// A page of the new customer accounts with the shopper's challenges, drawn with Shopify's components.

import "@shopify/ui-extensions/preact";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";

import { type Challenge, challengesOfShopper } from "./challenges";

export default async (): Promise<void> => render(<StampCards />, document.body);

const { translate } = shopify.i18n;

function StampCards() {
  const [challenges, setChallenges] = useState<readonly Challenge[] | "failed">();

  useEffect(() => {
    challengesOfShopper().then(setChallenges, (error) => {
      console.error(error);
      setChallenges("failed");
    });
  }, []);

  return <s-page heading={translate("title")}>{contentOf(challenges)}</s-page>;
}

function contentOf(challenges: readonly Challenge[] | "failed" | undefined) {
  if (challenges === undefined) return <s-skeleton-paragraph />;
  if (challenges === "failed") return <s-banner tone="critical">{translate("failed")}</s-banner>;
  if (challenges.length === 0) return <s-paragraph>{translate("empty")}</s-paragraph>;
  return challenges.map((challenge) => <Card key={challenge.id} challenge={challenge} />);
}

function Card({ challenge }: { challenge: Challenge }) {
  const { completedCheckpoints: completed, definition, presentation } = challenge;
  // A shopper may have more stamps than the challenge needs.
  const required = Math.max(challenge.requiredCheckpoints ?? 0, completed, 1);
  const progress = translate("progress", { completed, required });
  return (
    <s-section heading={presentation?.title ?? definition?.name ?? ""}>
      {presentation?.description && <s-paragraph>{presentation.description}</s-paragraph>}
      <s-progress value={completed} max={required} accessibilityLabel={progress} />
      <s-text>{challenge.isChallengeCompleted ? translate("completed") : progress}</s-text>
      {presentation?.reward && <s-paragraph>{translate("reward", { reward: presentation.reward })}</s-paragraph>}
    </s-section>
  );
}
