// The whole widget: it fetches when it is there, and draws placeholders until then.

import { useCallback, useEffect, useRef, useState } from "react";

import {
  emptyText,
  emptyTitle,
  failedText,
  failedTitle,
  label,
  loading,
  retry,
} from "../../../locales/en.json";
import { isEarlier } from "../shared/card";
import { type Standing, afterAnswer, afterFailure } from "../shared/standing";
import { fetchAnswer } from "../shared/wire";
import { earlierOf } from "../shared/words";
import { ChallengeCard } from "./card";

export function ChallengesWidget({ proxy }: { proxy: string }) {
  const { standing, isBusy, refresh } = useChallenges(proxy);
  return (
    <section
      className="widget"
      part="widget"
      tabIndex={-1}
      lang="en"
      dir="ltr"
      aria-label={label}
      aria-busy={isBusy}
    >
      <p className="announcer" role="status">
        {standing.status === "loading" ? loading : ""}
      </p>
      <p className="announcer" role="status">
        {standing.status === "loaded" ? standing.news : ""}
      </p>
      <Content standing={standing} proxy={proxy} refresh={refresh} />
    </section>
  );
}

interface ContentProperties {
  readonly standing: Standing;
  readonly proxy: string;
  readonly refresh: () => void;
}

function Content({ standing, proxy, refresh }: ContentProperties) {
  if (standing.status === "loading") {
    return <Skeleton />;
  }
  if (standing.status === "failed") {
    return (
      <Notice title={failedTitle} text={failedText}>
        <button className="button retry" part="button retry" type="button" onClick={refresh}>
          {retry}
        </button>
      </Notice>
    );
  }
  if (standing.cards.length === 0) {
    return <Notice title={emptyTitle} text={emptyText} />;
  }
  const draw = (card: (typeof standing.cards)[number]) => (
    <ChallengeCard
      key={card.key}
      card={card}
      proxy={proxy}
      gained={standing.gained.get(card.key) ?? 0}
      onJoined={refresh}
    />
  );
  const current = standing.cards.filter((card) => !isEarlier(card));
  const earlier = standing.cards.filter(isEarlier);
  return (
    <>
      <ul className="cards" part="cards" role="list" hidden={current.length === 0}>
        {current.map(draw)}
      </ul>
      <details
        className="earlier"
        part="earlier"
        hidden={earlier.length === 0}
        open={current.length === 0}
      >
        <summary className="summary">{earlierOf(earlier.length)}</summary>
        <ul className="cards" part="cards" role="list">
          {earlier.map(draw)}
        </ul>
      </details>
    </>
  );
}

function Skeleton() {
  return (
    <ul className="cards" aria-hidden="true">
      <li className="card skeleton" />
      <li className="card skeleton" />
    </ul>
  );
}

function Notice(properties: { title: string; text: string; children?: React.ReactNode }) {
  return (
    <div className="notice" part="notice">
      <p className="notice-title">{properties.title}</p>
      <p className="notice-text">{properties.text}</p>
      {properties.children}
    </div>
  );
}

/** The shopper's challenges, fetched at once and whenever the page says so. */
function useChallenges(proxy: string) {
  const [standing, setStanding] = useState<Standing>({ status: "loading" });
  const [isBusy, setIsBusy] = useState(true);
  const requests = useRef<AbortController>(null);

  const refresh = useCallback(async () => {
    requests.current?.abort();
    const controller = new AbortController();
    requests.current = controller;
    setIsBusy(true);
    try {
      const answer = await fetchAnswer(proxy, controller.signal);
      setStanding((before) => afterAnswer(before, answer));
    } catch (reason) {
      if (controller.signal.aborted) {
        return;
      }
      console.warn("the challenges could not be fetched", reason);
      setStanding(afterFailure);
    }
    setIsBusy(false);
  }, [proxy]);

  useEffect(() => {
    void refresh();
    const onRefresh = () => void refresh();
    window.addEventListener("challenges:refresh", onRefresh);
    return () => {
      window.removeEventListener("challenges:refresh", onRefresh);
      requests.current?.abort();
    };
  }, [refresh]);

  return { standing, isBusy, refresh };
}
